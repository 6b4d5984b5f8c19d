//! Wrapped keys as they are stored: a version byte and 40 bytes of AES-256-KWP.

use crate::OpenError;
use crate::primitives::{self, Key, WRAPPED_LEN};

/// Version 1: AES-256-KWP under a wrapping key that HKDF-Expand-SHA-512 derives from the wrapping party's key and the
/// context (`docs/FORMAT.md`, section 4).
const VERSION: u8 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrapped([u8; 1 + WRAPPED_LEN]);

impl Wrapped {
    fn new(key: &Key, info: &[&[u8]], secret: &Key) -> Self {
        let mut bytes = [VERSION; 1 + WRAPPED_LEN];
        let (_, body) = bytes.split_at_mut(1);
        body.copy_from_slice(&primitives::wrap(key, info, secret));
        Self(bytes)
    }

    fn unwrap(&self, key: &Key, info: &[&[u8]]) -> Result<Key, OpenError> {
        let body = self.0.last_chunk::<WRAPPED_LEN>().ok_or(OpenError)?;
        primitives::unwrap(key, info, body)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, OpenError> {
        match bytes.first() {
            Some(&VERSION) => bytes.try_into().map(Self).map_err(|_| OpenError),
            _ => Err(OpenError),
        }
    }
}

macro_rules! wrapped_keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(Wrapped);

        impl $name {
            pub(crate) fn new(key: &Key, info: &[&[u8]], secret: &Key) -> Self {
                Self(Wrapped::new(key, info, secret))
            }

            pub(crate) fn unwrap(&self, key: &Key, info: &[&[u8]]) -> Result<Key, OpenError> {
                self.0.unwrap(key, info)
            }

            /// The stored form: 41 bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0.0
            }

            /// Reads the stored form.
            ///
            /// # Errors
            /// [`OpenError`] when the length or the version byte is not known.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, OpenError> {
                Wrapped::from_bytes(bytes).map(Self)
            }
        }
    )*};
}

wrapped_keys! {
    /// A DEK wrapped under a KEK. It unwraps only for the [`Context`](crate::Context) that it was wrapped for.
    WrappedDek;
    /// A KEK wrapped under a root key. It unwraps only for its organization and its id.
    WrappedKek;
}
