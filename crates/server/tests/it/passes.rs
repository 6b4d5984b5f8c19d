//! Passes: issued, verified by who has nothing but the published files, taken back; and the answer about a ticket by its code.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::OrgId;
use domain::{Clock, Role};
use pass::{Assurance, Point, Replays, StatusList, Trust, Verdict, Verifier};
use serde_json::{Value, json};
use server::kms::KeyError;
use server::limit::Class;
use server::ops::passes::keys::make_wanted;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use crate::app::TestApp;
use crate::client::Answer;
use crate::operator::credenza;
use crate::samples::root;
use crate::spy::{Exchangeable, narrow};
use crate::squad::{Persona, text};

/// A worker with two approved tickets, of which one is medical.
pub(crate) struct Hand {
    pub(crate) id: String,
    pub(crate) tickets: Vec<Value>,
}

impl Hand {
    pub(crate) async fn new(who: &Persona, name: &str) -> Self {
        for kind in [
            json!({"code": "H2S", "name": "H2S Alive", "valid_months": 36}),
            json!({"code": "DRUG-TEST", "name": "Drug test", "medical": true}),
        ] {
            let made = who.post("/api/v1/ticket-types", kind).await;
            assert!(matches!(made.status, 201 | 409), "{}", made.text());
        }
        let id = text(&who.post("/api/v1/workers", json!({"name": name})).await.json(201)["id"]);
        let mut tickets = Vec::new();
        for kind in ["H2S", "DRUG-TEST"] {
            let new = json!({"type": kind, "number": "SECRET-77", "issued_on": "2026-01-10", "expires_on": "2098-01-10"});
            let made = who.post(&format!("/api/v1/workers/{id}/tickets"), new).await.json(201);
            act(who, &made, "approve").await;
            tickets.push(made);
        }
        Self { id, tickets }
    }

    async fn pass(&self, who: &Persona, body: Value) -> Answer {
        who.post(&format!("/api/v1/workers/{}/pass", self.id), body).await
    }
}

pub(crate) async fn act(who: &Persona, ticket: &Value, act: &str) {
    let path = format!("/api/v1/tickets/{}/{act}", text(&ticket["id"]));
    who.post(&path, json!({"reason": "porque sí"})).await.json(200);
}

pub(crate) fn well_known(org: OrgId, file: &str) -> String {
    format!("/.well-known/credenza/{org}/{file}")
}

pub(crate) fn base64url(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// A phone, with the key that does not leave it.
pub(crate) struct Phone(EcdsaKeyPair);

impl Phone {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let key = self.0.public_key().as_ref();
        (key[1..33].try_into().unwrap(), key[33..].try_into().unwrap())
    }

    pub(crate) fn jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({"kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    /// As a COSE key in base64url, with y as the sign that is left of it.
    fn cose(&self) -> String {
        let (x, y) = self.coordinates();
        let key = ciborium::Value::Map(vec![
            (1.into(), 2.into()),
            ((-1).into(), 1.into()),
            ((-2).into(), ciborium::Value::Bytes(x.to_vec())),
            ((-3).into(), ciborium::Value::Bool(y[31] & 1 == 1)),
        ]);
        let mut bytes = Vec::new();
        ciborium::into_writer(&key, &mut bytes).unwrap();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<[u8; 64], std::convert::Infallible> {
        Ok(self.0.sign(&SystemRandom::new(), message).unwrap().as_ref().try_into().unwrap())
    }
}

/// Puts what is published into files, as anybody may fetch it.
async fn fetch(test: &TestApp, org: OrgId, list: i32, folder: &Path) {
    for (path, name, kind) in [
        ("jwks.json".to_owned(), "jwks.json", "application/jwk-set+json"),
        ("cose-keys.cbor".to_owned(), "cose-keys.cbor", "application/cose-key-set"),
        (format!("status/{list}"), "list.cwt", "application/statuslist+cwt"),
    ] {
        let answer = test.get(&well_known(org, &path)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}: {}", answer.text());
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert!(answer.header("cache-control").starts_with("public, max-age="));
        assert!(answer.headers.get("set-cookie").is_none());
        std::fs::write(folder.join(name), &answer.body).unwrap();
    }
    let jwt = test.request("GET", &well_known(org, &format!("status/{list}")));
    let jwt = Answer::of(jwt.header("accept", "application/statuslist+jwt")).await;
    assert_eq!((jwt.status, jwt.header("content-type")), (200, "application/statuslist+jwt"));
    assert_eq!(jwt.header("vary"), "accept");
    std::fs::write(folder.join("list.jwt"), &jwt.body).unwrap();
}

/// What the command line thinks of it, offline.
fn verdict(test: &TestApp, folder: &Path, keys: &str, text: &str) -> Value {
    let now = test.clock.now().replace_nanosecond(0).unwrap().format(&Rfc3339).unwrap();
    let mut command = credenza();
    command.current_dir(folder).args(["pass", "verify", "--json", "--now", &now, "--trust", keys]);
    if folder.join("list.cwt").exists() && keys != "theirs.json" {
        command.args(["--status", "list.cwt"]);
    }
    let output = command.arg("--").arg(text).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test]
async fn who_has_the_published_files_tells_good_from_revoked() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña Ruiz").await;
    let issued = hand.pass(&ours.admin, json!({})).await;
    assert_eq!(issued.header("cache-control"), "no-store");
    let issued = issued.json(200);
    let shown = text(&issued["text"]);
    assert!(shown.starts_with("https://") && shown.contains("/v#"));
    assert_eq!((&issued["assurance"], &issued["name"]), (&json!("static"), &json!("Úrsula Peña Ruiz")));
    for secret in ["SECRET-77", "DRUG", "Drug"] {
        assert!(!issued.to_string().contains(secret), "{issued}");
    }
    let folder = tempfile::tempdir().unwrap();
    fetch(&test, ours.org, 1, folder.path()).await;
    let theirs_keys = test.get(&well_known(theirs.org, "jwks.json")).await;
    assert_eq!(theirs_keys.json_of("application/jwk-set+json"), json!({"keys": []}), "they have issued none");
    Hand::new(&theirs.admin, "Otro").await.pass(&theirs.admin, json!({})).await.json(200);
    let theirs_keys = test.get(&well_known(theirs.org, "jwks.json")).await.body;
    std::fs::write(folder.path().join("theirs.json"), theirs_keys).unwrap();
    for keys in ["jwks.json", "cose-keys.cbor"] {
        let report = verdict(&test, folder.path(), keys, &shown);
        assert_eq!(
            (&report["verdict"], &report["freshness"]),
            (&json!("valid"), &json!("fresh")),
            "{report}"
        );
        assert_eq!(report["issuer"], ours.org.to_string());
        let codes: Vec<_> =
            report["tickets"].as_array().unwrap().iter().map(|ticket| &ticket["type"]).collect();
        assert!(codes.contains(&&json!("H2S")) && codes.iter().any(|code| text(code).starts_with('#')));
    }
    assert_eq!(verdict(&test, folder.path(), "theirs.json", &shown)["verdict"], "unknown_issuer");
    // A ticket that is suspended shows at the next request; so does its reinstatement.
    let [h2s, medical] = hand.tickets.as_slice() else { panic!("two tickets") };
    let states = async || {
        fetch(&test, ours.org, 1, folder.path()).await;
        let report = verdict(&test, folder.path(), "jwks.json", &shown);
        let tickets = report["tickets"].as_array().unwrap();
        let state = tickets.iter().find(|ticket| ticket["type"] == "H2S").unwrap()["state"].clone();
        (text(&report["verdict"]), text(&state))
    };
    act(&ours.admin, h2s, "suspend").await;
    assert_eq!(states().await, ("valid".into(), "suspended".into()));
    act(&ours.admin, h2s, "reinstate").await;
    assert_eq!(states().await, ("valid".into(), "valid".into()));
    act(&ours.admin, h2s, "revoke").await;
    assert_eq!(states().await, ("valid".into(), "revoked".into()));
    act(&ours.admin, medical, "revoke").await;
    assert_eq!(states().await.0, "revoked", "none is left");
    let revoke = format!("/api/v1/passes/{}/revoke", text(&issued["id"]));
    theirs.admin.post(&revoke, json!({"reason": "x"})).await.problem(404, "not_found");
    ours.admin.post(&revoke, json!({"reason": " "})).await.problem(422, "invalid");
    ours.admin.post(&revoke, json!({"reason": "perdido"})).await.empty(204);
    ours.admin.post(&revoke, json!({"reason": "perdido"})).await.problem(409, "pass_revoked");
    assert_eq!(states().await.0, "revoked");
    let listed = ours.admin.get(&format!("/api/v1/workers/{}/passes", hand.id)).await.json(200);
    assert_eq!(
        (&listed["items"][0]["id"], &listed["items"][0]["reason"]),
        (&issued["id"], &json!("perdido"))
    );
    // A new pass has neither of the tickets.
    assert_eq!(hand.pass(&ours.admin, json!({})).await.json(200)["tickets"], json!([]));
}

/// Libraries of others read what is signed here.
#[tokio::test]
async fn strangers_read_the_pass_and_both_forms_of_the_list() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    let issued = hand.pass(&ours.admin, json!({"device_key": Phone::new().jwk()})).await.json(200);
    act(&ours.admin, &hand.tickets[0], "suspend").await;
    let folder = tempfile::tempdir().unwrap();
    fetch(&test, ours.org, 1, folder.path()).await;
    let tool = root().join("tools/read_pass.py");
    let mut command = std::process::Command::new("python3");
    command.current_dir(folder.path()).arg(tool).args(["--keys", "cose-keys.cbor"]);
    command.args(["--list", "list.cwt", "--list-jwt", "list.jwt", "--token", &text(&issued["token"])]);
    let output = command.output().unwrap();
    let read: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!((&read["pass"]["name"], &read["pass"]["live"]), (&json!("Úrsula"), &json!(true)));
    assert_eq!(read["list"], read["list_jwt"], "both forms tell the same");
    assert_eq!((&read["list"]["uri"], &read["list"]["size"]), (&issued["status_list"], &json!(131_072)));
    let tickets = read["pass"]["tickets"].as_array().unwrap();
    let place = &tickets.iter().find(|ticket| ticket["code"] == "H2S").unwrap()["place"];
    assert_eq!(read["list"]["entries"], json!({place.to_string(): 2}));
}

#[tokio::test]
async fn a_phone_shows_its_pass_live_and_gets_it_anew() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    let phone = Phone::new();
    let issued = hand.pass(&ours.admin, json!({"device_key": phone.jwk()})).await.json(200);
    assert_eq!(issued["assurance"], "live");
    test.clock.advance(Duration::hours(1));
    let again = test.sign_in(&ours.admin.email).await;
    let anew = hand.pass(&again, json!({"device_key": phone.cose()})).await.json(200);
    assert_eq!(anew["id"], issued["id"]);
    assert!(text(&anew["issued_at"]) > text(&issued["issued_at"]));
    let token = URL_SAFE_NO_PAD.decode(text(&anew["token"])).unwrap();
    let now = test.clock.now();
    let live = pass::mint_live(&token, now.unix_timestamp(), &[7; 8], |message| phone.sign(message)).unwrap();
    let trust = Trust::read(&test.get(&well_known(ours.org, "cose-keys.cbor")).await.body).unwrap();
    let list = StatusList::read(&test.get(&well_known(ours.org, "status/1")).await.body, &trust).unwrap();
    let lists = [list];
    let report = Verifier::new(&trust, &lists).check_token(&live, now, &mut Replays::default());
    assert_eq!((report.verdict, report.assurance), (Verdict::Valid, Some(Assurance::Live)), "{report:?}");
    // Another phone is another pass; a revoked one's key gets none again.
    let other = hand.pass(&again, json!({"device_key": Phone::new().jwk()})).await.json(200);
    assert_ne!(other["id"], issued["id"]);
    let revoke = format!("/api/v1/passes/{}/revoke", text(&issued["id"]));
    again.post(&revoke, json!({"reason": "robado"})).await.empty(204);
    hand.pass(&again, json!({"device_key": phone.jwk()})).await.problem(409, "pass_revoked");
}

#[tokio::test]
async fn what_is_no_public_key_of_a_phone_is_refused() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    let jwk = Phone::new().jwk();
    let with = |member: &str, value: Value| {
        let mut changed = jwk.clone();
        changed[member] = value;
        changed
    };
    for (key, code) in [
        (with("y", jwk["x"].clone()), "device_key_point"),
        (with("crv", json!("P-384")), "device_key_kind"),
        (with("d", json!("AA")), "device_key_private"),
        (json!("?"), "device_key"),
        (json!("AA"), "device_key"),
        (json!(7), "device_key"),
        (json!({}), "device_key"),
    ] {
        let refused = hand.pass(&ours.admin, json!({"device_key": key})).await.problem(422, "invalid");
        let error = &refused["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!("device_key"), &json!(code)));
    }
    for body in ["{", "[]", "7", r#"{"surprise":1}"#] {
        let request = ours.admin.request("POST", &format!("/api/v1/workers/{}/pass", hand.id));
        Answer::of(request.body(body)).await.problem(400, "bad_request");
    }
    // Nothing at all asks for one that can be copied.
    let request = ours.admin.request("POST", &format!("/api/v1/workers/{}/pass", hand.id));
    assert_eq!(Answer::of(request).await.json(200)["assurance"], "static");
}

#[tokio::test]
async fn a_worker_takes_his_own_and_a_supervisor_issues_his_crews() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (admin, worker, supervisor) =
        (&ours.admin, test.hire(&ours, Role::Worker).await, test.hire(&ours, Role::Supervisor).await);
    let (own, other) = (Hand::new(admin, "Wenceslao").await, Hand::new(admin, "Otra").await);
    let crew = json!({"name": "Turno", "supervisors": [supervisor.member]});
    let crew = text(&admin.post("/api/v1/crews", crew).await.json(201)["id"]);
    let path = format!("/api/v1/workers/{}", own.id);
    admin.patch(&path, json!({"member_id": worker.member, "crew_id": crew})).await.json(200);
    own.pass(&worker, json!({})).await.json(200);
    other.pass(&worker, json!({})).await.problem(403, "forbidden");
    // Nor who sees others, and takes.
    let sees = admin.new_role("Sees", &["worker.read", "worker.read_all", "pass.take"]).await;
    let taker = test.hire(&ours, Role::Worker).await;
    admin.set_roles(&taker.member.to_string(), &[sees.as_str()]).await.empty(204);
    other.pass(&test.sign_in(&taker.email).await, json!({})).await.problem(403, "forbidden");
    own.pass(&supervisor, json!({})).await.json(200);
    other.pass(&supervisor, json!({})).await.problem(404, "not_found");
    own.pass(&theirs.admin, json!({})).await.problem(404, "not_found");
    own.pass(&ours.member, json!({})).await.problem(403, "forbidden");
    let acts: Vec<_> =
        admin.audit("action=pass.take").await.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(acts, ["done", "intent"]);
    // Who has left gets none.
    admin.patch(&path, json!({"archived": true})).await.json(200);
    own.pass(admin, json!({})).await.problem(409, "worker_archived");
}

#[tokio::test]
async fn a_list_is_fetched_once_until_it_changes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    hand.pass(&ours.admin, json!({})).await.json(200);
    let path = well_known(ours.org, "status/1");
    let ask = async |tag: &str| Answer::of(test.request("GET", &path).header("if-none-match", tag)).await;
    let tag = test.get(&path).await.header("etag").to_owned();
    let signed = async || {
        ours.admin
            .audit("action=pass.sign_status")
            .await
            .iter()
            .filter(|entry| entry["outcome"] == "done")
            .count()
    };
    ask(&tag).await.empty(304);
    assert_eq!(signed().await, 1, "who has it has nothing signed");
    act(&ours.admin, &hand.tickets[0], "revoke").await;
    let changed = ask(&tag).await;
    assert_eq!((changed.status, signed().await), (200, 2));
    assert_ne!(changed.header("etag"), tag);
    // Time alone, too.
    let tag = changed.header("etag").to_owned();
    test.clock.advance(Duration::minutes(9));
    ask(&tag).await.empty(304);
    test.clock.advance(Duration::minutes(2));
    assert_eq!(ask(&tag).await.status, 200);
    let log = test.sign_in(&ours.admin.email).await.audit("action=pass.sign_status").await;
    assert_eq!(log[0]["actor"]["kind"], "system", "{}", log[0]);
    assert_eq!(log[0]["intent"], log[1]["seq"]);
    for nothing in ["status/2", "status/0", "status/01", "status/+1", "status/x", "status/99999999999", "x"] {
        test.get(&well_known(ours.org, nothing)).await.problem(404, "not_found");
    }
    let nobody = OrgId::new(test.clock.now(), &server::machine::SystemRng);
    for file in ["jwks.json", "cose-keys.cbor", "status/1"] {
        test.get(&well_known(nobody, file)).await.problem(404, "not_found");
        test.get(&format!("/.well-known/credenza/x/{file}")).await.problem(404, "not_found");
    }
}

/// No grant, no key, for the system too: and what fails is recorded, and passes by.
#[tokio::test]
async fn without_its_key_nothing_is_signed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    hand.pass(&ours.admin, json!({})).await.json(200);
    test.keys.before_unwrap(|_| async { Err(KeyError::Unavailable("gone away".into())) });
    hand.pass(&ours.admin, json!({})).await.problem(503, "unavailable");
    test.get(&well_known(ours.org, "status/1")).await.problem(503, "unavailable");
    test.keys.leave_alone();
    assert_eq!(test.get(&well_known(ours.org, "status/1")).await.status, 200);
    for (action, outcomes) in [
        ("pass.issue", &["failed", "intent", "done", "intent"][..]),
        ("pass.sign_status", &["done", "intent", "failed", "intent"]),
    ] {
        let log = ours.admin.audit(&format!("action={action}")).await;
        let found: Vec<_> = log.iter().map(|entry| text(&entry["outcome"])).collect();
        assert_eq!(found, outcomes, "{action}");
    }
}

#[tokio::test]
async fn keys_are_published_ahead_rotated_and_given_up() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    let first = hand.pass(&ours.admin, json!({})).await.json(200);
    let trust = async || Trust::read(&test.get(&well_known(ours.org, "jwks.json")).await.body).unwrap();
    let request = domain::id::RequestId::new(test.clock.now(), &server::machine::SystemRng);
    assert_eq!(make_wanted(&test.app, None, request).await.unwrap(), 0, "who has no workers has no keys");
    theirs.admin.post("/api/v1/workers", json!({"name": "Otro"})).await.json(201);
    assert_eq!(
        make_wanted(&test.app, None, request).await.unwrap(),
        3,
        "who has workers has keys before the first pass"
    );
    test.clock.advance(Duration::days(61));
    assert_eq!(make_wanted(&test.app, None, request).await.unwrap(), 6);
    assert_eq!(make_wanted(&test.app, None, request).await.unwrap(), 0);
    assert_eq!(trust().await.keys().len(), 6, "three, and their successors");
    // They sign when their time comes, under a list of their own.
    let admin = test.sign_in(&ours.admin.email).await;
    assert!(text(&hand.pass(&admin, json!({})).await.json(200)["status_list"]).ends_with("/status/1"));
    test.clock.advance(Duration::days(30));
    let admin = test.sign_in(&ours.admin.email).await;
    let second = hand.pass(&admin, json!({})).await.json(200);
    assert!(text(&second["status_list"]).ends_with("/status/2"));
    assert_eq!(text(&first["status_list"]).replace("/status/1", "/status/2"), text(&second["status_list"]));
    // At once.
    let org = ours.org.to_string();
    let rotate = json!({"purpose": "pass"});
    admin.post("/api/v1/pass-keys/rotate", rotate.clone()).await.problem(403, "step_up_required");
    let rotated =
        admin.send_proven("POST", "/api/v1/pass-keys/rotate", rotate, "pass_key.rotate", &org).await;
    assert_eq!(rotated.json(200)["epoch"], 3);
    let third = hand.pass(&admin, json!({})).await.json(200);
    assert!(text(&third["status_list"]).ends_with("/status/3"));
    let check = async |issued: &Value| {
        let trust = trust().await;
        Verifier::new(&trust, &[]).check(&text(&issued["text"]), test.clock.now(), &mut Replays::default())
    };
    assert_eq!(check(&second).await.verdict, Verdict::Valid, "what was signed before still counts");
    assert_eq!(check(&third).await.verdict, Verdict::Valid);
    // One that somebody else may have.
    let keys = admin.get("/api/v1/pass-keys").await.json(200);
    let key = keys["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["purpose"] == "pass" && key["epoch"] == 3)
        .unwrap();
    let id = text(&key["id"]);
    let path = format!("/api/v1/pass-keys/{id}/distrust");
    let foreign = test.sign_in(&theirs.admin.email).await;
    foreign.act_proven("POST", &path, "pass_key.distrust", &id).await.problem(404, "not_found");
    admin.act_proven("POST", &path, "pass_key.distrust", &id).await.empty(204);
    assert_eq!(check(&third).await.reason, pass::Reason::KeyDistrusted);
    assert_eq!(check(&second).await.verdict, Verdict::Valid);
    let fourth = hand.pass(&admin, json!({})).await.json(200);
    assert_eq!(check(&fourth).await.verdict, Verdict::Valid, "another has taken its place");
    let logged = admin.audit("action=pass_key.distrust").await;
    assert_eq!((&logged[0]["outcome"], &logged[0]["details"]["purpose"]), (&json!("done"), &json!("pass")));
}

#[tokio::test]
async fn a_pass_shows_as_much_of_a_name_as_it_may() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña").await;
    let settings = "/api/v1/pass-settings";
    assert_eq!(ours.admin.get(settings).await.json(200), json!({"shown_name": "full", "version": 0}));
    let put = async |who: &Persona, body: Value| Answer::of(who.request("PUT", settings).json(&body)).await;
    let new = json!({"shown_name": "short", "version": 0});
    assert_eq!(put(&ours.admin, new.clone()).await.json(200)["version"], 1);
    put(&ours.admin, new).await.problem(409, "stale");
    put(&ours.admin, json!({"shown_name": "all", "version": 1})).await.problem(422, "invalid");
    assert_eq!(hand.pass(&ours.admin, json!({})).await.json(200)["name"], "Úrsula P.");
    put(&ours.admin, json!({"shown_name": "none", "version": 1})).await.json(200);
    assert_eq!(hand.pass(&ours.admin, json!({})).await.json(200)["name"], Value::Null);
    assert_eq!(theirs.admin.get(settings).await.json(200)["shown_name"], "full");
}

#[tokio::test]
async fn anybody_asks_what_a_ticket_is_worth_and_not_whose_it_is() {
    let limiter = std::sync::Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(std::sync::Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña").await;
    let [h2s, medical] = hand.tickets.as_slice() else { panic!("two tickets") };
    let code = text(&h2s["code"]);
    let ask = async |code: &str| test.get(&format!("/api/v1/verify/{code}")).await;
    let answer = ask(&code).await;
    assert!(answer.headers.get("set-cookie").is_none());
    assert_eq!(answer.header("cache-control"), "no-store");
    let found = answer.json(200);
    assert_eq!((&found["status"], &found["type"]), (&json!("valid"), &json!("H2S Alive")));
    assert_eq!(found["expires_on"], "2098-01-10");
    let fields: Vec<_> = found.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["as_of", "expires_on", "issued_on", "issuer", "sentence", "status", "type"]);
    for secret in ["SECRET-77", "rsula", "Pe\u{f1}a", &hand.id, &text(&h2s["id"])] {
        assert!(!answer.text().contains(secret), "{}", answer.text());
    }
    let typed = format!("{}-{}", &code[..4].to_lowercase(), &code[4..]);
    assert_eq!(ask(&typed).await.json(200)["status"], "valid");
    // Which illness a test is for is nobody's business.
    assert_eq!(ask(&text(&medical["code"])).await.json(200)["type"], Value::Null);
    for (act_, status) in [("suspend", "suspended"), ("reinstate", "valid"), ("revoke", "revoked")] {
        act(&ours.admin, h2s, act_).await;
        assert_eq!(ask(&code).await.json(200)["status"], status);
    }
    // What nobody has approved is not vouched for, and so is not there.
    let new = json!({"type": "H2S", "issued_on": "2026-01-10"});
    let pending = ours.admin.post(&format!("/api/v1/workers/{}/tickets", hand.id), new).await.json(201);
    ask(&text(&pending["code"])).await.problem(404, "unknown_code");
    let wrong = if code.ends_with('0') { '1' } else { '0' };
    ask(&format!("{}{wrong}", &code[..7])).await.problem(400, "mistyped_code");
    for other in ["x", "%00", "0000000000000000000000000000000000"] {
        ask(other).await.problem(400, "mistyped_code");
    }
    ask(domain::TicketCode::new(&server::machine::SystemRng).as_str()).await.problem(404, "unknown_code");
    limiter.exchange(narrow(Class::Verify, 1));
    ask(&code).await.json(200);
    ask(&code).await.problem(429, "rate_limited");
}

/// A point that is swapped in the database does not get believed.
#[tokio::test]
async fn a_public_half_that_was_changed_signs_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    hand.pass(&ours.admin, json!({})).await.json(200);
    let (x, y) = Phone::new().coordinates();
    assert!(Point::new(&x, &y).is_some());
    let superuser = test.database.superuser().await;
    let swapped = [x, y].concat();
    superuser.execute("UPDATE credenza.pass_keys SET point = $1", &[&swapped]).await.unwrap();
    hand.pass(&ours.admin, json!({})).await.problem(500, "internal");
    test.get(&well_known(ours.org, "status/1")).await.problem(500, "internal");
}
