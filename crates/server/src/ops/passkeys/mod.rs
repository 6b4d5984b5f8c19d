//! A member's own passkeys: enrolling, renaming and removing them.

mod enrol;
mod remove;
mod rename;

pub use enrol::{begin_enrolment, enrol};
pub use remove::remove_passkey;
pub use rename::rename_passkey;

use secrecy::SecretString;
use serde_json::Value;
use store::{Ceremony, PasskeyKey};

use super::Result;
use crate::app::App;
use crate::auth::passkeys::{Asserted, LIFETIME, Refusal};
use crate::auth::tokens;

/// The most characters of a passkey's name.
const NAME: usize = 100;

/// A ceremony that has begun: the secret with which its answer is sent, and what the browser is asked to do.
#[derive(Debug)]
pub struct Begun {
    /// Sent back with the answer.
    pub token: SecretString,
    /// For `navigator.credentials`.
    pub options: Value,
}

/// Begins a ceremony: draws its challenge and keeps it on the server.
///
/// # Errors
/// What the store says.
pub(super) async fn begin(
    app: &App,
    ceremony: Ceremony<'_>,
    options: impl FnOnce(&[u8; 32]) -> Value,
) -> Result<Begun> {
    let (token, hash) = tokens::opaque("czc_", &*app.rng);
    let mut challenge = [0; 32];
    app.rng.fill(&mut challenge);
    app.store.system().begin_ceremony(ceremony, &hash, &challenge, LIFETIME).await?;
    Ok(Begun { token: token.into(), options: options(&challenge) })
}

/// Notes that a passkey was used, unless its counter shows that there is a copy of it.
///
/// # Errors
/// [`Refusal::Counter`]; what the store says.
pub(super) async fn note_use(app: &App, passkey: &PasskeyKey, asserted: Asserted) -> Result<()> {
    let Asserted { sign_count, backed_up } = asserted;
    if app.store.system().use_passkey(passkey.id, sign_count, backed_up).await? {
        Ok(())
    } else {
        Err(Refusal::Counter.into())
    }
}
