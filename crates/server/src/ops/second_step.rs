//! The second step of a sign-in, after the password: a passkey, or a recovery code in its place.

use domain::id::{OrgId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::{Answering, Membership};

use super::notices::tell;
use super::passkey_sign_in::{prove, refused};
use super::recovery_codes;
use super::sign_in::{PASSWORD_AND_CODE, PASSWORD_AND_PASSKEY, SessionTokens, open_session};
use super::{Error, Result};
use crate::app::App;
use crate::auth::passkeys::{Assertion, Refusal};
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;
use crate::limit::Class;
use crate::mail::Notice;

/// Opens the session by a passkey. A passkey that is refused ends the step: the password must be given again.
///
/// # Errors
/// [`Error::Passkey`]; [`Error::BadCredentials`] when the password was replaced since.
pub async fn second_step_by_passkey(
    app: &App,
    token: &SecretString,
    answer: &Assertion,
    origin: &Origin,
) -> Result<(SessionTokens, Session)> {
    let hash = tokens::hash(token.expose_secret().as_bytes());
    let ended = app.store.system().end_ceremony(Answering::SecondStep, &hash).await?;
    let ended = ended.ok_or(Refusal::Ceremony)?;
    let (user, org) = ended.user.zip(ended.org).ok_or(Refusal::Ceremony)?;
    if let Err(error) = prove(app, answer, &ended.challenge, user).await {
        return Err(refused(app, user, error, origin).await);
    }
    let membership = membership(app, user, org).await?;
    open_session(app, &membership, PASSWORD_AND_PASSKEY, ended.password_since, origin).await
}

/// Opens the session by a recovery code. A code that is mistyped can be typed again, as often as the limit allows.
///
/// # Errors
/// [`Error::BadRecoveryCode`]; [`Error::Limited`]; [`Refusal::Ceremony`] when the step is over.
pub async fn second_step_by_recovery_code(
    app: &App,
    token: &SecretString,
    code: &SecretString,
    origin: &Origin,
) -> Result<(SessionTokens, Session)> {
    let hash = tokens::hash(token.expose_secret().as_bytes());
    let decision = app.limiter.check(Class::SignInAccount, &hex::encode(hash)).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let code = recovery_codes::hash(code.expose_secret());
    let recovery = app.store.system().recover(&hash, &code).await?.ok_or(Refusal::Ceremony)?;
    if !recovery.spent {
        return Err(refused(app, recovery.user, Error::BadRecoveryCode, origin).await);
    }
    let membership = membership(app, recovery.user, recovery.org).await?;
    tell(app, membership.org, membership.member, Notice::RecoveryCodeUsed, origin).await?;
    open_session(app, &membership, PASSWORD_AND_CODE, Some(recovery.password_since), origin).await
}

/// Where the step leads, if the person is a member there still.
async fn membership(app: &App, user: UserId, org: OrgId) -> Result<Membership> {
    let memberships = app.store.system().memberships_of(user).await?;
    memberships.into_iter().find(|membership| membership.org == org).ok_or(Error::BadCredentials)
}
