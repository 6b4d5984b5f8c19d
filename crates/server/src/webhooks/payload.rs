//! What a webhook is told, in its format. Metadata, and as little of it as serves: what ends, when, and where to see to it.

use domain::Zone;
use serde_json::{Value, json};
use store::{ClaimedEvent, ToldEnd};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::delivery::Message;
use crate::alerts::{called, cut, date_words, page};
use crate::i18n::{self, Locale};

/// The most ends that a message names; the page has all.
const NAMED: usize = 5;

/// The body of a message. `origin`: `https://HOST:PORT`. The same events give the same body.
pub(super) fn body(message: &Message, origin: &str) -> Vec<u8> {
    let event = &message.first;
    let words =
        if message.others.is_empty() { Words::of(event, origin) } else { Words::of_many(message, origin) };
    let value = match event.format.as_str() {
        "slack" => slack(&words),
        "teams" => teams(&words),
        _ => own(event, &words),
    };
    value.to_string().into_bytes()
}

/// The words of a message, and where its button leads.
struct Words {
    title: String,
    /// Where it tells of many: the first of them, and how many more there are.
    lines: Vec<String>,
    text: String,
    button: String,
    url: String,
    locale: Locale,
    /// Days until the end when the event came to be, negative after it.
    days: Option<i64>,
}

impl Words {
    fn of(event: &ClaimedEvent, origin: &str) -> Self {
        let locale = Locale::from_tag(&event.locale).unwrap_or_default();
        let message = |key| i18n::Message::new(locale, key);
        let button = message("webhook-open").to_string();
        let Some(told) = &event.told else {
            return Self {
                title: message("webhook-test-title").to_string(),
                lines: Vec::new(),
                text: message("webhook-test-text").with("organization", &event.organization).to_string(),
                button,
                url: format!("{origin}/settings/webhooks"),
                locale,
                days: None,
            };
        };
        let zone = Zone::named(&event.time_zone).unwrap_or(Zone::UTC);
        let days = zone.days_between(event.planned_at, told.ends_at);
        let (key, count) = if days < 0 { ("mail-ending-ended", -days) } else { ("mail-ending-ends", days) };
        let title = match event.kind.as_str() {
            "escalation" => "webhook-escalation-title",
            "revocation" => "mail-ending-subject-revocation",
            "unanswered" => "webhook-unanswered-title",
            _ => "webhook-alert-title",
        };
        Self {
            title: message(title)
                .with("what", called(locale, told.subject, &told.called))
                .with("when", message(key).with("days", count).to_string())
                .to_string(),
            lines: Vec::new(),
            text: message("webhook-alert-text")
                .with("organization", &event.organization)
                .with("date", date_words(locale, zone.local(told.ends_at).date()))
                .to_string(),
            button,
            url: page(origin, told.subject),
            locale,
            days: Some(days),
        }
    }

    /// What a chat is told of many at once: how many, the first by name, and where all of them are.
    fn of_many(message: &Message, origin: &str) -> Self {
        let count = message.events().count();
        let mut lines: Vec<_> =
            message.events().take(NAMED).map(|event| Self::of(event, origin).title).collect();
        let one = Self::of(&message.first, origin);
        let words = |key, count| {
            let words =
                i18n::Message::new(one.locale, key).with("count", u64::try_from(count).unwrap_or(u64::MAX));
            words.with("organization", &message.first.organization).to_string()
        };
        if count > NAMED {
            lines.push(words("mail-ending-more", count - NAMED));
        }
        let unanswered = message.events().all(|event| event.kind == "unanswered");
        let certificates = message
            .events()
            .all(|event| event.told.as_ref().is_some_and(|told| told.subject.certificate().is_some()));
        let title = match (unanswered, certificates) {
            (true, _) => "mail-ending-subject-unanswered",
            (false, true) => "mail-ending-subject-digest",
            (false, false) => "mail-ending-subject-digest-other",
        };
        Self {
            title: words(title, count),
            lines,
            text: message.first.organization.clone(),
            // As digests have it: what nobody answers about is at no step of a ladder, and stands on the first page.
            url: if unanswered { format!("{origin}/") } else { format!("{origin}/alerts") },
            days: None,
            ..one
        }
    }
}

fn moment(moment: OffsetDateTime) -> String {
    let whole = moment.to_offset(UtcOffset::UTC).replace_nanosecond(0).unwrap_or(moment);
    whole.format(&Rfc3339).unwrap_or_default()
}

/// Our own: `type`, `timestamp` and `data`, as the Standard Webhooks specification advises.
fn own(event: &ClaimedEvent, words: &Words) -> Value {
    let kind = match event.kind.as_str() {
        "alert" => "alert.due",
        "escalation" => "alert.escalated",
        "revocation" => "certificate.revoked",
        "unanswered" => "certificate.revocation_unknown",
        _ => "webhook.test",
    };
    let mut data = json!({
        "organization_id": event.org.to_string(),
        "organization": event.organization,
        "url": words.url,
    });
    if let Some(ToldEnd { subject, ends_at, step, called }) = &event.told {
        data["subject"] = subject.kind().as_str().into();
        data["subject_id"] = subject.to_string().into();
        if let Some(certificate) = subject.certificate() {
            data["certificate_id"] = certificate.to_string().into();
        }
        data["name"] = cut(called).into();
        data["ends_at"] = moment(*ends_at).into();
        // A revocation, or that nobody answers, is told of whatever step its end is at.
        if !matches!(event.kind.as_str(), "revocation" | "unanswered") {
            data["step"] = (*step).into();
        }
        data["days_left"] = words.days.into();
    }
    json!({"type": kind, "timestamp": moment(event.planned_at), "data": data})
}

/// For an incoming webhook of Slack, and what is compatible with it. Names stand in plain texts, which have no links or mentions;
/// where there is markup, what begins it is written as an entity.
fn slack(words: &Words) -> Value {
    let escaped = words.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let plain = |text: &str, most: usize| json!({"type": "plain_text", "text": text.chars().take(most).collect::<String>(), "emoji": false});
    let mut blocks = vec![json!({"type": "section", "text": plain(&words.title, 3000)})];
    if !words.lines.is_empty() {
        blocks.push(json!({"type": "section", "text": plain(&words.lines.join("\n"), 3000)}));
    }
    blocks.push(json!({"type": "context", "elements": [plain(&words.text, 2000)]}));
    let button = json!({"type": "button", "text": plain(&words.button, 75), "url": words.url});
    blocks.push(json!({"type": "actions", "elements": [button]}));
    json!({"text": escaped, "blocks": blocks})
}

/// For a workflow of Teams, "when a webhook request is received": a message with an Adaptive Card. Names stand in text runs, which
/// have no markup.
fn teams(words: &Words) -> Value {
    let run = |text: &str, weight: &str, subtle: bool| {
        json!({
            "type": "RichTextBlock",
            "inlines": [{"type": "TextRun", "text": text, "weight": weight, "isSubtle": subtle}],
        })
    };
    let mut body = vec![run(&words.title, "Bolder", false)];
    body.extend(words.lines.iter().map(|line| run(line, "Default", false)));
    body.push(run(&words.text, "Default", true));
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "lang": words.locale.tag(),
                "fallbackText": words.title,
                "body": body,
                "actions": [{"type": "Action.OpenUrl", "title": words.button, "url": words.url}],
            },
        }],
    })
}

#[cfg(test)]
mod tests {
    use domain::id::{CertificateId, OrgId, WebhookEventId, WebhookId};
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;
    use crate::machine::SystemRng;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn event(format: &str, kind: &str, called: &str) -> ClaimedEvent {
        let told = ToldEnd {
            subject: CertificateId::new(NOW, &SystemRng).into(),
            ends_at: datetime!(2026-11-29 12:00 UTC),
            step: 7,
            called: called.into(),
        };
        ClaimedEvent {
            id: WebhookEventId::new(NOW, &SystemRng),
            org: OrgId::new(NOW, &SystemRng),
            organization: "Gestoría Norte".into(),
            time_zone: "Europe/Madrid".into(),
            locale: "es".into(),
            webhook: WebhookId::new(NOW, &SystemRng),
            format: format.into(),
            sealed: vec![],
            kind: kind.into(),
            told: (kind != "test").then_some(told),
            planned_at: NOW,
            attempts: 1,
        }
    }

    fn value(event: &ClaimedEvent) -> Value {
        serde_json::from_slice(&body(&event.clone().into(), "https://certs.test")).unwrap()
    }

    fn many(format: &str, events: impl IntoIterator<Item = ClaimedEvent>) -> Value {
        let mut events = events.into_iter().map(|event| ClaimedEvent { format: format.into(), ..event });
        let message = Message { first: events.next().unwrap(), others: events.collect() };
        serde_json::from_slice(&body(&message, "https://certs.test")).unwrap()
    }

    #[test]
    fn our_own_says_what_ends_and_nothing_else() {
        let event = event("credenza", "alert", "Ana Núñez");
        let value = value(&event);
        let told = event.told.as_ref().unwrap();
        assert_eq!(
            value,
            json!({
                "type": "alert.due",
                "timestamp": "2026-11-22T12:00:00Z",
                "data": {
                    "organization_id": event.org.to_string(),
                    "organization": "Gestoría Norte",
                    "subject": "certificate",
                    "subject_id": told.subject.to_string(),
                    "certificate_id": told.subject.to_string(),
                    "name": "Ana Núñez",
                    "ends_at": "2026-11-29T12:00:00Z",
                    "step": 7,
                    "days_left": 7,
                    "url": format!("https://certs.test/certificates/{}", told.subject),
                },
            })
        );
        assert_eq!(self::value(&self::event("credenza", "escalation", "x"))["type"], "alert.escalated");
        let test = self::value(&self::event("credenza", "test", ""));
        assert_eq!(test["type"], "webhook.test");
        assert!(test["data"].get("certificate_id").is_none());
    }

    #[test]
    fn no_message_lacks_a_word() {
        for format in super::super::FORMATS {
            for kind in ["alert", "escalation", "revocation", "unanswered", "test"] {
                for locale in Locale::ALL {
                    let event = ClaimedEvent { locale: locale.tag().into(), ..event(format, kind, "Ana") };
                    let alone = value(&event).to_string();
                    let together = many(format, vec![event; 7]).to_string();
                    for body in [alone, together] {
                        assert!(!body.contains('⟦'), "{body}");
                    }
                }
            }
        }
    }

    #[test]
    fn chats_are_told_in_their_own_form() {
        let slack = value(&event("slack", "alert", "Ana Núñez"));
        assert!(slack["text"].as_str().unwrap().starts_with("Ana Núñez vence en 7 días"), "{slack}");
        assert_eq!(slack["blocks"][0]["text"]["type"], "plain_text");
        let teams = value(&event("teams", "alert", "Ana Núñez"));
        let card = &teams["attachments"][0]["content"];
        assert_eq!((&teams["type"], &card["type"]), (&json!("message"), &json!("AdaptiveCard")));
        assert!(
            card["actions"][0]["url"].as_str().unwrap().starts_with("https://certs.test/certificates/crt_")
        );
    }

    #[test]
    fn chats_are_told_of_many_at_once() {
        let names = |count| (0..count).map(|n| event("slack", "alert", &format!("Ana {n}")));
        let slack = many("slack", names(30));
        assert_eq!(slack["text"], "30 certificados de Gestoría Norte requieren atención");
        let lines = slack["blocks"][1]["text"]["text"].as_str().unwrap();
        assert_eq!(lines.lines().count(), 6, "five by name, and how many more: {lines}");
        assert!(lines.starts_with("Ana 0 vence en 7 días\nAna 1 ") && lines.contains("25"), "{lines}");
        assert_eq!(slack["blocks"][3]["elements"][0]["url"], "https://certs.test/alerts");
        assert_eq!(slack["blocks"].as_array().unwrap().len(), 4);
        let teams = many("teams", names(5));
        let body = teams["attachments"][0]["content"]["body"].as_array().unwrap();
        assert_eq!(body.len(), 7, "what it is about, five by name, and whose they are");
        // What is no certificate is not called one; what nobody answers about stands on the first page.
        let invitation = domain::id::InvitationId::new(NOW, &SystemRng);
        let mut events: Vec<_> = names(4).collect();
        events[3].told.as_mut().unwrap().subject = domain::Subject::Invitation(invitation);
        let mixed = many("slack", events);
        assert!(!mixed["text"].as_str().unwrap().contains("certificado"), "{mixed}");
        let unanswered =
            many("slack", names(4).map(|event| ClaimedEvent { kind: "unanswered".into(), ..event }));
        assert_eq!(unanswered["blocks"][3]["elements"][0]["url"], "https://certs.test/");
    }

    proptest! {
        #[test]
        fn no_name_calls_anybody_or_leads_anywhere(called in "(<!channel>|<https://evil\\|x>|\\[x\\]\\(https://e\\)|\\PC){0,20}") {
            let slack = value(&event("slack", "alert", &called));
            prop_assert!(!slack["text"].as_str().unwrap().contains(['<', '>']));
            let all = vec![event("slack", "alert", &called); 6];
            let slack = many("slack", all.clone());
            prop_assert!(!slack["text"].as_str().unwrap().contains(['<', '>']));
            prop_assert_eq!(&slack["blocks"][1]["text"]["type"], "plain_text");
            for teams in [value(&event("teams", "alert", &called)), many("teams", all)] {
                let body = &teams["attachments"][0]["content"]["body"];
                prop_assert!(body.as_array().unwrap().iter().all(|block| block["type"] == "RichTextBlock"));
            }
        }
    }
}
