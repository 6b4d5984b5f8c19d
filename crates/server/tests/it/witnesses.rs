//! Witnesses: a process of its own that cosigns what grows, and what an export, the page and the API show of it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use audit::{
    AddCheckpoint, Checkpoint, Cosigner, Digest, NoteSigner, SignedCheckpoint, Tree, leaf_hash,
    prove_consistency,
};
use http::StatusCode;
use serde_json::{Value, json};
use server::checkpoints::witnesses::{Named, Standing, Witnesses};

use crate::app::{TestApp, client};
use crate::operator::{credenza, stdout};
use crate::pages::page;
use crate::samples::root;
use crate::serve::Installation;
use crate::squad::text;

/// A running `credenza witness serve`.
struct Witness {
    child: Child,
    dir: PathBuf,
    url: String,
    key: String,
}

impl Witness {
    fn init(dir: PathBuf, log: &str) -> PathBuf {
        let made = run(&["witness", "init", "--name", "witness.test/w1", "--data-dir"], &dir);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        let logs = dir.join("logs.txt");
        let text = std::fs::read_to_string(&logs).unwrap();
        std::fs::write(logs, format!("{text}{log}\n")).unwrap();
        dir
    }

    fn start(dir: PathBuf) -> Self {
        let mut child = credenza()
            .args(["witness", "serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let mut after = |word: &str| lines.next().unwrap().unwrap().strip_prefix(word).unwrap().to_owned();
        let (url, key) = (after("ready "), after("key "));
        Self { child, dir, url, key }
    }

    /// `kill -9`, and what is left in its directory.
    fn kill(mut self) -> PathBuf {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::take(&mut self.dir)
    }

    fn named(&self) -> Named {
        Named { url: self.url.parse().unwrap(), key: self.key.parse().unwrap() }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(arguments: &[&str], dir: &Path) -> Output {
    credenza().args(arguments).arg(dir).output().unwrap()
}

/// Both verifiers say the same of an export, with these keys: the failures.
#[track_caller]
fn failures(export: &Path, key: &str, witness: &str) -> Vec<String> {
    let flags = ["--json", "--key", key, "--witness", witness];
    let ours = credenza().args(["audit", "verify"]).args(flags).arg(export).output().unwrap();
    let tool = root().join("tools/verify_audit.py");
    let theirs = Command::new("python3").arg(tool).args(flags).arg(export).output().unwrap();
    let (report, other): (Value, Value) = (
        serde_json::from_str(&stdout(&ours)).unwrap_or_else(|_| panic!("{ours:?}")),
        serde_json::from_str(&stdout(&theirs)).unwrap_or_else(|_| panic!("{theirs:?}")),
    );
    assert_eq!(report["witnessed"], other["witnessed"]);
    let codes = |report: &Value| {
        report["failures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| text(&finding["code"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&report), codes(&other));
    codes(&report)
}

/// The log of an organization, in the folder `out`.
fn exported(installation: &Installation, out: PathBuf, org: &str, witnesses: &str) -> PathBuf {
    let arguments = ["audit", "export", "--org", org, out.to_str().unwrap()];
    let done = installation.run_with(&arguments, &[("CREDENZA__AUDIT__WITNESSES", witnesses)]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_cosignature_to_a_restored_backup() {
    let installation = Installation::new();
    let path = |name: &str| installation.data().with_file_name(name);
    let orgs = [("Norte", "ana@norte.test"), ("Sur", "sara@sur.test")].map(|(name, email)| {
        let made: Value = serde_json::from_str(&stdout(&installation.create_org(name, email))).unwrap();
        text(&made["organization_id"])
    });
    let log_key = stdout(&installation.run(&["audit", "key"])).trim().to_owned();
    let witness = Witness::start(Witness::init(path("witness"), &log_key));
    let key = witness.key.clone();
    assert_eq!(stdout(&run(&["witness", "key", "--data-dir"], &witness.dir)).trim(), key);
    let setting = |witness: &Witness| format!("{} {}", witness.url, witness.key);
    let export = |installation: &Installation, name: &str, org: &str, witnesses: &str| {
        exported(installation, path(name), org, witnesses)
    };
    for (name, org) in ["first", "foreign"].into_iter().zip(&orgs) {
        assert_eq!(failures(&export(&installation, name, org, &setting(&witness)), &log_key, &key), [""; 0]);
    }
    let other = Cosigner::from_seed(&[3; 32], "witness.test/w1").unwrap().witness_key().to_string();
    assert_eq!(failures(&path("first"), &log_key, &other), ["cosignature_missing"]);

    // A server shows by itself what it signs; and a witness that is killed goes on where it was.
    let dir = witness.kill();
    let away = export(&installation, "away", &orgs[0], &format!("http://127.0.0.1:9 {key}"));
    assert_eq!(
        failures(&away, &log_key, &key),
        [""; 0],
        "nothing came since: what was cosigned is the newest"
    );
    let witness = Witness::start(dir);
    let server = installation.serve_with(&[("CREDENZA__AUDIT__WITNESSES", &setting(&witness))]).await;
    server.sign_in("ana@norte.test").await;
    server.stop().await;
    let away = export(&installation, "away_again", &orgs[0], &format!("http://127.0.0.1:9 {key}"));
    assert_eq!(failures(&away, &log_key, &key), ["cosignature_missing"], "the newest was not shown");
    let second = export(&installation, "second", &orgs[0], &setting(&witness));
    assert_eq!(failures(&second, &log_key, &key), [""; 0]);

    // A backup, and what came after it.
    let (backup, keyring) = (path("backup"), path("keyring.txt"));
    let arguments = ["backup", backup.to_str().unwrap(), "--keyring", keyring.to_str().unwrap()];
    assert_eq!(installation.run(&arguments).status.code(), Some(0));
    let server = installation.serve().await;
    server.sign_in("ana@norte.test").await;
    server.stop().await;
    let later = export(&installation, "later", &orgs[0], &setting(&witness));
    assert_eq!(failures(&later, &log_key, &key), [""; 0]);

    // Restored on a new machine: another epoch, which is another log for the witness, and a key that he must accept.
    let restored = credenza()
        .args(["restore", backup.to_str().unwrap(), "--keyring", keyring.to_str().unwrap(), "--data-dir"])
        .arg(path("restored"))
        .output()
        .unwrap();
    assert_eq!(restored.status.code(), Some(0), "{restored:?}");
    let there = installation.beside("restored");
    let new_key = stdout(&there.run(&["audit", "key"])).trim().to_owned();
    let keys = installation.write("keys.txt", &format!("{log_key}\n{new_key}\n"));
    let keys = keys.to_str().unwrap();
    let unknown = export(&there, "unknown", &orgs[0], &setting(&witness));
    assert_eq!(failures(&unknown, keys, &key), ["cosignature_missing"], "the new key is not accepted");
    let dir = witness.kill();
    let logs = std::fs::read_to_string(dir.join("logs.txt")).unwrap();
    std::fs::write(dir.join("logs.txt"), format!("{logs}{new_key}\n")).unwrap();
    let witness = Witness::start(dir);
    let after = export(&there, "after", &orgs[0], &setting(&witness));
    assert_eq!(failures(&after, keys, &key), [""; 0]);
    // What the witness remembers shows what the restore took back.
    let seen = stdout(&run(&["witness", "list", "--data-dir"], &witness.dir));
    let of_first = |line: &&str| line.contains(&format!("{}/1\\n", orgs[0]));
    let remembered = seen.lines().find(of_first).unwrap();
    let file = after.join("checkpoints.jsonl");
    let lines = std::fs::read_to_string(&file).unwrap();
    let at = lines.find(&format!("{}/2\\n", orgs[0])).unwrap();
    let at = lines[..at].rfind('\n').map_or(0, |feed| feed + 1);
    std::fs::write(&file, format!("{}{remembered}\n{}", &lines[..at], &lines[at..])).unwrap();
    assert_eq!(failures(&after, keys, &key), ["rolled_back"]);
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    (0..size).for_each(|n| tree.push(leaf_hash(&n.to_be_bytes())));
    tree
}

#[tokio::test]
async fn statuses_are_those_of_the_specification() {
    let folder = tempfile::tempdir().unwrap();
    let signer = NoteSigner::from_seed(&[1; 32]).unwrap();
    let witness = Witness::start(Witness::init(folder.path().join("w"), &signer.verifier_key().to_string()));
    let http = client().build().unwrap();
    let org = "org_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let note = |size, by: &NoteSigner| Checkpoint { org, epoch: 1, size, root: tree(size).root() }.sign(by);
    let proof = |old: u64, size: u64| -> Vec<Digest> {
        let leaves: Vec<_> = (old..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        prove_consistency(&tree(old), &leaves)
    };
    let post = async |body: String| {
        let answer = http.post(format!("{}/add-checkpoint", witness.url)).body(body).send().await.unwrap();
        let kind = answer.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
        (answer.status().as_u16(), kind, answer.text().await.unwrap())
    };
    let (status, _, line) = post(AddCheckpoint::body(0, &[], &note(5, &signer))).await;
    assert_eq!(status, 200);
    let cosigned = SignedCheckpoint::parse(&format!("{}{line}", note(5, &signer))).unwrap();
    assert!(cosigned.cosigned_by(&[witness.key.parse().unwrap()]).unwrap().is_some());
    let conflict = (409, "text/x.tlog.size".to_owned(), "5\n".to_owned());
    assert_eq!(post(AddCheckpoint::body(0, &[], &note(9, &signer))).await, conflict);
    let stranger = NoteSigner::from_seed(&[2; 32]).unwrap();
    for (body, status) in [
        (AddCheckpoint::body(5, &proof(5, 9), &note(9, &stranger)), 403),
        (
            AddCheckpoint::body(
                5,
                &[],
                &signer.sign("example.com/log\n9\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
            ),
            404,
        ),
        (AddCheckpoint::body(5, &proof(4, 9), &note(9, &signer)), 422),
        (AddCheckpoint::body(5, &[], &note(4, &signer)), 400),
        ("old".to_owned(), 400),
        ("x".repeat(audit::MAX_REQUEST_BYTES + 1), 413),
    ] {
        assert_eq!(post(body).await.0, status);
    }
    let got = http.get(format!("{}/add-checkpoint", witness.url)).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(post(AddCheckpoint::body(5, &proof(5, 9), &note(9, &signer))).await.0, 200);

    let second = run(&["witness", "serve", "--listen", "127.0.0.1:0", "--data-dir"], &witness.dir);
    assert!(
        second.status.code() == Some(1)
            && String::from_utf8_lossy(&second.stderr).contains("another process")
    );
    let open = run(&["witness", "serve", "--listen", "0.0.0.0:0", "--data-dir"], &witness.kill());
    assert!(open.status.code() == Some(1) && String::from_utf8_lossy(&open.stderr).contains("loopback"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_the_log_sees_who_vouches_for_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let folder = tempfile::tempdir().unwrap();
    let log_key = test.app.signer.verifier_key().to_string();
    let dir = Witness::init(folder.path().join("w"), &log_key);
    let witness = Witness::start(dir);
    let signer = test.app.signer.clone().witnessed_by(Witnesses::new(vec![witness.named()], None).unwrap());
    let witnesses = signer.witnesses();
    let standing = || witnesses.standings().next().map(|(_, standing, waiting)| (standing, waiting)).unwrap();
    assert_eq!(standing(), (Standing::Unasked, 0));
    let seal = async || ours.auditor.get("/api/v1/audit/checkpoint").await.json(200);
    let empty = json!({"key": log_key, "checkpoint": null, "witnesses": []});
    assert_eq!(seal().await, empty);

    for org in [ours.org, theirs.org] {
        signer.sign(&test.app.store, org).await.unwrap();
    }
    witnesses.show(&test.app.store, Some(ours.org)).await;
    witnesses.show(&test.app.store, None).await;
    assert_eq!(standing(), (Standing::Cosigns, 0));
    let shown = seal().await;
    let (checkpoint, seen) = (&shown["checkpoint"], &shown["witnesses"][0]);
    assert_eq!((&seen["key"], &seen["name"]), (&json!(witness.key), &json!("witness.test/w1")));
    assert_eq!((&seen["epoch"], &seen["size"]), (&checkpoint["epoch"], &checkpoint["size"]));
    let note = SignedCheckpoint::parse(&text(&checkpoint["note"])).unwrap();
    assert_eq!(note.checkpoint.org, ours.org, "and not the other firm's");
    assert!(note.is_signed_by(&[test.app.signer.verifier_key().clone()]));
    assert!(note.cosigned_by(&[witness.key.parse().unwrap()]).unwrap().is_some());
    let page = page(&test, &ours.auditor, "/settings/audit", "en")
        .await
        .replace("&#43;", "+")
        .replace("&#x2b;", "+");
    for part in [&log_key, &witness.key, "witness.test/w1", &text(&checkpoint["root"])] {
        assert!(page.contains(part), "{part}: {page}");
    }

    // Away: the log is signed all the same, and it is told.
    let dir = witness.kill();
    ours.admin.new_customer("Norteña").await;
    let grown = signer.sign(&test.app.store, ours.org).await.unwrap().unwrap();
    witnesses.show(&test.app.store, None).await;
    assert!(matches!(standing(), (Standing::Away(_), 1)), "{:?}", standing());
    assert!(seal().await["witnesses"][0]["size"] != json!(grown.size));

    // Another one who remembers nothing under the same key would cosign; one who saw another log refuses.
    let witness = Witness::start(dir);
    let back = test.app.signer.clone().witnessed_by(Witnesses::new(vec![witness.named()], None).unwrap());
    back.witnesses().show(&test.app.store, None).await;
    assert_eq!(seal().await["witnesses"][0]["size"], json!(grown.size));
    let forked = format!(
        "UPDATE audit.entries SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'org_', 'orG_'), 'UTF8')
         WHERE org_id = '{}' AND seq = 1",
        ours.org.uuid()
    );
    let forget = format!("DELETE FROM audit.cosignatures WHERE org_id = '{}'", ours.org.uuid());
    assert_eq!(test.database.change(&forked).await, 1);
    test.database.change(&forget).await;
    ours.admin.new_customer("Otra").await;
    back.sign(&test.app.store, ours.org).await.unwrap();
    back.witnesses().show(&test.app.store, None).await;
    let (_, standing, waiting) = back.witnesses().standings().next().unwrap();
    assert!(matches!(standing, Standing::Refuses(_)) && waiting == 1, "{standing:?}");
    assert_eq!(
        theirs.auditor.get("/api/v1/audit/checkpoint").await.json(200)["witnesses"][0]["state"],
        "former"
    );
}
