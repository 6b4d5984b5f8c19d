//! Ending one's own sessions, and knowing why one was ended.

use domain::Action;
use domain::id::SessionId;
use store::AuditEvent;

use super::{Result, permit, sign_out};
use crate::app::App;
use crate::auth::session::Session;

/// Ends one of the caller's own sessions, at its next statement. The present one is signed out.
///
/// # Errors
/// What the step-up or the store says: a session that is none of his, or has ended, does not exist.
pub async fn revoke(app: &App, session: &Session, id: SessionId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::SessionRevoke).on("session", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    if id == session.id {
        tx.rollback().await;
        return sign_out::sign_out(app, session).await;
    }
    tx.end_own_session(id).await?;
    tx.commit(&event).await?;
    Ok(())
}

/// Ends all sessions of the caller but the present one, which the proof is about; returns how many.
///
/// # Errors
/// What the step-up or the store says.
pub async fn revoke_others(app: &App, session: &Session, proof: Option<&str>) -> Result<i64> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::SessionRevokeOthers).on("session", &session.id);
    let (tx, event) = permit(app, session, tx, proof, event, &session.id.to_string()).await?;
    let ended = tx.end_other_sessions().await?;
    tx.commit(&event.detail("ended", &ended)).await?;
    Ok(ended)
}

/// Notes that the caller knows of the reuse of a refresh token of his. Nothing to know leaves nothing.
///
/// # Errors
/// What the store says.
pub async fn see_reuse(app: &App, session: &Session) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let seen = tx.see_reuse().await?;
    if seen == 0 {
        tx.rollback().await;
        return Ok(());
    }
    tx.commit(&AuditEvent::new(Action::ReuseSeen).detail("sessions", &seen)).await?;
    Ok(())
}
