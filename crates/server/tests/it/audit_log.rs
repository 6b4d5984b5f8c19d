//! The audit log through the API: who may read it, how it is filtered, and that an export verifies.

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::samples::MODERN;
use crate::squad::{Persona, text};

#[tokio::test]
async fn it_is_filtered_by_actor_action_object_and_time() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    ours.admin.new_customer("Muñoz").await;
    theirs.admin.new_customer("Ajena").await;
    let all = ours.auditor.audit("").await;
    assert!(all.iter().all(|entry| entry["org"] == ours.org.to_string()));
    let seqs: Vec<_> = all.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    let count = i64::try_from(all.len()).unwrap();
    assert_eq!(seqs, (1..=count).rev().collect::<Vec<_>>(), "newest first, without a gap");

    let by_member = ours.auditor.audit(&format!("actor={}", ours.member.member)).await;
    assert!(
        by_member.len() >= 2 && by_member.iter().all(|e| e["actor"]["id"] == ours.member.member.to_string())
    );
    assert_eq!(by_member[0]["actor_name"], "Benito");
    assert_eq!(ours.auditor.audit(&format!("object={id}")).await.len(), 1);
    assert_eq!(ours.auditor.audit("action=customer.create").await.len(), 1);
    assert_eq!(ours.auditor.audit("action=nothing.such").await.len(), 0);

    let middle = text(&all[2]["time"]);
    let (from, to) = (
        ours.auditor.audit(&format!("from={middle}")).await,
        ours.auditor.audit(&format!("to={middle}")).await,
    );
    assert_eq!((from.len(), to.len()), (3, all.len() - 3), "from includes the moment, to does not");
    let first_day = &text(&all[all.len() - 1]["time"])[..10];
    let (from, to) = (
        ours.auditor.audit(&format!("from={first_day}")).await,
        ours.auditor.audit(&format!("to={first_day}")).await,
    );
    assert_eq!((from.len(), to.len()), (all.len(), 0), "a day is its beginning");
    for wrong in ["from=yesterday", "to=2026", "to=2026-02-30", "limit=x"] {
        ours.auditor.get(&format!("/api/v1/audit?{wrong}")).await.problem(400, "bad_request");
    }

    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ours.auditor.get(&format!("/api/v1/audit?limit=3&cursor={cursor}")).await.json(200);
        paged.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(paged, all);
}

/// The files of an exported archive, by their names without the folder.
fn unpack(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(archive);
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    files
}

pub(crate) async fn export(who: &Persona) -> BTreeMap<String, Vec<u8>> {
    let org = who.org.to_string();
    let answer = who.act_proven("POST", "/api/v1/audit/export", "audit.export", &org).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/x-tar");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").contains(&format!("audit-{org}.tar")));
    unpack(&answer.body)
}

pub(crate) fn verify(files: &BTreeMap<String, Vec<u8>>) -> audit::Report {
    let (entries, disclosures) = (files["entries.jsonl"].as_slice(), files["disclosures.jsonl"].as_slice());
    audit::verify_export(&files["manifest.json"], entries, disclosures).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_verifies_offline_and_a_changed_one_does_not() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    ours.member.reveal(&id).await.json(200);
    ours.auditor.reveal(&id).await.problem(403, "forbidden");
    // Many at once: the chain has no fork.
    futures_util::future::join_all(
        (0..20).map(|n| ours.member.post("/api/v1/customers", json!({"name": n.to_string()}))),
    )
    .await;
    theirs.admin.new_customer("Ajena").await;

    let files = export(&ours.auditor).await;
    let report = verify(&files);
    assert_eq!(report.verdict, audit::Verdict::Consistent, "{report:?}");
    assert_eq!(report.org, Some(ours.org));
    let entries = String::from_utf8(files["entries.jsonl"].clone()).unwrap();
    let last: Value = serde_json::from_str(entries.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["action"], &last["outcome"]),
        (&json!("audit.export"), &json!("done")),
        "the export is in it"
    );
    assert_eq!(entries.lines().count(), ours.auditor.audit("").await.len());
    assert!(!entries.contains(&theirs.org.to_string()) && !entries.contains("Ajena"));
    assert!(!entries.contains("contraseñaÑ1"));

    let mut edited = files.clone();
    edited.insert("entries.jsonl".into(), entries.replacen("\"refused\"", "\"done\"", 1).into_bytes());
    assert_ne!(verify(&edited).verdict, audit::Verdict::Consistent);
    let mut cut = files.clone();
    let without_last = entries.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
    cut.insert("entries.jsonl".into(), without_last.into_bytes());
    assert_ne!(verify(&cut).verdict, audit::Verdict::Consistent);
}

#[tokio::test]
async fn a_personal_value_can_be_erased_and_the_log_stays_whole() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.admin.new_customer("Muñoz").await;
    assert_eq!(ours.admin.audit("action=customer.create").await[0]["disclosed"], json!({"name": "Muñoz"}));
    assert_eq!(test.database.change("DELETE FROM audit.disclosures WHERE value = 'Muñoz'").await, 1);
    assert_eq!(ours.admin.audit("action=customer.create").await[0]["disclosed"], json!({}));
    let report = verify(&export(&ours.admin).await);
    assert_eq!((report.verdict, report.withheld), (audit::Verdict::Consistent, 1));
}
