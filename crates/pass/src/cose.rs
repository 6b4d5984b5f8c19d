//! `COSE_Sign1` (RFC 9052, section 4.2) with ES256, as passes, live passes and status lists use it: tagged, everything
//! protected, the payload inside.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, UnparsedPublicKey};
use ciborium::Value;

use crate::KeyId;
use crate::cbor;

/// Tag of a `COSE_Sign1`.
const SIGN1: u64 = 18;
/// ES256 (RFC 9053, section 2.1).
pub(crate) const ES256: i64 = -7;
/// Bytes of a signature: r and s.
pub(crate) const SIGNATURE: usize = 64;

const ALG: i64 = 1;
const KID: i64 = 4;
const TYP: i64 = 16;

/// The protected header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kid: Option<KeyId>,
    /// RFC 9596.
    pub(crate) typ: Option<String>,
}

/// A `COSE_Sign1` that was read, and of which nobody knows yet whether its signature is good.
#[derive(Debug, Clone)]
pub(crate) struct Sign1 {
    pub(crate) header: Header,
    protected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Sign1 {
    /// Reads one; `None` for anything else, for another algorithm, for a header that names what is not known here (and so
    /// for any `crit`), for an unprotected header that is not empty.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let Value::Tag(SIGN1, inner) = cbor::read(bytes)? else { return None };
        let parts: [Value; 4] = inner.into_array().ok()?.try_into().ok()?;
        let [protected, unprotected, payload, signature] = parts;
        let protected = protected.into_bytes().ok()?;
        if !unprotected.into_map().ok()?.is_empty() {
            return None;
        }
        let header = Header::read(&protected)?;
        let (payload, signature) = (payload.into_bytes().ok()?, signature.into_bytes().ok()?);
        (signature.len() == SIGNATURE).then_some(Self { header, protected, payload, signature })
    }

    /// Whether the holder of the key made it: a point on P-256, compressed or not.
    pub(crate) fn is_signed_by(&self, key: &[u8]) -> bool {
        let message = to_be_signed(&self.protected, &self.payload);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(&message, &self.signature).is_ok()
    }

    /// The same, with a key that was made ready for it.
    pub(crate) fn is_signed_by_prepared(&self, key: &ParsedPublicKey) -> bool {
        key.verify_sig(&to_be_signed(&self.protected, &self.payload), &self.signature).is_ok()
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut alg, mut header) = (None, Self { kid: None, typ: None });
        for (label, value) in cbor::labels(cbor::read(bytes)?)? {
            match label {
                ALG => alg = cbor::integer(&value),
                KID => header.kid = Some(KeyId(value.into_bytes().ok()?.try_into().ok()?)),
                TYP => header.typ = Some(value.into_text().ok()?),
                _ => return None,
            }
        }
        (alg == Some(ES256)).then_some(header)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut entries = vec![(ALG, ES256.into())];
        entries.extend(self.kid.map(|kid| (KID, Value::Bytes(kid.0.to_vec()))));
        entries.extend(self.typ.clone().map(|typ| (TYP, Value::Text(typ))));
        cbor::write(&cbor::labelled(entries))
    }
}

/// Signs: `sign` gets the bytes that are signed, and answers with r and s, 32 bytes each, big-endian. The key may lie in a
/// key management service.
pub(crate) fn sign<E>(
    header: &Header,
    payload: Vec<u8>,
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<Vec<u8>, E> {
    let protected = header.bytes();
    let signature = sign(&to_be_signed(&protected, &payload))?;
    let parts = vec![
        Value::Bytes(protected),
        Value::Map(Vec::new()),
        Value::Bytes(payload),
        Value::Bytes(signature.to_vec()),
    ];
    Ok(cbor::write(&Value::Tag(SIGN1, Box::new(Value::Array(parts)))))
}

/// `Sig_structure` (RFC 9052, section 4.4), without external data.
fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor::write(&Value::Array(vec![
        Value::Text("Signature1".into()),
        Value::Bytes(protected.to_vec()),
        Value::Bytes(Vec::new()),
        Value::Bytes(payload.to_vec()),
    ]))
}
