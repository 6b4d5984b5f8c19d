//! Roles of an organization's own: what they permit holds at once, and nobody puts into one what he does not hold.

use domain::Role;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{Persona, text};

async fn roles(who: &Persona) -> Vec<Value> {
    who.get("/api/v1/roles").await.json(200)["items"].as_array().unwrap().clone()
}

async fn change(who: &Persona, id: &str, body: Value) -> Answer {
    who.send_proven("PUT", &format!("/api/v1/roles/{id}"), body, "role.update", id).await
}

async fn delete(who: &Persona, id: &str) -> Answer {
    who.act_proven("DELETE", &format!("/api/v1/roles/{id}"), "role.delete", id).await
}

#[tokio::test]
async fn the_built_in_roles_are_there_and_cannot_be_changed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let listed = roles(&ours.member).await;
    let ids: Vec<_> = listed.iter().map(|role| text(&role["id"])).collect();
    assert_eq!(ids, Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>());
    for (shown, role) in listed.iter().zip(Role::ALL) {
        let names: Vec<_> = role.permissions().iter().map(domain::Permission::as_str).collect();
        assert_eq!((&shown["permissions"], &shown["name"]), (&json!(names), &Value::Null));
        let body = json!({"name": "x", "permissions": [], "version": 1});
        let path = format!("/api/v1/roles/{}", role.as_str());
        Answer::of(ours.admin.request("PUT", &path).json(&body)).await.problem(404, "not_found");
        Answer::of(ours.admin.request("DELETE", &path)).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_custom_role_permits_what_is_in_it_from_the_next_statement_on() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.admin.new_role("Recepción", &["customer.read"]).await;
    let worker = test.hire(&ours, Role::Worker).await;
    worker.get("/api/v1/customers").await.problem(403, "forbidden");
    ours.admin.set_roles(&worker.member.to_string(), &[&id]).await.empty(204);
    assert_eq!(worker.get("/api/v1/customers").await.status, 200);
    worker.post("/api/v1/customers", json!({"name": "x"})).await.problem(403, "forbidden");
    let more = json!({"name": "Recepción", "permissions": ["customer.read", "customer.write"], "version": 1});
    change(&ours.admin, &id, more.clone()).await.empty(204);
    worker.new_customer("Muñoz").await;
    change(&ours.admin, &id, more).await.problem(409, "stale");
    let less = json!({"name": "Recepción", "permissions": [], "version": 2});
    change(&ours.admin, &id, less).await.empty(204);
    worker.get("/api/v1/customers").await.problem(403, "forbidden");

    delete(&ours.admin, &id).await.problem(409, "role_in_use");
    ours.admin.set_roles(&worker.member.to_string(), &["worker"]).await.empty(204);
    ours.admin.invite("alguien@example.test", &[&id]).await;
    delete(&ours.admin, &id).await.problem(409, "role_in_use");
    let invitation = ours.admin.get("/api/v1/invitations").await.json(200)["items"][0]["id"].clone();
    let path = format!("/api/v1/invitations/{}", text(&invitation));
    ours.admin.act_proven("DELETE", &path, "invitation.revoke", &text(&invitation)).await.empty(204);
    delete(&ours.admin, &id).await.empty(204);
    delete(&ours.admin, &id).await.problem(404, "not_found");
    assert_eq!(roles(&ours.admin).await.len(), Role::ALL.len());
    assert_eq!(roles(&theirs.admin).await.len(), Role::ALL.len());

    let log = ours.admin.audit("action=role.update").await;
    let done: Vec<_> = log.iter().filter(|entry| entry["outcome"] == "done").collect();
    assert_eq!(done.len(), 2);
    assert_eq!(
        done[1]["details"],
        json!({"before": "customer.read", "permissions": "customer.read customer.write"})
    );
    assert_eq!(done[1]["object"], json!({"id": id, "kind": "role", "version": 2}));
}

/// Who has a role may change it, as far as he holds what it permits, and take from it what he needs to do so again.
#[tokio::test]
async fn who_has_a_role_changes_it_and_acts_by_what_it_permits_then() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.new_role("Roles", &["role.manage", "customer.read"]).await;
    let who = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&who.member.to_string(), &[&id]).await.empty(204);
    let renamed = json!({"name": "Papeles", "permissions": ["role.manage", "customer.read"], "version": 1});
    change(&who, &id, renamed).await.empty(204);
    assert_eq!(who.get("/api/v1/customers").await.status, 200);
    let less = json!({"name": "Papeles", "permissions": [], "version": 2});
    change(&who, &id, less.clone()).await.empty(204);
    who.get("/api/v1/customers").await.problem(403, "forbidden");
    change(&who, &id, less).await.problem(403, "forbidden");
    let log = ours.admin.audit("action=role.update").await;
    let done = log
        .iter()
        .filter(|entry| entry["outcome"] == "done" && entry["actor"]["id"] == who.member.to_string());
    assert_eq!(done.count(), 2);
}

#[tokio::test]
async fn a_role_has_a_name_of_its_own_and_permissions_that_there_are() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    ours.admin.new_role("Recepción", &[]).await;
    theirs.admin.new_role("Recepción", &[]).await;
    let create = async |body: Value| {
        let org = ours.org.to_string();
        ours.admin.send_proven("POST", "/api/v1/roles", body, "role.create", &org).await
    };
    let taken = create(json!({"name": "Recepción", "permissions": []})).await;
    assert_eq!(taken.problem(409, "role_name_taken")["errors"][0]["field"], "name");
    for (body, field) in [
        (json!({"name": " ", "permissions": []}), "name"),
        (json!({"name": "x".repeat(81), "permissions": []}), "name"),
        (json!({"name": "x\u{7}", "permissions": []}), "name"),
        (json!({"name": "x", "permissions": ["everything"]}), "permissions"),
        (json!({"name": "x", "permissions": ["customer.read", ""]}), "permissions"),
    ] {
        let problem = create(body).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn nobody_puts_into_a_role_what_he_does_not_hold() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let own = ["role.manage", "member.read", "customer.read"];
    let keeper = ours.admin.new_role("Roles", &own).await;
    let other = ours.admin.new_role("Llaves", &["certificate.reveal_password"]).await;
    let who = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&who.member.to_string(), &[&keeper]).await.empty(204);
    let more = json!({"name": "Roles", "permissions": ["role.manage", "certificate.download"], "version": 1});
    change(&who, &keeper, more).await.problem(403, "beyond_own");
    let less = json!({"name": "Llaves", "permissions": [], "version": 1});
    change(&who, &other, less).await.problem(403, "beyond_own");
    delete(&who, &other).await.problem(403, "beyond_own");
    let body = json!({"name": "Mía", "permissions": ["member.manage"]});
    let org = ours.org.to_string();
    let made = who.send_proven("POST", "/api/v1/roles", body, "role.create", &org).await;
    made.problem(403, "beyond_own");
    who.new_role("Mía", &["customer.read"]).await;
    let refused = ours.admin.audit("action=role.update").await;
    assert_eq!(refused.iter().filter(|entry| entry["outcome"] == "refused").count(), 2);
}
