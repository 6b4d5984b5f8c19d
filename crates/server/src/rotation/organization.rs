//! An organization's key-encryption key, and the keys under it.

use anyhow::{Context as _, ensure};
use domain::Clock;
use domain::id::{KekId, ObjectId, OrgId, RootKeyId};
use envelope::{Context, Kind};
use store::rotation::{
    Cursor, State, StoredKek, WrappedKey, begin, count, finish, next, promote, rewrap, state,
};
use uuid::Uuid;

use super::{OfOrganization, Outcome, Run, SETTLED};
use crate::kms::KeyProvider;
use crate::machine::{SystemClock, SystemRng};

/// Keys in one commit.
const BATCH: i64 = 2000;

/// The most objects that are named because their keys do not open.
const NAMED: usize = 100;

/// How often keys are looked for that came in under the old key while the end was reached.
const PASSES: usize = 16;

/// Finishes what is under way, and begins anew when that is due. `since`: the root key that a key-encryption key must be
/// younger than to count as new.
pub(super) async fn rotate(
    run: &Run<'_>,
    org: OrgId,
    since: Option<RootKeyId>,
) -> anyhow::Result<OfOrganization> {
    let found = state(run.admin, org).await.map_err(|error| match error {
        store::Error::NotFound => anyhow::anyhow!("there is no organization {org}"),
        other => other.into(),
    })?;
    let Some(found) = found else {
        return Ok(OfOrganization {
            organization: org,
            outcome: Outcome::NoKey,
            kek: None,
            rewrapped: 0,
            unopened: 0,
            unopened_objects: Vec::new(),
        });
    };
    // Also without a rotation: an upload that had read the old key may have come in after the end of one.
    let mut moved = complete(run, org, &found).await?;
    let (mut kek, mut outcome) =
        (found.kek.id, if found.open { Outcome::Finished } else { Outcome::Settled });
    // One with keys that do not open stays under way: there is one at a time.
    if moved.unopened == 0 && is_due(run, &found, since) {
        let begun = begin_anew(run, org).await?;
        let before = moved.rewrapped;
        moved = complete(run, org, &begun).await?;
        moved.rewrapped += before;
        (kek, outcome) = (begun.kek.id, Outcome::Rotated);
    }
    if moved.unopened > 0 {
        outcome = Outcome::Incomplete;
    }
    let Moved { rewrapped, unopened, named } = moved;
    Ok(OfOrganization {
        organization: org,
        outcome,
        kek: Some(kek),
        rewrapped,
        unopened,
        unopened_objects: named,
    })
}

fn is_due(run: &Run<'_>, found: &State, since: Option<RootKeyId>) -> bool {
    match since {
        Some(root) => moment(found.kek.id.uuid()) < moment(root.uuid()),
        None if found.open => false,
        None => {
            let settled = found.finished_at.is_some_and(|at| SystemClock.now() - at < SETTLED);
            !settled || run.wanted.again
        }
    }
}

/// The milliseconds since 1970 in a UUIDv7.
fn moment(id: Uuid) -> u128 {
    id.as_u128() >> 80
}

/// A new key-encryption key, pending.
async fn begin_anew(run: &Run<'_>, org: OrgId) -> anyhow::Result<State> {
    let id = KekId::new(SystemClock.now(), &SystemRng);
    let kek = StoredKek { id, wrapped: run.keys.new_kek(org, id).await? };
    ensure!(begin(run.admin, org, &kek, Run::request()).await?, "a rotation of its keys is under way");
    let begun = state(run.second, org).await?;
    begun.filter(|begun| begun.open && begun.kek == kek).context("the new key was not kept as it was made")
}

/// What became of keys.
#[derive(Default)]
struct Moved {
    /// How many were wrapped anew.
    rewrapped: u64,
    /// How many do not open under the key that they name.
    unopened: u64,
    /// The objects of the first of these.
    named: Vec<ObjectId>,
}

/// Goes on where the rotation stands, or, when none is under way, looks whether a key is left under another key-encryption key.
async fn complete(run: &Run<'_>, org: OrgId, found: &State) -> anyhow::Result<Moved> {
    let kek = &found.kek;
    if !found.primary {
        // As it was read back from the database, under a root key as it is read back from the disk.
        let object = ObjectId::from_uuid(Uuid::nil());
        let nothing = Context { org, object, version: 1, kind: Kind::Password };
        run.keys.prove_kek(kek, &nothing).context("the new key-encryption key does not open")?;
        promote(run.admin, org, kek.id, Run::request()).await?;
    }
    run.progress.set_message(org.to_string());
    run.progress.set_length(count(run.second, org, kek.id).await?);
    run.progress.set_position(0);
    let (mut all, mut cursor) = (Moved::default(), found.cursor);
    for _ in 0..PASSES {
        let moved = pass(run, org, kek, cursor.take()).await?;
        let left = finish(run.admin, org, kek.id, Run::request()).await?;
        let stuck = moved.rewrapped == 0 && moved.unopened > 0;
        all = Moved { rewrapped: all.rewrapped + moved.rewrapped, ..moved };
        if left == 0 || stuck {
            break;
        }
    }
    Ok(all)
}

/// Once over all keys that are not under `kek`.
async fn pass(
    run: &Run<'_>,
    org: OrgId,
    kek: &StoredKek,
    mut cursor: Option<Cursor>,
) -> anyhow::Result<Moved> {
    let mut moved = Moved::default();
    loop {
        let batch = next(run.admin, org, kek.id, cursor, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(moved) };
        let reached = (last.object, last.version);
        let read = batch.len() as u64;
        let anew: Vec<_> = tokio::task::block_in_place(|| {
            let each = batch.into_iter().map(|key| (wrapped_anew(run, org, kek, &key), key));
            each.filter_map(|(anew, key)| match anew {
                Some(anew) => Some((key, anew)),
                None => {
                    moved.unopened += 1;
                    if moved.named.len() < NAMED {
                        moved.named.push(key.object);
                    }
                    None
                }
            })
            .collect()
        });
        moved.rewrapped += rewrap(run.admin, org, kek.id, &anew, reached, Run::request()).await?;
        run.progress.inc(read);
        cursor = Some(reached);
    }
}

/// The key under `to`; `None` when it does not open under the key that it names.
fn wrapped_anew(run: &Run<'_>, org: OrgId, to: &StoredKek, key: &WrappedKey) -> Option<Vec<u8>> {
    let (version, kind) = (u32::try_from(key.version).ok()?, Kind::from_name(&key.kind)?);
    let context = Context { org, object: key.object, version, kind };
    run.keys.rewrap_dek(&key.kek, to, &context, &key.wrapped_dek).ok()
}
