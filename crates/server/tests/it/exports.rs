//! Everything that an organization keeps leaves it with one person: whole, opened by a stranger's program, told by the log.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Role;
use intake::{Archive, ArchiveLimits};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::app::TestApp;
use crate::client::Answer;
use crate::made::png;
use crate::samples::{EFIRMA, MODERN, PLAIN, bytes, root};
use crate::scanner::{Scanner, invite_again, let_in, token_of};
use crate::scanners::site;
use crate::sealed_records;
use crate::squad::{Persona, file, text};

const EXPORT: &str = "/api/v1/organization/export";
const ACTION: &str = "organization.export";
const PASSPHRASE: &str = "Tres tristes tigres, ñandú";
const LIMITS: ArchiveLimits = ArchiveLimits { entries: 1_000, entry_bytes: 8 << 20, total_bytes: 64 << 20 };

async fn export(who: &Persona, wanted: Value) -> Answer {
    who.send_proven("POST", EXPORT, wanted, ACTION, &who.org.to_string()).await
}

fn everything() -> Value {
    json!({"certificates": true, "passphrase": PASSPHRASE})
}

fn lists() -> Value {
    json!({"certificates": false})
}

/// The files of an archive that must have been sent.
#[track_caller]
fn files(answer: &Answer) -> BTreeMap<String, Vec<u8>> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").contains("exp_"));
    let archive = Archive::open(&answer.body, LIMITS).unwrap();
    archive
        .entries()
        .iter()
        .map(|entry| (entry.label.clone(), archive.read(entry).unwrap().to_vec()))
        .collect()
}

fn csv(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<Vec<String>> {
    let table = intake::Table::read(&files[&format!("{name}.csv")]).unwrap();
    table.rows.into_iter().map(|row| row.cells).collect()
}

/// What the separately written opener makes of an archive: its exit code, what it says, and where it wrote.
fn open(test: &TestApp, archive: &[u8], passphrase: &str, name: &str) -> (i32, String, PathBuf) {
    let own = root().join(".venv/bin/python3");
    let folder = test.folder.path();
    let (zip, words, out) = (folder.join("export.zip"), folder.join("passphrase"), folder.join(name));
    std::fs::write(&zip, archive).unwrap();
    std::fs::write(&words, format!("{passphrase}\n")).unwrap();
    let output = Command::new(if own.exists() { own } else { "python3".into() })
        .arg(root().join("tools/open_export.py"))
        .arg("--passphrase-file")
        .args([&words, &zip, &out])
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.code().expect("an exit"), said, out)
}

fn read(directory: &Path, path: &str) -> Vec<u8> {
    std::fs::read(directory.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

async fn worker_with_ticket(who: &Persona) {
    who.post("/api/v1/ticket-types", json!({"code": "h2s", "name": "H2S"})).await.json(201);
    let kind = who.get("/api/v1/ticket-types").await.json(200)["items"][0]["id"].clone();
    let role = async |name: &str| {
        let duty = json!({"kind": "role", "name": name, "types": [kind]});
        text(&who.post("/api/v1/duties", duty).await.json(201)["id"])
    };
    let roles = [role("Soldador").await, role("andamista").await];
    let worker = json!({"name": "Íñigo Ruiz", "reference": "0042", "roles": roles});
    let worker = who.post("/api/v1/workers", worker).await.json(201);
    let path = format!("/api/v1/workers/{}/tickets", text(&worker["id"]));
    let ticket =
        json!({"type": "h2s", "number": "A-1", "issued_on": "2026-01-31", "expires_on": "2028-01-31"});
    who.post(&path, ticket).await.json(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_leaves_and_a_stranger_opens_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    ours.member.new_customer("=1+1 Muñoz").await;
    theirs.member.new_customer("Ajena").await;
    theirs.member.keep(EFIRMA).await;
    let (pair, modern) = (ours.member.keep(EFIRMA).await, ours.member.keep(MODERN).await);
    worker_with_ticket(&ours.admin).await;

    let answer = export(&ours.admin, everything()).await;
    let files = files(&answer);
    assert_eq!(test.keys.unwrapped(), 5, "a pair with its password, and a file with its own");
    let customers = csv(&files, "customers");
    assert_eq!(&customers[0][..4], ["id", "name", "tax_id", "country"]);
    assert_eq!((customers.len(), customers[1][1].as_str()), (2, "=1+1 Muñoz"));
    let raw = String::from_utf8(files["customers.csv"].clone()).unwrap();
    assert!(raw.starts_with('\u{feff}') && raw.contains(",'=1+1 Muñoz,"), "{raw}");
    assert_eq!(csv(&files, "certificates").len(), 3);
    assert_eq!(csv(&files, "members").len(), 4);
    assert_eq!(csv(&files, "workers")[1][1..3], ["Íñigo Ruiz", "0042"]);
    let workers = csv(&files, "workers");
    let roles = workers[0].iter().position(|heading| heading == "roles").unwrap();
    assert_eq!(workers[1][roles], "andamista; Soldador");
    let duties = csv(&files, "duties");
    assert_eq!(duties[1][1..4], ["role", "Soldador", "h2s"]);
    let tickets = csv(&files, "tickets");
    assert_eq!(tickets[1][2..7], ["0042", "Íñigo Ruiz", "h2s", "A-1", ""]);
    let plain: Vec<u8> = files.values().flatten().copied().collect();
    let foreign = [theirs.org.to_string(), "Ajena".into(), "contraseñaÑ1".into(), PASSPHRASE.into()];
    for secret in foreign {
        assert!(!plain.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }

    let (code, said, out) = open(&test, &answer.body, PASSPHRASE, "whole");
    assert_eq!(code, 0, "{said}");
    let kept = |id: &str, rest: &str| read(&out, &format!("certificates/{id}/{rest}"));
    assert_eq!(kept(&pair, "certificate-file/FIEL_AAA010101AAA.cer"), bytes(EFIRMA.file));
    assert_eq!(kept(&pair, "private-key-file/FIEL_AAA010101AAA.key"), bytes(EFIRMA.key.unwrap()));
    assert_eq!(kept(&pair, "password/password.txt"), b"12345678a");
    assert_eq!(kept(&modern, "certificate-file/aes256.p12"), bytes(MODERN.file));
    assert_eq!(kept(&modern, "password/password.txt"), "contraseñaÑ1".as_bytes());
    let log = |name: &str| read(&out, &format!("audit/{name}"));
    let (entries, disclosures) = (log("entries.jsonl"), log("disclosures.jsonl"));
    let report =
        audit::verify_export(&log("manifest.json"), entries.as_slice(), disclosures.as_slice()).unwrap();
    assert_eq!((report.verdict, report.org), (audit::Verdict::Consistent, Some(ours.org)), "{report:?}");

    let told = ours.admin.audit("action=certificate.export").await;
    let outcomes = told.iter().map(|entry| text(&entry["outcome"])).collect::<Vec<_>>();
    assert_eq!(outcomes, ["done", "intent"].repeat(5));
    let objects: std::collections::BTreeSet<_> =
        told.iter().map(|entry| text(&entry["details"]["object"])).collect();
    assert_eq!(objects.len(), 5, "an intent for each");
    let whole = ours.admin.audit("action=organization.export").await;
    assert_eq!((&whole[0]["outcome"], &whole[1]["outcome"]), (&json!("done"), &json!("intent")));
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &files["manifest.json"]);
    assert_eq!(whole[0]["details"]["manifest_sha256"], hex::encode(digest.as_ref()));
    assert_eq!(whole[0]["details"]["export"], told[0]["details"]["export"]);
    assert!(theirs.admin.audit("action=certificate.export").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_of_workers_leaves_file_by_file_and_takes_each_permission() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for firm in [&ours, &theirs] {
        sealed_records::looked_at(firm).await;
    }
    worker_with_ticket(&ours.admin).await;
    let tickets = ours.admin.get("/api/v1/tickets").await.json(200);
    let ticket = text(&tickets["items"][0]["id"]);
    for _ in 0..2 {
        let form = reqwest::multipart::Form::new().part("file", file("carnet.png", png(&[])));
        let sent = ours.admin.request("POST", &format!("/api/v1/tickets/{ticket}/evidence")).multipart(form);
        Answer::of(sent).await.json(201);
    }
    let before = test.keys.unwrapped();
    let answer = export(&ours.admin, everything()).await;
    let names: Vec<String> = files(&answer).into_keys().filter(|name| name.ends_with(".sealed")).collect();
    assert_eq!((names.len(), test.keys.unwrapped() - before), (5, 5), "{names:?}");
    let (code, said, out) = open(&test, &answer.body, PASSPHRASE, "sealed");
    assert_eq!(code, 0, "{said}");
    let opened: Vec<Vec<u8>> =
        names.iter().map(|name| read(&out, name.strip_suffix(".sealed").unwrap())).collect();
    assert_eq!(opened.iter().filter(|bytes| **bytes == png(&[])).count(), 2);
    for (kind, secret) in sealed_records::secrets() {
        let at =
            names.iter().position(|name| name.starts_with("workers/") && name.contains(&format!("/{kind}/")));
        let bytes = &opened[at.unwrap()];
        assert!(bytes.windows(secret.len()).any(|part| part == secret), "{kind}");
        let plain = files(&answer).values().any(|file| file.windows(secret.len()).any(|part| part == secret));
        assert!(!plain, "{kind} is in clear");
    }
    let told = ours.admin.audit("action=worker.export").await;
    let outcomes = told.iter().map(|entry| text(&entry["outcome"])).collect::<Vec<_>>();
    assert_eq!(outcomes, ["done", "intent"].repeat(5));
    assert!(theirs.admin.audit("action=worker.export").await.is_empty());

    // Without one of the permissions there is no export of files.
    for missing in ["worker.read_medical", "worker.read_government_id", "evidence.read"] {
        let all = domain::Permission::ALL.iter().map(|permission| permission.as_str());
        let rest: Vec<_> = all.filter(|permission| *permission != missing).collect();
        let role = ours.admin.new_role(missing, &rest).await;
        let clerk = test.hire(&ours, Role::Worker).await;
        ours.admin.set_roles(&clerk.member.to_string(), &[&role]).await.empty(204);
        export(&clerk, everything()).await.problem(403, "forbidden");
        assert_eq!(export(&clerk, lists()).await.status, 200, "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_with_its_passphrase_whole_and_unchanged_or_not_at_all() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.keep(PLAIN).await;
    let whole = export(&ours.admin, everything()).await.body;
    assert_eq!(open(&test, &whole, "Tres tristes tigres, nandu", "wrong").0, 1);
    assert_eq!(open(&test, &whole[..whole.len() - 30], PASSPHRASE, "cut").0, 1);
    let sealed = b".sealed";
    let at = whole.windows(sealed.len()).position(|part| part == sealed).unwrap() + 100;
    let mut changed = whole.clone();
    changed[at] ^= 1;
    let (code, said, _) = open(&test, &changed, PASSPHRASE, "changed");
    assert_eq!(code, 1, "{said}");
    assert_eq!(open(&test, &whole, PASSPHRASE, "right").0, 0);
}

#[tokio::test]
async fn lists_leave_without_opening_anything() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.keep(MODERN).await;
    let files = files(&export(&ours.admin, lists()).await);
    assert_eq!(test.keys.unwrapped(), 0);
    assert!(!files.keys().any(|name| name.starts_with("certificates/")));
    assert_eq!(csv(&files, "certificates").len(), 2);
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!((&manifest["key"], &manifest["missing"]), (&Value::Null, &json!([])));
    assert_eq!(manifest["files"].as_array().unwrap().len(), files.len() - 1);
    assert!(ours.admin.audit("action=certificate.export").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_log_leaves_as_scanners_signed_it_and_a_stranger_verifies_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, there) = (site(&ours.admin, "Pozo 7").await, site(&theirs.admin, "Pozo 7").await);
    let mut first = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    let records: Vec<_> = (0..3).map(|_| first.scan(|_| ())).collect();
    first.bring(&records).await.json(200);
    let again = token_of(&invite_again(&ours.admin, &first.id).await);
    let mut second = Scanner::follow(&test, &again).await;
    let record = second.scan(|scan| let_in(scan, [7; 16]));
    second.bring(std::slice::from_ref(&record)).await.json(200);
    let silent = Scanner::at(&test, &ours.admin, &here, "Patio").await;
    let mut foreign = Scanner::at(&test, &theirs.admin, &there, "Puerta").await;
    let theirs = foreign.scan(|_| ());
    foreign.bring(&[theirs]).await.json(200);

    let answer = export(&ours.admin, lists()).await;
    let files = files(&answer);
    let table = csv(&files, "gate_log");
    assert_eq!(table.len(), 1 + 4);
    assert_eq!(&table[0][..4], ["scanner_id", "scanner", "epoch", "number"]);
    let rows: Vec<_> = table[1..].iter().map(|row| (row[2].as_str(), row[3].as_str())).collect();
    assert_eq!(rows, [("1", "1"), ("1", "2"), ("1", "3"), ("2", "1")]);
    let lines = String::from_utf8(files["gate/log.jsonl"].clone()).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3 + 4, "enrolments and records");
    let kept: Vec<_> = lines.iter().filter_map(|line| line["record"].as_str()).collect();
    let sent: Vec<_> = records.iter().chain([&record]).map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).collect();
    assert_eq!(kept, sent, "as they came");
    assert!(lines.iter().any(|line| line["scanner"] == json!(silent.id) && line["key"].is_string()));
    assert!(!lines.iter().any(|line| line["scanner"] == json!(foreign.id)));

    // A program that was written from the document alone finds it whole, and misses what is taken out of it.
    let verify = |lines: &[Value], name: &str| {
        let path = test.folder.path().join(name);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, text).unwrap();
        let own = root().join(".venv/bin/python3");
        let output = Command::new(if own.exists() { own } else { "python3".into() })
            .arg(root().join("tools/verify_gate_log.py"))
            .arg(&path)
            .output()
            .expect("python3");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code().expect("an exit"), said)
    };
    let (code, said) = verify(&lines, "whole.jsonl");
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains(&format!("{}, enrolment 1: 3 records, {}", first.id, hex::encode(first.head))),
        "{said}"
    );
    assert!(said.contains("enrolment 2: 1 records") && said.contains("1 go"), "{said}");
    let at = lines.iter().position(|line| line["number"] == 2).unwrap();
    let (mut cut, mut other) = (lines.clone(), lines.clone());
    cut.remove(at);
    other[at]["record"] = other[at - 1]["record"].clone();
    for (lines, why) in [(cut, "record 3: gap"), (other, "record 2: fork")] {
        let (code, said) = verify(&lines, "changed.jsonl");
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(why), "{said}");
    }
}

#[tokio::test]
async fn who_may_not_see_all_of_it_takes_none_of_it() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.keep(MODERN).await;
    let narrow =
        ours.admin.new_role("Copias", &["organization.export", "customer.read", "audit.export"]).await;
    let clerk = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&clerk.member.to_string(), &[&narrow]).await.empty(204);
    for wanted in [lists(), everything()] {
        export(&clerk, wanted).await.problem(403, "forbidden");
    }
    let told = ours.admin.audit("action=organization.export").await;
    let refused: Vec<_> = told.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!((refused, test.keys.unwrapped()), (vec!["refused".to_owned(); 2], 0));
}

#[tokio::test]
async fn a_passphrase_that_is_guessed_or_missing_costs_no_proof() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let proof = ours.admin.prove(ACTION, &ours.org.to_string()).await;
    let send = async |wanted: Value| {
        Answer::of(ours.admin.request("POST", EXPORT).header("Step-Up", &proof).json(&wanted)).await
    };
    for weak in [json!(null), json!("corta"), json!("123456789012")] {
        let answer = send(json!({"certificates": true, "passphrase": weak})).await;
        assert_eq!(answer.status, 422, "{weak}: {}", answer.text());
    }
    files(&send(everything()).await);
    send(everything()).await.problem(403, "step_up_required");
}

#[tokio::test]
async fn one_damaged_file_does_not_hold_back_the_others() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.keep(PLAIN).await;
    let damaged = test.object_files().remove(0);
    let id = ours.member.keep(MODERN).await;
    std::fs::write(damaged, b"noise").unwrap();
    let answer = export(&ours.admin, everything()).await;
    let manifest: Value = serde_json::from_slice(&files(&answer)["manifest.json"]).unwrap();
    assert_eq!(manifest["missing"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["missing"][0]["name"], PLAIN.file);
    let (code, said, out) = open(&test, &answer.body, PASSPHRASE, "some");
    assert_eq!(code, 1);
    assert!(said.contains("missing: es-person.cer"), "{said}");
    assert_eq!(read(&out, &format!("certificates/{id}/certificate-file/aes256.p12")), bytes(MODERN.file));
    assert_eq!(ours.admin.audit("action=organization.export").await[0]["details"]["missing"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_is_cut_is_recorded_and_loses_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.keep(MODERN).await;
    let (opening, gone) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, awaited) = (opening.clone(), gone.clone());
    test.keys.before_unwrap(move |_| {
        let (told, awaited) = (told.clone(), awaited.clone());
        async move {
            told.notify_one();
            awaited.notified().await;
            Ok(())
        }
    });
    let proof = ours.admin.prove(ACTION, &ours.org.to_string()).await;
    let request = ours.admin.request("POST", EXPORT).header("Step-Up", &proof).json(&everything());
    let mut answer = request.send().await.unwrap();
    assert!(answer.chunk().await.unwrap().is_some(), "it comes as it is written");
    opening.notified().await;
    drop(answer);
    // The server hears that the client is gone when it next writes: as often as there are pieces.
    test.keys.before_unwrap(|_| async { Ok(()) });
    gone.notify_waiters();
    gone.notify_one();
    let ended = loop {
        let log = ours.admin.audit("action=organization.export").await;
        if log[0]["outcome"] != "intent" {
            break log[0].clone();
        }
    };
    assert_eq!((&ended["outcome"], &ended["details"]["stopped"]), (&json!("failed"), &json!("cut_off")));
    files(&export(&ours.admin, everything()).await);
}
