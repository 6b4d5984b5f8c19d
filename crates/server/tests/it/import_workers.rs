//! Imports of workers and of their tickets: told beforehand, done row by row, known again, and within what one may see.

use domain::Role;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::imports::{lines, table};
use crate::routes::Records;
use crate::squad::{Persona, text};

const WORKERS: &str = "Nombre;Número de empleado;Correo electrónico;Empresa;Cuadrilla;Sueldo
Íñigo Peña;0042;Inigo@example.test;;cuadrilla;1
Rosa Díaz;0043;;ANDAMIOS;;2
Rosa Díaz;0043;;;;3
;0044;;;;4
Luis;0045;no es correo;;;5
Eva;0046;;;Ninguna;6
Eva;;;;;7
";

const TICKETS: &str = "Employee number,Type,Number,Issued on,Expires on
0042,H2S,A-1,31/01/2026,31/01/2028
0042,H2S,a-1,31/01/2026,31/01/2028
0043,First aid,,01/02/2026,
0099,H2S,B,01/02/2026,
0043,nothing,B,01/02/2026,
0043,H2S,B,31/02/2026,
0043,H2S,C,02/02/2026,01/02/2026
";

async fn send(who: &Persona, kind: &str, query: &str, text: &str) -> Answer {
    let path = format!("/api/v1/imports/{kind}?{query}");
    Answer::of(who.request("POST", &path).multipart(table("lista.csv", text))).await
}

/// What became of each row, with the reason's code.
fn fates(lines: &[Value]) -> Vec<String> {
    let rows = lines.iter().filter(|line| line["line"] == "worker" || line["line"] == "ticket");
    rows.map(|row| match row["reason"]["code"].as_str() {
        Some(code) => format!("{} {} {code}", row["row"], text(&row["outcome"])),
        None => format!("{} {}", row["row"], text(&row["outcome"])),
    })
    .collect()
}

async fn import(who: &Persona, kind: &str, query: &str, text: &str) -> Vec<String> {
    fates(&lines(&send(who, kind, query, text).await))
}

const WORKER_FATES: [&str; 7] = [
    "2 created",
    "3 created",
    "4 refused duplicate_worker",
    "5 refused name_missing",
    "6 refused email",
    "7 refused unknown_crew",
    "8 created",
];

#[tokio::test]
async fn workers_come_in_row_by_row_and_are_known_again() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    Records::of(&hse).await;
    Records::of(&theirs.admin).await;
    let before = (test.census().await, ours.admin.audit("").await.len());
    let told = lines(&send(&hse, "workers", "dry_run=true", WORKERS).await);
    assert_eq!(told[0]["columns"][1], json!({"heading": "Número de empleado", "field": "reference"}));
    assert_eq!(told[0]["columns"][5], json!({"heading": "Sueldo", "field": null}));
    assert_eq!(fates(&told), WORKER_FATES);
    assert_eq!((test.census().await, ours.admin.audit("").await.len()), before, "a preview writes nothing");

    assert_eq!(import(&hse, "workers", "", WORKERS).await, WORKER_FATES);
    let page = hse.get("/api/v1/workers?q=0042").await.json(200);
    let made = &page["items"][0];
    assert_eq!((&made["name"], &made["email"]), (&json!("Íñigo Peña"), &json!("inigo@example.test")));
    assert_eq!(made["crew_name"], "Cuadrilla");
    let page = hse.get("/api/v1/workers?q=0043").await.json(200);
    assert_eq!(page["items"][0]["contractor_name"], "Andamios");
    let log = ours.admin.audit("action=worker.create").await;
    assert_eq!((&log[0]["details"]["row"], &log[0]["disclosed"]["name"]), (&json!("8"), &json!("Eva")));
    let begun = ours.admin.audit("action=worker.import").await;
    assert_eq!((begun.len(), &begun[0]["details"]["rows"]), (1, &json!("7")));

    let again = import(&hse, "workers", "", WORKERS).await;
    assert_eq!([&again[0], &again[1], &again[6]], ["2 unchanged", "3 unchanged", "8 unchanged"]);
    // A preview knows them again, too: by reference, and by name whatever its case. Of two crews of nearly one name, the one meant.
    for name in ["Turno A", "Túrno A"] {
        ours.admin.post("/api/v1/crews", json!({"name": name})).await.json(201);
    }
    let known = "Nombre;Número de empleado;Cuadrilla
Íñigo Peña;0042;
EVA;;
Ana;0050;TURNO A
Ana;0051;Turno A
";
    let told = lines(&send(&hse, "workers", "dry_run=true", known).await);
    let expected = ["2 unchanged", "3 refused worker_already_there", "4 refused unknown_crew", "5 created"];
    assert_eq!(fates(&told), expected);
    let moved = WORKERS.replace("ANDAMIOS;;", "ANDAMIOS;Cuadrilla;");
    assert_eq!(import(&hse, "workers", "", &moved).await[1], "3 refused worker_already_there");
    let told = lines(&send(&hse, "workers", "existing=update", &moved).await);
    assert_eq!((&fates(&told)[1], &told[2]["changes"]), (&"3 updated".to_owned(), &json!(["crew"])));
    assert_eq!(import(&theirs.admin, "workers", "dry_run=true", WORKERS).await, WORKER_FATES);
}

#[tokio::test]
async fn roles_come_in_by_their_names_and_take_the_place_of_others() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    for (who, name) in
        [(&hse, "Andamista"), (&hse, "Soldador, arco"), (&hse, "Rigger"), (&theirs.admin, "Gruista")]
    {
        who.post("/api/v1/duties", json!({"kind": "role", "name": name})).await.json(201);
    }
    hse.post("/api/v1/duties", json!({"kind": "task", "name": "Hot work"})).await.json(201);
    let roles = async |reference: &str| {
        let found = hse.get(&format!("/api/v1/workers?q={reference}")).await.json(200);
        let roles = found["items"][0]["roles"].as_array().unwrap().clone();
        roles.iter().map(|role| text(&role["name"])).collect::<Vec<_>>()
    };
    let list = "name,reference,roles
Ana,r-1,\"rigger; Soldador, arco\"
Bea,r-2,\"Rigger, ANDAMISTA\"
Eva,r-3,andamista|rigger|Andamista
Luz,r-4,
Sol,r-5,Gruista
Paz,r-6,\"Rigger; Hot work\"
";
    let fates = [
        "2 created",
        "3 created",
        "4 created",
        "5 created",
        "6 refused unknown_role",
        "7 refused unknown_role",
    ];
    assert_eq!(import(&hse, "workers", "dry_run=true", list).await, fates);
    let told = lines(&send(&hse, "workers", "", list).await);
    assert_eq!(self::fates(&told), fates);
    assert_eq!(told[0]["columns"][2], json!({"heading": "roles", "field": "roles"}));
    let rows: Vec<_> = told.iter().filter(|line| line["line"] == "worker").collect();
    assert_eq!(rows[1]["roles"], "Rigger, ANDAMISTA");
    assert_eq!(roles("r-1").await, ["Rigger", "Soldador, arco"]);
    assert_eq!(roles("r-2").await, ["Andamista", "Rigger"]);
    assert_eq!(roles("r-3").await, ["Andamista", "Rigger"]);
    assert!(roles("r-4").await.is_empty());
    assert_eq!(
        import(&hse, "workers", "", list).await[..4],
        ["2 unchanged", "3 unchanged", "4 unchanged", "5 unchanged"]
    );

    let other = "name,reference,puesto\nAna,r-1,Andamista\nBea,r-2,\n";
    assert_eq!(
        import(&hse, "workers", "", other).await,
        ["2 refused worker_already_there", "3 unchanged"],
        "an empty cell says nothing"
    );
    let told = lines(&send(&hse, "workers", "existing=update", other).await);
    let changed: Vec<_> = told.iter().filter(|line| line["line"] == "worker").collect();
    assert_eq!((&changed[0]["outcome"], &changed[0]["changes"]), (&json!("updated"), &json!(["roles"])));
    assert_eq!(roles("r-1").await, ["Andamista"]);
    let log = ours.admin.audit("action=worker.update").await;
    assert!(log[0]["details"]["roles"].as_str().unwrap().starts_with("dty_"), "{log:?}");
}

const TICKET_FATES: [&str; 7] = [
    "2 created",
    "3 refused duplicate_ticket",
    "4 created",
    "5 refused unknown_worker",
    "6 refused unknown_type",
    "7 refused day",
    "8 refused before_issue",
];

#[tokio::test]
async fn tickets_come_in_to_be_approved_and_are_known_again() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    Records::of(&hse).await;
    import(&hse, "workers", "", WORKERS).await;
    hse.post("/api/v1/ticket-types", json!({"code": "fa", "name": "First aid", "valid_months": 24}))
        .await
        .json(201);
    assert_eq!(import(&hse, "tickets", "dry_run=true", TICKETS).await, TICKET_FATES);
    assert_eq!(import(&hse, "tickets", "", TICKETS).await, TICKET_FATES);
    let held = hse.get("/api/v1/tickets?q=first%20aid").await.json(200);
    let ticket = &held["items"][0];
    assert_eq!(
        (&ticket["issued_on"], &ticket["expires_on"], &ticket["state"]),
        (&json!("2026-02-01"), &json!("2028-02-01"), &json!("pending"))
    );
    let again = import(&hse, "tickets", "", TICKETS).await;
    assert_eq!((again[0].as_str(), again[2].as_str()), ("2 unchanged", "4 unchanged"));
    let later = TICKETS.replace("A-1,31/01/2026,31/01/2028", "A-1,31/01/2026,28/02/2028");
    assert_eq!(import(&hse, "tickets", "", &later).await[0], "2 refused ticket_already_there");
    assert!(theirs.admin.get("/api/v1/tickets").await.json(200)["items"].as_array().unwrap().is_empty());
    let foreign = import(&theirs.admin, "tickets", "dry_run=true", TICKETS).await;
    assert!(foreign.iter().all(|fate| fate.ends_with("unknown_worker")), "{foreign:?}");
}

#[tokio::test]
async fn a_day_that_could_be_the_month_is_not_guessed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    Records::of(&ours.admin).await;
    let file = "Worker;Type;Issued on\nÚrsula;h2s;01/02/2026\n";
    assert_eq!(import(&ours.admin, "tickets", "dry_run=true", file).await, ["2 refused ambiguous_day"]);
    for (order, day) in [("day_first", "2026-02-01"), ("month_first", "2026-01-02")] {
        let told = lines(&send(&ours.admin, "tickets", &format!("dry_run=true&days={order}"), file).await);
        assert_eq!((&told[1]["outcome"], &told[1]["issued_on"]), (&json!("created"), &json!(day)));
    }
    send(&ours.admin, "tickets", "days=guess", file).await.problem(400, "bad_request");
}

#[tokio::test]
async fn a_contractors_manager_imports_his_own_people_alone() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let records = Records::of(&ours.admin).await;
    let permissions = ["worker.read", "worker.write", "ticket.write"];
    let role = ours.admin.new_role("Contratista", &permissions).await;
    let manager = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&manager.member.to_string(), &[&role]).await.empty(204);
    let path = format!("/api/v1/contractors/{}", records.contractor);
    ours.admin.patch(&path, json!({"managers": [manager.member.to_string()]})).await.json(200);
    let file = "Name,Reference,Contractor\nAna,A1,Andamios\nBea,A2,\nÚrsula,A3,Andamios\n";
    let done = import(&manager, "workers", "", file).await;
    assert_eq!(done, ["2 created", "3 refused out_of_sight", "4 created"]);
    let seen = manager.get("/api/v1/workers").await.json(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    let tickets = "Reference,Name,Type\nA1,,h2s\n,Úrsula,h2s\n";
    assert_eq!(import(&manager, "tickets", "", tickets).await, ["2 created", "3 created"]);
    let all = "Reference,Type,Contractor\nA9,h2s,x\n";
    assert_eq!(import(&manager, "tickets", "", all).await, ["2 refused unknown_worker"]);
}
