//! Files that leave with an export of the organization, sealed under a passphrase of its administrator's
//! (`docs/FORMAT.md`, section 7). What was sealed for the server is of no use to who leaves it: the keys stay behind.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use domain::Rng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::OpenError;
use crate::chunked::{self, SALT_LEN};
use crate::context::encode_fields;
use crate::primitives::{KEY_LEN, Key};

/// The format name that stands first in the context of every exported file.
const FILE_FORMAT: &str = "credenza/export/v1";

/// Bytes of an export's salt.
pub const EXPORT_SALT_LEN: usize = 32;

/// Rounds of PBKDF2-HMAC-SHA-512 that an export is made with: about half a second. OWASP's least is 210,000 (2023).
pub const EXPORT_ITERATIONS: NonZeroU32 = NonZeroU32::MIN.saturating_add(999_999);

/// What a passphrase comes to, for one export. It seals many files, each with a salt of its own; like a data key, it is
/// neither cloned nor printed, and wiped when dropped.
///
/// ```
/// # use domain::Rng;
/// # struct Zero; impl Rng for Zero { fn fill(&self, out: &mut [u8]) { out.fill(0) } }
/// let rounds = std::num::NonZeroU32::new(2).expect("two");
/// let key = envelope::ExportKey::derive(&"a sentence of his own".into(), &[7; 32], rounds);
/// let sealed = key.seal("exp_1", "certificates/a.p12", b"secret", &Zero);
/// let opened = key.open("exp_1", "certificates/a.p12", &sealed).expect("the same file");
/// assert_eq!(opened.as_slice(), b"secret");
/// assert!(key.open("exp_1", "certificates/b.p12", &sealed).is_err());
/// ```
///
/// ```compile_fail,E0277
/// fn print(key: &envelope::ExportKey) -> String {
///     format!("{key:?}")
/// }
/// ```
pub struct ExportKey(Key);

impl ExportKey {
    /// The key of a passphrase, as its UTF-8 bytes are. It takes as long as `rounds` says: not for an async thread.
    #[must_use]
    pub fn derive(passphrase: &SecretString, salt: &[u8; EXPORT_SALT_LEN], rounds: NonZeroU32) -> Self {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        let passphrase = passphrase.expose_secret().as_bytes();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA512, rounds, salt, passphrase, key.as_mut_slice());
        Self(Key::from_slice(&key))
    }

    /// Seals a file for its place in an export: it opens under no other path, and in no other export.
    #[must_use]
    pub fn seal(&self, export: &str, path: &str, plaintext: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let mut salt = [0; SALT_LEN];
        rng.fill(&mut salt);
        chunked::seal(&self.0, &salt, &context(export, path), plaintext)
    }

    /// The plaintext of a file of this export, if all of it authenticates.
    ///
    /// # Errors
    /// [`OpenError`] when the passphrase, the export, the path or any byte is not what it was sealed with.
    pub fn open(&self, export: &str, path: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        chunked::open(&self.0, &context(export, path), sealed)
    }
}

fn context(export: &str, path: &str) -> Vec<u8> {
    encode_fields(&[FILE_FORMAT, export, path])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counted;

    impl Rng for Counted {
        fn fill(&self, out: &mut [u8]) {
            for (byte, at) in out.iter_mut().zip(0..) {
                *byte = at;
            }
        }
    }

    fn key(passphrase: &str) -> ExportKey {
        ExportKey::derive(&passphrase.into(), &[7; EXPORT_SALT_LEN], NonZeroU32::new(3).unwrap())
    }

    #[test]
    fn a_file_opens_with_its_passphrase_in_its_place_and_whole() {
        let sealed = key("correcto caballo").seal("exp_1", "a", b"secret", &Counted);
        assert_eq!(key("correcto caballo").open("exp_1", "a", &sealed).unwrap().as_slice(), b"secret");
        assert!(key("correcto caballa").open("exp_1", "a", &sealed).is_err());
        assert!(key("correcto caballo").open("exp_2", "a", &sealed).is_err());
        assert!(key("correcto caballo").open("exp_1", "b", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key("correcto caballo").open("exp_1", "a", &changed).is_err(), "byte {at}");
            assert!(key("correcto caballo").open("exp_1", "a", &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}
