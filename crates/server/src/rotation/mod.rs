//! `credenza kek rotate`: everything under new keys, beside a running server or without one (docs/adr/0027).
//!
//! First a new root key, and every key-encryption key under it; then, for each organization, a new key-encryption key: pending,
//! shown to open by who reads it back from database and disk, primary, and the wrapped keys under it batch by batch. Each step is
//! durable before the next begins and looks at what it finds, so that a run that was broken off anywhere is finished by the next
//! one, and a run that finds everything done changes nothing. No key is ever released.

mod organization;
mod root;

use anyhow::{Context, ensure};
use domain::id::{KekId, ObjectId, OrgId, RequestId, RootKeyId};
use domain::{Clock, Rng};
use indicatif::ProgressBar;
use serde::Serialize;
use store::rotation::{alone, organizations};
use time::Duration;
use tokio_postgres::Client;

use crate::backend::Backend;
use crate::kms::LocalKeys;
use crate::machine::{SystemClock, SystemRng};

/// A rotation that was finished less than this ago is not done again, unless that is asked for.
const SETTLED: Duration = Duration::hours(24);

/// What is to be rotated.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Only the keys of this organization.
    pub org: Option<OrgId>,
    /// The root key, too, and every key-encryption key under the new one.
    pub root: bool,
    /// Also what was rotated within the last day.
    pub again: bool,
}

/// What became of an organization's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They are under a new key-encryption key.
    Rotated,
    /// A rotation that had been broken off was finished.
    Finished,
    /// They were under a new key-encryption key already.
    Settled,
    /// Some do not open under the key that they name, and stayed as they are.
    Incomplete,
    /// There is no key-encryption key any more.
    NoKey,
}

/// An organization's part of a run.
#[derive(Debug, Clone, Serialize)]
pub struct OfOrganization {
    /// Whose keys.
    pub organization: OrgId,
    /// What became of them.
    pub outcome: Outcome,
    /// The key-encryption key that new keys are wrapped under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kek: Option<KekId>,
    /// How many keys were wrapped anew.
    pub rewrapped: u64,
    /// How many keys do not open under the key that they name.
    pub unopened: u64,
    /// The objects of the first hundred of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unopened_objects: Vec<ObjectId>,
}

/// The root key's part of a run.
#[derive(Debug, Clone, Serialize)]
pub struct OfRoot {
    /// The primary root key.
    pub id: RootKeyId,
    /// Whether this run made it.
    pub rotated: bool,
    /// How many key-encryption keys got under it.
    pub rewrapped: u64,
    /// How many key-encryption keys no root key of the keyring opens.
    pub unopened: u64,
}

/// What a run came to.
#[derive(Debug, Clone, Serialize)]
pub struct Rotated {
    /// Whether everything that was wanted is under new keys.
    pub complete: bool,
    /// Keys that were wrapped anew, of all organizations.
    pub rewrapped: u64,
    /// The root key; none when it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<OfRoot>,
    /// By organization.
    pub organizations: Vec<OfOrganization>,
}

/// One run.
struct Run<'a> {
    admin: &'a Client,
    /// What was committed is read back by this one.
    second: &'a Client,
    keys: &'a LocalKeys,
    wanted: Wanted,
    progress: &'a ProgressBar,
}

impl Run<'_> {
    fn request() -> RequestId {
        RequestId::new(SystemClock.now(), &SystemRng as &dyn Rng)
    }
}

/// Rotates what is wanted.
///
/// # Errors
/// When another rotation is running, there is no such organization, or database or disk fail: then a later run finishes.
pub async fn rotate(backend: &Backend, wanted: Wanted, progress: &ProgressBar) -> anyhow::Result<Rotated> {
    let (admin, second) = (backend.admin().await?, backend.admin().await?);
    ensure!(
        alone(&admin).await?,
        "another rotation is running: let it finish, or end it; a later run goes on where it stopped"
    );
    let run = Run { admin: &admin, second: &second, keys: backend.local_keys(), wanted, progress };
    let orgs = match wanted.org {
        Some(org) => vec![org],
        None => organizations(&admin).await?,
    };
    let root = if wanted.root { Some(root::rotate(&run).await?) } else { None };
    let since = wanted.root.then(|| run.keys.primary_root().id);
    let mut found = Vec::with_capacity(orgs.len());
    for org in orgs {
        let done = organization::rotate(&run, org, since).await;
        found.push(done.with_context(|| format!("rotating the keys of {org}"))?);
    }
    let unopened =
        found.iter().any(|of| of.unopened > 0) || root.as_ref().is_some_and(|root| root.unopened > 0);
    Ok(Rotated {
        complete: !unopened,
        rewrapped: found.iter().map(|of| of.rewrapped).sum(),
        root,
        organizations: found,
    })
}

/// Takes a root key that only opens out of the keyring.
///
/// # Errors
/// When a key-encryption key needs it, or a rotation is running.
pub async fn retire(backend: &Backend, id: RootKeyId) -> anyhow::Result<()> {
    let admin = backend.admin().await?;
    ensure!(alone(&admin).await?, "a rotation is running: let it finish first");
    let keks = store::rotation::keks(&admin, None).await?;
    Ok(backend.local_keys().retire_root(id, &keks)?)
}
