//! Making, pausing, testing and removing webhooks; sending again what one was told of.

use domain::Action;
use domain::id::{WebhookEventId, WebhookId};
use secrecy::SecretString;
use store::{AuditEvent, NewWebhook};

use super::{Result, authorized, field, name, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;
use crate::webhooks::FORMATS;

/// A webhook as somebody wants it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// The format of its messages.
    pub format: String,
    /// Its address.
    pub url: String,
}

/// A webhook that was just made.
#[derive(Debug)]
pub struct Made {
    /// Its id.
    pub id: WebhookId,
    /// What its messages are signed with, which is shown once.
    pub secret: SecretString,
}

/// Makes a webhook. The proof is for the act on the organization: the webhook has no id yet.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn create(app: &App, session: &Session, wanted: &Wanted, proof: Option<&str>) -> Result<Made> {
    let called = name("name", &wanted.name, 80)?;
    let Some(format) = FORMATS.into_iter().find(|format| *format == wanted.format) else {
        return Err(field("format", "webhook_format", "Choose credenza, slack or teams."));
    };
    let id = WebhookId::new(app.clock.now(), &*app.rng);
    let target = app
        .webhooks
        .seal(session.org, id, &wanted.url, &*app.rng)
        .map_err(|misplaced| field("url", misplaced.code(), misplaced.to_string()))?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::WebhookCreate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    // Of the address the log has the host alone: the rest lets in who knows it.
    let event = event.detail("format", format).detail("host", &target.host).personal("name", &called);
    let new = NewWebhook { id, name: &called, format, host: &target.host, sealed: &target.sealed };
    let spent = event.step_up_id().unwrap_or_default().to_owned();
    match tx.create_webhook(&new, &spent).await {
        Ok(()) => {
            tx.commit(&event.on("webhook", &id)).await?;
            Ok(Made { id, secret: target.secret })
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Pauses a webhook, or lets it go on.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn pause(
    app: &App,
    session: &Session,
    id: WebhookId,
    paused: bool,
    proof: Option<&str>,
) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::WebhookUpdate).on("webhook", &id).detail("paused", &paused);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    match tx.pause_webhook(id, paused).await {
        Ok(()) => {
            tx.commit(&event).await?;
            app.webhooks.wake();
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Removes a webhook, with the log of what it was told.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn delete(app: &App, session: &Session, id: WebhookId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::WebhookDelete).on("webhook", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    match tx.delete_webhook(id).await {
        Ok(()) => {
            tx.commit(&event).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Sends a webhook a message that tells of nothing; returns its event's id.
///
/// # Errors
/// What policy or the store says.
pub async fn test(app: &App, session: &Session, id: WebhookId) -> Result<WebhookEventId> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::WebhookTest).await?;
    let event_id = WebhookEventId::new(app.clock.now(), &*app.rng);
    tx.test_webhook(event_id, id).await?;
    tx.commit(&AuditEvent::new(Action::WebhookTest).on("webhook", &id).detail("event", &event_id)).await?;
    app.webhooks.wake();
    Ok(event_id)
}

/// Sends what a webhook was told of again, under the same id.
///
/// # Errors
/// `NotFound` also for what is on its way; what policy or the store says.
pub async fn resend(app: &App, session: &Session, event: WebhookEventId) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::WebhookResend).await?;
    let id = tx.resend_webhook(event).await?;
    tx.commit(&AuditEvent::new(Action::WebhookResend).on("webhook", &id).detail("event", &event)).await?;
    app.webhooks.wake();
    Ok(())
}
