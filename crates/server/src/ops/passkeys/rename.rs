//! Renaming a passkey.

use domain::Action;
use domain::id::PasskeyId;
use store::AuditEvent;

use super::NAME;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::{Result, authorized, name};

/// Gives one of the member's own passkeys another name.
///
/// # Errors
/// [`crate::ops::Error::Field`]; `NotFound` for what is not his.
pub async fn rename_passkey(app: &App, session: &Session, id: PasskeyId, called: &str) -> Result<()> {
    let called = name("name", called, NAME)?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PasskeyRename).await?;
    if let Err(error) = tx.rename_passkey(id, &called).await {
        tx.rollback().await;
        return Err(error.into());
    }
    let event = AuditEvent::new(Action::PasskeyRename).on("passkey", &id).personal("name", &called);
    tx.commit(&event).await?;
    Ok(())
}
