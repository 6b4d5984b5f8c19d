//! The first organization, by the one-time link.

use serde_json::json;
use server::auth::tokens;
use server::i18n::Locale;
use server::machine::SystemRng;

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{PASSWORD, text};

async fn link(test: &TestApp) -> Option<String> {
    let (token, hash) = tokens::opaque("", &SystemRng);
    test.app.store.system().add_setup_token(&hash).await.unwrap().then_some(token)
}

fn body(token: &str) -> serde_json::Value {
    json!({"token": token, "organization": "Gestoría", "name": "Ana", "email": "Ana@Gestoria.test", "password": PASSWORD, "locale": "es"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_and_only_the_newest() {
    let test = TestApp::new().await;
    let (older, newest) = (link(&test).await.unwrap(), link(&test).await.unwrap());
    test.post("/api/v1/setup", body(&older)).await.problem(410, "setup_closed");
    test.post("/api/v1/setup", body("")).await.problem(410, "setup_closed");
    let mut short = body(&newest);
    short["password"] = json!("short");
    let problem = test.post("/api/v1/setup", short).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "password_too_short");
    for (field, wrong) in [
        ("organization", ""),
        ("email", "ana"),
        ("organization", "a\u{0}b"),
        ("name", "a\u{0}b"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "a\u{0}b"),
    ] {
        let mut body = body(&newest);
        body[field] = json!(wrong);
        assert_eq!(
            test.post("/api/v1/setup", body).await.problem(422, "invalid")["errors"][0]["field"],
            field
        );
    }
    // A typing mistake has not used the link up; of many who follow it at once, one founds.
    let answers =
        futures_util::future::join_all((0..4).map(|_| test.post("/api/v1/setup", body(&newest)))).await;
    let founded: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(founded.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.problem(410, "setup_closed");
    }
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.organizations").await, 1);
    assert_eq!(link(&test).await, None, "no more links once there is an organization");

    let made = founded[0].json(201);
    let ana = test.sign_in("ana@gestoria.test").await;
    assert_eq!(
        (text(&made["organization_id"]), text(&made["member_id"])),
        (ana.org.to_string(), ana.member.to_string())
    );
    let organization = ana.get("/api/v1/organization").await.json(200);
    assert_eq!((&organization["name"], &organization["locale"]), (&json!("Gestoría"), &json!("es")));
    assert_eq!(
        organization["member"]["permissions"].as_array().unwrap().len(),
        domain::Permission::ALL.len()
    );
    let log = ana.audit("action=organization.create").await;
    assert_eq!((log.len(), &log[0]["actor"], &log[0]["seq"]), (1, &json!({"kind": "system"}), &json!(1)));
}

#[tokio::test]
async fn an_organization_begins_in_the_time_zone_of_its_founders_browser() {
    for (said, kept) in [
        ("America/Mexico_City", "America/Mexico_City"),
        ("Mars/Olympus", "UTC"),
        ("a\0b", "UTC"),
        ("", "UTC"),
    ] {
        let test = TestApp::new().await;
        let token = link(&test).await.unwrap();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("token", token.as_str()),
                ("organization", "Gestoría"),
                ("name", "Ana"),
                ("email", "ana@gestoria.test"),
                ("time_zone", said),
                ("password", PASSWORD),
                ("password_again", PASSWORD),
            ])
            .finish();
        let request = test.request("POST", "/setup").header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 303, "{said:?}");
        let organization =
            test.sign_in("ana@gestoria.test").await.get("/api/v1/organization").await.json(200);
        assert_eq!(organization["time_zone"], kept, "{said:?}");
    }
    let test = TestApp::new().await;
    let mut body = body(&link(&test).await.unwrap());
    body["time_zone"] = json!("Europe/Madrid");
    test.post("/api/v1/setup", body).await.json(201);
    let organization = test.sign_in("ana@gestoria.test").await.get("/api/v1/organization").await.json(200);
    assert_eq!(organization["time_zone"], "Europe/Madrid");
}

#[tokio::test]
async fn settings_are_changed_by_administrators() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let path = "/api/v1/organization";
    let changed = ours
        .admin
        .patch(path, json!({"name": "Nueva", "time_zone": "America/Bogota", "locale": "en", "version": 1}))
        .await
        .json(200);
    assert_eq!(
        (&changed["name"], &changed["time_zone"], &changed["version"]),
        (&json!("Nueva"), &json!("America/Bogota"), &json!(2))
    );
    ours.admin.patch(path, json!({"name": "X", "version": 1})).await.problem(409, "stale");
    for (field, wrong) in [
        ("time_zone", "Mars/Olympus"),
        ("locale", "fr"),
        ("name", ""),
        ("name", "a\u{0}b"),
        ("time_zone", "a\u{0}b"),
    ] {
        let problem = ours.admin.patch(path, json!({field: wrong})).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    for locale in Locale::ALL {
        let spoken = ours.admin.patch(path, json!({"locale": locale.tag()})).await.json(200);
        assert_eq!(spoken["locale"], locale.tag(), "the database takes every language of the pages");
    }
    ours.admin.patch(path, json!({"locale": "pt-BR"})).await.problem(422, "invalid");
    let others = theirs.admin.get(path).await.json(200);
    assert_eq!((&others["name"], &others["locale"]), (&json!("Gestoría sur"), &json!("es")));
    for who in [&ours.member, &ours.auditor] {
        who.patch(path, json!({"name": "X"})).await.problem(403, "forbidden");
        assert_eq!(who.get(path).await.json(200)["name"], "Nueva");
    }
}
