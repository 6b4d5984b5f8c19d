//! Rotation of local keys: a new root key, and keys that get under others without ever being shown.

use domain::Clock;
use domain::id::{KekId, OrgId, RootKeyId};
use envelope::{Context, Dek, Kek, Keyring, RootKeyState, WrappedDek, WrappedKek};
use store::Grant;
use store::rotation::StoredKek;
use time::OffsetDateTime;

use super::{LocalKeys, LocalKeysError, read};
use crate::datadir::durable::{replace, write_secret};
use crate::kms::KeyError;

/// A keyring that is being written. What a broken rotation leaves here is in use nowhere.
const NEXT: &str = "keyring.next.txt";

/// The root key that new KEKs are wrapped under.
#[derive(Debug, Clone, Copy)]
pub struct PrimaryRoot {
    /// Its id.
    pub id: RootKeyId,
    /// When it was made, UTC.
    pub created_at: OffsetDateTime,
    /// Whether it took another's place.
    pub is_successor: bool,
}

impl LocalKeys {
    /// The primary root key.
    #[must_use]
    pub fn primary_root(&self) -> PrimaryRoot {
        let keyring = self.keyring();
        let primary = keyring.primary();
        PrimaryRoot {
            id: primary.id(),
            created_at: primary.created_at(),
            is_successor: keyring.keys().count() > 1,
        }
    }

    /// Puts a new root key in the place of the primary one, which only opens from now on. The new keyring is written beside the
    /// old one, read back and tried before it takes its place.
    ///
    /// # Errors
    /// [`LocalKeysError`]; the keyring is then as it was.
    pub fn rotate_root(&self, clock: &dyn Clock) -> Result<RootKeyId, LocalKeysError> {
        self.reload()?;
        let mut keyring = read(&self.path)?;
        let now = clock.now();
        let id = RootKeyId::new(now, &*self.rng);
        keyring
            .rotate(id, now, &*self.rng)
            .map_err(|error| LocalKeysError::Keyring { path: self.path.clone(), error })?;
        self.exchange(&keyring)?;
        Ok(id)
    }

    /// Takes a root key out of the keyring for good. `keks`: every KEK that is kept.
    ///
    /// # Errors
    /// [`LocalKeysError::Needed`] when it is the primary one, is not there, or one of `keks` opens under no other;
    /// [`LocalKeysError`] when the file cannot be exchanged. The keyring is then as it was.
    pub fn retire_root(&self, id: RootKeyId, keks: &[(OrgId, StoredKek)]) -> Result<(), LocalKeysError> {
        self.reload()?;
        let keyring = read(&self.path)?;
        match keyring.keys().find(|(key, _)| key.id() == id) {
            None => return Err(LocalKeysError::Needed(format!("{id} is not in the keyring"))),
            Some((_, RootKeyState::Primary)) => {
                return Err(LocalKeysError::Needed(format!(
                    "{id} is the primary root key: rotate first (`credenza kek rotate`)"
                )));
            }
            Some((_, RootKeyState::DecryptOnly)) => {}
        }
        let opens_without = |org: OrgId, kek: &StoredKek| {
            WrappedKek::from_bytes(&kek.wrapped).is_ok_and(|wrapped| {
                keyring
                    .keys()
                    .any(|(root, _)| root.id() != id && root.unwrap_kek(org, kek.id, &wrapped).is_ok())
            })
        };
        let needing = keks.iter().filter(|(org, kek)| !opens_without(*org, kek)).count();
        if needing > 0 {
            return Err(LocalKeysError::Needed(format!(
                "{needing} key-encryption keys would not open without {id}: run `credenza kek rotate` first"
            )));
        }
        let without = keyring.without(id);
        self.exchange(&without)
    }

    /// Writes `keyring`, shows that what is on disk opens what `keyring` wraps, and puts it in place.
    fn exchange(&self, keyring: &Keyring<Grant>) -> Result<(), LocalKeysError> {
        let next = self.path.with_file_name(NEXT);
        write_secret(&next, &keyring.to_bytes())?;
        let reopened = read(&next)?;
        let org = OrgId::from_uuid(uuid::Uuid::nil());
        let kek = Kek::<Grant>::generate(KekId::from_uuid(uuid::Uuid::nil()), &*self.rng);
        let proven = keyring.keys().zip(reopened.keys()).all(|((key, state), (read, state_read))| {
            key.id() == read.id()
                && state == state_read
                && read.unwrap_kek(org, kek.id(), &key.wrap_kek(&kek, org)).is_ok()
        });
        if !proven || keyring.keys().count() != reopened.keys().count() {
            return Err(LocalKeysError::Unproven { path: next });
        }
        replace(&next, &self.path)?;
        self.reload()
    }

    /// The same KEK under the primary root key; `None` when it is under it already.
    ///
    /// # Errors
    /// [`KeyError::Sealed`] when no root key opens it.
    pub fn rewrap_kek(&self, org: OrgId, kek: &StoredKek) -> Result<Option<Vec<u8>>, KeyError> {
        let keyring = self.keyring();
        let wrapped = WrappedKek::from_bytes(&kek.wrapped).map_err(|_| KeyError::Sealed)?;
        let primary = keyring.primary();
        if primary.unwrap_kek(org, kek.id, &wrapped).is_ok() {
            return Ok(None);
        }
        let anew = keyring
            .keys()
            .find_map(|(root, _)| root.rewrap_kek(primary, org, kek.id, &wrapped).ok())
            .ok_or(KeyError::Sealed)?;
        // What takes the old one's place is shown to open first.
        primary.unwrap_kek(org, kek.id, &anew).map_err(|_| KeyError::Sealed)?;
        Ok(Some(anew.as_bytes().to_vec()))
    }

    /// Shows, with what is on disk, that a KEK opens and that what is wrapped under it comes back.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`] when the keyring cannot be read, [`KeyError::Sealed`] when the KEK does not hold.
    pub fn prove_kek(&self, kek: &StoredKek, context: &Context) -> Result<(), KeyError> {
        self.reload().map_err(|error| KeyError::Unavailable(error.to_string()))?;
        let opened = self.kek(context.org, kek.id, &kek.wrapped)?;
        let wrapped = opened.wrap(&Dek::generate(&*self.rng), context);
        opened.rewrap(&opened, context, &wrapped).map(drop).map_err(|_| KeyError::Sealed)
    }

    /// A DEK of the object that `context` names, under `to` instead of `from`. The DEK is not returned.
    ///
    /// # Errors
    /// [`KeyError::Sealed`] when KEKs, context and bytes are not those of wrapping.
    pub fn rewrap_dek(
        &self,
        from: &StoredKek,
        to: &StoredKek,
        context: &Context,
        wrapped: &[u8],
    ) -> Result<Vec<u8>, KeyError> {
        let wrapped = WrappedDek::from_bytes(wrapped).map_err(|_| KeyError::Sealed)?;
        let old = self.kek(context.org, from.id, &from.wrapped)?;
        let new = self.kek(context.org, to.id, &to.wrapped)?;
        let anew = old.rewrap(&new, context, &wrapped).map_err(|_| KeyError::Sealed)?;
        // What takes the old one's place is shown to open first.
        new.rewrap(&new, context, &anew).map_err(|_| KeyError::Sealed)?;
        Ok(anew.as_bytes().to_vec())
    }
}
