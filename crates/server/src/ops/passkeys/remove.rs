//! Removing a passkey.

use domain::Action;
use domain::id::PasskeyId;
use store::{AuditEvent, Removal};

use crate::app::App;
use crate::auth::session::Session;
use crate::mail::Notice;
use crate::ops::notices::queue;
use crate::ops::{Error, Result, permit};

/// Removes one of the member's own passkeys, and ends his other sessions: who holds the device may have opened them. With
/// the last passkey the recovery codes go.
///
/// # Errors
/// What the step-up says; [`Error::LastPasskey`] while an organization requires one; `NotFound` for what is not his.
pub async fn remove_passkey(app: &App, session: &Session, id: PasskeyId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::PasskeyRemove).on("passkey", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let refused = match tx.remove_passkey(id).await {
        Ok(Removal::Removed) => {
            queue(app, session, &tx, Notice::PasskeyRemoved).await?;
            tx.commit(&event).await?;
            app.mail.wake();
            return Ok(());
        }
        Ok(Removal::Required) => Error::LastPasskey,
        Err(error) => error.into(),
    };
    tx.rollback().await;
    Err(refused)
}
