//! Sessions: how they begin, go on, and end.

use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{PASSWORD, Persona, text};

const LIST: &str = "/api/v1/customers";

async fn refresh(test: &TestApp, token: &str) -> Answer {
    test.post("/api/v1/auth/refresh", json!({"refresh_token": token})).await
}

/// Somebody with the tokens of an answer.
fn with(persona: &Persona, tokens: &Value) -> Persona {
    let mut persona = persona.clone();
    persona.access = text(&tokens["access_token"]);
    persona.refresh = text(&tokens["refresh_token"]);
    persona
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_second_use_ends_the_session() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let first = &ours.admin;
    let second = with(first, &refresh(&test, &first.refresh).await.json(200));
    let third = with(first, &refresh(&test, &second.refresh).await.json(200));
    for persona in [first, &second, &third] {
        assert_eq!(persona.get(LIST).await.status, 200, "access tokens live their five minutes");
    }
    // A thief comes with the first one, later than a second tab would.
    let aged = "UPDATE credenza.refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL";
    assert_eq!(test.database.change(aged).await, 2);
    refresh(&test, &first.refresh).await.problem(401, "bad_refresh_token");
    for persona in [first, &second, &third] {
        persona.get(LIST).await.problem(401, "unauthorized");
        refresh(&test, &persona.refresh).await.problem(401, "bad_refresh_token");
    }
    let again = test.sign_in(&first.email).await;
    let reuse = again.audit("action=session.refresh_reuse").await;
    assert_eq!(reuse.len(), 1);
    assert_eq!((&reuse[0]["outcome"], &reuse[0]["actor"]["kind"]), (&json!("refused"), &json!("anonymous")));
    assert_eq!(ours.member.get(LIST).await.status, 200, "other sessions go on");
}

/// A page's script asks for new tokens, by the cookie.
async fn refresh_in_browser(test: &TestApp, token: &str) -> Answer {
    let request =
        test.request("POST", "/session/refresh").header("cookie", format!("__Host-refresh={token}"));
    Answer::of(request.header("sec-fetch-site", "same-origin")).await
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let values = cookies.filter_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('=')?.split(';').next());
    values.map(str::to_owned).next()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_wake_together_stay_signed_in() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let tabs = (0..5).map(|_| refresh_in_browser(&test, &ours.admin.refresh));
    let answers = futures_util::future::join_all(tabs).await;
    let mut successors = Vec::new();
    for answer in &answers {
        assert_eq!(answer.status, 204, "{}", answer.text());
        successors.extend(cookie(answer, "__Host-refresh"));
        let mut access = ours.admin.clone();
        access.access = cookie(answer, "__Host-access").unwrap();
        assert_eq!(access.get(LIST).await.status, 200);
    }
    assert_eq!(successors.len(), 1, "the family has one successor");
    assert_eq!(refresh_in_browser(&test, &successors[0]).await.status, 204);
}

#[tokio::test]
async fn a_program_has_no_tabs() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let second = refresh(&test, &ours.admin.refresh).await.json(200);
    refresh(&test, &ours.admin.refresh).await.problem(401, "bad_refresh_token");
    with(&ours.admin, &second).get(LIST).await.problem(401, "unauthorized");
    refresh(&test, &text(&second["refresh_token"])).await.problem(401, "bad_refresh_token");
    assert_eq!(theirs.admin.get(LIST).await.status, 200);
}

#[tokio::test]
async fn what_is_no_refresh_token_is_told_the_same() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let mut bodies = Vec::new();
    for token in ["", "x", "czr_AAAA", &ours.admin.access, &"x".repeat(10_000), "\u{0}"] {
        let answer = refresh(&test, token).await;
        answer.problem(401, "bad_refresh_token");
        bodies.push(answer.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn signing_out_ends_both_tokens_at_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let other = test.sign_in(&ours.admin.email).await;
    ours.admin.post("/api/v1/auth/logout", json!({})).await.empty(204);
    ours.admin.get(LIST).await.problem(401, "unauthorized");
    ours.admin.post("/api/v1/auth/logout", json!({})).await.problem(401, "unauthorized");
    refresh(&test, &ours.admin.refresh).await.problem(401, "bad_refresh_token");
    assert_eq!(other.get(LIST).await.status, 200);
    let log = other.audit("action=session.sign_out").await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0]["actor"]["id"], ours.admin.member.to_string());
}

#[tokio::test]
async fn an_access_token_lives_five_minutes() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.clock.advance(Duration::minutes(4));
    assert_eq!(ours.admin.get(LIST).await.status, 200);
    test.clock.advance(Duration::minutes(1));
    ours.admin.get(LIST).await.problem(401, "unauthorized");
    let renewed = with(&ours.admin, &refresh(&test, &ours.admin.refresh).await.json(200));
    assert_eq!(renewed.get(LIST).await.status, 200);
}

#[tokio::test]
async fn sessions_end_when_idle_and_in_any_case() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let limits = "SELECT bool_and(idle_expires_at - created_at = interval '15 minutes'
                                  AND expires_at - created_at = interval '12 hours') FROM credenza.sessions";
    assert!(test.database.one::<bool>(limits).await);

    // A refresh is what shows that somebody is there, and it does not lead beyond the absolute end.
    let near = "UPDATE credenza.sessions SET idle_expires_at = now() + interval '1 minute',
                expires_at = now() + interval '2 minutes'";
    test.database.change(near).await;
    let renewed = with(&ours.admin, &refresh(&test, &ours.admin.refresh).await.json(200));
    let session = test.session_of(&ours.admin).uuid();
    let capped = format!("SELECT idle_expires_at = expires_at FROM credenza.sessions WHERE id = '{session}'");
    assert!(test.database.one::<bool>(&capped).await);

    let idle = format!("UPDATE credenza.sessions SET idle_expires_at = now() WHERE id = '{session}'");
    assert_eq!(test.database.change(&idle).await, 1);
    renewed.get(LIST).await.problem(401, "unauthorized");
    refresh(&test, &renewed.refresh).await.problem(401, "bad_refresh_token");

    let session = test.session_of(&theirs.admin).uuid();
    let over = format!("UPDATE credenza.sessions SET expires_at = now() WHERE id = '{session}'");
    assert_eq!(test.database.change(&over).await, 1);
    theirs.admin.get(LIST).await.problem(401, "unauthorized");
    refresh(&test, &theirs.admin.refresh).await.problem(401, "bad_refresh_token");
    assert_eq!(ours.member.get(LIST).await.status, 200);
}

#[tokio::test]
async fn who_has_an_account_cannot_be_found_out() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let suspended = format!(
        "UPDATE credenza.members SET status = 'suspended' WHERE id = '{}'",
        ours.auditor.member.uuid()
    );
    test.database.change(&suspended).await;
    let attempts = [
        (ours.admin.email.as_str(), "correcto caballo pila grapas"),
        ("nobody@norte.test", PASSWORD),
        (&ours.auditor.email, PASSWORD),
        ("not an address", PASSWORD),
        ("", ""),
        ("a@b@c", PASSWORD),
        ("admin@norte.test\u{0}", PASSWORD),
        (&ours.admin.email, ""),
    ];
    let mut bodies = Vec::new();
    for (email, password) in attempts {
        let answer = test.post("/api/v1/auth/login", json!({"email": email, "password": password})).await;
        answer.problem(401, "bad_credentials");
        bodies.push(answer.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let strange = json!({"email": ours.admin.email, "password": PASSWORD, "organization_id": "org_01h455vb4pex5vsknk084sn02q"});
    assert_eq!(test.post("/api/v1/auth/login", strange).await.body, bodies[0]);
    // The set-up door does not tell either: it is closed, whoever knocks.
    let mut knocks = Vec::new();
    for (email, password) in [
        (ours.admin.email.as_str(), "another good password"),
        ("nobody@norte.test", PASSWORD),
        (&ours.admin.email, PASSWORD),
    ] {
        let body = json!({"token": "x", "organization": "x", "email": email, "password": password});
        let answer = test.post("/api/v1/setup", body).await;
        answer.problem(410, "setup_closed");
        knocks.push(answer.body);
    }
    assert!(knocks.iter().all(|body| *body == knocks[0]));
}

#[tokio::test]
async fn addresses_are_compared_without_case_and_blanks() {
    let test = TestApp::new().await;
    test.firms().await;
    assert_eq!(test.sign_in("  Admin@NORTE.test ").await.get(LIST).await.status, 200);
}

#[tokio::test]
async fn sign_ins_are_recorded_where_they_belong() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let wrong = json!({"email": ours.member.email, "password": "wrong password!"});
    test.post("/api/v1/auth/login", wrong).await.problem(401, "bad_credentials");
    let log = ours.admin.audit("action=session.sign_in").await;
    assert_eq!(log.len(), 4, "three came in, one did not");
    assert_eq!((&log[0]["outcome"], &log[0]["actor"]), (&json!("refused"), &json!({"kind": "anonymous"})));
    assert_eq!(log[0]["object"], json!({"id": ours.member.member.to_string(), "kind": "member"}));
    let done: Vec<_> = log[1..].iter().map(|entry| text(&entry["actor"]["id"])).collect();
    assert_eq!(done, [&ours.auditor, &ours.member, &ours.admin].map(|who| who.member.to_string()));
    for entry in &log[1..] {
        assert_eq!(entry["assurance"]["amr"], json!(["pwd"]));
        assert_eq!(entry["disclosed"], json!({"address": "127.0.0.1"}));
    }
    assert_eq!(
        theirs.admin.audit("action=session.sign_in").await.len(),
        3,
        "the other firm's log knows nothing of it"
    );
    let unknown = json!({"email": "nobody@norte.test", "password": PASSWORD});
    test.post("/api/v1/auth/login", unknown).await.problem(401, "bad_credentials");
    assert_eq!(ours.admin.audit("action=session.sign_in").await.len(), 4);
}

#[tokio::test]
async fn a_password_kept_at_a_lower_cost_is_hashed_anew() {
    use argon2::password_hash::PasswordHasher;
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let weak = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"salt of sixteen!")
        .unwrap();
    let superuser = test.database.superuser().await;
    superuser.execute("UPDATE credenza.user_passwords SET phc = $1", &[&weak.to_string()]).await.unwrap();
    let again = test.sign_in(&ours.admin.email).await;
    let stronger =
        "SELECT count(*) FROM credenza.user_passwords WHERE phc LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'";
    assert_eq!(test.database.one::<i64>(stronger).await, 1, "his own, not the others'");
    assert_eq!(again.get(LIST).await.status, 200);
    test.sign_in(&ours.admin.email).await;
}
