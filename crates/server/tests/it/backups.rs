//! `credenza backup` and `credenza restore`: rehearsed with the program itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Clock;
use serde_json::{Value, json};
use server::machine::SystemClock;

use crate::app::TestApp;
use crate::client::Answer;
use crate::operator::{credenza, stdout};
use crate::samples::{MODERN, bytes};
use crate::serve::{Installation, Server};
use crate::squad::{PASSWORD, text};

fn said(output: &Output) -> String {
    format!("{}{}", stdout(output), String::from_utf8_lossy(&output.stderr))
}

async fn get(server: &Server, access: &str, path: &str) -> Answer {
    Answer::of(server.http.get(format!("{}{path}", server.origin)).bearer_auth(access)).await
}

async fn send(server: &Server, access: &str, path: &str, body: Value) -> Answer {
    Answer::of(server.http.post(format!("{}{path}", server.origin)).bearer_auth(access).json(&body)).await
}

/// What somebody thinks of a pass who has just fetched the keys.
async fn check(server: &Server, org: &str, text: &str) -> pass::Report {
    let keys = server.http.get(format!("{}/.well-known/credenza/{org}/jwks.json", server.origin));
    let trust = pass::Trust::read(&Answer::of(keys).await.body).unwrap();
    pass::Verifier::new(&trust, &[]).check(text, SystemClock.now(), &mut pass::Replays::default())
}

/// Takes a certificate out of custody.
async fn download(server: &Server, access: &str, id: &str) -> Vec<u8> {
    let send = async |path: &str, body: Value, proof: &str| {
        let request = server.http.post(format!("{}{path}", server.origin)).bearer_auth(access);
        Answer::of(request.header("Step-Up", proof).json(&body)).await
    };
    let wanted = json!({"action": "certificate.download", "object": id, "password": PASSWORD});
    let proof = text(&send("/api/v1/auth/step-up", wanted, "").await.json(200)["step_up_token"]);
    let url = send(&format!("/api/v1/certificates/{id}/download-url"), json!({}), &proof).await.json(200);
    Answer::of(server.http.get(text(&url["url"])).bearer_auth(access)).await.body
}

/// A backup of two organizations, taken beside the running server, and what was in them.
struct Rehearsal {
    installation: Installation,
    orgs: [String; 2],
    certificate: String,
    access: String,
    refresh: String,
    /// An API token that may see certificates.
    token: String,
    /// A worker, and the text of his pass.
    worker: String,
    pass: String,
}

impl Rehearsal {
    async fn new() -> Self {
        let installation = Installation::new();
        let org = |name: &str, email: &str| -> Value {
            serde_json::from_str(&stdout(&installation.create_org(name, email))).unwrap()
        };
        let made = [org("Norte", "ana@norte.test"), org("Sur", "sara@sur.test")];
        let orgs = made.each_ref().map(|made| text(&made["organization_id"]));
        let server = installation.serve().await;
        let login = json!({"email": "ana@norte.test", "password": PASSWORD});
        let tokens = server.post("/api/v1/auth/login", login).await.json(200);
        let (access, refresh) = (text(&tokens["access_token"]), text(&tokens["refresh_token"]));
        let certificate = server.keep(&access).await;
        let other = server.sign_in("sara@sur.test").await;
        server.keep(&other).await;
        let token = server.token_file(&installation, &access, &text(&made[0]["member_id"])).await;
        let token = std::fs::read_to_string(token).unwrap().trim().to_owned();
        get(&server, &token, "/api/v1/certificates").await.json(200);
        let worker =
            text(&send(&server, &access, "/api/v1/workers", json!({"name": "Úrsula"})).await.json(201)["id"]);
        let issued = send(&server, &access, &format!("/api/v1/workers/{worker}/pass"), json!({})).await;
        let pass = text(&issued.json(200)["text"]);
        let rehearsal = Self { installation, orgs, certificate, access, refresh, token, worker, pass };
        let (into, keyring) = (rehearsal.path("backup"), rehearsal.path("keyring.txt"));
        let taken = rehearsal.installation.run(&["backup", &into, "--keyring", &keyring, "--json"]);
        assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
        let summary: Value = serde_json::from_str(&stdout(&taken)).unwrap();
        assert_eq!(
            (&summary["organizations"], &summary["objects"]),
            (&json!(2), &json!(7)),
            "three of them the keys of passes"
        );
        assert!(said(&taken).contains("keep it elsewhere"), "{}", said(&taken));
        server.stop().await;
        rehearsal
    }

    fn path(&self, name: &str) -> String {
        self.installation.data().with_file_name(name).to_str().unwrap().to_owned()
    }

    /// Restores the backup into another data directory.
    fn restore(&self, from: &str, keyring: &str, data: &str) -> Output {
        let command = ["restore", from, "--keyring", keyring, "--data-dir", &self.path(data)];
        credenza().args(command).output().unwrap()
    }

    /// A copy of the backup, to be damaged.
    fn copy(&self, name: &str) -> PathBuf {
        let (from, to) = (PathBuf::from(self.path("backup")), PathBuf::from(self.path(name)));
        for file in files(&from) {
            let target = to.join(file.strip_prefix(&from).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(&file, target).unwrap();
        }
        to
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The tables of whose rows a dump has any.
fn tables(dump: &Path) -> BTreeSet<String> {
    let listed = std::process::Command::new("pg_restore").arg("--list").arg(dump).output().unwrap();
    let listed = stdout(&listed);
    let data = listed.lines().filter_map(|line| line.split_once(" TABLE DATA "));
    data.map(|(_, table)| table.split(' ').take(2).collect::<Vec<_>>().join(".")).collect()
}

/// The two verifiers agree that an export is whole, and say which epochs it has.
fn epochs(export: &Path) -> Vec<u64> {
    let ours = credenza().args(["audit", "verify", "--json"]).arg(export).output().unwrap();
    assert_eq!(ours.status.code(), Some(0), "{}", said(&ours));
    let tool = crate::samples::root().join("tools/verify_audit.py");
    let theirs = std::process::Command::new("python3").arg(tool).arg(export).output().unwrap();
    assert_eq!(theirs.status.code(), Some(0), "{}", said(&theirs));
    let report: Value = serde_json::from_str(&stdout(&ours)).unwrap();
    report["epochs"].as_array().unwrap().iter().map(|span| span["epoch"].as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_backed_up_beside_a_running_server_comes_back() {
    let rehearsal = Rehearsal::new().await;
    let (backup, keyring) = (rehearsal.path("backup"), rehearsal.path("keyring.txt"));
    let secret = std::fs::read_to_string(&keyring).unwrap();
    let line = secret.lines().find(|line| line.starts_with("primary ")).unwrap();
    let key = line.split(' ').nth(3).unwrap();
    for file in files(Path::new(&backup)) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        let held = std::fs::read(&file).unwrap();
        for form in [key.as_bytes(), &hex::decode(key).unwrap()] {
            assert!(!held.windows(form.len()).any(|part| part == form), "a key in {}", file.display());
        }
    }
    // What contexts are made with is in none.
    let held = tables(&Path::new(&backup).join("database.dump"));
    assert!(
        held.contains("credenza.sessions") && held.contains("credenza_private.kek_rotations"),
        "{held:?}"
    );
    for secret in ["credenza_private.context_key", "credenza_private.live_sessions"] {
        assert!(!held.contains(secret), "{secret}");
    }

    let restored = rehearsal.restore(&backup, &keyring, "restored");
    assert_eq!(restored.status.code(), Some(0), "{}", said(&restored));
    assert!(said(&restored).contains("restored 2 organizations and 7 objects"), "{}", said(&restored));
    let again = rehearsal.restore(&backup, &keyring, "restored");
    assert!(again.status.code() == Some(1) && said(&again).contains("is not empty"), "{}", said(&again));

    let there = rehearsal.installation.beside("restored");
    let checked = there.run(&["fsck"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    let server = there.serve().await;
    get(&server, &rehearsal.access, "/api/v1/certificates").await.problem(401, "unauthorized");
    get(&server, &rehearsal.token, "/api/v1/certificates").await.problem(401, "unauthorized");
    let refresh = json!({"refresh_token": rehearsal.refresh});
    server.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    let access = server.sign_in("ana@norte.test").await;
    assert_eq!(download(&server, &access, &rehearsal.certificate).await, bytes(MODERN.file));
    let other = server.sign_in("sara@sur.test").await;
    let path = format!("/api/v1/certificates/{}", rehearsal.certificate);
    get(&server, &other, &path).await.problem(404, "not_found");
    let log = get(&server, &access, "/api/v1/audit?action=organization.restore").await.json(200);
    let entry = &log["items"][0];
    assert_eq!(
        (&entry["outcome"], &entry["details"]["sessions_ended"]),
        (&json!("done"), &json!("2")),
        "a session and a token"
    );
    // Which passes were taken back since, nobody knows: all that are out are given up, and new ones are issued.
    let given_up = check(&server, &rehearsal.orgs[0], &rehearsal.pass).await;
    assert_eq!(given_up.reason, pass::Reason::KeyDistrusted);
    let path = format!("/api/v1/workers/{}/pass", rehearsal.worker);
    let issued = send(&server, &access, &path, json!({})).await.json(200);
    let report = check(&server, &rehearsal.orgs[0], &text(&issued["text"])).await;
    assert_eq!(report.verdict, pass::Verdict::Valid);
    server.stop().await;
    for (place, org) in rehearsal.orgs.iter().enumerate() {
        let export = rehearsal.path(&format!("export-{place}"));
        let exported = there.run(&["audit", "export", "--org", org, &export]);
        assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
        assert_eq!(epochs(Path::new(&export)), [1, 2]);
    }
}

#[tokio::test]
async fn the_function_for_a_restore_by_hand_gives_up_passes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let worker = ours.admin.post("/api/v1/workers", json!({"name": "Úrsula"})).await.json(201);
    let path = format!("/api/v1/workers/{}/pass", text(&worker["id"]));
    let issued = text(&ours.admin.post(&path, json!({})).await.json(200)["text"]);
    let reason = async || {
        let keys = test.request("GET", &format!("/.well-known/credenza/{}/jwks.json", ours.org));
        let trust = pass::Trust::read(&Answer::of(keys).await.body).unwrap();
        let verifier = pass::Verifier::new(&trust, &[]);
        verifier.check(&issued, test.clock.now(), &mut pass::Replays::default()).reason
    };
    assert_ne!(reason().await, pass::Reason::KeyDistrusted);
    test.database.change("SELECT credenza_private.begin_after_restore('{}', NULL)").await;
    assert_eq!(reason().await, pass::Reason::KeyDistrusted);
    let sql = "SELECT min(epoch)::bigint FROM audit.entries WHERE action = 'pass_key.distrust'";
    assert_eq!(test.database.one::<i64>(sql).await, 2, "in the new epoch");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_damaged_before_the_backup_is_named_and_the_rest_comes_back() {
    let rehearsal = Rehearsal::new().await;
    let there = files(&rehearsal.installation.data().join("objects"));
    let cut = std::fs::read(&there[0]).unwrap();
    std::fs::write(&there[0], &cut[..cut.len() - 1]).unwrap();
    let (backup, keyring) = (rehearsal.path("second"), rehearsal.path("keyring.txt"));
    let taken = rehearsal.installation.run(&["backup", &backup]);
    assert_eq!(taken.status.code(), Some(2), "{}", said(&taken));
    let words = format!("has {} bytes and should have {}", cut.len() - 1, cut.len());
    assert!(said(&taken).contains(&words), "{}", said(&taken));
    let restored = rehearsal.restore(&backup, &keyring, "restored");
    assert_eq!(restored.status.code(), Some(2), "{}", said(&restored));
    assert!(
        said(&restored).contains("object_damaged") && said(&restored).contains("restored 2"),
        "{}",
        said(&restored)
    );
    let there = rehearsal.installation.beside("restored");
    let checked = there.run(&["fsck"]);
    assert!(checked.status.code() == Some(2) && said(&checked).contains(&words), "{}", said(&checked));
    let server = there.serve().await;
    server.sign_in("ana@norte.test").await;
    server.sign_in("sara@sur.test").await;
    server.stop().await;
}

/// Of a database in which somebody has taken a wall down, nothing is served.
#[tokio::test(flavor = "multi_thread")]
async fn what_would_keep_nobody_apart_is_not_restored() {
    let rehearsal = Rehearsal::new().await;
    let server = rehearsal.installation.serve().await;
    let dir = server::datadir::DataDir::open(&rehearsal.installation.data()).unwrap();
    let endpoint = server::embedded::attach(&dir).await.unwrap();
    let (client, connection) =
        endpoint.config("postgres", "credenza").connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("ALTER TABLE credenza.certificates NO FORCE ROW LEVEL SECURITY").await.unwrap();
    drop(client);
    server.stop().await;
    let (backup, keyring) = (rehearsal.path("second"), rehearsal.path("keyring.txt"));
    assert_eq!(rehearsal.installation.run(&["backup", &backup]).status.code(), Some(0));
    let restored = rehearsal.restore(&backup, &keyring, "restored");
    assert_eq!(restored.status.code(), Some(1), "{}", said(&restored));
    assert!(said(&restored).contains("(catalogue)"), "{}", said(&restored));
    assert!(rehearsal.installation.beside("restored").data().join(server::backup::MARKER).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_incomplete_backup_is_refused() {
    let rehearsal = Rehearsal::new().await;
    let keyring = rehearsal.path("keyring.txt");
    let refused = |from: &Path, keyring: &str, words: &str| {
        let refused = rehearsal.restore(from.to_str().unwrap(), keyring, "nowhere");
        assert!(
            refused.status.code() == Some(1) && said(&refused).contains(words),
            "{words}: {}",
            said(&refused)
        );
        assert!(!Path::new(&rehearsal.path("nowhere")).exists(), "nothing was begun");
    };
    let backup = PathBuf::from(rehearsal.path("backup"));
    let parts: Vec<_> =
        files(&backup).iter().map(|file| file.strip_prefix(&backup).unwrap().to_path_buf()).collect();
    assert_eq!(parts.len(), 7 + 3);
    for (place, part) in parts.iter().enumerate() {
        let copy = rehearsal.copy(&format!("flipped-{place}"));
        let mut held = std::fs::read(copy.join(part)).unwrap();
        let middle = held.len() / 2;
        held[middle] ^= 1;
        std::fs::write(copy.join(part), held).unwrap();
        refused(&copy, &keyring, "damaged");
        let copy = rehearsal.copy(&format!("lacking-{place}"));
        std::fs::remove_file(copy.join(part)).unwrap();
        let words = match part.to_str().unwrap() {
            "manifest.json" => "has no manifest.json",
            "manifest.json.sha256" => "was broken off",
            _ => "is missing from the backup",
        };
        refused(&copy, &keyring, words);
    }
    let more = rehearsal.copy("more");
    std::fs::write(more.join("objects/note"), "x").unwrap();
    refused(&more, &keyring, "is in the backup, but not of it");

    let stranger = Installation::new();
    assert_eq!(stranger.create_org("Oeste", "eva@oeste.test").status.code(), Some(0));
    let other = stranger.data().join("keys/keyring.txt");
    refused(&backup, other.to_str().unwrap(), "this keyring does not open the backup");

    // Neither beside the keys nor over another backup, and never over data.
    let inside = format!("{}/keyring.txt", rehearsal.path("second"));
    std::fs::create_dir(rehearsal.path("second")).unwrap();
    for (command, words) in [
        (vec!["backup", backup.to_str().unwrap()], "is not empty"),
        (vec!["backup", &rehearsal.path("second"), "--keyring", &inside], "keep it out of the backup"),
        (
            vec!["backup", rehearsal.installation.data().join("copy").to_str().unwrap()],
            "in the data directory",
        ),
    ] {
        let refused = rehearsal.installation.run(&command);
        assert!(refused.status.code() == Some(1) && said(&refused).contains(words), "{}", said(&refused));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_broken_off_serves_nobody() {
    let installation = Installation::new();
    assert_eq!(installation.create_org("Norte", "ana@norte.test").status.code(), Some(0));
    std::fs::write(installation.data().join("restoring"), "").unwrap();
    for command in [&["fsck"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = installation.run(command);
        assert!(
            refused.status.code() == Some(1) && said(&refused).contains("broken off"),
            "{}",
            said(&refused)
        );
    }
}

/// Takes a certificate in and destroys it, again and again, until told to stop; how often.
pub(crate) async fn come_and_go(server: &Server, access: &str, stop: &AtomicBool) -> usize {
    let send = async |method: reqwest::Method, path: &str, body: Value, proof: &str| {
        let request = server.http.request(method, format!("{}{path}", server.origin)).bearer_auth(access);
        Answer::of(request.header("Step-Up", proof).json(&body)).await
    };
    let mut rounds = 0;
    while !stop.load(Ordering::SeqCst) {
        let id = server.keep(access).await;
        let wanted = json!({"action": "certificate.delete", "object": id, "password": PASSWORD});
        let proof = send(reqwest::Method::POST, "/api/v1/auth/step-up", wanted, "").await;
        if proof.status == 429 {
            break;
        }
        let proof = text(&proof.json(200)["step_up_token"]);
        send(reqwest::Method::DELETE, &format!("/api/v1/certificates/{id}"), json!({}), &proof)
            .await
            .empty(204);
        rounds += 1;
    }
    rounds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_of_one_moment_while_certificates_come_and_go() {
    let installation = Installation::new();
    for (name, email) in [("Norte", "ana@norte.test"), ("Sur", "sara@sur.test")] {
        assert_eq!(installation.create_org(name, email).status.code(), Some(0));
    }
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    let other = server.sign_in("sara@sur.test").await;
    server.keep(&other).await;
    let stop = AtomicBool::new(false);
    let path = |name: &str| installation.data().with_file_name(name).to_str().unwrap().to_owned();
    let (backup, keyring) = (path("backup"), path("keyring.txt"));
    let (taken, rounds) = std::thread::scope(|scope| {
        let taking = scope.spawn(|| {
            let taken = installation.run(&["backup", &backup, "--keyring", &keyring]);
            stop.store(true, Ordering::SeqCst);
            taken
        });
        let busy = come_and_go(&server, &access, &stop);
        let rounds = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(busy));
        (taking.join().unwrap(), rounds)
    });
    assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    assert!(rounds > 0);
    server.stop().await;
    let restored = credenza()
        .args(["restore", &backup, "--keyring", &keyring, "--data-dir", &path("restored")])
        .output();
    let restored = restored.unwrap();
    assert_eq!(restored.status.code(), Some(0), "{}", said(&restored));
    let checked = installation.beside("restored").run(&["fsck"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}
