//! The cryptographic primitives, all of aws-lc: a 256-bit key that wipes itself, HKDF-Expand, AES-256-KWP.
//!
//! Where a primitive can only fail by a programming error (all lengths here are constants of the format), the failure
//! panics at this one place instead of travelling as an error that no caller can act on.

use aws_lc_rs::hkdf;
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded};
use domain::Rng;
use secrecy::{ExposeSecret, SecretBox};
use zeroize::Zeroizing;

use crate::OpenError;

/// Bytes of every key of the hierarchy.
pub(crate) const KEY_LEN: usize = 32;

/// Bytes of a 32-byte key after AES-KWP (RFC 5649): one more semiblock, no padding.
pub(crate) const WRAPPED_LEN: usize = KEY_LEN + 8;

/// A uniformly random 256-bit key on the heap, wiped when dropped, neither cloned nor printed.
pub(crate) struct Key(SecretBox<[u8; KEY_LEN]>);

impl Key {
    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        Self(SecretBox::init_with_mut(|key: &mut [u8; KEY_LEN]| rng.fill(key)))
    }

    pub(crate) fn from_slice(bytes: &[u8; KEY_LEN]) -> Self {
        Self(SecretBox::init_with_mut(|key: &mut [u8; KEY_LEN]| key.copy_from_slice(bytes)))
    }

    pub(crate) fn expose(&self) -> &[u8; KEY_LEN] {
        self.0.expose_secret()
    }
}

struct OutputLen(usize);

impl hkdf::KeyType for OutputLen {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand (RFC 5869, section 2.3) with HMAC-SHA-512, `key` as PRK. The parts of `info` are concatenated as they
/// are. Extract is left out: every key here is uniformly random already.
#[expect(
    clippy::expect_used,
    reason = "fails only for more than 255 * 64 bytes; every output here is under 100"
)]
pub(crate) fn expand(key: &Key, info: &[&[u8]], out: &mut [u8]) {
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA512, key.expose())
        .expand(info, OutputLen(out.len()))
        .and_then(|okm| okm.fill(out))
        .expect("HKDF-Expand of less than 16320 bytes");
}

/// `secret` under AES-256-KWP, with a wrapping key that `key` and `info` determine.
#[expect(
    clippy::expect_used,
    reason = "fails only for a wrong key or buffer length, which are constants here"
)]
pub(crate) fn wrap(key: &Key, info: &[&[u8]], secret: &Key) -> [u8; WRAPPED_LEN] {
    // aws-lc wants room for the padding of the worst case.
    let mut buffer = [0; KEY_LEN + 15];
    wrapping_key(key, info)
        .wrap_with_padding(secret.expose(), &mut buffer)
        .ok()
        .and_then(|wrapped| (&*wrapped).try_into().ok())
        .expect("AES-256-KWP of 32 bytes gives 40")
}

/// The secret that [`wrap`] wrapped with the same `key` and `info`.
pub(crate) fn unwrap(key: &Key, info: &[&[u8]], wrapped: &[u8; WRAPPED_LEN]) -> Result<Key, OpenError> {
    let mut buffer = Zeroizing::new([0; WRAPPED_LEN]);
    let secret =
        wrapping_key(key, info).unwrap_with_padding(wrapped, buffer.as_mut_slice()).map_err(|_| OpenError)?;
    // KWP also carries shorter secrets: a key of the hierarchy is never one.
    let secret: &[u8; KEY_LEN] = (&*secret).try_into().map_err(|_| OpenError)?;
    Ok(Key::from_slice(secret))
}

#[expect(clippy::expect_used, reason = "fails only for a wrong key length, which is a constant here")]
fn wrapping_key(key: &Key, info: &[&[u8]]) -> AesKek {
    let mut wrapping_key = Zeroizing::new([0; KEY_LEN]);
    expand(key, info, wrapping_key.as_mut_slice());
    AesKek::new(&AES_256, wrapping_key.as_slice()).expect("an AES-256 key of 32 bytes")
}
