//! What a phone asks with for its pass to be signed anew: a `COSE_Sign1` by the phone's key over the pass, the moment and a nonce. Its
//! type stands in what is signed, so that no showing at a gate is one, nor the other way around.

use ciborium::Value;

use crate::cbor;
use crate::cose::{self, Header, SIGNATURE, Sign1};
use crate::keys::DeviceKey;
use crate::mint::{IAT, NONCE, NONCE_CLAIM};

/// The most bytes of one that are read; it has some hundred and fifty.
pub const MAX_RENEWAL: usize = 512;
/// For so many seconds before and after it was made, one is taken.
pub const RENEWAL_SECONDS: i64 = 60;

const TYP: &str = "application/credenza-renewal+cwt";
/// RFC 8392, section 3.1.7.
const CTI: i64 = 7;

/// A phone's wish. Whose it is, [`Renewal::is_from`] says.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The pass.
    pub pass: [u8; 16],
    /// When it was asked for, by the phone's clock, in seconds since 1970 (UTC).
    pub asked_at: i64,
    signed: Sign1,
}

impl Renewal {
    /// Reads one; `None` for anything else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_RENEWAL {
            return None;
        }
        let signed = Sign1::read(bytes)?;
        if signed.header.typ.as_deref() != Some(TYP) || signed.header.kid.is_some() {
            return None;
        }
        let claims: [(i64, Value); 3] = cbor::labels(cbor::read(&signed.payload)?)?.try_into().ok()?;
        // In the order of deterministic CBOR.
        let [(IAT, asked_at), (CTI, pass), (NONCE_CLAIM, nonce)] = claims else { return None };
        let _: [u8; NONCE] = nonce.into_bytes().ok()?.try_into().ok()?;
        let pass = pass.into_bytes().ok()?.try_into().ok()?;
        Some(Self { pass, asked_at: cbor::integer(&asked_at)?, signed })
    }

    /// Whether the phone with this key made it.
    #[must_use]
    pub fn is_from(&self, key: &DeviceKey) -> bool {
        self.signed.is_signed_by(key.compressed())
    }

    /// Whether it was made now, in seconds since 1970 (UTC).
    #[must_use]
    pub fn is_of(&self, now: i64) -> bool {
        now.checked_sub(self.asked_at).is_some_and(|age| age.abs() <= RENEWAL_SECONDS)
    }
}

/// Asks for a pass to be signed anew; `sign` signs with the phone's key, see [`crate::mint`].
///
/// # Errors
/// Those of `sign`.
pub fn ask_renewal<E>(
    pass: &[u8; 16],
    now: i64,
    nonce: &[u8; NONCE],
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<Vec<u8>, E> {
    let claims = cbor::labelled(vec![
        (IAT, now.into()),
        (CTI, Value::Bytes(pass.to_vec())),
        (NONCE_CLAIM, Value::Bytes(nonce.to_vec())),
    ]);
    cose::sign(&Header { kid: None, typ: Some(TYP.into()) }, cbor::write(&claims), sign)
}
