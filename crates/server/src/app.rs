//! What the routes share.

use std::ops::Deref;
use std::sync::Arc;

use domain::{Clock, Rng};
use store::Store;
use tokio::sync::Mutex;

use crate::auth::passkeys::Passkeys;
use crate::auth::password::Passwords;
use crate::auth::tokens::Tokens;
use crate::checkpoints::Signer;
use crate::config::TrustFiles;
use crate::kms::KeyProvider;
use crate::limit::Limiter;
use crate::mail::Mail;
use crate::metrics::Metrics;
use crate::places::Places;
use crate::proxies::TrustedProxies;
use crate::webhooks::Webhooks;

/// Seconds a download URL lives, unless configured otherwise.
pub const DOWNLOAD_SECONDS: u32 = 60;

/// Files that are parsed at a time: each may take a core for a second and 64 MiB.
pub const PARSERS: usize = 4;

/// The parts of a running server.
pub struct Parts {
    /// PostgreSQL and the object store.
    pub store: Store,
    /// Who holds the root keys.
    pub keys: Arc<dyn KeyProvider>,
    /// Tokens of sessions.
    pub tokens: Tokens,
    /// Signs audit logs.
    pub signer: Signer,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Verifies passkeys.
    pub passkeys: Passkeys,
    /// What a supervisor counts.
    pub metrics: Arc<Metrics>,
    /// Decides about requests.
    pub limiter: Arc<dyn Limiter>,
    /// Writes, queues and delivers mail.
    pub mail: Mail,
    /// Tells programs of organizations.
    pub webhooks: Webhooks,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// `https://HOST:PORT`, under which browsers know this server.
    pub public_origin: String,
    /// Whose word about a client's address counts.
    pub proxies: TrustedProxies,
    /// Seconds a download URL lives.
    pub download_seconds: u32,
    /// Whether this is a demonstration, of which nothing is real: pages say so.
    pub demonstration: bool,
    /// Whom verifiers are to trust, as a root says.
    pub trust: Option<TrustFiles>,
    /// Places for parsing files.
    pub parsers: Places,
    /// Whoever signs a status list has it.
    pub signing: Mutex<()>,
}

/// A running server. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    /// A server of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("public_origin", &self.public_origin).finish_non_exhaustive()
    }
}
