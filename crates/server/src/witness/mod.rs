//! A witness: a process of its own, on a machine of somebody else, that cosigns the checkpoints of logs which only grow (C2SP
//! tlog-witness; docs/AUDIT.md, "Witnesses"). It knows nothing of Credenza's database, and works for any log of that form.
//!
//! ```text
//! DIR/witness.key   its name and its private key
//! DIR/logs.txt      the logs that it accepts: NAME+ID+KEY and, after a space, an origin, one a line
//! DIR/logs/         of each log the last checkpoint that it cosigned, under the SHA-256 of its origin
//! DIR/lock          held while it serves
//! ```

mod memory;
mod serve;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use audit::{AcceptedLog, AddCheckpoint, Cosigner, NoteError, Refusal, WitnessKey};
use domain::{Clock, Rng};
use zeroize::Zeroizing;

use crate::datadir::durable::{read_secret, write_public, write_secret};
use crate::datadir::{DataDirError, private_folder};
use memory::Memory;

pub use serve::{router, serve_plainly};

/// Bytes of the private key.
const KEY_LEN: usize = 32;

/// What a new file of accepted logs says.
const LOGS: &str = "\
# The logs whose checkpoints this witness cosigns, one a line: the public key, as `credenza audit key` prints it, and, after a
# space, the origin of the log; with * at its end, all that begin so. Without an origin, all logs of a Credenza: credenza/*
";

/// Why there is no witness.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// A file.
    #[error(transparent)]
    File(#[from] DataDirError),
    /// A file is not what it must be.
    #[error("{path}: {why}")]
    Unusable {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// What a witness says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The cosignature's line.
    Cosigned(String),
    /// The request is not one.
    Malformed(&'static str),
    /// It is not cosigned.
    Refused(Refusal),
    /// More logs are not kept.
    Full,
    /// What is remembered cannot be read or written.
    Failed,
}

/// A witness. Cheap to clone.
#[derive(Clone)]
pub struct Witness(Arc<Parts>);

struct Parts {
    cosigner: Cosigner,
    logs: Vec<AcceptedLog>,
    /// One request at a time: what it looked at is what it replaces.
    memory: Mutex<Memory>,
    clock: Arc<dyn Clock>,
    _lock: File,
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witness").field("cosigner", &self.0.cosigner).finish_non_exhaustive()
    }
}

/// Makes a witness with a new key in a directory that has none.
///
/// # Errors
/// When there is one already, or a file cannot be written.
pub fn init(dir: &Path, name: &str, rng: &dyn Rng) -> Result<WitnessKey, WitnessError> {
    private_folder(dir)?;
    let path = key_file(dir);
    if path.exists() {
        return Err(unusable(&path, "a witness is here already"));
    }
    let mut seed = Zeroizing::new([0; KEY_LEN]);
    rng.fill(&mut *seed);
    let cosigner = Cosigner::from_seed(&*seed, name).map_err(|error| unusable(&path, &error.to_string()))?;
    private_folder(&memory_folder(dir))?;
    let logs = logs_file(dir);
    if !logs.exists() {
        write_public(&logs, LOGS.as_bytes())?;
    }
    let text = Zeroizing::new(format!("{name}\n{}\n", Zeroizing::new(hex::encode(seed.as_slice())).as_str()));
    write_secret(&path, text.as_bytes())?;
    Ok(cosigner.witness_key().clone())
}

/// The public key of the witness in a directory.
///
/// # Errors
/// When there is none, or others than its owner may read its private key.
pub fn public_key(dir: &Path) -> Result<WitnessKey, WitnessError> {
    cosigner(dir).map(|cosigner| cosigner.witness_key().clone())
}

/// The last checkpoint of each log, cosigned, as signed notes in the order of their origins.
///
/// # Errors
/// When one cannot be read, or was damaged.
pub fn seen(dir: &Path) -> Result<Vec<String>, WitnessError> {
    Memory::open(memory_folder(dir))?.all()
}

impl Witness {
    /// The witness in a directory, which nobody else serves then.
    ///
    /// # Errors
    /// When there is none, another process serves it, or a file is not what it must be.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, WitnessError> {
        let cosigner = cosigner(dir)?;
        let lock = lock(dir)?;
        let path = logs_file(dir);
        let text = std::fs::read_to_string(&path).map_err(DataDirError::io("read", &path))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let logs = lines
            .map(|line| line.parse().map_err(|error: NoteError| unusable(&path, &format!("{line}: {error}"))))
            .collect::<Result<Vec<_>, _>>()?;
        if logs.is_empty() {
            tracing::warn!(path = %path.display(), "no log is accepted: nothing will be cosigned");
        }
        let memory = Mutex::new(Memory::open(memory_folder(dir))?);
        Ok(Self(Arc::new(Parts { cosigner, logs, memory, clock, _lock: lock })))
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> &WitnessKey {
        self.0.cosigner.witness_key()
    }

    /// Answers a request. A cosignature is given out when what it is of is on disk, and not before. Blocks for the disk.
    #[must_use]
    pub fn add_checkpoint(&self, body: &[u8]) -> Answer {
        let request = match AddCheckpoint::parse(body) {
            Ok(request) => request,
            Err(error) => return Answer::Malformed(error.reason()),
        };
        let origin = request.head.origin.as_str();
        let mut memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let last = match memory.last(origin) {
            Ok(last) => last,
            Err(error) => {
                tracing::error!(%error, origin, "a log is not cosigned: what is remembered of it cannot be read");
                return Answer::Failed;
            }
        };
        let note = match request.judge(&self.0.logs, last.as_ref()) {
            Ok(note) => note,
            Err(refusal) => {
                // A size that is not the remembered one is how a log asks for it; the rest may be a log that misbehaves.
                if refusal == Refusal::Inconsistent {
                    tracing::error!(
                        origin,
                        size = request.head.size,
                        "a log does not grow from what was cosigned"
                    );
                } else {
                    tracing::info!(origin, ?refusal, "a checkpoint was not cosigned");
                }
                return Answer::Refused(refusal);
            }
        };
        if last.is_none() && memory.is_full() {
            tracing::error!(origin, "a new log is not cosigned: there are too many");
            return Answer::Full;
        }
        let now = u64::try_from(self.0.clock.now().unix_timestamp()).unwrap_or_default();
        let line = self.0.cosigner.cosign(request.note.text(), now);
        match memory.remember(origin, &format!("{note}{line}")) {
            Ok(()) => {
                tracing::info!(origin, size = request.head.size, "cosigned");
                Answer::Cosigned(line)
            }
            Err(error) => {
                tracing::error!(%error, origin, "a log is not cosigned: it cannot be remembered");
                Answer::Failed
            }
        }
    }
}

fn cosigner(dir: &Path) -> Result<Cosigner, WitnessError> {
    let path = key_file(dir);
    if !path.exists() {
        return Err(unusable(&path, "no witness is here; `credenza witness init` makes one"));
    }
    let text = read_secret(&path)?;
    let wrong = || unusable(&path, "it is not what `credenza witness init` wrote");
    let (name, seed) = std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.strip_suffix('\n')?.split_once('\n'))
        .ok_or_else(wrong)?;
    let seed = Zeroizing::new(hex::decode(seed).map_err(|_| wrong())?);
    Cosigner::from_seed(&seed, name).map_err(|_| wrong())
}

fn lock(dir: &Path) -> Result<File, WitnessError> {
    let path = dir.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(DataDirError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(unusable(dir, "another process serves this witness")),
        Err(TryLockError::Error(error)) => Err(DataDirError::io("lock", &path)(error).into()),
    }
}

fn key_file(dir: &Path) -> PathBuf {
    dir.join("witness.key")
}

fn logs_file(dir: &Path) -> PathBuf {
    dir.join("logs.txt")
}

fn memory_folder(dir: &Path) -> PathBuf {
    dir.join("logs")
}

fn unusable(path: &Path, why: &str) -> WitnessError {
    WitnessError::Unusable { path: path.to_path_buf(), why: why.to_owned() }
}

#[cfg(test)]
mod tests;
