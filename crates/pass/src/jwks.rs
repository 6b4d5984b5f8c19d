//! Keys as JSON: as a JWK set (RFC 7517), and as single JWKs.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::OrgId;
use serde::{Deserialize, Serialize};

use crate::keys::{COORDINATE, KeyId, KeySetError, Point, Purpose, Trust, TrustedKey};

impl Point {
    /// As a JWK with no members but those that make it what it is, in the order of RFC 7638.
    #[must_use]
    pub fn to_jwk(&self) -> serde_json::Value {
        let (x, y) = self.coordinates();
        let [x, y] = [x, y].map(|coordinate| URL_SAFE_NO_PAD.encode(coordinate));
        serde_json::json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y })
    }
}

impl Trust {
    /// As a JWK set, in JSON.
    #[must_use]
    pub fn to_jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.keys().into_iter().map(|(id, key)| Jwk::new(id, key)).collect();
        serde_json::json!({ "keys": keys })
    }

    /// The keys for wallets that were not given up, as a JWK set, in JSON: for verifiers that look for nothing but keys in it.
    #[must_use]
    pub fn to_wallet_jwks(&self) -> serde_json::Value {
        let good = |key: &TrustedKey| key.purpose == Purpose::Wallet && !key.distrusted;
        let keys = self.keys().into_iter().filter(|(_, key)| good(key));
        let keys: Vec<_> = keys.map(|(id, key)| Jwk::new(id, key)).collect();
        serde_json::json!({ "keys": keys })
    }

    /// A key that was not given up, as a JWK, in JSON.
    #[must_use]
    pub fn to_jwk(&self, id: KeyId) -> Option<serde_json::Value> {
        let (id, key) = self.keys().into_iter().find(|(known, key)| *known == id && !key.distrusted)?;
        serde_json::to_value(Jwk::new(id, key)).ok()
    }
}

#[derive(Serialize, Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

/// RFC 7517 and RFC 7518, section 6.2; `iss`, `purpose`, `nbf`, `exp` and `distrusted` are ours.
#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    alg: String,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    kid: String,
    x: String,
    y: String,
    iss: String,
    purpose: Purpose,
    nbf: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    distrusted: bool,
}

impl Jwk {
    fn new(id: KeyId, key: &TrustedKey) -> Self {
        let (x, y) = key.point.coordinates();
        Self {
            kty: "EC".into(),
            crv: "P-256".into(),
            alg: "ES256".into(),
            usage: Some("sig".into()),
            kid: id.to_string(),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
            iss: key.issuer.to_string(),
            purpose: key.purpose,
            nbf: key.not_before,
            exp: key.not_after,
            distrusted: key.distrusted,
        }
    }
}

/// Reads a JWK set.
///
/// # Errors
/// [`KeySetError`].
pub(crate) fn read_jwks(bytes: &[u8]) -> Result<Trust, KeySetError> {
    let set: Jwks = serde_json::from_slice(bytes).map_err(|_| KeySetError::Malformed)?;
    let coordinate =
        |text: &str| -> Option<[u8; COORDINATE]> { URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok() };
    let mut keys = Vec::with_capacity(set.keys.len());
    for jwk in set.keys {
        let fits = jwk.kty == "EC" && jwk.crv == "P-256" && jwk.alg == "ES256";
        let point = coordinate(&jwk.x).zip(coordinate(&jwk.y)).and_then(|(x, y)| Point::new(&x, &y));
        let (Some(point), true) = (point, fits && jwk.nbf < jwk.exp) else { return Err(KeySetError::Key) };
        if point.key_id().to_string() != jwk.kid {
            return Err(KeySetError::KeyId);
        }
        keys.push(TrustedKey {
            point,
            issuer: OrgId::from_str(&jwk.iss).map_err(|_| KeySetError::Key)?,
            purpose: jwk.purpose,
            not_before: jwk.nbf,
            not_after: jwk.exp,
            distrusted: jwk.distrusted,
        });
    }
    Trust::new(keys)
}
