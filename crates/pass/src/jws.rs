//! JSON Web Signatures in compact form (RFC 7515) with ES256: the envelope of what wallets are given.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::cose::SIGNATURE;
use crate::json;

/// The one algorithm. That of a trusted key decides; a header that says otherwise is refused, not followed.
pub(crate) const ES256: &str = "ES256";

/// A signed object that was read, and of which nobody knows yet whether its signature is good.
#[derive(Debug)]
pub(crate) struct Jws<'a> {
    pub(crate) kid: Option<String>,
    pub(crate) claims: Map<String, Value>,
    message: &'a str,
    signature: [u8; SIGNATURE],
}

impl<'a> Jws<'a> {
    /// Reads one of this type; `None` for anything else, for another algorithm, and for a header with `crit`, since nothing that
    /// could stand there is known here.
    pub(crate) fn read(text: &'a str, typ: &str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let object = |part: &str| json::read_object(&URL_SAFE_NO_PAD.decode(part).ok()?);
        let header = object(header)?;
        let is = |member: &str, wanted: &str| header.get(member).and_then(Value::as_str) == Some(wanted);
        if !is("alg", ES256) || !is("typ", typ) || header.contains_key("crit") {
            return None;
        }
        let kid = match header.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str()?.to_owned()),
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
        Some(Self { kid, claims: object(claims)?, message, signature })
    }

    /// Whether the holder of the key made it: a point on P-256, uncompressed.
    pub(crate) fn is_signed_by(&self, key: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        key.verify(self.message.as_bytes(), &self.signature).is_ok()
    }
}

/// Signs; see [`crate::mint`] about `sign`.
pub(crate) fn sign<E>(
    header: &Value,
    claims: &Value,
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<String, E> {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes())?);
    Ok(format!("{message}.{signature}"))
}
