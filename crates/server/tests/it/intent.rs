//! No grant, no key: the intent is on disk before the key provider is asked, the outcome before anything is released.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use server::kms::KeyError;
use tokio_postgres::NoTls;

use crate::app::TestApp;
use crate::client::Answer;
use crate::database;
use crate::samples::{MODERN, bytes};
use crate::squad::Persona;

/// What the database knew of an act when its key was about to be unwrapped: action, outcome, and whether an outcome
/// followed.
type Seen = Arc<Mutex<Vec<(String, String, bool)>>>;

const OPEN: &str = "
    SELECT i.action, i.outcome, EXISTS (SELECT FROM audit.entries o WHERE o.org_id = i.org_id AND o.intent = i.seq)
    FROM audit.entries i WHERE i.outcome = 'intent' ORDER BY i.seq DESC LIMIT 1";

/// Watches the database through a connection of its own at the moment a key is unwrapped.
fn watch(test: &TestApp) -> Seen {
    let seen = Seen::default();
    let (name, notes) = (test.database.name.clone(), Arc::clone(&seen));
    test.keys.before_unwrap(move |_| {
        let (name, notes) = (name.clone(), Arc::clone(&notes));
        async move {
            let config = database::config(database::socket(), "postgres", &name);
            let (client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            for row in client.query(OPEN, &[]).await.unwrap() {
                notes.lock().unwrap().push((row.get(0), row.get(1), row.get(2)));
            }
            Ok(())
        }
    });
    seen
}

/// The entries about a certificate's opening, newest first, as (outcome, seq, intent).
async fn acts(who: &Persona, action: &str) -> Vec<(String, i64, Option<i64>)> {
    let entries = who.audit(&format!("action={action}")).await;
    let read = |entry: &Value| {
        (
            entry["outcome"].as_str().unwrap().to_owned(),
            entry["seq"].as_i64().unwrap(),
            entry["intent"].as_i64(),
        )
    };
    entries.iter().map(read).collect()
}

/// An intent, and after it the entry that closes it.
#[track_caller]
fn assert_closed(acts: &[(String, i64, Option<i64>)], outcome: &str) {
    let [(closing, _, Some(intent)), (opening, seq, None)] = acts else { panic!("{acts:?}") };
    assert_eq!((closing.as_str(), opening.as_str(), intent), (outcome, "intent", seq));
}

#[tokio::test]
async fn the_intent_is_committed_before_the_key_is_touched() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    assert_eq!(test.keys.unwrapped(), 0, "sealing unwraps nothing");
    let seen = watch(&test);

    assert_eq!(ours.member.reveal(&id).await.json(200), json!({"password": "contraseñaÑ1"}));
    let expected = ("certificate.reveal_password".into(), "intent".into(), false);
    assert_eq!(*seen.lock().unwrap(), [expected]);
    assert_closed(&acts(&ours.admin, "certificate.reveal_password").await, "done");

    seen.lock().unwrap().clear();
    let url = ours.member.download_url(&id, "").await;
    assert_eq!(test.keys.unwrapped(), 1, "a URL opens nothing yet");
    assert_eq!(ours.member.get(&url).await.body, bytes(MODERN.file));
    assert_eq!(*seen.lock().unwrap(), [("certificate.download".into(), "intent".into(), false)]);
    assert_closed(&acts(&ours.admin, "certificate.download").await, "done");
}

#[tokio::test]
async fn what_is_refused_never_reaches_the_key() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let path = format!("/api/v1/certificates/{id}/reveal-password");
    Answer::of(ours.member.request("POST", &path)).await.problem(403, "step_up_required");
    ours.auditor.reveal(&id).await.problem(403, "forbidden");
    theirs.admin.reveal(&id).await.problem(404, "not_found");
    let keyless = ours.member.keep(crate::samples::PLAIN).await;
    ours.member.reveal(&keyless).await.problem(404, "not_found");
    assert_eq!(test.keys.unwrapped(), 0);
}

/// Nothing of the certificate's secrets is in an answer.
#[track_caller]
fn assert_nothing_released(answer: &Answer) {
    let file = bytes(MODERN.file);
    assert!(!answer.text().contains("contraseñaÑ1"));
    assert!(!answer.body.windows(16).any(|window| window == &file[64..80]));
}

#[tokio::test]
async fn when_the_provider_fails_nothing_is_released_and_the_log_says_so() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;

    test.keys.before_unwrap(|_| async { Err(KeyError::Unavailable("no route to the vault".into())) });
    let answer = ours.member.reveal(&id).await;
    assert!(!answer.text().contains("vault"));
    answer.problem(503, "unavailable");
    assert_nothing_released(&answer);
    assert_closed(&acts(&ours.admin, "certificate.reveal_password").await, "failed");

    test.keys.before_unwrap(|_| async { Err(KeyError::Sealed) });
    let answer = ours.member.download(&id).await;
    answer.problem(500, "internal");
    assert_nothing_released(&answer);
    assert_closed(&acts(&ours.admin, "certificate.download").await, "failed");

    test.keys.leave_alone();
    assert_eq!(ours.member.download(&id).await.body, bytes(MODERN.file), "and it recovers by itself");
}

#[tokio::test]
async fn when_the_sealed_bytes_are_missing_it_is_damage_not_absence() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    for file in test.object_files() {
        std::fs::remove_file(file).unwrap();
    }
    ours.member.reveal(&id).await.problem(500, "internal");
    assert_closed(&acts(&ours.admin, "certificate.reveal_password").await, "failed");
}

#[tokio::test]
async fn when_the_outcome_cannot_be_recorded_nothing_is_released() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&id, "").await;
    let proof = ours.member.prove("certificate.reveal_password", &id).await;
    let gate = test.gate.clone();
    // The database goes away when the key is about to be unwrapped: between intent and outcome.
    test.keys.before_unwrap(move |_| {
        gate.close();
        async { Ok(()) }
    });
    let reveal = format!("/api/v1/certificates/{id}/reveal-password");
    let answers = [ours.member.act("POST", &reveal, &proof).await, {
        test.gate.open();
        ours.member.get(&url).await
    }];
    assert_eq!(test.keys.unwrapped(), 2, "both were opened");
    for answer in &answers {
        answer.problem(503, "unavailable");
        assert_nothing_released(answer);
    }
    test.gate.open();
    test.keys.leave_alone();
    for action in ["certificate.reveal_password", "certificate.download"] {
        let acts = acts(&ours.admin, action).await;
        assert!(matches!(acts.as_slice(), [(outcome, _, None)] if outcome == "intent"), "{acts:?}");
    }
    // What was spent stays spent; a new proof works without further ado.
    ours.member.act("POST", &reveal, &proof).await.problem(403, "step_up_required");
    ours.member.get(&url).await.problem(404, "not_found");
    ours.member.reveal(&id).await.json(200);
}

#[tokio::test]
async fn when_the_intent_cannot_be_recorded_the_key_is_not_touched() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let proof = ours.member.prove("certificate.reveal_password", &id).await;
    let path = format!("/api/v1/certificates/{id}/reveal-password");
    // The log refuses every entry, whatever the reason.
    test.database
        .change("ALTER TABLE audit.entries ADD CONSTRAINT full_disk CHECK (seq < 0) NOT VALID")
        .await;
    let answer = ours.member.act("POST", &path, &proof).await;
    assert!(answer.status >= 500, "{}", answer.text());
    assert_eq!(test.keys.unwrapped(), 0);
    ours.member.post("/api/v1/customers", json!({"name": "Sin rastro"})).await;
    test.database.change("ALTER TABLE audit.entries DROP CONSTRAINT full_disk").await;
    assert_eq!(
        ours.member.get("/api/v1/customers").await.json(200)["items"],
        json!([]),
        "no act without its entry"
    );
    ours.member.act("POST", &path, &proof).await.json(200);
}
