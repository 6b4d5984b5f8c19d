//! How much of a worker's name passes show.

use domain::Action;
use store::AuditEvent;

use super::super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;

/// What can be chosen: all of it, the first name and an initial, initials, nothing.
pub const CHOICES: [&str; 4] = ["full", "short", "initials", "none"];

/// Sets it, over the version that the caller saw. Passes that are out keep theirs. Returns the new version.
///
/// # Errors
/// [`super::super::Error::Field`]; what policy or the store says.
pub async fn set_name(app: &App, session: &Session, version: i32, shown_name: &str) -> Result<i32> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PassSetName).await?;
    if !CHOICES.contains(&shown_name) {
        tx.rollback().await;
        return Err(field("shown_name", "shown_name", "Choose one of full, short, initials and none."));
    }
    let version = tx.set_pass_name(version, shown_name).await?;
    let event = AuditEvent::new(Action::PassSetName).on("organization", &session.org);
    tx.commit(&event.detail("shown_name", shown_name)).await?;
    Ok(version)
}
