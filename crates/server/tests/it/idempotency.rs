//! A client that heard no answer asks again under the same key, and nothing is done twice.

use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{MODERN, PLAIN, Sample};
use crate::squad::{Persona, form, text};

async fn create(who: &Persona, key: &str, name: &str) -> Answer {
    let request = who.request("POST", "/api/v1/customers").header("Idempotency-Key", key);
    Answer::of(request.json(&json!({"name": name}))).await
}

async fn upload(who: &Persona, key: &str, sample: Sample) -> Answer {
    let request = who.request("POST", "/api/v1/certificates").header("Idempotency-Key", key);
    Answer::of(request.multipart(form(sample))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_under_the_same_key_is_done_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let first = create(&ours.member, "k1", "Uno").await.json(201);
    assert_eq!(create(&ours.member, "k1", "Uno").await.json(201)["id"], first["id"]);
    assert_ne!(create(&ours.member, "k2", "Uno").await.json(201)["id"], first["id"]);
    // Keys are each member's own.
    for other in [&ours.admin, &theirs.member] {
        assert_ne!(create(other, "k1", "Uno").await.json(201)["id"], first["id"]);
    }
    let reused = create(&ours.member, "k1", "Dos").await.problem(422, "invalid");
    assert_eq!(reused["errors"][0]["code"], "idempotency_key_reused");
    for key in ["", " ", &"k".repeat(256)] {
        create(&ours.member, key, "Tres").await.problem(400, "bad_request");
    }

    let answers =
        futures_util::future::join_all((0..5).map(|_| create(&ours.member, "k3", "A la vez"))).await;
    let ids: Vec<_> = answers.iter().map(|answer| text(&answer.json(201)["id"])).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let made = "SELECT count(*) FROM credenza.customers WHERE name = 'A la vez'";
    assert_eq!(test.database.one::<i64>(made).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_asked_for_again_is_the_same_certificate() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let answers = futures_util::future::join_all((0..4).map(|_| upload(&ours.member, "u1", MODERN))).await;
    let ids: Vec<_> = answers.iter().map(|answer| text(&answer.json(201)["id"])).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(test.object_files().len(), 2);
    assert_eq!(ours.admin.audit("action=certificate.upload").await.len(), 1);
    upload(&ours.member, "u2", MODERN).await.problem(409, "certificate_exists");
    let reused = upload(&ours.member, "u1", PLAIN).await.problem(422, "invalid");
    assert_eq!(reused["errors"][0]["code"], "idempotency_key_reused");
    // What was lost on the way is answered when it is asked again.
    test.gate.lose_answer_to("certificate.upload");
    upload(&ours.member, "u3", PLAIN).await.problem(503, "unavailable");
    let again = upload(&ours.member, "u3", PLAIN).await.json(201);
    assert_eq!(again["name"], PLAIN.file);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let first = create(&ours.member, "k1", "Uno").await.json(201);
    let aged = "UPDATE credenza.idempotency_keys SET created_at = created_at - interval '25 hours'";
    assert_eq!(test.database.change(aged).await, 1);
    test.app.store.system().forget_idempotency_keys().await.unwrap();
    assert_ne!(create(&ours.member, "k1", "Uno").await.json(201)["id"], first["id"]);
}
