//! Workers, and where they belong: kept, checked, found, and seen by those who stand over them.

use domain::{Clock, Role};
use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::Records;
use crate::squad::{Persona, text};
use crate::worker_pages::{leads, open, page};

const PATH: &str = "/api/v1/workers";
const TYPES: &str = "/api/v1/ticket-types";

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| text(&item["name"])).collect()
}

#[tokio::test]
async fn a_worker_is_added_shown_changed_archived_and_deleted() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let records = Records::of(&hse).await;
    let new = json!({"name": " Íñigo Peña ", "reference": "E-7", "email": "Inigo@Example.test", "crew_id": records.crew});
    let answer = hse.post(PATH, new).await;
    let made = answer.json(201);
    let path = format!("{PATH}/{}", text(&made["id"]));
    assert_eq!(answer.header("location"), path);
    assert_eq!((&made["name"], &made["email"]), (&json!("Íñigo Peña"), &json!("inigo@example.test")));
    assert_eq!((&made["crew_name"], &made["site_name"]), (&json!("Cuadrilla"), &json!("Planta")));
    assert_eq!((&made["contractor_id"], &made["archived"]), (&Value::Null, &json!(false)));
    theirs.admin.get(&path).await.problem(404, "not_found");
    assert_eq!(hse.get(&path).await.json(200), made);

    let moved = json!({"contractor_id": records.contractor, "crew_id": null, "version": 1});
    let changed = hse.patch(&path, moved).await.json(200);
    assert_eq!((&changed["contractor_name"], &changed["crew_id"]), (&json!("Andamios"), &Value::Null));
    assert_eq!((&changed["reference"], &changed["version"]), (&json!("E-7"), &json!(2)));
    hse.patch(&path, json!({"name": "X", "version": 1})).await.problem(409, "stale");

    let archived = hse.patch(&path, json!({"archived": true})).await.json(200);
    assert_eq!(archived["archived"], true);
    assert_eq!(names(&hse.get(PATH).await.json(200)), ["Úrsula"]);
    assert_eq!(names(&hse.get(&format!("{PATH}?archived=true")).await.json(200)), ["Íñigo Peña"]);
    let tickets = format!("{path}/tickets");
    hse.post(&tickets, json!({"type": "h2s"})).await.problem(409, "worker_archived");
    hse.patch(&path, json!({"archived": false})).await.json(200);
    hse.post(&tickets, json!({"type": "h2s"})).await.json(201);
    let stays = Answer::of(hse.request("DELETE", &path)).await.problem(409, "in_use");
    assert!(text(&stays["detail"]).contains("archive"), "{stays}");

    let other = text(&hse.post(PATH, json!({"name": "Nadie"})).await.json(201)["id"]);
    Answer::of(hse.request("DELETE", &format!("{PATH}/{other}"))).await.empty(204);
    hse.get(&format!("{PATH}/{other}")).await.problem(404, "not_found");
    let log = ours.admin.audit(&format!("object={other}")).await;
    let acts: Vec<_> = log.iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(acts, ["worker.delete", "worker.create"]);
    assert_eq!(log[0]["disclosed"], json!({"name": "Nadie"}));
}

#[tokio::test]
async fn workers_are_found_by_how_their_tickets_stand() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    // Who writes a ticket approves it as long as nobody else can.
    let admin = &ours.admin;
    for who in [admin, &theirs.admin] {
        for kind in ["h2s", "aid"] {
            who.post(TYPES, json!({"code": kind, "name": kind})).await.json(201);
        }
    }
    let soon = (Clock::now(&*test.clock) + Duration::days(12)).date().to_string();
    // Of each, what becomes of his tickets: type, end, and the acts.
    type Held<'a> = (&'a str, &'a [(&'a str, &'a str, &'a [&'a str])]);
    let held: [Held<'_>; 8] = [
        ("Nadie", &[]),
        ("Vigente", &[("h2s", "2098-01-01", &["approve"])]),
        ("Vencido", &[("h2s", "2020-01-01", &["approve"]), ("aid", "2098-01-01", &["approve"])]),
        ("Por vencer", &[("h2s", &soon, &["approve"])]),
        ("Por aprobar", &[("h2s", "2098-01-01", &[])]),
        ("Suspendido", &[("h2s", "2098-01-01", &["approve", "suspend"])]),
        ("Revocado", &[("h2s", "2098-01-01", &["approve", "revoke"]), ("aid", "2098-01-01", &["approve"])]),
        ("Repuesto", &[("h2s", "2098-01-01", &["approve", "revoke"]), ("h2s", "2098-01-01", &["approve"])]),
    ];
    for who in [admin, &theirs.admin] {
        for (name, tickets) in &held {
            let id = text(&who.post(PATH, json!({"name": name})).await.json(201)["id"]);
            for (kind, end, acts) in *tickets {
                let new = json!({"type": kind, "issued_on": "2019-01-01", "expires_on": end});
                let made = who.post(&format!("{PATH}/{id}/tickets"), new).await.json(201);
                for act in *acts {
                    crate::passes::act(who, &made, act).await;
                }
            }
        }
    }
    for (how, found) in [
        ("none", &["Nadie"][..]),
        ("expired", &["Vencido"]),
        ("expiring", &["Por vencer"]),
        ("pending", &["Por aprobar"]),
        ("stopped", &["Revocado", "Suspendido"]),
        ("in_force", &["Por vencer", "Repuesto", "Vigente"]),
    ] {
        assert_eq!(names(&admin.get(&format!("{PATH}?tickets={how}")).await.json(200)), found, "{how}");
        let page = page(&test, admin, &format!("/workers?tickets={how}")).await;
        for (name, _) in &held {
            let is_there = page.contains(&format!(">{name}</a>"));
            assert_eq!(is_there, found.contains(name), "{how}: {name}");
        }
    }
    assert_eq!(names(&admin.get(&format!("{PATH}?tickets=")).await.json(200)).len(), held.len());
    admin.get(&format!("{PATH}?tickets=lost")).await.problem(400, "bad_request");
}

#[tokio::test]
async fn who_sees_nobody_but_himself_is_led_to_his_own_page() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let (worker, stranger) = (test.hire(&ours, Role::Worker).await, test.hire(&ours, Role::Worker).await);
    let crew = Records::of(&hse).await.crew;
    let new = json!({"name": "Él mismo", "member_id": worker.member, "crew_id": crew});
    let id = text(&hse.post(PATH, new).await.json(201)["id"]);
    for path in ["/", "/workers", "/workers?q=x"] {
        assert_eq!(leads(&open(&test, &worker, path).await), format!("/workers/{id}"), "{path}");
    }
    let own = page(&test, &worker, &format!("/workers/{id}")).await;
    assert!(own.contains("href=\"/pass\"") && !own.contains("class=\"crumbs\""), "{own}");
    // Who is nobody's worker, who sees others, and who sees everybody, stay where they were.
    for who in [&stranger, &hse] {
        page(&test, who, "/workers").await;
    }
    let seen = page(&test, &hse, &format!("/workers/{id}")).await;
    assert!(!seen.contains("href=\"/pass\"") && seen.contains("class=\"crumbs\""), "{seen}");
    let boss = test.hire(&ours, Role::Supervisor).await;
    let path = format!("/api/v1/crews/{crew}");
    hse.patch(&path, json!({"supervisors": [boss.member]})).await.json(200);
    hse.post(PATH, json!({"name": "Su jefe", "member_id": boss.member})).await.json(201);
    for path in ["/", "/workers"] {
        page(&test, &boss, path).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_worker_is_told_at_the_field() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let foreign = Records::of(&theirs.admin).await;
    let admin = &ours.admin;
    for (body, field) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "x", "reference": "x".repeat(81)}), "reference"),
        (json!({"name": "x", "reference": "a\u{0}b"}), "reference"),
        (json!({"name": "x", "email": "nobody"}), "email"),
        (json!({"name": "x", "crew_id": "nowhere"}), "crew_id"),
        (json!({"name": "x", "crew_id": foreign.crew}), "crew_id"),
        (json!({"name": "x", "contractor_id": foreign.contractor}), "contractor_id"),
        (json!({"name": "x", "contractor_id": foreign.crew}), "contractor_id"),
        (json!({"name": "x", "member_id": theirs.admin.member}), "member_id"),
    ] {
        let problem = admin.post(PATH, body.clone()).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }
    // What is empty is none.
    let body = json!({"name": "x", "reference": "", "email": null, "crew_id": "", "contractor_id": null});
    assert_eq!(admin.post(PATH, body).await.json(201)["reference"], Value::Null);
    let body = json!({"name": "x", "reference": "E-1", "member_id": ours.member.member});
    admin.post(PATH, body).await.json(201);
    let taken = admin.post(PATH, json!({"name": "y", "reference": "E-1"})).await.problem(409, "taken");
    assert_eq!(taken["errors"][0]["field"], "reference");
    let taken = admin.post(PATH, json!({"name": "y", "member_id": ours.member.member})).await;
    assert_eq!(taken.problem(409, "taken")["errors"][0]["field"], "member_id");
    // Another organization has the same.
    theirs.admin.post(PATH, json!({"name": "x", "reference": "E-1"})).await.json(201);
}

#[tokio::test]
async fn workers_are_found_and_listed_in_pages() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    Records::of(&theirs.admin).await;
    for (name, reference) in [("Ana", "E-1"), ("Benito", "E-2"), ("Álvaro", "E-3"), ("ana", "E-4")] {
        admin.post(PATH, json!({"name": name, "reference": reference})).await.json(201);
    }
    let in_crew = json!({"name": "Carla", "crew_id": records.crew, "contractor_id": records.contractor});
    admin.post(PATH, in_crew).await.json(201);
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("{PATH}?limit=2&cursor={cursor}")).await.json(200);
        all.extend(names(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    all.sort();
    assert_eq!(all, ["Ana", "Benito", "Carla", "ana", "Álvaro", "Úrsula"], "each of them once");
    for (query, found) in [
        ("q=alvaro", vec!["Álvaro"]),
        ("q=e-2", vec!["Benito"]),
        ("q=nadie", vec![]),
        (&format!("crew_id={}", records.crew), vec!["Carla"]),
        (&format!("site_id={}", records.site), vec!["Carla"]),
        (&format!("contractor_id={}", records.contractor), vec!["Carla"]),
    ] {
        assert_eq!(names(&admin.get(&format!("{PATH}?{query}")).await.json(200)), found, "{query}");
    }
    admin.get(&format!("{PATH}?crew_id=x")).await.problem(400, "bad_request");
}

/// A worker of the firm whose account this is.
async fn enrol(admin: &Persona, who: &Persona, name: &str) -> String {
    text(&admin.post(PATH, json!({"name": name, "member_id": who.member})).await.json(201)["id"])
}

#[tokio::test]
async fn a_worker_sees_himself_and_a_supervisor_his_crew() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    let (worker, supervisor) =
        (test.hire(&ours, Role::Worker).await, test.hire(&ours, Role::Supervisor).await);
    let himself = enrol(admin, &worker, "Wenceslao").await;
    assert_eq!(names(&worker.get(PATH).await.json(200)), ["Wenceslao"]);
    assert_eq!(names(&supervisor.get(PATH).await.json(200)), Vec::<String>::new());
    worker.get(&format!("{PATH}/{}", records.worker)).await.problem(404, "not_found");
    worker.get(&format!("/api/v1/tickets/{}", records.ticket)).await.problem(404, "not_found");
    worker.get(&format!("{PATH}/{}/tickets", records.worker)).await.problem(404, "not_found");

    let crew = format!("/api/v1/crews/{}", records.crew);
    let set = admin.patch(&crew, json!({"supervisors": [supervisor.member]})).await.json(200);
    assert_eq!(set["supervisors"][0]["id"], supervisor.member.to_string());
    admin.patch(&format!("{PATH}/{himself}"), json!({"crew_id": records.crew})).await.json(200);
    assert_eq!(names(&supervisor.get(PATH).await.json(200)), ["Wenceslao"]);
    // He records tickets for his people, as they do for themselves, and for nobody else.
    let (own, other) = (format!("{PATH}/{himself}/tickets"), format!("{PATH}/{}/tickets", records.worker));
    let ticket = text(&supervisor.post(&own, json!({"type": "h2s"})).await.json(201)["id"]);
    worker.post(&own, json!({"type": "h2s", "number": "2"})).await.json(201);
    supervisor.post(&other, json!({"type": "h2s"})).await.problem(404, "not_found");
    assert_eq!(worker.get("/api/v1/tickets").await.json(200)["items"].as_array().unwrap().len(), 2);
    let approve = format!("/api/v1/tickets/{ticket}/approve");
    supervisor.post(&approve, json!({})).await.problem(403, "forbidden");
    worker.patch(&format!("{PATH}/{himself}"), json!({"name": "X"})).await.problem(403, "forbidden");
    // Whoever has no part in it, or is of another organization, sees nothing.
    for stranger in [&ours.member, &ours.auditor] {
        stranger.get(PATH).await.problem(403, "forbidden");
    }
    assert_eq!(names(&theirs.admin.get(PATH).await.json(200)), Vec::<String>::new());
    // Taken from the crew, he is out of sight at once.
    admin.patch(&crew, json!({"supervisors": []})).await.json(200);
    assert_eq!(names(&supervisor.get(PATH).await.json(200)), Vec::<String>::new());
}

#[tokio::test]
async fn a_contractors_manager_sees_and_adds_his_own_people() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    let role = admin.new_role("Contrata", &["worker.read", "worker.write", "ticket.write"]).await;
    let manager = test.hire(&ours, Role::Worker).await;
    admin.set_roles(&manager.member.to_string(), &[&role]).await.empty(204);
    let contractor = format!("/api/v1/contractors/{}", records.contractor);
    admin.patch(&contractor, json!({"managers": [manager.member]})).await.json(200);

    let unseen = manager.post(PATH, json!({"name": "Otra"})).await.problem(422, "invalid");
    assert_eq!(unseen["errors"][0]["code"], "out_of_sight");
    let body = json!({"name": "Suya", "contractor_id": records.contractor});
    let made = text(&manager.post(PATH, body).await.json(201)["id"]);
    assert_eq!(names(&manager.get(PATH).await.json(200)), ["Suya"]);
    manager.patch(&format!("{PATH}/{made}"), json!({"name": "Muy suya"})).await.json(200);
    manager
        .patch(&format!("{PATH}/{}", records.worker), json!({"name": "X"}))
        .await
        .problem(404, "not_found");
    manager.patch(&contractor, json!({"managers": []})).await.problem(403, "forbidden");
    // Given away, he is out of sight, and the answer says no more.
    Answer::of(manager.request("PATCH", &format!("{PATH}/{made}")).json(&json!({"contractor_id": null})))
        .await
        .empty(204);
    manager.get(&format!("{PATH}/{made}")).await.problem(404, "not_found");
    let log = admin.audit(&format!("object={made}")).await;
    assert_eq!(log.last().unwrap()["actor"]["id"], manager.member.to_string());
}

#[tokio::test]
async fn sites_crews_and_contractors_have_names_of_their_own_and_stay_while_they_are_needed() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let records = Records::of(admin).await;
    let foreign = Records::of(&theirs.admin).await;
    for (path, name) in [("sites", "Planta"), ("crews", "Cuadrilla"), ("contractors", "Andamios")] {
        let path = format!("/api/v1/{path}");
        let taken = admin.post(&path, json!({"name": name})).await.problem(409, "taken");
        assert_eq!(taken["errors"][0]["field"], "name");
        let other = admin.post(&path, json!({"name": "Otra"})).await.json(201);
        let listed = admin.get(&format!("{path}?q=otra")).await.json(200);
        assert_eq!(names(&listed), ["Otra"]);
        let one = format!("{path}/{}", text(&other["id"]));
        let changed = admin.patch(&one, json!({"name": "Nueva", "version": 1})).await.json(200);
        assert_eq!((&changed["name"], &changed["version"]), (&json!("Nueva"), &json!(2)));
        admin.patch(&one, json!({"name": "Más", "version": 1})).await.problem(409, "stale");
        Answer::of(admin.request("DELETE", &one)).await.empty(204);
        admin.get(&one).await.problem(404, "not_found");
    }
    let bad = admin.post("/api/v1/crews", json!({"name": "x", "site_id": foreign.site})).await;
    assert_eq!(bad.problem(422, "invalid")["errors"][0]["field"], "site_id");
    for member in [json!("nobody"), json!(theirs.admin.member)] {
        let bad = admin.post("/api/v1/crews", json!({"name": "x", "supervisors": [member]})).await;
        assert_eq!(bad.problem(422, "invalid")["errors"][0]["field"], "supervisors");
    }
    let worker = json!({"name": "x", "crew_id": records.crew, "contractor_id": records.contractor});
    let worker = text(&admin.post(PATH, worker).await.json(201)["id"]);
    let crew = admin.get(&format!("/api/v1/crews/{}", records.crew)).await.json(200);
    assert_eq!((&crew["workers"], &crew["site_name"]), (&json!(1), &json!("Planta")));
    for used in [
        format!("sites/{}", records.site),
        format!("crews/{}", records.crew),
        format!("contractors/{}", records.contractor),
    ] {
        Answer::of(admin.request("DELETE", &format!("/api/v1/{used}"))).await.problem(409, "in_use");
    }
    Answer::of(admin.request("DELETE", &format!("{PATH}/{worker}"))).await.empty(204);
    Answer::of(admin.request("DELETE", &format!("/api/v1/crews/{}", records.crew))).await.empty(204);
    Answer::of(admin.request("DELETE", &format!("/api/v1/sites/{}", records.site))).await.empty(204);
}

#[tokio::test]
async fn what_is_added_under_a_key_is_added_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let post = async |path: &str, key: &str, body: Value| {
        Answer::of(admin.request("POST", path).header("Idempotency-Key", key).json(&body)).await
    };
    let mut made = Vec::new();
    for path in ["/api/v1/sites", "/api/v1/crews", "/api/v1/contractors", TYPES, PATH] {
        let body = |name: &str| match path {
            TYPES => json!({"code": "a", "name": name}),
            _ => json!({"name": name}),
        };
        let first = post(path, path, body("A")).await.json(201);
        assert_eq!(post(path, path, body("A")).await.json(201)["id"], first["id"], "{path}");
        let reused = post(path, path, body("B")).await.problem(422, "invalid");
        assert_eq!(reused["errors"][0]["code"], "idempotency_key_reused", "{path}");
        made.push(text(&first["id"]));
    }
    let tickets = format!("{PATH}/{}/tickets", made[4]);
    let first = post(&tickets, "t", json!({"type": "a"})).await.json(201);
    assert_eq!(post(&tickets, "t", json!({"type": "a"})).await.json(201)["id"], first["id"]);
    let reused = post(&tickets, "t", json!({"type": "a", "number": "2"})).await.problem(422, "invalid");
    assert_eq!(reused["errors"][0]["code"], "idempotency_key_reused");
}
