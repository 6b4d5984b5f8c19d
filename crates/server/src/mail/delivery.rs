//! Delivering what is in the queue.

use std::time::Duration;

use store::{ClaimedMail, MailOutcome};
use tokio_util::sync::CancellationToken;

use super::letter::Queued;
use super::{MailError, Message};
use crate::app::App;
use crate::ops;

/// Between two looks at the queue, when nobody says that a mail was queued: other replicas queue too.
const ROUND: Duration = Duration::from_secs(10);

/// Mails claimed and delivered at a time: so many connections a relay has from a replica.
const BATCH: i32 = 8;

/// Delivers until `shutdown`.
pub async fn keep_delivering(app: App, shutdown: CancellationToken) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = app.mail.waiting.notified() => {}
            _ = round.tick() => {}
        }
        if let Err(error) = deliver_due(&app).await {
            tracing::warn!(%error, "mail waits: the queue cannot be read");
        }
    }
}

/// Delivers what is due; returns how many mails that were. What fails is due again later.
///
/// # Errors
/// When the queue cannot be read or written.
pub async fn deliver_due(app: &App) -> store::Result<usize> {
    let mut delivered = 0;
    loop {
        let claimed = app.store.system().claim_mail(BATCH).await?;
        if claimed.is_empty() {
            return Ok(delivered);
        }
        // Side by side, so that each is begun within its claim.
        let outcomes = futures_util::future::join_all(claimed.iter().map(|mail| attempt(app, mail))).await;
        for outcome in outcomes {
            delivered += usize::from(outcome? == MailOutcome::Sent);
        }
    }
}

/// Tries to deliver one mail, and notes what became of it.
async fn attempt(app: &App, mail: &ClaimedMail) -> store::Result<MailOutcome> {
    let (outcome, answer) = match deliver(app, mail).await {
        Ok(answer) => (MailOutcome::Sent, answer),
        Err(error @ MailError::Undelivered(_)) => {
            tracing::warn!(mail = %mail.id, attempts = mail.attempts, %error, "it is tried again");
            (MailOutcome::Deferred, error.to_string())
        }
        Err(error @ MailError::Doubtful(_)) => {
            tracing::warn!(mail = %mail.id, attempts = mail.attempts, %error, "it is tried again, under the same id");
            (MailOutcome::Doubtful, error.to_string())
        }
        Err(error) => {
            tracing::error!(mail = %mail.id, %error, "it is given up");
            (MailOutcome::Failed, error.to_string())
        }
    };
    app.store.system().settle_mail(mail.id, outcome, &answer).await?;
    Ok(outcome)
}

async fn deliver(app: &App, mail: &ClaimedMail) -> Result<String, MailError> {
    let letter = match app.mail.key.open(mail.id, &mail.sealed)? {
        Queued::Letter(letter) => letter,
        Queued::ResetAsked(asked) => {
            let answered = ops::reset_password::answer(app, &asked).await;
            return answered
                .map(|()| String::new())
                .map_err(|error| MailError::Undelivered(error.to_string()));
        }
    };
    let logo = match letter.sender {
        Some(org) => app.store.system().logo(org).await,
        None => Ok(None),
    };
    let logo = logo.map_err(|error| MailError::Undelivered(error.to_string()))?;
    let message = Message::write(mail.id, &letter, &app.mail.sender, mail.queued_at, logo)?;
    if let Some(lifetime) = app.mail.mailer.hold() {
        let held = app.store.system().hold_mail(mail.id, lifetime).await;
        held.map_err(|error| MailError::Undelivered(error.to_string()))?;
    }
    app.mail.mailer.deliver(message).await
}
