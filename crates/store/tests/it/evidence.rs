//! What proves tickets: who may look at it, what may still be changed, and that who approves can look.

use domain::id::{EvidenceId, ObjectId, TicketId};
use domain::{Action, Clock, TicketAct};
use store::{AuditEvent, Error, NewObject, Rule, Store};

use crate::cast::{Cast, Firm};
use crate::firm::{Persona, TestClock, TestRng};
use crate::records::{add_evidence, add_ticket, settle};

fn photo(firm: &Firm) -> NewObject {
    NewObject {
        id: ObjectId::new(TestClock.now(), &TestRng),
        kind: "evidence",
        file_name: "carnet.jpg".into(),
        size: 90_000,
        kek: firm.kek,
        wrapped_dek: vec![14; 40],
    }
}

fn fresh() -> EvidenceId {
    EvidenceId::new(TestClock.now(), &TestRng)
}

async fn add(store: &Store, who: &Persona, firm: &Firm, ticket: TicketId) -> Result<EvidenceId, Error> {
    let tx = store.begin(&who.caller()).await.unwrap();
    let id = fresh();
    tx.add_evidence(id, ticket, "image/jpeg", &photo(firm)).await?;
    tx.commit(&AuditEvent::new(Action::EvidenceAdd).on("ticket", &ticket)).await.unwrap();
    Ok(id)
}

#[tokio::test]
async fn it_is_looked_at_by_who_stands_over_the_worker_and_may_look() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    for who in [&north.admin, &north.worker, &north.teller] {
        let (_, all) = store.evidence(&who.caller(), records.pending).await.unwrap();
        assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>(), [records.evidence]);
        let key = cast.database.sealed_key(who, records.photo).await.unwrap();
        assert_eq!(key.wrapped_dek, [14; 40]);
    }
    // He supervises the crew, and nothing says that he may look.
    let refused = store.evidence(&north.foreman.caller(), records.pending).await;
    assert!(matches!(refused, Err(Error::Denied(_))));
    // Policy is one wall; whoever gets past it finds the other.
    for who in [&north.foreman, &north.courier] {
        let key = cast.database.sealed_key(who, records.photo).await;
        assert!(matches!(key, Err(Error::NotFound)), "{key:?}");
        let tx = store.begin(&who.caller()).await.unwrap();
        assert!(tx.evidence_of(records.pending).await.unwrap().is_empty());
        assert!(matches!(tx.evidence(records.evidence).await, Err(Error::NotFound)));
    }
    for stranger in [&cast.south.admin, &cast.south.worker] {
        assert!(store.evidence(&stranger.caller(), records.pending).await.unwrap().1.is_empty());
        let key = cast.database.sealed_key(stranger, records.photo).await;
        assert!(matches!(key, Err(Error::NotFound)));
        assert!(matches!(add(store, stranger, north, records.pending).await, Err(Error::NotFound)));
        let tx = store.begin(&stranger.caller()).await.unwrap();
        assert!(matches!(tx.remove_evidence(records.evidence).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn who_adds_it_has_written_the_ticket() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    cast.database.hire(north.org, "Hilda", &["hse_manager"]).await;
    let tx = store.begin(&north.admin.caller()).await.unwrap();
    tx.decide_ticket(records.pending, TicketAct::SendBack, Some("x")).await.unwrap();
    tx.commit(&AuditEvent::new(Action::TicketSendBack)).await.unwrap();
    add(store, &north.admin, north, records.pending).await.unwrap();
    let (_, ticket) = store.ticket(&north.admin.caller(), records.pending, TestClock.now()).await.unwrap();
    assert_eq!((ticket.state, ticket.recorded.by), (domain::TicketState::Pending, north.admin.member));
    assert_eq!((ticket.version, ticket.evidence), (3, 2));
    let tx = store.begin(&north.admin.caller()).await.unwrap();
    let own = tx.decide_ticket(records.pending, TicketAct::Approve, None).await;
    assert!(matches!(own, Err(Error::Rule(Rule::OwnTicket))), "{own:?}");
}

#[tokio::test]
async fn ten_files_are_as_many_as_there_may_be() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    for _ in 1..10 {
        add(store, &north.worker, north, records.pending).await.unwrap();
    }
    let more = add(store, &north.worker, north, records.pending).await;
    assert!(matches!(more, Err(Error::Rule(Rule::TooMuchEvidence))), "{more:?}");
}

#[tokio::test]
async fn what_was_approved_keeps_what_it_was_approved_on_whoever_writes() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    let tx = store.begin(&north.admin.caller()).await.unwrap();
    tx.decide_ticket(records.pending, TicketAct::Approve, None).await.unwrap();
    tx.commit(&AuditEvent::new(Action::TicketApprove)).await.unwrap();
    let late = add(store, &north.worker, north, records.pending).await;
    assert!(matches!(late, Err(Error::Rule(Rule::TicketState))), "{late:?}");
    for act in ["remove_evidence", "withdraw_ticket"] {
        let tx = store.begin(&north.admin.caller()).await.unwrap();
        let refused = match act {
            "remove_evidence" => tx.remove_evidence(records.evidence).await,
            _ => tx.withdraw_ticket(records.pending).await,
        };
        assert!(matches!(refused, Err(Error::Rule(Rule::TicketState))), "{act}: {refused:?}");
    }
    let superuser = cast.database.superuser().await;
    let (evidence, photo) = (records.evidence.uuid(), records.photo.uuid());
    for sql in [
        format!("DELETE FROM credenza.evidence WHERE id = '{evidence}'"),
        format!("UPDATE credenza.evidence SET media_type = 'image/png' WHERE id = '{evidence}'"),
        format!("DELETE FROM credenza.objects WHERE id = '{photo}'"),
    ] {
        assert!(superuser.batch_execute(&sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn what_is_taken_away_loses_its_key_in_the_same_commit() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    let superuser = cast.database.superuser().await;
    let left = async || {
        let sql = "SELECT (SELECT count(*) FROM credenza.objects WHERE kind = 'evidence' AND org_id = $1)
                        + 100 * (SELECT count(*) FROM credenza.object_keys WHERE wrapped_dek = decode(repeat('0e', 40), 'hex')
                                 AND org_id = $1)";
        superuser.query_one(sql, &[&north.org.uuid()]).await.unwrap().get::<_, i64>(0)
    };
    let second = add(store, &north.worker, north, records.pending).await.unwrap();
    assert_eq!(left().await, 303);
    let tx = store.begin(&north.worker.caller()).await.unwrap();
    tx.remove_evidence(second).await.unwrap();
    tx.commit(&AuditEvent::new(Action::EvidenceRemove)).await.unwrap();
    assert_eq!(left().await, 202);
    let tx = store.begin(&north.worker.caller()).await.unwrap();
    tx.withdraw_ticket(records.pending).await.unwrap();
    tx.commit(&AuditEvent::new(Action::TicketWithdraw)).await.unwrap();
    assert_eq!(left().await, 101);
}

#[tokio::test]
async fn who_cannot_look_does_not_approve_what_there_is_to_look_at() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    let superuser = cast.database.superuser().await;
    let sql = "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name)
               VALUES ($1, 'blind', false, '{worker.read,worker.read_all,ticket.approve}', 'blind')";
    superuser.execute(sql, &[&north.org.uuid()]).await.unwrap();
    let blind = cast.database.hire(north.org, "Bruno", &["blind"]).await;
    let approve = async |ticket: TicketId| {
        let tx = store.begin(&blind.caller()).await.unwrap();
        tx.decide_ticket(ticket, TicketAct::Approve, None).await
    };
    let refused = approve(records.pending).await;
    assert!(matches!(refused, Err(Error::Rule(Rule::EvidenceUnseen))), "{refused:?}");
    let bare = TicketId::new(TestClock.now(), &TestRng);
    add_ticket(&superuser, north, bare, records.outsider, records.kind, north.worker.member).await;
    approve(bare).await.unwrap();
}

#[tokio::test]
async fn it_belongs_to_a_ticket_of_the_worker_that_nobody_has_approved() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let superuser = cast.database.superuser().await;
    let open = TicketId::new(TestClock.now(), &TestRng);
    add_ticket(&superuser, north, open, records.worker, records.kind, north.courier.member).await;
    add_evidence(&superuser, north, (fresh(), photo(north).id), open, records.worker).await;
    settle(&superuser, open, north.admin.member, &["sent_back"]).await;
    let wrong = |ticket: TicketId, worker: domain::id::WorkerId| {
        format!(
            "INSERT INTO credenza.evidence (org_id, id, ticket_id, worker_id, object_id, object_version, media_type, added_by)
             SELECT org_id, gen_random_uuid(), '{}', '{}', object_id, 2, media_type, added_by FROM credenza.evidence WHERE id = '{}'",
            ticket.uuid(),
            worker.uuid(),
            records.evidence.uuid()
        )
    };
    for (ticket, worker) in [(open, records.outsider), (records.approved, records.worker)] {
        let refused = superuser.batch_execute(&wrong(ticket, worker)).await.unwrap_err();
        let told = format!("{refused:?}");
        assert!(told.contains("ticket_state") || told.contains("fkey"), "{told}");
    }
}
