//! Delivering what webhooks are to be told of.

use std::collections::BTreeMap;
use std::time::Duration;

use store::{ClaimedEvent, WebhookOutcome};
use tokio_util::sync::CancellationToken;

use super::sender::{Answer, Forbidden, Unsent};
use super::{payload, seconds};
use crate::alerts::ONE_BY_ONE;
use crate::app::App;

/// Between two looks at what is due, when nobody says that something is: other replicas plan too.
const ROUND: Duration = Duration::from_secs(10);

/// Events claimed and sent at a time, and chats beside them.
const BATCH: i32 = 16;

/// How long a claim lasts: longer than a message may take.
const CLAIM: time::Duration = time::Duration::minutes(2);

/// Delivers until `shutdown`.
pub async fn keep_delivering(app: App, shutdown: CancellationToken) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = app.webhooks.waiting.notified() => {}
            _ = round.tick() => {}
        }
        if let Err(error) = deliver_due(&app).await {
            tracing::warn!(%error, "webhooks wait: what they are to be told of cannot be read");
        }
    }
}

/// Delivers what is due; returns how many events were taken. What was not is due again later.
///
/// # Errors
/// When what is due cannot be read, or what became of it not written.
pub async fn deliver_due(app: &App) -> store::Result<usize> {
    let mut delivered = 0;
    loop {
        let claimed = app.store.system().claim_webhooks(BATCH, CLAIM).await?;
        if claimed.is_empty() {
            return Ok(delivered);
        }
        let messages = messages(claimed);
        // Side by side, so that each is sent within its claim.
        let outcomes =
            futures_util::future::join_all(messages.iter().map(|message| attempt(app, message))).await;
        for (message, outcome) in messages.iter().zip(outcomes) {
            delivered += if outcome? == WebhookOutcome::Delivered { message.events().count() } else { 0 };
        }
    }
}

/// What goes out at once: an event, and in a chat those that are told of with it.
#[derive(Debug)]
pub(super) struct Message {
    /// Its id is the message's.
    pub(super) first: ClaimedEvent,
    /// Of the same webhook.
    pub(super) others: Vec<ClaimedEvent>,
}

impl Message {
    /// All events that it tells of, what ends first at first.
    pub(super) fn events(&self) -> impl Iterator<Item = &ClaimedEvent> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<ClaimedEvent> for Message {
    fn from(first: ClaimedEvent) -> Self {
        Self { first, others: Vec::new() }
    }
}

/// What is claimed, as messages: more than [`ONE_BY_ONE`] ends that wait for a chat are one. Programs take each event by itself; and that
/// a certificate is worth nothing any more stands alone also where people read.
fn messages(claimed: Vec<ClaimedEvent>) -> Vec<Message> {
    let mut chats = BTreeMap::<_, Vec<_>>::new();
    let mut messages = Vec::new();
    for event in claimed {
        if event.format == "credenza" || matches!(event.kind.as_str(), "revocation" | "test") {
            messages.push(Message::from(event));
        } else {
            chats.entry((event.org, event.webhook)).or_default().push(event);
        }
    }
    for mut events in chats.into_values() {
        if events.len() > ONE_BY_ONE {
            let others = events.split_off(1);
            messages.extend(events.into_iter().next().map(|first| Message { first, others }));
        } else {
            messages.extend(events.into_iter().map(Message::from));
        }
    }
    messages
}

/// Sends one message, and notes what became of it.
async fn attempt(app: &App, message: &Message) -> store::Result<WebhookOutcome> {
    let event = &message.first;
    let (outcome, status, said) = match app.webhooks.key.open(event.org, event.webhook, &event.sealed) {
        None => {
            let why = "it was made under another session secret: make it anew";
            (WebhookOutcome::Failed, None, why.to_owned())
        }
        Some(target) => {
            let (id, body) = (event.id.to_string(), payload::body(message, &app.public_origin));
            let sent = app.webhooks.sender.send(&target, &id, seconds(app.clock.now()), body).await;
            match sent {
                Ok(Answer { status, text }) => (outcome(status), Some(status), text),
                Err(Unsent::Forbidden) => (WebhookOutcome::Failed, None, Forbidden.to_string()),
                Err(Unsent::Failed(why)) => (WebhookOutcome::Deferred, None, why),
            }
        }
    };
    if outcome != WebhookOutcome::Delivered {
        tracing::info!(event = %event.id, webhook = %event.webhook, attempts = event.attempts, status, ?outcome, "a webhook was not told");
    }
    let events: Vec<_> = message.events().map(|event| event.id).collect();
    app.store.system().settle_webhook((event.org, event.webhook), &events, outcome, status, &said).await?;
    Ok(outcome)
}

/// What an answer's status means. A redirect is not followed: it would lead to where nobody has looked.
fn outcome(status: u16) -> WebhookOutcome {
    match status {
        200..=299 => WebhookOutcome::Delivered,
        410 => WebhookOutcome::Gone,
        _ => WebhookOutcome::Deferred,
    }
}
