//! Scanners: invited, enrolled, asking for what they carry, revoked; and whoever only looks like one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Clock, Role};
use pass::gate::{Bundle, decide};
use pass::{Replays, StatusList, Verifier, from_text};
use serde_json::{Value, json};
use server::limit::Class;
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::passes::Hand;
use crate::scanner::{Key, Scanner, enrolment, invite, invite_again, token_of};
use crate::spy::narrow;
use crate::squad::{Persona, text};

pub(crate) async fn site(who: &Persona, name: &str) -> String {
    text(&who.post("/api/v1/sites", json!({"name": name})).await.json(201)["id"])
}

/// What a phone whose clock is wrong goes by.
fn assert_is_now(test: &TestApp, problem: &Value) {
    let (told, now) = (problem["server_time"].as_i64().unwrap(), Clock::now(&*test.clock).unix_timestamp());
    assert!((0..30).contains(&(now - told)), "{told}, and it is {now}");
}

async fn scanners(who: &Persona, site: &str) -> Vec<Value> {
    let path = format!("/api/v1/sites/{site}/scanners");
    who.get(&path).await.json(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_phone_follows_a_link_once_and_is_a_scanner() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let (here, _there) = (site(&hse, "Pozo 7").await, site(&theirs.admin, "Pozo 7").await);
    let invited = invite(&hse, &here, "Puerta norte").await;
    let told = scanners(&hse, &here).await;
    assert_eq!((&told[0]["name"], &told[0]["state"]), (&json!("Puerta norte"), &json!("invited")));
    assert!(told[0]["epoch"].is_null() && told[0]["link_expires_at"].is_string(), "{told:?}");

    let (key, now, token) = (Key::new(), Clock::now(&*test.clock).unix_timestamp(), token_of(&invited));
    let enrolled = test.post("/api/v1/scanners/enroll", enrolment(&key, &token, now)).await;
    assert_eq!(enrolled.header("cache-control"), "no-store");
    let enrolled = enrolled.json(201);
    assert_eq!(enrolled["scanner"], invited["id"]);
    assert_eq!((&enrolled["epoch"], &enrolled["log"]["seq"]), (&json!(1), &json!(0)));
    assert_eq!(enrolled["organization"], json!({"id": ours.org, "name": "Gestoría norte"}));
    assert_eq!(enrolled["site"], json!({"id": here, "name": "Pozo 7"}));
    // The answer was lost: the same phone asks again, a little later, and is told the same.
    let again = test.post("/api/v1/scanners/enroll", enrolment(&key, &token, now + 5)).await.json(201);
    assert_eq!(again, enrolled);
    // Somebody else who saw the code gets nothing.
    let other = enrolment(&Key::new(), &token, now);
    test.post("/api/v1/scanners/enroll", other).await.problem(410, "enrolment_closed");

    let told = scanners(&hse, &here).await;
    assert_eq!(
        (&told[0]["state"], &told[0]["epoch"], &told[0]["records"]),
        (&json!("enrolled"), &json!(1), &json!(0))
    );
    assert!(told[0]["link_expires_at"].is_null(), "{told:?}");
    let log = ours.admin.audit("action=scanner.enroll").await;
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0]["actor"], json!({"kind": "anonymous"}));
    assert_eq!(log[0]["object"], json!({"id": invited["id"], "kind": "scanner"}));
    assert_eq!((&log[0]["details"]["by"], &log[0]["details"]["epoch"]), (&json!("link"), &json!("1")));
    for action in ["scanner.create", "scanner.enroll"] {
        assert!(theirs.admin.audit(&format!("action={action}")).await.is_empty());
    }
    theirs.admin.get(&format!("/api/v1/sites/{here}/scanners")).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_link_that_is_not_good_has_one_answer() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let now = Clock::now(&*test.clock).unix_timestamp();
    let closed = async |token: &str| {
        let body = enrolment(&Key::new(), token, now);
        test.post("/api/v1/scanners/enroll", body).await.problem(410, "enrolment_closed")
    };
    let unknown = closed(&"A".repeat(43)).await;
    let first = invite(&ours.admin, &here, "Uno").await;
    let id = text(&first["id"]);
    let second = invite_again(&ours.admin, &id).await;
    assert_eq!(closed(&token_of(&first)).await, unknown, "replaced");
    let sql = "UPDATE credenza.scanner_links SET expires_at = now() WHERE scanner_id IS NOT NULL";
    assert_eq!(test.database.change(sql).await, 1);
    assert_eq!(closed(&token_of(&second)).await, unknown, "over");
    let third = invite_again(&ours.admin, &id).await;
    ours.admin.post(&format!("/api/v1/scanners/{id}/revoke"), json!({})).await.empty(204);
    assert_eq!(closed(&token_of(&third)).await, unknown, "revoked");
    ours.admin
        .post(&format!("/api/v1/scanners/{id}/revoke"), json!({}))
        .await
        .problem(409, "scanner_revoked");
    let path = format!("/api/v1/scanners/{id}/enrollments");
    let proven = ours.admin.act_proven("POST", &path, "scanner.invite", &id).await;
    proven.problem(409, "scanner_revoked");
    // Nor does a proof for one thing open another.
    let proof = theirs.admin.prove("scanner.invite", &id).await;
    theirs.admin.act("POST", &path, &proof).await.problem(404, "not_found");
    let proof = ours.admin.prove("scanner.invite", &here).await;
    ours.admin.act("POST", &path, &proof).await.problem(403, "step_up_required");
}

#[tokio::test]
async fn what_proves_nothing_enrols_nobody_and_spends_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let token = token_of(&invite(&ours.admin, &here, "Uno").await);
    let (key, now) = (Key::new(), Clock::now(&*test.clock).unix_timestamp());
    let good = enrolment(&key, &token, now);
    let with = |member: &str, value: &Value| {
        let mut body = good.clone();
        body[member] = value.clone();
        body
    };
    let other = enrolment(&Key::new(), &token, now);
    for body in [
        with("device_key", &other["device_key"]),
        with("proof", &other["proof"]),
        with("proof", &enrolment(&key, &"A".repeat(43), now)["proof"]),
        with("proof", &json!("")),
        with("proof", &json!("!")),
        with("device_key", &json!("")),
        with("device_key", &json!(URL_SAFE_NO_PAD.encode([0; 77]))),
        with("token", &json!("")),
    ] {
        test.post("/api/v1/scanners/enroll", body).await.problem(422, "invalid");
    }
    // A clock that is wrong is told so before anything is said of the link.
    for at in [now - 121, now + 150] {
        for token in [token.as_str(), &"A".repeat(43)] {
            let told = test.post("/api/v1/scanners/enroll", enrolment(&key, token, at)).await;
            assert_is_now(&test, &told.problem(401, "scanner_clock"));
        }
    }
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.scanner_epochs").await, 0);
    test.post("/api/v1/scanners/enroll", enrolment(&key, &token, now - 90)).await.json(201);
}

#[tokio::test]
async fn who_may_not_enrol_does_not_and_it_is_recorded() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let path = format!("/api/v1/sites/{here}/scanners");
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    supervisor.get(&path).await.problem(403, "forbidden");
    let proof = supervisor.prove("scanner.create", &here).await;
    let request = supervisor.request("POST", &path).header("Step-Up", proof).json(&json!({"name": "x"}));
    Answer::of(request).await.problem(403, "forbidden");
    ours.admin.post(&path, json!({"name": "x"})).await.problem(403, "step_up_required");
    let refused = ours.admin.audit("action=scanner.create").await;
    assert_eq!(refused.iter().filter(|entry| entry["outcome"] == "refused").count(), 2, "{refused:?}");
    for name in ["", "  ", &"x".repeat(81), "a\u{0}b"] {
        let body = json!({"name": name});
        ours.admin.send_proven("POST", &path, body, "scanner.create", &here).await.problem(422, "invalid");
    }
    assert!(scanners(&ours.admin, &here).await.is_empty());
}

/// A bundle, read by nothing but the leaf.
pub(crate) fn read(answer: &Answer) -> Bundle {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/cbor"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("access-control-allow-origin"), "");
    Bundle::read(&answer.body).unwrap()
}

#[tokio::test]
async fn a_scanner_carries_what_its_site_requires_and_says_go() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let hand = Hand::new(admin, "Úrsula Peña").await;
    let (here, _there) = (site(admin, "Pozo 7").await, site(&theirs.admin, "Otro").await);
    Hand::new(&theirs.admin, "Otra").await;
    let types = admin.get("/api/v1/ticket-types").await.json(200);
    let kind = |code: &str| {
        let found = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == code);
        text(&found.unwrap()["id"])
    };
    let needs = format!("/api/v1/sites/{here}/requirements");
    let put = async |body: Value| Answer::of(admin.request("PUT", &needs).json(&body)).await.json(200);
    put(json!({"types": [kind("H2S"), kind("DRUG-TEST")]})).await;
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let text_of = async || {
        let issued = admin.post(&format!("/api/v1/workers/{}/pass", hand.id), json!({})).await.json(200);
        text(&issued["text"])
    };
    let pass = text_of().await;
    let bundle = read(&scanner.bundle("").await);
    assert_eq!((bundle.organization, bundle.site.to_string()), (ours.org, here.clone()));
    assert_eq!((bundle.organization_name.as_str(), bundle.site_name.as_str()), ("Gestoría norte", "Pozo 7"));
    assert_eq!((bundle.zone.as_str(), bundle.max_age, bundle.pack.as_ref()), ("UTC", None, None));
    // What is medical has a name that tells nothing, here and on the pass.
    let medical =
        &bundle.requirement.iter().flatten().find(|code| code.starts_with('#')).unwrap().to_string();
    assert!(!String::from_utf8_lossy(&scanner.bundle("").await.body).to_lowercase().contains("drug"));
    assert_eq!(bundle.types.get(medical), Some(medical));
    assert_eq!(bundle.types.get("H2S").map(String::as_str), Some("H2S Alive"));
    let now = Clock::now(&*test.clock);
    assert!((0..60).contains(&(now.unix_timestamp() - bundle.made_at)), "{}", bundle.made_at);

    let decided = |bundle: &Bundle, pass: &str| {
        let lists: Vec<_> =
            bundle.lists.iter().map(|list| StatusList::read(list, &bundle.keys).unwrap()).collect();
        assert_eq!(lists.len(), 1);
        let required = bundle.required(None);
        let verifier = Verifier { required: &required, ..Verifier::new(&bundle.keys, &lists) };
        let report = verifier.check_token(&from_text(pass).unwrap(), now, &mut Replays::default());
        let decided = decide(&report, Some(bundle), None);
        (serde_json::to_value(report.verdict).unwrap(), serde_json::to_value(decided).unwrap())
    };
    let go = json!({"decision": "go", "compare_face": true, "missing": [], "open": null});
    assert_eq!(decided(&bundle, &pass), (json!("valid"), go));
    // A ticket is revoked, and is missing in the next bundle.
    crate::passes::act(admin, &hand.tickets[1], "revoke").await;
    test.clock.advance(Duration::seconds(2));
    let bundle = read(&scanner.bundle("").await);
    let no_go = json!({"decision": "no_go", "compare_face": false, "missing": [medical], "open": null});
    assert_eq!(decided(&bundle, &pass).1, no_go);
    put(json!({"types": []})).await;
    let bundle = read(&scanner.bundle("").await);
    assert!(bundle.requirement.is_empty());
    assert_eq!(decided(&bundle, &pass).1["decision"], "go");
    // The list of a key that was given up tells of no pass that counts, and is carried no more.
    let keys = admin.get("/api/v1/pass-keys").await.json(200);
    let key = keys["items"].as_array().unwrap().iter().find(|key| key["purpose"] == "pass").unwrap();
    let id = text(&key["id"]);
    let path = format!("/api/v1/pass-keys/{id}/distrust");
    admin.act_proven("POST", &path, "pass_key.distrust", &id).await.empty(204);
    let pass = text_of().await;
    assert_eq!(decided(&read(&scanner.bundle("").await), &pass).1["decision"], "go");
}

#[tokio::test]
async fn a_bundle_is_sent_once_and_its_limit_is_the_sites() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let scanner = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    let first = scanner.bundle("").await;
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "private, no-cache");
    test.clock.advance(Duration::seconds(60));
    scanner.bundle(&tag).await.empty(304);
    let limit = format!("/api/v1/sites/{here}/gate");
    let set = async |who: &Persona, body: Value| Answer::of(who.request("PUT", &limit).json(&body)).await;
    set(&ours.admin, json!({"max_status_age": 299})).await.problem(422, "invalid");
    set(&ours.admin, json!({"max_status_age": 3600, "version": 7})).await.problem(409, "stale");
    set(&theirs.admin, json!({"max_status_age": 3600})).await.problem(404, "not_found");
    set(&ours.admin, json!({"max_status_age": 3600, "version": 1})).await.empty(204);
    let second = scanner.bundle(&tag).await;
    assert_ne!(second.header("etag"), tag);
    assert_eq!(read(&second).max_age, Some(3600));
    set(&ours.admin, json!({"max_status_age": null})).await.empty(204);
    assert_eq!(read(&scanner.bundle("").await).max_age, None);
    let told = &scanners(&ours.admin, &here).await[0];
    assert!(told["bundle_at"].is_string() && told["last_seen_at"].is_string(), "{told}");
}

#[tokio::test]
async fn a_request_is_good_for_itself_and_for_two_minutes() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, there) = (site(&ours.admin, "Pozo 7").await, site(&theirs.admin, "Pozo 8").await);
    let mut scanner = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    let other = Scanner::at(&test, &theirs.admin, &there, "Puerta").await;
    let (bundle, log) = (scanner.path("bundle"), scanner.path("log"));
    let ask = async |method: &str, path: &str, authorization: &str, body: &[u8]| {
        let request = test.request(method, path).header("authorization", authorization);
        Answer::of(request.body(body.to_vec())).await
    };
    let good = scanner.authorization("GET", &bundle, b"");
    assert_eq!(ask("GET", &bundle, &good, b"").await.status, 200);
    assert_eq!(ask("GET", &bundle, &good, b"").await.status, 200, "who repeats it gets the same");
    let upload = pass::gate::write_upload(&[scanner.scan(|_| ())]);
    for (method, path, authorization, body) in [
        ("GET", &bundle, scanner.authorization("POST", &bundle, b""), b"".as_slice()),
        ("GET", &bundle, scanner.authorization("GET", &log, b""), b""),
        ("GET", &bundle, scanner.authorization("GET", &bundle, b"x"), b""),
        ("POST", &log, scanner.authorization("POST", &log, b""), &upload),
        ("POST", &log, good.clone(), &upload),
        // Of another scanner, under its own name and under this one's path.
        ("GET", &bundle, other.authorization("GET", &other.path("bundle"), b""), b""),
        ("GET", &bundle, other.authorization("GET", &bundle, b""), b""),
        ("GET", &bundle, "Scanner".into(), b""),
        ("GET", &bundle, "Scanner AAAA".into(), b""),
        ("GET", &bundle, good.replace("Scanner", "Bearer"), b""),
        ("GET", &bundle, good[..good.len() - 4].into(), b""),
        ("GET", &bundle, format!("{good}{}", "A".repeat(3000)), b""),
    ] {
        ask(method, path, &authorization, body).await.problem(401, "unauthorized");
    }
    ask("GET", &format!("{bundle}?x=1"), &good, b"").await.problem(401, "unauthorized");
    // Another scanner's key, under this one's name.
    let key = std::mem::replace(&mut scanner.key, Key::new());
    scanner.bundle("").await.problem(401, "unauthorized");
    scanner.key = key;
    scanner.epoch = 2;
    scanner.bundle("").await.problem(401, "unauthorized");
    scanner.epoch = 1;
    // A phone's clock: at the edge, and beyond it, on both sides.
    let now = Clock::now(&*test.clock).unix_timestamp();
    for (wrong, status) in [(-90, 200), (120, 200), (-121, 401), (150, 401), (-315_360_000, 401)] {
        scanner.now = Box::new(move || now + wrong);
        let answer = scanner.bundle("").await;
        assert_eq!(answer.status, status, "{wrong}");
        if status == 401 {
            assert_is_now(&test, &answer.problem(401, "scanner_clock"));
        }
    }
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.gate_log").await, 0);
}

#[tokio::test]
async fn a_revoked_scanner_does_nothing_at_the_next_request() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let mut scanner = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    let first = scanner.scan(|_| ());
    scanner.bring(&[first]).await.json(200);
    let revoke = format!("/api/v1/scanners/{}/revoke", scanner.id);
    theirs.admin.post(&revoke, json!({})).await.problem(404, "not_found");
    ours.admin.post(&revoke, json!({})).await.empty(204);
    let second = scanner.scan(|_| ());
    scanner.bring(&[second]).await.problem(403, "scanner_revoked");
    scanner.bundle("").await.problem(403, "scanner_revoked");
    assert_eq!(scanners(&ours.admin, &here).await[0]["state"], "revoked");
    assert_eq!(ours.admin.audit("action=scanner.revoke").await.len(), 1);
    assert_eq!(ours.admin.audit("action=gate.scan").await.len(), 1);
    // Who has no key of it learns nothing of that.
    scanner.key = Key::new();
    scanner.bundle("").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn another_phone_closes_the_epoch_and_its_late_records_still_come() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let mut old = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    let late: Vec<_> = (0..3).map(|_| old.scan(|_| ())).collect();
    let invited = invite_again(&ours.admin, &old.id).await;
    old.bundle("").await.json_of_nothing();
    let mut new = Scanner::follow(&test, &token_of(&invited)).await;
    assert_eq!((new.id.as_str(), new.epoch), (old.id.as_str(), 2));
    old.bundle("").await.problem(403, "scanner_epoch_closed");
    new.bundle("").await.json_of_nothing();
    let record = new.scan(|_| ());
    assert_eq!(new.bring(&[record]).await.json(200), new.end());
    assert_eq!(old.bring(&late).await.json(200), old.end());
    let scans = ours.admin.get("/api/v1/gate-log").await.json(200);
    let mut epochs: Vec<_> = scans["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scan| (scan["epoch"].as_u64(), scan["number"].as_u64()))
        .collect();
    epochs.sort_unstable();
    assert_eq!(epochs, [(Some(1), Some(1)), (Some(1), Some(2)), (Some(1), Some(3)), (Some(2), Some(1))]);
}

#[tokio::test]
async fn guessing_links_and_asking_are_limited_by_address() {
    let test = TestApp::with_limiter(narrow(Class::ScannerEnroll, 2)).await;
    let body = enrolment(&Key::new(), &"A".repeat(43), Clock::now(&*test.clock).unix_timestamp());
    for status in [410, 410, 429, 429] {
        assert_eq!(test.post("/api/v1/scanners/enroll", body.clone()).await.status, status);
    }
    let test = TestApp::with_limiter(narrow(Class::Scanner, 1)).await;
    let path = "/api/v1/scanners/scn_01h455vb4pex5vsknk084sn02q/bundle";
    test.get(path).await.problem(401, "unauthorized");
    let before = test.gate.traffic();
    test.get(path).await.problem(429, "rate_limited");
    assert_eq!(test.gate.traffic(), before, "the database hears nothing of it");
}

impl Answer {
    /// A bundle, of which nothing is looked at.
    fn json_of_nothing(&self) {
        assert_eq!(self.status, 200, "{}", self.text());
    }
}
