//! The public key of a phone, as it comes from the phone: a JWK (RFC 7517), as browsers export it, or a COSE key (RFC 9052,
//! section 7), as other programs write it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde::Deserialize;

use crate::cbor;
use crate::cose::ES256;
use crate::keys::{ALG, COORDINATE, CRV, DeviceKey, EC2, KTY, P256, Point, X, Y};

/// The most bytes of a device's key that are read; one has some hundred.
pub const MAX_DEVICE_KEY: usize = 1024;

/// The label of a COSE key's private half (RFC 9053, section 7.1.1).
const D: i64 = -4;

/// Why a text or bytes are not taken as the key of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceKeyError {
    /// Not in one of the two forms, or larger than [`MAX_DEVICE_KEY`].
    #[error("it is neither a JWK nor a COSE key")]
    Malformed,
    /// Of another type, curve or algorithm.
    #[error("it is not a key on P-256 for ES256")]
    Kind,
    /// Its coordinates are no point on the curve.
    #[error("it is not a point on the curve")]
    Point,
    /// It has its private half with it, which must never leave the phone.
    #[error("it has its private half with it")]
    Private,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    alg: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<serde::de::IgnoredAny>,
}

impl Point {
    /// Reads the public key of a phone or a wallet: a JWK, in JSON. Members that say nothing of the point, such as `ext` and
    /// `key_ops`, are passed over.
    ///
    /// # Errors
    /// [`DeviceKeyError`].
    pub fn from_jwk(json: &str) -> Result<Self, DeviceKeyError> {
        if json.len() > MAX_DEVICE_KEY {
            return Err(DeviceKeyError::Malformed);
        }
        let jwk: Jwk = serde_json::from_str(json).map_err(|_| DeviceKeyError::Malformed)?;
        if jwk.d.is_some() {
            return Err(DeviceKeyError::Private);
        }
        let is_es256 = jwk.alg.is_none_or(|alg| alg == "ES256");
        if jwk.kty != "EC" || jwk.crv.as_deref() != Some("P-256") || !is_es256 {
            return Err(DeviceKeyError::Kind);
        }
        let coordinate = |text: Option<String>| -> Option<[u8; COORDINATE]> {
            URL_SAFE_NO_PAD.decode(text?).ok()?.try_into().ok()
        };
        let (x, y) = coordinate(jwk.x).zip(coordinate(jwk.y)).ok_or(DeviceKeyError::Malformed)?;
        Self::new(&x, &y).ok_or(DeviceKeyError::Point)
    }
}

impl DeviceKey {
    /// Reads a JWK, as [`Point::from_jwk`].
    ///
    /// # Errors
    /// [`DeviceKeyError`].
    pub fn from_jwk(json: &str) -> Result<Self, DeviceKeyError> {
        Point::from_jwk(json).map(Self::from)
    }

    /// Reads a COSE key: its y in full, or as the sign that compression leaves of it. It need not be deterministic; what is
    /// signed with it is. A label that comes twice, or is no number, is refused.
    ///
    /// # Errors
    /// [`DeviceKeyError`].
    pub fn from_cose(bytes: &[u8]) -> Result<Self, DeviceKeyError> {
        let members = members(bytes).ok_or(DeviceKeyError::Malformed)?;
        let member = |label| members.iter().find(|(found, _)| *found == label).map(|(_, value)| value);
        if member(D).is_some() {
            return Err(DeviceKeyError::Private);
        }
        let is = |label, wanted| member(label).and_then(cbor::integer) == Some(wanted);
        if !is(KTY, EC2) || !is(CRV, P256) || member(ALG).is_some() && !is(ALG, ES256) {
            return Err(DeviceKeyError::Kind);
        }
        let coordinate = |value: &Value| <[u8; COORDINATE]>::try_from(value.as_bytes()?.as_slice()).ok();
        let x = member(X).and_then(coordinate).ok_or(DeviceKeyError::Malformed)?;
        let key = match member(Y) {
            Some(Value::Bool(sign)) => Self::new(&x, *sign),
            Some(y) => {
                let y = coordinate(y).ok_or(DeviceKeyError::Malformed)?;
                Point::new(&x, &y).map(Self::from)
            }
            None => return Err(DeviceKeyError::Malformed),
        };
        key.ok_or(DeviceKeyError::Point)
    }

    /// The key in compressed form (SEC 1, section 2.3.3); `None` when it is not on the curve.
    #[must_use]
    pub fn from_compressed(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 1 + COORDINATE] = bytes.try_into().ok()?;
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).ok()?;
        let [sign @ (2 | 3), x @ ..] = bytes else { return None };
        Self::new(&x, sign == 3)
    }
}

fn members(bytes: &[u8]) -> Option<Vec<(i64, Value)>> {
    if bytes.len() > MAX_DEVICE_KEY {
        return None;
    }
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, cbor::MAX_DEPTH).ok()?;
    let mut members = cbor::labels(value)?;
    members.sort_by_key(|(label, _)| *label);
    let once = members.is_sorted_by(|(one, _), (next, _)| one < next);
    (rest.is_empty() && once).then_some(members)
}
