//! Root keys: what the key-encryption keys of the organizations are wrapped under.

use std::fmt;
use std::marker::PhantomData;

use domain::id::{KekId, OrgId, RootKeyId};
use time::OffsetDateTime;

use crate::context::{encode_fields, encode_kek_context};
use crate::primitives::{Key, expand};
use crate::{Kek, OpenError, Permit, WrappedKek};

/// Stands before the context in the derivation of the key that wraps a KEK.
const WRAP_KEK: &str = "credenza/wrap-kek/v1";

/// Stands before the id in the derivation of a root key's check value.
const KEY_CHECK: &str = "credenza/key-check/v1";

/// Bytes of a check value: enough to tell a damaged key, and nothing to find the key by.
pub(crate) const CHECK_LEN: usize = 8;

/// What a root key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootKeyState {
    /// New KEKs are wrapped under it.
    Primary,
    /// It only unwraps, until nothing is wrapped under it any more.
    DecryptOnly,
}

/// A root key of the [`Keyring`](crate::Keyring). It wraps the organizations' KEKs and never leaves the keyring.
pub struct RootKey<P> {
    id: RootKeyId,
    created_at: OffsetDateTime,
    key: Key,
    permit: PhantomData<fn(P)>,
}

impl<P: Permit> RootKey<P> {
    pub(crate) const fn new(id: RootKeyId, created_at: OffsetDateTime, key: Key) -> Self {
        Self { id, created_at, key, permit: PhantomData }
    }

    pub(crate) const fn key(&self) -> &Key {
        &self.key
    }

    /// A value that shows whether the key and its id are still those that were written down together.
    pub(crate) fn check(&self) -> [u8; CHECK_LEN] {
        let mut check = [0; CHECK_LEN];
        expand(&self.key, &[&encode_fields(&[KEY_CHECK, &self.id.to_string()])], &mut check);
        check
    }

    /// Which key this is.
    #[must_use]
    pub const fn id(&self) -> RootKeyId {
        self.id
    }

    /// When it was made, UTC, in whole seconds.
    #[must_use]
    pub const fn created_at(&self) -> OffsetDateTime {
        self.created_at
    }

    /// Wraps the KEK of an organization.
    #[must_use]
    pub fn wrap_kek(&self, kek: &Kek<P>, org: OrgId) -> WrappedKek {
        self.wrap_key(kek.key(), org, kek.id())
    }

    /// The KEK `id` of an organization. This gives no plaintext: unwrapping a DEK with it still takes a permit.
    ///
    /// # Errors
    /// [`OpenError`] when root key, organization, id or bytes are not those of wrapping.
    pub fn unwrap_kek(&self, org: OrgId, id: KekId, wrapped: &WrappedKek) -> Result<Kek<P>, OpenError> {
        self.unwrap_key(org, id, wrapped).map(|key| Kek::from_key(id, key))
    }

    /// The same KEK wrapped under another root key.
    ///
    /// # Errors
    /// [`OpenError`] when this root key, organization, id or bytes are not those of wrapping.
    pub fn rewrap_kek(
        &self,
        to: &Self,
        org: OrgId,
        id: KekId,
        wrapped: &WrappedKek,
    ) -> Result<WrappedKek, OpenError> {
        self.unwrap_key(org, id, wrapped).map(|key| to.wrap_key(&key, org, id))
    }

    fn wrap_key(&self, kek: &Key, org: OrgId, id: KekId) -> WrappedKek {
        WrappedKek::new(&self.key, &[&encode_fields(&[WRAP_KEK]), &encode_kek_context(org, id)], kek)
    }

    fn unwrap_key(&self, org: OrgId, id: KekId, wrapped: &WrappedKek) -> Result<Key, OpenError> {
        wrapped.unwrap(&self.key, &[&encode_fields(&[WRAP_KEK]), &encode_kek_context(org, id)])
    }
}

impl<P> fmt::Debug for RootKey<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RootKey")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}
