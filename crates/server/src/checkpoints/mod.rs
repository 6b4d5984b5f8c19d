//! The signer of checkpoints: what an epoch's log was at a size, signed with a key that lies beside the database, not in it.
//!
//! It remembers, in `DIR/signer`, the edge of the tree that it signed last, and can only add to it: whatever it signs begins as
//! what it signed before. A database that was taken back, or in which the next entry does not follow the last one that was
//! signed, gets no checkpoint any more, and the operator is told (docs/AUDIT.md, "Checkpoints").

pub mod seal;
mod state;
pub mod witnesses;

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use audit::{Checkpoint, Digest, NoteError, NoteSigner, VerifierKey};
use domain::Rng;
use domain::id::OrgId;
use store::{KeptCheckpoint, Leaf, LogToSign, Store};
use zeroize::Zeroizing;

use crate::app::App;
use crate::datadir::durable::{read_secret, write_secret};
use crate::datadir::{DataDirError, private_folder};
use state::State;
use time::Duration;
use tokio_util::sync::CancellationToken;
use witnesses::Witnesses;

/// How old the last checkpoint gets while the log grows. The promise is a minute.
const AGE: Duration = Duration::seconds(45);

/// How many entries wait for a checkpoint. The promise is a thousand.
const ENTRIES: i64 = 500;

/// How often it is looked whether a checkpoint is due.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);

/// Leaves that are read at a time.
const BATCH: i32 = 5000;

/// Bytes of the private key.
const KEY_LEN: usize = 32;

/// Why there is no checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The signer would have to contradict itself.
    #[error("no checkpoint of {org}: {why}")]
    Refused {
        /// Whose log.
        org: OrgId,
        /// What is wrong with it.
        why: String,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What the signer remembers cannot be read or written.
    #[error(transparent)]
    File(#[from] DataDirError),
    /// What the signer remembers is damaged, or its key is not there.
    #[error("{path}: {why}")]
    Memory {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Up to where a log was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The epoch.
    pub epoch: u64,
    /// How many of its entries.
    pub size: u64,
    /// The leaf hash of the last of them.
    pub leaf: Digest,
}

/// Signs checkpoints.
#[derive(Debug, Clone)]
pub struct Signer {
    key: Arc<NoteSigner>,
    folder: PathBuf,
    witnesses: Arc<Witnesses>,
}

impl Signer {
    /// The signer with the key in `key_file`, which is made unless something was signed already, that remembers in `folder`.
    ///
    /// # Errors
    /// [`SignError::File`]; [`SignError::Memory`] when there are memories and no key.
    pub fn open(key_file: &Path, folder: &Path, rng: &dyn Rng) -> Result<Self, SignError> {
        private_folder(folder)?;
        if !key_file.exists() {
            let mut memories = folder.read_dir().map_err(DataDirError::io("list", folder))?;
            if memories.next().is_some() {
                let why = format!(
                    "it is not there, and logs were signed with it: put it back from its copy, or remove {} to go on with a new \
                     key, which whoever verifies must be told of",
                    folder.display()
                );
                return Err(SignError::Memory { path: key_file.to_path_buf(), why });
            }
            let mut seed = Zeroizing::new([0; KEY_LEN]);
            rng.fill(&mut *seed);
            write_secret(key_file, &*seed)?;
        }
        let key = NoteSigner::from_seed(&read_secret(key_file)?)
            .map_err(|NoteError { .. }| damaged(key_file, "it is not a key of 32 bytes"))?;
        Ok(Self { key: Arc::new(key), folder: folder.to_path_buf(), witnesses: Arc::default() })
    }

    /// The same, whose checkpoints are shown to these witnesses.
    #[must_use]
    pub fn witnessed_by(self, witnesses: Witnesses) -> Self {
        Self { witnesses: Arc::new(witnesses), ..self }
    }

    /// Who is shown its checkpoints.
    #[must_use]
    pub fn witnesses(&self) -> &Witnesses {
        &self.witnesses
    }

    /// What verifies its checkpoints.
    #[must_use]
    pub fn verifier_key(&self) -> &VerifierKey {
        self.key.verifier_key()
    }

    /// Signs all that an organization's log has at this moment. The checkpoint, which is kept when this returns; `None` of an
    /// epoch without entries.
    ///
    /// # Errors
    /// [`SignError::Refused`] when the log is not what was signed before and more.
    pub async fn sign(&self, store: &Store, org: OrgId) -> Result<Option<Checkpoint>, SignError> {
        let _alone = self.lock().await?;
        let log = store.system().log_to_sign(org).await?;
        let path = self.folder.join(org.to_string());
        let remembered = State::read(&path, org)?;
        let mut state = begin(remembered.clone(), &log)?;
        still_there(store, &state, org, log.epoch).await?;
        let known = last_checkpoint(&log).filter(|(size, _)| *size > state.tree.size());
        while state.tree.size() < to_u64(log.seq) {
            let after = i64::try_from(state.tree.size()).unwrap_or(i64::MAX);
            let leaves = store.system().leaves(org, log.epoch, after, BATCH).await?;
            if leaves.is_empty() {
                return Err(refuse(org, format!("entry {} of epoch {} is not there", after + 1, log.epoch)));
            }
            for leaf in leaves.iter().filter(|leaf| leaf.seq <= log.seq) {
                add(&mut state, org, leaf)?;
                if known.is_some_and(|(size, root)| size == state.tree.size() && root != state.tree.root()) {
                    let why = format!(
                        "its first {} entries are not those of the checkpoint that is kept",
                        state.tree.size()
                    );
                    return Err(refuse(org, why));
                }
            }
        }
        if state.tree.size() == 0 {
            return Ok(None);
        }
        // An entry that a crash of the database could still lose must not be signed.
        store.wait_for_disk().await?;
        let (size, root) = (state.tree.size(), state.tree.root());
        let checkpoint = Checkpoint { org, epoch: state.epoch, size, root };
        let note = checkpoint.sign(&self.key);
        if remembered.as_ref() != Some(&state) {
            write_secret(&path, &state.to_bytes(org))?;
        }
        let kept = KeptCheckpoint { epoch: log.epoch, size: log.seq, note };
        if !store.system().add_checkpoint(org, &root.0, &kept).await? {
            return Err(refuse(
                org,
                format!("another log is kept as signed at {size} entries of epoch {}", state.epoch),
            ));
        }
        Ok(Some(checkpoint))
    }

    /// Up to where each organization's log was signed last.
    ///
    /// # Errors
    /// [`SignError::File`], [`SignError::Memory`].
    pub fn remembered(&self) -> Result<HashMap<OrgId, Signed>, SignError> {
        let mut found = HashMap::new();
        let failed = || DataDirError::io("list", &self.folder);
        for entry in self.folder.read_dir().map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            let org =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<OrgId>().ok());
            let Some(org) = org else { continue };
            if let Some(State { epoch, tree, leaf }) = State::read(&path, org)? {
                found.insert(org, Signed { epoch, size: tree.size(), leaf });
            }
        }
        Ok(found)
    }

    /// One at a time, also of other processes: a command beside the server signs too.
    async fn lock(&self) -> Result<File, SignError> {
        let path = self.folder.join(".lock");
        let locked = tokio::task::spawn_blocking(move || {
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .open(&path)
                .map_err(DataDirError::io("open", &path))?;
            file.lock().map_err(DataDirError::io("lock", &path))?;
            Ok::<_, DataDirError>(file)
        });
        let lost = |_| damaged(&self.folder, "the wait for its lock was broken off");
        Ok(locked.await.map_err(lost)??)
    }
}

/// The tree to go on from.
fn begin(remembered: Option<State>, log: &LogToSign) -> Result<State, SignError> {
    let epoch = u64::try_from(log.epoch).unwrap_or_default();
    let fresh = State { epoch, tree: audit::Tree::new(), leaf: Digest::ZERO };
    let Some(state) = remembered else { return Ok(fresh) };
    if (state.epoch, state.tree.size()) > (epoch, to_u64(log.seq)) {
        return Err(refuse(
            log.org,
            format!(
                "{} entries of epoch {} were signed, and the log ends at entry {} of epoch {epoch}: the database was taken back, \
                 or entries were cut off",
                state.tree.size(),
                state.epoch,
                log.seq
            ),
        ));
    }
    Ok(if state.epoch == epoch { state } else { fresh })
}

/// Whether the last entry that was signed is still what it was: also a log that has grown again to its old size is noticed.
async fn still_there(store: &Store, state: &State, org: OrgId, epoch: i32) -> Result<(), SignError> {
    let Some(before) = state.tree.size().checked_sub(1) else { return Ok(()) };
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    let leaves = store.system().leaves(org, epoch, before, 1).await?;
    if leaves.first().is_some_and(|leaf| leaf.seq == before + 1 && leaf.hash == state.leaf.0) {
        return Ok(());
    }
    Err(refuse(org, format!("entry {} of epoch {epoch} is not the one that was signed", before + 1)))
}

fn add(state: &mut State, org: OrgId, leaf: &Leaf) -> Result<(), SignError> {
    let seq = state.tree.size() + 1;
    if to_u64(leaf.seq) != seq {
        return Err(refuse(org, format!("entry {seq} of epoch {} is not there", state.epoch)));
    }
    if seq > 1 && leaf.prev != state.leaf.0 {
        let why =
            format!("entry {seq} of epoch {} does not follow the one before it that was signed", state.epoch);
        return Err(refuse(org, why));
    }
    let hash: [u8; 32] =
        leaf.hash.as_slice().try_into().map_err(|_| refuse(org, "a hash of another length".into()))?;
    state.leaf = Digest(hash);
    state.tree.push(state.leaf);
    Ok(())
}

/// Size and root of the last checkpoint that the database has of the present epoch.
fn last_checkpoint(log: &LogToSign) -> Option<(u64, Digest)> {
    let root: [u8; 32] = log.root.as_deref()?.try_into().ok()?;
    Some((to_u64(log.size), Digest(root)))
}

fn to_u64(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn refuse(org: OrgId, why: String) -> SignError {
    SignError::Refused { org, why }
}

fn damaged(path: &Path, why: &str) -> SignError {
    SignError::Memory { path: path.to_path_buf(), why: why.to_owned() }
}

/// Signs what is due, until the server stops.
pub async fn keep_signing(app: App, shutdown: CancellationToken) {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // Each refusal is told once, not every second.
    let mut told = HashSet::new();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = look.tick() => {}
        }
        let due = match app.store.system().logs_to_sign(AGE, ENTRIES).await {
            Ok(due) => due,
            Err(error) => {
                tracing::debug!(%error, "whether checkpoints are due is asked again in a second");
                continue;
            }
        };
        for log in due {
            match app.signer.sign(&app.store, log.org).await {
                Ok(_) => {
                    told.remove(&log.org);
                }
                Err(SignError::Store(error)) => tracing::debug!(%error, "a checkpoint has to wait"),
                Err(error) => {
                    if told.insert(log.org) {
                        tracing::error!(%error, "an audit log cannot be signed: see docs/OPERATIONS.md, Checkpoints");
                    }
                }
            }
        }
    }
}
