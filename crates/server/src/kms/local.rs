//! Root keys in a keyring file of this machine, readable by its owner alone.

mod rotation;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use domain::id::{KekId, OrgId, RootKeyId};
use domain::{Clock, Rng};
use envelope::{Context, Dek, Kek, Keyring, OpeningDek, WrappedDek, WrappedKek};
use futures_util::future::BoxFuture;
use store::{Grant, SealedKey};

use super::{KeyError, KeyProvider, NewDek};
use crate::datadir::DataDirError;
use crate::datadir::durable::{read_secret, write_secret};

pub use rotation::PrimaryRoot;

/// Why there are no local keys.
#[derive(Debug, thiserror::Error)]
pub enum LocalKeysError {
    /// The file cannot be read or written, or others may read it.
    #[error(transparent)]
    File(#[from] DataDirError),
    /// Its text is no keyring.
    #[error("{path}: {error}")]
    Keyring {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: envelope::KeyringError,
    },
    /// A keyring that was written does not read back as what it was made from.
    #[error("{path}: what was written does not open what it should; nothing was changed")]
    Unproven {
        /// Which file.
        path: PathBuf,
    },
    /// A root key that is asked for is not there, or still needed.
    #[error("{0}")]
    Needed(String),
}

/// The provider `local`.
///
/// The keyring is a file that another process may rotate: it is read again before a new KEK is made, and when no key of it
/// opens what should open.
pub struct LocalKeys {
    path: PathBuf,
    keyring: RwLock<Arc<Keyring<Grant>>>,
    rng: Arc<dyn Rng>,
}

impl LocalKeys {
    /// Opens the keyring, or makes it when there is none and `fresh` says that nothing can have been sealed yet. A
    /// keyring that is missing beside sealed objects is not replaced: a new one would open none of them.
    ///
    /// # Errors
    /// [`LocalKeysError`].
    pub fn open(
        path: &Path,
        fresh: bool,
        clock: &dyn Clock,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, LocalKeysError> {
        if fresh && !path.exists() {
            let now = clock.now();
            let keyring = Keyring::<Grant>::generate(RootKeyId::new(now, &*rng), now, &*rng);
            write_secret(path, &keyring.to_bytes())?;
        }
        let keyring = RwLock::new(Arc::new(read(path)?));
        Ok(Self { path: path.to_path_buf(), keyring, rng })
    }

    /// Reads the file anew.
    ///
    /// # Errors
    /// [`LocalKeysError`]; what was read before stays in use.
    pub fn reload(&self) -> Result<(), LocalKeysError> {
        let keyring = Arc::new(read(&self.path)?);
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = keyring;
        Ok(())
    }

    fn keyring(&self) -> Arc<Keyring<Grant>> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// As [`LocalKeys::reload`], where the keys that are known will do if the file cannot be read.
    fn refresh(&self) {
        if let Err(error) = self.reload() {
            tracing::warn!(%error, "the keyring could not be read again; the keys that were read before stay in use");
        }
    }

    /// The KEK, by whichever root key it is wrapped under: the primary first.
    fn kek(&self, org: OrgId, id: KekId, wrapped: &[u8]) -> Result<Kek<Grant>, KeyError> {
        let wrapped = WrappedKek::from_bytes(wrapped).map_err(|_| KeyError::Sealed)?;
        if let Some(kek) = opened(&self.keyring(), org, id, &wrapped) {
            return Ok(kek);
        }
        // Perhaps the root key was rotated since.
        self.refresh();
        opened(&self.keyring(), org, id, &wrapped).ok_or(KeyError::Sealed)
    }
}

fn read(path: &Path) -> Result<Keyring<Grant>, LocalKeysError> {
    let text = read_secret(path)?;
    Keyring::parse(&text).map_err(|error| LocalKeysError::Keyring { path: path.to_path_buf(), error })
}

fn opened(keyring: &Keyring<Grant>, org: OrgId, id: KekId, wrapped: &WrappedKek) -> Option<Kek<Grant>> {
    keyring.keys().find_map(|(root, _)| root.unwrap_kek(org, id, wrapped).ok())
}

impl std::fmt::Debug for LocalKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalKeys")
    }
}

impl KeyProvider for LocalKeys {
    fn new_kek(&self, org: OrgId, kek: KekId) -> BoxFuture<'_, Result<Vec<u8>, KeyError>> {
        self.refresh();
        let kek = Kek::<Grant>::generate(kek, &*self.rng);
        let wrapped = self.keyring().primary().wrap_kek(&kek, org).as_bytes().to_vec();
        Box::pin(async { Ok(wrapped) })
    }

    fn opens_kek<'a>(
        &'a self,
        org: OrgId,
        kek: KekId,
        wrapped_kek: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, KeyError>> {
        Box::pin(async move { Ok(self.kek(org, kek, wrapped_kek).is_ok()) })
    }

    fn new_deks<'a>(
        &'a self,
        kek: KekId,
        wrapped_kek: &'a [u8],
        contexts: &'a [Context],
    ) -> BoxFuture<'a, Result<Vec<NewDek>, KeyError>> {
        Box::pin(async move {
            contexts
                .iter()
                .map(|context| {
                    // The KEK opens only for its own organization, so no DEK is wrapped under another's.
                    let kek = self.kek(context.org, kek, wrapped_kek)?;
                    let dek = Dek::generate(&*self.rng);
                    let wrapped = kek.wrap(&dek, context).as_bytes().to_vec();
                    Ok((dek, wrapped))
                })
                .collect()
        })
    }

    fn unwrap_dek<'a>(
        &'a self,
        grant: Grant,
        sealed: &'a SealedKey,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<OpeningDek, KeyError>> {
        Box::pin(async move {
            let kek = self.kek(context.org, sealed.kek, &sealed.wrapped_kek)?;
            let wrapped = WrappedDek::from_bytes(&sealed.wrapped_dek).map_err(|_| KeyError::Sealed)?;
            kek.unwrap(grant, context, &wrapped).map_err(|_| KeyError::Sealed)
        })
    }
}
