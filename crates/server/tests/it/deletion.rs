//! Deleting destroys the wrapped keys and the bytes, and keeps the log.

use serde_json::json;

use crate::app::TestApp;
use crate::samples::{EFIRMA, MODERN, bytes};

#[tokio::test]
async fn a_deleted_certificate_cannot_be_opened_by_anybody_again() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let kept_elsewhere = theirs.member.keep(EFIRMA).await;
    let (id, stays) = (ours.member.keep(EFIRMA).await, ours.member.keep(MODERN).await);
    ours.member.reveal(&id).await.json(200);
    let log_before = ours.admin.audit("").await.len();
    assert_eq!(test.object_files().len(), 8);

    ours.member.delete_certificate(&id).await.empty(204);
    assert_eq!(test.object_files().len(), 5, "three of the pair's are gone");
    for table in ["objects", "object_keys"] {
        let left = format!("SELECT count(*) FROM credenza.{table}");
        assert_eq!(test.database.one::<i64>(&left).await, 5, "{table}");
    }
    let path = format!("/api/v1/certificates/{id}");
    ours.member.get(&path).await.problem(404, "not_found");
    ours.member.reveal(&id).await.problem(404, "not_found");
    ours.member.delete_certificate(&id).await.problem(404, "not_found");

    let log = ours.admin.audit("").await;
    assert!(log.len() > log_before, "nothing is taken from the log");
    let of_it: Vec<_> = log.iter().filter(|entry| entry["object"]["id"] == id).collect();
    let deletion = of_it.iter().find(|entry| entry["action"] == "certificate.delete").unwrap();
    assert_eq!(deletion["outcome"], "done");
    assert_eq!(deletion["details"]["kind"], "pair");
    assert_eq!(deletion["disclosed"], json!({"name": EFIRMA.file}));
    for action in ["certificate.upload", "certificate.reveal_password"] {
        assert!(of_it.iter().any(|entry| entry["action"] == action), "{action} stays in the log");
    }

    assert_eq!(ours.member.download(&stays).await.body, bytes(MODERN.file));
    assert_eq!(theirs.member.download(&kept_elsewhere).await.body, bytes(EFIRMA.file));
    let again = ours.member.keep(EFIRMA).await;
    assert_ne!(again, id, "the same file may come again, as another certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_and_opening_at_once_end_in_one_or_the_other() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for _ in 0..4 {
        let id = ours.member.keep(MODERN).await;
        let url = ours.member.download_url(&id, "").await;
        let proof = ours.member.prove("certificate.delete", &id).await;
        let path = format!("/api/v1/certificates/{id}");
        let (deleted, fetched) =
            tokio::join!(ours.member.act("DELETE", &path, &proof), ours.member.get(&url));
        deleted.empty(204);
        match fetched.status {
            200 => assert_eq!(fetched.body, bytes(MODERN.file)),
            // The key or the bytes went away after the intent: the outcome says "failed".
            404 | 500 => assert!(fetched.header("content-type").starts_with("application/problem+json")),
            other => panic!("{other}: {}", fetched.text()),
        }
        let open = "SELECT count(*) FROM audit.entries i WHERE i.outcome = 'intent'
                    AND NOT EXISTS (SELECT FROM audit.entries o WHERE o.org_id = i.org_id AND o.intent = i.seq)";
        assert_eq!(test.database.one::<i64>(open).await, 0, "every intent has its outcome");
    }
    assert_eq!(test.object_files().len(), 0);
}
