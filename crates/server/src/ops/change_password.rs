//! Changing one's password, knowing the old one.

use domain::Action;
use domain::id::SessionId;
use secrecy::{ExposeSecret, SecretString};
use store::{AuditEvent, Outcome, PasswordChange};

use super::notices::{LIFETIME, letter};
use super::sign_in::SessionTokens;
use super::{Error, Result, field};
use crate::app::App;
use crate::auth::device::Device;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::mail::Content;

/// Changes the password, in every organization of the person. Who has a passkey gives a proof by it too, for
/// `account.password_change` on himself. All his sessions end; in the place of the present one comes
/// another, whose tokens are returned. He is told by mail.
///
/// # Errors
/// [`store::Error::NoStepUp`] without that proof; [`Error::BadCredentials`] when the present password is another; [`Error::Password`] for a new one that is not accepted;
/// [`Error::Field`] for one that is not new.
pub async fn change_password(
    app: &App,
    session: &Session,
    present: &SecretString,
    new: &SecretString,
    proof: Option<&str>,
) -> Result<SessionTokens> {
    let handle = app.tokens.handle(session.id);
    let challenge = app.store.system().password_challenge(&handle).await?;
    if !app.passwords.verify(present, Some(&challenge.password)).await? {
        let event = AuditEvent::new(Action::PasswordChange).on("member", &challenge.member);
        app.store.record(&session.caller, &event.outcome(Outcome::Refused)).await?;
        return Err(Error::BadCredentials);
    }
    if present.expose_secret() == new.expose_secret() {
        return Err(field("new_password", "password_same", "Choose another password than the present one."));
    }
    let owner = &challenge.recipient;
    let hash = app.passwords.hash(new, &[&owner.email, &owner.name]).await?;
    let now = app.clock.now();
    let next = SessionId::new(now, &*app.rng);
    let (refresh, refresh_hash) = tokens::opaque("czr_", &*app.rng);
    let content = Content::PasswordChanged {
        at: now,
        device: Device::of(&session.origin.user_agent).words(),
        address: session.origin.address.to_string(),
    };
    let mail = app.mail.seal(&letter(owner, content), LIFETIME, now, &*app.rng)?;
    let change = PasswordChange {
        old: &challenge.password,
        new: &hash,
        session: next,
        handle_hash: tokens::hash(&*app.tokens.handle(next)),
        refresh_hash,
        mail: &mail,
        proof,
    };
    let changed = app.store.system().change_password(&handle, &change, session.origin.request).await;
    if let Err(store::Error::NoStepUp) = &changed {
        let event = AuditEvent::new(Action::PasswordChange).on("member", &challenge.member);
        app.store.record(&session.caller, &event.outcome(Outcome::Refused)).await?;
    }
    if !changed? {
        return Err(Error::BadCredentials);
    }
    app.mail.wake();
    let (access, expires_in) = app
        .tokens
        .issue(challenge.org, challenge.member, next, now)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(SessionTokens { access, expires_in, refresh: Some(refresh) })
}
