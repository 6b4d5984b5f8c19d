//! The data directory: everything that an installation in embedded mode must not lose, in one place.
//!
//! ```text
//! DIR/demo.json     only in a demonstration: that it is one
//! DIR/restoring     only while a backup is restored: nothing is served
//! DIR/lock          held while a server (or a command in its stead) works on the directory
//! DIR/tls/          ca.pem, ca.key, server.pem, server.key
//! DIR/keys/         key-encryption keys and signing keys of the server
//! DIR/signer/       what the signer of audit logs signed last
//! DIR/objects/      sealed objects
//! DIR/outbox/       mail as .eml files
//! DIR/postgres/     the private PostgreSQL cluster, or a link to it
//! DIR/run/          its socket
//! DIR/postgres.log  its log
//! ```

pub mod durable;

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why a data directory cannot be used. Each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// A file or folder could not be made, read or written.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was being done, as a verb: "create", "read", "lock".
        action: &'static str,
        /// The path that it was done to.
        path: PathBuf,
        /// What the operating system answered.
        source: io::Error,
    },
    /// Another process holds the lock.
    #[error(
        "{path} is in use by another credenza server; stop that one first, or give this one another --data-dir"
    )]
    InUse {
        /// The data directory.
        path: PathBuf,
    },
    /// A secret can be read by somebody other than its owner.
    #[error(
        "{path} is a secret, but others than its owner may use it (mode {mode:04o}); run: chmod {wanted:o} {path}"
    )]
    Exposed {
        /// The file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The permission bits that it should have.
        wanted: u32,
    },
    /// Neither `--data-dir`, nor a home directory, says where to put the data.
    #[error("no data directory: give --data-dir DIR, or set CREDENZA_DATA_DIR or HOME")]
    Unknown,
}

impl DataDirError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

/// The data directory when none is named: `/var/lib/credenza` for root, otherwise `credenza` under `XDG_DATA_HOME`
/// or `~/.local/share`.
///
/// `var` looks up an environment variable.
///
/// # Errors
/// When the caller is not root and the environment names no home.
pub fn default_path(is_root: bool, var: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf, DataDirError> {
    if is_root {
        return Ok(PathBuf::from("/var/lib/credenza"));
    }
    // The XDG specification says that a relative path is invalid and to be ignored.
    let absolute = |name| var(name).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .map(|data| data.join("credenza"))
        .ok_or(DataDirError::Unknown)
}

/// A data directory whose folders exist and whose secrets are private.
#[derive(Debug, Clone)]
pub struct DataDir {
    root: PathBuf,
}

impl DataDir {
    /// Makes what is missing of the layout and checks that no secret is exposed. Doing it again changes nothing.
    ///
    /// # Errors
    /// When a folder cannot be made, or a secret in `keys` or `tls` may be read by others than its owner.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let path = std::path::absolute(path).map_err(DataDirError::io("find", path))?;
        make_root(&path)?;
        // Without symbolic links, so that two names of one directory yield one socket path.
        let root = path.canonicalize().map_err(DataDirError::io("open", &path))?;
        let dir = Self { root };
        make(&dir.tls(), 0o755)?;
        for private in [dir.keys(), dir.objects(), dir.outbox(), dir.run()] {
            make(&private, 0o700)?;
        }
        dir.check_secrets()?;
        Ok(dir)
    }

    /// The directory itself, absolute and free of symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Certificates and keys of the HTTPS listener. The folder is open to all, so that they can read `ca.pem`.
    #[must_use]
    pub fn tls(&self) -> PathBuf {
        self.root.join("tls")
    }

    /// Keys of the server: key-encryption keys, signing keys.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// What the signer of audit logs signed last.
    #[must_use]
    pub fn signer(&self) -> PathBuf {
        self.root.join("signer")
    }

    /// Sealed objects, unless `objects.dir` says otherwise.
    #[must_use]
    pub fn objects(&self) -> PathBuf {
        self.root.join("objects")
    }

    /// Mail that nobody sends: one `.eml` file each.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// The private PostgreSQL cluster, or a symbolic link to it.
    #[must_use]
    pub fn postgres(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// What PostgreSQL logs.
    #[must_use]
    pub fn postgres_log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// The folder of PostgreSQL's socket.
    #[must_use]
    pub fn run(&self) -> PathBuf {
        self.root.join("run")
    }

    /// Takes the directory for this process, until the returned lock is dropped or the process ends, however it ends.
    ///
    /// # Errors
    /// [`DataDirError::InUse`] when another process has it.
    pub fn lock(&self) -> Result<DirLock, DataDirError> {
        let path = self.root.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(DataDirError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(DirLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse { path: self.root.clone() }),
            Err(TryLockError::Error(error)) => Err(DataDirError::io("lock", &path)(error)),
        }
    }

    /// Refuses a directory of which a secret is exposed: what others could read, others may have read.
    fn check_secrets(&self) -> Result<(), DataDirError> {
        check_private(&self.keys(), 0o700)?;
        for entry in files(&self.keys())? {
            check_private(&entry, 0o600)?;
        }
        for entry in files(&self.tls())? {
            if entry.extension().is_some_and(|extension| extension == "key") {
                check_private(&entry, 0o600)?;
            }
        }
        Ok(())
    }
}

/// Proof that this process alone works on a data directory.
#[derive(Debug)]
pub struct DirLock {
    // The lock belongs to the open file: it goes when the file is closed, also by the death of the process.
    _file: File,
}

/// Refuses `path` when its permission bits give anything to group or others.
///
/// # Errors
/// [`DataDirError::Exposed`], with the command that mends it; an I/O error when the path cannot be looked at.
pub fn check_private(path: &Path, wanted: u32) -> Result<(), DataDirError> {
    let metadata = path.metadata().map_err(DataDirError::io("read", path))?;
    refuse_exposed(path, metadata.mode(), wanted)
}

pub(crate) fn refuse_exposed(path: &Path, mode: u32, wanted: u32) -> Result<(), DataDirError> {
    let mode = mode & 0o7777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(DataDirError::Exposed { path: path.to_path_buf(), mode, wanted })
}

/// Makes the directory itself. A new one lets others pass (but not list), because the unprivileged user that runs
/// PostgreSQL for root must reach its cluster below; an existing one keeps the mode that its owner gave it.
fn make_root(path: &Path) -> Result<(), DataDirError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(DataDirError::io("create", parent))?;
    }
    make(path, 0o711)
}

/// Makes a folder that only its owner enters, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn private_folder(path: &Path) -> Result<(), DataDirError> {
    make(path, 0o700)
}

fn make(path: &Path, mode: u32) -> Result<(), DataDirError> {
    match DirBuilder::new().mode(mode).create(path) {
        // The process' umask may have taken bits away.
        Ok(()) => std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
            .map_err(DataDirError::io("set the mode of", path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(DataDirError::io("create", path)(error)),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, DataDirError> {
    let failed = || DataDirError::io("list", folder);
    let mut found = Vec::new();
    for entry in folder.read_dir().map_err(failed())? {
        let path = entry.map_err(failed())?.path();
        if path.is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
