//! How members must prove themselves: whether everybody needs a passkey, and how long a step-up proof is good for.

use domain::Action;
use store::AuditEvent;

use super::{Error, Result, field, permit};
use crate::app::App;
use crate::auth::session::Session;

/// What an administrator sets.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticationPolicy {
    /// Whether every member needs a passkey. Who has none can do nothing until he has enrolled one.
    pub require_passkeys: bool,
    /// Minutes that a step-up proof is good for, 1 to 5.
    pub step_up_minutes: i32,
}

/// Sets the policy. Passkeys can be required only by who has one himself: an administrator is left who can undo it.
///
/// # Errors
/// What policy, the step-up or the store says; [`Error::Field`]; [`Error::NoPasskey`].
pub async fn set_authentication_policy(
    app: &App,
    session: &Session,
    policy: AuthenticationPolicy,
    proof: Option<&str>,
) -> Result<()> {
    let AuthenticationPolicy { require_passkeys, step_up_minutes } = policy;
    if !(1..=5).contains(&step_up_minutes) {
        return Err(field("step_up_minutes", "step_up_minutes", "Choose 1 to 5 minutes."));
    }
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::AuthenticationPolicyUpdate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    if require_passkeys && app.store.system().passkeys_of(tx.actor().user).await?.is_empty() {
        tx.rollback().await;
        return Err(Error::NoPasskey);
    }
    let event =
        event.detail("require_passkeys", &require_passkeys).detail("step_up_minutes", &step_up_minutes);
    tx.set_authentication_policy(require_passkeys, step_up_minutes, &event).await?;
    Ok(())
}
