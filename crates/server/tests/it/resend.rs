//! Mail by Resend's API, against a stand-in that also refuses, hangs and drops.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::Clock;
use domain::id::MailId;
use serde_json::json;
use server::i18n::Locale;
use server::machine::{SystemClock, SystemRng};
use server::mail::{Content, Letter, Link, MailError, Mailer, Message, Resend, ResendAccount, deliver_due};

use crate::app::TestApp;
use crate::receiver::{Receiver, Reply};

/// Long enough for an answer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn resend(receiver: &Receiver, patience: Duration) -> Resend {
    let account = ResendAccount {
        origin: receiver.origin.clone(),
        key: "re_test".to_owned().into(),
        authorities: Some(receiver.authority.clone()),
    };
    Resend::new(account).unwrap().patient_for(patience)
}

fn letter(to: &str) -> Letter {
    let content =
        Content::PasswordReset { link: Link::new("https://certs.test/reset#x".into()), minutes: 30 };
    Letter { to: to.into(), name: Some("José Ñuño".into()), locale: Locale::Es, sender: None, content }
}

fn message(to: &str) -> Message {
    let now = SystemClock.now();
    let sender = "Credenza <credenza@firm.test>".parse().unwrap();
    Message::write(MailId::new(now, &SystemRng), &letter(to), &sender, now, None).unwrap()
}

#[tokio::test]
async fn a_mail_is_a_request_under_its_own_id() {
    let receiver = Receiver::start(|_| Reply::Answer(200, json!({"id": "49a3999c"}).to_string())).await;
    let message = message("jose@norte.test");
    let resend = resend(&receiver, PATIENCE);
    assert_eq!(resend.deliver(message.clone()).await.unwrap(), "200 49a3999c", "its id there is kept");
    resend.deliver(message.clone()).await.unwrap();
    let taken = receiver.taken();
    assert_eq!((taken.len(), taken[0].path.as_str()), (2, "/emails"));
    assert_eq!(taken[0].header("authorization"), "Bearer re_test");
    assert_eq!(taken[0].header("idempotency-key"), message.id.to_string());
    assert_eq!(taken[0].header("idempotency-key"), taken[1].header("idempotency-key"));
    assert_eq!(taken[0].body, taken[1].body, "byte for byte");
    let body = taken[0].json();
    assert!(body["from"].as_str().unwrap().contains("credenza@firm.test"), "{body}");
    assert!(body["to"][0].as_str().unwrap().contains("jose@norte.test"), "{body}");
    assert!(body["html"].as_str().unwrap().contains("https://certs.test/reset#x"), "{body}");
    assert!(body["text"].as_str().unwrap().contains("https://certs.test/reset#x"), "{body}");
    assert_eq!(body["headers"], json!({"Auto-Submitted": "auto-generated", "Content-Language": "es"}));
}

#[tokio::test]
async fn a_logo_goes_along_and_is_named_in_the_mail() {
    let receiver = Receiver::start(|_| Reply::Answer(200, json!({"id": "49a3999c"}).to_string())).await;
    let now = SystemClock.now();
    let sender = "Credenza <credenza@firm.test>".parse().unwrap();
    let logo = store::Logo { media_type: "image/png".into(), bytes: b"\x89PNG".to_vec() };
    let id = MailId::new(now, &SystemRng);
    let message = Message::write(id, &letter("jose@norte.test"), &sender, now, Some(logo)).unwrap();
    resend(&receiver, PATIENCE).deliver(message).await.unwrap();
    let body = receiver.taken()[0].json();
    let attached = json!([{"content": "iVBORw==", "filename": "logo.png", "content_type": "image/png",
        "content_id": "logo@credenza"}]);
    assert_eq!(body["attachments"], attached);
    assert!(body["html"].as_str().unwrap().contains("src=\"cid:logo@credenza\""), "{body}");
}

#[tokio::test]
async fn what_the_service_says_decides_what_becomes_of_a_mail() {
    let receiver = Receiver::start(|taken| {
        let body = taken.json().to_string();
        let error = |name: &str| json!({"statusCode": 0, "name": name, "message": "No."}).to_string();
        match ["invalid@", "key@", "haste@", "drop@", "away@"].into_iter().position(|to| body.contains(to)) {
            Some(0) => Reply::Answer(422, error("validation_error")),
            Some(1) => Reply::Answer(403, error("invalid_api_key")),
            Some(2) => Reply::Answer(429, error("rate_limit_exceeded")),
            Some(3) => Reply::Drop,
            Some(4) => Reply::Redirect("https://localhost:1/".into()),
            _ => Reply::Hang,
        }
    })
    .await;
    let patient = resend(&receiver, PATIENCE);
    let refused = patient.deliver(message("invalid@norte.test")).await.unwrap_err();
    assert!(matches!(&refused, MailError::Refused(said) if said == "422 validation_error: No."), "{refused}");
    for to in ["key", "haste", "drop", "away"] {
        let again = patient.deliver(message(&format!("{to}@norte.test"))).await.unwrap_err();
        assert!(matches!(again, MailError::Undelivered(_)), "{to}: {again}");
    }
    let hasty = resend(&receiver, Duration::from_secs(1));
    let late = hasty.deliver(message("hang@norte.test")).await.unwrap_err();
    assert!(matches!(late, MailError::Undelivered(_)), "{late}");
}

#[tokio::test]
async fn a_lost_answer_costs_nobody_a_second_mail() {
    let times = AtomicUsize::new(0);
    let receiver = Receiver::start(move |_| match times.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Drop,
        _ => Reply::Answer(200, json!({"id": "x"}).to_string()),
    })
    .await;
    let test = TestApp::with_mailer(Arc::new(resend(&receiver, PATIENCE))).await;
    let (now, rng) = (test.clock.now(), &*test.app.rng);
    let mail = test.app.mail.seal(&letter("jose@norte.test"), time::Duration::days(1), now, rng).unwrap();
    test.app.store.system().queue_mail(&mail).await.unwrap();
    assert_eq!(deliver_due(&test.app).await.unwrap(), 0);
    test.database.change("UPDATE credenza.mail_queue SET due_at = now()").await;
    assert_eq!(deliver_due(&test.app).await.unwrap(), 1);
    let keys: Vec<_> =
        receiver.taken().iter().map(|taken| taken.header("idempotency-key").to_owned()).collect();
    assert_eq!(keys, [mail.id.to_string(), mail.id.to_string()]);
}
