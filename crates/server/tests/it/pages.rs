//! Pages, asked for by a browser: what stands on them, and what does not.

use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN};
use crate::squad::{Persona, text};

/// A page, as the browser of somebody signed in gets it, in this language.
pub(crate) async fn page(test: &TestApp, who: &Persona, path: &str, language: &str) -> String {
    let cookies = format!("__Host-access={}; language={language}", who.access);
    let answer = Answer::of(test.request("GET", path).header("cookie", cookies)).await;
    assert_eq!(answer.status, 200, "{path}");
    answer.text()
}

#[tokio::test]
async fn an_unusual_check_digit_is_shown_and_a_usual_one_is_not() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for (tax_id, unusual) in [("AAA010101AAA", true), ("GODE561231GR8", false)] {
        let body = json!({"name": tax_id, "tax_id": tax_id, "country": "MX"});
        let customer = text(&ours.member.post("/api/v1/customers", body).await.json(201)["id"]);
        let path = format!("/customers/{customer}");
        let expected = domain::TaxId::parse(domain::Country::Mx, tax_id).unwrap();
        assert_eq!(expected.warning().is_some(), unusual, "{tax_id}");
        for (language, words) in [
            ("en", "Please compare it with the tax card"),
            ("es", "cédula fiscal"),
            ("pt", "comprovante de inscrição"),
        ] {
            let html = page(&test, &ours.member, &path, language).await;
            assert!(html.contains(tax_id));
            assert_eq!(html.contains(words), unusual, "{tax_id} in {language}");
        }
    }
    // The holder's, as his certificate says.
    let certificate = ours.member.keep(EFIRMA).await;
    let path = format!("/certificates/{certificate}");
    for (tax_id, unusual) in [("AAA010101AAA", true), ("GODE561231GR8", false)] {
        let changed = format!("UPDATE credenza.certificates SET tax_id = '{tax_id}', country = 'MX'");
        assert_eq!(test.database.change(&changed).await, 1);
        let html = page(&test, &ours.member, &path, "es").await;
        assert_eq!(html.contains("cédula fiscal"), unusual, "{tax_id}");
    }
}

#[tokio::test]
async fn the_log_leads_only_to_what_is_still_there() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (kept, destroyed) = (ours.member.keep(EFIRMA).await, ours.member.keep(MODERN).await);
    let customer = ours.member.new_customer("Muñoz").await;
    theirs.member.keep(EFIRMA).await;
    ours.member.delete_certificate(&destroyed).await.empty(204);
    let html = page(&test, &ours.admin, "/settings/audit", "en").await;
    for (path, leads) in [
        (format!("/certificates/{kept}"), true),
        (format!("/customers/{customer}"), true),
        (format!("/certificates/{destroyed}"), false),
    ] {
        assert_eq!(html.contains(&format!("href=\"{path}\"")), leads, "{path}");
    }
    assert!(html.contains(&destroyed), "the entry itself is there");
    // Who may not see certificates and customers is not led to them.
    let html = page(&test, &ours.auditor, "/settings/audit", "en").await;
    assert!(html.contains(&kept) && !html.contains("href=\"/certificates/crt_"));
}

#[tokio::test]
async fn the_gate_knows_nobody_and_alone_may_use_the_camera() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for cookies in [
        "",
        &format!("__Host-access={}", ours.member.access),
        "__Host-access=x; __Host-refresh=y; theme=dark",
    ] {
        let gate = Answer::of(test.request("GET", "/v").header("cookie", cookies)).await;
        assert_eq!(gate.status, 200);
        assert_eq!(gate.header("set-cookie"), "");
        assert!(gate.text().contains("data-finder"));
        let policy = gate.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(gate.header("permissions-policy").contains("camera=(self),"));
    }
    let page = Answer::of(test.request("GET", "/sign-in")).await;
    assert!(page.header("permissions-policy").contains("camera=(),"));

    let worker = Answer::of(test.request("GET", "/v/worker.js")).await;
    assert_eq!((worker.status, worker.header("service-worker-allowed")), (200, "/v"));
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(!worker.header("content-security-policy").contains("unsafe"));
    let script = worker.text();
    let reader = script.split('"').find(|path| path.starts_with("/v/decoder-")).expect("the reader is kept");
    let reader = Answer::of(test.request("GET", reader)).await;
    assert!(reader.header("content-security-policy").contains("script-src 'wasm-unsafe-eval';"));
    assert!(reader.header("cache-control").contains("immutable"));
    let manifest = Answer::of(test.request("GET", "/v/app.webmanifest")).await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    assert_eq!(manifest.value()["scope"], "/v");
    for path in ["/v/", "/v/page.html", "/v/worker.js.br", "/v/decoder-00000000.js", "/v/..%2fmanifest.json"]
    {
        assert_eq!(Answer::of(test.request("GET", path)).await.status, 404, "{path}");
    }
}
