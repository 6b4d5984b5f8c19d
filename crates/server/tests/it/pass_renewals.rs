//! A phone keeps its pass fresh by its key alone: the same pass, and never more than it had.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{OrgId, PassId};
use domain::{Clock, Role};
use pass::{Replays, Report, Trust, Verdict, Verifier, ask_renewal, role_mark};
use serde_json::{Value, json};
use server::kms::KeyError;
use server::limit::Class;
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::duties::duty;
use crate::passes::{Hand, Phone, act, well_known};
use crate::sealed_records::{digest_of, face, put_photo};
use crate::spy::{Exchangeable, narrow};
use crate::squad::{Firm, Persona, text};

/// A worker with an account, and his phone with a pass.
struct Holder {
    worker: Persona,
    hand: Hand,
    phone: Phone,
    pass: Value,
}

impl Holder {
    async fn new(test: &TestApp, firm: &Firm) -> Self {
        let (worker, hand) = (test.hire(firm, Role::Worker).await, Hand::new(&firm.admin, "Wenceslao").await);
        let path = format!("/api/v1/workers/{}", hand.id);
        firm.admin.patch(&path, json!({"member_id": worker.member})).await.json(200);
        let phone = Phone::new();
        let path = format!("/api/v1/workers/{}/pass", hand.id);
        let pass = worker.post(&path, json!({"device_key": phone.jwk()})).await.json(200);
        Self { worker, hand, phone, pass }
    }

    fn id(&self) -> PassId {
        text(&self.pass["id"]).parse().unwrap()
    }

    /// A wish of this phone, so long from now.
    fn wish(&self, test: &TestApp, from_now: i64) -> Vec<u8> {
        wish(test, self.id(), &self.phone, from_now)
    }
}

fn wish(test: &TestApp, pass: PassId, phone: &Phone, from_now: i64) -> Vec<u8> {
    let at = test.clock.now().unix_timestamp() + from_now;
    ask_renewal(pass.as_bytes(), at, &[9; 8], |message| phone.sign(message)).unwrap()
}

async fn send(test: &TestApp, org: OrgId, proof: &[u8]) -> Answer {
    let body = json!({"issuer": org, "proof": URL_SAFE_NO_PAD.encode(proof)});
    Answer::of(test.request("POST", "/api/v1/pass-renewals").json(&body)).await
}

async fn renewals(firm: &Firm) -> Vec<String> {
    let log = firm.admin.audit("action=pass.renew").await;
    log.iter().map(|entry| text(&entry["outcome"])).collect()
}

/// What a gate thinks of a token now, by the keys that are published.
async fn report(test: &TestApp, org: OrgId, issued: &Value) -> Report {
    let trust = Trust::read(&test.get(&well_known(org, "jwks.json")).await.body).unwrap();
    let verifier = Verifier::new(&trust, &[]);
    verifier.check(&text(&issued["text"]), test.clock.now(), &mut Replays::default())
}

#[tokio::test]
async fn a_phone_renews_its_pass_and_gets_no_more_than_it_had() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let holder = Holder::new(&test, &ours).await;
    test.clock.advance(Duration::hours(30));
    let admin = test.sign_in(&ours.admin.email).await;
    // What he has got since has no place on it, and what he has lost has none any more.
    let kind = json!({"code": "FORKLIFT", "name": "Forklift"});
    admin.post("/api/v1/ticket-types", kind).await.json(201);
    let tickets = format!("/api/v1/workers/{}/tickets", holder.hand.id);
    let new = json!({"type": "FORKLIFT", "issued_on": "2026-01-10", "expires_on": "2098-01-10"});
    act(&admin, &admin.post(&tickets, new).await.json(201), "approve").await;
    act(&admin, &holder.hand.tickets[1], "suspend").await;
    let answer = send(&test, ours.org, &holder.wish(&test, 0)).await;
    assert_eq!((answer.header("cache-control"), answer.header("set-cookie")), ("no-store", ""));
    let renewed = answer.json(200);
    assert_eq!((&renewed["id"], &renewed["name"]), (&holder.pass["id"], &json!("Wenceslao")));
    assert_eq!(renewed["expires_at"], holder.pass["expires_at"], "it ends when it would have ended");
    assert!(text(&renewed["issued_at"]) > text(&holder.pass["issued_at"]));
    assert_eq!(renewed["tickets"], json!([{"code": "H2S", "valid_until": "2098-01-10"}]));
    assert_eq!(report(&test, ours.org, &renewed).await.verdict, Verdict::Valid);
    assert_eq!(renewed["status_list"], holder.pass["status_list"]);
    // A ticket that has come in the place of another of its type counts.
    let renew = format!("/api/v1/tickets/{}/renew", text(&holder.hand.tickets[0]["id"]));
    let next = json!({"number": "N-2", "issued_on": "2026-02-10", "expires_on": "2099-02-10"});
    act(&admin, &admin.post(&renew, next).await.json(201), "approve").await;
    test.clock.advance(Duration::minutes(2));
    let again = send(&test, ours.org, &holder.wish(&test, 0)).await.json(200);
    assert_eq!(again["tickets"], json!([{"code": "H2S", "valid_until": "2099-02-10"}]));
    let log = admin.audit("action=pass.renew").await;
    assert_eq!(log[1]["details"]["worker"], holder.hand.id.to_string(), "who looks for him finds it");
    assert_eq!(renewals(&Firm { admin, ..ours }).await, ["done", "intent", "done", "intent"]);
    assert!(renewals(&Firm { admin: test.sign_in(&theirs.admin.email).await, ..theirs }).await.is_empty());
}

#[tokio::test]
async fn a_change_of_roles_is_on_the_pass_when_the_phone_renews_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (holder, other) = (Holder::new(&test, &ours).await, Holder::new(&test, &theirs).await);
    assert_eq!(report(&test, ours.org, &holder.pass).await.roles, None, "nobody has roles yet");
    let role = duty(&ours.admin, "role", "Scaffolder", &[]).await;
    let mark = hex::encode(role_mark(role.parse().unwrap()));
    let worker = format!("/api/v1/workers/{}", holder.hand.id);
    for (roles, stated) in [(json!([role]), vec![mark]), (json!([]), Vec::new())] {
        ours.admin.patch(&worker, json!({"roles": roles})).await.json(200);
        // His own page is told, and takes another pass; so does the phone by itself.
        let told = holder.worker.get("/api/v1/own-worker").await.json(200);
        assert_eq!(told["roles"].as_array().unwrap().len(), stated.len());
        test.clock.advance(Duration::seconds(2));
        let renewed = send(&test, ours.org, &holder.wish(&test, 0)).await.json(200);
        assert_eq!(renewed["id"], holder.pass["id"]);
        assert_eq!(report(&test, ours.org, &renewed).await.roles, Some(stated));
    }
    // In an organization without roles, passes are what they were.
    let renewed = send(&test, theirs.org, &other.wish(&test, 0)).await.json(200);
    assert_eq!(report(&test, theirs.org, &renewed).await.roles, None);
}

#[tokio::test]
async fn a_renewed_pass_says_what_passes_say_now() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let holder = Holder::new(&test, &ours).await;
    let (sent, kept) = face("kept since");
    put_photo(&ours.admin, &holder.hand.id, sent).await.empty(204);
    for (who, shown_name) in [(&ours.admin, "initials"), (&theirs.admin, "none")] {
        let settings = json!({"shown_name": shown_name, "version": 0});
        Answer::of(who.request("PUT", "/api/v1/pass-settings").json(&settings)).await.json(200);
    }
    let renewed = send(&test, ours.org, &holder.wish(&test, 0)).await.json(200);
    assert_eq!(renewed["name"], "W.");
    assert_eq!(report(&test, ours.org, &renewed).await.photo, Some(digest_of(&kept)));
    let codes: Vec<_> =
        renewed["tickets"].as_array().unwrap().iter().map(|ticket| text(&ticket["code"])).collect();
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| code == "H2S" || code.starts_with('#')), "{codes:?}");

    // Under a key that counts: that of before was given up.
    let keys = ours.admin.get("/api/v1/pass-keys").await.json(200);
    let key = keys["items"].as_array().unwrap().iter().find(|key| key["purpose"] == "pass").unwrap();
    let id = text(&key["id"]);
    let path = format!("/api/v1/pass-keys/{id}/distrust");
    ours.admin.act_proven("POST", &path, "pass_key.distrust", &id).await.empty(204);
    test.clock.advance(Duration::minutes(2));
    let again = send(&test, ours.org, &holder.wish(&test, 0)).await.json(200);
    assert_eq!(report(&test, ours.org, &renewed).await.verdict, Verdict::UnknownIssuer);
    assert_eq!(report(&test, ours.org, &again).await.verdict, Verdict::Valid);
}

#[tokio::test]
async fn a_ticket_that_has_ended_or_not_begun_has_no_place_on_it() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let holder = Holder::new(&test, &ours).await;
    ours.admin.post("/api/v1/ticket-types", json!({"code": "SOON", "name": "Soon"})).await.json(201);
    let ends = (test.clock.now() + Duration::days(1)).date().to_string();
    let new = json!({"type": "SOON", "issued_on": "2026-01-10", "expires_on": ends});
    let tickets = format!("/api/v1/workers/{}/tickets", holder.hand.id);
    act(&ours.admin, &ours.admin.post(&tickets, new).await.json(201), "approve").await;
    let path = format!("/api/v1/workers/{}/pass", holder.hand.id);
    let pass = holder.worker.post(&path, json!({"device_key": holder.phone.jwk()})).await.json(200);
    let codes = |pass: &Value| {
        let tickets = pass["tickets"].as_array().unwrap().iter();
        tickets.map(|ticket| text(&ticket["code"])).collect::<Vec<_>>()
    };
    assert!(codes(&pass).contains(&"SOON".to_owned()) && codes(&pass).len() == 3, "{pass}");
    // What took the place of another begins next month.
    let renew = format!("/api/v1/tickets/{}/renew", text(&holder.hand.tickets[0]["id"]));
    let begins = (test.clock.now() + Duration::days(30)).date().to_string();
    let next = json!({"number": "N-2", "issued_on": begins, "expires_on": "2099-02-10"});
    act(&ours.admin, &ours.admin.post(&renew, next).await.json(201), "approve").await;
    test.clock.advance(Duration::days(3));
    let renewed = send(&test, ours.org, &holder.wish(&test, 0)).await.json(200);
    let left = codes(&renewed);
    assert!(left.len() == 1 && left[0].starts_with('#'), "{left:?}");
}

#[tokio::test]
async fn who_is_not_its_phone_now_and_for_the_first_time_gets_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let holder = Holder::new(&test, &ours).await;
    let good = holder.wish(&test, 0);
    send(&test, ours.org, &good).await.json(200);
    send(&test, ours.org, &good).await.problem(409, "pass_not_renewed");
    assert_eq!(renewals(&ours).await, ["refused", "done", "intent"]);
    // Nobody learns by any of these whether there is such a pass, and nothing is recorded.
    let stranger = Phone::new();
    let printed =
        ours.admin.post(&format!("/api/v1/workers/{}/pass", holder.hand.id), json!({})).await.json(200);
    let wallet = json!({"holder_key": holder.phone.jwk(), "format": "sd_jwt_vc"});
    let path = format!("/api/v1/workers/{}/credential", holder.hand.id);
    let wallet = ours.admin.post(&path, wallet).await.json(200);
    let id = |issued: &Value| text(&issued["id"]).parse().unwrap();
    let unknown = PassId::new(test.clock.now(), &server::machine::SystemRng);
    for (name, org, proof) in [
        ("another key", ours.org, wish(&test, holder.id(), &stranger, 5)),
        ("another organization", theirs.org, holder.wish(&test, 5)),
        ("no such pass", ours.org, wish(&test, unknown, &holder.phone, 5)),
        ("a printed pass", ours.org, wish(&test, id(&printed), &holder.phone, 5)),
        ("a wallet's credential", ours.org, wish(&test, id(&wallet), &holder.phone, 5)),
        ("an old one", ours.org, holder.wish(&test, -65)),
        ("one of the future", ours.org, holder.wish(&test, 65)),
    ] {
        let refused = send(&test, org, &proof).await.problem(403, "pass_unproven");
        assert_eq!(refused["errors"], Value::Null, "{name}");
    }
    let mut changed = holder.wish(&test, 10);
    *changed.last_mut().unwrap() ^= 1;
    send(&test, ours.org, &changed).await.problem(403, "pass_unproven");
    let live =
        pass::mint_live(&crate::passes::base64url(&text(&holder.pass["token"])), 0, &[1; 8], |message| {
            holder.phone.sign(message)
        });
    for proof in [live.unwrap(), vec![], vec![0; 600]] {
        let refused = send(&test, ours.org, &proof).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], "proof");
    }
    assert_eq!(renewals(&ours).await, ["refused", "done", "intent"]);
    // A later one counts; an earlier one does not after it, though its minute is not over.
    let (earlier, later) = (holder.wish(&test, 20), holder.wish(&test, 30));
    send(&test, ours.org, &later).await.json(200);
    send(&test, ours.org, &earlier).await.problem(409, "pass_not_renewed");
}

#[tokio::test]
async fn what_was_taken_back_or_is_over_is_not_renewed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let refused = async |holder: &Holder, from_now: i64, because: &str| {
        send(&test, ours.org, &holder.wish(&test, from_now)).await.problem(409, "pass_not_renewed");
        let admin = test.sign_in(&ours.admin.email).await;
        let log = admin.audit("action=pass.renew").await;
        assert_eq!((&log[0]["outcome"], &log[0]["details"]["because"]), (&json!("refused"), &json!(because)));
    };
    let admin = &ours.admin;
    // The worker leaves, and comes back.
    let holder = Holder::new(&test, &ours).await;
    let worker = format!("/api/v1/workers/{}", holder.hand.id);
    admin.patch(&worker, json!({"archived": true})).await.json(200);
    refused(&holder, 0, "worker_archived").await;
    admin.patch(&worker, json!({"archived": false})).await.json(200);
    send(&test, ours.org, &holder.wish(&test, 1)).await.json(200);
    // His account is suspended, and taken away.
    let member = holder.worker.member.to_string();
    assert_eq!(admin.change_member(&member, "suspend").await.status / 100, 2);
    refused(&holder, 2, "not_a_member").await;
    assert_eq!(admin.change_member(&member, "reinstate").await.status / 100, 2);
    send(&test, ours.org, &holder.wish(&test, 3)).await.json(200);
    admin.patch(&worker, json!({"member_id": null})).await.json(200);
    refused(&holder, 4, "not_a_member").await;
    admin.patch(&worker, json!({"member_id": holder.worker.member})).await.json(200);
    // A week after the session, a session it takes.
    test.clock.advance(Duration::days(7));
    refused(&holder, 0, "ended").await;
    // The pass is taken back.
    let worker = test.sign_in(&holder.worker.email).await;
    let path = format!("/api/v1/workers/{}/pass", holder.hand.id);
    let anew = worker.post(&path, json!({"device_key": holder.phone.jwk()})).await.json(200);
    assert_eq!(anew["id"], holder.pass["id"]);
    send(&test, ours.org, &holder.wish(&test, 10)).await.json(200);
    let revoke = format!("/api/v1/passes/{}/revoke", text(&anew["id"]));
    test.sign_in(&ours.admin.email).await.post(&revoke, json!({"reason": "robado"})).await.empty(204);
    refused(&holder, 20, "revoked").await;
}

#[tokio::test]
async fn phones_are_counted_by_address_and_by_pass_and_a_lost_key_gives_nothing() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    let (one, other) = (Holder::new(&test, &ours).await, Holder::new(&test, &ours).await);
    limiter.exchange(narrow(Class::PassRenewalOwn, 1));
    send(&test, ours.org, &one.wish(&test, 0)).await.json(200);
    send(&test, ours.org, &one.wish(&test, 1)).await.problem(429, "rate_limited");
    send(&test, ours.org, &other.wish(&test, 0)).await.json(200);
    limiter.exchange(narrow(Class::PassRenewal, 1));
    send(&test, ours.org, &one.wish(&test, 2)).await.json(200);
    let before = test.gate.traffic();
    send(&test, ours.org, &other.wish(&test, 2)).await.problem(429, "rate_limited");
    assert_eq!(test.gate.traffic(), before, "that never reaches the database");
    limiter.exchange(narrow(Class::Verify, 1));
    test.keys.before_unwrap(|_| async { Err(KeyError::Unavailable("gone away".into())) });
    send(&test, ours.org, &one.wish(&test, 3)).await.problem(503, "unavailable");
    test.keys.leave_alone();
    assert_eq!(renewals(&ours).await[..2], ["failed", "intent"]);
    send(&test, ours.org, &one.wish(&test, 4)).await.json(200);
}
