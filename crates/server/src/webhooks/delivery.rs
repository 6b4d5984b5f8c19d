//! Delivering what webhooks are to be told of.

use std::time::Duration;

use store::{ClaimedEvent, WebhookOutcome};
use tokio_util::sync::CancellationToken;

use super::sender::{Answer, Forbidden, Unsent};
use super::{payload, seconds};
use crate::app::App;

/// Between two looks at what is due, when nobody says that something is: other replicas plan too.
const ROUND: Duration = Duration::from_secs(10);

/// Events claimed and sent at a time.
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
        // Side by side, so that each is sent within its claim.
        let outcomes = futures_util::future::join_all(claimed.iter().map(|event| attempt(app, event))).await;
        for outcome in outcomes {
            delivered += usize::from(outcome? == WebhookOutcome::Delivered);
        }
    }
}

/// Sends one event, and notes what became of it.
async fn attempt(app: &App, event: &ClaimedEvent) -> store::Result<WebhookOutcome> {
    let (outcome, status, said) = match app.webhooks.key.open(event.org, event.webhook, &event.sealed) {
        None => {
            let why = "it was made under another session secret: make it anew";
            (WebhookOutcome::Failed, None, why.to_owned())
        }
        Some(target) => {
            let (id, body) = (event.id.to_string(), payload::body(event, &app.public_origin));
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
    app.store.system().settle_webhook(event, outcome, status, &said).await?;
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
