//! Passkeys through the front door: enrolling, the second step, signing in without a password, step-up, recovery codes, and
//! the policy that requires them. What an authenticator may not say is in `passkey_refusals.rs`.

use std::collections::BTreeSet;

use domain::id::{MemberId, OrgId, UserId};
use domain::{Action, Role};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::authenticator::{Authenticator, Quirk, twin};
use crate::client::Answer;
use crate::samples::EFIRMA;
use crate::squad::{Firm, PASSWORD, Persona, text};

const PASSKEYS: &str = "/api/v1/auth/passkeys";
const STEP_UP: &str = "/api/v1/auth/step-up";
const SECOND_STEP: &str = "/api/v1/auth/login/second-step";

impl Persona {
    async fn begin(&self, path: &str, body: Value) -> Value {
        self.post(path, body).await.json(200)
    }

    /// Enrols a passkey, by a proof for it; the answer.
    async fn enrol_with(&self, authenticator: &mut Authenticator, proof: &str) -> Answer {
        let ceremony = self.begin("/api/v1/auth/passkeys/begin", json!({})).await;
        let credential = authenticator.make(&ceremony["options"], &Quirk::default());
        let body = json!({"token": ceremony["token"], "name": "Portátil", "credential": credential});
        Answer::of(self.request("POST", PASSKEYS).header("Step-Up", proof).json(&body)).await
    }

    /// A first passkey, by password; its id.
    pub(crate) async fn enrol(&self, test: &TestApp) -> (Authenticator, String) {
        let mut authenticator = Authenticator::new(&test.origin);
        let proof = self.prove("passkey.enrol", &self.member.to_string()).await;
        let id = text(&self.enrol_with(&mut authenticator, &proof).await.json(201)["id"]);
        (authenticator, id)
    }

    /// An answer to a step-up's ceremony, and what it is sent with.
    async fn step_up_body(&self, authenticator: &mut Authenticator, action: &str, object: &str) -> Value {
        let act = json!({"action": action, "object": object});
        let question = self.begin("/api/v1/auth/step-up/begin", act).await;
        let credential = authenticator.sign(&question["options"], &Quirk::default());
        let passkey = json!({"token": question["token"], "credential": credential});
        json!({"action": action, "object": object, "passkey": passkey})
    }

    /// A fresh proof, by passkey.
    pub(crate) async fn prove_by(
        &self,
        authenticator: &mut Authenticator,
        action: &str,
        object: &str,
    ) -> String {
        let body = self.step_up_body(authenticator, action, object).await;
        text(&self.post(STEP_UP, body).await.json(200)["step_up_token"])
    }

    pub(crate) async fn new_codes(&self, authenticator: &mut Authenticator) -> Vec<String> {
        let proof = self.prove_by(authenticator, "recovery_codes.create", &self.member.to_string()).await;
        let made = self.act("POST", "/api/v1/auth/recovery-codes", &proof).await.json(200);
        made["codes"].as_array().unwrap().iter().map(text).collect()
    }

    pub(crate) async fn own(&self) -> Value {
        self.get(PASSKEYS).await.json(200)
    }

    pub(crate) async fn require_passkeys(&self, proof: &str, required: bool) -> Answer {
        let path = "/api/v1/organization/authentication";
        let body = json!({"require_passkeys": required});
        Answer::of(self.request("PATCH", path).header("Step-Up", proof).json(&body)).await
    }
}

impl TestApp {
    /// The second step that a password leads to.
    pub(crate) async fn password_step(&self, email: &str) -> Value {
        let step =
            self.post("/api/v1/auth/login", json!({"email": email, "password": PASSWORD})).await.json(202);
        assert_eq!(step["methods"], json!(["passkey", "recovery_code"]));
        assert!(step["access_token"].is_null() && step["refresh_token"].is_null());
        step
    }

    async fn second_step(&self, step: &Value, authenticator: &mut Authenticator, quirk: &Quirk) -> Answer {
        let credential = authenticator.sign(&step["options"], quirk);
        self.post(SECOND_STEP, json!({"token": step["token"], "credential": credential})).await
    }

    async fn recover(&self, step: &Value, code: &str) -> Answer {
        self.post(SECOND_STEP, json!({"token": step["token"], "recovery_code": code})).await
    }

    /// The ceremonies that are under way, as if their five minutes were over.
    async fn let_ceremonies_end(&self) {
        let sql = "UPDATE credenza.passkey_challenges SET created_at = created_at - interval '5 minutes',
                   expires_at = expires_at - interval '5 minutes'";
        self.database.change(sql).await;
    }

    async fn sessions(&self) -> i64 {
        self.database.one("SELECT count(*) FROM credenza.sessions").await
    }

    /// Makes a person a member of another organization too.
    async fn also_in(&self, org: OrgId, persona: &Persona) {
        let sql = "SELECT user_id FROM credenza.members WHERE id = $1";
        let superuser = self.database.superuser().await;
        let user: uuid::Uuid = superuser.query_one(sql, &[&persona.member.uuid()]).await.unwrap().get(0);
        let member = MemberId::from_uuid(uuid::Uuid::from_u128(7));
        self.add_member(org, member, UserId::from_uuid(user), &persona.email, Role::Admin).await;
    }
}

#[tokio::test]
async fn passkeys_are_enrolled_listed_renamed_and_removed() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    assert_eq!(who.own().await, json!({"items": [], "next_cursor": null, "recovery_codes": 0}));
    let (mut first, first_id) = who.enrol(&test).await;
    // The second takes a proof by the first.
    let proof = who.prove_by(&mut first, "passkey.enrol", &who.member.to_string()).await;
    let second_id =
        text(&who.enrol_with(&mut Authenticator::new(&test.origin), &proof).await.json(201)["id"]);
    let own = who.own().await;
    assert_eq!((&own["items"][0]["id"], &own["items"][1]["id"]), (&json!(first_id), &json!(second_id)));
    assert!(own["items"][0]["last_used_at"].is_string() && own["items"][1]["last_used_at"].is_null());

    let path = format!("{PASSKEYS}/{second_id}");
    who.patch(&path, json!({"name": " Llave azul "})).await.empty(204);
    assert_eq!(who.own().await["items"][1]["name"], "Llave azul");
    who.patch(&path, json!({"name": " "})).await.problem(422, "invalid");

    // What others have does not exist, here and elsewhere.
    for other in [&ours.admin, &theirs.admin] {
        other.patch(&path, json!({"name": "x"})).await.problem(404, "not_found");
        let proof = other.prove("passkey.remove", &second_id).await;
        other.act("DELETE", &path, &proof).await.problem(404, "not_found");
        assert_eq!(other.own().await["items"], json!([]));
    }
    assert_eq!(who.own().await["items"].as_array().unwrap().len(), 2);

    let proof = who.prove_by(&mut first, "passkey.remove", &second_id).await;
    who.act("DELETE", &path, &proof).await.empty(204);
    assert_eq!(who.own().await["items"].as_array().unwrap().len(), 1);

    let log = ours.admin.audit("action=passkey.enrol").await;
    let done: Vec<_> = log.iter().filter(|entry| entry["outcome"] == "done").collect();
    assert_eq!(done.len(), 2);
    assert_eq!(done[1]["object"]["id"], json!(first_id));
    assert!(!done[1]["details"].to_string().contains("Portátil"), "what people call it is their own");
    assert_eq!(ours.admin.audit("action=passkey.rename").await.len(), 1);
    assert!(theirs.admin.audit("action=passkey.enrol").await.is_empty());
}

#[tokio::test]
async fn a_removed_passkey_ends_the_other_sessions_everywhere_and_opens_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    test.also_in(theirs.org, &ours.admin).await;
    let elsewhere = test.sign_in_to(&ours.admin.email, Some(theirs.org)).await;
    let (mut passkey, id) = ours.admin.enrol(&test).await;
    ours.admin.new_codes(&mut passkey).await;
    let step = test.password_step(&ours.admin.email).await;
    let tokens = test.second_step(&step, &mut passkey, &Quirk::default()).await.json(200);
    let proof = ours.admin.prove_by(&mut passkey, "passkey.remove", &id).await;
    ours.admin.act("DELETE", &format!("{PASSKEYS}/{id}"), &proof).await.empty(204);

    elsewhere.get("/api/v1/organization").await.problem(401, "unauthorized");
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    assert_eq!(ours.admin.own().await, json!({"items": [], "next_cursor": null, "recovery_codes": 0}));
    assert_eq!(ours.member.get("/api/v1/organization").await.status, 200, "other people's go on");
    let ended = "SELECT count(*) FROM credenza.sessions WHERE revoked_because = 'passkey_removed'";
    assert_eq!(test.database.one::<i64>(ended).await, 2);

    let begun = test.post("/api/v1/auth/passkey/begin", json!({})).await.json(200);
    let credential = passkey.sign(&begun["options"], &Quirk::default());
    let body = json!({"token": begun["token"], "credential": credential});
    test.post("/api/v1/auth/passkey", body).await.problem(401, "passkey_unknown");
    // Without a passkey the password is enough again.
    test.sign_in(&ours.admin.email).await;
}

#[tokio::test]
async fn an_enrolment_is_its_sessions_own_and_done_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    let mut authenticator = Authenticator::new(&test.origin);
    let ceremony = who.begin("/api/v1/auth/passkeys/begin", json!({})).await;
    let body = json!({
        "token": ceremony["token"], "name": "x",
        "credential": authenticator.make(&ceremony["options"], &Quirk::default()),
    });
    Answer::of(who.request("POST", PASSKEYS).json(&body)).await.problem(403, "step_up_required");
    let again = test.sign_in(&who.email).await;
    for other in [&again, &ours.admin, &theirs.admin] {
        let proof = other.prove("passkey.enrol", &other.member.to_string()).await;
        let request = other.request("POST", PASSKEYS).header("Step-Up", proof).json(&body);
        let problem = Answer::of(request).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], "passkey_ceremony");
    }
    let proof = who.prove("passkey.enrol", &who.member.to_string()).await;
    let send = |body: &Value| Answer::of(who.request("POST", PASSKEYS).header("Step-Up", &proof).json(body));
    // A wrong answer ends the ceremony, and leaves the proof whole.
    let spoilt = who.begin("/api/v1/auth/passkeys/begin", json!({})).await;
    let quirk = Quirk { origin: Some("https://evil.test".into()), ..Quirk::default() };
    let credential = Authenticator::new(&test.origin).make(&spoilt["options"], &quirk);
    let wrong = json!({"token": spoilt["token"], "name": "x", "credential": credential});
    assert_eq!(send(&wrong).await.problem(422, "invalid")["errors"][0]["code"], "passkey_origin");
    let credential = Authenticator::new(&test.origin).make(&spoilt["options"], &Quirk::default());
    let right = json!({"token": spoilt["token"], "name": "x", "credential": credential});
    assert_eq!(send(&right).await.problem(422, "invalid")["errors"][0]["code"], "passkey_ceremony");

    send(&body).await.json(201);
    send(&body).await.problem(403, "step_up_required");
    let proof = who.prove_by(&mut authenticator, "passkey.enrol", &who.member.to_string()).await;
    let replayed = Answer::of(who.request("POST", PASSKEYS).header("Step-Up", proof).json(&body)).await;
    assert_eq!(replayed.problem(422, "invalid")["errors"][0]["code"], "passkey_ceremony");

    // The same credential again, by whoever has copied it.
    let proof = theirs.admin.prove("passkey.enrol", &theirs.admin.member.to_string()).await;
    theirs.admin.enrol_with(&mut authenticator, &proof).await.problem(409, "passkey_exists");
    assert_eq!(theirs.admin.own().await["items"], json!([]));
}

#[tokio::test]
async fn an_enrolment_is_over_after_five_minutes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let mut authenticator = Authenticator::new(&test.origin);
    let proof = ours.member.prove("passkey.enrol", &ours.member.member.to_string()).await;
    let ceremony = ours.member.begin("/api/v1/auth/passkeys/begin", json!({})).await;
    assert_eq!(ceremony["expires_in"], 300);
    test.let_ceremonies_end().await;
    let credential = authenticator.make(&ceremony["options"], &Quirk::default());
    let body = json!({"token": ceremony["token"], "name": "x", "credential": credential});
    let late = ours.member.request("POST", PASSKEYS).header("Step-Up", proof).json(&body);
    let problem = Answer::of(late).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "passkey_ceremony");
}

#[tokio::test]
async fn who_has_a_passkey_signs_in_in_two_steps() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (mut passkey, _) = ours.member.enrol(&test).await;
    let before = test.sessions().await;
    let step = test.password_step(&ours.member.email).await;
    assert_eq!(test.sessions().await, before, "the password alone opens no session");
    let allowed = step["options"]["allowCredentials"].as_array().unwrap();
    assert_eq!(allowed.len(), 1);

    let tokens = test.second_step(&step, &mut passkey, &Quirk::default()).await.json(200);
    let claims =
        test.app.tokens.verify(&text(&tokens["access_token"]), domain::Clock::now(&*test.clock)).unwrap();
    assert_eq!((claims.org, claims.sub), (ours.org, ours.member.member));
    let entry = &ours.admin.audit("action=session.sign_in").await[0];
    assert_eq!(entry["assurance"]["amr"], json!(["mfa", "pop", "pwd", "user"]));

    // Once, also in its other form; not by somebody else's passkey; not with a wrong password before it.
    let quirk = Quirk { signature: Some(twin), ..Quirk::default() };
    for quirk in [Quirk::default(), quirk] {
        test.second_step(&step, &mut passkey, &quirk).await.problem(401, "passkey_ceremony");
    }
    let (mut stranger, _) = theirs.member.enrol(&test).await;
    let step = test.password_step(&ours.member.email).await;
    test.second_step(&step, &mut stranger, &Quirk::default()).await.problem(401, "passkey_unknown");
    test.second_step(&step, &mut passkey, &Quirk::default()).await.problem(401, "passkey_ceremony");
    let wrong = json!({"email": ours.member.email, "password": "correcto caballo pila grapo"});
    test.post("/api/v1/auth/login", wrong).await.problem(401, "bad_credentials");
    let step = test.password_step(&ours.member.email).await;
    test.let_ceremonies_end().await;
    test.second_step(&step, &mut passkey, &Quirk::default()).await.problem(401, "passkey_ceremony");
    let refused = ours.admin.audit("action=session.sign_in").await;
    let refused = refused.iter().filter(|entry| entry["outcome"] == "refused");
    let members = ours.member.member.to_string();
    assert_eq!(refused.filter(|entry| entry["object"]["id"] == json!(members)).count(), 2);
}

#[tokio::test]
async fn a_session_begun_before_the_passkey_does_not_know_it() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let step_less = test.sign_in(&ours.member.email).await;
    ours.member.enrol(&test).await;
    // The old session goes on, but its password proves nothing any more.
    let body =
        json!({"action": "passkey.enrol", "object": step_less.member.to_string(), "password": PASSWORD});
    step_less.post(STEP_UP, body).await.problem(403, "passkey_required");
}

#[tokio::test]
async fn recovery_codes_stand_in_once_each() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    let proof = who.prove("recovery_codes.create", &who.member.to_string()).await;
    who.act("POST", "/api/v1/auth/recovery-codes", &proof).await.problem(409, "no_passkey");
    let (mut passkey, id) = who.enrol(&test).await;
    let old = who.new_codes(&mut passkey).await;
    let codes = who.new_codes(&mut passkey).await;
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
    assert_eq!(who.own().await["recovery_codes"], 10);
    let (mut other, _) = theirs.member.enrol(&test).await;
    let foreign = theirs.member.new_codes(&mut other).await;

    let step = test.password_step(&who.email).await;
    for wrong in [&old[0], &foreign[0], "0000-0000-0000-0000", "", "ñ", &"x".repeat(1000)] {
        test.recover(&step, wrong).await.problem(401, "bad_recovery_code");
    }
    // As people write it. The step was not lost by the wrong ones.
    let sloppy = codes[0].to_uppercase().replace('-', " ");
    let tokens = test.recover(&step, &sloppy).await.json(200);
    test.recover(&step, &codes[1]).await.problem(401, "passkey_ceremony");
    let step = test.password_step(&who.email).await;
    test.recover(&step, &codes[0]).await.problem(401, "bad_recovery_code");
    assert_eq!(who.own().await["recovery_codes"], 9);
    let entries = ours.admin.audit("action=session.sign_in").await;
    assert!(entries.iter().any(|entry| entry["assurance"]["amr"] == json!(["mfa", "otp", "pwd"])));
    assert_eq!(theirs.member.own().await["recovery_codes"], 10);
    let both = json!({"token": step["token"], "recovery_code": codes[1], "credential": passkey.sign(&step["options"], &Quirk::default())});
    test.post(SECOND_STEP, both).await.problem(400, "bad_request");

    // With codes, who has lost his passkey puts his factors in order, and does nothing else.
    let access = text(&tokens["access_token"]);
    let recovered = who.with_access(access);
    let certificate = who.keep(EFIRMA).await;
    let by_code = |action: &str, object: &str, code: &str| json!({"action": action, "object": object, "recovery_code": code});
    let body = by_code("certificate.reveal_password", &certificate, &codes[2]);
    recovered.post(STEP_UP, body).await.problem(403, "passkey_required");
    let wrong = by_code("passkey.remove", &id, &codes[0]);
    recovered.post(STEP_UP, wrong).await.problem(401, "bad_recovery_code");
    let proof = recovered.post(STEP_UP, by_code("passkey.remove", &id, &codes[2])).await.json(200);
    let path = format!("{PASSKEYS}/{id}");
    recovered.act("DELETE", &path, &text(&proof["step_up_token"])).await.empty(204);
    who.get("/api/v1/organization").await.problem(401, "unauthorized");
    let (mut new, _) = recovered.enrol(&test).await;
    recovered.prove_by(&mut new, "certificate.reveal_password", &certificate).await;
}

#[tokio::test]
async fn a_passkey_alone_signs_in_without_an_address() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    test.also_in(theirs.org, &ours.admin).await;
    let (mut passkey, _) = ours.admin.enrol(&test).await;
    let begin = async || test.post("/api/v1/auth/passkey/begin", json!({})).await.json(200);
    let finish = async |begun: &Value, credential: Value, org: Option<OrgId>| {
        let body = json!({"token": begun["token"], "credential": credential, "organization_id": org});
        test.post("/api/v1/auth/passkey", body).await
    };
    for (asked, got) in [(None, ours.org), (Some(theirs.org), theirs.org)] {
        let begun = begin().await;
        assert_eq!(begun["options"]["allowCredentials"], json!([]), "nobody is named");
        let credential = passkey.sign(&begun["options"], &Quirk::default());
        let tokens = finish(&begun, credential.clone(), asked).await.json(200);
        let claims = test.app.tokens.verify(&text(&tokens["access_token"]), domain::Clock::now(&*test.clock));
        assert_eq!(claims.unwrap().org, got);
        finish(&begun, credential, asked).await.problem(401, "passkey_ceremony");
    }
    let entry = &theirs.admin.audit("action=session.sign_in").await[0];
    assert_eq!(entry["assurance"]["amr"], json!(["mfa", "pop", "user"]));

    let before = test.sessions().await;
    let nobody = OrgId::from_uuid(uuid::Uuid::from_u128(7));
    let handle = |user_handle| Quirk { user_handle: Some(user_handle), ..Quirk::default() };
    for (quirk, org, code) in [
        (handle(None), None, "passkey_user"),
        (handle(Some(vec![7; 16])), None, "passkey_user"),
        (Quirk { id: Some(vec![7; 32]), ..Quirk::default() }, None, "passkey_unknown"),
        (Quirk { count: Some(1), ..Quirk::default() }, None, "passkey_counter"),
        (Quirk::default(), Some(nobody), "passkey_unknown"),
    ] {
        let begun = begin().await;
        let credential = passkey.sign(&begun["options"], &quirk);
        finish(&begun, credential, org).await.problem(401, code);
    }
    // A challenge of one kind of ceremony is none of another.
    let step = test.password_step(&ours.admin.email).await;
    let credential = passkey.sign(&step["options"], &Quirk::default());
    finish(&step, credential, None).await.problem(401, "passkey_ceremony");
    let begun = begin().await;
    test.second_step(&begun, &mut passkey, &Quirk::default()).await.problem(401, "passkey_ceremony");
    assert_eq!(test.sessions().await, before);
}

#[tokio::test]
async fn of_two_answers_with_one_counter_one_is_refused() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (mut passkey, _) = ours.member.enrol(&test).await;
    let (first, second) =
        (test.password_step(&ours.member.email).await, test.password_step(&ours.member.email).await);
    // Two copies of one authenticator, at the same moment.
    let quirk = Quirk { count: Some(9), ..Quirk::default() };
    let answer = |step: &Value, credential| json!({"token": step["token"], "credential": credential});
    let one = answer(&first, passkey.sign(&first["options"], &quirk));
    let two = answer(&second, passkey.sign(&second["options"], &quirk));
    let (one, two) = tokio::join!(test.post(SECOND_STEP, one), test.post(SECOND_STEP, two));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    let refused = if one.status == 401 { one } else { two };
    refused.problem(401, "passkey_counter");
}

/// What the sensitive acts are about, for the pairs below.
fn object_of<'a>(action: Action, firm: &'a Firm, certificate: &'a str, customer: &'a str) -> String {
    match action {
        Action::CustomerDelete => customer.to_owned(),
        Action::AuditExport | Action::AuthenticationPolicyUpdate => firm.org.to_string(),
        Action::PasskeyEnrol | Action::PasskeyRemove | Action::RecoveryCodesCreate => {
            firm.admin.member.to_string()
        }
        _ => certificate.to_owned(),
    }
}

#[tokio::test]
async fn an_assertion_for_one_act_is_worthless_for_any_other() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.admin;
    let (certificate, customer) = (who.keep(EFIRMA).await, who.new_customer("Muñoz").await);
    let (mut passkey, _) = who.enrol(&test).await;
    let sensitive: Vec<_> = Action::ALL.iter().copied().filter(|action| action.is_sensitive()).collect();
    let mut pairs = 0;
    for begun in &sensitive {
        let object = object_of(*begun, &ours, &certificate, &customer);
        let body = who.step_up_body(&mut passkey, begun.as_str(), &object).await;
        for claimed in sensitive.iter().filter(|claimed| *claimed != begun) {
            let mut other = body.clone();
            other["action"] = json!(claimed.as_str());
            who.post(STEP_UP, other).await.problem(401, "passkey_ceremony");
            pairs += 1;
        }
        let mut other = body.clone();
        other["object"] = json!(theirs.org.to_string());
        who.post(STEP_UP, other).await.problem(401, "passkey_ceremony");
        // None of these has spent it.
        who.post(STEP_UP, body.clone()).await.json(200);
        who.post(STEP_UP, body).await.problem(401, "passkey_ceremony");
    }
    assert_eq!(pairs, sensitive.len() * (sensitive.len() - 1));
}

#[tokio::test]
async fn a_step_up_by_passkey_is_bound_to_session_organization_time_and_version() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    test.also_in(theirs.org, &ours.admin).await;
    let there = test.sign_in_to(&ours.admin.email, Some(theirs.org)).await;
    let again = test.sign_in(&ours.admin.email).await;
    let who = &ours.admin;
    let certificate = who.keep(EFIRMA).await;
    let (mut passkey, _) = who.enrol(&test).await;
    let act = "certificate.reveal_password";
    let (mut members, _) = ours.member.enrol(&test).await;

    let body = who.step_up_body(&mut passkey, act, &certificate).await;
    for other in [&again, &there, &ours.member, &theirs.admin] {
        assert_eq!(other.post(STEP_UP, body.clone()).await.problem(401, "passkey_ceremony")["status"], 401);
    }
    who.post(STEP_UP, body).await.json(200);
    // A colleague's passkey is none of one's own.
    let question =
        who.begin("/api/v1/auth/step-up/begin", json!({"action": act, "object": certificate})).await;
    let credential = members.sign(&question["options"], &Quirk::default());
    let body = json!({"action": act, "object": certificate, "passkey": {"token": question["token"], "credential": credential}});
    who.post(STEP_UP, body).await.problem(401, "passkey_unknown");

    let body = who.step_up_body(&mut passkey, act, &certificate).await;
    test.let_ceremonies_end().await;
    who.post(STEP_UP, body).await.problem(401, "passkey_ceremony");

    // What was changed since is not what the member saw: neither the assertion nor the proof is good for it.
    let path = format!("/api/v1/certificates/{certificate}");
    let body = who.step_up_body(&mut passkey, act, &certificate).await;
    assert_eq!(who.patch(&path, json!({"name": "Otra"})).await.json(200)["version"], 2);
    who.post(STEP_UP, body).await.problem(401, "passkey_ceremony");
    let proof = who.prove_by(&mut passkey, act, &certificate).await;
    who.patch(&path, json!({"name": "Otra más"})).await.json(200);
    let reveal = format!("{path}/reveal-password");
    who.act("POST", &reveal, &proof).await.problem(403, "step_up_required");
    let proof = who.prove_by(&mut passkey, act, &certificate).await;
    assert_eq!(who.act("POST", &reveal, &proof).await.status, 200);
    let proofs = who.audit("action=session.step_up").await;
    let done = proofs.iter().find(|entry| entry["outcome"] == "done").unwrap();
    assert_eq!(done["assurance"]["amr"], json!(["pop"]));
}

#[tokio::test]
async fn a_hijacked_session_alone_proves_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.admin.enrol(&test).await;
    let refused = async |action: &str, object: String| {
        let question =
            ours.admin.begin("/api/v1/auth/step-up/begin", json!({"action": action, "object": object})).await;
        assert_eq!(question["methods"][0], "passkey");
        let password = json!({"action": action, "object": object, "password": PASSWORD});
        ours.admin.post(STEP_UP, password).await.problem(403, "passkey_required");
        let nothing = json!({"action": action, "object": object});
        ours.admin.post(STEP_UP, nothing).await.problem(400, "bad_request");
    };
    for action in Action::ALL.iter().filter(|action| action.is_sensitive()) {
        refused(action.as_str(), ours.org.to_string()).await;
    }
    let log = ours.admin.audit("action=session.step_up").await;
    let refusals = log.iter().filter(|entry| entry["outcome"] == "refused").count();
    assert_eq!(refusals, Action::ALL.iter().filter(|action| action.is_sensitive()).count());
    let plain =
        ours.member.begin("/api/v1/auth/step-up/begin", json!({"action": "audit.export", "object": "x"}));
    assert_eq!(plain.await, json!({"methods": ["password"]}));
}

#[tokio::test]
async fn an_organization_that_requires_passkeys_lets_nobody_act_without_one() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let org = ours.org.to_string();
    let customer = ours.member.new_customer("Muñoz").await;
    let path = format!("/api/v1/customers/{customer}");
    // Not by whom it would lock out.
    let proof = ours.admin.prove("organization.authentication", &org).await;
    ours.admin.require_passkeys(&proof, true).await.problem(409, "no_passkey");
    let (mut passkey, id) = ours.admin.enrol(&test).await;
    ours.admin.require_passkeys(&proof, true).await.json(200);
    let entry = &ours.admin.audit("action=organization.authentication").await[0];
    assert_eq!(entry["details"]["require_passkeys"], "true");

    // At the next statement of a session that was open, and of a new one.
    let fresh = test.sign_in(&ours.member.email).await;
    for who in [&ours.member, &fresh] {
        who.get(&path).await.problem(403, "enrol_passkey");
        who.post("/api/v1/customers", json!({"name": "x"})).await.problem(403, "enrol_passkey");
        who.get("/api/v1/certificates").await.problem(403, "enrol_passkey");
        let proof = who.prove("customer.delete", &customer).await;
        who.act("DELETE", &path, &proof).await.problem(403, "enrol_passkey");
        assert_eq!(who.get("/api/v1/organization").await.json(200)["member"]["permissions"], json!([]));
    }
    assert_eq!(ours.admin.get(&path).await.status, 200);
    assert_eq!(
        theirs.member.get("/api/v1/customers").await.status,
        200,
        "other organizations are not concerned"
    );
    let page = test.request("GET", "/customers").header("cookie", format!("__Host-access={}", fresh.access));
    let led = Answer::of(page).await;
    assert_eq!((led.status, led.header("location")), (303, "/account/passkeys"));
    let page =
        test.request("GET", "/account/passkeys").header("cookie", format!("__Host-access={}", fresh.access));
    assert!(Answer::of(page).await.text().contains("data-enrol"));

    // Who enrols goes on, at once and in all his sessions.
    let (mut members, members_id) = fresh.enrol(&test).await;
    assert_eq!(fresh.get(&path).await.status, 200);
    assert_eq!(ours.member.get(&path).await.status, 200);
    // The last one stays, for the administrator too; a second one may go.
    for (who, passkey, id) in [(&fresh, &mut members, &members_id), (&ours.admin, &mut passkey, &id)] {
        let path = format!("{PASSKEYS}/{id}");
        let proof = who.prove_by(passkey, "passkey.remove", id).await;
        who.act("DELETE", &path, &proof).await.problem(409, "last_passkey");
        let enrol = who.prove_by(passkey, "passkey.enrol", &who.member.to_string()).await;
        who.enrol_with(&mut Authenticator::new(&test.origin), &enrol).await.json(201);
        who.act("DELETE", &path, &proof).await.empty(204);
    }
}

#[tokio::test]
async fn the_engine_keeps_the_policy_when_code_does_not() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.new_customer("Muñoz").await;
    let superuser = test.database.superuser().await;
    let require = "UPDATE credenza.organizations SET require_passkeys = true WHERE org_id = $1";
    let locked_out = superuser.execute(require, &[&ours.org.uuid()]).await.unwrap_err();
    assert_eq!(locked_out.code().unwrap().code(), "42501", "no administrator has one");
    ours.admin.enrol(&test).await;
    superuser.execute(require, &[&ours.org.uuid()]).await.unwrap();
    let seen = async |who: &Persona| -> i64 {
        let handle = test.app.tokens.handle(test.session_of(who));
        superuser.batch_execute("BEGIN; SET LOCAL ROLE credenza_app").await.unwrap();
        superuser.execute("SELECT FROM credenza.enter($1)", &[&handle.as_slice()]).await.unwrap();
        let row = superuser.query_one("SELECT count(*) FROM credenza.customers", &[]).await.unwrap();
        superuser.batch_execute("ROLLBACK").await.unwrap();
        row.get(0)
    };
    assert_eq!((seen(&ours.admin).await, seen(&ours.member).await), (1, 0));
    // A member who joins later is no exception.
    let member = MemberId::from_uuid(uuid::Uuid::from_u128(9));
    let user = UserId::from_uuid(uuid::Uuid::from_u128(9));
    superuser
        .execute(
            "INSERT INTO credenza.users (id, email, name) VALUES ($1, 'late@x.test', 'x')",
            &[&user.uuid()],
        )
        .await
        .unwrap();
    test.add_member(ours.org, member, user, "late@x.test", Role::Admin).await;
    let must = "SELECT must_enrol FROM credenza.members WHERE id = $1";
    assert!(superuser.query_one(must, &[&member.uuid()]).await.unwrap().get::<_, bool>(0));
    let undo = "UPDATE credenza.organizations SET require_passkeys = false WHERE org_id = $1";
    superuser.execute(undo, &[&ours.org.uuid()]).await.unwrap();
    assert_eq!(seen(&ours.member).await, 1);
}

#[tokio::test]
async fn an_organization_sets_how_long_a_proof_is_good_for() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let path = "/api/v1/organization/authentication";
    let set = async |minutes: Value| {
        let proof = ours.admin.prove("organization.authentication", &ours.org.to_string()).await;
        let body = json!({"step_up_minutes": minutes});
        Answer::of(ours.admin.request("PATCH", path).header("Step-Up", proof).json(&body)).await
    };
    for wrong in [0, 6, -1, i32::MAX] {
        set(json!(wrong)).await.problem(422, "invalid");
    }
    assert_eq!(set(json!(1)).await.json(200), json!({"require_passkeys": false, "step_up_minutes": 1}));
    let seconds = async |who: &Persona| {
        let body = json!({"action": "audit.export", "object": who.org.to_string(), "password": PASSWORD});
        who.post(STEP_UP, body).await.json(200)["expires_in"].as_i64().unwrap()
    };
    assert!((50..=60).contains(&seconds(&ours.admin).await));
    assert!((290..=300).contains(&seconds(&theirs.admin).await));
}
