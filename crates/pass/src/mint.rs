//! Making passes. Keys are the caller's: `sign` gets the bytes that are signed, and answers with an ES256 signature, r and s
//! in 32 bytes each, big-endian.

use std::convert::Infallible;

use ciborium::Value;

use crate::cbor;
use crate::claims::Claims;
use crate::cose::{self, Header, SIGNATURE};
use crate::keys::Point;
use crate::{KeyId, MAX_TOKEN};

/// Bytes of the nonce of a live pass.
pub const NONCE: usize = 8;

pub(crate) const IAT: i64 = 6;
/// RFC 9711, section 4.1.
pub(crate) const NONCE_CLAIM: i64 = 10;
/// The pass that is shown live.
pub(crate) const INNER: i64 = -70_010;

/// Why no pass was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MintError<E> {
    /// What it should say may not stand on a pass; see the limits of [`Claims`].
    #[error("these claims may not stand on a pass")]
    Claims,
    /// It would be longer than [`MAX_TOKEN`].
    #[error("the pass would be too long")]
    TooLong,
    /// The signature could not be had.
    #[error("no signature: {0}")]
    Sign(E),
}

/// Makes a pass, under the organization's key.
///
/// # Errors
/// [`MintError`].
pub fn mint<E>(
    claims: &Claims,
    key: &Point,
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<Vec<u8>, MintError<E>> {
    if !claims.are_sound() {
        return Err(MintError::Claims);
    }
    let header = Header { kid: Some(key.key_id()), typ: None };
    bounded(cose::sign(&header, claims.to_bytes(), sign).map_err(MintError::Sign)?)
}

/// How many bytes [`mint`] makes of these claims: as many under one key as under another.
#[must_use]
pub fn minted_length(claims: &Claims) -> usize {
    let header = Header { kid: Some(KeyId([0; KeyId::LEN])), typ: None };
    let unsigned = cose::sign(&header, claims.to_bytes(), |_| Ok::<_, Infallible>([0; SIGNATURE]));
    unsigned.map_or_else(|never| match never {}, |token| token.len())
}

/// Shows a pass live: signs it, now, with the key in the worker's phone. `nonce` is random, or what the scanner asked for.
///
/// # Errors
/// [`MintError`].
pub fn mint_live<E>(
    pass: &[u8],
    now: i64,
    nonce: &[u8; NONCE],
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<Vec<u8>, MintError<E>> {
    let claims = cbor::labelled(vec![
        (IAT, now.into()),
        (NONCE_CLAIM, Value::Bytes(nonce.to_vec())),
        (INNER, Value::Bytes(pass.to_vec())),
    ]);
    let header = Header { kid: None, typ: None };
    bounded(cose::sign(&header, cbor::write(&claims), sign).map_err(MintError::Sign)?)
}

fn bounded<E>(token: Vec<u8>) -> Result<Vec<u8>, MintError<E>> {
    if token.len() > MAX_TOKEN { Err(MintError::TooLong) } else { Ok(token) }
}
