//! Proving afresh who one is, for one act on one object: with a passkey, by who has one; else with the password.

use domain::id::StepUpId;
use domain::{Action, AuthMethod};
use secrecy::{ExposeSecret, SecretString};
use store::{Answering, Ceremony, PasskeyKey};
use time::{Duration, OffsetDateTime};

use super::notices::tell;
use super::passkeys::{Begun, begin, note_use};
use super::{Error, Result, field, recovery_codes};
use crate::app::App;
use crate::auth::passkeys::{Assertion, Refusal};
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::mail::Notice;

/// How long a proof is good for at most; an organization may have it shorter.
pub const LIFETIME: Duration = Duration::minutes(5);

/// What a member proves himself with.
#[derive(Debug)]
pub enum Evidence {
    /// His password: for who has no passkey.
    Password(SecretString),
    /// An assertion by one of his passkeys, in answer to the ceremony of this token.
    Passkey(SecretString, Box<Assertion>),
    /// A recovery code, in the place of a lost passkey: only for putting one's own factors in order.
    RecoveryCode(SecretString),
}

/// A proof: its token, which is shown once, and when it ends (UTC).
#[derive(Debug)]
pub struct Proof {
    /// Goes into the header `Step-Up`.
    pub token: String,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// How the member of a session proves himself afresh.
#[derive(Debug)]
pub enum Question {
    /// He has no passkey.
    Password,
    /// He has one: its ceremony has begun. And whether a recovery code may stand in for it.
    Passkey(Begun, bool),
}

/// The sensitive action that a step-up is for.
struct Act {
    action: Action,
}

impl Act {
    fn read(action: &str, object: &str) -> Result<Self> {
        let action: Action =
            action.parse().ok().filter(|action: &Action| action.can_be_proven()).ok_or_else(|| {
                field(
                    "action",
                    "action",
                    "Name an action that takes a step-up, such as certificate.download.",
                )
            })?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if object.len() > 40 || !object.bytes().all(plain) {
            return Err(field(
                "object",
                "object",
                "Give the id of what the action is about: crt_… of a certificate, for example.",
            ));
        }
        Ok(Self { action })
    }

    /// Whether a recovery code will do: who has lost his passkey must be able to remove it and to enrol another.
    fn takes_recovery_code(&self) -> bool {
        matches!(self.action, Action::PasskeyEnrol | Action::PasskeyRemove | Action::RecoveryCodesCreate)
    }
}

/// Asks how the member proves himself for an act, and begins the ceremony if that is with a passkey.
///
/// # Errors
/// [`Error::Field`] for an action that takes no step-up, or an object that is none.
pub async fn begin_step_up(app: &App, session: &Session, action: &str, object: &str) -> Result<Question> {
    let act = Act::read(action, object)?;
    let handle = app.tokens.handle(session.id);
    let person = app.store.system().account_of(&handle).await?;
    let passkeys = app.store.system().passkeys_of(person.user).await?;
    if passkeys.is_empty() {
        return Ok(Question::Password);
    }
    let ceremony = Ceremony::StepUp { handle: &handle, action: act.action, object };
    let options = |challenge: &[u8; 32]| app.passkeys.request_options(challenge, &passkeys);
    Ok(Question::Passkey(begin(app, ceremony, options).await?, act.takes_recovery_code()))
}

/// Checks the evidence, and issues a proof that is bound to session, organization, action, object and the object's version.
///
/// # Errors
/// [`Error::Field`] as in [`begin_step_up`]; [`Error::BadCredentials`], [`Error::Passkey`], [`Error::BadRecoveryCode`];
/// [`Error::PasskeyRequired`] when the evidence is less than the member has.
pub async fn step_up(
    app: &App,
    session: &Session,
    action: &str,
    object: &str,
    evidence: &Evidence,
) -> Result<Proof> {
    let act = Act::read(action, object)?;
    let handle = app.tokens.handle(session.id);
    let person = app.store.system().account_of(&handle).await?;
    let passkeys = app.store.system().passkeys_of(person.user).await?;
    let checked = match evidence {
        Evidence::Password(password) if passkeys.is_empty() => by_password(app, &handle, password).await,
        Evidence::Passkey(token, answer) => {
            let claim = Answering::StepUp { handle: &handle, action: act.action, object };
            by_passkey(app, claim, token, answer, (person.user, &passkeys)).await
        }
        Evidence::RecoveryCode(code) if act.takes_recovery_code() => {
            by_recovery_code(app, session, code).await
        }
        Evidence::Password(_) | Evidence::RecoveryCode(_) => Err(Error::PasskeyRequired),
    };
    let method = match checked {
        Ok(method) => method,
        Err(error) => {
            // What could not be checked is not refused.
            if !matches!(error, Error::Store(_) | Error::Password(_)) {
                let request = session.origin.request;
                app.store.system().refuse_step_up(&handle, act.action, object, request).await?;
            }
            return Err(error);
        }
    };
    let (token, hash) = tokens::opaque("czs_", &*app.rng);
    let id = StepUpId::new(app.clock.now(), &*app.rng);
    let (system, request) = (app.store.system(), session.origin.request);
    let expires_at = system
        .grant_step_up(&handle, id, &hash, act.action, object, method.as_str(), LIFETIME, request)
        .await?;
    Ok(Proof { token, expires_at })
}

async fn by_password(app: &App, handle: &[u8; 32], password: &SecretString) -> Result<AuthMethod> {
    let challenge = app.store.system().step_up_challenge(handle).await?;
    if app.passwords.verify(password, Some(&challenge.password)).await? {
        Ok(AuthMethod::Password)
    } else {
        Err(Error::BadCredentials)
    }
}

async fn by_passkey(
    app: &App,
    claim: Answering<'_>,
    token: &SecretString,
    answer: &Assertion,
    (user, passkeys): (domain::id::UserId, &[PasskeyKey]),
) -> Result<AuthMethod> {
    let hash = tokens::hash(token.expose_secret().as_bytes());
    let ended = app.store.system().end_ceremony(claim, &hash).await?.ok_or(Refusal::Ceremony)?;
    let (passkey, asserted) = app.passkeys.verify(answer, &ended.challenge, user, passkeys)?;
    note_use(app, passkey, asserted).await?;
    Ok(AuthMethod::Possession)
}

async fn by_recovery_code(app: &App, session: &Session, code: &SecretString) -> Result<AuthMethod> {
    let code = recovery_codes::hash(code.expose_secret());
    if app.store.system().spend_recovery_code(&app.tokens.handle(session.id), &code).await? {
        tell(app, session.org, session.member, Notice::RecoveryCodeUsed, &session.origin).await?;
        Ok(AuthMethod::OneTimeCode)
    } else {
        Err(Error::BadRecoveryCode)
    }
}
