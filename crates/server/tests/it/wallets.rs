//! A worker's tickets in his wallet: shown as he likes, judged by libraries of others, taken back.

use std::path::Path;

use domain::id::OrgId;
use domain::{Clock, Role};
use pass::{Asked, Disclosed, Presented, Status, StatusList, Trust, present};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::passes::{Hand, Phone, act, well_known};
use crate::samples::root;
use crate::squad::{Persona, text};

const ASKED: Asked<'_> = Asked { audience: "https://gate.example", nonce: "n-1" };

async fn give(who: &Persona, hand: &Hand, wallet: &Phone, format: &str) -> Answer {
    let path = format!("/api/v1/workers/{}/credential", hand.id);
    who.post(&path, json!({"holder_key": wallet.jwk(), "format": format})).await
}

/// A status list, as a JWT.
async fn list(test: &TestApp, org: OrgId) -> String {
    let request =
        test.request("GET", &well_known(org, "status/1")).header("accept", "application/statuslist+jwt");
    Answer::of(request).await.text()
}

fn shown(test: &TestApp, wallet: &Phone, credential: &str, keep: impl Fn(Disclosed<'_>) -> bool) -> String {
    let now = test.clock.now().unix_timestamp();
    present(credential, keep, ASKED, now, |message| wallet.sign(message)).unwrap()
}

/// What anybody may fetch of an organization, for the programs of others.
async fn published(test: &TestApp, org: OrgId) -> Value {
    let jwks = test.get(&well_known(org, "jwks.json")).await.json_of("application/jwk-set+json");
    let issuer = test.get(&format!("/.well-known/jwt-vc-issuer/{org}")).await;
    assert_eq!(issuer.header("access-control-allow-origin"), "*");
    let issuer = issuer.json(200);
    let keys = jwks["keys"].as_array().unwrap();
    let mut addresses = serde_json::Map::new();
    for key in keys {
        let path = well_known(org, &format!("keys/{}", text(&key["kid"])));
        let told = test.get(&path).await;
        assert_eq!(told.header("content-type"), "application/jwk+json");
        assert_eq!(told.json_of("application/jwk+json"), *key);
        addresses.insert(text(&issuer["issuer"]).replace(&format!("/{org}"), &path), key.clone());
    }
    json!({"now": test.clock.now().unix_timestamp(), "jwks": jwks, "issuer": issuer, "keys": addresses, "cases": [], "badges": []})
}

fn add(exhibits: &mut Value, sort: &str, case: Value) {
    exhibits[sort].as_array_mut().unwrap().push(case);
}

fn case(name: &str, text: &str, list: &str, expect: &str, says: &Value) -> Value {
    json!({"name": name, "text": text, "aud": ASKED.audience, "nonce": ASKED.nonce, "list": list, "expect": expect, "says": says})
}

/// Lets the programs of others judge.
fn judged(exhibits: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("exhibits.json");
    std::fs::write(&file, exhibits.to_string()).unwrap();
    for (program, script) in
        [("python3", "tools/wallet_strangers.py"), ("node", "web/tests/wallet_strangers.mjs")]
    {
        run(program, &root().join(script), &file);
    }
}

fn run(program: &str, script: &Path, file: &Path) {
    let output = std::process::Command::new(program).arg(script).arg(file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&said));
}

/// The code under which a medical type stands.
fn hidden(given: &Value) -> String {
    given["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["ticket"]))
        .find(|code| code.starts_with('#'))
        .unwrap()
}

#[tokio::test]
async fn strangers_judge_what_a_holder_shows() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let hand = Hand::new(admin, "Úrsula Peña").await;
    let wallet = Phone::new();
    let given = give(admin, &hand, &wallet, "sd_jwt_vc").await;
    assert_eq!(given.header("cache-control"), "no-store");
    let given = given.json(200);
    let credential = text(&given["credentials"][0]["credential"]);
    let badges = give(admin, &hand, &wallet, "open_badges").await.json(200);
    assert_eq!((badges["id"].clone(), badges["credentials"].as_array().unwrap().len()), (Value::Null, 2));
    let medical = hidden(&badges);

    let other_hand = Hand::new(&theirs.admin, "Otro").await;
    let foreign = give(&theirs.admin, &other_hand, &wallet, "sd_jwt_vc").await.json(200);
    let foreign = text(&foreign["credentials"][0]["credential"]);
    let mut exhibits = published(&test, ours.org).await;

    let all = shown(&test, &wallet, &credential, |_| true);
    let some = shown(&test, &wallet, &credential, |what| what == Disclosed::Ticket("H2S"));
    let none = shown(&test, &wallet, &credential, |_| false);
    let now = list(&test, ours.org).await;
    let states = |h2s: &str, drugs: &str| json!({"H2S": h2s, medical.as_str(): drugs});
    let says = |name: Value, tickets: Value| json!({"name": name, "tickets": tickets});
    let full = |h2s: &str| says("Úrsula Peña".into(), states(h2s, "valid"));
    add(&mut exhibits, "cases", case("all", &all, &now, "valid", &full("valid")));
    add(
        &mut exhibits,
        "cases",
        case("some", &some, &now, "valid", &says(Value::Null, json!({"H2S": "valid"}))),
    );
    add(&mut exhibits, "cases", case("none", &none, &now, "valid", &says(Value::Null, json!({}))));

    let foreign = shown(&test, &wallet, &foreign, |_| true);
    refused_cases(&test, &credential, &all, &foreign, &now, &mut exhibits);
    badge_cases(&test, ours.org, &badges, &mut exhibits, "valid").await;
    act(admin, &hand.tickets[0], "suspend").await;
    let later = list(&test, ours.org).await;
    add(&mut exhibits, "cases", case("a ticket is suspended", &all, &later, "valid", &full("suspended")));
    badge_cases(&test, ours.org, &badges, &mut exhibits, "suspended").await;
    act(admin, &hand.tickets[0], "reinstate").await;
    act(admin, &hand.tickets[0], "revoke").await;
    badge_cases(&test, ours.org, &badges, &mut exhibits, "revoked").await;
    let worker = format!("/api/v1/workers/{}", hand.id);
    admin.patch(&worker, json!({"archived": true})).await.json(200);
    let away = list(&test, ours.org).await;
    add(&mut exhibits, "cases", case("suspended", &all, &away, "suspended", &full("revoked")));
    admin.patch(&worker, json!({"archived": false})).await.json(200);
    let revoke = format!("/api/v1/passes/{}/revoke", text(&given["id"]));
    theirs.admin.post(&revoke, json!({"reason": "x"})).await.problem(404, "not_found");
    admin.post(&revoke, json!({"reason": "perdido"})).await.empty(204);
    let last = list(&test, ours.org).await;
    add(
        &mut exhibits,
        "cases",
        case("revoked", &some, &last, "revoked", &says(Value::Null, json!({"H2S": "revoked"}))),
    );
    judged(&exhibits);
    // The wallet gets no other; another wallet does.
    give(admin, &hand, &wallet, "sd_jwt_vc").await.problem(409, "pass_revoked");
    give(admin, &hand, &Phone::new(), "sd_jwt_vc").await.json(200);
}

/// What nobody is to believe of `all`, which shows the whole credential.
fn refused_cases(
    test: &TestApp,
    credential: &str,
    all: &str,
    foreign: &str,
    list: &str,
    exhibits: &mut Value,
) {
    let swapped = all.replacen('~', &format!("~{}~", all.split('~').nth(2).unwrap()), 1);
    let mut altered: Vec<_> = all.split('~').collect();
    let first = altered[1].replacen(&altered[1][3..4], "_", 1);
    altered[1] = &first;
    let stolen = {
        let thief = Phone::new();
        shown(test, &thief, credential, |_| true)
    };
    for (name, shown) in [
        ("without a proof", credential),
        ("a disclosure is altered", &altered.join("~")),
        ("a disclosure comes twice", &swapped),
        ("the proof is another key's", &stolen),
        ("another organization's", foreign),
    ] {
        add(exhibits, "cases", case(name, shown, list, "refused", &Value::Null));
    }
    let mut asked_otherwise = case("for another verifier", all, list, "refused", &Value::Null);
    asked_otherwise["aud"] = "https://other.example".into();
    add(exhibits, "cases", asked_otherwise);
}

/// The badges with the lists of now: that of H2S in this state, the other one valid.
async fn badge_cases(test: &TestApp, org: OrgId, badges: &Value, exhibits: &mut Value, state: &str) {
    let mut lists = serde_json::Map::new();
    for purpose in ["revocation", "suspension"] {
        let path = well_known(org, &format!("status/1/{purpose}"));
        let answer = test.get(&path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/vc+jwt"));
        let issuer = text(&exhibits["issuer"]["issuer"]);
        lists.insert(issuer.replace(&format!("/{org}"), &path), answer.text().into());
    }
    for badge in badges["credentials"].as_array().unwrap() {
        let (code, token) = (text(&badge["ticket"]), text(&badge["credential"]));
        let is_h2s = code == "H2S";
        let achievement = if is_h2s { "H2S Alive".into() } else { code };
        let expect = if is_h2s { state } else { "valid" };
        let case = json!({"name": format!("badge {achievement} {state}"), "text": token, "lists": lists, "expect": expect,
                          "says": {"achievement": achievement}});
        let mut changed = case.clone();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let at = usize::from(signature.starts_with('A'));
        changed["text"] = format!("{message}.{}{}", ["A", "B"][at], &signature[1..]).into();
        changed["expect"] = "refused".into();
        add(exhibits, "badges", case);
        add(exhibits, "badges", changed);
    }
}

#[tokio::test]
async fn a_credential_tells_no_more_than_it_may_and_is_made_anew() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña").await;
    let wallet = Phone::new();
    let given = give(&ours.admin, &hand, &wallet, "sd_jwt_vc").await.json(200);
    let credential = text(&given["credentials"][0]["credential"]);
    let trust = Trust::read(&test.get(&well_known(ours.org, "cose-keys.cbor")).await.body).unwrap();
    let now = test.clock.now();
    let read = Presented::read(&credential, &trust, now, None).unwrap();
    assert!(!read.is_held);
    let told = format!("{:?}", read.credential);
    for secret in ["SECRET-77", "DRUG", "Drug"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert_eq!(read.credential.tickets.len(), 2);
    let all = shown(&test, &wallet, &credential, |_| true);
    let held = Presented::read(&all, &trust, now, Some(ASKED)).unwrap();
    assert!(held.is_held);
    let lists = [StatusList::read(&test.get(&well_known(ours.org, "status/1")).await.body, &trust).unwrap()];
    assert_eq!(held.state(held.credential.status_index, &lists, now), Some(Status::Valid));
    // Badges say no more, in what everybody can decode.
    let badges = give(&ours.admin, &hand, &wallet, "open_badges").await.json(200);
    for badge in badges["credentials"].as_array().unwrap() {
        let payload = text(&badge["credential"]).split('.').nth(1).unwrap().to_owned();
        let payload = String::from_utf8(crate::passes::base64url(&payload)).unwrap();
        for secret in ["SECRET-77", "DRUG", "Drug"] {
            assert!(!payload.contains(secret), "{payload}");
        }
    }
    // Again, and it is the same one; of another organization, there is no such worker.
    assert_eq!(give(&ours.admin, &hand, &wallet, "sd_jwt_vc").await.json(200)["id"], given["id"]);
    give(&theirs.admin, &hand, &wallet, "sd_jwt_vc").await.problem(404, "not_found");
    let listed = ours.admin.get(&format!("/api/v1/workers/{}/passes", hand.id)).await.json(200);
    assert_eq!(
        (listed["items"].as_array().unwrap().len(), &listed["items"][0]["form"]),
        (1, &json!("wallet"))
    );
    // The phone's pass with the same key is another.
    let pass = json!({"device_key": wallet.jwk()});
    let pass = ours.admin.post(&format!("/api/v1/workers/{}/pass", hand.id), pass).await.json(200);
    assert_ne!(pass["id"], given["id"]);
    let log = ours.admin.audit("action=credential.issue").await;
    assert_eq!(log.iter().filter(|entry| entry["details"]["form"] == "sd_jwt_vc").count(), 4, "{log:?}");
    assert_eq!(log.iter().filter(|entry| entry["details"]["form"] == "open_badges").count(), 2);
}

#[tokio::test]
async fn a_worker_takes_his_own_and_nobody_elses() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let worker = test.hire(&ours, Role::Worker).await;
    let (own, other) = (Hand::new(&ours.admin, "Wenceslao").await, Hand::new(&ours.admin, "Otra").await);
    ours.admin
        .patch(&format!("/api/v1/workers/{}", own.id), json!({"member_id": worker.member}))
        .await
        .json(200);
    let wallet = Phone::new();
    for format in ["sd_jwt_vc", "open_badges"] {
        give(&worker, &own, &wallet, format).await.json(200);
        give(&worker, &other, &wallet, format).await.problem(403, "forbidden");
        give(&ours.member, &own, &wallet, format).await.problem(403, "forbidden");
    }
    give(&worker, &own, &wallet, "pdf").await.problem(422, "invalid");
    let mut private = wallet.jwk();
    private["d"] = "AA".into();
    let path = format!("/api/v1/workers/{}/credential", own.id);
    let refused = worker
        .post(&path, json!({"holder_key": private, "format": "sd_jwt_vc"}))
        .await
        .problem(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "holder_key");
    assert_eq!(refused["errors"][0]["code"], "device_key_private");
    ours.admin.patch(&format!("/api/v1/workers/{}", own.id), json!({"archived": true})).await.json(200);
    for format in ["sd_jwt_vc", "open_badges"] {
        give(&ours.admin, &own, &wallet, format).await.problem(409, "worker_archived");
    }
}

#[tokio::test]
async fn keys_for_wallets_are_apart_and_can_be_given_up() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula").await;
    let wallet = Phone::new();
    let given = give(&ours.admin, &hand, &wallet, "sd_jwt_vc").await.json(200);
    let credential = text(&given["credentials"][0]["credential"]);
    let issuer = format!("/.well-known/jwt-vc-issuer/{}", ours.org);
    let told = test.get(&issuer).await.json(200);
    assert!(text(&told["issuer"]).ends_with(&ours.org.to_string()));
    let keys = told["jwks"]["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["purpose"], "wallet");
    assert_eq!(
        test.get(&format!("/.well-known/jwt-vc-issuer/{}", theirs.org)).await.json(200)["jwks"],
        json!({"keys": []})
    );
    test.get("/.well-known/jwt-vc-issuer/org_x").await.problem(404, "not_found");
    let kid = text(&keys[0]["kid"]);
    test.get(&well_known(theirs.org, &format!("keys/{kid}"))).await.problem(404, "not_found");
    test.get(&well_known(ours.org, &format!("keys/{}", kid.to_uppercase()))).await.problem(404, "not_found");
    let listed = ours.admin.get("/api/v1/pass-keys").await.json(200);
    let listed = listed["items"].as_array().unwrap().clone();
    let purposes: Vec<_> = listed.iter().map(|key| text(&key["purpose"])).collect();
    assert_eq!(purposes, ["pass", "status", "wallet"]);
    // Neither of the other keys counts for it, nor it for them.
    let trust = async || Trust::read(&test.get(&well_known(ours.org, "jwks.json")).await.body).unwrap();
    assert!(Presented::read(&credential, &trust().await, test.clock.now(), None).is_ok());
    let id = text(&listed[2]["id"]);
    let path = format!("/api/v1/pass-keys/{id}/distrust");
    ours.admin.act_proven("POST", &path, "pass_key.distrust", &id).await.empty(204);
    let refused = Presented::read(&credential, &trust().await, test.clock.now(), None).unwrap_err();
    assert_eq!(refused, pass::PresentationError::Distrusted);
    test.get(&well_known(ours.org, &format!("keys/{kid}"))).await.problem(404, "not_found");
    let after = test.get(&issuer).await.json(200);
    assert_ne!(after["jwks"]["keys"][0]["kid"], kid.as_str(), "another has taken its place");
    let anew = give(&ours.admin, &hand, &wallet, "sd_jwt_vc").await.json(200);
    let anew = text(&anew["credentials"][0]["credential"]);
    assert!(Presented::read(&anew, &trust().await, test.clock.now(), None).is_ok());
}
