//! The database goes away: a clear answer, nothing half done, and recovery without hand work.

use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, bytes};
use crate::squad::{PASSWORD, text};

#[tokio::test]
async fn without_the_database_everything_says_so_and_comes_back_by_itself() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.keep(EFIRMA).await;
    let proof = ours.admin.prove("certificate.delete", &id).await;
    let before = test.census().await;
    test.gate.close();
    let customers = "/api/v1/customers";
    let path = format!("/api/v1/certificates/{id}");
    let answers = [
        ours.admin.get(customers).await,
        ours.admin.post(customers, json!({"name": "x"})).await,
        ours.admin.upload(MODERN).await,
        ours.admin.act("DELETE", &path, &proof).await,
        test.post("/api/v1/auth/login", json!({"email": ours.admin.email, "password": PASSWORD})).await,
        test.post("/api/v1/auth/refresh", json!({"refresh_token": ours.admin.refresh})).await,
        test.get("/readyz").await,
    ];
    for answer in answers {
        answer.problem(503, "unavailable");
    }
    assert_eq!(test.get("/healthz").await.status, 200, "the process itself lives");
    assert_eq!(test.census().await, before);
    test.gate.open();
    assert_eq!(test.get("/readyz").await.status, 200);
    assert_eq!(ours.admin.get(customers).await.status, 200);
    ours.admin.act("DELETE", &path, &proof).await.empty(204);
}

#[tokio::test]
async fn an_upload_whose_commit_was_not_heard_of_keeps_its_bytes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.gate.lose_answer_to("certificate.upload");
    ours.admin.upload(MODERN).await.problem(503, "unavailable");
    // The database carried it out: what is in the list must open.
    let list = ours.admin.get("/api/v1/certificates").await.json(200);
    let id = text(&list["items"][0]["id"]);
    assert_eq!(ours.admin.download(&id).await.body, bytes(MODERN.file));
    let again = ours.admin.upload(MODERN).await.problem(409, "certificate_exists");
    assert_eq!(again["existing"], id);
}

#[tokio::test]
async fn a_deletion_whose_commit_was_not_heard_of_is_done() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.keep(MODERN).await;
    let proof = ours.admin.prove("certificate.delete", &id).await;
    let path = format!("/api/v1/certificates/{id}");
    test.gate.lose_answer_to("certificate.delete");
    ours.admin.act("DELETE", &path, &proof).await.problem(503, "unavailable");
    ours.admin.get(&path).await.problem(404, "not_found");
    assert_eq!(test.object_files().len(), 2, "bytes that nothing opens, left for the sweep");
    test.clock.advance(time::Duration::hours(2));
    assert_eq!(server::ops::sweep::sweep(&test.app).await.unwrap(), 2);
    assert_eq!(test.object_files().len(), 0);
}

#[tokio::test]
async fn the_sweep_spares_what_is_in_custody_and_what_is_young() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.keep(MODERN).await;
    let org = ours.org.to_string();
    let stray = test.object_file(&org, "obj_01h455vb4pex5vsknk084sn02q");
    std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
    std::fs::write(&stray, b"an upload that is under way").unwrap();
    assert_eq!(server::ops::sweep::sweep(&test.app).await.unwrap(), 0);
    test.clock.advance(time::Duration::hours(2));
    assert_eq!(server::ops::sweep::sweep(&test.app).await.unwrap(), 1);
    assert!(!stray.exists());
    test.clock.advance(time::Duration::hours(-2));
    assert_eq!(ours.admin.download(&id).await.body, bytes(MODERN.file));
}

#[tokio::test]
async fn a_dead_connection_in_the_pool_is_nobody_elses_trouble() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND usename LIKE 'credenza%'";
    test.database.superuser().await.query(kill, &[]).await.unwrap();
    // At most each connection of the pool is found dead once: never an answer that is wrong.
    let mut refused = 0;
    while ours.admin.get("/api/v1/customers").await.status != 200 {
        refused += 1;
        assert!(refused <= 16, "the pool does not get rid of what is dead");
    }
    assert_eq!(Answer::of(ours.admin.request("GET", "/api/v1/certificates")).await.status, 200);
}
