//! The program as its operator knows it: first start, second start, stop, `kill -9`, commands beside it and without it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command as Blocking, Output, Stdio};
use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::app::client;
use crate::client::Answer;
use crate::operator::{credenza, stdout};
use crate::redis_server::Redis;
use crate::samples::{MODERN, PLAIN, bytes, root};
use crate::squad::{PASSWORD, file, text};

/// A data directory, and what runs on it.
pub(crate) struct Installation {
    folder: Arc<tempfile::TempDir>,
    data: &'static str,
}

impl Installation {
    pub(crate) fn new() -> Self {
        // Root's PostgreSQL runs as another user, who must be let through.
        let passable = std::fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
        Self { folder: Arc::new(folder), data: "data" }
    }

    /// Another one in the same folder.
    pub(crate) fn beside(&self, data: &'static str) -> Self {
        Self { folder: Arc::clone(&self.folder), data }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join(self.data)
    }

    /// A file with this text, readable by its owner.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) async fn serve(&self) -> Server {
        self.serve_with(&[]).await
    }

    /// With these variables in its environment.
    pub(crate) async fn serve_with(&self, variables: &[(&str, &str)]) -> Server {
        self.serve_as(&[], variables).await
    }

    /// With these flags, too.
    pub(crate) async fn serve_as(&self, flags: &[&str], variables: &[(&str, &str)]) -> Server {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut child = Command::from(credenza())
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(self.data())
            .args(flags)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap_or_else(|| panic!("{}", self.log()));
        let origin = line.strip_prefix("ready ").unwrap_or_else(|| panic!("{line}")).to_owned();
        assert!(origin.starts_with("https://localhost:"), "{origin}");
        let authority = std::fs::read(self.data().join("tls/ca.pem")).unwrap();
        let authority = reqwest::Certificate::from_pem(&authority).unwrap();
        let http = client().tls_certs_only([authority]).build().unwrap();
        Server { child, lines, origin, http }
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    /// With these variables in its environment.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let variables = variables.iter().copied();
        credenza().envs(variables).args(arguments).arg("--data-dir").arg(self.data()).output().unwrap()
    }

    pub(crate) fn create_org(&self, name: &str, email: &str) -> Output {
        let password = self.write("password.txt", &format!("{PASSWORD}\n"));
        let password = password.to_str().unwrap();
        self.run(&[
            "admin",
            "create-org",
            "--name",
            name,
            "--email",
            email,
            "--password-file",
            password,
            "--json",
        ])
    }

    /// PostgreSQL's first process, if the cluster says that there is one.
    fn postmaster(&self) -> Option<u32> {
        let text = std::fs::read_to_string(self.data().join("postgres/postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // After a failure half-way: nothing that this test started is left running.
        if let Some(pid) = self.postmaster().filter(|pid| is_alive(*pid)) {
            signal("KILL", pid);
        }
    }
}

/// A running `credenza serve`.
pub(crate) struct Server {
    child: Child,
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
    pub(crate) origin: String,
    pub(crate) http: reqwest::Client,
}

fn signal(name: &str, pid: u32) {
    let sent = Blocking::new("kill").arg(format!("-{name}")).arg(pid.to_string()).status().unwrap();
    assert!(sent.success(), "kill -{name} {pid}");
}

/// The fields of `/proc/PID/stat` after the name: state, parent, …
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// A process that has ended but was not collected yet is not alive.
fn is_alive(pid: u32) -> bool {
    stat(pid).is_some_and(|fields| fields[0] != "Z")
}

/// A process and its children.
fn family(pid: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").unwrap();
    let pids = processes.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse::<u32>().ok());
    let mut family: Vec<_> =
        pids.filter(|child| stat(*child).is_some_and(|fields| fields[1] == pid.to_string())).collect();
    family.push(pid);
    family
}

impl Server {
    fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.http.post(format!("{}{path}", self.origin)).json(&body)).await
    }

    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let tokens = self.post("/api/v1/auth/login", json!({"email": email, "password": PASSWORD})).await;
        text(&tokens.json(200)["access_token"])
    }

    /// Takes a certificate into custody.
    pub(crate) async fn keep(&self, access: &str) -> String {
        let form = reqwest::multipart::Form::new()
            .part("file", file(MODERN.file, bytes(MODERN.file)))
            .text("password", MODERN.password.unwrap());
        let request = self.http.post(format!("{}/api/v1/certificates", self.origin)).bearer_auth(access);
        text(&Answer::of(request.multipart(form)).await.json(201)["id"])
    }

    /// A file with a new API token that may upload.
    pub(crate) async fn token_file(
        &self,
        installation: &Installation,
        access: &str,
        member: &str,
    ) -> PathBuf {
        let send = async |path: &str, body: Value, proof: &str| {
            let request = self.http.post(format!("{}{path}", self.origin)).bearer_auth(access);
            Answer::of(request.header("Step-Up", proof).json(&body)).await
        };
        let step_up = json!({"action": "api_token.create", "object": member, "password": PASSWORD});
        let proof = text(&send("/api/v1/auth/step-up", step_up, "").await.json(200)["step_up_token"]);
        let scopes = ["certificate.read", "certificate.write", "customer.read", "customer.write"];
        let wanted = json!({"name": "Nube", "scopes": scopes});
        let made = send("/api/v1/api-tokens", wanted, &proof).await.json(201);
        installation.write("token.txt", &format!("{}\n", text(&made["token"])))
    }

    /// The certificate comes out of custody as it went in.
    pub(crate) async fn assert_opens(&self, email: &str, id: &str) {
        let access = self.sign_in(email).await;
        let step_up = json!({"action": "certificate.reveal_password", "object": id, "password": PASSWORD});
        let request = self.http.post(format!("{}/api/v1/auth/step-up", self.origin)).bearer_auth(&access);
        let proof = text(&Answer::of(request.json(&step_up)).await.json(200)["step_up_token"]);
        let path = format!("{}/api/v1/certificates/{id}/reveal-password", self.origin);
        let request = self.http.post(path).bearer_auth(&access).header("Step-Up", proof);
        assert_eq!(Answer::of(request).await.json(200)["password"], MODERN.password.unwrap());
    }

    /// Interrupts it, and waits; what it printed after its first line.
    pub(crate) async fn stop(mut self) -> Vec<String> {
        signal("INT", self.pid());
        let mut said = Vec::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            said.push(line);
        }
        let status = self.child.wait().await.unwrap();
        assert_eq!(status.code(), Some(0));
        said
    }

    /// The end without any good-bye.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// A program on the same machine takes files in: what is new, what is there already, and what is none.
async fn uploads_from_the_command_line(
    installation: &Installation,
    server: &Server,
    access: &str,
    member: &str,
) {
    let token = server.token_file(installation, access, member).await;
    let (new, none) = (
        root().join("vectors/certfile/files").join(PLAIN.file),
        installation.write("note.cer", "not a certificate"),
    );
    let upload = |files: &[&str]| {
        let front = ["upload", "--server", &server.origin, "--token-file", token.to_str().unwrap(), "--json"];
        let done = installation.run(&[&front[..], files].concat());
        let lines: Vec<Value> =
            stdout(&done).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (done.status.code(), lines)
    };
    let (code, lines) = upload(&[new.to_str().unwrap()]);
    assert!(code == Some(0) && lines[0]["certificate"]["kind"] == "certificate", "{lines:?}");
    let (code, lines) = upload(&[new.to_str().unwrap(), none.to_str().unwrap()]);
    let codes = [&lines[0]["problem"]["code"], &lines[1]["problem"]["code"]];
    assert!(code == Some(2) && codes[0] == "certificate_exists" && lines[1]["status"] == 422, "{lines:?}");
    assert_eq!(
        installation.run(&["upload", "--token-file", "/no/such/file", "x.cer"]).status.code(),
        Some(1)
    );
    imports_from_the_command_line(installation, server, token.to_str().unwrap());
}

/// The same program imports a list of customers and a folder of certificates, and what it did stays done.
fn imports_from_the_command_line(installation: &Installation, server: &Server, token: &str) {
    let import = |what: &str, rest: &[&str]| {
        let front = ["import", what, "--server", &server.origin, "--token-file", token];
        let done = installation.run(&[&front[..], rest].concat());
        (done.status.code(), stdout(&done), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let list = installation.write("clientes.csv", "nombre;RFC\nAccem;AAA010101AAA\nMala;AAA019901AAA\n");
    let list = list.to_str().unwrap();
    let (code, said, _) = import("customers", &["--dry-run", list]);
    assert!(code == Some(2) && said.contains("1 created, 0 updated, 0 unchanged, 1 refused"), "{said}");
    for expected in
        ["1 created, 0 updated, 0 unchanged, 1 refused", "0 created, 0 updated, 1 unchanged, 1 refused"]
    {
        let (code, said, _) = import("customers", &[list]);
        assert!(code == Some(2) && said.contains(expected) && said.contains("row 3: Mala"), "{said}");
    }
    let (code, said, _) = import("customers", &["--json", list]);
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(code == Some(2) && lines.len() == 4 && lines[1]["outcome"] == "unchanged", "{said}");
    let none = installation.write("none.csv", "RFC\nAAA010101AAA\n");
    let (code, _, said) = import("customers", &[none.to_str().unwrap()]);
    assert!(code == Some(1) && said.contains("No column"), "{said}");

    let folder = installation.write("pfx/passwords.csv", "RFC;contraseña\nAAA010101AAA;12345678a\n");
    let folder = folder.parent().unwrap();
    for half in ["FIEL_AAA010101AAA.cer", "FIEL_AAA010101AAA.key"] {
        std::fs::copy(root().join("vectors/certfile/files").join(half), folder.join(half)).unwrap();
    }
    let passwords = folder.join("passwords.csv");
    let rest = ["--passwords", passwords.to_str().unwrap(), folder.to_str().unwrap()];
    for expected in
        ["1 created, 0 updated, 0 unchanged, 0 refused", "0 created, 0 updated, 1 unchanged, 0 refused"]
    {
        let (code, said, error) = import("certificates", &rest);
        assert!(code == Some(0) && said.contains(expected), "{said} {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_start_to_the_second() {
    let installation = Installation::new();
    let mut server = installation.serve().await;
    let setup = server.lines.next_line().await.unwrap().unwrap();
    let front = format!("setup {}/setup#", server.origin);
    let token = setup.strip_prefix(&front).unwrap_or_else(|| panic!("{setup}")).to_owned();
    let founding =
        json!({"token": token, "organization": "Norte", "email": "ana@norte.test", "password": PASSWORD});
    let member = text(&server.post("/api/v1/setup", founding.clone()).await.json(201)["member_id"]);
    server.post("/api/v1/setup", founding).await.problem(410, "setup_closed");
    let access = server.sign_in("ana@norte.test").await;
    let id = server.keep(&access).await;

    uploads_from_the_command_line(&installation, &server, &access, &member).await;

    // Nothing but TLS: who speaks plain HTTP to it gets nothing.
    let plain = server.origin.replace("https://localhost", "http://127.0.0.1");
    assert!(client().build().unwrap().get(plain).send().await.is_err());
    let stranger = client().build().unwrap();
    assert!(stranger.get(&server.origin).send().await.is_err(), "its authority is nobody else's");

    let beside = installation.create_org("Sur", "sara@sur.test");
    assert_eq!(beside.status.code(), Some(0), "{}", String::from_utf8_lossy(&beside.stderr));
    let made: Value = serde_json::from_str(&stdout(&beside)).unwrap();
    assert!(text(&made["organization_id"]).starts_with("org_") && made["email"] == "sara@sur.test", "{made}");
    server.sign_in("sara@sur.test").await;
    let org = text(&made["organization_id"]);
    for (seats, code, words) in [
        ("3", 0, "3 seats, 1 taken"),
        ("any", 0, "any number of seats, 1 taken"),
        ("0", 64, "give a number from 1 on"),
    ] {
        let set = installation.run(&["admin", "set-seats", "--org", &org, "--seats", seats]);
        let said = format!("{}{}", stdout(&set), String::from_utf8_lossy(&set.stderr));
        assert!(set.status.code() == Some(code) && said.contains(words), "{seats}: {said}");
    }
    let nobody = ["admin", "set-seats", "--org", "org_01h455vb4pex5vsknk084sn02q", "--seats", "3"];
    assert_eq!(installation.run(&nobody).status.code(), Some(1));
    let second_server = installation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second_server.status.code(), Some(1), "one server on a data directory");

    let postgres = family(installation.postmaster().unwrap());
    assert!(postgres.len() > 3, "{postgres:?}");
    let outbox = format!("outbox {}", installation.data().join("outbox").display());
    assert_eq!(server.stop().await, [outbox.as_str()], "ready, setup and this are all it says");
    assert!(!postgres.iter().any(|pid| is_alive(*pid)), "PostgreSQL has gone with it");

    let alone = installation.create_org("Este", "eva@este.test");
    assert_eq!(alone.status.code(), Some(0), "{}", String::from_utf8_lossy(&alone.stderr));
    assert!(installation.postmaster().is_none_or(|pid| !is_alive(pid)), "it took its database down again");
    let other_password = installation.write("other.txt", "another good password");
    let taken = [
        "admin",
        "create-org",
        "--name",
        "X",
        "--email",
        "eva@este.test",
        "--password-file",
        other_password.to_str().unwrap(),
    ];
    let taken = installation.run(&taken);
    assert_eq!(taken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&taken.stderr).contains("has an account already"));

    let server = installation.serve().await;
    server.assert_opens("ana@norte.test", &id).await;
    server.sign_in("eva@este.test").await;
    assert_eq!(server.stop().await, [outbox], "no set-up link once there is an organization");

    let relay = [("CREDENZA__MAIL", "smtp"), ("CREDENZA__SMTP__HOST", "relay.norte.test")];
    let nothing: [&str; 0] = [];
    assert_eq!(installation.serve_with(&relay).await.stop().await, nothing, "nothing goes into the outbox");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_kill_9_of_either_the_next_start_recovers() {
    let installation = Installation::new();
    let made = installation.create_org("Norte", "ana@norte.test");
    let made: Value = serde_json::from_str(&stdout(&made)).unwrap();
    let org = text(&made["organization_id"]);
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    let id = server.keep(&access).await;

    // The server alone: its PostgreSQL is left behind, and the next start deals with it.
    let orphan = installation.postmaster().unwrap();
    server.kill().await;
    let server = installation.serve().await;
    assert_ne!(installation.postmaster(), Some(orphan));
    assert!(!is_alive(orphan));
    server.assert_opens("ana@norte.test", &id).await;

    // The server, then its PostgreSQL.
    let postmaster = installation.postmaster().unwrap();
    server.kill().await;
    if is_alive(postmaster) {
        signal("KILL", postmaster);
    }
    let server = installation.serve().await;
    server.assert_opens("ana@norte.test", &id).await;

    // PostgreSQL under a running server: it comes back.
    let postmaster = installation.postmaster().unwrap();
    signal("KILL", postmaster);
    let ready = format!("{}/readyz", server.origin);
    let mut asked = 0;
    while installation.postmaster() == Some(postmaster)
        || Answer::of(server.http.get(&ready)).await.status != 200
    {
        asked += 1;
        assert!(asked < 1_000_000, "PostgreSQL did not come back:\n{}", installation.log());
        tokio::task::yield_now().await;
    }
    server.assert_opens("ana@norte.test", &id).await;

    // Nothing of the log is lost or forked by all this.
    let out = installation.folder.path().join("export");
    export(&installation, &org, &out);
    assert_verified(&out, true);
    server.stop().await;
}

fn export(installation: &Installation, org: &str, out: &Path) {
    let output = installation.run(&["audit", "export", "--org", org, out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Our verifier and the separately written one say the same of an export.
#[track_caller]
fn assert_verified(export: &Path, consistent: bool) {
    let ours = credenza().args(["audit", "verify", "--json"]).arg(export).output().unwrap();
    let report: Value = serde_json::from_slice(&ours.stdout).unwrap();
    let theirs =
        Blocking::new("python3").arg(root().join("tools/verify_audit.py")).arg("--json").arg(export).output();
    let theirs = theirs.expect("python3");
    let their_report: Value = serde_json::from_slice(&theirs.stdout).unwrap();
    assert_eq!(ours.status.code(), Some(if consistent { 0 } else { 2 }), "{report}");
    assert_eq!(theirs.status.code(), Some(i32::from(!consistent)), "{their_report}");
    let codes = |report: &Value| {
        let failures = report["failures"].as_array().unwrap();
        failures.iter().map(|finding| text(&finding["code"])).collect::<Vec<_>>()
    };
    assert_eq!(codes(&report), codes(&their_report));
    assert_eq!(codes(&report).is_empty(), consistent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_verifies_and_a_tampered_one_is_refused_by_both_verifiers() {
    let installation = Installation::new();
    let made: Value =
        serde_json::from_str(&stdout(&installation.create_org("Norte", "ana@norte.test"))).unwrap();
    let org = text(&made["organization_id"]);
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    server.keep(&access).await;
    let beside = installation.folder.path().join("beside");
    export(&installation, &org, &beside);
    server.stop().await;
    assert_verified(&beside, true);
    let into_the_same = installation.run(&["audit", "export", "--org", &org, beside.to_str().unwrap()]);
    assert_eq!(into_the_same.status.code(), Some(1), "an export is not written over");
    let unknown = installation.folder.path().join("unknown");
    let unknown = ["audit", "export", "--org", "org_01h455vb4pex5vsknk084sn02q", unknown.to_str().unwrap()];
    assert_eq!(installation.run(&unknown).status.code(), Some(1));

    let file = beside.join("entries.jsonl");
    let entries = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = entries.lines().collect();
    assert!(lines.len() >= 3);
    let mut exchanged = lines.clone();
    exchanged.swap(0, 1);
    let tampered = [
        entries.replacen("certificate.upload", "certificate.update", 1),
        entries.replacen("\"outcome\":\"done\"", "\"outcome\":\"failed\"", 1),
        lines[..lines.len() - 1].join("\n") + "\n",
        lines[1..].join("\n") + "\n",
        exchanged.join("\n") + "\n",
        format!("{entries}{}\n", lines[lines.len() - 1]),
        entries.replacen(&org, "org_01h455vb4pex5vsknk084sn02q", 1),
    ];
    for text in tampered {
        assert_ne!(text, entries);
        std::fs::write(&file, text).unwrap();
        assert_verified(&beside, false);
    }
    std::fs::write(&file, &entries).unwrap();
    assert_verified(&beside, true);
    std::fs::remove_file(beside.join("manifest.json")).unwrap();
    let incomplete = credenza().args(["audit", "verify"]).arg(&beside).output().unwrap();
    assert_eq!(incomplete.status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_redis_counts_there() {
    let (installation, redis) = (Installation::new(), Redis::new().await);
    let url = installation.write("limiter-url", &format!("{}\n", redis.url().expose_secret()));
    let variables = [
        ("CREDENZA__LIMITER", "redis"),
        ("CREDENZA__LIMITER_URL_FILE", url.to_str().unwrap()),
        ("CREDENZA__LIMITS__SIGN_IN", "20/s"),
    ];
    let server = installation.serve_with(&variables).await;
    let login = json!({"email": "nobody@norte.test", "password": "x"});
    // A new Redis begins with empty buckets.
    let mut answer = server.post("/api/v1/auth/login", login.clone()).await;
    while answer.status == 429 {
        answer = server.post("/api/v1/auth/login", login.clone()).await;
    }
    answer.problem(401, "bad_credentials");
    assert_eq!(answer.header("ratelimit-policy"), "\"sign_in\";q=20;w=1");
    assert!(redis.keys().await.iter().any(|key| key.ends_with(":epoch")));
    redis.kill();
    server.post("/api/v1/auth/login", login.clone()).await.problem(503, "unavailable");
    let ready = Answer::of(server.http.get(format!("{}/readyz", server.origin))).await;
    ready.problem(503, "unavailable");
    server.stop().await;
    // It starts without its Redis too, and lets nothing pass.
    let server = installation.serve_with(&variables).await;
    server.post("/api/v1/auth/login", login).await.problem(503, "unavailable");
    server.stop().await;
}
