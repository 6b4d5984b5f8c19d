//! Who may work where, over HTTP: what sites need, who is ready and who is not and why, and who is told.

use domain::Role;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::Records;
use crate::squad::{Persona, text};

const BOARD: &str = "/api/v1/readiness";

async fn require(who: &Persona, site: &str, types: Value) -> Answer {
    let path = format!("/api/v1/sites/{site}/requirements");
    Answer::of(who.request("PUT", &path).json(&types)).await
}

async fn at(who: &Persona, site: &str, query: &str) -> Value {
    who.get(&format!("/api/v1/sites/{site}/readiness?{query}")).await.json(200)
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["worker_name"].as_str().unwrap()).collect()
}

/// A worker with one approved ticket that ends on this day, if on any.
async fn ready(who: &Persona, name: &str, more: Value, kind: &str, end: &str) -> String {
    let mut worker = json!({"name": name});
    worker.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let id = text(&who.post("/api/v1/workers", worker).await.json(201)["id"]);
    let ticket = json!({"type": kind, "number": "1", "issued_on": "2020-01-01", "expires_on": end});
    let ticket = text(&who.post(&format!("/api/v1/workers/{id}/tickets"), ticket).await.json(201)["id"]);
    who.post(&format!("/api/v1/tickets/{ticket}/approve"), json!({})).await.json(200);
    ticket
}

#[tokio::test]
async fn a_site_says_what_it_needs_and_who_lacks_it_is_named_with_the_reason() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let site = &records.site;
    assert_eq!(
        at(admin, site, "").await["items"][0]["go"],
        true,
        "a site that needs nothing takes everybody"
    );

    let set = require(admin, site, json!({"types": [records.ticket_type]})).await.json(200);
    assert_eq!((&set["types"][0]["name"], &set["version"]), (&json!("H2S"), &json!(2)));
    let lacking = &at(admin, site, "").await["items"][0];
    assert_eq!((&lacking["go"], &lacking["outlook"]), (&json!(false), &json!("not_ready")));
    assert_eq!(lacking["lacks"][0]["why"], "pending");
    let ticket = ready(admin, "Ana", json!({}), "h2s", "2199-01-01").await;
    let ana = &at(admin, site, "outlook=ready").await["items"][0];
    assert_eq!((&ana["worker_name"], &ana["until"]), (&json!("Ana"), &json!("2199-01-01")));
    admin.post(&format!("/api/v1/tickets/{ticket}/suspend"), json!({"reason": "x"})).await.json(200);
    assert_eq!(at(admin, site, "").await["items"][0]["lacks"][0]["why"], "suspended");
    admin.post(&format!("/api/v1/tickets/{ticket}/revoke"), json!({"reason": "x"})).await.json(200);
    let revoked = &at(admin, site, "").await["items"][0]["lacks"][0];
    assert_eq!((&revoked["why"], &revoked["type_name"]), (&json!("revoked"), &json!("H2S")));

    let foreign_type = require(admin, site, json!({"types": [foreign.ticket_type]})).await;
    assert_eq!(foreign_type.problem(422, "invalid")["errors"][0]["field"], "types");
    require(admin, site, json!({"types": ["x"]})).await.problem(422, "invalid");
    require(admin, site, json!({"types": [], "version": 1})).await.problem(409, "stale");
    let needed =
        Answer::of(admin.request("DELETE", &format!("/api/v1/ticket-types/{}", records.ticket_type)));
    needed.await.problem(409, "in_use");
    let theirs_still = at(&theirs.admin, &foreign.site, "").await;
    assert_eq!(theirs_still["items"][0]["go"], true, "the other organization's site needs nothing");
    let told = admin.get("/api/v1/audit?action=site.require").await.json(200);
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_board_counts_those_whom_the_caller_sees_and_filters_them() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    ready(admin, "Bea", json!({"crew_id": records.crew}), "h2s", "2199-01-01").await;
    ready(admin, "Ciro", json!({"contractor_id": records.contractor}), "h2s", "2021-01-01").await;

    let board = admin.get(BOARD).await.json(200);
    let counts = &board["sites"][0];
    assert_eq!(
        (&board["workers"], &counts["ready"], &counts["not_ready"]),
        (&json!(3), &json!(1), &json!(2))
    );
    for (query, workers, ready) in [
        (format!("crew_id={}", records.crew), 1, 1),
        (format!("contractor_id={}", records.contractor), 1, 0),
        (format!("crew_id={}", foreign.crew), 0, 0),
    ] {
        let board = admin.get(&format!("{BOARD}?{query}")).await.json(200);
        assert_eq!(
            (&board["workers"], &board["sites"][0]["ready"]),
            (&json!(workers), &json!(ready)),
            "{query}"
        );
    }
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    assert_eq!(supervisor.get(BOARD).await.json(200)["workers"], 0);
    let crew = format!("/api/v1/crews/{}", records.crew);
    admin.patch(&crew, json!({"supervisors": [supervisor.member]})).await.json(200);
    assert_eq!(names(&at(&supervisor, &records.site, "").await), ["Bea"]);
    let set = require(&supervisor, &records.site, json!({"types": []})).await;
    set.problem(403, "forbidden");

    let first = at(admin, &records.site, "limit=2").await;
    let rest =
        at(admin, &records.site, &format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((names(&first), names(&rest)), (vec!["Bea", "Ciro"], vec!["Úrsula"]));
    assert_eq!(rest["next_cursor"], Value::Null);
    admin
        .get(&format!("/api/v1/sites/{}/readiness?outlook=soon", records.site))
        .await
        .problem(400, "bad_request");
    admin.get(&format!("/api/v1/sites/{}/readiness", foreign.site)).await.problem(404, "not_found");
}
