//! Members: suspended, reinstated, removed, given other roles, leaving. What is decided holds from the next statement on, also
//! in live sessions, for open pages and for a download that is under way.

use std::sync::Arc;

use domain::Role;
use serde_json::{Value, json};
use tokio_postgres::NoTls;

use crate::app::TestApp;
use crate::client::{Answer, shape};
use crate::database;
use crate::samples::{MODERN, bytes};
use crate::squad::{Firm, PASSWORD, Persona, text};

const LIST: &str = "/api/v1/members";

async fn listed(who: &Persona) -> Vec<Value> {
    who.get(LIST).await.json(200)["items"].as_array().unwrap().clone()
}

async fn page(who: &Persona, path: &str) -> Answer {
    let cookie = format!("__Host-access={}", who.access);
    Answer::of(who.anonymous("GET", path).header("cookie", cookie)).await
}

#[tokio::test]
async fn members_are_listed_page_by_page_each_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let items = listed(&ours.member).await;
    let ids: Vec<_> = items.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(items.iter().filter(|item| item["oneself"] == true).count(), 1);
    assert!(items.iter().all(|item| item["status"] == "active"));
    insta::assert_snapshot!(shape(&items[0]));
    let mut paged = Vec::new();
    let mut path = format!("{LIST}?limit=1");
    loop {
        let page = ours.admin.get(&path).await.json(200);
        paged.extend(page["items"].as_array().unwrap().iter().map(|item| text(&item["id"])));
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("{LIST}?limit=1&cursor={next}");
    }
    assert_eq!(paged, ids);
    let one = ours.auditor.get(&format!("{LIST}/{}", ours.admin.member)).await.json(200);
    assert_eq!((&one["email"], &one["roles"]), (&json!("admin@norte.test"), &json!(["admin"])));
    for theirs in listed(&theirs.admin).await {
        assert!(!ids.contains(&text(&theirs["id"])));
    }
}

#[tokio::test]
async fn who_is_suspended_stops_at_once_and_comes_back_by_signing_in() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.member.to_string();
    assert_eq!(page(&ours.member, "/certificates").await.status, 200);
    ours.admin.change_member(&id, "suspend").await.empty(204);
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    let refresh = json!({"refresh_token": ours.member.refresh});
    test.post("/api/v1/auth/refresh", refresh.clone()).await.problem(401, "bad_refresh_token");
    let login = json!({"email": ours.member.email, "password": PASSWORD});
    test.post("/api/v1/auth/login", login).await.problem(401, "bad_credentials");
    // A page that is open is led to sign-in, whole or in part.
    let whole = page(&ours.member, "/certificates").await;
    assert_eq!((whole.status, whole.header("location")), (303, "/sign-in?next=%2Fcertificates"));
    ours.admin.change_member(&id, "suspend").await.problem(409, "not_active");
    assert_eq!(ours.admin.get(&format!("{LIST}/{id}")).await.json(200)["status"], "suspended");

    ours.admin.change_member(&id, "reinstate").await.empty(204);
    ours.admin.change_member(&id, "reinstate").await.problem(409, "not_suspended");
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    let again = test.sign_in(&ours.member.email).await;
    assert_eq!(again.get("/api/v1/customers").await.status, 200, "with the roles that he had");
    assert_eq!(theirs.member.get("/api/v1/customers").await.status, 200);

    let log = ours.admin.audit("action=member.suspend").await;
    let done: Vec<_> = log.iter().filter(|entry| entry["outcome"] == "done").collect();
    assert_eq!(done.len(), 1);
    assert_eq!(done[0]["object"]["id"], id);
    assert_eq!(done[0]["disclosed"], json!({"name": "Benito"}));
    assert!(text(&done[0]["assurance"]["step_up"]).starts_with("stp_"));
    let refused: Vec<_> = log.iter().filter(|entry| entry["outcome"] == "refused").collect();
    assert_eq!(refused.len(), 1, "and what a rule forbade is in the log too");
}

#[tokio::test]
async fn who_is_removed_is_gone_and_his_deeds_stay() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let certificate = ours.member.keep(MODERN).await;
    let id = ours.member.member.to_string();
    ours.admin.change_member(&id, "remove").await.empty(204);
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    assert_eq!(listed(&ours.admin).await.len(), 2);
    ours.admin.get(&format!("{LIST}/{id}")).await.problem(404, "not_found");
    for change in ["remove", "suspend", "reinstate"] {
        ours.admin.change_member(&id, change).await.problem(404, "not_found");
    }
    ours.admin.set_roles(&id, &["member"]).await.problem(404, "not_found");
    assert_eq!(ours.admin.get(&format!("/api/v1/certificates/{certificate}")).await.status, 200);
    let log = ours.admin.audit("action=certificate.upload").await;
    assert_eq!(log[0]["actor"]["id"], id);
    assert_eq!(listed(&theirs.admin).await.len(), 3);
}

/// What is revoked while a key is being unwrapped is revoked: the bytes do not leave.
#[tokio::test]
async fn a_download_under_way_stops_when_its_member_is_suspended_or_removed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for (sql, status, code) in [
        ("UPDATE credenza.members SET status = 'suspended' WHERE id = $1", 401, "unauthorized"),
        ("UPDATE credenza.members SET status = 'removed' WHERE id = $1", 401, "unauthorized"),
    ] {
        let who = test.hire(&ours, Role::Member).await;
        let id = who.keep(MODERN).await;
        let url = who.download_url(&id, "").await;
        let (name, member) = (test.database.name.clone(), who.member.uuid());
        test.keys.before_unwrap(move |_| {
            let name = name.clone();
            async move {
                let config = database::config(database::socket(), "postgres", &name);
                let (client, connection) = config.connect(NoTls).await.unwrap();
                tokio::spawn(connection);
                client.execute(sql, &[&member]).await.unwrap();
                Ok(())
            }
        });
        let answer = who.get(&url).await;
        answer.problem(status, code);
        assert_ne!(answer.body, bytes(MODERN.file));
        test.keys.leave_alone();
        ours.admin.delete_certificate(&id).await.empty(204);
    }
    assert_eq!(test.keys.unwrapped(), 2);
}

#[tokio::test]
async fn other_roles_are_in_force_at_the_next_statement() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.member.to_string();
    let certificate = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&certificate, "").await;
    ours.admin.set_roles(&id, &["auditor"]).await.empty(204);
    ours.member.get("/api/v1/certificates").await.problem(403, "forbidden");
    ours.member.get(&url).await.problem(403, "forbidden");
    assert_eq!(ours.member.get("/api/v1/audit").await.status, 200);
    ours.admin.set_roles(&id, &["member", "auditor", "member"]).await.empty(204);
    assert_eq!(ours.member.get("/api/v1/certificates").await.status, 200);
    let log = ours.admin.audit("action=member.set_roles").await;
    assert_eq!(log[0]["details"], json!({"before": "auditor", "roles": "auditor member"}));
    for roles in [&[][..], &["nobody"], &["ADMIN"], &["'; --"], &["member", ""]] {
        let problem = ours.admin.set_roles(&id, roles).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "roles", "{roles:?}");
    }
    let shown = ours.admin.get(&format!("{LIST}/{id}")).await.json(200);
    assert_eq!(shown["roles"], json!(["auditor", "member"]));
}

/// His own roles, too: he goes on by the new ones, and it is in the log whatever they let him do.
#[tokio::test]
async fn who_changes_his_own_roles_goes_on_by_the_new_ones() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let who = test.hire(&ours, Role::Admin).await;
    let id = who.member.to_string();
    who.set_roles(&id, &["admin", "hse_manager"]).await.empty(204);
    let shown = who.get(&format!("{LIST}/{id}")).await.json(200);
    assert_eq!(shown["roles"], json!(["admin", "hse_manager"]));
    who.set_roles(&id, &["worker"]).await.empty(204);
    who.get(LIST).await.problem(403, "forbidden");
    who.set_roles(&id, &["admin"]).await.problem(403, "forbidden");
    assert_eq!(who.get("/api/v1/organization").await.status, 200, "his session goes on");
    let log = ours.admin.audit("action=member.set_roles").await;
    let done: Vec<_> = log.iter().filter(|entry| entry["outcome"] == "done").collect();
    let told: Vec<_> = done.iter().map(|entry| (&entry["actor"]["id"], &entry["details"])).collect();
    let (down, up) = (
        json!({"before": "admin hse_manager", "roles": "worker"}),
        json!({"before": "admin", "roles": "admin hse_manager"}),
    );
    assert_eq!(told, [(&json!(id), &down), (&json!(id), &up)]);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = ours.admin.member.to_string();
    ours.admin.set_roles(&admin, &["member"]).await.problem(409, "last_administrator");
    ours.admin.leave().await.problem(409, "last_administrator");
    for change in ["remove", "suspend"] {
        ours.admin.change_member(&admin, change).await.problem(409, "oneself");
    }
    let second = test.hire(&ours, Role::Admin).await;
    second.change_member(&admin, "suspend").await.empty(204);
    second.leave().await.problem(409, "last_administrator");
    second.change_member(&admin, "reinstate").await.empty(204);
    let first = test.sign_in(&ours.admin.email).await;
    let (a, b) = tokio::join!(first.leave(), second.leave());
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "of two who leave at once one stays");
    let admins = "SELECT count(*) FROM credenza.member_roles r JOIN credenza.members m ON m.org_id = r.org_id AND m.id = r.member_id
                  WHERE r.role_id = 'admin' AND m.status = 'active'";
    assert_eq!(test.database.one::<i64>(admins).await, 2, "and the other firm's");
    let stays = if a.status == 409 { first } else { second };
    let left = stays.audit("action=member.leave").await;
    assert_eq!(left.iter().filter(|entry| entry["outcome"] == "done").count(), 1);
    assert!(left.iter().filter(|entry| entry["outcome"] == "refused").count() >= 3);
}

#[tokio::test]
async fn who_leaves_is_out() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let proof_for_another = ours.member.prove("member.leave", &ours.admin.member.to_string()).await;
    let leave = "/api/v1/organization/leave";
    ours.member.act("POST", leave, &proof_for_another).await.problem(403, "step_up_required");
    ours.member.leave().await.empty(204);
    ours.member.get("/api/v1/customers").await.problem(401, "unauthorized");
    assert_eq!(listed(&ours.admin).await.len(), 2);
    let entries = ours.admin.audit("action=member.leave").await;
    assert_eq!(
        (&entries[0]["outcome"], &entries[0]["actor"]["id"]),
        (&json!("done"), &json!(ours.member.member))
    );
}

#[tokio::test]
async fn nobody_manages_whom_he_does_not_cover() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let own = ["member.read", "member.manage", "member.invite", "role.manage", "customer.read"];
    // What a worker holds, too.
    let permissions =
        [own.as_slice(), &["worker.read", "ticket.write", "pass.take", "evidence.read", "gate_log.read"]]
            .concat();
    let role = ours.admin.new_role("Personal", &permissions).await;
    let people = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&people.member.to_string(), &[&role]).await.empty(204);
    let worker = test.hire(&ours, Role::Worker).await.member.to_string();
    let admin = ours.admin.member.to_string();
    people.set_roles(&worker, &["admin"]).await.problem(403, "beyond_own");
    people.set_roles(&people.member.to_string(), &[&role, "admin"]).await.problem(403, "beyond_own");
    people.change_member(&admin, "remove").await.problem(403, "beyond_own");
    people.change_member(&ours.auditor.member.to_string(), "suspend").await.problem(403, "beyond_own");
    people.set_roles(&worker, &[&role, "worker"]).await.empty(204);
    people.change_member(&worker, "remove").await.empty(204);
    let refused = ours.admin.audit("action=member.set_roles").await;
    assert_eq!(
        refused.iter().filter(|entry| entry["outcome"] == "refused").count(),
        2,
        "both attempts are in the log"
    );
    let firm: &Firm = &ours;
    assert_eq!(firm.admin.get("/api/v1/audit").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_and_reading_at_once_end_in_one_or_the_other() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.member.to_string();
    let proof = ours.admin.prove("member.suspend", &id).await;
    let member = Arc::new(ours.member.clone());
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let member = Arc::clone(&member);
            tokio::spawn(async move {
                // Until it is over: then every later answer is a refusal.
                while member.get("/api/v1/customers").await.status == 200 {}
                member.get("/api/v1/customers").await.status
            })
        })
        .collect();
    ours.admin.act("POST", &format!("{LIST}/{id}/suspend"), &proof).await.empty(204);
    for reader in readers {
        assert_eq!(reader.await.unwrap(), 401);
    }
}
