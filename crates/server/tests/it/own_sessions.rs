//! The list of one's own sessions, and ending them.

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{Persona, text};

const SESSIONS: &str = "/api/v1/sessions";

/// The sessions in a list, of those that live or of those that ended.
async fn listed(persona: &Persona, query: &str) -> Vec<Value> {
    let list = persona.get(&format!("{SESSIONS}{query}")).await.json(200);
    list["items"].as_array().expect("a list").clone()
}

async fn revoke(persona: &Persona, other: &Persona) -> Answer {
    let id = other.session.to_string();
    persona.act_proven("DELETE", &format!("{SESSIONS}/{id}"), "session.revoke", &id).await
}

#[tokio::test]
async fn a_member_sees_his_own_sessions_and_no_others() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:141.0) Gecko/20100101 Firefox/141.0";
    let body = json!({"email": ours.admin.email, "password": crate::squad::PASSWORD});
    let login = test.request("POST", "/api/v1/auth/login").header("user-agent", firefox).json(&body);
    Answer::of(login).await.json(200);
    let sessions = listed(&ours.admin, "").await;
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let (present, other) = (&sessions[0], &sessions[1]);
    assert_eq!((&present["id"], &present["current"]), (&json!(ours.admin.session.to_string()), &json!(true)));
    assert_eq!(
        (&other["browser"], &other["system"], &other["current"]),
        (&json!("Firefox"), &json!("Windows"), &json!(false))
    );
    assert_eq!((&other["address"], &other["methods"]), (&json!("127.0.0.1"), &json!(["pwd"])));
    assert_eq!(other["ended_at"], Value::Null);
    assert!(
        text(&other["started_at"]) <= text(&other["last_seen_at"])
            && text(&other["last_seen_at"]) < text(&other["ends_at"])
    );
    for persona in [&ours.member, &ours.auditor, &theirs.admin] {
        let sessions = listed(persona, "").await;
        assert_eq!(sessions.len(), 1);
        assert_eq!(sessions[0]["id"], persona.session.to_string());
        assert!(listed(persona, "?ended=true").await.is_empty());
    }
}

#[tokio::test]
async fn a_session_ends_at_its_next_statement_with_its_refresh_token() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let certificate = ours.admin.keep(crate::samples::EFIRMA).await;
    let elsewhere = test.sign_in(&ours.admin.email).await;
    let url = elsewhere.download_url(&certificate, "").await;
    revoke(&ours.admin, &elsewhere).await.empty(204);
    elsewhere.get("/api/v1/customers").await.problem(401, "unauthorized");
    elsewhere.get(&url).await.problem(401, "unauthorized");
    let refresh = json!({"refresh_token": elsewhere.refresh});
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    for persona in [&ours.admin, &ours.member, &theirs.admin] {
        assert_eq!(persona.get("/api/v1/organization").await.status, 200);
    }
    let ended = listed(&ours.admin, "?ended=true").await;
    assert_eq!(ended.len(), 1);
    assert_eq!(
        (&ended[0]["id"], &ended[0]["ended_because"]),
        (&json!(elsewhere.session.to_string()), &json!("revoked"))
    );
    let log = ours.admin.audit("action=session.revoke").await;
    assert_eq!((log.len(), &log[0]["object"]["id"]), (1, &json!(elsewhere.session.to_string())));
    assert!(log[0]["assurance"]["step_up"].is_string());
    revoke(&ours.admin, &elsewhere).await.problem(404, "not_found");
}

#[tokio::test]
async fn nobody_ends_anothers_session() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for other in [&ours.member, &theirs.admin] {
        revoke(&ours.admin, other).await.problem(404, "not_found");
        assert_eq!(other.get("/api/v1/organization").await.status, 200);
    }
}

#[tokio::test]
async fn the_present_session_is_signed_out() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let second = test.sign_in(&ours.admin.email).await;
    revoke(&second, &second).await.empty(204);
    second.get("/api/v1/customers").await.problem(401, "unauthorized");
    assert_eq!(listed(&ours.admin, "?ended=true").await[0]["ended_because"], "signed_out");
}

#[tokio::test]
async fn all_others_end_together() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (second, third) = (test.sign_in(&ours.admin.email).await, test.sign_in(&ours.admin.email).await);
    let present = ours.admin.session.to_string();
    let answer = ours.admin.act_proven("DELETE", SESSIONS, "session.revoke_others", &present).await;
    assert_eq!(answer.json(200), json!({"ended": 2}));
    for gone in [&second, &third] {
        gone.get("/api/v1/customers").await.problem(401, "unauthorized");
    }
    for persona in [&ours.admin, &ours.member, &theirs.admin] {
        assert_eq!(persona.get("/api/v1/organization").await.status, 200);
    }
    let log = ours.admin.audit("action=session.revoke_others").await;
    assert_eq!((log.len(), &log[0]["details"]["ended"]), (1, &json!("2")));
}

#[tokio::test]
async fn what_ended_by_itself_says_why() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (idle, over) = (test.sign_in(&ours.admin.email).await, test.sign_in(&ours.admin.email).await);
    for (persona, column) in [(&idle, "idle_expires_at"), (&over, "expires_at")] {
        let sql =
            format!("UPDATE credenza.sessions SET {column} = now() WHERE id = '{}'", persona.session.uuid());
        assert_eq!(test.database.change(&sql).await, 1);
    }
    let ended = listed(&ours.admin, "?ended=true").await;
    let because = |persona: &Persona| {
        let id = json!(persona.session.to_string());
        ended.iter().find(|session| session["id"] == id).map(|session| session["ended_because"].clone())
    };
    assert_eq!((because(&idle), because(&over)), (Some(json!("idle")), Some(json!("expired"))));
    assert_eq!(listed(&ours.admin, "").await.len(), 1);
}

/// What a browser sends: its cookies.
fn browse(test: &TestApp, method: &str, path: &str, access: &str) -> reqwest::RequestBuilder {
    test.request(method, path)
        .header("cookie", format!("__Host-access={access}"))
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn reuse_of_a_token_is_shown_to_its_owner_until_he_knows() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let refresh = json!({"refresh_token": ours.admin.refresh});
    test.post("/api/v1/auth/refresh", refresh.clone()).await.json(200);
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    let again = test.sign_in(&ours.admin.email).await;
    assert_eq!(listed(&again, "?ended=true").await[0]["ended_because"], "refresh_reuse");
    let told = async |persona: &Persona| {
        let page = Answer::of(browse(&test, "GET", "/settings", &persona.access)).await;
        assert_eq!(page.status, 200);
        page.text().contains("reuse-title")
    };
    assert!(told(&again).await);
    for persona in [&ours.member, &theirs.admin] {
        assert!(!told(persona).await, "it is nobody else's business");
        let seen = Answer::of(browse(&test, "POST", "/account/sessions/seen", &persona.access)).await;
        assert_eq!(seen.status, 303);
    }
    assert!(told(&again).await, "he himself has to say so");
    let seen = Answer::of(browse(&test, "POST", "/account/sessions/seen", &again.access)).await;
    assert_eq!((seen.status, seen.header("location")), (303, "/account/sessions"));
    assert!(!told(&again).await);
    assert_eq!(again.audit("action=session.reuse_seen").await.len(), 1);
}

#[tokio::test]
async fn the_sign_in_page_opens_for_a_browser_whose_session_was_ended() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let lives = Answer::of(browse(&test, "GET", "/sign-in?next=%2Fcustomers", &ours.admin.access)).await;
    assert_eq!((lives.status, lives.header("location")), (303, "/customers"));
    let elsewhere = test.sign_in(&ours.admin.email).await;
    revoke(&ours.admin, &elsewhere).await.empty(204);
    let page = Answer::of(browse(&test, "GET", "/customers", &elsewhere.access)).await;
    assert_eq!((page.status, page.header("location")), (303, "/sign-in?next=%2Fcustomers"));
    let page = Answer::of(browse(&test, "GET", page.header("location"), &elsewhere.access)).await;
    assert_eq!(page.status, 200, "and does not lead back");
}

#[tokio::test]
async fn signing_in_again_ends_what_the_browser_had() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("email", &ours.admin.email).append_pair("password", crate::squad::PASSWORD);
    let submit = test
        .request("POST", "/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", format!("__Host-refresh={}", ours.member.refresh))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.finish());
    assert_eq!(Answer::of(submit).await.status, 303);
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    assert_eq!(theirs.admin.get("/api/v1/customers").await.status, 200);
    let back = test.sign_in(&ours.member.email).await;
    assert_eq!(listed(&back, "?ended=true").await[0]["ended_because"], "signed_in_again");
}

async fn set_timeouts(who: &Persona, body: Value) -> Answer {
    let proof = who.prove("organization.security_update", &who.org.to_string()).await;
    let request = who.request("PATCH", "/api/v1/organization/security").header("Step-Up", proof);
    Answer::of(request.json(&body)).await
}

#[tokio::test]
async fn shorter_times_count_for_sessions_that_live_and_longer_ones_for_the_next() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let aged = format!(
        "UPDATE credenza.sessions SET created_at = created_at - interval '3 hours' WHERE id = '{}'",
        ours.member.session.uuid()
    );
    test.database.change(&aged).await;
    let answer =
        set_timeouts(&ours.admin, json!({"idle_minutes": 5, "absolute_minutes": 120})).await.json(200);
    assert_eq!((&answer["idle_minutes"], &answer["absolute_minutes"]), (&json!(5), &json!(120)));
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    for persona in [&ours.admin, &ours.auditor, &theirs.member] {
        assert_eq!(persona.get("/api/v1/organization").await.status, 200);
    }
    let times = |org: domain::id::OrgId, idle: &str, absolute: &str| {
        format!(
            "SELECT bool_and(idle_expires_at - last_seen_at <= interval '{idle}' AND expires_at - created_at <= interval '{absolute}')
             FROM credenza.sessions WHERE org_id = '{}'",
            org.uuid()
        )
    };
    assert!(test.database.one::<bool>(&times(ours.org, "5 minutes", "2 hours")).await);
    assert!(
        !test.database.one::<bool>(&times(theirs.org, "14 minutes", "11 hours")).await,
        "others keep theirs"
    );
    set_timeouts(&ours.admin, json!({"idle_minutes": 60, "absolute_minutes": 1440})).await.json(200);
    assert!(
        test.database.one::<bool>(&times(ours.org, "5 minutes", "2 hours")).await,
        "nothing that lives grows"
    );
    let next = test.sign_in(&ours.auditor.email).await;
    let lasts = format!(
        "SELECT idle_expires_at - created_at = interval '1 hour' AND expires_at - created_at = interval '1 day'
         FROM credenza.sessions WHERE id = '{}'",
        next.session.uuid()
    );
    assert!(test.database.one::<bool>(&lasts).await);
    let log = ours.admin.audit("action=organization.security_update").await;
    assert_eq!(log.len(), 2);
    assert_eq!(log[1]["details"], json!({"absolute_minutes": "120", "idle_minutes": "5"}));
}

#[tokio::test]
async fn times_have_bounds() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for (body, code) in [
        (json!({"idle_minutes": 4}), "idle_minutes"),
        (json!({"idle_minutes": 1441}), "idle_minutes"),
        (json!({"idle_minutes": -5}), "idle_minutes"),
        (json!({"absolute_minutes": 14}), "absolute_minutes"),
        (json!({"absolute_minutes": 43_201}), "absolute_minutes"),
        (json!({"idle_minutes": 120, "absolute_minutes": 60}), "idle_longer"),
    ] {
        let problem = set_timeouts(&ours.admin, body).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], code);
    }
    let stale = set_timeouts(&ours.admin, json!({"idle_minutes": 10, "version": 7})).await;
    stale.problem(409, "stale");
    let present = ours.auditor.get("/api/v1/organization/security").await.json(200);
    assert_eq!(present, json!({"idle_minutes": 15, "absolute_minutes": 720, "version": 1}));
    let page = Answer::of(browse(&test, "GET", "/settings/security", &ours.member.access)).await;
    assert_eq!(page.status, 404, "who may not change it does not see it");
    let page = Answer::of(browse(&test, "GET", "/settings/security", &ours.admin.access)).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn a_fresh_proof_brings_new_tokens_and_spends_the_old_ones() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let act = |refresh: Option<&str>| {
        let mut body = json!({"action": "organization.security_update", "object": ours.admin.org.to_string(),
            "password": crate::squad::PASSWORD});
        if let Some(token) = refresh {
            body["refresh_token"] = json!(token);
        }
        body
    };
    // A program that sends its refresh token along, and then one that does not.
    let answer = ours.admin.post("/api/v1/auth/step-up", act(Some(&ours.admin.refresh))).await.json(200);
    let next = answer["session"]["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(next, ours.admin.refresh);
    let plain = ours.admin.post("/api/v1/auth/step-up", act(None)).await.json(200);
    assert_eq!(plain.get("session"), None);
    // The token of another session is a bad one.
    let foreign = ours.admin.post("/api/v1/auth/step-up", act(Some(&theirs.admin.refresh))).await;
    foreign.problem(401, "bad_refresh_token");
    // A browser gets both cookies anew.
    let cookies = format!("__Host-access={}; __Host-refresh={next}", ours.admin.access);
    let prove = async |cookies: &str| {
        let request = test
            .request("POST", "/api/v1/auth/step-up")
            .header("cookie", cookies)
            .header("sec-fetch-site", "same-origin");
        Answer::of(request.json(&act(None))).await
    };
    let proven = prove(&cookies).await;
    let set: Vec<&str> = proven.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap()).collect();
    let of = |name: &str| {
        let line = set.iter().find(|line| line.starts_with(name)).unwrap();
        line[name.len() + 1..].split(';').next().unwrap().to_owned()
    };
    let (access, refresh) = (of("__Host-access"), of("__Host-refresh"));
    assert_ne!(refresh, next);
    let proof = proven.json(200)["step_up_token"].as_str().unwrap().to_owned();
    // The proof is good in the session as it goes on, and the new tokens are.
    let request = browse(&test, "PATCH", "/api/v1/organization/security", &access).header("Step-Up", proof);
    Answer::of(request.json(&json!({"idle_minutes": 20}))).await.json(200);
    let again = test.post("/api/v1/auth/refresh", json!({"refresh_token": refresh})).await;
    again.json(200);
    // Who copied the cookies before the proof ends the session, and gets nothing.
    test.post("/api/v1/auth/refresh", json!({"refresh_token": next})).await.problem(401, "bad_refresh_token");
    ours.admin.get("/api/v1/customers").await.problem(401, "unauthorized");
}
