//! The pages of workers and tickets, asked for by a browser: who sees them, what their forms do, and what they refuse.

use domain::Role;
use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::Records;
use crate::squad::{Persona, text};

pub(crate) async fn open(test: &TestApp, who: &Persona, path: &str) -> Answer {
    let cookies = format!("__Host-access={}; language=en", who.access);
    Answer::of(test.request("GET", path).header("cookie", cookies)).await
}

pub(crate) async fn page(test: &TestApp, who: &Persona, path: &str) -> String {
    let answer = open(test, who, path).await;
    assert_eq!(answer.status, 200, "{path}");
    answer.text()
}

/// Sends a form as the browser does.
pub(crate) async fn send(test: &TestApp, who: &Persona, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let cookies = format!("__Host-access={}; language=en", who.access);
    let request = test
        .request("POST", path)
        .header("cookie", cookies)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    Answer::of(request).await
}

/// Where a form that was taken leads.
pub(crate) fn leads(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_worker_is_added_ticketed_checked_and_revoked_by_forms_alone() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (hse, other) = (test.hire(&ours, Role::HseManager).await, test.hire(&ours, Role::HseManager).await);
    assert!(page(&test, &hse, "/workers").await.contains("No workers yet"));
    assert_eq!(leads(&send(&test, &hse, "/workers/types/start", &[]).await), "/workers/types");
    assert!(page(&test, &hse, "/workers/types").await.contains("First aid and CPR"));
    let place = [("name", "Turno"), ("overseers", "")];
    assert_eq!(send(&test, &hse, "/workers/places/new?kind=crew", &place).await.status, 422);
    let made = send(&test, &hse, "/workers/places/new?kind=crew", &place[..1]).await;
    assert_eq!(leads(&made), "/workers/places");
    let worker = leads(&send(&test, &hse, "/workers/new", &[("name", "Úrsula <b>")]).await);
    let shown = page(&test, &hse, &worker).await;
    assert!(shown.contains("Úrsula &#60;b&#62;") && shown.contains("No tickets yet"), "{shown}");

    let types = hse.get("/api/v1/ticket-types?q=first_aid").await.json(200);
    let kind = text(&types["items"][0]["id"]);
    let new = format!("{worker}/tickets/new");
    let wrong = send(&test, &hse, &new, &[("type", &kind), ("number", "A-7"), ("issued_on", "")]).await;
    assert_eq!(wrong.status, 422);
    let kept = wrong.text();
    assert!(kept.contains("value=\"A-7\"") && kept.contains("Give the day of issue"), "{kept}");
    let fields = [("type", kind.as_str()), ("number", "A-7"), ("issued_on", "2026-01-31")];
    assert_eq!(leads(&send(&test, &hse, &new, &fields).await), worker);
    assert_eq!(send(&test, &theirs.admin, &new, &fields).await.status, 404);

    let ticket = hse.get("/api/v1/tickets").await.json(200)["items"][0].clone();
    let at = |act: &str| format!("/workers/tickets/{}/{act}", text(&ticket["id"]));
    let decide = at("decide");
    // Whoever wrote it is told, where he asked, that somebody else has to check it.
    let own = send(&test, &hse, &decide, &[("act", "approve"), ("next", "approvals")]).await;
    assert_eq!(own.status, 409);
    assert!(own.text().contains("somebody else has to check it"), "{}", own.text());
    let unsaid = send(&test, &other, &decide, &[("act", "send_back"), ("reason", " ")]).await;
    assert!(unsaid.status == 422 && unsaid.text().contains("Say why."));
    let back = [("act", "send_back"), ("reason", "Wrong <number>"), ("next", "approvals")];
    assert_eq!(leads(&send(&test, &other, &decide, &back).await), "/workers/approvals");
    let correcting = page(&test, &hse, &at("edit")).await;
    assert!(correcting.contains("Wrong &#60;number&#62;") && correcting.contains("value=\"A-7\""));
    let right = [("type", kind.as_str()), ("number", "A-8"), ("issued_on", "2026-01-31")];
    assert_eq!(leads(&send(&test, &hse, &at("edit"), &right).await), worker);
    assert_eq!(leads(&send(&test, &other, &decide, &[("act", "approve")]).await), worker);
    assert!(page(&test, &other, "/workers/approvals").await.contains("Nothing to check"));

    let renewal = [("issued_on", "2026-11-02"), ("number", "A-9")];
    assert_eq!(leads(&send(&test, &hse, &at("renew"), &renewal).await), worker);
    let twice = send(&test, &hse, &at("renew"), &renewal).await;
    assert!(twice.status == 422 && twice.text().contains("has a renewal already"), "{}", twice.text());
    let revoke = [("act", "revoke"), ("reason", "Forged")];
    assert_eq!(leads(&send(&test, &hse, &decide, &revoke).await), worker);
    assert_eq!(send(&test, &hse, &decide, &revoke).await.status, 409);
    for nonsense in ["supersede", "withdraw", "x"] {
        assert_eq!(send(&test, &hse, &decide, &[("act", nonsense)]).await.status, 400, "{nonsense}");
    }
    let listed = page(&test, &hse, "/workers/tickets?status=revoked").await;
    assert!(listed.contains("A-8") && !listed.contains("A-9"), "{listed}");
}

#[tokio::test]
async fn another_organization_and_another_role_get_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let records = Records::of(&hse).await;
    let (worker, ticket, kind, crew) =
        (&records.worker, &records.ticket, &records.ticket_type, &records.crew);
    let objects = [
        format!("/workers/{worker}"),
        format!("/workers/{worker}/edit"),
        format!("/workers/{worker}/tickets/new"),
        format!("/workers/tickets/{ticket}/edit"),
        format!("/workers/tickets/{ticket}/renew"),
        format!("/workers/types/{kind}"),
        format!("/workers/places/{crew}"),
    ];
    let lists = ["/workers", "/workers/tickets", "/workers/approvals", "/workers/types", "/workers/places"];
    for path in &objects {
        assert_eq!(open(&test, &hse, path).await.status, 200, "{path}");
        assert_eq!(open(&test, &theirs.admin, path).await.status, 404, "{path}");
        assert_eq!(open(&test, &ours.member, path).await.status, 403, "{path}");
        assert_eq!(test.get(path).await.status, 303, "{path}: to sign in");
    }
    for path in lists {
        assert!(!page(&test, &theirs.admin, path).await.contains("Úrsula"), "{path}");
        assert_eq!(open(&test, &ours.auditor, path).await.status, 403, "{path}");
    }
    let before = test.census().await;
    let name = [("name", "x"), ("code", "x"), ("act", "approve"), ("type", kind.as_str())];
    for path in objects.iter().skip(1).cloned().chain([format!("/workers/tickets/{ticket}/decide")]) {
        assert_eq!(send(&test, &theirs.admin, &path, &name).await.status, 404, "{path}");
        let cookies = format!("__Host-access={}", hse.access);
        let forged =
            test.request("POST", &path).header("cookie", cookies).header("sec-fetch-site", "cross-site");
        let forged = forged.header("content-type", "application/x-www-form-urlencoded").body("name=x");
        assert_eq!(Answer::of(forged).await.status, 403, "{path}");
    }
    assert_eq!(test.census().await, before, "nothing was written");
    // A supervisor sees his crew's people and is offered nothing that he may not do.
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    assert!(!page(&test, &supervisor, "/workers").await.contains("Úrsula"));
    let crew_path = format!("/api/v1/crews/{crew}");
    hse.patch(&crew_path, json!({"supervisors": [supervisor.member]})).await.json(200);
    hse.patch(&format!("/api/v1/workers/{worker}"), json!({"crew_id": crew})).await.json(200);
    let shown = page(&test, &supervisor, &format!("/workers/{worker}")).await;
    assert!(shown.contains("Add a ticket") && !shown.contains("value=\"approve\""), "{shown}");
    let decide = format!("/workers/tickets/{ticket}/decide");
    assert_eq!(send(&test, &supervisor, &decide, &[("act", "approve")]).await.status, 403);
    assert_eq!(send(&test, &supervisor, "/workers/types/start", &[]).await.status, 403);
}

#[tokio::test]
async fn the_navigation_offers_what_one_may_see() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let root = page(&test, &hse, "/").await;
    assert!(root.contains("href=\"/workers\"") && !root.contains("href=\"/certificates\""));
    assert_eq!(leads(&open(&test, &ours.auditor, "/").await), "/settings/audit");
    let shown = page(&test, &hse, "/workers").await;
    assert!(shown.contains("href=\"/workers\"") && !shown.contains("href=\"/certificates\""));
    let custody = page(&test, &ours.member, "/certificates").await;
    assert!(!custody.contains("href=\"/workers\"") && custody.contains("href=\"/certificates\""));
    let both = page(&test, &ours.admin, "/workers").await;
    assert!(both.contains("href=\"/workers\"") && both.contains("href=\"/certificates\""));
}

#[tokio::test]
async fn the_board_of_readiness_shows_who_may_work_and_its_form_says_what_a_site_needs() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    assert!(page(&test, &ours.admin, "/readiness").await.contains("No sites yet"));
    let (records, foreign) = (Records::of(&ours.admin).await, Records::of(&theirs.admin).await);
    let hse = test.hire(&ours, Role::HseManager).await;
    let before = page(&test, &hse, "/readiness").await;
    assert!(before.contains("Nothing is needed here yet") && before.contains("Ready"), "{before}");

    let form = format!("/readiness/sites/{}", records.site);
    assert!(page(&test, &hse, &form).await.contains("H2S"));
    let wrong = send(&test, &hse, &form, &[("types", &foreign.ticket_type)]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("not there any more"), "{}", wrong.text());
    let board = leads(&send(&test, &hse, &form, &[("types", &records.ticket_type)]).await);
    let shown = page(&test, &hse, &board).await;
    for words in ["Needed here: H2S.", "Not today", "H2S: To be checked", "Úrsula", "1 not today"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let filtered = page(&test, &hse, &format!("{board}&crew={}", records.crew)).await;
    assert!(!filtered.contains("Úrsula") && filtered.contains("No worker answers to this"), "{filtered}");

    let supervisor = test.hire(&ours, Role::Supervisor).await;
    let sees = page(&test, &supervisor, &board).await;
    assert!(!sees.contains("Úrsula") && !sees.contains("Change what is needed"), "{sees}");
    assert_eq!(send(&test, &supervisor, &form, &[]).await.status, 403);
    assert_eq!(open(&test, &hse, &format!("/readiness/sites/{}", foreign.site)).await.status, 404);
    assert_eq!(open(&test, &ours.auditor, "/readiness").await.status, 403);
    assert!(!page(&test, &theirs.admin, "/readiness").await.contains("Needed here"));
}
