//! What issuers say of certificates in custody, by an authority that never was: certomancer, and what goes wrong in the field.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration as Patience;

use domain::Clock;
use reqwest::multipart::Form;
use serde_json::{Value, json};
use server::alerts::tell_due;
use server::networks::Networks;
use server::outbound::{Outbound, Reach};
use server::revocations::{Checker, ask_due};
use time::{Duration, OffsetDateTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::app::{TestApp, client};
use crate::client::Answer;
use crate::samples::root;
use crate::squad::{Persona, file, text};

struct Authority {
    process: Child,
    origin: String,
    folder: tempfile::TempDir,
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Authority {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(root().join(".venv/bin/python"))
            .arg(root().join("tools/revocation_authority.py"))
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect(".venv/bin/python: run script/setup test");
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port: u16 = port.trim().parse().expect("a port: is certomancer installed? Run script/setup test");
        Self { process, origin: format!("http://127.0.0.1:{port}"), folder }
    }

    fn certificate(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(format!("certs/{name}.crt"))).unwrap()
    }

    async fn change(&self, verb: &str, name: &str) {
        let path = format!("{}/{verb}/{name}", self.origin);
        Answer::of(client().build().unwrap().post(path)).await.empty(204);
    }

    /// How often each path was asked for.
    async fn asked(&self) -> BTreeMap<String, u64> {
        let answer = Answer::of(client().build().unwrap().get(format!("{}/asked", self.origin))).await;
        let counts: BTreeMap<String, u64> = serde_json::from_value(answer.json(200)).unwrap();
        counts.into_iter().filter(|(path, _)| path != "/asked").collect()
    }
}

/// Long enough for an answer on a busy machine.
const PATIENCE: Patience = Patience::from_secs(60);

/// Who may ask this machine.
fn checker() -> Checker {
    by(&inside(), PATIENCE)
}

fn inside() -> Reach {
    Reach { proxy: None, allowed: Networks::parse("127.0.0.0/8").unwrap() }
}

fn by(reach: &Reach, patience: Patience) -> Checker {
    Checker::by(Outbound::new(reach).unwrap().patient_for(patience))
}

impl Persona {
    async fn keep_bytes(&self, name: &str, bytes: Vec<u8>) -> String {
        text(&self.send(Form::new().part("file", file(name, bytes))).await.json(201)["id"])
    }

    async fn keep_of(&self, authority: &Authority, name: &str) -> String {
        self.keep_bytes(&format!("{name}.crt"), authority.certificate(name)).await
    }

    async fn revocation(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/certificates/{id}")).await.json(200)["revocation"].clone()
    }

    async fn revoked(&self) -> Vec<String> {
        let page = self.get("/api/v1/certificates?revocation=revoked").await.json(200);
        page["items"].as_array().unwrap().iter().map(|item| text(&item["id"])).collect()
    }
}

impl TestApp {
    async fn ask(&self, checker: &Checker, at: OffsetDateTime) -> usize {
        ask_due(&self.app, checker, at).await.unwrap()
    }

    /// It is time to ask about all of them.
    async fn hurry(&self) {
        self.database.change("UPDATE credenza.revocations SET due_at = '-infinity'").await;
    }
}

#[tokio::test]
async fn what_an_issuer_says_is_kept_and_whose_it_is_does_not_mix() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, theirs) = test.firms().await;
    let mut kept = BTreeMap::new();
    for name in ["good", "revoked", "held", "listed", "unlisted"] {
        kept.insert(name, ours.member.keep_of(&authority, name).await);
    }
    let their_good = theirs.member.keep_of(&authority, "good").await;
    let before = ours.member.revocation(&kept["good"]).await;
    assert_eq!((&before["state"], &before["reason"]), (&json!("unknown"), &json!("not_asked")));
    let now = test.clock.now();
    assert_eq!(test.ask(&checker(), now).await, 6);
    assert_eq!(test.ask(&checker(), now).await, 0, "not again before it is time");
    for (name, state, source, reason) in [
        ("good", "good", "ocsp", None),
        ("revoked", "revoked", "ocsp", Some("key_compromise")),
        ("held", "revoked", "ocsp", Some("certificate_hold")),
        ("listed", "revoked", "crl", Some("superseded")),
        ("unlisted", "good", "crl", None),
    ] {
        let known = ours.member.revocation(&kept[name]).await;
        let found = (&known["state"], &known["source"], &known["reason"]);
        assert_eq!(found, (&json!(state), &json!(source), &json!(reason)), "{name}");
        assert!(known["as_of"].is_string() && known["failure"].is_null(), "{known}");
    }
    assert_eq!(ours.member.revocation(&kept["revoked"]).await["since"], "2025-12-01T00:00:00Z");
    assert_eq!(theirs.member.revocation(&their_good).await["state"], "good");
    // One list serves all.
    assert_eq!(authority.asked().await["/test/crls/issuer/latest.crl"], 1);
    let mut revoked = ours.member.revoked().await;
    let mut expected = vec![kept["revoked"].clone(), kept["held"].clone(), kept["listed"].clone()];
    revoked.sort();
    expected.sort();
    assert_eq!(revoked, expected);
    assert!(theirs.member.revoked().await.is_empty());
    ours.member.get("/api/v1/certificates?revocation=maybe").await.problem(400, "bad_request");
    theirs.member.get(&format!("/api/v1/certificates/{}", kept["revoked"])).await.problem(404, "not_found");
    let log = ours.admin.audit("action=certificate.found_revoked").await;
    assert_eq!(log.len(), 3);
    assert!(
        log.iter().all(|entry| entry["actor"].is_null() || entry["actor"]["kind"] != "member"),
        "{log:?}"
    );
    assert!(theirs.admin.audit("action=certificate.found_revoked").await.is_empty());
}

#[tokio::test]
async fn what_is_not_known_is_called_unknown_and_hangs_nobody_else() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, _theirs) = test.firms().await;
    let names = ["hung", "big", "stale", "wrong", "lost", "away", "good"];
    let mut kept = Vec::new();
    for name in names {
        kept.push(ours.member.keep_of(&authority, name).await);
    }
    let root = ours.member.keep_of(&authority, "stranger").await;
    let now = test.clock.now();
    // One of them never answers.
    let hasty = by(&inside(), Patience::from_secs(8));
    assert_eq!(test.ask(&hasty, now).await, names.len());
    let reasons = ["timed_out", "too_large", "stale", "wrong_signer", "not_known", "error_answer"];
    for (id, reason) in kept.iter().zip(reasons) {
        let known = ours.member.revocation(id).await;
        assert_eq!((&known["state"], &known["reason"]), (&json!("unknown"), &json!(reason)), "{known}");
        assert!(known["as_of"].is_null() && known["asked_at"].is_string());
    }
    assert_eq!(ours.member.revocation(&kept[6]).await["state"], "good");
    let known = ours.member.revocation(&root).await;
    assert_eq!((&known["state"], &known["reason"]), (&json!("unknown"), &json!("no_source")));
    // Each time it waits twice as long.
    assert_eq!(test.ask(&hasty, now + Duration::minutes(14)).await, 0);
    assert!(test.ask(&hasty, now + Duration::minutes(16)).await >= reasons.len());
    let wait = "SELECT (extract(epoch FROM due_at - asked_at) / 60)::bigint FROM credenza.revocations WHERE failure = 'wrong_signer'";
    assert_eq!(test.database.one::<i64>(wait).await, 30);
}

#[tokio::test]
async fn a_revoked_certificate_is_told_of_once_and_shown() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, theirs) = test.firms().await;
    // A digest would come too late.
    ours.admin.patch("/api/v1/auth/alerts", json!({"delivery": "weekly"})).await.json(200);
    let id = ours.member.keep_of(&authority, "good").await;
    theirs.member.keep_of(&authority, "unlisted").await;
    let hook = ours.admin.webhook("https://hooks.example.com/x", "slack").await.id;
    theirs.admin.webhook("https://hooks.example.com/x", "slack").await;
    let now = test.clock.now();
    test.ask(&checker(), now).await;
    assert_eq!(tell_due(&test.app, now).await.unwrap(), 0);
    authority.change("condemn", "good").await;
    test.hurry().await;
    test.ask(&checker(), test.clock.now()).await;
    assert_eq!(tell_due(&test.app, now).await.unwrap(), 2, "the administrator and the member");
    for days in [0, 1, 40] {
        assert_eq!(tell_due(&test.app, now + Duration::days(days)).await.unwrap(), 0);
    }
    // Programs are told once too, whatever step its end is at.
    let told = ours.admin.get(&format!("/api/v1/webhook-deliveries?webhook={hook}")).await.json(200);
    let revocations = told["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "revocation");
    assert_eq!(revocations.map(|one| text(&one["subject_id"])).collect::<Vec<_>>(), [id.as_str()]);
    let theirs_told = theirs.admin.get("/api/v1/webhook-deliveries").await.json(200);
    assert!(!theirs_told.to_string().contains("revocation"), "{theirs_told}");
    let mut mails = test.mails().await;
    mails.retain(|mail| mail.subject.starts_with("Revocado: "));
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert!(mail.subject.starts_with("Revocado: "), "{}", mail.subject);
        assert!(mail.html.contains(&format!("/certificates/{id}")));
    }
    for (language, words) in [("en", "Revoked since"), ("es", "Revocado desde")] {
        let cookies = format!("__Host-access={}; language={language}", ours.member.access);
        let request = test.request("GET", &format!("/certificates/{id}")).header("cookie", &cookies);
        let html = Answer::of(request).await.text();
        assert!(html.contains(words) && html.contains("tone-expired"), "{language}");
        let list =
            Answer::of(test.request("GET", "/certificates?status=revoked").header("cookie", cookies)).await;
        assert!(list.text().contains(&id));
    }
    // Nothing of what is kept to ask is shown, and nothing of the file is kept.
    let detail = ours.member.get(&format!("/api/v1/certificates/{id}")).await.json(200);
    assert!(detail["metadata"].get("issuance").is_none() && detail["metadata"].get("certificate").is_some());
    let pem = String::from_utf8(authority.certificate("good")).unwrap();
    let line = pem.lines().nth(3).unwrap();
    let whole =
        format!("SELECT count(*) FROM credenza.certificates WHERE strpos(metadata::text, '{line}') > 0");
    assert_eq!(test.database.one::<i64>(&whole).await, 0);
}

#[tokio::test]
async fn a_silence_is_told_of_once_and_ends_with_an_answer() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, theirs) = test.firms().await;
    ours.admin.patch("/api/v1/auth/alerts", json!({"delivery": "weekly"})).await.json(200);
    let settings = "/api/v1/organization/alerts";
    assert_eq!(theirs.admin.get(settings).await.json(200)["unanswered_days"], 3);
    theirs.admin.patch(settings, json!({"unanswered_days": 731})).await.problem(422, "invalid");
    theirs.admin.patch(settings, json!({"unanswered_days": 0})).await.json(200);
    let good = ours.member.keep_of(&authority, "good").await;
    let unlisted = ours.member.keep_of(&authority, "unlisted").await;
    let never = theirs.member.keep_of(&authority, "good").await;
    let hook = ours.admin.webhook("https://hooks.example.com/x", "credenza").await.id;
    let silent = by(&Reach::default(), PATIENCE);
    let now = test.clock.now();
    assert_eq!(test.ask(&silent, now).await, 3);
    let days = (1..8).map(|day| now.date() + Duration::days(day));
    let wednesday = days.clone().find(|day| day.weekday() == time::Weekday::Wednesday).unwrap();
    let noon = wednesday.midnight().assume_utc() + Duration::hours(12);
    // Nobody has answered for three days by eleven.
    let since = format!(
        "UPDATE credenza.revocations SET since = '{wednesday} 11:00 UTC'::timestamptz - interval '3 days'"
    );
    test.database.change(&since).await;
    test.hurry().await;
    test.ask(&silent, now).await;
    assert_eq!(tell_due(&test.app, noon - Duration::minutes(61)).await.unwrap(), 0, "too early");
    assert_eq!(tell_due(&test.app, noon).await.unwrap(), 4, "two certificates, two people");
    for hours in [0, 1, 24] {
        test.hurry().await;
        test.ask(&silent, now).await;
        assert_eq!(tell_due(&test.app, noon + Duration::hours(hours)).await.unwrap(), 0);
    }
    let told = async || {
        let mut mails = test.mails().await;
        mails.retain(|mail| mail.subject.starts_with("No se sabe si"));
        mails
    };
    // One mail for both, also to who wants a mail for each alert; a digest of the week comes later.
    let mails = told().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains(&ours.member.email));
    assert_eq!(mails[0].subject, "No se sabe si 2 certificados fueron revocados");
    assert_eq!(mails[0].text.matches("sin respuesta desde el").count(), 2, "{}", mails[0].text);
    assert!(!mails[0].text.contains('⟦') && !mails[0].html.contains('⟦'));
    let events = ours.admin.get(&format!("/api/v1/webhook-deliveries?webhook={hook}")).await.json(200);
    let events = events["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "unanswered");
    assert_eq!(events.count(), 2);
    // There is an answer before the week's digest: nobody need hear of it.
    test.hurry().await;
    test.ask(&checker(), now).await;
    assert_eq!(ours.member.revocation(&good).await["state"], "good");
    assert_eq!(tell_due(&test.app, noon + Duration::days(14)).await.unwrap(), 0);
    assert_eq!(told().await.len(), 1);
    // Another silence is told of again.
    drop(authority);
    test.hurry().await;
    test.ask(&checker(), now + Duration::hours(2)).await;
    assert_eq!(ours.member.revocation(&good).await["state"], "unknown");
    tell_due(&test.app, noon + Duration::days(20)).await.unwrap();
    let uuid = good.parse::<domain::id::CertificateId>().unwrap().uuid();
    let noted = format!(
        "SELECT count(*) FROM credenza.alert_notices WHERE kind = 'unanswered' AND subject_id = '{uuid}'"
    );
    assert_eq!(test.database.one::<i64>(&noted).await, 4, "two people, twice");
    // And stands on the first page of the day, where it is to be told.
    test.database.change("UPDATE credenza.revocations SET since = now() - interval '9 days'").await;
    for (who, id, shown) in [(&ours.member, &good, true), (&theirs.member, &never, false)] {
        let cookies = format!("__Host-access={}; language=en", who.access);
        let html = Answer::of(test.request("GET", "/").header("cookie", cookies)).await.text();
        assert_eq!(html.contains("Ask its issuer whether it was revoked"), shown, "{html}");
        let concerns = html.split("concerns-title").nth(2).unwrap_or_default();
        let concerns = concerns.split("</section>").next().unwrap_or_default();
        assert_eq!(concerns.contains(id), shown, "{html}");
        assert!(!concerns.contains(&unlisted), "there was an answer: {html}");
    }
}

#[tokio::test]
async fn what_was_on_hold_may_be_good_again_and_what_was_good_ages() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep_of(&authority, "held").await;
    test.ask(&checker(), test.clock.now()).await;
    assert_eq!(ours.member.revocation(&id).await["state"], "revoked");
    authority.change("forgive", "held").await;
    test.hurry().await;
    test.ask(&checker(), test.clock.now()).await;
    assert_eq!(ours.member.revocation(&id).await["state"], "good");
    assert_eq!(ours.admin.audit("action=certificate.found_good").await.len(), 1);
    drop(authority);
    // Nobody is there any more. What was said counts for as long as it was said to, and no longer.
    test.hurry().await;
    test.ask(&checker(), test.clock.now()).await;
    let known = ours.member.revocation(&id).await;
    assert_eq!((&known["state"], &known["failure"]), (&json!("good"), &json!("unreachable")));
    let until = known["until"].clone();
    test.hurry().await;
    test.ask(&checker(), test.clock.now() + Duration::hours(1)).await;
    let known = ours.member.revocation(&id).await;
    assert_eq!((&known["state"], &known["reason"]), (&json!("unknown"), &json!("unreachable")));
    assert_eq!(known["since"], until);
}

#[tokio::test]
async fn an_answer_from_before_does_not_unrevoke() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep_of(&authority, "held").await;
    test.ask(&checker(), test.clock.now()).await;
    let ahead = "UPDATE credenza.revocations SET as_of = as_of + interval '1 hour', until = until + interval '1 hour'";
    assert_eq!(test.database.change(ahead).await, 1);
    authority.change("forgive", "held").await;
    test.hurry().await;
    test.ask(&checker(), test.clock.now()).await;
    let known = ours.member.revocation(&id).await;
    assert_eq!((&known["state"], &known["failure"]), (&json!("revoked"), &json!("older")));
}

#[tokio::test]
async fn an_uploaded_certificate_does_not_lead_the_server_inside() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, _theirs) = test.firms().await;
    // Its issuer comes along, so that it is OCSP that would be asked.
    let chain = [authority.certificate("good"), authority.certificate("issuer")].concat();
    let id = ours.member.keep_bytes("chain.pem", chain).await;
    test.ask(&by(&Reach::default(), PATIENCE), test.clock.now()).await;
    let known = ours.member.revocation(&id).await;
    assert_eq!((&known["state"], &known["reason"]), (&json!("unknown"), &json!("forbidden_address")));
    assert!(authority.asked().await.is_empty());
    test.hurry().await;
    test.ask(&checker(), test.clock.now()).await;
    assert_eq!(ours.member.revocation(&id).await["state"], "good");
    assert_eq!(authority.asked().await.keys().collect::<Vec<_>>(), ["/test/ocsp/issuer"]);
}

#[tokio::test]
async fn with_a_proxy_everything_goes_through_it() {
    let (test, authority) = (TestApp::new().await, Authority::start());
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep_of(&authority, "unlisted").await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = proxy.local_addr().unwrap();
    let (heard, mut lines) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap();
            let line = String::from_utf8_lossy(&head[..length]).lines().next().unwrap_or_default().to_owned();
            heard.send(line).unwrap();
            let refused = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(refused).await.unwrap();
        }
    });
    let allowed = Networks::parse("127.0.0.0/8").unwrap();
    let reach = Reach { proxy: Some(format!("http://{address}").parse().unwrap()), allowed };
    test.ask(&by(&reach, PATIENCE), test.clock.now()).await;
    let expected = format!("GET {}/test/certs/issuer/ca.crt HTTP/1.1", authority.origin);
    assert_eq!(lines.recv().await.unwrap(), expected);
    assert_eq!(ours.member.revocation(&id).await["reason"], "error_answer");
    assert!(authority.asked().await.is_empty());
}
