//! Changing one's password, knowing the old one.

use domain::Action;
use domain::id::SessionId;
use secrecy::{ExposeSecret, SecretString};
use store::{AuditEvent, Outcome, PasswordChange};
use time::Duration;

use super::sign_in::SessionTokens;
use super::{Error, Result, field};
use crate::app::App;
use crate::auth::device::Device;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::i18n::Locale;
use crate::mail::{Content, Letter};

/// For how long a mail that tells of a new password is tried.
pub(super) const NOTICE: Duration = Duration::days(3);

/// Changes the password, in every organization of the person. All his sessions end; in the place of the present one comes
/// another, whose tokens are returned. He is told by mail.
///
/// # Errors
/// [`Error::BadCredentials`] when the present password is another; [`Error::Password`] for a new one that is not accepted;
/// [`Error::Field`] for one that is not new.
pub async fn change_password(
    app: &App,
    session: &Session,
    present: &SecretString,
    new: &SecretString,
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
    let letter = Letter {
        to: owner.email.clone(),
        name: Some(owner.name.clone()),
        locale: Locale::from_tag(&owner.locale).unwrap_or_default(),
        content: Content::PasswordChanged {
            at: now,
            device: Device::of(&session.origin.user_agent).words(),
            address: session.origin.address.to_string(),
        },
    };
    let mail = app.mail.seal(&letter, NOTICE, now, &*app.rng)?;
    let change = PasswordChange {
        old: &challenge.password,
        new: &hash,
        session: next,
        handle_hash: tokens::hash(&*app.tokens.handle(next)),
        refresh_hash,
        mail: &mail,
    };
    if !app.store.system().change_password(&handle, &change, session.origin.request).await? {
        return Err(Error::BadCredentials);
    }
    app.mail.wake();
    let (access, expires_in) = app
        .tokens
        .issue(challenge.org, challenge.member, next, now)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(SessionTokens { access, expires_in, refresh: Some(refresh) })
}
