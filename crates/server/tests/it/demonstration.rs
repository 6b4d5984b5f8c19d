//! `credenza serve --demo`: a made-up firm that is looked at as a visitor looks at it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::Answer;
use crate::serve::{Installation, Server};
use crate::squad::text;

/// What the server printed after its first line: who can sign in, and with what.
async fn announced(server: &mut Server) -> (Vec<(String, String)>, String) {
    let mut people = Vec::new();
    loop {
        let line = server.lines.next_line().await.unwrap().unwrap();
        let words: Vec<_> = line.split(' ').collect();
        match words.as_slice() {
            ["demo", email, role] => people.push(((*email).to_owned(), (*role).to_owned())),
            ["password", password] => return (people, (*password).to_owned()),
            ["outbox", _] => {}
            _ => panic!("{line}"),
        }
    }
}

async fn sign_in(server: &Server, email: &str, password: &str) -> String {
    let tokens = server.post("/api/v1/auth/login", json!({"email": email, "password": password})).await;
    text(&tokens.json(200)["access_token"])
}

async fn get(server: &Server, access: &str, path: &str) -> Answer {
    Answer::of(server.http.get(format!("{}{path}", server.origin)).bearer_auth(access)).await
}

/// All pages of a list.
async fn all(server: &Server, access: &str, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = get(server, access, &format!("{path}?limit=100{cursor}")).await.json(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

async fn look_around(server: &Server, access: &str) {
    let certificates = all(server, access, "/api/v1/certificates").await;
    assert!((38..=42).contains(&certificates.len()), "{}", certificates.len());
    let each = |field: &str| -> BTreeSet<String> {
        certificates.iter().filter_map(|one| one[field].as_str()).map(str::to_owned).collect()
    };
    assert!(each("country").is_superset(&BTreeSet::from(["ES".into(), "MX".into()])));
    let ids = each("tax_id");
    let customers = all(server, access, "/api/v1/customers").await;
    assert_eq!(customers.len(), 15);
    for customer in &customers {
        // The tax id that was read from the file is the one that the firm wrote down.
        assert!(ids.contains(customer["tax_id"].as_str().unwrap()), "{customer}");
    }
    for status in ["expired", "expiring", "valid"] {
        let path = format!("/api/v1/certificates?status={status}");
        let found = get(server, access, &path).await.json(200);
        assert!(found["items"].as_array().unwrap().len() > 2, "{status}: {found}");
    }
    let actions: BTreeSet<String> =
        all(server, access, "/api/v1/audit").await.iter().map(|entry| text(&entry["action"])).collect();
    for action in [
        "certificate.upload",
        "certificate.reveal_password",
        "certificate.delete",
        "customer.create",
        "invitation.accept",
        "session.sign_in",
    ] {
        assert!(actions.contains(action), "{action} is not in {actions:?}");
    }
}

/// The log of a scanner that was enrolled, and what each sees of it.
async fn look_at_the_gate(server: &Server, [admin, manager, supervisor, worker]: [&str; 4]) {
    let log = all(server, manager, "/api/v1/gate-log").await;
    let said = |scan: &Value| {
        let who = scan["worker_name"].as_str().unwrap_or("nobody");
        format!("{who}: {} {} {}", text(&scan["verdict"]), text(&scan["decision"]), scan["missing"])
    };
    let mut found: Vec<_> = log.iter().map(said).collect();
    found.sort_unstable();
    let expected = [
        "Amélie Gagnon: valid go []",
        "Devon Blackwood: expiring go []",
        "Fatima Siddiqui: valid go []",
        "Gord Petersen: valid no_go [\"first_aid\"]",
        "Ji-ho Park: valid no_go [\"h2s\"]",
        "Noah Cardinal: valid go []",
        "Sasha Kowalchuk: valid go []",
        "Sione Taufa: valid no_go [\"h2s\",\"whmis\",\"fall_protection\"]",
        "Tyler Redcrow: expiring go []",
        "nobody: forged no_go []",
    ];
    assert_eq!(found, expected);
    let there = |scan: &Value| {
        scan["scanner_name"] == "North gate" && scan["site_name"] == "Ridge compressor station"
    };
    assert!(log.iter().all(|scan| there(scan) && scan["doubtful"] == false), "{log:?}");
    let of_his_crews = all(server, supervisor, "/api/v1/gate-log").await;
    assert_eq!(of_his_crews.len(), 6, "{of_his_crews:?}");
    let his = all(server, worker, "/api/v1/gate-log").await;
    assert_eq!((his.len(), &his[0]["worker_name"]), (1, &json!("Noah Cardinal")), "his own");
    let entries = all(server, admin, "/api/v1/audit").await;
    assert_eq!(entries.iter().filter(|entry| entry["action"] == "gate.scan").count(), 10);
}

/// The company's administrator, manager, supervisor, the contractor's manager and a worker, each by his token.
async fn look_around_the_site(server: &Server, [admin, manager, supervisor, overseer, worker]: [&str; 5]) {
    let workers = all(server, manager, "/api/v1/workers").await;
    assert_eq!(workers.len(), 26);
    assert_eq!(all(server, admin, "/api/v1/customers").await.len(), 0);
    let his_crews = all(server, supervisor, "/api/v1/workers").await;
    assert_eq!(his_crews.len(), 12);
    let his_people = all(server, overseer, "/api/v1/workers").await;
    assert!(his_people.iter().all(|one| one["contractor_name"] == "Prairie Scaffold"), "{his_people:?}");
    assert_eq!(his_people.len(), 5);
    let himself = all(server, worker, "/api/v1/workers").await;
    assert_eq!((himself.len(), &himself[0]["name"]), (1, &json!("Noah Cardinal")));
    let statuses: BTreeSet<String> =
        all(server, manager, "/api/v1/tickets").await.iter().map(|one| text(&one["status"])).collect();
    let every =
        ["expired", "expiring", "pending", "revoked", "sent_back", "superseded", "suspended", "valid"];
    assert_eq!(statuses, every.map(str::to_owned).into());
    look_at_the_gate(server, [admin, manager, supervisor, worker]).await;
    let board = get(server, manager, "/api/v1/readiness").await.json(200);
    let sites = board["sites"].as_array().unwrap();
    assert_eq!(sites.len(), 3, "{board}");
    let items = async |who, path: &str| -> Vec<Value> {
        get(server, who, path).await.json(200)["items"].as_array().unwrap().clone()
    };
    let tasks = items(supervisor, "/api/v1/duties?kind=task").await;
    assert_eq!(tasks.len(), 3);
    let noah = text(&himself[0]["id"]);
    let may = async |task: &Value| {
        let path = format!("/api/v1/workers/{noah}/readiness?task_id={}", text(&task["id"]));
        items(worker, &path).await.iter().any(|site| site["go"] == true)
    };
    let mut able = Vec::new();
    for task in &tasks {
        able.push((text(&task["name"]), may(task).await));
    }
    let expected = [("Confined-space entry", true), ("Dangerous goods by road", false), ("Hot work", false)];
    assert_eq!(able, expected.map(|(name, may)| (name.to_owned(), may)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_firm_is_there_and_stays_as_it_is() {
    let installation = Installation::new();
    let mut server = installation.serve_as(&["--demo"], &[]).await;
    let (people, password) = announced(&mut server).await;
    let roles: Vec<_> = people.iter().map(|(_, role)| role.as_str()).collect();
    let company = ["admin", "hse_manager", "supervisor", "supervisor", "worker"];
    assert_eq!(roles, [["admin", "member", "member", "auditor"].as_slice(), &company].concat());
    for (email, _) in &people[1..4] {
        sign_in(&server, email, &password).await;
    }
    let access = sign_in(&server, &people[0].0, &password).await;
    look_around(&server, &access).await;
    let mut company = Vec::new();
    for (email, _) in &people[4..] {
        company.push(sign_in(&server, email, &password).await);
    }
    look_around_the_site(&server, [0, 1, 2, 3, 4].map(|place: usize| company[place].as_str())).await;
    assert!(all(&server, &access, "/api/v1/workers").await.is_empty(), "the firm sees the company's people");
    let page = Answer::of(server.http.get(format!("{}/sign-in", server.origin))).await;
    assert!(page.text().contains("made-up firm"), "{}", page.text());
    let before = all(&server, &access, "/api/v1/certificates").await;
    server.stop().await;

    // Again: the same firm, the same password, nothing more.
    let mut server = installation.serve_as(&["--demo"], &[]).await;
    assert_eq!(announced(&mut server).await, (people.clone(), password.clone()));
    let access = sign_in(&server, &people[0].0, &password).await;
    assert_eq!(all(&server, &access, "/api/v1/certificates").await, before);
    server.stop().await;

    // Without the flag it is a demonstration still.
    let server = installation.serve().await;
    let page = Answer::of(server.http.get(format!("{}/sign-in", server.origin))).await;
    assert!(page.text().contains("made-up firm"), "{}", page.text());
    server.stop().await;

    // One that was broken off is not taken for whole.
    let record = installation.data().join("demo.json");
    let written = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, written.replace("\"complete\": true", "\"complete\": false")).unwrap();
    let refused = installation.run(&["serve", "--listen", "127.0.0.1:0", "--demo"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("broken off"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn real_data_is_left_alone() {
    let installation = Installation::new();
    assert_eq!(installation.create_org("Norte", "ana@norte.test").status.code(), Some(0));
    let refused = installation.run(&["serve", "--listen", "127.0.0.1:0", "--demo"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("not the demonstration's"), "{said}");
    assert!(!installation.data().join("demo.json").exists());
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    assert!(all(&server, &access, "/api/v1/customers").await.is_empty());
    let page = Answer::of(server.http.get(format!("{}/sign-in", server.origin))).await;
    assert!(!page.text().contains("made-up firm"));
    server.stop().await;
}
