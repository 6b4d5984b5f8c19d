//! Checkpoints: what the signer signs and refuses, and what an export shows of it, through the API and with the program.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use audit::{Code, Report, VerifierKey, verify_signed_export};
use serde_json::{Value, json};
use server::checkpoints::SignError;
use server::datadir::DataDir;
use server::embedded::attach;
use time::Duration;
use tokio_postgres::NoTls;

use crate::app::TestApp;
use crate::audit_log::export;
use crate::fsck;
use crate::operator::{credenza, stdout};
use crate::samples::root;
use crate::serve::Installation;
use crate::squad::text;

fn verify(files: &BTreeMap<String, Vec<u8>>, key: &VerifierKey) -> Report {
    let export = audit::Export {
        manifest: &files["manifest.json"],
        entries: files["entries.jsonl"].as_slice(),
        disclosures: files["disclosures.jsonl"].as_slice(),
        checkpoints: Some(files["checkpoints.jsonl"].as_slice()),
    };
    verify_signed_export(export, std::slice::from_ref(key)).unwrap()
}

fn codes(report: &Report) -> Vec<Code> {
    report.failures.iter().map(|failure| failure.code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_signed_up_to_its_last_entry_and_a_rewritten_one_is_not() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let key = test.app.signer.verifier_key().clone();
    ours.admin.new_customer("Norteña").await;
    theirs.admin.new_customer("Ajena").await;
    let first = export(&ours.auditor).await;
    ours.admin.new_customer("Otra").await;
    let (second, foreign) = (export(&ours.auditor).await, export(&theirs.auditor).await);
    for (files, org, count) in [(&first, ours.org, 1), (&second, ours.org, 2), (&foreign, theirs.org, 1)] {
        let report = verify(files, &key);
        assert_eq!((codes(&report), &report.notices), (vec![], &vec![]), "{report:#?}");
        assert_eq!((report.org, report.checkpoints), (Some(org), count));
        let covered = report.checkpoint.unwrap();
        assert_eq!((covered.epoch, covered.size), (1, report.epochs[0].last_seq));
    }

    let changed = |name: &str, bytes: &[u8]| {
        let mut files = second.clone();
        files.insert(name.into(), bytes.to_vec());
        verify(&files, &key)
    };
    assert_eq!(codes(&changed("checkpoints.jsonl", b"")), [Code::CheckpointMissing]);
    let report = changed("checkpoints.jsonl", &foreign["checkpoints.jsonl"]);
    assert_eq!(codes(&report), [Code::CheckpointMissing, Code::CheckpointForeign]);
    // The earlier export instead of the later one, and a checkpoint of the later one that somebody has kept.
    let mut earlier = first.clone();
    earlier.insert("checkpoints.jsonl".into(), second["checkpoints.jsonl"].clone());
    assert_eq!(codes(&verify(&earlier, &key)), [Code::TailCut]);
}

/// The log of an organization loses its last entry, without a trace in the database.
async fn take_back(test: &TestApp, org: uuid::Uuid) {
    let sql = format!(
        "WITH gone AS (DELETE FROM audit.entries e USING audit.heads h WHERE h.org_id = '{org}' AND e.org_id = h.org_id
                       AND e.epoch = h.epoch AND e.seq = h.seq RETURNING e.org_id, e.seq, e.prev)
         UPDATE audit.heads h SET seq = g.seq - 1, hash = g.prev FROM gone g WHERE h.org_id = g.org_id"
    );
    // Past the foreign keys, which nobody but a superuser gets past.
    let superuser = test.database.superuser().await;
    superuser.batch_execute("SET session_replication_role = replica").await.unwrap();
    superuser.execute("DELETE FROM audit.disclosures WHERE org_id = $1", &[&org]).await.unwrap();
    assert_eq!(superuser.execute(&sql, &[]).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_taken_back_or_forked_is_not_signed_any_more_and_still_exported() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (app, key) = (&test.app, test.app.signer.verifier_key().clone());
    let sign = async |org| app.signer.sign(&app.store, org).await;
    let refused = |result: Result<_, SignError>, words: &str| {
        let error = result.map(|signed: Option<audit::Checkpoint>| signed.unwrap()).unwrap_err();
        assert!(matches!(error, SignError::Refused { .. }) && error.to_string().contains(words), "{error}");
    };
    let signed = sign(ours.org).await.unwrap().unwrap();
    assert_eq!(sign(ours.org).await.unwrap().unwrap(), signed, "nothing came in: the same again");
    ours.admin.new_customer("Una").await;
    let grown = sign(ours.org).await.unwrap().unwrap();
    assert_eq!((grown.epoch, grown.size), (signed.epoch, signed.size + 1));

    assert_eq!(fsck::check(&test).await.finding_count, 0);
    take_back(&test, ours.org.uuid()).await;
    let report = fsck::check(&test).await;
    let found: Vec<_> =
        report.findings.iter().map(|finding| (finding.code, finding.organization.clone())).collect();
    assert_eq!(
        found,
        [(server::fsck::Code::LogNotAsSigned, Some(ours.org.to_string()))],
        "whole, and not as signed"
    );
    refused(sign(ours.org).await, "was taken back");
    // It grows again to what it was, and beyond.
    ours.admin.new_customer("Otra").await;
    refused(sign(ours.org).await, "is not the one that was signed");
    let files = export(&ours.admin).await;
    assert_eq!(codes(&verify(&files, &key)), [Code::RootMismatch], "covered by the older checkpoint");

    // The other firm's log is signed as ever, until the entry after the last one that was signed follows another.
    let theirs_signed = sign(theirs.org).await.unwrap().unwrap();
    theirs.admin.new_customer("Ajena").await;
    let sql = format!(
        "UPDATE audit.entries SET prev = sha256('elsewhere') WHERE org_id = '{}' AND seq = {}",
        theirs.org.uuid(),
        theirs_signed.size + 1
    );
    assert_eq!(test.database.change(&sql).await, 1);
    refused(sign(theirs.org).await, "does not follow the one before it that was signed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_is_due_by_the_number_of_entries_or_by_its_age() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let app = &test.app;
    let due = async |after, entries| {
        let due = app.store.system().logs_to_sign(after, entries).await.unwrap();
        due.iter().map(|log| log.org).collect::<Vec<_>>()
    };
    let mut both = vec![ours.org, theirs.org];
    both.sort();
    assert_eq!(due(Duration::HOUR, 1_000_000).await, both, "never signed");
    for org in &both {
        app.signer.sign(&app.store, *org).await.unwrap();
    }
    assert_eq!(due(Duration::ZERO, 1).await, []);
    ours.admin.new_customer("Una").await;
    assert_eq!(due(Duration::HOUR, 2).await, []);
    assert_eq!(due(Duration::HOUR, 1).await, [ours.org], "so many wait");
    assert_eq!(due(Duration::ZERO, 2).await, [ours.org], "so old is the last one");
}

fn said(output: &Output) -> String {
    format!("{}{}", stdout(output), String::from_utf8_lossy(&output.stderr))
}

/// Both verifiers say the same of an export, with this key; what ours reports.
#[track_caller]
fn both(export: &Path, key: &str) -> Value {
    let ours = credenza().args(["audit", "verify", "--json", "--key", key]).arg(export).output().unwrap();
    let tool = root().join("tools/verify_audit.py");
    let theirs =
        Command::new("python3").arg(tool).args(["--json", "--key", key]).arg(export).output().unwrap();
    let (report, other): (Value, Value) =
        (serde_json::from_str(&stdout(&ours)).unwrap(), serde_json::from_str(&stdout(&theirs)).unwrap());
    let codes = |report: &Value, sort: &str| {
        report[sort].as_array().unwrap().iter().map(|finding| text(&finding["code"])).collect::<Vec<_>>()
    };
    for sort in ["failures", "notices"] {
        assert_eq!(codes(&report, sort), codes(&other, sort));
    }
    assert_eq!(
        (&report["checkpoints"], &report["checkpoint"]),
        (&other["checkpoints"], &other["checkpoint"])
    );
    let consistent = report["verdict"] == "consistent";
    assert_eq!(
        (ours.status.code(), theirs.status.code()),
        (Some(if consistent { 0 } else { 2 }), Some(i32::from(!consistent)))
    );
    report
}

fn public_key(installation: &Installation) -> String {
    let printed = installation.run(&["audit", "key"]);
    assert_eq!(printed.status.code(), Some(0), "{}", said(&printed));
    stdout(&printed).trim().to_owned()
}

fn failures(report: &Value) -> Vec<String> {
    report["failures"].as_array().unwrap().iter().map(|failure| text(&failure["code"])).collect()
}

/// Puts a checkpoint of epoch 1 in its place before those of epoch 2.
fn add_between(file: &Path, kept: &str) {
    let lines = std::fs::read_to_string(file).unwrap();
    let of_first_epoch = lines.lines().filter(|line| line.contains("/1\\n"));
    let of_second = lines.lines().filter(|line| line.contains("/2\\n"));
    let all: Vec<_> = of_first_epoch.chain([kept]).chain(of_second).map(|line| format!("{line}\n")).collect();
    std::fs::write(file, all.concat()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_checkpoint_to_a_restored_backup() {
    let installation = Installation::new();
    let made = [("Norte", "ana@norte.test"), ("Sur", "sara@sur.test")].map(|(name, email)| -> Value {
        serde_json::from_str(&stdout(&installation.create_org(name, email))).unwrap()
    });
    let orgs = made.each_ref().map(|made| text(&made["organization_id"]));
    let path = |name: &str| installation.data().with_file_name(name);
    let export = |installation: &Installation, org: &str, name: &str| {
        let out = path(name);
        let done = installation.run(&["audit", "export", "--org", org, out.to_str().unwrap()]);
        (done, out)
    };
    let key = public_key(&installation);

    // A running server signs by itself.
    let server = installation.serve().await;
    server.sign_in("ana@norte.test").await;
    let endpoint = attach(&DataDir::open(&installation.data()).unwrap()).await.unwrap();
    let (client, connection) = endpoint.config("postgres", "credenza").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut asked = 0;
    while client.query("SELECT DISTINCT org_id FROM audit.checkpoints", &[]).await.unwrap().len() < 2 {
        asked += 1;
        assert!(asked < 1_000_000, "no checkpoints came:\n{}", installation.log());
    }
    let (done, beside) = export(&installation, &orgs[0], "beside");
    assert!(done.status.code() == Some(0) && said(&done).contains(&key), "{}", said(&done));
    let report = both(&beside, &key);
    assert_eq!((failures(&report), &report["notices"]), (vec![], &json!([])));
    assert_eq!(report["checkpoint"]["size"], report["epochs"][0]["last_seq"]);

    // A backup, and what came after it.
    let (backup, keyring) = (path("backup"), path("keyring.txt"));
    let taken =
        installation.run(&["backup", backup.to_str().unwrap(), "--keyring", keyring.to_str().unwrap()]);
    assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    server.sign_in("ana@norte.test").await;
    server.stop().await;
    drop(client);
    let (_, later) = export(&installation, &orgs[0], "later");
    let signed_later = std::fs::read_to_string(later.join("checkpoints.jsonl")).unwrap();

    // Restored on a new machine, it has a new key, and goes on in a new epoch that cites the old root.
    let restored = credenza()
        .args(["restore", backup.to_str().unwrap(), "--keyring", keyring.to_str().unwrap(), "--data-dir"])
        .arg(path("restored"))
        .output()
        .unwrap();
    assert_eq!(restored.status.code(), Some(0), "{}", said(&restored));
    let there = installation.beside("restored");
    let new_key = public_key(&there);
    assert_ne!(new_key, key);
    let keys = installation.write("keys.txt", &format!("# before and after the restore\n{key}\n{new_key}\n"));
    let keys = keys.to_str().unwrap();
    let (done, out) = export(&there, &orgs[0], "after");
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let report = both(&out, keys);
    assert_eq!(failures(&report), Vec::<String>::new(), "{report:#}");
    assert_eq!(report["checkpoint"]["epoch"], json!(2));
    assert!(!failures(&both(&out, &new_key)).is_empty(), "the older checkpoints are of the older key");
    let entries = std::fs::read_to_string(out.join("entries.jsonl")).unwrap();
    let first: Value = entries
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|entry| entry["epoch"] == 2)
        .unwrap();
    let earlier = both(&beside, &key);
    assert_eq!(first["action"], "organization.restore");
    assert_eq!(first["details"]["checkpoint_root"], earlier["checkpoint"]["root"]);
    assert_eq!(first["details"]["checkpoint_size"], json!(earlier["checkpoint"]["size"].to_string()));

    // Who kept a checkpoint of what the backup lacks sees that history was taken back.
    add_between(&out.join("checkpoints.jsonl"), signed_later.lines().next_back().unwrap());
    assert_eq!(failures(&both(&out, keys)), ["rolled_back"]);
}

#[test]
fn a_key_is_its_text_or_a_file_and_a_damaged_one_is_told() {
    let export = root().join("vectors/audit/accept/signed");
    let file = export.join("key.txt");
    let key = std::fs::read_to_string(&file).unwrap().trim().to_owned();
    for good in [key.as_str(), file.to_str().unwrap()] {
        assert_eq!(failures(&both(&export, good)), Vec::<String>::new());
    }
    let damaged = key.replacen("credenza/", "credenze/", 1);
    for (key, words) in
        [("nothing", "neither a public key"), (damaged.as_str(), "it was damaged"), ("a+b+c", "NAME+ID+KEY")]
    {
        let wrong = credenza().args(["audit", "verify", "--key", key]).arg(&export).output().unwrap();
        assert!(wrong.status.code() == Some(1) && said(&wrong).contains(words), "{key}: {}", said(&wrong));
    }
}

#[test]
fn a_key_that_is_lost_is_not_silently_replaced() {
    let installation = Installation::new();
    let made: Value =
        serde_json::from_str(&stdout(&installation.create_org("Norte", "ana@norte.test"))).unwrap();
    assert_eq!(installation.create_org("Sur", "sara@sur.test").status.code(), Some(0));
    let key = public_key(&installation);
    let out = installation.data().with_file_name("export");
    let done = installation.run(&[
        "audit",
        "export",
        "--org",
        &text(&made["organization_id"]),
        out.to_str().unwrap(),
    ]);
    assert!(done.status.code() == Some(0) && said(&done).contains(&key), "{}", said(&done));
    let (file, elsewhere) =
        (installation.data().join("keys/audit-log.key"), installation.data().with_file_name("key"));
    std::fs::rename(&file, &elsewhere).unwrap();
    let lost = installation.run(&["audit", "key"]);
    assert!(lost.status.code() == Some(1) && said(&lost).contains("put it back"), "{}", said(&lost));
    std::fs::rename(&elsewhere, &file).unwrap();
    assert_eq!(public_key(&installation), key);
}
