//! The proof with which a phone enrols: it holds the key, and follows the link.

use aws_lc_rs::digest::{SHA256, digest};
use ciborium::Value;

use super::{HASH, bytes, header, moment, payload_by, read_signed};
use crate::cbor;
use crate::cose::{self, SIGNATURE};
use crate::keys::Point;

/// The most bytes of a proof.
pub const MAX_PROOF: usize = 512;

const TYP: &str = "application/credenza-enroll+cbor";
const TOKEN: i64 = 1;
const AT: i64 = 2;
const KEY: i64 = 3;

/// That somebody holds a key and follows a link, at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of the link's token.
    pub token_hash: [u8; HASH],
    /// When, by the phone, in seconds since 1970 (UTC).
    pub at: i64,
    /// SHA-256 of the key as a COSE key.
    pub key_hash: [u8; HASH],
}

impl Proof {
    /// The proof that belongs to a key.
    #[must_use]
    pub fn new(token_hash: [u8; HASH], at: i64, key: &Point) -> Self {
        Self { token_hash, at, key_hash: key_hash(key) }
    }

    /// Signs it; see [`crate::mint`] about `sign`.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign<E>(&self, sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>) -> Result<Vec<u8>, E> {
        cose::sign(&header(TYP), self.payload(), sign)
    }

    /// Reads one that this key signed, and that names this key; `None` for anything else.
    #[must_use]
    pub fn read(proof: &[u8], key: &Point) -> Option<Self> {
        let signed = read_signed(proof, MAX_PROOF, TYP)?;
        let read = Self::from_unsigned_payload(payload_by(&signed, key)?)?;
        (read.key_hash == key_hash(key)).then_some(read)
    }

    /// What a payload says **that nobody signed**; `None` for what is not in the one form of a proof.
    #[must_use]
    pub fn from_unsigned_payload(payload: &[u8]) -> Option<Self> {
        let members = cbor::labels(cbor::read(payload)?)?;
        let [(TOKEN, token), (AT, at), (KEY, named)] = <[_; 3]>::try_from(members).ok()? else { return None };
        Some(Self { token_hash: bytes(token)?, at: moment(&at)?, key_hash: bytes(named)? })
    }

    /// Where the log of the epoch begins: the SHA-256 of what was signed.
    #[must_use]
    pub fn head(&self) -> [u8; HASH] {
        sha256(&self.payload())
    }

    /// What is signed.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        cbor::write(&cbor::labelled(vec![
            (TOKEN, Value::Bytes(self.token_hash.to_vec())),
            (AT, self.at.into()),
            (KEY, Value::Bytes(self.key_hash.to_vec())),
        ]))
    }
}

fn key_hash(key: &Point) -> [u8; HASH] {
    sha256(&key.to_cose_key())
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; HASH] {
    let (hash, mut all) = (digest(&SHA256, bytes), [0; HASH]);
    all.copy_from_slice(hash.as_ref());
    all
}
