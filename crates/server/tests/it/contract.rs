//! The shapes that programs outside rely on: to be extended, never renamed.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::{Answer, shape};
use crate::passes::Phone;
use crate::samples::{EFIRMA, SPANISH_P12, bytes};
use crate::squad::{PASSWORD, Persona, text};

/// Every shape of the contract in one text that a reviewer reads.
#[derive(Default)]
struct Shapes(String);

impl Shapes {
    #[track_caller]
    fn note(&mut self, what: &str, status: u16, answer: &Answer) -> Value {
        let value = answer.json(status);
        writeln!(self.0, "{what} → {status}\n{}\n", shape(&value)).unwrap();
        value
    }

    fn problem(&mut self, what: &str, status: u16, code: &str, answer: &Answer) {
        let value = answer.problem(status, code);
        writeln!(self.0, "{what} → {status} {code}\n{}\n", shape(&value)).unwrap();
    }
}

#[tokio::test]
async fn the_shapes_of_the_api_are_those_of_the_contract() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let mut shapes = Shapes::default();

    let login = json!({"email": admin.email, "password": PASSWORD});
    let login = test.post("/api/v1/auth/login", login).await;
    assert_eq!(login.header("cache-control"), "no-store");
    let tokens = shapes.note("POST /api/v1/auth/login", 200, &login);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)));
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let refreshed = test.post("/api/v1/auth/refresh", refresh).await;
    shapes.note("POST /api/v1/auth/refresh", 200, &refreshed);

    let customer =
        json!({"name": "Muñoz SA", "tax_id": "B-12345674", "country": "ES", "notes": "paga tarde"});
    let created = admin.post("/api/v1/customers", customer).await;
    let customer = shapes.note("POST /api/v1/customers", 201, &created);
    let customer = text(&customer["id"]);
    assert_eq!(created.header("location"), format!("/api/v1/customers/{customer}"));
    shapes.note("GET /api/v1/customers", 200, &admin.get("/api/v1/customers").await);

    let form = crate::squad::form(SPANISH_P12).text("customer_id", customer);
    let uploaded = admin.send(form).await;
    let certificate = shapes.note("POST /api/v1/certificates", 201, &uploaded);
    let id = text(&certificate["id"]);
    assert_eq!(uploaded.header("location"), format!("/api/v1/certificates/{id}"));
    admin.keep(EFIRMA).await;
    shapes.note("GET /api/v1/certificates?limit=1", 200, &admin.get("/api/v1/certificates?limit=1").await);
    shapes.note(
        "GET /api/v1/certificates/{id}",
        200,
        &admin.get(&format!("/api/v1/certificates/{id}")).await,
    );

    let step_up = json!({"action": "certificate.download", "object": id, "password": PASSWORD});
    let step_up = admin.post("/api/v1/auth/step-up", step_up).await;
    let proof = shapes.note("POST /api/v1/auth/step-up", 200, &step_up);
    assert!((295..=300).contains(&proof["expires_in"].as_i64().unwrap()), "{proof}");
    let path = format!("/api/v1/certificates/{id}/download-url");
    let issued = admin.act("POST", &path, &text(&proof["step_up_token"])).await;
    let url = shapes.note("POST /api/v1/certificates/{id}/download-url", 200, &issued);
    let downloaded = admin.get(&text(&url["url"])).await;
    assert_eq!((downloaded.status, &downloaded.body), (200, &bytes(SPANISH_P12.file)));

    let revealed = admin.reveal(&id).await;
    let password = shapes.note("POST /api/v1/certificates/{id}/reveal-password", 200, &revealed);
    assert_eq!(password, json!({"password": "1234"}));
    assert_eq!(revealed.header("cache-control"), "no-store");
    admin.delete_certificate(&id).await.empty(204);

    note_records(&mut shapes, admin).await;
    note_passes(&mut shapes, &test, admin).await;
    shapes.note("GET /api/v1/overview", 200, &admin.get("/api/v1/overview").await);
    shapes.note("GET /api/v1/organization", 200, &admin.get("/api/v1/organization").await);
    let deletions = admin.get("/api/v1/audit?action=certificate.delete").await;
    shapes.note("GET /api/v1/audit?action=certificate.delete", 200, &deletions);
    shapes.problem(
        "GET /api/v1/certificates/{deleted}",
        404,
        "not_found",
        &admin.get(&format!("/api/v1/certificates/{id}")).await,
    );
    let nameless = admin.post("/api/v1/customers", json!({"name": " "})).await;
    shapes.problem("POST /api/v1/customers without a name", 422, "invalid", &nameless);
    shapes.problem("POST /api/v1/certificates again", 409, "certificate_exists", &admin.upload(EFIRMA).await);

    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("shapes_of_the_api", shapes.0);
    });
}

/// A worker with a ticket, by one account alone, as a stranger who reads the contract would do it.
async fn note_records(shapes: &mut Shapes, admin: &Persona) {
    let kind = json!({"code": "first_aid", "name": "First aid", "valid_months": 36});
    let made = admin.post("/api/v1/ticket-types", kind).await;
    shapes.note("POST /api/v1/ticket-types", 201, &made);
    let made = admin.post("/api/v1/workers", json!({"name": "Úrsula", "reference": "E-7"})).await;
    let worker = text(&shapes.note("POST /api/v1/workers", 201, &made)["id"]);
    let path = format!("/api/v1/workers/{worker}/tickets");
    let ticket = json!({"type": "first_aid", "number": "A-1", "issuer": "Red Cross", "issued_on": "2026-01-10",
        "expires_on": "2029-01-10"});
    let made = admin.post(&path, ticket).await;
    let ticket = shapes.note("POST /api/v1/workers/{id}/tickets", 201, &made);
    assert_eq!(text(&ticket["code"]).len(), 8);
    let ticket = format!("/api/v1/tickets/{}", text(&ticket["id"]));
    for act in ["approve", "suspend", "reinstate", "revoke"] {
        let done = admin.post(&format!("{ticket}/{act}"), json!({"reason": "as agreed"})).await;
        let answer = shapes.note(&format!("POST /api/v1/tickets/{{id}}/{act}"), 200, &done);
        assert_eq!(answer["reason"], "as agreed");
    }
    shapes.note("GET /api/v1/workers", 200, &admin.get("/api/v1/workers").await);
    shapes.note("GET /api/v1/tickets", 200, &admin.get("/api/v1/tickets").await);
    let again = admin.post(&format!("{ticket}/approve"), json!({})).await;
    shapes.problem("POST /api/v1/tickets/{revoked}/approve", 409, "ticket_state", &again);
}

/// A pass, and what anybody is told of a ticket.
async fn note_passes(shapes: &mut Shapes, test: &TestApp, admin: &Persona) {
    let worker = admin.post("/api/v1/workers", json!({"name": "Pilar"})).await.json(201);
    let path = format!("/api/v1/workers/{}", text(&worker["id"]));
    let ticket = json!({"type": "first_aid", "issued_on": "2026-01-10", "expires_on": "2098-01-10"});
    let ticket = admin.post(&format!("{path}/tickets"), ticket).await.json(201);
    admin.post(&format!("/api/v1/tickets/{}/approve", text(&ticket["id"])), json!({})).await.json(200);
    let issued = admin.post(&format!("{path}/pass"), json!({"device_key": null})).await;
    let pass = shapes.note("POST /api/v1/workers/{id}/pass", 200, &issued);
    assert!(text(&pass["text"]).starts_with("https://"));
    let wallet = json!({"format": "sd_jwt_vc", "holder_key": Phone::new().jwk()});
    let given = admin.post(&format!("{path}/credential"), wallet).await;
    shapes.note("POST /api/v1/workers/{id}/credential", 200, &given);
    shapes.note("GET /api/v1/workers/{id}/passes", 200, &admin.get(&format!("{path}/passes")).await);
    shapes.note("GET /api/v1/pass-keys", 200, &admin.get("/api/v1/pass-keys").await);
    let asked = format!("/api/v1/verify/{}", text(&ticket["code"]));
    shapes.note("GET /api/v1/verify/{code}", 200, &test.get(&asked).await);
    shapes.problem(
        "GET /api/v1/verify/{typo}",
        400,
        "mistyped_code",
        &test.get("/api/v1/verify/00000001").await,
    );
    shapes.problem(
        "GET /api/v1/verify/{unknown}",
        404,
        "unknown_code",
        &test.get("/api/v1/verify/00000000").await,
    );
}

#[tokio::test]
async fn times_are_rfc_3339_in_utc_and_ids_are_typed() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let certificate = ours.member.upload(SPANISH_P12).await.json(201);
    for field in ["not_before", "not_after", "created_at", "updated_at"] {
        let time = text(&certificate[field]);
        let parsed = time::OffsetDateTime::parse(&time, &time::format_description::well_known::Rfc3339);
        assert!(parsed.is_ok() && time.ends_with('Z'), "{field}: {time}");
    }
    assert!(text(&certificate["id"]).parse::<domain::id::CertificateId>().is_ok());
    assert!(text(&certificate["created_by"]).parse::<domain::id::MemberId>().is_ok());
    assert_eq!(certificate["created_by"], ours.member.member.to_string());
}

#[tokio::test]
async fn the_document_is_served_as_it_is_printed() {
    let test = TestApp::new().await;
    let served = test.get("/api/v1/openapi.json").await.json(200);
    assert_eq!(served, serde_json::to_value(server::routes::api::document()).unwrap());
    assert!(
        served["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")),
        "{}",
        served["openapi"]
    );
    assert_eq!(test.get("/healthz").await.status, 200);
    assert_eq!(test.get("/readyz").await.status, 200);
}

/// Everything that the document says of an operation, with where it is.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, item) in paths {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item[method].is_object() {
                found.push((format!("{method} {path}"), &item[method]));
            }
        }
    }
    found
}

#[test]
fn the_document_tells_a_program_all_that_it_needs() {
    let document = serde_json::to_value(server::routes::api::document()).unwrap();
    let operations = operations(&document);
    assert!(operations.len() > 150, "{}", operations.len());
    let names: BTreeSet<_> = operations.iter().map(|(_, told)| text(&told["operationId"])).collect();
    assert_eq!(
        names.len(),
        operations.len(),
        "names of operations are unique: programs are generated from them"
    );
    for (place, told) in &operations {
        assert!(!text(&told["summary"]).is_empty(), "{place}: what does it do?");
        for parameter in told["parameters"].as_array().into_iter().flatten() {
            let (name, lies) = (text(&parameter["name"]), text(&parameter["in"]));
            assert_eq!(
                lies == "path",
                place.contains(&format!("{{{name}}}")),
                "{place}: {name} is in the {lies}"
            );
        }
        for (status, answer) in told["responses"].as_object().unwrap() {
            assert!(!text(&answer["description"]).is_empty(), "{place}: what is {status}?");
            let errors = status.starts_with(['4', '5']) || status == "default";
            if errors && let Some(content) = answer["content"].as_object() {
                assert!(content.contains_key("application/problem+json"), "{place}: {status} is a problem");
            }
        }
    }
    // What a scanner signs is not asked for with a session's token.
    let signed = operations.iter().filter(|(_, told)| told["security"] == json!([{"scanner": []}]));
    let signed: Vec<_> = signed.map(|(place, _)| place.as_str()).collect();
    let scanner = "/api/v1/scanners/{id}";
    assert_eq!(
        signed,
        [
            format!("get {scanner}/bundle"),
            format!("post {scanner}/log"),
            format!("get {scanner}/photos/{{name}}")
        ]
    );
    // What is sent is described; these take nothing.
    let silent = operations.iter().filter(|(place, told)| {
        !place.starts_with("get ") && !place.starts_with("delete ") && told["requestBody"].is_null()
    });
    let silent: Vec<_> = silent.map(|(place, _)| place.as_str()).collect();
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("requests_without_a_body", silent.join("\n"));
    });
    // Every reference leads somewhere.
    let whole = document.to_string();
    for part in whole.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is referred to, and not there");
    }
}

#[tokio::test]
async fn every_answer_carries_its_security_headers_and_its_request() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let answers = [
        ours.admin.get("/api/v1/customers").await,
        test.get("/api/v1/customers").await,
        test.get("/no/such/page").await,
        ours.admin.post("/api/v1/customers", json!({"name": ""})).await,
    ];
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        assert!(answer.header("x-request-id").parse::<domain::id::RequestId>().is_ok());
    }
}
