//! Customers: kept, checked, found, and not lost while certificates refer to them.

use std::collections::BTreeSet;

use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::samples::{PLAIN, bytes};
use crate::squad::{Persona, file, text};

const PATH: &str = "/api/v1/customers";

#[tokio::test]
async fn a_customer_is_made_shown_changed_and_deleted() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let new = json!({"name": "  Muñoz e hijos SA ", "tax_id": "b-12345674", "country": "es", "notes": "paga tarde"});
    let made = ours.member.post(PATH, new).await.json(201);
    assert_eq!(
        (&made["name"], &made["tax_id"], &made["country"]),
        (&json!("Muñoz e hijos SA"), &json!("B12345674"), &json!("ES"))
    );
    let path = format!("{PATH}/{}", text(&made["id"]));
    assert_eq!(theirs.admin.get(&path).await.problem(404, "not_found")["status"], 404);
    assert_eq!(ours.member.get(&path).await.json(200), made);

    let changed = ours.member.patch(&path, json!({"notes": "", "version": 1})).await.json(200);
    assert_eq!(
        (&changed["version"], &changed["notes"], &changed["name"]),
        (&json!(2), &json!(""), &made["name"])
    );
    ours.member.patch(&path, json!({"name": "X", "version": 1})).await.problem(409, "stale");
    let cleared = ours.member.patch(&path, json!({"tax_id": null, "country": null})).await.json(200);
    assert_eq!((&cleared["tax_id"], &cleared["country"]), (&Value::Null, &Value::Null));

    // Only administrators delete.
    let id = text(&made["id"]);
    ours.member.act_proven("DELETE", &path, "customer.delete", &id).await.problem(403, "forbidden");
    ours.admin.act_proven("DELETE", &path, "customer.delete", &id).await.empty(204);
    ours.admin.get(&path).await.problem(404, "not_found");
    let log = ours.admin.audit(&format!("object={id}")).await;
    let acts: Vec<_> =
        log.iter().map(|e| format!("{} {}", text(&e["action"]), text(&e["outcome"]))).collect();
    assert_eq!(
        acts,
        [
            "customer.delete done",
            "customer.delete refused",
            "customer.update done",
            "customer.update done",
            "customer.create done"
        ]
    );
    assert_eq!(log[0]["disclosed"], json!({"name": "Muñoz e hijos SA"}));
}

#[tokio::test]
async fn tax_ids_are_checked_as_their_country_writes_them() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let good = [
        ("MX", "aaa 010101 aaa", "AAA010101AAA"),
        ("ES", "12345678-Z", "12345678Z"),
        ("BR", "11.222.333/0001-81", "11222333000181"),
        ("CO", "899.999.068-1", "899999068-1"),
        ("AR", "20-12345678-6", "20123456786"),
        ("IT", "01114601006", "01114601006"),
        ("IN", "abcpe1234f", "ABCPE1234F"),
        ("FR", "any-thing 7", "any-thing 7"),
    ];
    for (country, written, normal) in good {
        let body = json!({"name": country, "tax_id": written, "country": country});
        let answer = ours.member.post(PATH, body).await;
        assert_eq!(answer.status, 201, "{country} {written}: {}", answer.text());
        assert_eq!(answer.value()["tax_id"], normal);
    }
    let bad = [
        ("ES", "12345678A", "tax_id.check_digit", "expected Z"),
        ("ES", "123", "tax_id.structure", "NIF"),
        ("MX", "AAA019901AAA", "tax_id.date", "RFC"),
        ("MX", "AAA", "tax_id.structure", "RFC"),
        ("BR", "11222333000182", "tax_id.check_digit", "CNPJ"),
        ("CO", "8999990682", "tax_id.check_digit", "NIT"),
        ("AR", "20123456785", "tax_id.check_digit", "CUIT"),
        ("IT", "01114601007", "tax_id.check_digit", "partita IVA"),
        ("IN", "ABC", "tax_id.structure", "PAN"),
    ];
    for (country, written, code, words) in bad {
        let answer =
            ours.member.post(PATH, json!({"name": "x", "tax_id": written, "country": country})).await;
        let problem = answer.problem(422, "invalid");
        assert_eq!(
            (&problem["errors"][0]["field"], &problem["errors"][0]["code"]),
            (&json!("tax_id"), &json!(code)),
            "{written}"
        );
        assert!(text(&problem["detail"]).contains(words), "{}", problem["detail"]);
    }
    let no_country =
        ours.member.post(PATH, json!({"name": "x", "tax_id": "12345678Z"})).await.problem(422, "invalid");
    assert_eq!(no_country["errors"][0]["code"], "country_required");
    for country in ["ZZZ", "1", "España"] {
        let problem =
            ours.member.post(PATH, json!({"name": "x", "country": country})).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "country");
    }
}

#[tokio::test]
async fn names_and_notes_have_bounds() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for (body, field) in [
        (json!({"name": ""}), "name"),
        (json!({"name": "   "}), "name"),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "a\u{0}b"}), "name"),
        (json!({"name": "a\u{7}b"}), "name"),
        (json!({"name": "x", "notes": "x".repeat(4001)}), "notes"),
        (json!({"name": "x", "notes": "a\u{0}b"}), "notes"),
    ] {
        assert_eq!(ours.member.post(PATH, body).await.problem(422, "invalid")["errors"][0]["field"], field);
    }
    let body = json!({"name": "ñ".repeat(200), "notes": "línea\n".repeat(600)});
    assert_eq!(ours.member.post(PATH, body).await.status, 201);
}

#[tokio::test]
async fn one_tax_id_is_one_customer_in_a_firm() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let body = json!({"name": "Uno", "tax_id": "12345678Z", "country": "ES"});
    assert_eq!(ours.member.post(PATH, body.clone()).await.status, 201);
    let taken = ours.member.post(PATH, body.clone()).await.problem(409, "taken");
    assert_eq!(taken["errors"][0]["field"], "tax_id");
    assert_eq!(theirs.member.post(PATH, body.clone()).await.status, 201, "another firm may serve the same");
    let other = format!("{PATH}/{}", ours.member.new_customer("Dos").await);
    ours.member.patch(&other, json!({"tax_id": "12345678Z", "country": "ES"})).await.problem(409, "taken");
    let both =
        futures_util::future::join_all((0..4).map(|_| {
            ours.member.post(PATH, json!({"name": "Tres", "tax_id": "AAA010101AAA", "country": "MX"}))
        }));
    let made = both.await.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_customer_with_certificates_is_not_deleted() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.new_customer("Muñoz").await;
    let path = format!("{PATH}/{id}");
    let form = Form::new().part("file", file("a.cer", bytes(PLAIN.file))).text("customer_id", id.clone());
    let certificate = ours.admin.send(form).await.json(201);
    assert_eq!(certificate["customer"], json!({"id": id, "name": "Muñoz"}));
    assert_eq!(ours.admin.get(&path).await.json(200)["certificates"], 1);
    ours.admin.act_proven("DELETE", &path, "customer.delete", &id).await.problem(409, "customer_in_use");
    let of_it = format!("/api/v1/certificates/{}", text(&certificate["id"]));
    assert_eq!(
        ours.admin.patch(&of_it, json!({"customer_id": null})).await.json(200)["customer"],
        Value::Null
    );
    ours.admin.act_proven("DELETE", &path, "customer.delete", &id).await.empty(204);
    ours.admin.patch(&of_it, json!({"customer_id": id})).await.problem(422, "invalid");
}

#[tokio::test]
async fn search_forgives_accents_and_case() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for name in ["Muñoz e Hijos", "ÁLVAREZ", "Çelik", "100% Útil_S\\A"] {
        ours.member.new_customer(name).await;
    }
    theirs.member.new_customer("Muñoz ajeno").await;
    let body = json!({"name": "Con RFC", "tax_id": "AAA010101AAA", "country": "MX"});
    ours.member.post(PATH, body).await.json(201);
    for (query, found) in [
        ("munoz", "Muñoz e Hijos"),
        ("MUÑOZ", "Muñoz e Hijos"),
        ("alva", "ÁLVAREZ"),
        ("celik", "Çelik"),
        ("%25", "100% Útil_S\\A"),
        ("util_s\\a", "100% Útil_S\\A"),
        ("aaa0101", "Con RFC"),
    ] {
        let page = ours.member.get(&format!("{PATH}?q={query}")).await.json(200);
        let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|c| text(&c["name"])).collect();
        assert_eq!(names, [found], "{query}");
    }
    let mexican = ours.member.get(&format!("{PATH}?country=MX")).await.json(200);
    assert_eq!(mexican["items"].as_array().unwrap().len(), 1);
}

/// All names on all pages, in order, and how many pages there were.
async fn walk(who: &Persona, query: &str) -> (Vec<String>, usize) {
    let (mut names, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = who.get(&format!("{PATH}?{query}&cursor={cursor}")).await.json(200);
        names.extend(page["items"].as_array().unwrap().iter().map(|c| text(&c["name"])));
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return (names, pages),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_complete_and_without_repetition_while_others_write() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    theirs.member.new_customer("b ajeno").await;
    // Names that repeat, so that the id decides; in both cases.
    for number in 0..45 {
        ours.member
            .new_customer(&format!("{} {:02}", if number % 2 == 0 { "B" } else { "b" }, number / 3))
            .await;
    }
    let alone = walk(&ours.member, "limit=7").await;
    assert_eq!((alone.0.len(), alone.1), (45, 7));
    let mut sorted = alone.0.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(
        alone.0.iter().map(|n| n.to_lowercase()).collect::<Vec<_>>(),
        sorted.iter().map(|n| n.to_lowercase()).collect::<Vec<_>>()
    );

    let writing = async {
        for number in 0..30 {
            ours.admin.new_customer(&format!("{} nuevo {number}", ["a", "b 07", "c"][number % 3])).await;
        }
    };
    let (during, ()) = tokio::join!(walk(&ours.member, "limit=4"), writing);
    let old: Vec<_> = during.0.iter().filter(|name| !name.contains("nuevo")).cloned().collect();
    assert_eq!(old, alone.0, "what was there before is on the pages once, in its order");
    let new: Vec<_> = during.0.iter().filter(|name| name.contains("nuevo")).collect();
    assert_eq!(new.len(), new.iter().collect::<BTreeSet<_>>().len());
    let whole = walk(&ours.member, "limit=200").await;
    assert_eq!((whole.0.len(), whole.1), (75, 1));
}
