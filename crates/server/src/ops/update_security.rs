//! Changing how long the organization's sessions may last.

use domain::Action;
use store::{AuditEvent, SessionTimes};

use super::{Result, field, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Writes the times over the version that the caller saw. Shorter ones count for sessions that live already.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn update_security(
    app: &App,
    session: &Session,
    version: i32,
    timeouts: SessionTimes,
    proof: Option<&str>,
) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::SecurityUpdate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    if let Err(error) = check(timeouts) {
        tx.rollback().await;
        return Err(error);
    }
    tx.update_timeouts(version, timeouts).await?;
    let event = event
        .version(version + 1)
        .detail("idle_minutes", &timeouts.idle_minutes)
        .detail("absolute_minutes", &timeouts.absolute_minutes);
    tx.commit(&event).await?;
    Ok(())
}

fn check(timeouts: SessionTimes) -> Result<()> {
    let SessionTimes { idle_minutes, absolute_minutes } = timeouts;
    if !(5..=1_440).contains(&idle_minutes) {
        return Err(field("idle_minutes", "idle_minutes", "Choose 5 minutes to 24 hours."));
    }
    if !(15..=43_200).contains(&absolute_minutes) {
        return Err(field("absolute_minutes", "absolute_minutes", "Choose 15 minutes to 30 days."));
    }
    if idle_minutes > absolute_minutes {
        let detail = "A session cannot be idle for longer than it may last.";
        return Err(field("idle_minutes", "idle_longer", detail));
    }
    Ok(())
}
