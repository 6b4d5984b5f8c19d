//! Tickets: recorded, checked by somebody else, approved or sent back, renewed, suspended, revoked; and their types.

use domain::{Role, TicketCode};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::Records;
use crate::squad::{Persona, text};

const TYPES: &str = "/api/v1/ticket-types";

/// A worker, where his tickets are.
async fn worker(who: &Persona, name: &str) -> String {
    let made = who.post("/api/v1/workers", json!({"name": name})).await.json(201);
    format!("/api/v1/workers/{}/tickets", text(&made["id"]))
}

async fn first_aid(who: &Persona) {
    let kind = json!({"code": "first_aid", "name": "First aid", "valid_months": 36});
    who.post(TYPES, kind).await.json(201);
}

fn path_of(ticket: &Value) -> String {
    format!("/api/v1/tickets/{}", text(&ticket["id"]))
}

async fn act(who: &Persona, ticket: &str, act: &str) -> Answer {
    who.post(&format!("{ticket}/{act}"), json!({"reason": format!("why {act}")})).await
}

#[tokio::test]
async fn one_account_alone_records_and_approves() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    first_aid(admin).await;
    let tickets = worker(admin, "Úrsula").await;
    let new = json!({"type": "first_aid", "number": "A-1", "issuer": "Cruz Roja", "issued_on": "2026-01-31"});
    let made = admin.post(&tickets, new).await.json(201);
    assert_eq!((&made["state"], &made["expires_on"]), (&json!("pending"), &json!("2029-01-31")));
    let code = text(&made["code"]);
    assert_eq!(code.parse::<TicketCode>().unwrap().to_string(), code);
    let path = path_of(&made);
    theirs.admin.post(&format!("{path}/approve"), json!({})).await.problem(404, "not_found");
    // The body may be left out.
    let approved = Answer::of(admin.request("POST", &format!("{path}/approve"))).await.json(200);
    assert_eq!((&approved["state"], &approved["approved_by"]), (&json!("approved"), &json!(admin.member)));
    let entries = admin.audit(&format!("object={}", text(&made["id"]))).await;
    assert_eq!(entries[0]["action"], "ticket.approve");
    assert_eq!(entries[0]["details"]["only_approver"], "true", "{}", entries[0]);
    assert_eq!(entries[0]["details"]["code"], code);
}

#[tokio::test]
async fn somebody_else_approves_where_there_is_somebody_else() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (admin, hse) = (&ours.admin, test.hire(&ours, Role::HseManager).await);
    first_aid(&hse).await;
    let tickets = worker(&hse, "Úrsula").await;
    let path =
        path_of(&hse.post(&tickets, json!({"type": "first_aid", "issued_on": "2026-01-10"})).await.json(201));
    hse.post(&format!("{path}/approve"), json!({})).await.problem(409, "own_ticket");
    let id = path.rsplit('/').next().unwrap();
    let log = admin.audit(&format!("object={id}")).await;
    assert_eq!((&log[0]["action"], &log[0]["outcome"]), (&json!("ticket.approve"), &json!("refused")));
    let approved = admin.post(&format!("{path}/approve"), json!({})).await.json(200);
    assert_eq!(approved["recorded_by"], hse.member.to_string());
    assert_eq!(admin.audit(&format!("object={id}")).await[0]["details"].get("only_approver"), None);
    // Who corrects a ticket has written it.
    let other =
        path_of(&hse.post(&tickets, json!({"type": "first_aid", "issued_on": "2026-01-10"})).await.json(201));
    admin.patch(&other, json!({"number": "B-2"})).await.json(200);
    admin.post(&format!("{other}/approve"), json!({})).await.problem(409, "own_ticket");
    hse.post(&format!("{other}/approve"), json!({})).await.json(200);
}

#[tokio::test]
async fn a_life_is_lived_step_by_step() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    first_aid(admin).await;
    let tickets = worker(admin, "Úrsula").await;
    let new = json!({"type": "first_aid", "number": "A-1", "issued_on": "2026-01-10"});
    let path = path_of(&admin.post(&tickets, new).await.json(201));
    for early in ["suspend", "reinstate", "revoke"] {
        act(admin, &path, early).await.problem(409, "ticket_state");
    }
    let back = act(admin, &path, "send-back").await.json(200);
    assert_eq!((&back["state"], &back["reason"]), (&json!("sent_back"), &json!("why send-back")));
    act(admin, &path, "approve").await.problem(409, "ticket_state");
    let corrected = admin.patch(&path, json!({"number": "A-2", "version": 2})).await.json(200);
    assert_eq!((&corrected["state"], &corrected["number"]), (&json!("pending"), &json!("A-2")));
    admin.patch(&path, json!({"number": "A-3", "version": 2})).await.problem(409, "stale");
    act(admin, &path, "approve").await.json(200);
    admin.patch(&path, json!({"number": "A-3"})).await.problem(409, "ticket_state");
    Answer::of(admin.request("DELETE", &path)).await.problem(409, "ticket_state");
    act(admin, &path, "approve").await.problem(409, "ticket_state");
    act(admin, &path, "reinstate").await.problem(409, "ticket_state");
    assert_eq!(act(admin, &path, "suspend").await.json(200)["status"], "suspended");
    act(admin, &path, "suspend").await.problem(409, "ticket_state");
    assert_eq!(act(admin, &path, "reinstate").await.json(200)["state"], "approved");
    let revoked = act(admin, &path, "revoke").await.json(200);
    assert_eq!((&revoked["state"], &revoked["status"]), (&json!("revoked"), &json!("revoked")));
    for late in ["approve", "send-back", "suspend", "reinstate", "revoke"] {
        let told = act(admin, &path, late).await.problem(409, "ticket_state");
        assert!(text(&told["detail"]).starts_with("This ticket is revoked, so it cannot be"), "{told}");
    }
    let id = path.rsplit('/').next().unwrap();
    let log = admin.audit(&format!("object={id}")).await;
    let acts: Vec<_> = log.iter().rev().map(|entry| text(&entry["action"])).collect();
    let all = ["create", "send_back", "update", "approve", "suspend", "reinstate", "revoke"];
    assert_eq!(acts, all.map(|act| format!("ticket.{act}")));
    assert_eq!(log[0]["disclosed"], json!({"reason": "why revoke", "worker_name": "Úrsula"}));
}

#[tokio::test]
async fn who_says_no_says_why() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    let path = format!("/api/v1/tickets/{}", records.ticket);
    let refused = async |act: &str| {
        for body in [json!({}), json!({"reason": null}), json!({"reason": "  "})] {
            let problem = admin.post(&format!("{path}/{act}"), body).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["code"], "reason_required", "{act}");
        }
        let long = json!({"reason": "x".repeat(1001)});
        let problem = admin.post(&format!("{path}/{act}"), long).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "reason");
        for garbage in ["{", "[]", "7", r#"{"surprise":1}"#, r#"{"reason":7}"#] {
            let request = admin.request("POST", &format!("{path}/{act}"));
            let request = request.header("content-type", "application/json").body(garbage);
            Answer::of(request).await.problem(400, "bad_request");
        }
    };
    refused("send-back").await;
    admin.post(&format!("{path}/approve"), json!({"reason": null})).await.json(200);
    refused("suspend").await;
    refused("revoke").await;
    assert_eq!(admin.get(&path).await.json(200)["state"], "approved", "nothing was done");
}

#[tokio::test]
async fn a_renewal_takes_the_place_of_the_old_one_when_it_is_approved() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    first_aid(admin).await;
    let tickets = worker(admin, "Úrsula").await;
    let new = json!({"type": "first_aid", "number": "A-1", "issuer": "Cruz Roja", "issued_on": "2023-01-10"});
    let old = path_of(&admin.post(&tickets, new).await.json(201));
    let renewal = json!({"number": "A-2", "issued_on": "2026-01-10"});
    admin.post(&format!("{old}/renew"), renewal.clone()).await.problem(409, "ticket_state");
    act(admin, &old, "approve").await.json(200);
    theirs.admin.post(&format!("{old}/renew"), renewal.clone()).await.problem(404, "not_found");
    let made = admin.post(&format!("{old}/renew"), renewal.clone()).await.json(201);
    assert_eq!((&made["issuer"], &made["expires_on"]), (&json!("Cruz Roja"), &json!("2029-01-10")));
    let id = old.rsplit('/').next().unwrap();
    assert_eq!(made["renews"], id);
    admin.post(&format!("{old}/renew"), renewal.clone()).await.problem(409, "renewal_open");
    assert_eq!(admin.get(&old).await.json(200)["state"], "approved", "it stays what it is");
    act(admin, &path_of(&made), "approve").await.json(200);
    let superseded = admin.get(&old).await.json(200);
    assert_eq!((&superseded["state"], &superseded["renewed_by"]), (&json!("superseded"), &made["id"]));
    let log = admin.audit(&format!("object={}", text(&made["id"]))).await;
    assert_eq!(log[0]["details"]["replaces"], id);
    act(admin, &old, "revoke").await.problem(409, "ticket_state");

    // By the contract's door too, where worker and type must be the old one's.
    let current = text(&made["id"]);
    admin.post(TYPES, json!({"code": "h2s", "name": "H2S"})).await.json(201);
    let other = worker(admin, "Olga").await;
    let renews = |kind: &str, old: &str| json!({"type": kind, "issued_on": "2026-02-01", "renews": old});
    for (path, body) in [(&other, renews("first_aid", &current)), (&tickets, renews("h2s", &current))] {
        let problem = admin.post(path, body).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "renews");
    }
    for unknown in ["x", "tkt_01h455vb4pex5vsknk084sn02q"] {
        let problem = admin.post(&tickets, renews("first_aid", unknown)).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "renews");
    }
    // A renewal that is withdrawn makes room for another.
    let first = path_of(&admin.post(&tickets, renews("first_aid", &current)).await.json(201));
    Answer::of(admin.request("DELETE", &first)).await.empty(204);
    admin.get(&first).await.problem(404, "not_found");
    admin.post(&tickets, renews("first_aid", &current)).await.json(201);
}

#[tokio::test]
async fn days_and_types_are_read_as_people_write_them() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    first_aid(admin).await;
    let foreign = Records::of(&theirs.admin).await;
    let kind = admin.post(TYPES, json!({"code": "TDG", "name": "TDG"})).await.json(201);
    let tickets = worker(admin, "Úrsula").await;
    // By the type's code in any case, or its id; without a validity, and without an end.
    for named in [json!("TDG"), json!("tdg"), kind["id"].clone()] {
        let made = admin.post(&tickets, json!({"type": named})).await.json(201);
        assert_eq!((&made["type"], &made["expires_on"]), (&json!("TDG"), &Value::Null));
    }
    let given = json!({"type": "first_aid", "issued_on": "2026-01-10T09:00:00Z", "expires_on": "2027-01-09"});
    let made = admin.post(&tickets, given).await.json(201);
    assert_eq!((&made["issued_on"], &made["expires_on"]), (&json!("2026-01-10"), &json!("2027-01-09")));
    let corrected = admin.patch(&path_of(&made), json!({"issued_on": "2026-02-28"})).await.json(200);
    assert_eq!(corrected["expires_on"], "2029-02-28", "worked out anew");
    let corrected = admin.patch(&path_of(&made), json!({"expires_on": "2028-01-01"})).await.json(200);
    assert_eq!(
        (&corrected["issued_on"], &corrected["expires_on"]),
        (&json!("2026-02-28"), &json!("2028-01-01"))
    );
    for (body, field) in [
        (json!({"type": "none"}), "type"),
        (json!({"type": ""}), "type"),
        (json!({"type": foreign.ticket_type}), "type"),
        (json!({"type": "first_aid"}), "issued_on"),
        (json!({"type": "first_aid", "issued_on": "10/01/2026"}), "issued_on"),
        (json!({"type": "first_aid", "issued_on": "2026-02-30"}), "issued_on"),
        (json!({"type": "first_aid", "issued_on": "2026-01-10", "expires_on": "soon"}), "expires_on"),
        (json!({"type": "first_aid", "issued_on": "2026-01-10", "expires_on": "2026-01-09"}), "expires_on"),
        (json!({"type": "TDG", "number": "x".repeat(81)}), "number"),
        (json!({"type": "TDG", "issuer": "x".repeat(201)}), "issuer"),
    ] {
        let problem = admin.post(&tickets, body.clone()).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }
    admin.patch(&format!("{TYPES}/{}", text(&kind["id"])), json!({"archived": true})).await.json(200);
    let problem = admin.post(&tickets, json!({"type": "TDG"})).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "type_archived");
}

#[tokio::test]
async fn types_are_made_changed_and_started_with() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let made =
        admin.post(TYPES, json!({"code": "H2S", "name": " H2S Alive ", "valid_months": 36})).await.json(201);
    assert_eq!(
        (&made["name"], &made["renewal_days"], &made["medical"]),
        (&json!("H2S Alive"), &json!(60), &json!(false))
    );
    for code in ["H2S", "h2s"] {
        let taken = admin.post(TYPES, json!({"code": code, "name": "x"})).await.problem(409, "taken");
        assert_eq!(taken["errors"][0]["field"], "code");
    }
    for (body, field) in [
        (json!({"code": "", "name": "x"}), "code"),
        (json!({"code": "a b", "name": "x"}), "code"),
        (json!({"code": "ñ", "name": "x"}), "code"),
        (json!({"code": "x".repeat(33), "name": "x"}), "code"),
        (json!({"code": "x", "name": ""}), "name"),
        (json!({"code": "x", "name": "x", "valid_months": 0}), "valid_months"),
        (json!({"code": "x", "name": "x", "valid_months": 601}), "valid_months"),
        (json!({"code": "x", "name": "x", "renewal_days": -1}), "renewal_days"),
    ] {
        let problem = admin.post(TYPES, body.clone()).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }
    let path = format!("{TYPES}/{}", text(&made["id"]));
    theirs.admin.get(&path).await.problem(404, "not_found");
    let changed =
        admin.patch(&path, json!({"code": "h2s", "valid_months": null, "version": 1})).await.json(200);
    assert_eq!((&changed["code"], &changed["valid_months"]), (&json!("h2s"), &Value::Null));
    admin.patch(&path, json!({"name": "x", "version": 1})).await.problem(409, "stale");

    // All of the catalogue but what is there, and nothing the second time.
    let start = format!("{TYPES}/starter");
    let added = Answer::of(admin.request("POST", &start)).await.json(200);
    let codes: Vec<_> = added["items"].as_array().unwrap().iter().map(|kind| text(&kind["code"])).collect();
    assert_eq!(codes.len(), domain::ticket::STARTER.len() - 1);
    assert!(codes.contains(&"first_aid".to_owned()) && !codes.contains(&"h2s".to_owned()));
    assert_eq!(Answer::of(admin.request("POST", &start)).await.json(200)["items"], json!([]));
    assert_eq!(admin.audit("action=ticket_type.create").await.len(), 2);
    assert_eq!(theirs.admin.get(TYPES).await.json(200)["items"], json!([]));
    let found = admin.get(&format!("{TYPES}?q=fall")).await.json(200);
    assert_eq!(found["items"][0]["code"], "fall_protection");

    let tickets = worker(admin, "Úrsula").await;
    admin.post(&tickets, json!({"type": "h2s"})).await.json(201);
    Answer::of(admin.request("DELETE", &path)).await.problem(409, "in_use");
    let other = text(&found["items"][0]["id"]);
    Answer::of(admin.request("DELETE", &format!("{TYPES}/{other}"))).await.empty(204);
    assert_eq!(admin.get(&format!("{TYPES}?q=fall")).await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn tickets_are_found_by_what_they_are_worth_today() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    first_aid(admin).await;
    Records::of(&theirs.admin).await;
    let tickets = worker(admin, "Úrsula").await;
    let today: OffsetDateTime = domain::Clock::now(&*test.clock);
    let day = |offset: i64| domain::ticket::day_text((today + time::Duration::days(offset)).date());
    for (number, ends) in [("gone", -30), ("soon", 30), ("good", 300)] {
        let new = json!({"type": "first_aid", "number": number, "issued_on": "2020-01-10", "expires_on": day(ends)});
        let path = path_of(&admin.post(&tickets, new).await.json(201));
        act(admin, &path, "approve").await.json(200);
    }
    admin
        .post(&tickets, json!({"type": "first_aid", "number": "waits", "issued_on": "2026-01-10"}))
        .await
        .json(201);
    for (query, found) in [
        ("status=expired", vec!["gone"]),
        ("status=expiring", vec!["soon"]),
        ("status=valid", vec!["good"]),
        ("status=pending", vec!["waits"]),
        ("status=revoked", vec![]),
        ("q=URSULA&limit=1", vec!["gone"]),
        ("q=good", vec!["good"]),
        (&format!("expires_before={}", day(31)), vec!["gone", "soon"]),
    ] {
        let page = admin.get(&format!("/api/v1/tickets?{query}")).await.json(200);
        let numbers: Vec<_> = page["items"].as_array().unwrap().iter().map(|t| text(&t["number"])).collect();
        assert_eq!(numbers, found, "{query}");
    }
    for bad in ["status=good", "expires_before=soon", "worker_id=x"] {
        admin.get(&format!("/api/v1/tickets?{bad}")).await.problem(400, "bad_request");
    }
    let page = admin.get("/api/v1/tickets?limit=3").await.json(200);
    let next = format!("/api/v1/tickets?limit=3&cursor={}", text(&page["next_cursor"]));
    assert_eq!(admin.get(&next).await.json(200)["items"].as_array().unwrap().len(), 1);
    let counts = &admin.get("/api/v1/workers").await.json(200)["items"][0]["tickets"];
    assert_eq!(
        (&counts["expired"], &counts["expiring"], &counts["valid"], &counts["pending"]),
        (&json!(1), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!(counts["next_end"], day(30));
}
