//! The pages of ladders: each kind's and each type's own, saved by a form, shown with what it means, and told by.

use domain::Role;
use serde_json::{Value, json};
use server::alerts::tell_due;

use crate::app::TestApp;
use crate::squad::{Firm, Persona, text};
use crate::worker_pages::{leads, open, page, send};

const PAGE: &str = "/settings/alerts";
const LADDER: &str = "/settings/alerts/ladder";

async fn type_of(who: &Persona, code: &str) -> String {
    let kind = json!({"code": code, "name": format!("Altura <{code}>")});
    text(&who.post("/api/v1/ticket-types", kind).await.json(201)["id"])
}

/// The ladder that the API has of a kind, or of a type.
async fn kept(firm: &Firm, subject: &str, of_type: Option<&str>) -> Option<Value> {
    let all = firm.admin.get("/api/v1/organization/alerts/ladders").await.json(200);
    let found = |one: &&Value| one["subject"] == subject && one["type_id"] == json!(of_type);
    all["items"].as_array().unwrap().iter().find(found).cloned()
}

#[tokio::test]
async fn each_kind_and_type_has_a_form_and_is_told_by_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let kind = type_of(&ours.admin, "h2s").await;
    let html = page(&test, &ours.admin, PAGE).await;
    for words in
        ["Certificates", "Invitations", "API tokens", "60 · 30 · 15 · 7 · 3 · 1 · 0 days", "Every week"]
    {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.contains(&format!("<option value=\"{kind}\">Altura &#60;h2s&#62;</option>")));

    // The form begins with what holds for all tickets, and says what that means.
    let of = format!("{LADDER}?subject=ticket&type={kind}&ends=2027-01-10");
    let html = page(&test, &ours.admin, &of).await;
    assert!(
        html.contains("value=\"60 30 15 7 3 1 0\"") && html.contains("whose last day is 10 Jan 2027"),
        "{html}"
    );
    // Its last day is a Sunday.
    assert!(html.contains("Friday, 8 January 2027, 08:00") && html.contains("Sunday is a day off"), "{html}");
    let fields = [
        ("subject", "ticket"),
        ("type", kind.as_str()),
        ("steps", "10, 2"),
        ("repeat_days", "3"),
        ("escalate_days", "1"),
    ];
    assert_eq!(leads(&send(&test, &ours.admin, LADDER, &fields).await), "/settings/alerts?saved=yes");
    let own = kept(&ours, "ticket", Some(&kind)).await.unwrap();
    assert_eq!(
        (&own["steps"], &own["repeat_days"], &own["escalate_days"]),
        (&json!([10, 2]), &json!(3), &json!(1))
    );
    for firm in [&ours, &theirs] {
        assert_eq!(kept(firm, "ticket", None).await.unwrap()["usual"], true, "all others are told as before");
    }
    let html = page(&test, &ours.admin, PAGE).await;
    assert!(html.contains("10 · 2 days") && html.contains("Every 3 days"), "{html}");
    let log = ours.admin.audit("action=alert.set_ladder").await;
    assert_eq!((&log[0]["details"]["type"], &log[0]["details"]["steps"]), (&json!(kind), &json!("10 2")));

    // People are told by it: at ten days, and not at thirty.
    let hse = test.hire(&ours, Role::HseManager).await;
    let worker = hse.post("/api/v1/workers", json!({"name": "Úrsula"})).await.json(201);
    let ticket = json!({"type": "h2s", "issued_on": "2025-01-01", "expires_on": "2027-03-31"});
    let path = format!("/api/v1/workers/{}/tickets", text(&worker["id"]));
    let ticket = hse.post(&path, ticket).await.json(201);
    let path = format!("/api/v1/tickets/{}/approve", text(&ticket["id"]));
    ours.admin.post(&path, json!({})).await.json(200);
    assert_eq!(tell_due(&test.app, time::macros::datetime!(2027-03-08 12:00 UTC)).await.unwrap(), 0);
    assert_eq!(tell_due(&test.app, time::macros::datetime!(2027-03-22 12:00 UTC)).await.unwrap(), 1);

    // Taken back, it is told of like all tickets.
    let usual = [&fields[..2], &[("usual", "yes")]].concat();
    leads(&send(&test, &ours.admin, LADDER, &usual).await);
    assert!(kept(&ours, "ticket", Some(&kind)).await.is_none());
    let all = [("subject", "ticket"), ("steps", "33 3"), ("repeat_days", "0"), ("escalate_days", "0")];
    leads(&send(&test, &ours.admin, LADDER, &all).await);
    assert!(page(&test, &ours.admin, &of).await.contains("value=\"33 3\""));
}

#[tokio::test]
async fn the_ladder_of_certificates_and_the_hour_are_kept_apart() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let settings = |who: Persona| async move { who.get("/api/v1/organization/alerts").await.json(200) };
    let when = [("version", "0"), ("hour", "6"), ("working_day", "1"), ("working_day", "6")];
    assert_eq!(leads(&send(&test, &ours.admin, PAGE, &when).await), "/settings/alerts?saved=yes");
    let ladder = [
        ("version", "1"),
        ("subject", "certificate"),
        ("steps", "45 20"),
        ("repeat_days", "0"),
        ("escalate_days", "0"),
    ];
    leads(&send(&test, &ours.admin, LADDER, &ladder).await);
    let now = settings(ours.admin.clone()).await;
    assert_eq!(
        (&now["steps"], &now["hour"], &now["working_days"]),
        (&json!([45, 20]), &json!(6), &json!([1, 6]))
    );
    assert_eq!(settings(theirs.admin.clone()).await["version"], 0);
    // Somebody else has changed it meanwhile.
    assert_eq!(send(&test, &ours.admin, LADDER, &ladder).await.status, 409);
    let usual = [("version", "2"), ("subject", "certificate"), ("usual", "yes")];
    leads(&send(&test, &ours.admin, LADDER, &usual).await);
    let now = settings(ours.admin.clone()).await;
    assert_eq!((&now["steps"][0], &now["hour"]), (&json!(60), &json!(6)), "the hour stays");
    // No day at all is no week.
    let none = send(&test, &ours.admin, PAGE, &[("version", "3"), ("hour", "6")]).await;
    assert!(none.status == 422 && none.text().contains("at least one working day"));
}

#[tokio::test]
async fn what_is_no_ladder_is_said_at_its_field() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let many: Vec<_> = (0..13).map(|step| step.to_string()).collect();
    for (steps, repeat, words) in [
        ("60 x", "7", "“x” is no number of days"),
        ("60 731", "7", "“731” is no number of days"),
        ("7 30 7", "7", "7 is there twice"),
        (" ,", "7", "at least one number"),
        (&many.join(" "), "7", "at most 12"),
        ("7", "x", "a whole number of days"),
        ("7", "-1", "a whole number of days"),
    ] {
        let fields = [("subject", "kek"), ("steps", steps), ("repeat_days", repeat), ("escalate_days", "0")];
        let answer = send(&test, &ours.admin, LADDER, &fields).await;
        assert_eq!(answer.status, 422, "{steps}");
        let html = answer.text();
        assert!(html.contains(words) && html.contains("Nothing can be shown"), "{steps}: {html}");
        // While typing, the same stands in the preview.
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let typing = test.request("GET", &format!("{LADDER}?{query}")).header("hx-request", "true");
        let cookies = format!("__Host-access={}; language=en", ours.admin.access);
        let preview = crate::client::Answer::of(typing.header("cookie", cookies)).await.text();
        assert!(preview.contains(words) && !preview.contains("<html"), "{steps}: {preview}");
    }
    assert_eq!(kept(&ours, "kek", None).await.unwrap()["usual"], true);
}

#[tokio::test]
async fn ladders_are_changed_by_who_manages_and_of_what_there_is() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (own, foreign) = (type_of(&ours.admin, "h2s").await, type_of(&theirs.admin, "h2s").await);
    let worker = test.hire(&ours, Role::Worker).await;
    let html = page(&test, &worker, PAGE).await;
    assert!(html.contains("Tickets") && !html.contains("Invitations") && !html.contains(LADDER), "{html}");
    let fields = [("subject", "ticket"), ("steps", "7"), ("repeat_days", "0"), ("escalate_days", "0")];
    for who in [&ours.member, &ours.auditor, &worker] {
        assert_eq!(open(&test, who, &format!("{LADDER}?subject=ticket")).await.status, 403);
        assert_eq!(send(&test, who, LADDER, &fields).await.status, 403);
    }
    for of in [
        "subject=x",
        "subject=kek&type=x",
        &format!("subject=kek&type={own}"),
        &format!("subject=ticket&type={foreign}"),
        "subject=ticket&type=x",
        "",
    ] {
        assert_eq!(open(&test, &ours.admin, &format!("{LADDER}?{of}")).await.status, 404, "{of}");
    }
    let stranger = [&fields[..], &[("type", foreign.as_str())]].concat();
    assert_eq!(send(&test, &ours.admin, LADDER, &stranger).await.status, 404);
    assert!(kept(&theirs, "ticket", Some(&foreign)).await.is_none());
}
