//! Appending: by many at once without gap or fork, intents and outcomes in pairs.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::id::{CustomerId, ObjectId, SessionId, StepUpId};
use domain::{Action, Clock, Permit, Rng};
use store::{AuditEvent, Error, NewSession, Outcome};
use time::Duration;

use crate::cast::{Cast, add_customer};
use crate::firm::{Database, Persona, TestClock, TestRng, request};

fn event() -> AuditEvent {
    AuditEvent::new(Action::CustomerUpdate)
}

/// Appends `count` entries, one commit each; returns their places.
async fn append(database: &Database, persona: &Persona, count: usize) -> Vec<i64> {
    let mut places = Vec::new();
    for _ in 0..count {
        let id = CustomerId::new(TestClock.now(), &TestRng);
        let tx = database.store.begin(&persona.caller()).await.unwrap();
        places.push(tx.commit(&event().on("customer", &id).personal("name", "Uno")).await.unwrap());
    }
    places
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_make_one_chain() {
    let database = Arc::new(Database::new().await);
    let (hot, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let mut others = vec![south];
    for n in 0..8 {
        others.push(database.firm(&format!("Firma {n}")).await);
    }
    let spawn = |persona: Persona, count| {
        let database = database.clone();
        tokio::spawn(async move { append(&database, &persona, count).await })
    };
    let in_one: Vec<_> = (0..32).map(|_| spawn(hot, 50)).collect();
    let in_many: Vec<_> = others.iter().map(|persona| spawn(*persona, 30)).collect();
    let mut places = Vec::new();
    for task in in_one {
        places.extend(task.await.unwrap());
    }
    // Created, signed in, and then everybody's, each at the place that he was told.
    assert_eq!(places.iter().copied().collect::<BTreeSet<_>>(), (3..=1_602).collect());
    assert_eq!(database.verified_log(&hot).await.len(), 1_602);
    for (task, persona) in in_many.into_iter().zip(&others) {
        assert_eq!(task.await.unwrap(), (3..=32).collect::<Vec<_>>());
        assert_eq!(database.verified_log(persona).await.len(), 32);
    }
}

#[tokio::test]
async fn an_intent_mints_a_grant_and_is_closed_once() {
    let cast = Cast::new().await;
    let (north, database) = (&cast.north, &cast.database);
    let event = AuditEvent::new(Action::CertificateReveal).on("certificate", &north.certificate).version(1);
    let tx = database.store.begin(&north.admin.caller()).await.unwrap();
    let (grant, intent) = tx.commit_intent(event.clone(), north.password, 1).await.unwrap();
    assert!(grant.covers(north.org, north.password, 1));
    assert!(!grant.covers(cast.south.org, north.password, 1));
    assert!(!grant.covers(north.org, ObjectId::new(TestClock.now(), &TestRng), 1));
    assert!(!grant.covers(north.org, north.password, 2));
    let outcome = intent.closed(Outcome::Done);
    database.store.record(&north.admin.caller(), &outcome).await.unwrap();
    let again = database.store.record(&north.admin.caller(), &outcome).await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
    // Under another name, about another object or version, or in another organization, it closes nothing.
    let tx = database.store.begin(&north.admin.caller()).await.unwrap();
    let (_, intent) = tx.commit_intent(event, north.password, 1).await.unwrap();
    let outcome = intent.closed(Outcome::Failed);
    for (persona, other) in [
        (&north.admin, outcome.clone().renamed(Action::CertificateDownload)),
        (&north.admin, outcome.clone().on("certificate", &cast.south.certificate).version(1)),
        (&north.admin, outcome.clone().version(2)),
        (&north.admin, outcome.clone().on("customer", &north.certificate).version(1)),
        (&cast.south.admin, outcome.clone()),
        (&north.admin, outcome.clone().outcome(Outcome::Intent)),
    ] {
        let refused = database.store.record(&persona.caller(), &other).await;
        assert!(matches!(&refused, Err(Error::Internal(text)) if text.starts_with("CZ500")), "{refused:?}");
    }
    // Whoever it is who closes it.
    database.store.record(&north.member.caller(), &outcome).await.unwrap();
    let log = database.verified_log(&north.admin).await;
    assert_eq!(log.iter().filter(|entry| entry.outcome == audit::Outcome::Intent).count(), 2);
    assert_eq!(log.iter().filter(|entry| entry.intent.is_some()).count(), 2);
}

#[tokio::test]
async fn an_act_that_fails_leaves_neither_row_nor_entry_and_its_refusal_stays() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let id = add_customer(&database, &north, "Uno").await;
    let before = database.verified_log(&north).await.len();
    let tx = database.store.begin(&north.caller()).await.unwrap();
    tx.delete_customer(id).await.unwrap();
    drop(tx);
    let tx = database.store.begin(&north.caller()).await.unwrap();
    tx.delete_customer(id).await.unwrap();
    tx.rollback().await;
    assert_eq!(database.verified_log(&north).await.len(), before);
    database.store.customer(&north.caller(), id, TestClock.now()).await.unwrap();
    let refused = AuditEvent::new(Action::CustomerDelete).on("customer", &id).outcome(Outcome::Refused);
    database.store.record(&north.caller(), &refused).await.unwrap();
    let log = database.verified_log(&north).await;
    assert_eq!(log.last().unwrap().outcome, audit::Outcome::Refused);
}

/// How a session was authenticated is told in one way: in order, and nothing twice.
#[tokio::test]
async fn authentication_methods_are_told_in_the_verifiers_form() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let open = async |amr: &[&str]| {
        let new = NewSession {
            session: SessionId::new(TestClock.now(), &TestRng),
            org: north.org,
            member: north.member,
            handle_hash: TestRng.bytes(),
            refresh_hash: TestRng.bytes(),
            amr,
            password_since: None,
            user_agent: "test",
            address: "127.0.0.1",
        };
        database.store.system().open_session(&new, request()).await
    };
    open(&["user", "pwd", "hwk", "pwd"]).await.unwrap();
    for amr in [&[][..], &["x"], &["PWD"], &["pwd", ""], &["a b"], &["pw\",\"x"], &["a234567890123456_"]] {
        assert!(open(amr).await.is_err(), "{amr:?}");
    }
    let id = StepUpId::new(TestClock.now(), &TestRng);
    let (lifetime, hash) = (Duration::minutes(1), TestRng.bytes());
    let system = database.store.system();
    let method = "pwd\",\"hwk";
    let proof = system.grant_step_up(
        &north.handle,
        id,
        &hash,
        Action::CustomerDelete,
        "x",
        method,
        lifetime,
        request(),
    );
    assert!(proof.await.is_err());
    let log = database.verified_log(&north).await;
    assert_eq!(log.len(), 3);
    assert_eq!(log[2].assurance.as_ref().unwrap().amr, ["hwk", "pwd", "user"]);
}

/// A text that PostgreSQL cannot hold is the caller's mistake, not ours.
#[tokio::test]
async fn a_nul_is_malformed() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    for event in [event().detail("note", "a\0b"), event().personal("name", "a\0b")] {
        let refused = database.store.record(&north.caller(), &event).await;
        assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    }
    let refused = database.store.system().find_account("a\0b").await;
    assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    assert_eq!(database.verified_log(&north).await.len(), 2);
}
