//! Taking a pass back.

use domain::Action;
use domain::id::PassId;
use store::AuditEvent;

use super::super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;

/// The most characters of a reason.
const MAX_REASON: usize = 1000;

/// Takes a pass back, for good. The status list tells of it from its next request on, and the phone gets no other.
///
/// # Errors
/// [`super::super::Error::Field`]; what policy or the store says.
pub async fn revoke(app: &App, session: &Session, pass: PassId, reason: &str) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PassRevoke).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        tx.rollback().await;
        return Err(field(
            "reason",
            "reason_length",
            format!("Give a reason of 1 to {MAX_REASON} characters."),
        ));
    }
    let worker = tx.revoke_pass(pass, reason).await?;
    let event = AuditEvent::new(Action::PassRevoke).on("pass", &pass).detail("worker", &worker);
    tx.commit(&event.personal("reason", reason)).await?;
    Ok(())
}
