//! Proving afresh who one is, for one act on one object.

use domain::Action;
use domain::id::StepUpId;
use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

use super::{Error, Result, field};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;

/// How long a proof is good for.
pub const LIFETIME: Duration = Duration::minutes(5);

/// A proof: its token, which is shown once, and when it ends (UTC).
#[derive(Debug)]
pub struct Proof {
    /// Goes into the header `Step-Up`.
    pub token: String,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// Checks the password, and issues a proof that is bound to session, organization, action and object.
///
/// # Errors
/// [`Error::Field`] for an action that takes no step-up, or an object that is none; [`Error::BadCredentials`].
pub async fn step_up(
    app: &App,
    session: &Session,
    action: &str,
    object: &str,
    password: &SecretString,
) -> Result<Proof> {
    let action: Action =
        action.parse().ok().filter(|action: &Action| action.is_sensitive()).ok_or_else(|| {
            field("action", "action", "Name an action that takes a step-up, such as certificate.download.")
        })?;
    if object.len() > 40 || !object.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        return Err(field(
            "object",
            "object",
            "Give the id of what the action is about: crt_… of a certificate, for example.",
        ));
    }
    let handle = app.tokens.handle(session.id);
    let challenge = app.store.system().step_up_challenge(&handle).await?;
    if !app.passwords.verify(password, Some(&challenge.password)).await? {
        app.store.system().refuse_step_up(&handle, action, object, session.origin.request).await?;
        return Err(Error::BadCredentials);
    }
    let (token, hash) = tokens::opaque("czs_", &*app.rng);
    let id = StepUpId::new(app.clock.now(), &*app.rng);
    let method = domain::AuthMethod::Password.as_str();
    let expires_at = app
        .store
        .system()
        .grant_step_up(&handle, id, &hash, action, object, method, LIFETIME, session.origin.request)
        .await?;
    Ok(Proof { token, expires_at })
}
