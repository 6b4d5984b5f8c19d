//! What ends beside certificates: tickets, invitations, API tokens, keys past their age. Who may see it is told of it, once, and
//! nobody else is.

use domain::{Clock, Role};
use serde_json::{Value, json};
use server::alerts::tell_due;
use time::{Duration, OffsetDateTime};

use crate::app::TestApp;
use crate::client::Answer;
use crate::mail::Eml;
use crate::squad::{Firm, Persona, text};

/// A Monday at noon; organizations begin in UTC.
const MONDAY: OffsetDateTime = time::macros::datetime!(2027-03-01 12:00 UTC);

/// A site's people, each in his place.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) hse: Persona,
    pub(crate) over: Persona,
    pub(crate) elsewhere: Persona,
    pub(crate) worker: Persona,
    /// Where his tickets are recorded.
    pub(crate) tickets: String,
}

impl TestApp {
    pub(crate) async fn site(&self, firm: &Firm) -> Site {
        let hse = self.hire(firm, Role::HseManager).await;
        let (over, elsewhere) =
            (self.hire(firm, Role::Supervisor).await, self.hire(firm, Role::Supervisor).await);
        let worker = self.hire(firm, Role::Worker).await;
        let crew = |name: &str, who: &Persona| json!({"name": name, "supervisors": [who.member]});
        let ours = hse.post("/api/v1/crews", crew("Norte", &over)).await.json(201);
        hse.post("/api/v1/crews", crew("Sur", &elsewhere)).await.json(201);
        let him = json!({"name": "Úrsula", "crew_id": ours["id"], "member_id": worker.member});
        let him = hse.post("/api/v1/workers", him).await.json(201);
        for (code, medical) in [("first_aid", false), ("fit", true)] {
            let kind = json!({"code": code, "name": format!("Type {code}"), "medical": medical});
            hse.post("/api/v1/ticket-types", kind).await.json(201);
        }
        let tickets = format!("/api/v1/workers/{}/tickets", text(&him["id"]));
        Site { hse, over, elsewhere, worker, tickets }
    }

    /// A ticket that the administrator has approved.
    pub(crate) async fn ticket(&self, firm: &Firm, site: &Site, kind: &str, ends: &str) -> Value {
        let new = json!({"type": kind, "issued_on": "2024-01-01", "expires_on": ends});
        let made = site.hse.post(&site.tickets, new).await.json(201);
        let path = format!("/api/v1/tickets/{}/approve", text(&made["id"]));
        firm.admin.post(&path, json!({})).await.json(200);
        made
    }

    async fn told(&self, at: OffsetDateTime) -> u64 {
        tell_due(&self.app, at).await.unwrap()
    }

    async fn mails_of(&self, who: &Persona) -> Vec<Eml> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to.contains(&who.email));
        mails
    }
}

fn alert_of(id: &Value) -> String {
    format!("/api/v1/alerts/{}", text(id))
}

async fn page(test: &TestApp, who: &Persona, path: &str) -> Answer {
    Answer::of(test.request("GET", path).header("cookie", format!("__Host-access={}", who.access))).await
}

#[tokio::test]
async fn a_ticket_is_told_to_those_who_stand_over_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let site = test.site(&ours).await;
    let ticket = test.ticket(&ours, &site, "first_aid", "2027-03-31").await;
    let pending = json!({"type": "fit", "issued_on": "2024-01-01", "expires_on": "2027-03-05"});
    let pending = site.hse.post(&site.tickets, pending).await.json(201);
    site.hse.get(&alert_of(&pending["id"])).await.problem(404, "not_found");

    assert_eq!(test.told(MONDAY).await, 3, "the supervisor, the HSE manager and the worker");
    for at in [0, 60, 60 * 24] {
        assert_eq!(test.told(MONDAY + Duration::minutes(at)).await, 0);
    }
    for who in [&site.over, &site.hse, &site.worker] {
        let mails = test.mails_of(who).await;
        assert_eq!(mails.len(), 1, "{}", who.email);
        let mail = &mails[0];
        assert!(mail.subject.contains("Úrsula · Type first_aid vence en 30 días"), "{}", mail.subject);
        assert!(mail.text.contains("acreditación") && mail.text.contains("31 mar 2027"), "{}", mail.text);
        assert!(mail.text.contains(&format!("/alerts/{}", text(&ticket["id"]))), "{}", mail.text);
        assert!(!mail.text.contains('⟦') && !mail.html.contains('⟦'));
    }
    let (path, list) = (alert_of(&ticket["id"]), "/api/v1/alerts?state=open");
    for who in [&site.over, &site.hse, &site.worker, &ours.admin] {
        assert_eq!(who.get(list).await.json(200)["items"][0]["subject_id"], ticket["id"], "{}", who.email);
        assert!(
            page(&test, who, &format!("/alerts/{}", text(&ticket["id"]))).await.text().contains("Úrsula")
        );
        assert!(page(&test, who, "/alerts").await.text().contains("Type first_aid"));
    }
    for who in [&site.elsewhere, &ours.auditor, &ours.member, &theirs.admin] {
        assert!(test.mails_of(who).await.is_empty(), "{}", who.email);
        assert_eq!(who.get(list).await.json(200)["items"], json!([]), "{}", who.email);
        assert!([403, 404].contains(&who.get(&path).await.status), "{}", who.email);
        let act = who.post(&path, json!({"act": "acknowledge"})).await;
        assert!([403, 404].contains(&act.status), "{} {}", who.email, act.status);
    }
    // The worker says that he sees to it; that nobody else hears of it is not his to say.
    site.worker.post(&path, json!({"act": "mute", "reason": "x"})).await.problem(409, "own_ticket");
    assert_eq!(
        site.worker.post(&path, json!({"act": "acknowledge"})).await.json(200)["state"],
        "acknowledged"
    );
    let stranger = json!({"act": "assign", "member_id": site.elsewhere.member});
    site.hse.post(&path, stranger).await.problem(404, "not_found");
    let assign = json!({"act": "assign", "member_id": site.over.member});
    site.hse.post(&path, assign).await.json(200);
    assert_eq!(test.told(MONDAY + Duration::days(15)).await, 1, "only who looks after it");
    assert_eq!(site.over.post(&path, json!({"act": "supersede", "successor_id": null})).await.status, 422);
    let log = ours.admin.audit("action=ticket.decide_alert").await;
    assert!(log.iter().any(|entry| entry["details"]["act"] == "acknowledge"), "{log:?}");
    assert!(log.iter().all(|entry| entry["object"]["id"] == ticket["id"]), "{log:?}");
    // Nobody acknowledges the next step: who administers is told, since he may see it.
    assert_eq!(test.told(MONDAY + Duration::days(22)).await, 1, "the escalation");
    assert_eq!(test.mails_of(&ours.admin).await.len(), 1);
}

#[tokio::test]
async fn what_is_over_otherwise_falls_silent() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let site = test.site(&ours).await;
    let old = test.ticket(&ours, &site, "first_aid", "2027-03-20").await;
    assert_eq!(test.told(MONDAY).await, 3);
    // A later one of its type takes its place.
    let new = test.ticket(&ours, &site, "first_aid", "2030-03-20").await;
    assert_eq!(ours.admin.get(&alert_of(&old["id"])).await.json(200)["state"], "closed");
    assert_eq!(test.told(MONDAY + Duration::days(18)).await, 0);
    // When that one is revoked, the old one counts again.
    let revoke = format!("/api/v1/tickets/{}/revoke", text(&new["id"]));
    ours.admin.post(&revoke, json!({"reason": "forged"})).await.json(200);
    assert_eq!(test.told(MONDAY + Duration::days(18)).await, 3);
    // A type's name that tells of somebody's health stays inside.
    let medical = test.ticket(&ours, &site, "fit", "2027-04-01").await;
    assert_eq!(test.told(MONDAY + Duration::days(18)).await, 3);
    let mails = test.mails_of(&site.over).await;
    let last = mails.iter().find(|mail| mail.subject.contains(&text(&medical["code"])));
    assert!(last.is_some_and(|mail| !mail.raw.contains("Type fit")), "its code stands for it");
    // Who has left needs no tickets.
    let worker = site.tickets.trim_end_matches("/tickets");
    site.hse.patch(worker, json!({"archived": true})).await.json(200);
    assert_eq!(test.told(MONDAY + Duration::days(40)).await, 0);
}

#[tokio::test]
async fn invitations_tokens_and_keys_are_told_of_to_whose_they_are() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let invitation = ours.admin.invite("berta@sur.example", &["worker"]).await;
    let token = ours.member.api_token(&["certificate.read"]).await.id;
    let now = test.clock.now();
    let mut seen = Vec::new();
    for days in 0..400 {
        test.told(now + Duration::days(days)).await;
    }
    for mail in test.mails().await {
        seen.push((mail.to.clone(), mail.subject.clone(), mail.raw.clone()));
    }
    let about = |who: &Persona, word: &str| {
        seen.iter().filter(|(to, subject, _)| to.contains(&who.email) && subject.contains(word)).count()
    };
    assert!(about(&ours.admin, "Invitación de b…@sur.example") >= 1, "{seen:?}");
    assert_eq!(about(&ours.member, "Invitación"), 0);
    assert!(about(&ours.member, "Token de API") >= 2 && about(&ours.admin, "Token de API") >= 2, "{seen:?}");
    assert!(about(&ours.admin, "Clave de cifrado") >= 2 && about(&theirs.admin, "Clave de cifrado") >= 2);
    assert_eq!(about(&ours.member, "Clave de cifrado") + about(&theirs.admin, "Token"), 0);
    let to_admin = seen.iter().filter(|(to, ..)| to.contains(&ours.admin.email));
    assert!(to_admin.into_iter().all(|(.., raw)| !raw.contains("berta@")), "an address is no name");
    let alert = |id: &str| format!("/api/v1/alerts/{id}");
    theirs.admin.get(&alert(&token)).await.problem(404, "not_found");
    assert_eq!(ours.member.get(&alert(&invitation)).await.status, 403);
    assert_eq!(ours.member.get(&alert(&token)).await.json(200)["subject"], "api_token");
    // What is revoked or taken back is silent by itself.
    Answer::of(ours.member.request("DELETE", &format!("/api/v1/api-tokens/{token}"))).await;
    assert_eq!(ours.member.get(&alert(&token)).await.json(200)["state"], "closed");
    let kek = ours.admin.get("/api/v1/alerts?subject=kek").await.json(200)["items"][0].clone();
    let path = alert(&text(&kek["subject_id"]));
    assert_eq!(
        ours.admin.post(&path, json!({"act": "acknowledge"})).await.json(200)["state"],
        "acknowledged"
    );
    assert_eq!(ours.member.post(&path, json!({"act": "acknowledge"})).await.status, 403);
}

/// Whoever makes something has just said when it ends.
#[tokio::test]
async fn a_step_that_is_due_when_something_is_made_is_not_told_of_what_people_date_themselves() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let ladders = "/api/v1/organization/alerts/ladders";
    for (subject, steps) in [("invitation", json!([7, 2])), ("kek", json!([400, 90]))] {
        let body = json!({"subject": subject, "steps": steps, "repeat_days": 0, "escalate_days": 0});
        Answer::of(ours.admin.request("PUT", ladders).json(&body)).await.json(200);
    }
    let token = json!({"name": "Nube", "scopes": ["certificate.read"], "expires_in_days": 30});
    let token = ours.member.api_token_of(token).await.id;
    let invitation = ours.admin.invite("berta@sur.example", &["worker"]).await;
    let kek = ours.admin.get("/api/v1/alerts?subject=kek").await.json(200)["items"][0].clone();
    let (now, day) = (test.clock.now(), Duration::DAY);
    for hours in 0..24 {
        assert_eq!(test.told(now + Duration::hours(hours)).await, 0, "{hours} hours later");
    }
    let about = async |who: &Persona, word: &str| {
        test.mails_of(who).await.iter().filter(|mail| mail.subject.contains(word)).count()
    };
    let state = async |id: &str| ours.admin.get(&alert_of(&json!(id))).await.json(200)["state"].clone();
    assert_eq!(state(&token).await, "quiet", "nobody is asked to see to it yet");
    // The next step is told, each once, and not to the other firm.
    for days in 1..32 {
        test.told(now + day * days).await;
    }
    assert_eq!(about(&ours.admin, "Invitación de b…@sur.example").await, 1);
    assert!(about(&ours.member, "Token de API").await >= 2, "7 days before, and when it ends");
    assert_eq!((about(&ours.member, "en 30 días").await, state(&token).await), (0, json!("open")));
    assert_eq!(about(&ours.admin, "Clave de cifrado").await, 0);
    for days in 270..290 {
        test.told(now + day * days).await;
    }
    assert!(about(&ours.admin, "Clave de cifrado").await >= 1, "90 days before");
    assert_eq!(state(&text(&kek["subject_id"])).await, "open");
    assert_eq!(test.mails_of(&theirs.admin).await.len(), 0);
    // Who sends an invitation again gives it another end.
    let again = format!("/api/v1/invitations/{invitation}/resend");
    ours.admin.act_proven("POST", &again, "invitation.resend", &invitation).await.json(200);
    assert_eq!(test.told(test.clock.now()).await, 0);
}

/// A certificate brings its end along, and a ticket: who records one that ends soon is told at once.
#[tokio::test]
async fn what_brings_its_end_along_is_told_of_at_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let site = test.site(&ours).await;
    let ends = (test.clock.now() + Duration::days(20)).date().to_string();
    test.ticket(&ours, &site, "first_aid", &ends).await;
    assert_eq!(test.told(test.clock.now()).await, 3, "30");
}

#[tokio::test]
async fn each_kind_and_type_has_its_own_ladder() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let site = test.site(&ours).await;
    test.ticket(&ours, &site, "first_aid", "2027-03-31").await;
    test.ticket(&ours, &site, "fit", "2027-03-31").await;
    let kinds = site.hse.get("/api/v1/ticket-types").await.json(200);
    let fit =
        kinds["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "fit").unwrap()["id"].clone();
    let ladders = "/api/v1/organization/alerts/ladders";
    let put = async |who: &Persona, body: Value| Answer::of(who.request("PUT", ladders).json(&body)).await;
    put(&ours.admin, json!({"subject": "ticket", "steps": [5]})).await.json(200);
    put(&ours.admin, json!({"subject": "ticket", "type_id": fit, "steps": [40], "repeat_days": 7}))
        .await
        .json(200);
    put(&theirs.admin, json!({"subject": "ticket", "type_id": fit, "steps": [40]}))
        .await
        .problem(404, "not_found");
    assert_eq!(put(&ours.admin, json!({"subject": "certificate", "steps": [5]})).await.status, 422);
    assert_eq!(put(&ours.admin, json!({"subject": "kek", "type_id": fit, "steps": [5]})).await.status, 422);
    assert_eq!(put(&ours.admin, json!({"subject": "kek", "steps": [5, 5]})).await.status, 422);
    assert_eq!(test.told(MONDAY).await, 3, "the type's own says so already, the kind's not yet");
    assert_eq!(test.told(MONDAY + Duration::days(25)).await, 3, "5 days before");
    let shown = ours.member.get(ladders).await.json(200);
    assert_eq!(shown["items"].as_array().unwrap().len(), 5, "{shown}");
    put(&ours.admin, json!({"subject": "ticket", "type_id": fit, "steps": null})).await.json(200);
    let theirs = theirs.admin.get(ladders).await.json(200);
    assert!(theirs["items"].as_array().unwrap().iter().all(|one| one["usual"] == true), "{theirs}");
}

#[tokio::test]
async fn a_digest_of_long_names_in_any_script_fits_into_the_queue() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let site = test.site(&ours).await;
    let kind = "ความปลอดภัยในการทำงานในที่อับอากาศสำหรับผู้อนุญาต ผู้ควบคุมงาน ผู้ช่วยเหลือ และผู้ปฏิบัติงาน";
    site.hse.post("/api/v1/ticket-types", json!({"code": "th", "name": kind})).await.json(201);
    for number in 0..45 {
        let name = format!("สมชาย ศรีสุวรรณพงศ์ไพบูลย์ {number}");
        let worker = site.hse.post("/api/v1/workers", json!({"name": name})).await.json(201);
        let tickets = format!("/api/v1/workers/{}/tickets", text(&worker["id"]));
        test.ticket(&ours, &Site { tickets, ..site.clone() }, "th", "2027-03-05").await;
    }
    assert!(test.told(MONDAY).await >= 45);
    let mails = test.mails_of(&site.hse).await;
    assert_eq!(mails.len(), 1);
    let shown = mails[0].text.matches("สมชาย").count();
    assert!((10..40).contains(&shown), "{shown}");
    assert!(mails[0].text.contains(&format!("Y {} más", 45 - shown)), "{}", mails[0].text);
}
