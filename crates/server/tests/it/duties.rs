//! Roles and tasks of work over HTTP: who says what they need, who has them, and who may work where with them.

use domain::Role;
use domain::id::DutyId;
use serde_json::{Value, json};
use store::ReadinessFilter;

use crate::app::TestApp;
use crate::client::Answer;
use crate::readiness::{Keeping, ready, require};
use crate::routes::Records;
use crate::squad::{Persona, text};
use crate::worker_pages::{leads, open, page, send};

pub(crate) async fn duty(who: &Persona, kind: &str, name: &str, types: &[&str]) -> String {
    let new = json!({"kind": kind, "name": name, "types": types});
    text(&who.post("/api/v1/duties", new).await.json(201)["id"])
}

pub(crate) async fn ticket_type(who: &Persona, code: &str, name: &str) -> String {
    text(&who.post("/api/v1/ticket-types", json!({"code": code, "name": name})).await.json(201)["id"])
}

pub(crate) async fn delete(who: &Persona, path: &str) -> Answer {
    Answer::of(who.request("DELETE", path)).await
}

/// The path of the worker of this name.
pub(crate) async fn worker(who: &Persona, name: &str) -> String {
    let found = who.get(&format!("/api/v1/workers?q={name}")).await.json(200);
    format!("/api/v1/workers/{}", text(&found["items"][0]["id"]))
}

/// What somebody lacks at the first site, with who asks for it.
async fn lacks(who: &Persona, worker: &str, query: &str) -> Vec<String> {
    let sites = who.get(&format!("{worker}/readiness?{query}")).await.json(200);
    let lacks = sites["items"][0]["lacks"].as_array().unwrap().clone();
    assert_eq!(sites["items"][0]["go"], lacks.is_empty());
    let asked = |lack: &Value| {
        let by = lack["asked_by"].as_array().unwrap().iter();
        let by = by.map(|asker| format!("{} {}", text(&asker["kind"]), text(&asker["name"])));
        format!("{} {}: {}", text(&lack["type_name"]), text(&lack["why"]), by.collect::<Vec<_>>().join(", "))
    };
    lacks.iter().map(asked).collect()
}

#[tokio::test]
async fn a_site_a_role_and_a_task_ask_together_and_each_is_named() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let (heights, rescue) =
        (ticket_type(admin, "heights", "Heights").await, ticket_type(admin, "rescue", "Rescue").await);
    ready(admin, "Ana", json!({"crew_id": records.crew}), "h2s", "2199-01-01").await;
    let ana = worker(admin, "Ana").await;
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    assert!(lacks(admin, &ana, "").await.is_empty());

    let scaffolder = duty(admin, "role", "Scaffolder", &[&heights, &records.ticket_type]).await;
    let task = duty(admin, "task", "Confined space", &[&rescue, &heights]).await;
    assert!(lacks(admin, &ana, "").await.is_empty(), "she has no role");
    let given = admin.patch(&ana, json!({"roles": [scaffolder, scaffolder]})).await.json(200);
    assert_eq!(given["roles"], json!([{"id": scaffolder, "name": "Scaffolder"}]));
    assert_eq!(lacks(admin, &ana, "").await, ["Heights missing: role Scaffolder"]);
    let query = format!("task_id={task}");
    assert_eq!(
        lacks(admin, &ana, &query).await,
        ["Heights missing: role Scaffolder, task Confined space", "Rescue missing: task Confined space"]
    );
    let suspended = admin.get(&format!("{ana}/tickets")).await.json(200)["items"][0]["id"].clone();
    let suspend = format!("/api/v1/tickets/{}/suspend", text(&suspended));
    admin.post(&suspend, json!({"reason": "x"})).await.json(200);
    assert_eq!(lacks(admin, &ana, "").await[0], "H2S suspended: site Planta, role Scaffolder");

    let at = format!("/api/v1/sites/{}/readiness?{query}&outlook=not_ready", records.site);
    let board = admin.get(&at).await.json(200);
    assert_eq!(board["items"][0]["roles"], json!([{"id": scaffolder, "name": "Scaffolder"}]));
    assert_eq!(board["items"][0]["lacks"][2]["asked_by"][0]["id"], task);
    // What is no task of the organization's asks for nothing, so it is no answer either.
    let their_task = duty(&theirs.admin, "task", "Confined space", &[&foreign.ticket_type]).await;
    for none in [&their_task, &scaffolder] {
        let query = format!("task_id={none}");
        admin.get(&format!("{ana}/readiness?{query}")).await.problem(404, "not_found");
        admin.get(&format!("/api/v1/readiness?{query}")).await.problem(404, "not_found");
        admin
            .get(&format!("/api/v1/sites/{}/readiness?{query}", records.site))
            .await
            .problem(404, "not_found");
    }
    theirs.admin.get(&format!("{ana}/readiness")).await.problem(404, "not_found");
    admin.patch(&ana, json!({"archived": true})).await.json(200);
    assert_eq!(admin.get(&format!("{ana}/readiness")).await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn roles_and_tasks_are_made_changed_and_removed_and_each_act_is_told() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let hse = test.hire(&ours, Role::HseManager).await;
    let id = duty(&hse, "role", " Rigger ", &[&records.ticket_type]).await;
    let path = format!("/api/v1/duties/{id}");
    let shown = hse.get(&path).await.json(200);
    assert_eq!(
        (&shown["name"], &shown["kind"], &shown["version"]),
        (&json!("Rigger"), &json!("role"), &json!(1))
    );
    assert_eq!(shown["types"], json!([{"id": records.ticket_type, "name": "H2S"}]));

    let refused = async |new: Value, field: &str, code: &str| {
        let answer = hse.post("/api/v1/duties", new).await.problem(422, "invalid");
        assert_eq!(
            (&answer["errors"][0]["field"], &answer["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    };
    refused(json!({"kind": "job", "name": "x"}), "kind", "unknown").await;
    refused(json!({"kind": "role", "name": " "}), "name", "name_length").await;
    refused(json!({"kind": "role", "name": "a; b"}), "name", "separator").await;
    refused(json!({"kind": "role", "name": "x", "types": ["x"]}), "types", "unknown").await;
    refused(json!({"kind": "role", "name": "x", "types": [foreign.ticket_type]}), "types", "unknown").await;
    hse.post("/api/v1/duties", json!({"kind": "role", "name": "Rigger"})).await.problem(409, "taken");
    duty(&hse, "task", "Rigger", &[]).await;
    duty(&theirs.admin, "role", "Rigger", &[]).await;
    hse.get("/api/v1/duties?kind=job").await.problem(400, "bad_request");
    let roles = hse.get("/api/v1/duties?kind=role&q=RIGG").await.json(200);
    assert_eq!((roles["items"].as_array().unwrap().len(), &roles["items"][0]["id"]), (1, &json!(id)));

    let changed =
        hse.patch(&path, json!({"name": "Senior rigger", "types": [], "version": 1})).await.json(200);
    assert_eq!((&changed["types"], &changed["version"]), (&json!([]), &json!(2)));
    hse.patch(&path, json!({"name": "x", "version": 1})).await.problem(409, "stale");
    let kept = hse.patch(&path, json!({"types": [records.ticket_type]})).await.json(200);
    assert_eq!((&kept["name"], &kept["types"][0]["name"]), (&json!("Senior rigger"), &json!("H2S")));
    let needed = format!("/api/v1/ticket-types/{}", records.ticket_type);
    delete(&hse, &needed).await.problem(409, "in_use");

    // Who has a role keeps it from being removed, also from the archive.
    let worker = format!("/api/v1/workers/{}", records.worker);
    hse.patch(&worker, json!({"roles": [id], "archived": true})).await.json(200);
    delete(&hse, &path).await.problem(409, "in_use");
    hse.patch(&worker, json!({"roles": [], "archived": false})).await.json(200);
    delete(&hse, &path).await.empty(204);
    hse.get(&path).await.problem(404, "not_found");

    let of =
        |entries: Vec<Value>| entries.iter().map(|entry| text(&entry["object"]["id"])).collect::<Vec<_>>();
    let made = admin.audit("action=duty.create").await;
    let said = &made.iter().find(|entry| entry["object"]["id"] == *id).unwrap()["details"];
    assert_eq!(
        (&said["kind"], &said["name"], &said["types"]),
        (&json!("role"), &json!("Rigger"), &json!(records.ticket_type))
    );
    assert_eq!(of(admin.audit("action=duty.update").await), [id.clone(), id.clone()]);
    assert_eq!(of(admin.audit("action=duty.delete").await), [id]);
}

#[tokio::test]
async fn the_log_has_all_that_is_asked_for() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    let mut types = Vec::new();
    for n in 0..50 {
        types.push(ticket_type(admin, &format!("t{n}"), &format!("Type {n}")).await);
    }
    types.sort();
    let all: Vec<&str> = types.iter().map(String::as_str).collect();
    duty(admin, "task", "Everything", &all).await;
    require(admin, &records.site, json!({"types": types})).await.json(200);
    for action in ["duty.create", "site.require"] {
        let told = admin.audit(&format!("action={action}")).await;
        let details = told[0]["details"].as_object().unwrap();
        let fields = ["types", "types_2", "types_3", "types_4"].map(|field| text(&details[field]));
        let mut found: Vec<_> = fields.iter().flat_map(|ids| ids.split(' ')).collect();
        found.sort_unstable();
        assert_eq!(found, all, "{action}");
        assert!(theirs.admin.audit(&format!("action={action}")).await.is_empty());
    }
}

#[tokio::test]
async fn roles_are_given_by_who_may_change_a_worker_and_seen_by_who_sees_him() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let (role, task) = (duty(admin, "role", "Rigger", &[]).await, duty(admin, "task", "Lift", &[]).await);
    for (roles, code) in [
        (json!([task]), "unknown"),
        (json!([foreign.duty]), "unknown"),
        (json!(["x"]), "unknown"),
        (json!(vec![&role; 2]), ""),
    ] {
        let new = admin.post("/api/v1/workers", json!({"name": "Ana", "roles": roles})).await;
        if code.is_empty() {
            assert_eq!(new.json(201)["roles"][0]["name"], "Rigger");
        } else {
            let told = new.problem(422, "invalid");
            assert_eq!(
                (&told["errors"][0]["field"], &told["errors"][0]["code"]),
                (&json!("roles"), &json!(code))
            );
        }
    }
    let mut many = Vec::new();
    for n in 0..21 {
        many.push(duty(admin, "role", &format!("Role {n}"), &[]).await);
    }
    let ana = worker(admin, "Ana").await;
    let told = admin.patch(&ana, json!({"roles": many})).await.problem(422, "invalid");
    assert_eq!(told["errors"][0]["code"], "many_work_roles");
    assert_eq!(admin.get(&ana).await.json(200)["roles"][0]["name"], "Rigger", "nothing was half done");

    // A foreman who may change his own crew, and takes somebody out of it.
    let permissions = ["worker.read", "worker.write"];
    let foreman = test.hire(&ours, Role::Supervisor).await;
    let custom = admin.new_role("Foreman", &permissions).await;
    admin.set_roles(&foreman.member.to_string(), &[&custom]).await.empty(204);
    let foreman = test.sign_in(&foreman.email).await;
    admin
        .patch(&format!("/api/v1/crews/{}", records.crew), json!({"supervisors": [foreman.member]}))
        .await
        .json(200);
    foreman.patch(&ana, json!({"roles": []})).await.problem(404, "not_found");
    admin.patch(&ana, json!({"crew_id": records.crew})).await.json(200);
    let found = foreman.get(&format!("/api/v1/workers?role_id={role}")).await.json(200);
    assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["name"]), (1, &json!("Ana")));
    let others = format!("/api/v1/workers/{}", records.worker);
    admin.patch(&others, json!({"roles": [role]})).await.json(200);
    assert_eq!(foreman.get(&format!("/api/v1/duties/{role}")).await.json(200)["workers"], 1, "whom he sees");
    assert_eq!(admin.get(&format!("/api/v1/duties/{role}")).await.json(200)["workers"], 2);
    foreman.patch(&ana, json!({"roles": [many[0]], "crew_id": null})).await.empty(204);
    assert_eq!(admin.get(&ana).await.json(200)["roles"][0]["name"], "Role 0", "in the act that moved her");
    foreman.post("/api/v1/duties", json!({"kind": "task", "name": "x"})).await.problem(403, "forbidden");
    delete(admin, &ana).await.empty(204);
}

#[tokio::test]
async fn each_site_counts_its_own_people_or_everybody() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, _) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let other = text(&admin.post("/api/v1/sites", json!({"name": "Segunda"})).await.json(201)["id"]);
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    require(admin, &other, json!({"types": [records.ticket_type]})).await.json(200);
    ready(admin, "Ana", json!({"crew_id": records.crew}), "h2s", "2199-01-01").await;
    ready(admin, "Bea", json!({"crew_id": records.crew}), "h2s", "2021-01-01").await;
    let counts = async |query: &str| {
        let board = admin.get(&format!("/api/v1/readiness?{query}")).await.json(200);
        let site = |n: usize| {
            board["sites"][n]["ready"].as_u64().unwrap() * 10
                + board["sites"][n]["not_ready"].as_u64().unwrap()
        };
        assert_eq!((&board["workers"], &board["without_site"]), (&json!(3), &json!(1)), "{query}");
        (site(0), site(1))
    };
    assert_eq!(counts("").await, (12, 12));
    assert_eq!(counts("people=all").await, (12, 12));
    assert_eq!(counts("people=site").await, (11, 0));
    admin.get("/api/v1/readiness?people=some").await.problem(400, "bad_request");
    let names = async |site: &str, people: &str| {
        let path = format!("/api/v1/sites/{site}/readiness?limit=1&people={people}");
        let mut names = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = admin.get(&format!("{path}&cursor={cursor}")).await.json(200);
            names.extend(page["items"].as_array().unwrap().iter().map(|item| text(&item["worker_name"])));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return names,
            }
        }
    };
    assert_eq!(names(&records.site, "site").await, ["Ana", "Bea"]);
    assert_eq!(names(&records.site, "all").await, ["Ana", "Bea", "Úrsula"]);
    assert!(names(&other, "site").await.is_empty());

    let shown = page(&test, admin, "/readiness").await;
    assert!(shown.contains("Each site counts the people of its own crews."), "{shown}");
    assert!(shown.contains("1 worker is of no site.") && !shown.contains("Úrsula"), "{shown}");
    assert!(shown.contains("No crew with people works here."), "{shown}");
    let everybody = page(&test, admin, "/readiness?people=all").await;
    assert!(everybody.contains("Úrsula") && !everybody.contains("Each site counts"), "{everybody}");
}

#[tokio::test]
async fn a_kept_board_follows_roles_and_tasks() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let heights = ticket_type(admin, "heights", "Heights").await;
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    let role = duty(admin, "role", "Rigger", &[]).await;
    let task = duty(admin, "task", "Lift", &[]).await;
    ready(admin, "Ana", json!({"crew_id": records.crew}), "h2s", "2199-01-01").await;
    let ana = worker(admin, "Ana").await;
    let to_do = ReadinessFilter { task: task.parse::<DutyId>().ok(), ..ReadinessFilter::default() };
    let (mut all, mut lifting) =
        (Keeping::of(&test, admin, ReadinessFilter::default()), Keeping::of(&test, admin, to_do));
    let mut other = Keeping::of(&test, &theirs.admin, ReadinessFilter::default());
    let mut agree = async |when: &str| {
        assert_eq!((all.agrees(when).await, lifting.agrees(when).await, other.agrees(when).await), (2, 2, 1));
        [all.ready(), lifting.ready()]
    };
    assert_eq!(agree("at first").await, [1, 1]);
    admin.patch(&ana, json!({"roles": [role]})).await.json(200);
    assert_eq!(agree("she has a role").await, [1, 1]);
    let rigger = format!("/api/v1/duties/{role}");
    admin.patch(&rigger, json!({"types": [heights]})).await.json(200);
    assert_eq!(agree("which needs something").await, [0, 0]);
    admin.patch(&ana, json!({"roles": []})).await.json(200);
    assert_eq!(agree("it was taken").await, [1, 1]);
    let lift = format!("/api/v1/duties/{task}");
    admin.patch(&lift, json!({"types": [heights]})).await.json(200);
    assert_eq!(agree("the task needs something").await, [1, 0]);
    let ticket =
        json!({"type": "heights", "number": "9", "issued_on": "2020-01-01", "expires_on": "2199-01-01"});
    let ticket = text(&admin.post(&format!("{ana}/tickets"), ticket).await.json(201)["id"]);
    admin.post(&format!("/api/v1/tickets/{ticket}/approve"), json!({})).await.json(200);
    assert_eq!(agree("she has it").await, [1, 1]);
    theirs.admin.patch(&format!("/api/v1/duties/{}", foreign.duty), json!({"name": "Otro"})).await.json(200);
    assert_eq!(agree("elsewhere").await, [1, 1]);
    delete(admin, &rigger).await.empty(204);
    assert_eq!(agree("a role is removed").await, [1, 1]);
    admin.patch(&format!("/api/v1/crews/{}", records.crew), json!({"site_id": null})).await.json(200);
    assert_eq!(agree("her crew works nowhere").await, [1, 1]);
}

#[tokio::test]
async fn pages_make_a_role_and_a_task_give_a_role_and_show_what_it_asks_for() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (records, foreign) = (Records::of(&ours.admin).await, Records::of(&theirs.admin).await);
    let hse = test.hire(&ours, Role::HseManager).await;
    let fields = [("name", "Rigger <b>"), ("types", &*records.ticket_type)];
    assert_eq!(leads(&send(&test, &hse, "/workers/duties/new?kind=role", &fields).await), "/workers/duties");
    let task = [("name", "Lift"), ("types", &*records.ticket_type)];
    assert_eq!(leads(&send(&test, &hse, "/workers/duties/new?kind=task", &task).await), "/workers/duties");
    let twice = send(&test, &hse, "/workers/duties/new?kind=task", &task).await;
    assert!(twice.status == 422 && twice.text().contains("Another one has this already"), "{}", twice.text());
    assert_eq!(open(&test, &hse, "/workers/duties/new?kind=job").await.status, 404);
    let listed = page(&test, &hse, "/workers/duties").await;
    assert!(listed.contains("Rigger &#60;b&#62;") && listed.contains("Lift"), "{listed}");
    let duties = hse.get("/api/v1/duties?q=Rigger").await.json(200);
    let id = text(&duties["items"][0]["id"]);
    let path = format!("/workers/duties/{id}");

    let worker = format!("/workers/{}", records.worker);
    let edit = format!("{worker}/edit");
    assert!(page(&test, &hse, &edit).await.contains("Rigger &#60;b&#62;"));
    let given = [("name", "Úrsula"), ("crew_id", &*records.crew), ("roles", &*id)];
    assert_eq!(leads(&send(&test, &hse, &edit, &given).await), worker);
    let shown = page(&test, &hse, &worker).await;
    for words in
        ["Where he may work", "His crew works here", "H2S: To be checked", "for the role Rigger &#60;b&#62;"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let board = page(&test, &hse, "/readiness").await;
    assert!(board.contains("for the role Rigger &#60;b&#62;") && board.contains("No task"), "{board}");
    let task = text(&hse.get("/api/v1/duties?kind=task").await.json(200)["items"][0]["id"]);
    let lifting = page(&test, &hse, &format!("/readiness?task={task}")).await;
    for words in ["For the task Lift.", "The task Lift also needs: H2S.", "the task Lift"] {
        assert!(lifting.contains(words), "{words}: {lifting}");
    }
    for none in ["x", &foreign.duty, &id] {
        assert_eq!(open(&test, &hse, &format!("/readiness?task={none}")).await.status, 404, "{none}");
    }

    let form = page(&test, &hse, &path).await;
    assert!(form.contains("1 worker has this role") && !form.contains(&format!("{path}/remove")), "{form}");
    let held = send(&test, &hse, &format!("{path}/remove"), &[]).await;
    assert!(held.status == 409 && held.text().contains("1 worker has this role"), "{}", held.text());
    let stale = send(&test, &hse, &path, &[("name", "Rigger"), ("version", "7")]).await;
    assert_eq!(stale.status, 422, "{}", stale.text());
    assert_eq!(
        leads(&send(&test, &hse, &path, &[("name", "Rigger"), ("version", "1")]).await),
        "/workers/duties"
    );
    assert_eq!(leads(&send(&test, &hse, &edit, &given[..1]).await), worker);
    assert_eq!(leads(&send(&test, &hse, &format!("{path}/remove"), &[]).await), "/workers/duties");
    assert!(!page(&test, &hse, "/workers/duties").await.contains("Rigger"));

    let supervisor = test.hire(&ours, Role::Supervisor).await;
    assert!(!page(&test, &supervisor, "/workers/duties").await.contains("New role"));
    assert_eq!(send(&test, &supervisor, "/workers/duties/new?kind=role", &fields).await.status, 403);
    assert_eq!(open(&test, &theirs.admin, &format!("/workers/duties/{task}")).await.status, 404);
    assert_eq!(open(&test, &ours.auditor, "/workers/duties").await.status, 403);
}
