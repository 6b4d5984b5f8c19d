//! A step-up proof is good for one act, on one object, in one session, once, for five minutes.

use domain::{Action, Role};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::{Object, ROUTES, Route, Things};
use crate::samples::MODERN;
use crate::squad::{PASSWORD, Persona, text};

/// Which route does a sensitive act, and what its proof must name. What every member may do is no action of its route.
fn act(things: &Things, action: Action) -> (&'static Route, &str) {
    let (found, object) = match action {
        Action::ApiTokenCreate => (named("POST /api/v1/api-tokens"), Object::Oneself),
        Action::ApiTokenCreateSensitive => (named("POST /api/v1/api-tokens"), Object::Organization),
        Action::PasskeyEnrol => (named("POST /api/v1/auth/passkeys"), Object::Oneself),
        Action::PasskeyRemove => (named("DELETE /api/v1/auth/passkeys/{id}"), Object::Passkey),
        Action::RecoveryCodesCreate => (named("POST /api/v1/auth/recovery-codes"), Object::Oneself),
        _ => {
            let route = ROUTES.iter().find(|route| route.proves() == Some(action));
            let route = route.unwrap_or_else(|| panic!("{action} is sensitive, and no route does it"));
            (route, route.object)
        }
    };
    (found, things.id(object))
}

fn named(name: &str) -> &'static Route {
    ROUTES.iter().find(|route| route.name() == name).unwrap()
}

/// A sensitive act, without its proof.
fn request(who: &Persona, things: &Things, action: Action) -> reqwest::RequestBuilder {
    let (route, object) = act(things, action);
    let request = who.request(route.method, &route.path(object));
    match action {
        Action::ApiTokenCreateSensitive => request.json(&json!({
            "name": "Nube",
            "scopes": ["audit.export"],
            "sensitive_actions": ["audit.export"],
            "sensitive_object": things.organization,
        })),
        _ => route.fill(request),
    }
}

fn sensitive() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|action| action.is_sensitive())
}

async fn attempt(who: &Persona, things: &Things, action: Action, proof: &str) -> Answer {
    Answer::of(request(who, things, action).header("Step-Up", proof)).await
}

#[tokio::test]
async fn a_proof_for_one_act_is_worthless_for_any_other() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let mut pairs = 0;
    for wanted in sensitive() {
        let (_, object) = act(&things, wanted);
        Answer::of(request(&ours.admin, &things, wanted)).await.problem(403, "step_up_required");
        for proven in sensitive().filter(|proven| *proven != wanted) {
            let proof = ours.admin.prove(proven.as_str(), object).await;
            attempt(&ours.admin, &things, wanted, &proof).await.problem(403, "step_up_required");
            pairs += 1;
        }
    }
    assert_eq!(pairs, sensitive().count() * (sensitive().count() - 1));
    // A proof that was refused elsewhere is not spent: each is good for its own act still.
    let (_, object) = act(&things, Action::CertificateReveal);
    let proof = ours.admin.prove("certificate.reveal_password", object).await;
    attempt(&ours.admin, &things, Action::CertificateDelete, &proof).await.problem(403, "step_up_required");
    assert_eq!(attempt(&ours.admin, &things, Action::CertificateReveal, &proof).await.status, 200);
}

#[tokio::test]
async fn a_proof_is_bound_to_object_session_and_organization() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    // The same person is an administrator of both.
    let user = test.database.superuser().await;
    let sql = "SELECT user_id FROM credenza.members WHERE id = $1";
    let user: uuid::Uuid = user.query_one(sql, &[&ours.admin.member.uuid()]).await.unwrap().get(0);
    let member = domain::id::MemberId::from_uuid(uuid::Uuid::from_u128(7));
    let user = domain::id::UserId::from_uuid(user);
    test.add_member(theirs.org, member, user, &ours.admin.email, Role::Admin).await;
    let there = test.sign_in_to(&ours.admin.email, Some(theirs.org)).await;
    assert_eq!(there.org, theirs.org);

    let (things, other) = (Things::of(&ours).await, ours.admin.keep(MODERN).await);
    for action in sensitive() {
        let (_, object) = act(&things, action);
        let of_another_object = match object.split('_').next() {
            Some("org") => theirs.org.to_string(),
            Some("mbr") => ours.member.member.to_string(),
            Some("cus") => ours.admin.new_customer("Otra").await,
            _ => other.clone(),
        };
        let second_session = test.sign_in(&ours.admin.email).await;
        let proofs = [
            ours.admin.prove(action.as_str(), &of_another_object).await,
            second_session.prove(action.as_str(), object).await,
            ours.member.prove(action.as_str(), object).await,
            there.prove(action.as_str(), object).await,
            "czs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(),
            "'; --".into(),
            "x".repeat(5000),
            ours.admin.access.clone(),
        ];
        for proof in proofs {
            attempt(&ours.admin, &things, action, &proof).await.problem(403, "step_up_required");
        }
    }
}

#[tokio::test]
async fn a_proof_works_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    // What destroys its object comes last.
    for action in [Action::CertificateReveal, Action::CertificateDownload, Action::AuditExport] {
        let (_, object) = act(&things, action);
        let proof = ours.admin.prove(action.as_str(), object).await;
        assert_eq!(attempt(&ours.admin, &things, action, &proof).await.status, 200);
        attempt(&ours.admin, &things, action, &proof).await.problem(403, "step_up_required");
    }
    for action in [Action::CertificateDelete, Action::CustomerDelete] {
        let (_, object) = act(&things, action);
        let proof = ours.admin.prove(action.as_str(), object).await;
        attempt(&ours.admin, &things, action, &proof).await.empty(204);
        attempt(&ours.admin, &things, action, &proof).await.problem(403, "step_up_required");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_used_by_many_at_once_works_for_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    for action in [Action::CertificateReveal, Action::CertificateDownload, Action::CertificateDelete] {
        let (_, object) = act(&things, action);
        let proof = ours.admin.prove(action.as_str(), object).await;
        let tries = (0..6).map(|_| attempt(&ours.admin, &things, action, &proof));
        let answers = futures_util::future::join_all(tries).await;
        let done = answers.iter().filter(|answer| answer.status < 300).count();
        assert_eq!(done, 1, "{action}");
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            answer.problem(403, "step_up_required");
        }
    }
    assert_eq!(test.keys.unwrapped(), 2, "one password was revealed, beside the pass that is there");
    let refused = ours.admin.audit("").await.iter().filter(|entry| entry["outcome"] == "refused").count();
    assert_eq!(refused, 15, "and each of the others is in the log");
}

#[tokio::test]
async fn a_proof_ends_after_five_minutes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let (_, object) = act(&things, Action::CertificateReveal);
    let proof = ours.admin.prove("certificate.reveal_password", object).await;
    let longest = "SELECT max(expires_at) <= now() + interval '5 minutes' FROM credenza.step_up_proofs";
    assert!(test.database.one::<bool>(longest).await);
    let later = "UPDATE credenza.step_up_proofs SET expires_at = expires_at - interval '5 minutes'
                 WHERE used_at IS NULL";
    assert_eq!(test.database.change(later).await, 1);
    attempt(&ours.admin, &things, Action::CertificateReveal, &proof).await.problem(403, "step_up_required");
    assert_eq!(test.keys.unwrapped(), 1, "for the pass that is among the things");
}

#[tokio::test]
async fn a_wrong_password_proves_nothing_and_is_recorded() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let body = |password: &str| json!({"action": "certificate.delete", "object": things.certificate, "password": password});
    for password in ["", "correcto caballo pila grap", "CORRECTO CABALLO PILA GRAPA", &"x".repeat(100_000)] {
        ours.admin.post("/api/v1/auth/step-up", body(password)).await.problem(401, "bad_credentials");
    }
    let mut log = ours.admin.audit("action=session.step_up").await;
    log.retain(|entry| entry["outcome"] == "refused");
    assert_eq!(log.len(), 4);
    for entry in &log {
        assert_eq!(entry["actor"]["id"], ours.admin.member.to_string());
        assert_eq!(entry["details"], json!({"action": "certificate.delete", "object": things.certificate}));
    }
    assert_eq!(
        test.database.one::<i64>("SELECT count(*) FROM credenza.step_up_proofs WHERE used_at IS NULL").await,
        0
    );
}

#[tokio::test]
async fn only_what_is_sensitive_can_be_proven_for() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let object = ours.org.to_string();
    let never = |action: &&Action| !action.can_be_proven();
    let insensitive = Action::ALL.iter().filter(never).map(|action| action.as_str());
    for action in insensitive.chain(["", "certificate.*", "certificate.download "]) {
        let body = json!({"action": action, "object": object, "password": PASSWORD});
        let problem = ours.admin.post("/api/v1/auth/step-up", body).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "action");
    }
    for object in ["CRT_X", "crt x", "\u{0}", "'", &"a".repeat(41)] {
        let body = json!({"action": "certificate.download", "object": object, "password": PASSWORD});
        let problem = ours.admin.post("/api/v1/auth/step-up", body).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "object");
    }
}

#[tokio::test]
async fn a_sensitive_act_without_proof_is_recorded_as_refused() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    for action in sensitive() {
        let (_, object) = act(&things, action);
        Answer::of(request(&ours.admin, &things, action)).await.problem(403, "step_up_required");
        let mut log = ours.admin.audit(&format!("action={action}")).await;
        log.retain(|entry| entry["outcome"] == "refused");
        assert_eq!(log.len(), 1, "{action}");
        // A token that was not made has an id that nobody knows.
        let made = matches!(action, Action::ApiTokenCreate | Action::ApiTokenCreateSensitive);
        assert!(made || log[0]["object"]["id"] == json!(object), "{}", log[0]);
        assert_eq!(log[0]["intent"], Value::Null);
    }
}

#[tokio::test]
async fn the_log_says_by_which_proof_an_act_was_done() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    ours.admin.reveal(&things.certificate).await.json(200);
    let log = ours.admin.audit("").await;
    let proof = log.iter().find(|entry| entry["action"] == "session.step_up").unwrap();
    let acts: Vec<_> = log.iter().filter(|entry| entry["action"] == "certificate.reveal_password").collect();
    assert_eq!(acts.len(), 2, "intent and outcome");
    for act in acts {
        assert_eq!(act["assurance"]["step_up"], proof["object"]["id"]);
        assert_eq!(text(&act["assurance"]["session"]), test.session_of(&ours.admin).to_string());
    }
}
