//! Signing in with a passkey alone: without a password, without an e-mail address.

use domain::id::{OrgId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::{Answering, Ceremony};

use super::passkeys::{Begun, begin, note_use};
use super::sign_in::{PASSKEY, SessionTokens, open_session};
use super::{Error, Result};
use crate::app::App;
use crate::auth::passkeys::{Assertion, Refusal};
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;

/// Begins a sign-in by whichever passkey the person chooses.
///
/// # Errors
/// What the store says.
pub async fn begin_passkey_sign_in(app: &App) -> Result<Begun> {
    begin(app, Ceremony::SignIn, |challenge| app.passkeys.request_options(challenge, &[])).await
}

/// Opens a session for whom the passkey belongs to, in the organization that he names or joined first.
///
/// # Errors
/// [`Error::Passkey`]. A passkey that nobody has and one of somebody else are not told apart.
pub async fn sign_in_with_passkey(
    app: &App,
    token: &SecretString,
    answer: &Assertion,
    organization: Option<OrgId>,
    origin: &Origin,
) -> Result<(SessionTokens, Session)> {
    let system = app.store.system();
    let hash = tokens::hash(token.expose_secret().as_bytes());
    let ended = system.end_ceremony(Answering::SignIn, &hash).await?.ok_or(Refusal::Ceremony)?;
    let unknown = Error::Passkey(Refusal::UnknownCredential);
    // Nobody else says who signs in, so the authenticator has to.
    if !answer.names_user() {
        return Err(Refusal::UserHandle.into());
    }
    let Some(user) = system.holder_of(&answer.credential_id()?).await? else { return Err(unknown) };
    if let Err(error) = prove(app, answer, &ended.challenge, user).await {
        return Err(refused(app, user, error, origin).await);
    }
    let memberships = system.memberships_of(user).await?;
    let membership = memberships.iter().find(|m| organization.is_none_or(|org| m.org == org));
    open_session(app, membership.ok_or(unknown)?, PASSKEY, None, origin).await
}

/// Verifies an assertion by one of the person's passkeys, and notes its use.
pub(super) async fn prove(app: &App, answer: &Assertion, challenge: &[u8; 32], user: UserId) -> Result<()> {
    let passkeys = app.store.system().passkeys_of(user).await?;
    let (passkey, asserted) = app.passkeys.verify(answer, challenge, user, &passkeys)?;
    note_use(app, passkey, asserted).await
}

/// Records that a passkey or recovery code was refused. Returns what to answer.
pub(super) async fn refused(app: &App, user: UserId, error: Error, origin: &Origin) -> Error {
    if !matches!(error, Error::Passkey(_) | Error::BadRecoveryCode) {
        return error;
    }
    match app.store.system().record_refused_passkey(user, origin.request).await {
        Ok(()) => error,
        Err(unrecorded) => unrecorded.into(),
    }
}
