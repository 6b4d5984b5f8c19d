//! Who acts is what the engine says, and nothing that a statement could say.

use store::{CustomerFilter, Error};

use crate::cast::add_customer;
use crate::firm::{Database, TestClock, TestRng, connect, request};
use domain::{Clock, Rng};

#[tokio::test]
async fn each_firm_sees_its_own_customers() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Despacho Norte").await, database.firm("Gestoría Sur").await);
    let id = add_customer(&database, &north, "Muñoz e Hijos").await;
    add_customer(&database, &south, "Panadería").await;
    let filter = CustomerFilter { q: Some("MUNOZ".into()), limit: 10, ..CustomerFilter::default() };
    let (_, page) = database.store.customers(&north.caller(), &filter, TestClock.now()).await.unwrap();
    assert_eq!(page.items.iter().map(|c| c.id).collect::<Vec<_>>(), [id]);
    let (_, page) = database.store.customers(&south.caller(), &filter, TestClock.now()).await.unwrap();
    assert!(page.items.is_empty());
    let missing = database.store.customer(&south.caller(), id, TestClock.now()).await.unwrap_err();
    assert!(matches!(missing, Error::NotFound));
}

#[tokio::test]
async fn an_unknown_handle_is_no_session() {
    let database = Database::new().await;
    database.firm("Despacho").await;
    let stranger = store::Caller::new(&TestRng.bytes(), request());
    assert!(matches!(database.store.begin(&stranger).await, Err(Error::NoSession)));
}

#[tokio::test]
async fn a_context_is_worth_nothing_outside_its_transaction() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let mut app = connect("credenza_app", &database.name).await;
    let count = "SELECT count(*) FROM credenza.customers";
    // No context.
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    // A true context, copied.
    let tx = app.transaction().await.unwrap();
    tx.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
    let copied: String =
        tx.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0);
    // Forged within its own transaction: the other's session in place of its own.
    let forged = format!("{}{}", hex::encode(database.sha256(&south.handle).await), &copied[64..]);
    assert_ne!(forged, copied);
    tx.execute("SELECT set_config('credenza.context', $1, true)", &[&forged]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    tx.commit().await.unwrap();
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "it ends with the transaction");
    let tx = app.transaction().await.unwrap();
    tx.execute("SELECT set_config('credenza.context', $1, true)", &[&copied]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "stale");
    tx.rollback().await.unwrap();
    app.execute("SELECT set_config('credenza.context', $1, false)", &[&copied]).await.unwrap();
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "stale, for the session");
}

#[tokio::test]
async fn who_lost_his_place_or_changed_roles_stops_at_the_next_statement() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let mut app = connect("credenza_app", &database.name).await;
    let superuser = database.superuser().await;
    for end in [
        "UPDATE credenza.members SET status = 'removed' WHERE id = $1",
        "UPDATE credenza.members SET status = 'suspended' WHERE id = $1",
        "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1",
        "UPDATE credenza.roles r SET permissions = '{customer.read}' FROM credenza.members m
         WHERE m.id = $1 AND r.org_id = m.org_id AND r.id = 'admin'",
        "INSERT INTO credenza.member_roles SELECT org_id, id, 'auditor' FROM credenza.members WHERE id = $1",
        "UPDATE credenza.member_roles SET role_id = 'member' WHERE role_id = 'auditor' AND member_id = $1",
        "DELETE FROM credenza.member_roles WHERE role_id = 'member' AND member_id = $1",
        "UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out' WHERE member_id = $1",
    ] {
        let tx = app.transaction().await.unwrap();
        tx.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
        let count = "SELECT count(*) FROM credenza.customers";
        assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
        superuser.execute(end, &[&north.member.uuid()]).await.unwrap();
        assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "{end}");
        tx.rollback().await.unwrap();
        superuser.execute("UPDATE credenza.members SET status = 'active'", &[]).await.unwrap();
    }
}

/// What policies ask is decided by a function of its own, for speed; it must say what the others say.
#[tokio::test]
async fn policies_are_told_what_entering_tells_and_nothing_once_the_context_is_void() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let auditor = database.hire(north.org, "Lucía", &["auditor"]).await;
    let nobody = database.hire(north.org, "Nadie", &[]).await;
    let token = database.add_token(&north, &["customer.read", "worker.read"]).await;
    let bound = database.hire(north.org, "Sin llave", &["admin"]).await;
    let superuser = database.superuser().await;
    superuser
        .execute("UPDATE credenza.members SET must_enrol = true WHERE id = $1", &[&bound.member.uuid()])
        .await
        .unwrap();
    let mut app = database.app().await;
    let asked = "SELECT credenza.org(), credenza.member(), credenza.session(),
                        ARRAY(SELECT p FROM unnest($1::text[]) AS p WHERE credenza.org_with(p) = credenza.org()),
                        ARRAY(SELECT p FROM unnest($1::text[]) AS p WHERE credenza.org_with(p) IS NOT NULL)";
    let all: Vec<&str> = domain::Permission::ALL.iter().map(|permission| permission.as_str()).collect();
    let mut counts = Vec::new();
    for persona in [&north, &south, &auditor, &nobody, &token, &bound] {
        let tx = app.transaction().await.unwrap();
        let entered = tx
            .query_one("SELECT permissions FROM credenza.enter($1)", &[&persona.handle.as_slice()])
            .await
            .unwrap();
        let mut may: Vec<String> = entered.get(0);
        may.sort_unstable();
        let row = tx.query_one(asked, &[&all]).await.unwrap();
        let ids = [0, 1, 2].map(|column| row.get::<_, Option<uuid::Uuid>>(column));
        assert_eq!(ids, [persona.org.uuid(), persona.member.uuid(), persona.session.uuid()].map(Some));
        for column in [3, 4] {
            let mut told: Vec<String> = row.get(column);
            told.sort_unstable();
            assert_eq!(told, may);
        }
        counts.push(may.len());
        let end = "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1";
        superuser.execute(end, &[&persona.member.uuid()]).await.unwrap();
        let row = tx.query_one(asked, &[&all]).await.unwrap();
        assert_eq!([0, 1, 2].map(|column| row.get::<_, Option<uuid::Uuid>>(column)), [None; 3]);
        assert!(row.get::<_, Vec<String>>(4).is_empty());
        tx.rollback().await.unwrap();
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[2] > 0 && counts[2] < counts[0], "{counts:?}");
    assert_eq!(counts[3..], [0, 2, 0], "nobody, a token, who must enrol");
}

#[tokio::test]
async fn a_context_does_not_travel_to_another_backend() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let (mut here, mut there) = (database.app().await, database.app().await);
    let (here, there) = (here.transaction().await.unwrap(), there.transaction().await.unwrap());
    here.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
    let copied: String =
        here.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0);
    there.execute("SELECT set_config('credenza.context', $1, true)", &[&copied]).await.unwrap();
    let count = "SELECT count(*) FROM credenza.customers";
    assert_eq!(there.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert_eq!(
        here.query_one(count, &[]).await.unwrap().get::<_, i64>(0),
        1,
        "while it is good where it was made"
    );
}

#[tokio::test]
async fn malformed_contexts_are_no_context() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let mut app = database.app().await;
    let tx = app.transaction().await.unwrap();
    tx.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
    let good: String = tx.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0);
    let (session, mac) = good.split_at(64);
    for context in [
        String::new(),
        "x".into(),
        session.into(),
        mac.into(),
        format!("{mac}{session}"),
        format!("{session}{}", "0".repeat(64)),
        format!("{}{mac}", "0".repeat(64)),
        format!("{session}{}", mac.to_uppercase()),
        format!("{}{mac}", session.to_uppercase()),
        format!("{session}{}", &mac[2..]),
        format!("{good}00"),
        format!("{good} "),
        format!(" {good}"),
        format!("{session}|{}", &mac[1..]),
        format!("{session}{}é", &mac[2..]),
        format!("\\x{}", &good[2..]),
    ] {
        tx.execute("SELECT set_config('credenza.context', $1, true)", &[&context]).await.unwrap();
        let row = tx
            .query_one(
                "SELECT credenza.org(), credenza.member(), credenza.session(), credenza.org_with('customer.read'),
                        (SELECT count(*) FROM credenza.customers)",
                &[],
            )
            .await
            .unwrap();
        for column in 0..4 {
            assert_eq!(row.get::<_, Option<uuid::Uuid>>(column), None, "{context}");
        }
        assert_eq!(row.get::<_, i64>(4), 0, "{context}");
    }
    tx.execute("SELECT set_config('credenza.context', $1, true)", &[&good]).await.unwrap();
    let own = tx.query_one("SELECT count(*) FROM credenza.customers", &[]).await.unwrap();
    assert_eq!(own.get::<_, i64>(0), 1, "putting one's own back is no forgery");
}

/// Transactions that begin in one message share the time of their beginning, by which a context knows its transaction.
/// What can be carried over there is the sender's own context, and never longer than his session lives.
#[tokio::test]
async fn within_one_message_only_ones_own_context_can_be_carried_over() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let app = database.app().await;
    let carried = |end: &str| {
        format!(
            "BEGIN; SELECT FROM credenza.enter('\\x{}');
             SELECT set_config('test.copy', current_setting('credenza.context'), false); {end} COMMIT;
             BEGIN; SELECT set_config('credenza.context', current_setting('test.copy'), true);
             SELECT credenza.org(); COMMIT",
            hex::encode(north.handle)
        )
    };
    for (end, expected) in
        [("", Some(north.org.uuid().to_string())), ("SELECT FROM credenza.end_session();", None)]
    {
        let messages = app.simple_query(&carried(end)).await.unwrap();
        let last = messages.iter().rev().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
            _ => None,
        });
        assert_eq!(last.unwrap(), expected);
    }
}

#[tokio::test]
async fn an_expired_or_ended_session_opens_nothing() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    for end in [
        "UPDATE credenza.sessions SET idle_expires_at = now() WHERE member_id = $1",
        "UPDATE credenza.sessions SET expires_at = now() WHERE member_id = $1",
        "UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out' WHERE member_id = $1",
        "UPDATE credenza.members SET status = 'suspended' WHERE id = $1",
        "UPDATE credenza.members SET status = 'removed' WHERE id = $1",
        "DELETE FROM credenza.sessions WHERE member_id = $1",
    ] {
        let persona = database.sign_in(north.org, north.member).await;
        database.store.begin(&persona.caller()).await.unwrap().rollback().await;
        superuser.execute(end, &[&north.member.uuid()]).await.unwrap();
        assert!(matches!(database.store.begin(&persona.caller()).await, Err(Error::NoSession)), "{end}");
        let challenge = database.store.system().step_up_challenge(&persona.handle).await;
        assert!(matches!(challenge, Err(Error::NoSession)), "{end}");
        let refreshed = database
            .store
            .system()
            .refresh_session(&persona.refresh, &TestRng.bytes(), time::Duration::ZERO, request())
            .await;
        assert_eq!(refreshed.unwrap(), store::Refreshed::Invalid, "{end}");
        superuser.execute("UPDATE credenza.members SET status = 'active'", &[]).await.unwrap();
        superuser
            .execute("DELETE FROM credenza.sessions WHERE member_id = $1", &[&north.member.uuid()])
            .await
            .unwrap();
    }
    database.store.begin(&south.caller()).await.unwrap().rollback().await;
}

#[tokio::test]
async fn permissions_are_those_of_the_roles_at_the_beginning_of_the_transaction() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let reader = database.hire(north.org, "Lucía", &["auditor"]).await;
    let superuser = database.superuser().await;
    let filter = CustomerFilter { limit: 10, ..CustomerFilter::default() };
    add_customer(&database, &north, "Uno").await;
    let denied = database.store.customers(&reader.caller(), &filter, TestClock.now()).await;
    assert!(matches!(denied, Err(Error::Denied(_))));
    superuser
        .execute(
            "UPDATE credenza.roles SET permissions = '{customer.read}' WHERE org_id = $1 AND id = 'auditor'",
            &[&north.org.uuid()],
        )
        .await
        .unwrap();
    let (_, page) = database.store.customers(&reader.caller(), &filter, TestClock.now()).await.unwrap();
    assert_eq!(page.items.len(), 1);
    // The same role of the other organization is another role.
    let (actor, _) = database.store.organization(&south.caller()).await.unwrap();
    assert!(actor.permissions.contains(domain::Permission::AuditRead));
    superuser
        .execute("DELETE FROM credenza.member_roles WHERE member_id = $1", &[&reader.member.uuid()])
        .await
        .unwrap();
    let denied = database.store.customers(&reader.caller(), &filter, TestClock.now()).await;
    assert!(matches!(denied, Err(Error::Denied(_))));
}

#[tokio::test]
async fn a_member_of_two_organizations_is_in_one_at_a_time() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &south, "Del sur").await;
    let filter = CustomerFilter { limit: 10, ..CustomerFilter::default() };
    let superuser = database.superuser().await;
    superuser
        .execute(
            "INSERT INTO credenza.members (org_id, id, user_id, name, email)
             SELECT $1, gen_random_uuid(), user_id, name, email FROM credenza.members WHERE id = $2",
            &[&south.org.uuid(), &north.member.uuid()],
        )
        .await
        .unwrap();
    let (_, page) = database.store.customers(&north.caller(), &filter, TestClock.now()).await.unwrap();
    assert!(page.items.is_empty());
    let mut app = connect("credenza_app", &database.name).await;
    let tx = app.transaction().await.unwrap();
    for (persona, seen) in [(&north, 0_i64), (&south, 1), (&north, 0)] {
        tx.query_one("SELECT credenza.enter($1)", &[&persona.handle.as_slice()]).await.unwrap();
        let count = tx.query_one("SELECT count(*) FROM credenza.customers", &[]).await.unwrap();
        assert_eq!(count.get::<_, i64>(0), seen, "the last to enter is who acts");
    }
}
