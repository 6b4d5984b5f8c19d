//! Pages, asked for by a browser: what stands on them, and what does not.

use domain::Clock;
use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN};
use crate::squad::{Persona, file, text};
use crate::worker_pages::{leads, send};

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

/// A form, sent from this address without a session.
async fn sent_from(test: &TestApp, referer: &str, site: &str) -> String {
    let request = test.request("POST", "/workers/cards").header("sec-fetch-site", site);
    leads(&Answer::of(request.header("referer", referer).body("")).await)
}

#[tokio::test]
async fn who_must_sign_in_first_is_led_back_to_where_the_form_stands() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let page = page(&test, &ours.admin, "/settings", "en").await;
    assert!(page.contains("<meta name=\"referrer\" content=\"same-origin\">"), "{page}");
    let ours = format!("{}/workers/approvals?cursor=a", test.origin);
    let back = "/sign-in?next=%2Fworkers%2Fapprovals%3Fcursor%3Da";
    assert_eq!(sent_from(&test, &ours, "same-origin").await, back);
    assert_eq!(sent_from(&test, "https://evil.test/x", "cross-site").await, "/sign-in");
    assert_eq!(sent_from(&test, &format!("{}//evil.test/x", test.origin), "same-origin").await, "/sign-in");
    assert_eq!(sent_from(&test, "", "same-origin").await, "/sign-in");
    let asked = Answer::of(test.request("GET", "/customers/new")).await;
    assert_eq!(leads(&asked), "/sign-in?next=%2Fcustomers%2Fnew");
    for (path, is_told) in [(back, true), ("/sign-in", false)] {
        let page = Answer::of(test.request("GET", path).header("accept-language", "en")).await.text();
        assert_eq!(page.contains("You are not signed in any more, or not yet."), is_told, "{path}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_a_page_for_a_browser_and_data_for_a_program() {
    let test = TestApp::new().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (path, status, code) in [
        ("/foo", 404, "not_found"),
        ("/certificates/", 404, "not_found"),
        ("/workers/tickets/tkt_x/decide", 405, "method_not_allowed"),
    ] {
        let seen = Answer::of(test.request("GET", path).header("accept", browser)).await;
        assert_eq!(
            (seen.status, seen.header("content-type")),
            (status, "text/html; charset=utf-8"),
            "{path}"
        );
        assert!(seen.header("content-security-policy").starts_with("default-src 'none'"));
        for accept in ["*/*", "application/json", "application/json, text/html"] {
            Answer::of(test.request("GET", path).header("accept", accept)).await.problem(status, code);
        }
    }
    let answer = Answer::of(test.request("GET", "/api/v1/foo").header("accept", browser)).await;
    answer.problem(404, "not_found");
}

#[tokio::test]
async fn who_may_not_read_the_log_is_told_nothing_of_a_history() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let path = format!("/certificates/{}", ours.member.keep(EFIRMA).await);
    for (who, sees) in [(&ours.admin, true), (&ours.member, false)] {
        let html = page(&test, who, &path, "en").await;
        assert_eq!(html.contains("id=\"history-title\""), sees);
        assert!(!html.contains("Nothing is recorded yet"));
    }
}

#[tokio::test]
async fn what_ends_today_is_listed_whole_and_what_is_left_out_is_counted() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let today = test.clock.now().replace_time(time::macros::time!(23:59:59));
    for (n, end) in (0..21).map(|n| (n, today + time::Duration::days(i64::from(n > 14) * 9))) {
        let mut wanted = rcgen::CertificateParams::new(vec![format!("n{n}.example.test")]).unwrap();
        // Of the same holder, the later one would have taken the earlier one's place.
        wanted.distinguished_name.push(rcgen::DnType::CommonName, format!("n{n}.example.test"));
        wanted.not_before = today - time::Duration::days(100);
        wanted.not_after = end;
        let made = wanted.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap();
        let form = reqwest::multipart::Form::new().part("file", file("a.pem", made.pem().into_bytes()));
        ours.member.send(form).await.json(201);
    }
    let html = page(&test, &ours.member, "/", "en").await;
    assert_eq!(html.matches("class=\"row-name\" href=\"/certificates/").count(), 15, "{html}");
    assert!(html.contains(">and 6 more</a>"), "{html}");
    let (from, to) = (today.date(), today.date() + time::Duration::days(30));
    assert!(html.contains(&format!("/certificates?expires_from={from}&#38;expires_to={to}")), "{html}");
}

#[tokio::test]
async fn an_alert_seen_to_leads_back_to_the_list_as_it_was() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (id, next) = (ours.member.keep(EFIRMA).await, ours.member.keep(MODERN).await);
    let list = [("state", "open"), ("subject", "certificate"), ("cursor", "a"), ("row", next.as_str())];
    let sent = [&[("act", "acknowledge"), ("next", "alerts")][..], &list[..]].concat();
    let back = leads(&send(&test, &ours.member, &format!("/alerts/{id}"), &sent).await);
    assert_eq!(back, format!("/alerts?state=open&subject=certificate&cursor=a&done=yes#alert-{next}"));
    let html = page(&test, &ours.member, "/alerts?state=open&done=yes", "en").await;
    assert!(html.contains("Done: you see to it."), "{html}");
}
