//! Webhooks against a receiver that takes, refuses, redirects, hangs and drops.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration as StdDuration;

use domain::id::CertificateId;
use domain::{Clock, Rng};
use serde_json::{Value, json};
use server::alerts::tell_due;
use server::machine::SystemRng;
use server::networks::Networks;
use server::webhooks::{Reach, Webhooks, deliver_due, verify};
use time::{Duration, OffsetDateTime};

use crate::app::TestApp;
use crate::client::Answer;
use crate::receiver::{Receiver, Reply, Taken};
use crate::samples::{EFIRMA, MODERN, PLAIN, SEAL, SPANISH_P12, Sample};
use crate::squad::{Firm, Persona, text};

/// The organizations' settings begin at the default ladder, in UTC: a Monday at noon.
const MONDAY: OffsetDateTime = time::macros::datetime!(2027-03-01 12:00 UTC);

/// Long enough for an answer on a busy machine.
const PATIENCE: StdDuration = StdDuration::from_secs(60);

fn webhooks(receiver: &Receiver, allow: &str, patience: StdDuration) -> ([u8; 32], Webhooks) {
    let secret = SystemRng.bytes::<32>();
    let reach =
        Reach { allow: Networks::parse(allow).unwrap(), authorities: Some(receiver.authority.clone()) };
    (secret, Webhooks::new(&secret, reach).unwrap().patient_for(patience))
}

async fn reaching(receiver: &Receiver) -> TestApp {
    let (secret, webhooks) = webhooks(receiver, "127.0.0.0/8, ::1", PATIENCE);
    TestApp::with_webhooks(secret, webhooks).await
}

fn takes() -> impl Fn(&Taken) -> Reply {
    |_| Reply::Answer(200, "ok".into())
}

impl TestApp {
    async fn ends(&self, who: &Persona, sample: Sample, days: i64) -> String {
        let id = who.keep(sample).await;
        let certificate: CertificateId = id.parse().unwrap();
        let sql = "UPDATE credenza.certificates SET not_after = $2 WHERE id = $1";
        let superuser = self.database.superuser().await;
        superuser.execute(sql, &[&certificate.uuid(), &(MONDAY + Duration::days(days))]).await.unwrap();
        id
    }

    async fn deliver(&self) -> usize {
        deliver_due(&self.app).await.unwrap()
    }

    /// Lets time pass for everything that waits.
    async fn wait(&self) {
        self.database.change("UPDATE credenza.webhooks SET held_until = NULL").await;
        self.database
            .change("UPDATE credenza.webhook_deliveries SET due_at = now() WHERE state = 'queued'")
            .await;
    }
}

impl Persona {
    async fn deliveries(&self) -> Vec<Value> {
        let page = self.get("/api/v1/webhook-deliveries").await.json(200);
        page["items"].as_array().unwrap().clone()
    }

    async fn resend(&self, event: &str) -> Answer {
        self.post(&format!("/api/v1/webhook-deliveries/{event}/resend"), json!({})).await
    }
}

#[track_caller]
fn assert_signed(taken: &Taken, secret: &str, now: OffsetDateTime) {
    let (id, signature) = (taken.header("webhook-id"), taken.header("webhook-signature"));
    let timestamp: i64 = taken.header("webhook-timestamp").parse().unwrap();
    assert!(verify(secret, id, timestamp, &taken.body, signature));
    assert!(!verify(secret, id, timestamp + 1, &taken.body, signature), "the moment is signed too");
    assert!((now.unix_timestamp() - timestamp).abs() < 60);
    assert_eq!(taken.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_step_reaches_a_webhook_once_signed_and_says_no_more_than_metadata() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, theirs) = test.firms().await;
    let made = ours.admin.webhook(&format!("{}/ours?secret=in-the-url", receiver.origin), "credenza").await;
    theirs.admin.webhook(&format!("{}/theirs", receiver.origin), "credenza").await;
    let id = test.ends(&ours.member, EFIRMA, 28).await;
    for _ in 0..2 {
        tell_due(&test.app, MONDAY).await.unwrap();
        test.deliver().await;
    }
    let taken = receiver.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert_signed(&taken[0], &made.secret, test.clock.now());
    assert_eq!(taken[0].path, "/ours?secret=in-the-url");
    let body = taken[0].json();
    assert_eq!((&body["type"], &body["data"]["step"]), (&json!("alert.due"), &json!(30)));
    assert_eq!((&body["data"]["certificate_id"], &body["data"]["days_left"]), (&json!(id), &json!(28)));
    assert_eq!(body["data"]["url"], format!("{}/certificates/{id}", test.origin));
    let fields: Vec<_> = body["data"].as_object().unwrap().keys().cloned().collect();
    let least = [
        "certificate_id",
        "days_left",
        "ends_at",
        "name",
        "organization",
        "organization_id",
        "step",
        "subject",
        "subject_id",
        "url",
    ];
    assert_eq!(fields, least);
    assert!(!body.to_string().contains("AAA010101AAA"), "no tax id: {body}");

    // What nobody acknowledges is another event, and so is the next step.
    tell_due(&test.app, MONDAY + Duration::days(7)).await.unwrap();
    tell_due(&test.app, MONDAY + Duration::days(14)).await.unwrap();
    test.deliver().await;
    let kinds: Vec<_> = receiver.taken().iter().map(|taken| text(&taken.json()["type"])).collect();
    assert!(kinds.iter().filter(|kind| *kind == "alert.due").count() >= 2, "{kinds:?}");
    assert!(kinds.contains(&"alert.escalated".to_owned()), "{kinds:?}");
    let ids: std::collections::BTreeSet<_> =
        receiver.taken().iter().map(|taken| taken.header("webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), kinds.len(), "each event has an id of its own");
    let log = ours.admin.deliveries().await;
    assert_eq!(
        (log.len(), &log[0]["state"], &log[0]["status"]),
        (kinds.len(), &json!("delivered"), &json!(200))
    );
    assert!(theirs.admin.deliveries().await.is_empty(), "the other firm has no word of it");
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_under_the_same_id() {
    let answers = Arc::new(AtomicUsize::new(0));
    let turn = Arc::clone(&answers);
    let receiver = Receiver::start(move |_| match turn.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Answer(500, "no\u{7}\nway".into()),
        1 => Reply::Drop,
        2 => Reply::Redirect("https://localhost:1/elsewhere".into()),
        _ => Reply::Answer(204, String::new()),
    })
    .await;
    let test = reaching(&receiver).await;
    let (ours, _theirs) = test.firms().await;
    let webhook = ours.admin.webhook(&receiver.origin, "credenza").await;
    let event = ours.admin.test_webhook(&webhook.id).await;
    assert_eq!(test.deliver().await, 0);
    assert_eq!(test.deliver().await, 0, "it is left alone for a while");
    assert_eq!(receiver.taken().len(), 1);
    let log = ours.admin.deliveries().await;
    assert_eq!((&log[0]["state"], &log[0]["answer"]), (&json!("queued"), &json!("no  way")));
    let listed = ours.admin.get("/api/v1/webhooks").await.json(200);
    assert_eq!(listed["items"][0]["failures"], 1);
    assert!(listed["items"][0]["held_until"].is_string());
    for left in [0, 0, 1] {
        test.wait().await;
        assert_eq!(test.deliver().await, left);
    }
    let taken = receiver.taken();
    assert_eq!(taken.len(), 4, "the redirect was not followed");
    assert!(taken.iter().all(|one| one.header("webhook-id") == event && one.body == taken[0].body));
    let log = ours.admin.deliveries().await;
    assert_eq!(
        (&log[0]["state"], &log[0]["attempts"], &log[0]["status"]),
        (&json!("delivered"), &json!(4), &json!(204))
    );
    assert_eq!(ours.admin.get("/api/v1/webhooks").await.json(200)["items"][0]["failures"], 0);
    // And again, because somebody asks for it: the same event.
    assert_eq!(ours.admin.resend(&event).await.status, 202);
    ours.admin.resend(&event).await.problem(404, "not_found");
    assert_eq!(test.deliver().await, 1);
    assert_eq!(receiver.taken()[4].header("webhook-id"), event);
}

#[tokio::test]
async fn who_hangs_holds_nobody_up() {
    let hangs = Arc::new(AtomicBool::new(true));
    let mood = Arc::clone(&hangs);
    let receiver = Receiver::start(move |taken| {
        let hang = taken.path == "/hang" && mood.load(Ordering::SeqCst);
        if hang { Reply::Hang } else { Reply::Answer(200, "x".repeat(1_000_000)) }
    })
    .await;
    let (secret, webhooks) = webhooks(&receiver, "127.0.0.1, ::1", StdDuration::from_secs(6));
    let test = TestApp::with_webhooks(secret, webhooks).await;
    let (ours, theirs) = test.firms().await;
    let slow = ours.admin.webhook(&format!("{}/hang", receiver.origin), "credenza").await;
    let quick = theirs.admin.webhook(&format!("{}/quick", receiver.origin), "credenza").await;
    ours.admin.test_webhook(&slow.id).await;
    theirs.admin.test_webhook(&quick.id).await;
    assert_eq!(test.deliver().await, 1);
    let log = ours.admin.deliveries().await;
    assert_eq!((&log[0]["state"], &log[0]["status"]), (&json!("queued"), &Value::Null));
    assert!(text(&log[0]["answer"]).contains("in time"), "{}", log[0]);
    let kept = text(&theirs.admin.deliveries().await[0]["answer"]);
    assert_eq!(kept.len(), 200, "of a long answer the beginning is kept");
    hangs.store(false, Ordering::SeqCst);
    test.wait().await;
    assert_eq!(test.deliver().await, 1);
}

#[tokio::test]
async fn addresses_inside_are_refused_unless_the_operator_allows_them() {
    let receiver = Receiver::start(takes()).await;
    let (secret, webhooks) = webhooks(&receiver, "", PATIENCE);
    let test = TestApp::with_webhooks(secret, webhooks).await;
    let (ours, _theirs) = test.firms().await;
    let org = ours.org.to_string();
    for (url, code) in [
        ("https://127.0.0.1/x", "webhook_not_public"),
        ("https://[::1]/x", "webhook_not_public"),
        ("https://169.254.169.254/latest/meta-data", "webhook_not_public"),
        ("https://10.0.0.1/", "webhook_not_public"),
        ("http://example.com/", "webhook_https"),
        ("https://ana:x@example.com/", "webhook_credentials"),
        ("nonsense", "webhook_url"),
    ] {
        let body = json!({"name": "x", "url": url});
        let sent = ours.admin.send_proven("POST", "/api/v1/webhooks", body, "webhook.create", &org).await;
        assert_eq!(sent.problem(422, "invalid")["errors"][0]["code"], code, "{url}");
    }
    // A name is looked at when it is connected to.
    let webhook = ours.admin.webhook(&receiver.origin, "credenza").await;
    ours.admin.test_webhook(&webhook.id).await;
    assert_eq!(test.deliver().await, 0);
    let log = ours.admin.deliveries().await;
    assert_eq!((&log[0]["state"], &log[0]["attempts"]), (&json!("failed"), &json!(1)));
    assert!(text(&log[0]["answer"]).contains("public Internet"), "{}", log[0]);
    assert!(receiver.taken().is_empty());
}

#[tokio::test]
async fn chats_are_told_in_their_formats() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, _theirs) = test.firms().await;
    for format in ["slack", "teams"] {
        ours.admin.webhook(&format!("{}/{format}", receiver.origin), format).await;
    }
    test.ends(&ours.member, PLAIN, 7).await;
    tell_due(&test.app, MONDAY).await.unwrap();
    assert_eq!(test.deliver().await, 2);
    let taken = receiver.taken();
    let of = |path: &str| taken.iter().find(|taken| taken.path == path).unwrap().json();
    assert!(text(&of("/slack")["text"]).contains("vence en 7 días"), "{}", of("/slack"));
    let card = &of("/teams")["attachments"][0];
    assert_eq!(card["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(card["content"]["type"], "AdaptiveCard");
}

/// The other firm, and the program, are told of each by itself.
#[tokio::test]
async fn many_at_once_are_one_message_in_a_chat() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, theirs) = test.firms().await;
    for format in ["slack", "teams", "credenza"] {
        ours.admin.webhook(&format!("{}/{format}", receiver.origin), format).await;
    }
    theirs.admin.webhook(&format!("{}/theirs", receiver.origin), "slack").await;
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA)] {
        test.ends(&theirs.member, sample, days).await;
    }
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA), (-2, SEAL)] {
        test.ends(&ours.member, sample, days).await;
    }
    tell_due(&test.app, MONDAY).await.unwrap();
    let full = "SELECT count(*) FROM credenza.webhook_deliveries WHERE gathered
        AND extract(epoch FROM due_at)::bigint % 120 = 0 AND date_trunc('second', due_at) = due_at";
    assert_eq!(
        test.database.one::<i64>(full).await,
        8,
        "what two chats are told of waits for the same two minutes"
    );
    test.wait().await;
    let (one, two) = tokio::join!(test.deliver(), test.deliver());
    assert_eq!(one + two, 15, "each event is told");
    assert_eq!(test.deliver().await, 0);
    let taken = receiver.taken();
    let of =
        |path: &str| taken.iter().filter(|taken| taken.path == path).map(Taken::json).collect::<Vec<_>>();
    assert_eq!(
        (of("/credenza").len(), of("/theirs").len()),
        (4, 3),
        "programs, and three at once, one by one"
    );
    assert!(of("/credenza").iter().all(|body| body["type"] == "alert.due"));
    let (slack, teams) = (of("/slack"), of("/teams"));
    assert_eq!((slack.len(), teams.len()), (1, 1), "four are not");
    for message in [slack[0].to_string(), teams[0].to_string()] {
        assert!(message.contains("4 certificados de Gestoría norte"), "{message}");
        assert!(message.contains(&format!("{}/alerts\"", test.origin)), "{message}");
        let order = ["venció hace 2 días", "vence en 4 días", "vence en 6 días", "vence en 20 días"];
        let at: Vec<_> = order.iter().map(|words| message.find(words)).collect();
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{message}");
        assert!(!message.contains("AAA010101AAA"), "no tax id: {message}");
    }
    let log = ours.admin.deliveries().await;
    assert!(
        log.len() == 12 && log.iter().all(|one| one["state"] == "delivered" && one["status"] == 200),
        "{log:?}"
    );
    // One of them again, because somebody asks for it, is that one alone.
    ours.admin.resend(&text(&log[0]["id"])).await;
    assert_eq!(test.deliver().await, 1);
    // And what comes later by itself is a message of its own.
    tell_due(&test.app, MONDAY + Duration::days(1)).await.unwrap();
    assert_eq!(test.deliver().await, 4, "three days before, in both firms");
}

#[tokio::test]
async fn who_sees_to_something_before_a_chat_is_told_keeps_it_silent() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, theirs) = test.firms().await;
    ours.admin.webhook(&format!("{}/slack", receiver.origin), "slack").await;
    ours.admin.webhook(&format!("{}/credenza", receiver.origin), "credenza").await;
    theirs.admin.webhook(&format!("{}/theirs", receiver.origin), "slack").await;
    let mut ids = Vec::new();
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA), (12, SEAL), (8, SPANISH_P12)] {
        ids.push(test.ends(&ours.member, sample, days).await);
        test.ends(&theirs.member, sample, days).await;
    }
    tell_due(&test.app, MONDAY).await.unwrap();
    let alert = format!("/api/v1/certificates/{}/alert", ids[0]);
    ours.admin.post(&alert, json!({"act": "acknowledge"})).await.json(200);
    test.wait().await;
    assert_eq!(test.deliver().await, 4 + 5 + 5);
    let taken = receiver.taken();
    let of =
        |path: &str| taken.iter().filter(|taken| taken.path == path).map(Taken::json).collect::<Vec<_>>();
    assert!(text(&of("/slack")[0]["text"]).starts_with("4 certificados"), "{}", of("/slack")[0]);
    assert!(text(&of("/theirs")[0]["text"]).starts_with("5 certificados"), "{}", of("/theirs")[0]);
    assert_eq!(
        (of("/slack").len(), of("/theirs").len(), of("/credenza").len()),
        (1, 1, 5),
        "programs are told of all"
    );
    let log = ours.admin.deliveries().await;
    let silent: Vec<_> = log.iter().filter(|one| one["state"] == "silent").collect();
    assert_eq!(silent.len(), 1, "{log:?}");
    assert_eq!(silent[0]["certificate_id"], json!(ids[0]));
    // Whoever asks for it has it sent.
    assert_eq!(ours.admin.resend(&text(&silent[0]["id"])).await.status, 202);
    assert_eq!(test.deliver().await, 1);
}

/// A room that was away is told of what has come meanwhile in one message, and a failure is one failure.
#[tokio::test]
async fn a_gathered_message_is_tried_again_as_a_whole() {
    let mood = Arc::new(AtomicBool::new(false));
    let well = Arc::clone(&mood);
    let receiver = Receiver::start(move |_| {
        let status = if well.load(Ordering::SeqCst) { 200 } else { 503 };
        Reply::Answer(status, String::new())
    })
    .await;
    let test = reaching(&receiver).await;
    let (ours, _theirs) = test.firms().await;
    ours.admin.webhook(&receiver.origin, "slack").await;
    for (days, sample) in [(6, PLAIN), (4, MODERN), (20, EFIRMA), (12, SEAL)] {
        test.ends(&ours.member, sample, days).await;
    }
    tell_due(&test.app, MONDAY).await.unwrap();
    test.wait().await;
    assert_eq!(test.deliver().await, 0);
    assert_eq!(receiver.taken().len(), 1);
    let listed = ours.admin.get("/api/v1/webhooks").await.json(200);
    assert_eq!(listed["items"][0]["failures"], 1);
    assert!(ours.admin.deliveries().await.iter().all(|one| one["state"] == "queued" && one["status"] == 503));
    mood.store(true, Ordering::SeqCst);
    test.wait().await;
    assert_eq!((test.deliver().await, receiver.taken().len()), (4, 2));
    assert!(ours.admin.deliveries().await.iter().all(|one| one["attempts"] == 2));
}

#[tokio::test]
async fn who_says_that_he_is_gone_is_left_alone() {
    let receiver = Receiver::start(|_| Reply::Answer(410, "gone".into())).await;
    let test = reaching(&receiver).await;
    let (ours, _theirs) = test.firms().await;
    let webhook = ours.admin.webhook(&receiver.origin, "credenza").await;
    test.ends(&ours.member, PLAIN, 7).await;
    tell_due(&test.app, MONDAY).await.unwrap();
    test.deliver().await;
    let listed = ours.admin.get("/api/v1/webhooks").await.json(200);
    assert_eq!(listed["items"][0]["paused_because"], "gone");
    test.ends(&ours.member, MODERN, 7).await;
    tell_due(&test.app, MONDAY).await.unwrap();
    assert_eq!(ours.admin.deliveries().await.len(), 1, "it is told nothing any more");
    let (path, body) = (format!("/api/v1/webhooks/{}", webhook.id), json!({"paused": false}));
    ours.admin.send_proven("PATCH", &path, body, "webhook.update", &webhook.id).await.empty(204);
    let listed = ours.admin.get("/api/v1/webhooks").await.json(200);
    assert_eq!(listed["items"][0]["paused_because"], Value::Null);
}

/// Every row of the two tables, as text.
async fn rows(test: &TestApp) -> String {
    let webhooks = "SELECT string_agg(w::text, ' ') FROM credenza.webhooks w";
    let deliveries = "SELECT coalesce(string_agg(d::text, ' '), '') FROM credenza.webhook_deliveries d";
    test.database.one::<String>(webhooks).await + &test.database.one::<String>(deliveries).await
}

#[tokio::test]
async fn address_and_secret_are_kept_sealed_and_told_once() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, theirs) = test.firms().await;
    let webhook = ours.admin.webhook(&format!("{}/T0/B0/chatroom", receiver.origin), "slack").await;
    assert!(webhook.secret.starts_with("whsec_") && webhook.secret.len() == 50, "{}", webhook.secret);
    ours.admin.test_webhook(&webhook.id).await;
    test.deliver().await;
    let kept = rows(&test).await;
    let bytes = webhook.secret.trim_start_matches("whsec_");
    assert!(!kept.contains("chatroom") && !kept.contains(bytes), "{kept}");
    for who in [&ours.admin, &theirs.admin] {
        for path in ["/api/v1/webhooks", "/api/v1/webhook-deliveries", "/api/v1/audit"] {
            let seen = who.get(path).await.text();
            assert!(!seen.contains("chatroom") && !seen.contains(bytes), "{path}: {seen}");
        }
    }
    let log = ours.admin.audit("action=webhook.create").await;
    assert_eq!(
        (&log[0]["object"]["id"], &log[0]["details"]["format"]),
        (&json!(webhook.id), &json!("slack"))
    );
    // Moved to the other firm's webhook, it opens nothing.
    theirs.admin.webhook(&receiver.origin, "credenza").await;
    test.database.change("UPDATE credenza.webhooks w SET sealed = (SELECT sealed FROM credenza.webhooks v WHERE v.org_id <> w.org_id)").await;
    ours.admin.test_webhook(&webhook.id).await;
    assert_eq!(test.deliver().await, 0);
    let log = ours.admin.deliveries().await;
    assert_eq!(log[0]["state"], "failed");
    assert!(text(&log[0]["answer"]).contains("make it anew"), "{}", log[0]);
}

#[tokio::test]
async fn ten_webhooks_are_enough_and_a_removed_one_is_told_nothing() {
    let receiver = Receiver::start(takes()).await;
    let test = reaching(&receiver).await;
    let (ours, theirs) = test.firms().await;
    let first = ours.admin.webhook(&receiver.origin, "credenza").await;
    for _ in 1..10 {
        ours.admin.webhook(&receiver.origin, "credenza").await;
    }
    let (body, org) = (json!({"name": "x", "url": receiver.origin}), ours.org.to_string());
    let eleventh = ours.admin.send_proven("POST", "/api/v1/webhooks", body, "webhook.create", &org).await;
    eleventh.problem(409, "too_many_webhooks");
    theirs.admin.webhook(&receiver.origin, "credenza").await;
    let path = format!("/api/v1/webhooks/{}", first.id);
    ours.admin.test_webhook(&first.id).await;
    ours.admin.act_proven("DELETE", &path, "webhook.delete", &first.id).await.empty(204);
    assert_eq!(test.deliver().await, 0);
    assert!(receiver.taken().is_empty());
}

/// What two replicas deliver at once, and what is planned by two at once, is once.
#[tokio::test]
async fn replicas_share_the_work() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&taken);
    let receiver = Receiver::start(move |request| {
        list.lock().unwrap().push(request.header("webhook-id").to_owned());
        Reply::Answer(200, String::new())
    })
    .await;
    let test = reaching(&receiver).await;
    let (ours, _theirs): (Firm, Firm) = test.firms().await;
    for _ in 0..5 {
        ours.admin.webhook(&receiver.origin, "credenza").await;
    }
    for sample in [EFIRMA, MODERN, PLAIN] {
        test.ends(&ours.member, sample, 7).await;
    }
    let (one, two) = tokio::join!(tell_due(&test.app, MONDAY), tell_due(&test.app, MONDAY));
    one.unwrap();
    two.unwrap();
    let (one, two, three) = tokio::join!(test.deliver(), test.deliver(), test.deliver());
    assert_eq!(one + two + three, 15);
    let mut ids = taken.lock().unwrap().clone();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), receiver.taken().len()), (15, 15));
}
