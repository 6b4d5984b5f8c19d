//! Imports of customers: told beforehand what will happen, done row by row, and begun again after a crash.

use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{Persona, file, text};

const CUSTOMERS: &str = "/api/v1/customers";

/// The form with which a table is sent.
pub(crate) fn table(name: &str, text: &str) -> Form {
    Form::new().part("file", file(name, text.as_bytes().to_vec()))
}

async fn send(who: &Persona, query: &str, text: &str) -> Answer {
    let path = format!("/api/v1/imports/customers?{query}");
    Answer::of(who.request("POST", &path).multipart(table("clientes.csv", text))).await
}

/// The lines of an answer that must have been an import.
#[track_caller]
pub(crate) fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What became of each row, with the reason's code.
fn fates(lines: &[Value]) -> Vec<String> {
    let rows = lines.iter().filter(|line| line["line"] == "row");
    rows.map(|row| match row["reason"]["code"].as_str() {
        Some(code) => format!("{} {} {code}", row["row"], text(&row["outcome"])),
        None => format!("{} {}", row["row"], text(&row["outcome"])),
    })
    .collect()
}

async fn names(who: &Persona) -> Vec<String> {
    let page = who.get(&format!("{CUSTOMERS}?limit=200")).await.json(200);
    page["items"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect()
}

const FILE: &str = "Razón social;RFC;Notas
Accem Servicios SC;aaa-010101-aaa;Cierra el día 5
Panificadora La Espiga;PED041312QX2;
;AAA010101AAA;
Muñoz e hijos;;
MUÑOZ E HIJOS;;otra vez
Accem otra vez;AAA010101AAA;
";

const VERDICTS: [&str; 6] = [
    "2 created",
    "3 refused tax_id.date",
    "4 refused name_missing",
    "5 created",
    "6 refused duplicate_row",
    "7 refused duplicate_row",
];

#[tokio::test]
async fn a_preview_tells_what_will_happen_and_writes_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let before = (test.census().await, ours.admin.audit("").await.len());
    let told = lines(&send(&ours.member, "dry_run=true", FILE).await);
    assert_eq!(
        (&told[0]["line"], &told[0]["rows"], &told[0]["dry_run"]),
        (&json!("begin"), &json!(6), &json!(true))
    );
    assert_eq!(
        told[0]["columns"],
        json!([{"heading": "Razón social", "field": "name"}, {"heading": "RFC", "field": "tax_id"}, {"heading": "Notas", "field": "notes"}])
    );
    assert_eq!(fates(&told), VERDICTS);
    assert_eq!(
        (&told[1]["tax_id"], &told[1]["country"], &told[1]["customer_id"]),
        (&json!("AAA010101AAA"), &json!("MX"), &Value::Null)
    );
    assert!(text(&told[5]["reason"]["detail"]).contains("row 5"), "{}", told[5]);
    assert_eq!(told[7], json!({"line": "end", "created": 2, "updated": 0, "unchanged": 0, "refused": 4}));
    assert_eq!((test.census().await, ours.admin.audit("").await.len()), before);

    // What another firm has is neither seen nor in the way.
    lines(&send(&theirs.member, "", FILE).await);
    assert_eq!(fates(&lines(&send(&ours.member, "dry_run=true", FILE).await)), VERDICTS);
    assert!(names(&ours.member).await.is_empty());
}

#[tokio::test]
async fn what_was_done_is_not_done_again() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let done = lines(&send(&ours.member, "", FILE).await);
    assert_eq!(fates(&done), VERDICTS);
    assert_eq!(names(&ours.member).await, ["Accem Servicios SC", "Muñoz e hijos"]);
    let made = ours.member.get(&format!("{CUSTOMERS}/{}", text(&done[1]["customer_id"]))).await.json(200);
    assert_eq!((&made["tax_id"], &made["notes"]), (&json!("AAA010101AAA"), &json!("Cierra el día 5")));

    let log = ours.admin.audit("").await;
    let acts: Vec<_> =
        log.iter().map(|entry| text(&entry["action"])).filter(|act| act.starts_with("customer")).collect();
    assert_eq!(acts, ["customer.create", "customer.create", "customer.import"]);
    let import = &ours.admin.audit("action=customer.import").await[0];
    assert_eq!(
        (&import["details"]["rows"], &import["disclosed"]["file"]),
        (&json!("6"), &json!("clientes.csv"))
    );
    let row = &ours.admin.audit("action=customer.create").await[1];
    assert_eq!(row["details"]["row"], "2");
    assert!(text(&import["details"]["sha256"]).starts_with(&text(&row["details"]["import"])));
    assert_eq!(row["disclosed"], json!({"name": "Accem Servicios SC", "tax_id": "AAA010101AAA"}));

    let before = test.census().await;
    for query in ["", "existing=update", "dry_run=true"] {
        let again = fates(&lines(&send(&ours.member, query, FILE).await));
        assert_eq!((again[0].as_str(), again[3].as_str()), ("2 unchanged", "5 unchanged"), "{query}");
    }
    let customers = ours.admin.audit("action=customer.create").await.len();
    assert_eq!((customers, names(&ours.member).await.len()), (2, 2));
    assert_ne!(test.census().await, before, "that it was imported again is in the log");
    assert!(names(&theirs.member).await.is_empty());
}

#[tokio::test]
async fn what_is_there_is_changed_only_when_asked_for() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    lines(
        &send(&ours.member, "", "name,tax id,country,notes\nAccem,AAA010101AAA,México,uno\nSin clave,,,\n")
            .await,
    );
    let changed = "name,tax id,country,notes\nAccem SC,AAA010101AAA,mx,\nsin clave,B12345674,España,dos\n";
    let kept = lines(&send(&ours.member, "existing=keep", changed).await);
    assert_eq!(fates(&kept), ["2 refused already_there", "3 refused already_there"]);
    assert_eq!(
        (&kept[1]["changes"], &kept[2]["changes"]),
        (&json!(["name"]), &json!(["name", "tax_id", "country", "notes"]))
    );
    let preview = lines(&send(&ours.member, "existing=update&dry_run=true", changed).await);
    assert_eq!(fates(&preview), ["2 updated", "3 updated"]);
    assert_eq!(names(&ours.member).await, ["Accem", "Sin clave"]);
    let done = lines(&send(&ours.member, "existing=update", changed).await);
    assert_eq!(fates(&done), ["2 updated", "3 updated"]);
    let first = ours.member.get(&format!("{CUSTOMERS}/{}", text(&done[1]["customer_id"]))).await.json(200);
    assert_eq!(
        (&first["name"], &first["notes"], &first["version"]),
        (&json!("Accem SC"), &json!("uno"), &json!(2))
    );
    assert_eq!(
        fates(&lines(&send(&ours.member, "existing=update", changed).await)),
        ["2 unchanged", "3 unchanged"]
    );

    // Two of one name, without a tax id: which of them is meant nobody can tell.
    for _ in 0..2 {
        ours.member.new_customer("Gemela").await;
    }
    let twin = lines(&send(&ours.member, "existing=update", "nombre\ngemela\n").await);
    assert_eq!(fates(&twin), ["2 refused several_customers"]);
}

#[tokio::test]
async fn a_tax_id_is_of_the_country_that_the_file_names() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for (head, id, country) in [
        ("Nome;CNPJ", "11.222.333/0001-81", "BR"),
        ("Nombre;NIF", "12345678-Z", "ES"),
        ("Nombre;NIT", "899.999.068-1", "CO"),
        ("Nombre;CUIT", "20-12345678-6", "AR"),
        ("Denominazione;Partita IVA", "01114601006", "IT"),
        ("Name;PAN", "abcpe1234f", "IN"),
    ] {
        let told = lines(&send(&ours.member, "", &format!("{head}\nDe {country};{id}\n")).await);
        assert_eq!(
            (&told[1]["country"], &told[1]["outcome"]),
            (&json!(country), &json!("created")),
            "{head}"
        );
    }
    let bare = "Nombre;Tax ID\nAccem;AAA010101AAA\n";
    assert_eq!(
        fates(&lines(&send(&ours.member, "dry_run=true", bare).await)),
        ["2 refused country_required"]
    );
    assert_eq!(fates(&lines(&send(&ours.member, "dry_run=true&country=mx", bare).await)), ["2 created"]);
    let named = "Nombre;RFC;País\nOtra;12345678Z;ES\nMala;12345678Z;Narnia\n";
    let told = lines(&send(&ours.member, "dry_run=true&existing=update", named).await);
    assert_eq!(fates(&told), ["2 updated", "3 refused country"], "a row's own country counts more");
}

#[tokio::test]
async fn what_is_no_table_of_customers_is_refused_whole() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let before = test.census().await;
    for (text, code) in [
        ("", "empty"),
        ("RFC;Notas\nAAA010101AAA;x\n", "no_column"),
        ("Nombre;Cliente\nx;y\n", "same_column"),
        ("PK\u{3}\u{4}", "damaged"),
        ("a\u{0}b", "not_a_table"),
    ] {
        let problem = send(&ours.member, "", text).await.problem(422, code);
        assert_eq!(problem["errors"][0]["field"], "file");
    }
    let huge = format!("name\n{}", "x".repeat(2 << 20));
    send(&ours.member, "", &huge).await.problem(413, "file_too_large");
    for query in ["existing=maybe", "country=narnia", "dry_run=2", "surprise=1"] {
        send(&ours.member, query, FILE).await.problem(400, "bad_request");
    }
    let path = "/api/v1/imports/customers";
    let twice = table("a.csv", "name\nx\n").part("file", file("b.csv", b"name\ny\n".to_vec()));
    Answer::of(ours.member.request("POST", path).multipart(twice)).await.problem(400, "bad_request");
    Answer::of(ours.member.request("POST", path).json(&json!({}))).await.problem(400, "bad_request");
    assert_eq!(test.census().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_of_one_file_at_once_make_each_customer_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let mut file = String::from("nombre;RFC\n");
    for number in 0..20 {
        file.push_str(&format!("Cliente {number};\n"));
    }
    file.push_str("Accem;AAA010101AAA\n");
    let both = futures_util::future::join_all((0..4).map(|_| send(&ours.member, "", &file))).await;
    let told: Vec<_> = both.iter().flat_map(lines).collect();
    let created = told.iter().filter(|line| line["line"] == "row" && line["outcome"] == "created").count();
    assert_eq!((created, names(&ours.member).await.len()), (21, 21));
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_finished_by_the_same_file() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let file =
        (0..60).fold(String::from("nombre\n"), |file, number| file + &format!("Cliente {number:02}\n"));
    // The database carries out the row of this line, and the server never hears of it.
    test.gate.lose_answer_to(r#""row":"7""#);
    let told = lines(&send(&ours.member, "", &file).await);
    let last = told.last().unwrap();
    assert_eq!((&last["line"], &last["problem"]["code"]), (&json!("stop"), &json!("unavailable")));
    assert_eq!((told.len(), &last["counts"]["created"]), (7, &json!(5)));
    assert_eq!(names(&ours.member).await.len(), 6);
    let again = fates(&lines(&send(&ours.member, "", &file).await));
    let unchanged = again.iter().filter(|fate| fate.ends_with("unchanged")).count();
    assert_eq!((unchanged, again.len()), (6, 60), "what is done is told as done");
    assert_eq!(names(&ours.member).await.len(), 60);
}

#[tokio::test]
async fn one_proof_is_for_one_import_and_its_rows() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let org = ours.org.to_string();
    ours.member.new_customer("Cliente 2").await;
    let body = json!({"permissions": ["customer.write"]});
    let list = "/api/v1/organization/sensitive-permissions";
    ours.admin.send_proven("PUT", list, body, "organization.sensitive_permissions", &org).await.json(200);

    let file = "nombre;notas\nCliente 1;\nCliente 2;nueva\nCliente 3;\n";
    lines(&send(&ours.member, "dry_run=true", file).await);
    send(&ours.member, "existing=update", file).await.problem(403, "step_up_required");
    let path = "/api/v1/imports/customers?existing=update";
    let proven = async |proof: &str| {
        let request = ours.member.request("POST", path).header("Step-Up", proof);
        Answer::of(request.multipart(table("a.csv", file))).await
    };
    let of_create = ours.member.prove("customer.create", &org).await;
    proven(&of_create).await.problem(403, "step_up_required");
    let proof = ours.member.prove("customer.import", &org).await;
    assert_eq!(fates(&lines(&proven(&proof).await)), ["2 created", "3 updated", "4 created"]);
    let entries = ours.admin.audit("").await;
    let of_import: Vec<_> = entries
        .iter()
        .filter(|entry| entry["outcome"] == "done" && entry["assurance"]["step_up"].is_string())
        .collect();
    let stamped = |action: &str| of_import.iter().filter(|entry| entry["action"] == action).count();
    assert_eq!(
        (stamped("customer.import"), stamped("customer.create"), stamped("customer.update")),
        (1, 2, 1)
    );
    proven(&proof).await.problem(403, "step_up_required");
    let single = ours.member.request("POST", CUSTOMERS).header("Step-Up", &proof);
    Answer::of(single.json(&json!({"name": "x"}))).await.problem(403, "step_up_required");

    // A program's token answers for the acts that it was made for.
    let scopes = ["customer.write", "customer.read"];
    let plain = ours.member.api_token(&scopes).await.persona;
    let refused = send(&plain, "", "nombre\nOtro\n").await.problem(403, "step_up_required");
    assert!(text(&refused["detail"]).contains("not made for customer.create"), "{refused}");
    let made = json!({"name": "Nube", "scopes": scopes, "sensitive_actions": ["customer.create"], "sensitive_object": org});
    let program = ours.member.api_token_of(made).await.persona;
    assert_eq!(fates(&lines(&send(&program, "", "nombre\nOtro\n").await)), ["2 created"]);
    let told = lines(&send(&program, "existing=update", "nombre;notas\nOtro;x\nMás;\n").await);
    assert_eq!((&told[1]["line"], &told[1]["problem"]["code"]), (&json!("stop"), &json!("step_up_required")));
}
