//! Alerts: who is told of an end, when, how often, in which words, and what he can do about it.

use domain::Clock;
use serde_json::{Value, json};
use server::alerts::{tell_due, tell_in};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::app::TestApp;
use crate::client::Answer;
use crate::mail::Eml;
use crate::samples::{EFIRMA, MODERN, PLAIN, SEAL, Sample};
use crate::squad::{Firm, Persona, text};

/// The organizations' settings begin at the default ladder, in UTC: a Monday at noon.
const MONDAY: OffsetDateTime = time::macros::datetime!(2027-03-01 12:00 UTC);

impl TestApp {
    /// A certificate in custody that ends so many days after Monday, and is watched since long before.
    async fn ending(&self, who: &Persona, sample: Sample, days: i64) -> String {
        let id = who.keep(sample).await;
        self.end_at(&id, MONDAY + Duration::days(days)).await;
        id
    }

    async fn end_at(&self, id: &str, end: OffsetDateTime) {
        let id: domain::id::CertificateId = id.parse().unwrap();
        let superuser = self.database.superuser().await;
        let sql = "UPDATE credenza.certificates SET not_after = $2 WHERE id = $1";
        assert_eq!(superuser.execute(sql, &[&id.uuid(), &end]).await.unwrap(), 1);
    }

    async fn tell(&self, at: OffsetDateTime) -> u64 {
        tell_due(&self.app, at).await.unwrap()
    }

    /// What has arrived at this address so far.
    async fn mails_to(&self, who: &Persona) -> Vec<Eml> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to.contains(&who.email));
        mails
    }
}

impl Persona {
    async fn decide(&self, id: &str, act: Value) -> Answer {
        self.post(&format!("/api/v1/certificates/{id}/alert"), act).await
    }

    async fn alert(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/certificates/{id}/alert")).await.json(200)
    }

    async fn wants(&self, delivery: &str) {
        let body = json!({"delivery": delivery});
        assert_eq!(self.patch("/api/v1/auth/alerts", body).await.json(200)["delivery"], delivery);
    }
}

/// The address that a mail's link of this path leads to.
fn link(mail: &Eml, path: &str) -> String {
    let at = mail.text.find(path).unwrap_or_else(|| panic!("no {path} in {}", mail.text));
    mail.text[at..].split_whitespace().next().unwrap().to_owned()
}

async fn only_mail(test: &TestApp, firm: &Firm) -> Eml {
    firm.member.wants("off").await;
    let mut mails = test.mails_to(&firm.admin).await;
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

#[tokio::test]
async fn a_step_is_told_once_to_who_may_see_the_certificate() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.ending(&ours.member, EFIRMA, 20).await;
    test.ending(&theirs.member, EFIRMA, 200).await;
    assert_eq!(ours.admin.alert(&id).await["state"], "quiet");
    assert_eq!(test.tell(MONDAY).await, 2, "the administrator and the member, and not the auditor");
    for at in [0, 1, 60, 60 * 24] {
        assert_eq!(test.tell(MONDAY + Duration::minutes(at)).await, 0);
    }
    let mut mails = test.mails().await;
    assert_eq!(mails.len(), 2);
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    for (mail, who) in mails.iter().zip([&ours.admin, &ours.member]) {
        assert!(mail.to.contains(&who.email), "{}", mail.to);
        assert!(mail.subject.contains("vence en 20 días"), "{}", mail.subject);
        assert!(mail.text.contains("Gestoría norte") && mail.text.contains("21 mar 2027"), "{}", mail.text);
        assert!(mail.html.contains(&format!("/certificates/{id}")), "{}", mail.html);
        assert!(!mail.raw.contains("AAA010101AAA") && !mail.html.contains('⟦') && !mail.text.contains('⟦'));
        assert!(mail.raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{}", mail.raw);
        assert!(mail.raw.contains("List-Unsubscribe: <http://127.0.0.1"), "{}", mail.raw);
        assert!(mail.raw.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
    }
    let alert = ours.member.alert(&id).await;
    assert_eq!((&alert["state"], &alert["last_step"]), (&json!("open"), &json!(30)));
    // The next step, and what nobody acknowledges meanwhile.
    assert_eq!(test.tell(MONDAY + Duration::days(5)).await, 2, "15 days before is a Saturday: on Friday");
    assert_eq!(test.mails().await.len(), 4);
    // The other firm has no word of it.
    assert_eq!(theirs.admin.get("/api/v1/alerts?state=open").await.json(200)["items"], json!([]));
    assert_eq!(theirs.admin.get("/api/v1/alerts/mails").await.json(200)["items"], json!([]));
    theirs.admin.decide(&id, json!({"act": "acknowledge"})).await.problem(404, "not_found");
    let open = ours.admin.get("/api/v1/alerts?state=open").await.json(200);
    assert_eq!(open["items"][0]["certificate_id"], id.as_str());
}

#[tokio::test]
async fn what_is_told_can_be_acknowledged_snoozed_muted_assigned() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.ending(&ours.member, PLAIN, -1).await;
    assert_eq!(test.tell(MONDAY).await, 2);
    let acknowledged = ours.member.decide(&id, json!({"act": "acknowledge"})).await.json(200);
    assert_eq!(acknowledged["state"], "acknowledged");
    assert_eq!(test.tell(MONDAY + Duration::days(100)).await, 0, "that it ended is known");

    test.end_at(&id, MONDAY + Duration::days(40)).await;
    let until = test.clock.now() + Duration::days(8);
    let snooze = json!({"act": "snooze", "until": until.format(&Rfc3339).unwrap()});
    assert_eq!(ours.admin.decide(&id, snooze).await.json(200)["state"], "snoozed");
    assert_eq!(test.tell(until - Duration::hours(1)).await, 0);
    for wrong in [until - Duration::days(9), until + Duration::days(90)] {
        let snooze = json!({"act": "snooze", "until": wrong.format(&Rfc3339).unwrap()});
        assert_eq!(ours.admin.decide(&id, snooze).await.status, 422);
    }
    ours.admin.decide(&id, json!({"act": "snooze", "until": null})).await.json(200);

    let muted =
        ours.admin.decide(&id, json!({"act": "mute", "reason": "Doña Inés se jubiló."})).await.json(200);
    assert_eq!((&muted["state"], &muted["muted_because"]), (&json!("muted"), &json!("Doña Inés se jubiló.")));
    assert_eq!(test.tell(MONDAY + Duration::days(39)).await, 0);
    assert_eq!(ours.admin.decide(&id, json!({"act": "mute", "reason": " "})).await.status, 422);
    assert_eq!(ours.admin.decide(&id, json!({"act": "unmute"})).await.json(200)["state"], "quiet");

    let (member, stranger) = (ours.member.member.to_string(), theirs.member.member.to_string());
    for nobody in [stranger, ours.auditor.member.to_string()] {
        let assign = json!({"act": "assign", "member_id": nobody});
        ours.admin.decide(&id, assign).await.problem(404, "not_found");
    }
    ours.admin.decide(&id, json!({"act": "assign", "member_id": member})).await.json(200);
    assert_eq!(test.tell(MONDAY + Duration::days(39)).await, 1, "only who looks after it");
    ours.member.wants("off").await;
    assert_eq!(
        test.tell(MONDAY + Duration::days(50)).await,
        1,
        "who does not want to hear leaves it to the others"
    );
    let acts: Vec<_> = ["acknowledge", "snooze", "mute", "unmute", "assign"].into();
    for act in acts {
        let entries = ours.admin.audit(&format!("action=alert.{act}")).await;
        assert!(!entries.is_empty(), "{act}");
        assert!(!entries[0]["details"].to_string().contains("Inés"), "{}", entries[0]);
    }
}

#[tokio::test]
async fn what_nobody_acknowledges_is_told_to_the_administrators() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = test.ending(&ours.member, PLAIN, 28).await;
    let member = ours.member.member.to_string();
    ours.admin.decide(&id, json!({"act": "assign", "member_id": member})).await.json(200);
    assert_eq!(test.tell(MONDAY).await, 1);
    assert_eq!(test.tell(MONDAY + Duration::days(6)).await, 0);
    assert_eq!(test.tell(MONDAY + Duration::days(7)).await, 1);
    assert_eq!(test.tell(MONDAY + Duration::days(8)).await, 0);
    let mails = test.mails_to(&ours.admin).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.starts_with("Nadie se ocupa: "), "{}", mails[0].subject);
}

#[tokio::test]
async fn who_was_held_up_does_not_set_the_others_back() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let seen = test.ending(&ours.member, PLAIN, 28).await;
    let unseen = test.ending(&ours.member, MODERN, 28).await;
    assert_eq!(test.tell(MONDAY).await, 4, "30");
    // A replica reads the clock, and its machine is suspended; the others go on.
    let held_up = test.app.store.system().alert_turn(Some(MONDAY)).await.unwrap();
    assert_eq!(test.tell(MONDAY + Duration::days(11)).await, 4, "15");
    assert_eq!(tell_in(&test.app, held_up).await.unwrap(), 0);
    assert_eq!(ours.member.alert(&seen).await["last_step"], 15, "nobody goes back to 30");
    // What is acknowledged is what was told of, and what is not is escalated when seven days have passed, not later.
    ours.member.decide(&seen, json!({"act": "acknowledge"})).await.json(200);
    assert_eq!(tell_in(&test.app, held_up).await.unwrap(), 0);
    assert_eq!(test.tell(MONDAY + Duration::days(17)).await, 0);
    assert_eq!(test.tell(MONDAY + Duration::days(18)).await, 1, "to the administrator");
    assert_eq!(test.tell(MONDAY + Duration::days(19)).await, 0);
    let escalated = "SELECT subject_id FROM credenza.alert_notices WHERE kind = 'escalation'";
    let escalated = test.database.one::<uuid::Uuid>(escalated).await;
    assert_eq!(domain::id::CertificateId::from_uuid(escalated).to_string(), unseen);
}

#[tokio::test]
async fn a_digest_is_one_mail_with_what_still_counts() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    ours.member.wants("off").await;
    ours.admin.wants("daily").await;
    let first = test.ending(&ours.member, EFIRMA, 20).await;
    let second = test.ending(&ours.member, MODERN, 6).await;
    let third = test.ending(&ours.member, PLAIN, 4).await;
    // In the afternoon it is too late for today's.
    assert_eq!(test.tell(MONDAY).await, 3);
    assert!(test.mails().await.is_empty());
    ours.member.decide(&second, json!({"act": "acknowledge"})).await.json(200);
    let morning = MONDAY + Duration::hours(20);
    let (one, two) = tokio::join!(tell_due(&test.app, morning), tell_due(&test.app, morning));
    one.unwrap();
    two.unwrap();
    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("2 certificados de Gestoría norte"), "{}", mails[0].subject);
    assert!(mails[0].text.contains("vence en 3 días") && mails[0].text.contains("vence en 19 días"));
    assert_eq!(test.tell(morning + Duration::hours(1)).await, 0);
    assert_eq!(test.mails().await.len(), 1);
    for id in [first, third] {
        assert_eq!(ours.admin.alert(&id).await["state"], "open");
    }
    let log = ours.admin.get("/api/v1/alerts/mails").await.json(200);
    assert_eq!((&log["items"][0]["kind"], &log["items"][0]["state"]), (&json!("digest"), &json!("sent")));
}

#[tokio::test]
async fn many_at_once_are_one_mail() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    ours.member.wants("off").await;
    theirs.member.wants("off").await;
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA)] {
        test.ending(&theirs.member, sample, days).await;
    }
    let mut ids = Vec::new();
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA), (-2, SEAL)] {
        ids.push(test.ending(&ours.member, sample, days).await);
    }
    assert_eq!(test.tell(MONDAY).await, 7);
    assert_eq!(test.mails_to(&theirs.admin).await.len(), 3, "three come one by one");
    let mails = test.mails_to(&ours.admin).await;
    assert_eq!(mails.len(), 1, "four do not");
    assert!(mails[0].subject.contains("4 certificados de Gestoría norte"), "{}", mails[0].subject);
    for words in ["venció hace 2 días", "vence en 4 días", "vence en 6 días", "vence en 20 días"] {
        assert!(mails[0].text.contains(words), "{words}: {}", mails[0].text);
    }
    // What is told is told, and what comes later by itself is a mail of its own.
    assert_eq!(test.tell(MONDAY + Duration::hours(1)).await, 0);
    for id in &ids {
        assert_eq!(ours.admin.alert(id).await["state"], "open");
    }
    assert_eq!(test.tell(MONDAY + Duration::days(1)).await, 2, "three days before, in both firms");
    assert_eq!(test.mails_to(&ours.admin).await.len(), 2);
    assert_eq!(test.mails_to(&theirs.admin).await.len(), 4);
}

#[tokio::test]
async fn a_digest_that_waits_does_not_reach_who_wants_no_mails_any_more() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for firm in [&ours, &theirs] {
        firm.member.wants("off").await;
        firm.admin.wants("daily").await;
        test.ending(&firm.member, PLAIN, 4).await;
    }
    assert_eq!(test.tell(MONDAY).await, 2);
    ours.admin.wants("off").await;
    test.tell(MONDAY + Duration::hours(20)).await;
    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains(&theirs.admin.email), "{}", mails[0].to);
}

#[tokio::test]
async fn whoever_cannot_be_told_keeps_nobody_else_from_it() {
    for sick in 0..2 {
        let test = TestApp::new().await;
        let (ours, theirs) = test.firms().await;
        let firms = [&ours, &theirs];
        for firm in firms {
            firm.member.wants("off").await;
            firm.admin.wants("daily").await;
            test.ending(&firm.member, PLAIN, 4).await;
        }
        let (sick, well) = (firms[sick], firms[1 - sick]);
        // Whatever the fault may be: of one firm nothing can be planned, and then nothing be sent.
        let fault = async |table: &str| {
            let org = sick.org.uuid();
            let sql = format!(
                "ALTER TABLE credenza.{table} ADD CONSTRAINT fault CHECK (org_id <> '{org}') NOT VALID"
            );
            test.database.change(&sql).await;
        };
        let healed = async |table: &str| {
            test.database.change(&format!("ALTER TABLE credenza.{table} DROP CONSTRAINT fault")).await;
        };
        fault("alert_notices").await;
        assert_eq!(test.tell(MONDAY).await, 1, "the other firm's is planned");
        healed("alert_notices").await;
        assert_eq!(test.tell(MONDAY).await, 1, "the next round tries again");
        fault("alert_mails").await;
        let morning = MONDAY + Duration::hours(20);
        test.tell(morning).await;
        assert_eq!(test.mails_to(&well.admin).await.len(), 1);
        assert!(test.mails_to(&sick.admin).await.is_empty());
        healed("alert_mails").await;
        test.tell(morning).await;
        assert_eq!((test.mails_to(&sick.admin).await.len(), test.mails_to(&well.admin).await.len()), (1, 1));
    }
}

#[tokio::test]
async fn a_renewed_or_deleted_certificate_falls_silent() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (old, new) = (ours.member.keep(EFIRMA).await, ours.member.keep(MODERN).await);
    let same =
        "UPDATE credenza.certificates n SET tax_id = o.tax_id, profile = o.profile, metadata = o.metadata
        FROM credenza.certificates o WHERE o.profile = 'mx.efirma'";
    test.database.change(same).await;
    test.end_at(&old, MONDAY + Duration::days(5)).await;
    test.end_at(&new, MONDAY + Duration::days(1500)).await;
    let alert = ours.member.alert(&old).await;
    assert_eq!((&alert["state"], &alert["successor_id"]), (&json!("superseded"), &json!(new)));
    assert_eq!(test.tell(MONDAY).await, 0);
    // It was another's after all.
    ours.member.decide(&old, json!({"act": "supersede", "successor_id": null})).await.json(200);
    assert_eq!(test.tell(MONDAY).await, 2);
    for wrong in [&old, &new] {
        // Neither in the place of itself, nor what ends earlier in the place of what ends later.
        let act = json!({"act": "supersede", "successor_id": old});
        assert_ne!(ours.member.decide(wrong, act).await.status, 200);
    }
    ours.member.decide(&old, json!({"act": "supersede", "successor_id": new})).await.json(200);
    assert_eq!(test.tell(MONDAY + Duration::days(10)).await, 0);
    // Without its successor it is told of again.
    ours.admin.delete_certificate(&new).await.empty(204);
    assert_eq!(ours.member.alert(&old).await["state"], "open");
    assert_eq!(test.tell(MONDAY + Duration::days(10)).await, 2);
    ours.admin.delete_certificate(&old).await.empty(204);
    assert_eq!(test.tell(MONDAY + Duration::days(40)).await, 0);
    assert_eq!(
        test.database.one::<i64>("SELECT count(*) FROM credenza.alerts WHERE subject = 'certificate'").await,
        0
    );
}

#[tokio::test]
async fn a_clock_that_jumps_neither_doubles_nor_loses() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.ending(&ours.member, PLAIN, 20).await;
    assert_eq!(test.tell(MONDAY).await, 2, "30");
    assert_eq!(
        test.tell(MONDAY + Duration::days(400)).await,
        4,
        "-378, and two administrators of their keys"
    );
    assert_eq!(test.tell(MONDAY).await, 0, "back: 30 was told");
    for (day, step) in [(4, 15), (11, 7), (17, 3), (18, 0)] {
        assert_eq!(test.tell(MONDAY + Duration::days(day)).await, 2, "{step}");
    }
    let twice =
        "SELECT count(*) FROM (SELECT FROM credenza.alert_notices GROUP BY subject_id, step, kind, member_id
        HAVING count(*) > 1) AS t";
    assert_eq!(test.database.one::<i64>(twice).await, 0);
}

#[tokio::test]
async fn the_link_of_a_mail_asks_first_and_acts_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.ending(&ours.member, PLAIN, 20).await;
    ours.member.wants("off").await;
    // Links are good for thirty days from when they were made.
    test.clock.advance(MONDAY - test.clock.now());
    assert_eq!(test.tell(MONDAY).await, 1);
    let mail = only_mail_of(&test).await;
    let path = link(&mail, "/alerts/decide");
    let before = test.census().await;
    let shown = test.get(&path).await;
    assert!(shown.status == 200 && shown.header("cache-control") == "no-store");
    assert!(shown.text().contains("¿Se ocupa usted?") && shown.text().contains("21 mar 2027"));
    assert_eq!(test.census().await, before, "a GET changes nothing");
    let token = path.split("token=").nth(1).unwrap().to_owned();
    let post = |token: &str, act: &str, site: &str| {
        test.request("POST", "/alerts/decide")
            .header("sec-fetch-site", site.to_owned())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("token={token}&act={act}"))
    };
    assert_eq!(Answer::of(post(&token, "acknowledge", "cross-site")).await.status, 403);
    let other = if token.ends_with('A') { 'Q' } else { 'A' };
    let changed = format!("{}{other}", &token[..token.len() - 1]);
    assert_eq!(Answer::of(post(&changed, "acknowledge", "same-origin")).await.status, 404);
    assert_eq!(test.census().await, before);
    assert_eq!(Answer::of(post(&token, "acknowledge", "same-origin")).await.status, 200);
    let entry = &ours.admin.sign_in_again(&test).await.audit("action=alert.acknowledge").await[0];
    assert!(
        entry.to_string().contains("mail_link") && entry.to_string().contains(&ours.admin.member.to_string())
    );
    assert!(test.get(&path).await.text().contains("Alguien ya se ocupa"));
    assert_eq!(Answer::of(post(&token, "snooze", "same-origin")).await.status, 200);
    let alert = ours.member.sign_in_again(&test).await.alert(&id).await;
    assert_eq!(alert["state"], "snoozed");
    // It is about this end only, and about who may still act.
    test.end_at(&id, MONDAY + Duration::days(21)).await;
    assert_eq!(test.get(&path).await.status, 404);
    let theirs = theirs.admin.sign_in_again(&test).await;
    assert_eq!(theirs.audit("action=alert.acknowledge").await, Vec::<Value>::new());
    test.clock.advance(Duration::days(31));
    assert_eq!(test.get(&path).await.status, 404);
}

async fn only_mail_of(test: &TestApp) -> Eml {
    let mut mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

impl Persona {
    /// The same person after the clock has moved.
    async fn sign_in_again(&self, test: &TestApp) -> Persona {
        test.sign_in(&self.email).await
    }
}

#[tokio::test]
async fn who_unsubscribes_is_left_alone() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.ending(&ours.member, PLAIN, 20).await;
    test.tell(MONDAY).await;
    let mail = only_mail(&test, &ours).await;
    let url = mail.raw.split("List-Unsubscribe: <").nth(1).unwrap().split('>').next().unwrap().to_owned();
    let path = url.strip_prefix(&test.origin).unwrap().to_owned();
    assert_eq!(path, link(&mail, "/alerts/unsubscribe"));
    assert_eq!(test.get(&path).await.status, 200);
    assert_eq!(
        ours.admin.get("/api/v1/auth/alerts").await.json(200)["delivery"],
        "each",
        "a GET changes nothing"
    );
    // As a provider of mail posts it: from anywhere, without cookies.
    let post = |path: &str| {
        let form = "application/x-www-form-urlencoded";
        test.request("POST", path).header("content-type", form).body("List-Unsubscribe=One-Click")
    };
    for _ in 0..2 {
        assert_eq!(Answer::of(post(&path)).await.status, 200);
    }
    assert_eq!(Answer::of(post("/alerts/unsubscribe?token=AAAA")).await.status, 404);
    assert_eq!(ours.admin.get("/api/v1/auth/alerts").await.json(200)["delivery"], "off");
    assert_eq!(ours.admin.audit("action=alert.set_preference").await.len(), 2, "the member's, and this once");
    assert_eq!(test.tell(MONDAY + Duration::days(4)).await, 0);
}

#[tokio::test]
async fn another_ladder_language_or_zone_counts_at_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.ending(&ours.member, PLAIN, 100).await;
    assert_eq!(test.tell(MONDAY).await, 0);
    ours.member.patch("/api/v1/organization/alerts", json!({"steps": [120]})).await.problem(403, "forbidden");
    for wrong in
        [json!({"steps": []}), json!({"steps": [1, 1]}), json!({"hour": 24}), json!({"working_days": [8]})]
    {
        assert_eq!(ours.admin.patch("/api/v1/organization/alerts", wrong).await.status, 422);
    }
    let set = ours
        .admin
        .patch("/api/v1/organization/alerts", json!({"steps": [1, 120], "hour": 6}))
        .await
        .json(200);
    assert_eq!((&set["steps"], &set["version"]), (&json!([120, 1]), &json!(1)));
    let stale = json!({"hour": 7, "version": 0});
    assert_eq!(ours.admin.patch("/api/v1/organization/alerts", stale).await.status, 409);
    for locale in ["es", "pt", "en"] {
        let preference = ours.admin.patch("/api/v1/auth/alerts", json!({"locale": locale})).await.json(200);
        assert_eq!(preference["locale"], locale);
    }
    assert_eq!(ours.admin.patch("/api/v1/auth/alerts", json!({"locale": "fr"})).await.status, 422);
    assert_eq!(ours.admin.patch("/api/v1/auth/alerts", json!({"delivery": "x"})).await.status, 422);
    assert_eq!(test.tell(MONDAY).await, 2);
    let mails = test.mails_to(&ours.admin).await;
    assert!(mails[0].subject.contains("ends in 100 days"), "{}", mails[0].subject);
    let patch = json!({"time_zone": "Pacific/Kiritimati"});
    ours.admin.patch("/api/v1/organization", patch).await.json(200);
    assert_eq!(
        test.database
            .one::<i64>(
                "SELECT count(*) FROM credenza.alerts WHERE due_at = '-infinity' AND subject = 'certificate'"
            )
            .await,
        1
    );
    assert_eq!(ours.admin.audit("action=alert.set_ladder").await.len(), 1);
}

#[tokio::test]
async fn mails_that_fail_are_seen_by_who_manages() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.ending(&ours.member, PLAIN, 20).await;
    let away = test.folder.path().join("away");
    std::fs::rename(test.outbox(), &away).unwrap();
    test.tell(MONDAY).await;
    server::mail::deliver_due(&test.app).await.unwrap();
    let log = ours.admin.get("/api/v1/alerts/mails").await.json(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
    for mail in log["items"].as_array().unwrap() {
        assert_eq!((&mail["state"], &mail["attempts"]), (&json!("queued"), &json!(1)));
        assert!(mail["answer"].as_str().unwrap().contains("could not be delivered"));
    }
    let own = ours.member.get("/api/v1/alerts/mails").await.json(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "one's own");
    assert_eq!(ours.auditor.get("/api/v1/alerts/mails").await.json(200)["items"], json!([]));
    test.database.change("UPDATE credenza.mail_queue SET expires_at = now()").await;
    test.app.store.system().forget_expired_mail().await.unwrap();
    let log = ours.admin.get("/api/v1/alerts/mails?limit=1").await.json(200);
    assert_eq!(log["items"][0]["state"], "failed");
    let next = text(&log["next_cursor"]);
    let rest = ours.admin.get(&format!("/api/v1/alerts/mails?cursor={next}")).await.json(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
}
