//! Pages, asked for by a browser: what stands on them, and what does not.

use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN};
use crate::squad::{Persona, text};

/// A page, as the browser of somebody signed in gets it, in this language.
async fn page(test: &TestApp, who: &Persona, path: &str, language: &str) -> String {
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
