//! The life of a ticket as the engine holds it, whoever writes: also for a superuser, impossible states are impossible.

use domain::id::{MemberId, TicketId, WorkerId};
use domain::{Action, Clock, TicketAct, TicketCode, TicketState};
use store::{AuditEvent, Error, Rule, TicketEdit, TicketFilter, WorkerEdit, WorkerFilter};
use time::macros::date;
use time::{Date, Duration, OffsetDateTime};
use tokio_postgres::Client;

use crate::cast::{Cast, Firm};
use crate::firm::{Database, Persona, TestClock, TestRng};
use crate::records::{add_ticket, settle};

/// Whether the engine lets a ticket go from one state to another, by the rule alone.
async fn step(client: &Client, before: TicketState, after: TicketState) -> bool {
    let sql = "SELECT credenza_private.ticket_step($1, $2)";
    client.query_one(sql, &[&before.as_str(), &after.as_str()]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_engine_and_the_domain_know_the_same_steps() {
    let client = Database::new().await.superuser().await;
    for before in TicketState::ALL {
        for after in TicketState::ALL {
            let leads = TicketAct::ALL.iter().any(|act| before.after(*act) == Some(*after));
            let expected = leads || before == after;
            assert_eq!(step(&client, *before, *after).await, expected, "{before:?} {after:?}");
        }
    }
}

/// A ticket of the firm's outsider, brought into this state.
async fn ticket_in(client: &Client, firm: &Firm, state: TicketState) -> TicketId {
    let id = TicketId::new(TestClock.now(), &TestRng);
    add_ticket(client, firm, id, firm.records.outsider, firm.records.kind, firm.courier.member).await;
    let path: &[&str] = match state {
        TicketState::Pending => &[],
        TicketState::SentBack => &["sent_back"],
        TicketState::Approved => &["approved"],
        TicketState::Suspended => &["approved", "suspended"],
        TicketState::Revoked => &["approved", "revoked"],
        TicketState::Superseded => &["approved"],
    };
    settle(client, id, firm.admin.member, path).await;
    if state == TicketState::Superseded {
        let next = TicketId::new(TestClock.now(), &TestRng);
        add_ticket_renewing(client, firm, next, id).await;
        settle(client, next, firm.admin.member, &["approved"]).await;
        settle(client, id, firm.admin.member, &["superseded"]).await;
    }
    id
}

async fn add_ticket_renewing(client: &Client, firm: &Firm, id: TicketId, old: TicketId) {
    let sql = "INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, recorded_by, renews_id)
        SELECT org_id, $2, worker_id, type_id, $3, recorded_by, id FROM credenza.tickets WHERE id = $1 AND org_id = $4";
    let code = TicketCode::new(&TestRng);
    client.execute(sql, &[&old.uuid(), &id.uuid(), &code.as_str(), &firm.org.uuid()]).await.unwrap();
}

async fn refusal(client: &Client, sql: &str) -> String {
    let error = client.batch_execute(sql).await.expect_err(sql);
    error.as_db_error().unwrap().code().code().to_owned()
}

#[tokio::test]
async fn impossible_states_are_impossible_for_everybody() {
    let cast = Cast::new().await;
    let (client, firm) = (cast.database.superuser().await, &cast.north);
    for from in TicketState::ALL {
        let id = ticket_in(&client, firm, *from).await.uuid();
        for to in TicketState::ALL.iter().filter(|to| *to != from) {
            if TicketAct::ALL.iter().any(|act| from.after(*act) == Some(*to)) {
                continue;
            }
            let sql = format!(
                "UPDATE credenza.tickets SET state = '{}', reason = 'x', approved_at = CASE WHEN '{0}' IN ('pending', 'sent_back')
                     THEN NULL ELSE now() END, approved_by = CASE WHEN '{0}' IN ('pending', 'sent_back') THEN NULL
                     ELSE recorded_by END WHERE id = '{id}'",
                to.as_str()
            );
            assert_eq!(refusal(&client, &sql).await, "CZ409", "{from:?} to {to:?}");
        }
        if from.was_approved() {
            for change in ["number = 'B'", "expires_on = '2099-01-01'", "type_id = type_id, issuer = 'X'"] {
                let sql = format!("UPDATE credenza.tickets SET {change} WHERE id = '{id}'");
                assert_eq!(refusal(&client, &sql).await, "CZ409", "{from:?}: {change}");
            }
            let gone = format!("DELETE FROM credenza.tickets WHERE id = '{id}'");
            // What took its place refers to it, and that speaks first.
            let code = if *from == TicketState::Superseded { "23503" } else { "CZ409" };
            assert_eq!(refusal(&client, &gone).await, code, "{from:?}");
        }
    }
}

#[tokio::test]
async fn a_row_that_contradicts_itself_is_refused() {
    let cast = Cast::new().await;
    let (client, firm) = (cast.database.superuser().await, &cast.north);
    let id = ticket_in(&client, firm, TicketState::Pending).await.uuid();
    for (change, code) in [
        ("expires_on = '2020-01-01', issued_on = '2021-01-01'", "23514"),
        ("state = 'approved'", "23514"),
        ("state = 'sent_back', reason = NULL", "23514"),
        ("approved_at = now()", "23514"),
        ("approved_at = now(), approved_by = recorded_by", "23514"),
        ("code = '0000000U'", "23514"),
        ("issued_on = '1800-01-01'", "23514"),
        ("decided_at = now()", "23514"),
        ("renews_id = id", "23514"),
        ("code = '00000000'", "CZ409"),
    ] {
        let sql = format!("UPDATE credenza.tickets SET {change} WHERE id = '{id}'");
        assert_eq!(refusal(&client, &sql).await, code, "{change}");
    }
    // Nothing takes the place of a ticket but an approved one that says so.
    let approved = ticket_in(&client, firm, TicketState::Approved).await;
    let superseded =
        format!("UPDATE credenza.tickets SET state = 'superseded' WHERE id = '{}'", approved.uuid());
    assert_eq!(refusal(&client, &superseded).await, "CZ409");
    add_ticket_renewing(&client, firm, TicketId::new(TestClock.now(), &TestRng), approved).await;
    assert_eq!(refusal(&client, &superseded).await, "CZ409", "the new one is not approved");
}

#[tokio::test]
async fn a_code_is_given_once_in_the_whole_installation() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    let (north, south) = (&cast.north, &cast.south);
    let taken: String = client
        .query_one("SELECT code FROM credenza.tickets WHERE id = $1", &[&north.records.approved.uuid()])
        .await
        .unwrap()
        .get(0);
    let record = async |persona: &Persona, firm: &Firm, code: &str| {
        let tx = cast.database.store.begin(&persona.caller()).await.unwrap();
        let id = TicketId::new(TestClock.now(), &TestRng);
        let (worker, code) = (firm.records.outsider, code.parse().unwrap());
        let recorded = tx.record_ticket(id, worker, code, &edit(firm), None).await;
        match recorded {
            Ok(()) => tx.commit(&AuditEvent::new(Action::TicketCreate).on("ticket", &id)).await.map(|_| id),
            Err(error) => Err(error),
        }
    };
    let refused = record(&south.admin, south, &taken).await.unwrap_err();
    assert!(refused.is_code_taken(), "{refused:?}");
    let code = TicketCode::new(&TestRng).to_string();
    let id = record(&south.admin, south, &code).await.unwrap();
    let tx = cast.database.store.begin(&south.admin.caller()).await.unwrap();
    tx.withdraw_ticket(id).await.unwrap();
    tx.commit(&AuditEvent::new(Action::TicketWithdraw).on("ticket", &id)).await.unwrap();
    // Also when its ticket has gone.
    assert!(record(&north.admin, north, &code).await.unwrap_err().is_code_taken());
}

fn edit(firm: &Firm) -> TicketEdit {
    TicketEdit {
        kind: firm.records.kind,
        number: Some("A-1".into()),
        issuer: None,
        issued_on: Some(date!(2026 - 01 - 10)),
        expires_on: None,
    }
}

#[tokio::test]
async fn the_engine_and_the_domain_see_the_same_status() {
    let cast = Cast::new().await;
    let (client, firm) = (cast.database.superuser().await, &cast.north);
    // The firm is in Mexico City: at 03:00 UTC it is still yesterday there.
    let now = date!(2026 - 11 - 30).midnight().assume_utc() + Duration::hours(3);
    let today = date!(2026 - 11 - 29);
    let day = |offset: i64| Some(today + Duration::days(offset));
    let mut expected = Vec::new();
    for (state, issued, ends) in [
        (TicketState::Approved, day(-100), day(-1)),
        (TicketState::Approved, day(-100), day(0)),
        (TicketState::Approved, day(-100), day(60)),
        (TicketState::Approved, day(-100), day(61)),
        (TicketState::Approved, day(1), day(400)),
        (TicketState::Approved, day(0), day(400)),
        (TicketState::Approved, None, None),
        (TicketState::Pending, day(-100), day(-1)),
        (TicketState::SentBack, day(-100), day(-1)),
        (TicketState::Suspended, day(-100), day(400)),
        (TicketState::Revoked, day(-100), day(400)),
        (TicketState::Superseded, day(-100), day(400)),
    ] {
        let id = ticket_in(&client, firm, state).await;
        set_days(&client, id, issued, ends).await;
        expected.push((id, state.status(issued, ends, 60, today)));
    }
    for (id, status) in &expected {
        let (_, ticket) = cast.database.store.ticket(&firm.admin.caller(), *id, now).await.unwrap();
        assert_eq!(ticket.status, *status, "{ticket:?}");
        let filter = TicketFilter { status: Some(*status), limit: 100, ..TicketFilter::default() };
        let (_, page) = cast.database.store.tickets(&firm.admin.caller(), &filter, now).await.unwrap();
        assert!(page.items.iter().any(|item| item.id == *id), "{status:?} is not found by its status");
        assert!(page.items.iter().all(|item| item.status == *status));
    }
    let of_worker = cast.database.store.worker(&firm.admin.caller(), firm.records.outsider, now).await;
    let counts = of_worker.unwrap().1.tickets;
    let count = |word: &str| expected.iter().filter(|(_, status)| status.as_str() == word).count() as i64;
    let (_, _, held) = cast
        .database
        .store
        .worker_with_tickets(&firm.admin.caller(), firm.records.outsider, now)
        .await
        .unwrap();
    let of = |word: &str| held.iter().filter(|ticket| ticket.status.as_str() == word).count() as i64;
    assert_eq!((counts.expired, counts.expiring, counts.valid), (of("expired"), of("expiring"), of("valid")));
    assert_eq!(
        (counts.pending, counts.suspended, counts.sent_back),
        (of("pending"), of("suspended"), of("sent_back"))
    );
    assert!(of("valid") >= count("valid") && count("valid") == 3);
    assert_eq!(counts.next_end, day(0));
}

/// Past the trigger, which keeps what was approved as it was.
async fn set_days(client: &Client, id: TicketId, issued: Option<Date>, ends: Option<Date>) {
    client.batch_execute("SET session_replication_role = replica").await.unwrap();
    let sql = "UPDATE credenza.tickets SET issued_on = $2, expires_on = $3 WHERE id = $1";
    client.execute(sql, &[&id.uuid(), &issued, &ends]).await.unwrap();
    client.batch_execute("RESET session_replication_role").await.unwrap();
}

async fn seen(cast: &Cast, persona: &Persona) -> Vec<WorkerId> {
    let filter = WorkerFilter { limit: 100, ..WorkerFilter::default() };
    let now: OffsetDateTime = TestClock.now();
    match cast.database.store.workers(&persona.caller(), &filter, now).await {
        Ok((_, page)) => page.items.into_iter().map(|worker| worker.id).collect(),
        Err(Error::Denied(_)) => Vec::new(),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn everybody_sees_the_workers_he_stands_over() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let (mate, head) = (north.vouching.mate, north.vouching.admin);
    let mut all = vec![records.worker, records.guest, records.outsider, mate, head];
    all.sort();
    let sorted = |mut ids: Vec<WorkerId>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(seen(&cast, &north.admin).await), all);
    assert_eq!(seen(&cast, &north.worker).await, [records.worker], "himself");
    assert_eq!(sorted(seen(&cast, &north.foreman).await), sorted(vec![records.worker, mate]), "his crew");
    assert_eq!(seen(&cast, &north.auditor).await, [], "the log, and no workers");
    let manager = cast.database.hire(north.org, "Mónica", &["foreman"]).await;
    assert_eq!(seen(&cast, &manager).await, []);
    let client = cast.database.superuser().await;
    client
        .execute(
            "INSERT INTO credenza.contractor_managers VALUES ($1, $2, $3)",
            &[&north.org.uuid(), &records.contractor.uuid(), &manager.member.uuid()],
        )
        .await
        .unwrap();
    assert_eq!(seen(&cast, &manager).await, [records.outsider], "her contractor's people");
    // Tickets follow.
    let filter = TicketFilter { limit: 100, ..TicketFilter::default() };
    let tickets = cast.database.store.tickets(&manager.caller(), &filter, TestClock.now()).await;
    let (_, page) = tickets.unwrap();
    assert!(!page.items.is_empty() && page.items.iter().all(|ticket| ticket.worker.0 == records.outsider));
}

#[tokio::test]
async fn who_stands_over_nobody_there_adds_and_records_nothing_there() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let store = &cast.database.store;
    let new = WorkerEdit {
        name: "Nueva".into(),
        reference: None,
        email: None,
        contractor: None,
        crew: None,
        roles: Vec::new(),
        member: None,
        archived_at: None,
    };
    let tx = store.begin(&north.foreman.caller()).await.unwrap();
    let id = WorkerId::new(TestClock.now(), &TestRng);
    assert!(matches!(tx.create_worker(id, &new).await, Err(Error::NotFound)));
    drop(tx);
    let tx = store.begin(&north.foreman.caller()).await.unwrap();
    tx.create_worker(id, &WorkerEdit { crew: Some(records.crew), ..new }).await.unwrap();
    tx.commit(&AuditEvent::new(Action::WorkerCreate).on("worker", &id)).await.unwrap();

    let record = async |worker: WorkerId| {
        let tx = store.begin(&north.foreman.caller()).await.unwrap();
        let ticket = TicketId::new(TestClock.now(), &TestRng);
        tx.record_ticket(ticket, worker, TicketCode::new(&TestRng), &edit(north), None).await
    };
    record(id).await.unwrap();
    for unseen in [records.outsider, cast.south.records.outsider, records.guest] {
        assert!(matches!(record(unseen).await, Err(Error::NotFound)));
    }
    let tx = store.begin(&north.foreman.caller()).await.unwrap();
    let refused = tx.decide_ticket(records.pending, TicketAct::Approve, None).await;
    assert!(matches!(refused, Err(Error::Wall(_))), "{refused:?}");
}

async fn approve(cast: &Cast, by: &Persona, id: TicketId) -> Result<bool, Error> {
    let tx = cast.database.store.begin(&by.caller()).await.unwrap();
    let decision = tx.decide_ticket(id, TicketAct::Approve, None).await?;
    tx.commit(&AuditEvent::new(Action::TicketApprove).on("ticket", &id)).await.unwrap();
    Ok(decision.alone)
}

async fn pending_by(cast: &Cast, worker: WorkerId, by: MemberId) -> TicketId {
    let client = cast.database.superuser().await;
    let id = TicketId::new(TestClock.now(), &TestRng);
    add_ticket(&client, &cast.north, id, worker, cast.north.records.kind, by).await;
    id
}

#[tokio::test]
async fn nobody_approves_his_own_while_somebody_else_can() {
    let cast = Cast::new().await;
    let (north, records) = (&cast.north, &cast.north.records);
    let admin = &north.admin;
    let own = pending_by(&cast, records.outsider, admin.member).await;
    // The only approver there is: others may not approve, or do not see everybody, or are not at work.
    let client = cast.database.superuser().await;
    let half =
        [("some", "{worker.read,ticket.approve}"), ("away", "{worker.read,worker.read_all,ticket.approve}")];
    for (role, permissions) in half {
        let sql = format!(
            "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES ($1, '{role}', false, '{permissions}', '{role}')"
        );
        client.execute(&sql, &[&north.org.uuid()]).await.unwrap();
    }
    cast.database.hire(north.org, "Saúl", &["some"]).await;
    let idle = cast.database.hire(north.org, "Inés", &["away"]).await;
    let set = |status: &str| {
        format!("UPDATE credenza.members SET status = '{status}' WHERE id = '{}'", idle.member.uuid())
    };
    client.batch_execute(&set("suspended")).await.unwrap();
    assert!(approve(&cast, admin, own).await.unwrap(), "he is alone, and that is told");
    // Now there is another.
    client.batch_execute(&set("active")).await.unwrap();
    let own = pending_by(&cast, records.outsider, admin.member).await;
    let refused = approve(&cast, admin, own).await;
    assert!(matches!(refused, Err(Error::Rule(Rule::OwnTicket))), "{refused:?}");
    assert!(!approve(&cast, &idle, own).await.unwrap());
    // Whose ticket it is does not approve it either, whoever wrote it.
    let holder = "UPDATE credenza.workers SET member_id = $1 WHERE org_id = $2 AND id = $3";
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&idle.member.uuid(), &north.org.uuid(), &records.outsider.uuid()];
    client.execute(holder, &params).await.unwrap();
    let held = pending_by(&cast, records.outsider, north.courier.member).await;
    assert!(matches!(approve(&cast, &idle, held).await, Err(Error::Rule(Rule::OwnTicket))));
    assert!(!approve(&cast, admin, held).await.unwrap());
}
