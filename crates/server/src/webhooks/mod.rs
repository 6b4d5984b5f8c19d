//! Webhooks: programs of an organization's are told of ends, once an event, signed (`docs/adr/0023-channels.md`).
//!
//! Where a webhook leads is chosen by a member, and asked by this server, from inside the network that it stands in. So addresses
//! that are not the public Internet's are refused at the moment of connecting, redirects are not followed, and of what comes back
//! nothing is kept but a status and a short text.

mod delivery;
mod payload;
mod sender;
mod signature;
mod target;

use time::OffsetDateTime;
use tokio::sync::Notify;

use domain::Rng;
use domain::id::{OrgId, WebhookId};
use secrecy::SecretString;

use crate::auth::tokens::TokenError;
use crate::networks::Networks;

pub use delivery::{deliver_due, keep_delivering};
pub use signature::{sign, verify};
pub use target::{Misplaced, Target};

/// The formats in which a webhook can be told.
pub const FORMATS: [&str; 3] = ["credenza", "slack", "teams"];

/// How long an event is tried; what it says is known otherwise by then.
pub const LIFETIME: time::Duration = time::Duration::days(3);

/// Where webhooks may lead, beside the public Internet.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// `webhooks.allow`: networks that are not public, and are allowed all the same.
    pub allow: Networks,
    /// `webhooks.ca`: authorities beside the machine's, PEM.
    pub authorities: Option<Vec<u8>>,
}

/// What sends to webhooks, and what keeps their addresses and secrets sealed.
pub struct Webhooks {
    key: target::TargetKey,
    sender: sender::Sender,
    allow: Networks,
    waiting: Notify,
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhooks").field("allow", &self.allow).finish_non_exhaustive()
    }
}

/// A webhook's address and secret, for the one who made it and for the database.
#[derive(Debug)]
pub struct SealedTarget {
    /// What messages are signed with: `whsec_` and base64, shown once.
    pub secret: SecretString,
    /// The address's host, with a port that is not the usual one.
    pub host: String,
    /// Address and secret, sealed.
    pub sealed: Vec<u8>,
}

impl Webhooks {
    /// Webhooks of the server with this session secret.
    ///
    /// # Errors
    /// [`TokenError::Secret`].
    pub fn new(session_secret: &[u8], reach: Reach) -> Result<Self, TokenError> {
        Ok(Self {
            key: target::TargetKey::new(session_secret)?,
            sender: sender::Sender::new(&reach),
            allow: reach.allow,
            waiting: Notify::new(),
        })
    }

    /// The same, with other patience for all of a message and its answer.
    #[must_use]
    pub fn patient_for(self, patience: std::time::Duration) -> Self {
        Self { sender: self.sender.patient_for(patience), ..self }
    }

    /// Looks at an address as somebody typed it, and seals it with a fresh secret.
    ///
    /// # Errors
    /// [`Misplaced`] for what is no address that a webhook may have.
    pub fn seal(
        &self,
        org: OrgId,
        id: WebhookId,
        url: &str,
        rng: &dyn Rng,
    ) -> Result<SealedTarget, Misplaced> {
        let target = Target::new(url, &self.allow, rng)?;
        let sealed = self.key.seal(org, id, &target, rng).ok_or(Misplaced::TooLong)?;
        Ok(SealedTarget { host: target.host(), secret: target.secret, sealed })
    }

    /// Says that there is something to deliver, so that it does not wait for the next round.
    pub fn wake(&self) {
        self.waiting.notify_one();
    }
}

/// Seconds since 1970, as a message's timestamp has them.
fn seconds(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp()
}
