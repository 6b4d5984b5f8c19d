//! Signing out.

use domain::Action;
use store::AuditEvent;

use super::Result;
use crate::app::App;
use crate::auth::session::Session;

/// Ends the session: its tokens open nothing any more, at once.
///
/// # Errors
/// What the store says.
pub async fn sign_out(app: &App, session: &Session) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::SignOut).on("session", &session.id);
    tx.end_session(&event).await?;
    Ok(())
}
