//! Data-encryption keys, and the objects that they seal.

use domain::Rng;
use zeroize::Zeroizing;

use crate::chunked::{self, SALT_LEN};
use crate::primitives::Key;
use crate::{Context, OpenError};

/// A fresh data-encryption key. It is wrapped under a [`Kek`](crate::Kek), then used up by sealing one version of one
/// object.
///
/// ```
/// # use domain::{Rng, id::{ObjectId, OrgId}};
/// # struct Zero; impl Rng for Zero { fn fill(&self, out: &mut [u8]) { out.fill(0) } }
/// # let rng = Zero; let now = time::OffsetDateTime::UNIX_EPOCH;
/// # let context = envelope::Context { org: OrgId::new(now, &rng), object: ObjectId::new(now, &rng), version: 1,
/// #     kind: envelope::Kind::Password };
/// let dek = envelope::Dek::generate(&rng);
/// let sealed = envelope::seal(dek, &context, b"secret", &rng);
/// assert_eq!(sealed.len(), 56 + 6 + 16);
/// assert_eq!(sealed.len(), envelope::sealed_len(6));
/// ```
///
/// It cannot seal twice:
///
/// ```compile_fail,E0382
/// # use domain::{Rng, id::{ObjectId, OrgId}};
/// # struct Zero; impl Rng for Zero { fn fill(&self, out: &mut [u8]) { out.fill(0) } }
/// # let rng = Zero; let now = time::OffsetDateTime::UNIX_EPOCH;
/// # let context = envelope::Context { org: OrgId::new(now, &rng), object: ObjectId::new(now, &rng), version: 1,
/// #     kind: envelope::Kind::Password };
/// let dek = envelope::Dek::generate(&rng);
/// let sealed = envelope::seal(dek, &context, b"secret", &rng);
/// let again = envelope::seal(dek, &context, b"secret", &rng);
/// ```
///
/// It cannot be cloned:
///
/// ```compile_fail,E0277
/// fn copy(dek: &envelope::Dek) -> envelope::Dek {
///     Clone::clone(dek)
/// }
/// ```
///
/// It cannot be printed:
///
/// ```compile_fail,E0277
/// fn print(dek: &envelope::Dek) -> String {
///     format!("{dek:?}")
/// }
/// ```
pub struct Dek(Key);

impl Dek {
    /// A new key of 32 random bytes.
    #[must_use]
    pub fn generate(rng: &dyn Rng) -> Self {
        Self(Key::generate(rng))
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0
    }
}

/// A data-encryption key that a [`Permit`](crate::Permit) unwrapped. It opens one object and is used up by it.
///
/// It seals nothing, so that no key ever seals two objects:
///
/// ```compile_fail,E0308
/// fn reuse(dek: envelope::OpeningDek, context: &envelope::Context, rng: &dyn domain::Rng) -> Vec<u8> {
///     envelope::seal(dek, context, b"another text", rng)
/// }
/// ```
///
/// And like a [`Dek`] it is neither cloned nor printed:
///
/// ```compile_fail,E0277
/// fn copy(dek: &envelope::OpeningDek) -> envelope::OpeningDek {
///     Clone::clone(dek)
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn print(dek: &envelope::OpeningDek) -> String {
///     format!("{dek:?}")
/// }
/// ```
pub struct OpeningDek(Key);

impl OpeningDek {
    pub(crate) const fn new(key: Key) -> Self {
        Self(key)
    }
}

/// Seals `plaintext` for `context`, under a key of its own that is used up. The result is 56 bytes longer than the
/// plaintext, and 16 more for each begun 16 KiB (for a full last 16 KiB, 16 more again).
#[must_use]
pub fn seal(dek: Dek, context: &Context, plaintext: &[u8], rng: &dyn Rng) -> Vec<u8> {
    let Dek(key) = dek;
    let mut salt = [0; SALT_LEN];
    rng.fill(&mut salt);
    chunked::seal(&key, &salt, &context.encode(), plaintext)
}

/// How many bytes a plaintext of so many has once it is sealed.
#[must_use]
pub const fn sealed_len(plaintext: usize) -> usize {
    chunked::sealed_len(plaintext)
}

/// The plaintext of a sealed object. Nothing of it is released unless all of it authenticates.
///
/// # Errors
/// [`OpenError`] when the key, the context or any byte is not what the object was sealed with.
pub fn open(dek: OpeningDek, context: &Context, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let OpeningDek(key) = dek;
    chunked::open(&key, &context.encode(), sealed)
}
