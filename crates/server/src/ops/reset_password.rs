//! A new password for who has forgotten his: a link by mail, and what it opens.
//!
//! Asking costs one and the same write for everybody, and is answered with one and the same sentence. Whether there is an
//! account is found out later, by the task that delivers mail: nothing that the asker sees waits for it.

use domain::id::ResetId;
use secrecy::SecretString;
use time::Duration;

use super::create_organization::email;
use super::notices::{LIFETIME as NOTICE, letter};
use super::{Error, Result};
use crate::app::App;
use crate::auth::device::Device;
use crate::auth::session::Origin;
use crate::auth::tokens;
use crate::limit::Class;
use crate::mail::{Content, Link, ResetAsked};

/// How long a link is good.
pub const LINK_LIFETIME: Duration = Duration::minutes(30);

const PREFIX: &str = "czp_";

/// Notes that somebody at `origin` asks for a new password for the account of this address. It is not told whether there
/// is one.
///
/// # Errors
/// [`Error::Field`] for what is no address; [`Error::Limited`] when the address was asked for too often.
pub async fn ask(app: &App, address: &str, origin: &Origin) -> Result<()> {
    let address = email(address)?;
    let decision = app.limiter.check(Class::ForgotAccount, &address).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let asked = ResetAsked { address, request: origin.request };
    let errand = app.mail.seal_errand(&asked, LINK_LIFETIME, app.clock.now(), &*app.rng)?;
    app.store.system().queue_mail(&errand).await?;
    app.mail.wake();
    Ok(())
}

/// Sends a link, if there is an account.
///
/// # Errors
/// What the store says.
pub async fn answer(app: &App, asked: &ResetAsked) -> Result<()> {
    let Some(recipient) = app.store.system().find_recipient(&asked.address).await? else { return Ok(()) };
    let now = app.clock.now();
    let (token, hash) = tokens::opaque(PREFIX, &*app.rng);
    let minutes = u32::try_from(LINK_LIFETIME.whole_minutes()).unwrap_or(0);
    let link = Link::new(format!("{}/reset#{token}", app.public_origin));
    let letter = letter(&recipient, Content::PasswordReset { link, minutes });
    let mail = app.mail.seal(&letter, LINK_LIFETIME, now, &*app.rng)?;
    let reset = ResetId::new(now, &*app.rng);
    Ok(app.store.system().issue_reset(recipient.user, reset, &hash, &mail, asked.request).await?)
}

/// Sets a new password by a link's token, which is spent by it. All sessions of the person end, none is opened: at sign-in he
/// proves himself with all that his account asks for.
///
/// # Errors
/// [`Error::ResetClosed`] for a link that is not good (any more); [`Error::Password`] for a password that is not accepted.
pub async fn reset_password(app: &App, token: &str, new: &SecretString, origin: &Origin) -> Result<()> {
    if !token.starts_with(PREFIX) {
        return Err(Error::ResetClosed);
    }
    let hash = tokens::hash(token.as_bytes());
    let recipient = app.store.system().find_reset(&hash).await?.ok_or(Error::ResetClosed)?;
    let phc = app.passwords.hash(new, &[&recipient.email, &recipient.name]).await?;
    let now = app.clock.now();
    let content = Content::PasswordChanged {
        at: now,
        device: Device::of(&origin.user_agent).words(),
        address: origin.address.to_string(),
    };
    let mail = app.mail.seal(&letter(&recipient, content), NOTICE, now, &*app.rng)?;
    if !app.store.system().reset_password(&hash, &phc, &mail, origin.request).await? {
        return Err(Error::ResetClosed);
    }
    app.mail.wake();
    Ok(())
}
