//! Imports of certificates: from an archive or a folder, with passwords to try, told beforehand and taken in row by row.

use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::imports::lines;
use crate::samples::{EFIRMA, MODERN, PLAIN, SEAL, SEAL_PFX, SPANISH_P12, bytes};
use crate::squad::{Persona, file, text};

#[allow(dead_code, reason = "what only the archives' own tests make")]
#[path = "../../../intake/tests/it/zipped.rs"]
mod zipped;

use zipped::{Part, zip};

const PATH: &str = "/api/v1/imports/certificates";

fn part(folder: &str, name: &str) -> Part {
    Part::deflated(&format!("{folder}{name}"), &bytes(name))
}

/// What a firm has in a folder: pairs, bundles, leftovers, and what is none of it.
fn archive() -> Vec<u8> {
    zip(&[
        Part::stored("Clientes/", b""),
        part("Clientes/Accem/", EFIRMA.file),
        part("Clientes/Accem/claves/", EFIRMA.key.unwrap()),
        part("Clientes/", SPANISH_P12.file),
        part("Clientes/", MODERN.file),
        Part::stored("Clientes/contrato.pdf", b"%PDF-1.7\n"),
        Part::stored("Clientes/viejo.zip", &zip(&[part("", PLAIN.file)])),
        Part::stored("__MACOSX/._a.cer", b"\0\0"),
        Part::stored("Clientes/.DS_Store", b"\0\0"),
        part("otra vez/", EFIRMA.file),
        Part::stored("grande.p12", &vec![0x30; (1 << 20) + 1]),
    ])
}

fn passwords() -> String {
    json!([
        {"password": EFIRMA.password, "for": "Accem"},
        {"password": "no es", "for": null},
        {"password": SPANISH_P12.password},
    ])
    .to_string()
}

async fn send(who: &Persona, query: &str, form: Form) -> Answer {
    Answer::of(who.request("POST", &format!("{PATH}?{query}")).multipart(form)).await
}

fn zipped_form() -> Form {
    Form::new().part("file", file("clientes.zip", archive())).text("passwords", passwords())
}

/// Each row: its files, what it came to, and the reason's code.
fn fates(told: &[Value]) -> Vec<(String, String)> {
    let rows = told.iter().filter(|line| line["line"] == "files");
    rows.map(|row| {
        let files: Vec<_> = row["files"].as_array().unwrap().iter().map(text).collect();
        let code = row["reason"]["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
        (files.join(" + "), format!("{}{code}", text(&row["outcome"])))
    })
    .collect()
}

fn expected(taken: &str) -> Vec<(String, String)> {
    [
        ("Clientes/Accem/FIEL_AAA010101AAA.cer + Clientes/Accem/claves/FIEL_AAA010101AAA.key", taken),
        ("Clientes/EIDAS_CERTIFICADO_PRUEBAS_99999999R.p12", taken),
        ("Clientes/aes256.p12", "refused wrong_password"),
        ("Clientes/contrato.pdf", "refused looks_like_pdf"),
        ("Clientes/viejo.zip", "refused looks_like_zip"),
        ("otra vez/FIEL_AAA010101AAA.cer", "refused duplicate_file"),
        ("grande.p12", "refused too_large"),
    ]
    .map(|(files, fate)| (files.to_owned(), fate.to_owned()))
    .to_vec()
}

#[tokio::test]
async fn a_preview_tells_of_each_file_and_keeps_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = json!({"name": "Accem Servicios", "tax_id": "AAA010101AAA", "country": "MX"});
    let customer = ours.member.post("/api/v1/customers", customer).await.json(201);
    theirs.member.keep(SPANISH_P12).await;
    let before = (test.census().await, ours.admin.audit("").await.len());
    let told = lines(&send(&ours.member, "dry_run=true", zipped_form()).await);
    assert_eq!(fates(&told), expected("created"));
    assert_eq!((test.census().await, ours.admin.audit("").await.len()), before);
    let reading: Vec<_> = told.iter().filter(|line| line["line"] == "reading").collect();
    assert_eq!((reading.len(), &reading[0]["files"]), (7, &json!(8)));
    let pair = told.iter().find(|line| line["line"] == "files").unwrap();
    assert_eq!((&pair["kind"], &pair["tax_id"]), (&json!("pair"), &json!("AAA010101AAA")));
    assert_eq!((&pair["customer_id"], &pair["customer"]), (&customer["id"], &customer["name"]));
    assert_eq!(pair["certificate_id"], Value::Null);
    assert!(text(&pair["not_after"]).ends_with('Z'));
    let end = json!({"line": "end", "created": 2, "updated": 0, "unchanged": 0, "refused": 5});
    assert_eq!(told.last().unwrap(), &end);
}

#[tokio::test]
async fn what_is_taken_in_opens_again_and_is_not_taken_twice() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let told = lines(&send(&ours.member, "", zipped_form()).await);
    assert_eq!(fates(&told), expected("created"));
    let ids: Vec<_> = told
        .iter()
        .filter(|line| line["outcome"] == "created")
        .map(|line| text(&line["certificate_id"]))
        .collect();
    let pair = ours.admin.get(&format!("/api/v1/certificates/{}", ids[0])).await.json(200);
    assert_eq!(
        (&pair["kind"], &pair["has_password"], &pair["name"]),
        (&json!("pair"), &json!(true), &json!(EFIRMA.file))
    );
    assert_eq!(ours.admin.download(&ids[1]).await.body, bytes(SPANISH_P12.file));
    for (id, sample) in ids.iter().zip([EFIRMA, SPANISH_P12]) {
        let shown = ours.admin.reveal(id).await.json(200);
        assert_eq!(shown["password"].as_str(), sample.password, "the one that opens it was sealed with it");
    }
    let log = ours.admin.audit("").await;
    let entries: Vec<_> = log.iter().filter(|entry| entry["details"]["import"].is_string()).collect();
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| entry["action"] == "certificate.upload"));
    let import = &ours.admin.audit("action=certificate.import").await[0];
    assert_eq!(
        (&import["details"]["rows"], &import["disclosed"]["file"]),
        (&json!("8"), &json!("clientes.zip"))
    );
    let secret = EFIRMA.password.unwrap();
    assert!(!log.iter().any(|entry| entry.to_string().contains(secret)), "no password is in the log");

    assert_eq!(fates(&lines(&send(&ours.member, "", zipped_form()).await)), expected("unchanged"));
    assert_eq!(
        fates(&lines(&send(&ours.member, "dry_run=true", zipped_form()).await)),
        expected("unchanged")
    );
    let list = ours.admin.get("/api/v1/certificates").await.json(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(theirs.admin.get("/api/v1/certificates").await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn halves_join_what_is_in_custody_and_files_may_come_one_by_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let form = Form::new().part("file", file(EFIRMA.file, bytes(EFIRMA.file)));
    let waiting = ours.member.send(form).await.json(201);
    let folder = || {
        let form = Form::new().part("file", file("claves/FIEL.key", bytes(EFIRMA.key.unwrap())));
        let form = form.part("file", file("sellos/sello.cer", bytes(SEAL.file)));
        let form = form.part("file", file("sellos/sello.key", bytes(SEAL.key.unwrap())));
        let form = form.part("file", file("sellos/sello.pfx", bytes(SEAL_PFX.file)));
        form.text("passwords", json!([{"password": "12345678a"}]).to_string())
    };
    for query in ["dry_run=true", ""] {
        let told = lines(&send(&ours.member, query, folder()).await);
        let fates: Vec<_> = fates(&told).into_iter().map(|(_, fate)| fate).collect();
        assert_eq!(fates, ["updated", "created", "refused duplicate_file"], "{query}");
        let key = told.iter().find(|line| line["outcome"] == "updated").unwrap();
        assert_eq!((&key["certificate_id"], &key["files"]), (&waiting["id"], &json!(["claves/FIEL.key"])));
    }
    let joined = ours.admin.get(&format!("/api/v1/certificates/{}", text(&waiting["id"]))).await.json(200);
    assert_eq!((&joined["kind"], &joined["has_private_key"]), (&json!("pair"), &json!(true)));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_whole() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let before = test.census().await;
    let encrypted = Part { flags: 1, ..part("", PLAIN.file) };
    let many: Vec<_> = (0..2001).map(|number| Part::stored(&format!("{number}.cer"), b"x")).collect();
    let bomb = Part::deflated("a.cer", &vec![0; 1 << 20]);
    for (bytes, status, code) in [
        (zip(&[encrypted]), 422, "encrypted_archive"),
        (zip(&many), 422, "too_many_files"),
        (zip(&[bomb]), 413, "too_much"),
        (zip(&[]), 422, "empty"),
        (archive()[..4000].to_vec(), 422, "damaged"),
    ] {
        let form = Form::new().part("file", file("a.zip", bytes));
        let problem = send(&ours.member, "", form).await.problem(status, code);
        assert_eq!(problem["errors"][0]["field"], "file");
    }
    let plain = || Form::new().part("file", file("a.cer", bytes(PLAIN.file)));
    for passwords in ["x", "{}", r#"[{"for": "x"}]"#, r#"[{"password": "x", "more": 1}]"#] {
        let form = plain().text("passwords", passwords);
        let problem = send(&ours.member, "", form).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "passwords");
    }
    let too_many = serde_json::to_string(&vec![json!({"password": "x"}); 501]).unwrap();
    send(&ours.member, "", plain().text("passwords", too_many)).await.problem(422, "invalid");
    send(&ours.member, "", Form::new().text("passwords", "[]")).await.problem(422, "invalid");
    send(&ours.member, "", plain().text("surprise", "x")).await.problem(400, "bad_request");
    send(&ours.member, "dry_run=maybe", plain()).await.problem(400, "bad_request");
    assert_eq!(test.census().await, before);
}

#[tokio::test]
async fn all_archives_of_an_import_share_one_limit() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    // Small enough that nobody asks how well each was compressed.
    let zeros = Part::deflated("a.cer", &vec![0; 250 << 10]);
    let form = |archives: usize, files: usize| {
        let one = zip(&vec![zeros.clone(); files]);
        (0..archives)
            .fold(Form::new(), |form, number| form.part("file", file(&format!("{number}.zip"), one.clone())))
    };
    send(&ours.member, "dry_run=true", form(3, 120)).await.problem(413, "too_much");
    let few = Part::stored("a.cer", b"x");
    let form = [1, 2].into_iter().fold(Form::new(), |form, number| {
        form.part("file", file(&format!("{number}.zip"), zip(&vec![few.clone(); 1001])))
    });
    let problem = send(&ours.member, "dry_run=true", form).await.problem(422, "too_many_files");
    assert!(text(&problem["errors"][0]["detail"]).contains("2000"), "{problem}");
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_finished_by_the_same_files() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    // The database carries out the first row, and the server never hears of it.
    test.gate.lose_answer_to(r#""row":"1""#);
    let told = lines(&send(&ours.member, "", zipped_form()).await);
    let last = told.last().unwrap();
    assert_eq!((&last["line"], &last["problem"]["code"]), (&json!("stop"), &json!("unavailable")));
    let again = fates(&lines(&send(&ours.member, "", zipped_form()).await));
    assert_eq!((again[0].1.as_str(), again[1].1.as_str()), ("unchanged", "created"));
    let list = ours.admin.get("/api/v1/certificates").await.json(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        assert_eq!(ours.admin.download(&text(&item["id"])).await.status, 200, "what is in the list opens");
    }
}

#[tokio::test]
async fn one_proof_is_for_one_import_and_who_may_not_see_customers_is_told_none() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let org = ours.org.to_string();
    let body = json!({"name": "Accem", "tax_id": "AAA010101AAA", "country": "MX"});
    ours.member.post("/api/v1/customers", body).await.json(201);
    let scopes = ["certificate.read", "certificate.write"];
    let blind = ours.member.api_token(&scopes).await.persona;
    let told = lines(&send(&blind, "dry_run=true", zipped_form()).await);
    assert!(told.iter().all(|line| line["customer"].is_null()), "{told:?}");

    let body = json!({"permissions": ["certificate.write"]});
    let list = "/api/v1/organization/sensitive-permissions";
    ours.admin.send_proven("PUT", list, body, "organization.sensitive_permissions", &org).await.json(200);
    send(&ours.member, "", zipped_form()).await.problem(403, "step_up_required");
    send(&blind, "", zipped_form()).await.problem(403, "step_up_required");
    let proof = ours.member.prove("certificate.import", &org).await;
    let proven = || ours.member.request("POST", PATH).header("Step-Up", &proof).multipart(zipped_form());
    assert_eq!(fates(&lines(&Answer::of(proven()).await)), expected("created"));
    Answer::of(proven()).await.problem(403, "step_up_required");
    let log = ours.admin.audit("action=certificate.upload").await;
    let proven =
        log.iter().filter(|entry| entry["outcome"] == "done" && entry["assurance"]["step_up"].is_string());
    assert_eq!(proven.count(), 2, "each row cites the import's proof");
}
