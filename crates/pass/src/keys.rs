//! Public keys that a verifier trusts: whose they are, for what and for how long. They come as a COSE key set (RFC 9052,
//! section 7) or a JWK set (RFC 7517), with the same members in both.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use ciborium::Value;
use domain::id::OrgId;
use serde::{Deserialize, Serialize};

use crate::cbor;
use crate::cose::ES256;
use crate::jwks::read_jwks;

/// The most bytes of a key set that are read: some thousand keys.
pub const MAX_KEY_SET: usize = 512 * 1024;

pub(crate) const COORDINATE: usize = 32;

// Labels of a COSE key (RFC 9052, section 7.1; RFC 9053, section 7.1.1), and private ones, below -65536.
pub(crate) const KTY: i64 = 1;
const KID: i64 = 2;
pub(crate) const ALG: i64 = 3;
const KEY_OPS: i64 = 4;
pub(crate) const CRV: i64 = -1;
pub(crate) const X: i64 = -2;
pub(crate) const Y: i64 = -3;
const ISSUER: i64 = -70_001;
const PURPOSE: i64 = -70_002;
const NOT_BEFORE: i64 = -70_003;
const NOT_AFTER: i64 = -70_004;
const DISTRUSTED: i64 = -70_005;
pub(crate) const EC2: i64 = 2;
pub(crate) const P256: i64 = 1;

/// A public key on P-256, that is on the curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point([u8; 1 + 2 * COORDINATE]);

impl Point {
    /// The point with these coordinates, big-endian; `None` when it is not on the curve.
    #[must_use]
    pub fn new(x: &[u8; COORDINATE], y: &[u8; COORDINATE]) -> Option<Self> {
        let mut bytes = [4; 1 + 2 * COORDINATE];
        bytes[1..=COORDINATE].copy_from_slice(x);
        bytes[1 + COORDINATE..].copy_from_slice(y);
        Self::from_uncompressed(&bytes)
    }

    /// The point in uncompressed form (SEC 1, section 2.3.3); `None` when it is not on the curve.
    #[must_use]
    pub fn from_uncompressed(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 1 + 2 * COORDINATE] = bytes.try_into().ok()?;
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).ok()?;
        (bytes[0] == 4).then_some(Self(bytes))
    }

    /// In uncompressed form.
    #[must_use]
    pub fn uncompressed(&self) -> &[u8] {
        &self.0
    }

    /// Its coordinates, big-endian.
    #[must_use]
    pub fn coordinates(&self) -> (&[u8], &[u8]) {
        self.0[1..].split_at(COORDINATE)
    }

    /// Its key id: the first eight bytes of the COSE key thumbprint with SHA-256 (RFC 9679).
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId(self.thumbprint())
    }

    /// For people to compare: the first sixteen bytes of the same, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(self.thumbprint::<16>())
    }

    /// The first bytes of the COSE key thumbprint, 32 at most.
    fn thumbprint<const LEN: usize>(&self) -> [u8; LEN] {
        let (hash, mut first) = (digest(&SHA256, &self.to_cose_key()), [0; LEN]);
        for (slot, byte) in first.iter_mut().zip(hash.as_ref()) {
            *slot = *byte;
        }
        first
    }

    /// As a COSE key with no members but those that make it what it is, in deterministic CBOR.
    #[must_use]
    pub fn to_cose_key(&self) -> Vec<u8> {
        cbor::write(&cbor::labelled(self.required_members()))
    }

    /// Reads such a COSE key; `None` for anything else.
    #[must_use]
    pub fn from_cose_key(bytes: &[u8]) -> Option<Self> {
        let point = Self::from_members(&cbor::labels(cbor::read(bytes)?)?)?;
        (point.to_cose_key() == bytes).then_some(point)
    }

    /// The members of a COSE key that make it what it is.
    fn required_members(&self) -> Vec<(i64, Value)> {
        let (x, y) = self.coordinates();
        vec![
            (KTY, EC2.into()),
            (CRV, P256.into()),
            (X, Value::Bytes(x.to_vec())),
            (Y, Value::Bytes(y.to_vec())),
        ]
    }

    fn from_members(members: &[(i64, Value)]) -> Option<Self> {
        let member = |label| members.iter().find(|(found, _)| *found == label).map(|(_, value)| value);
        let coordinate = |label| <[u8; COORDINATE]>::try_from(member(label)?.as_bytes()?.as_slice()).ok();
        let is = |label, value| member(label).and_then(cbor::integer) == Some(value);
        if !is(KTY, EC2) || !is(CRV, P256) {
            return None;
        }
        Self::new(&coordinate(X)?, &coordinate(Y)?)
    }
}

/// The key in a worker's phone, as a pass names it: compressed (RFC 9053, section 7.1.1), which saves a fifth of the code's
/// modules.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceKey([u8; 1 + COORDINATE]);

impl DeviceKey {
    /// The key with this x, big-endian, and this sign of y; `None` when there is none on the curve.
    #[must_use]
    pub fn new(x: &[u8; COORDINATE], sign: bool) -> Option<Self> {
        let mut bytes = [2 + u8::from(sign); 1 + COORDINATE];
        bytes[1..].copy_from_slice(x);
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).ok()?;
        Some(Self(bytes))
    }

    /// In compressed form (SEC 1, section 2.3.3).
    #[must_use]
    pub fn compressed(&self) -> &[u8] {
        &self.0
    }

    /// As a COSE key, as `cnf` holds it (RFC 8747, section 3.2).
    pub(crate) fn to_cose_key(self) -> Value {
        let [sign, x @ ..] = self.0;
        cbor::labelled(vec![
            (KTY, EC2.into()),
            (CRV, P256.into()),
            (X, Value::Bytes(x.to_vec())),
            (Y, Value::Bool(sign == 3)),
        ])
    }

    /// From a COSE key with just those members.
    pub(crate) fn from_cose_key(value: Value) -> Option<Self> {
        let members: [(i64, Value); 4] = cbor::labels(value)?.try_into().ok()?;
        // In the order of deterministic CBOR.
        let [(KTY, kty), (CRV, crv), (X, x), (Y, Value::Bool(sign))] = members else { return None };
        let fits = cbor::integer(&kty) == Some(EC2) && cbor::integer(&crv) == Some(P256);
        let x = x.into_bytes().ok()?.try_into().ok()?;
        if fits { Self::new(&x, sign) } else { None }
    }
}

impl From<Point> for DeviceKey {
    fn from(point: Point) -> Self {
        let (mut bytes, (x, y)) = ([2; 1 + COORDINATE], point.coordinates());
        bytes[1..].copy_from_slice(x);
        bytes[0] += y.last().map_or(0, |last| last & 1);
        Self(bytes)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", hex::encode(self.0))
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Point({})", hex::encode(self.0))
    }
}

/// The name of a key in a header; see [`Point::key_id`]. Its text form is hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub [u8; KeyId::LEN]);

impl KeyId {
    /// Bytes of a key id.
    pub const LEN: usize = 8;
}

impl FromStr for KeyId {
    type Err = hex::FromHexError;

    /// Its text form, in lower case alone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; Self::LEN];
        hex::decode_to_slice(text, &mut id)?;
        match text.bytes().position(|byte| byte.is_ascii_uppercase()) {
            Some(index) => Err(hex::FromHexError::InvalidHexCharacter { c: 'A', index }),
            None => Ok(Self(id)),
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What a key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Passes.
    Pass,
    /// Status lists.
    Status,
    /// Credentials for wallets.
    Wallet,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Status, Self::Wallet];

    /// Its name in key sets.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Status => "status",
            Self::Wallet => "wallet",
        }
    }

    /// The purpose of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }
}

/// A key that a verifier knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub point: Point,
    /// The organization that holds its private half.
    pub issuer: OrgId,
    /// What it may sign.
    pub purpose: Purpose,
    /// From when it signs, in seconds since 1970 (UTC).
    pub not_before: i64,
    /// Until when it signs, in seconds since 1970 (UTC), not included.
    pub not_after: i64,
    /// Whether it was given up: nothing that it ever signed is believed.
    pub distrusted: bool,
}

/// Why a key set is refused, whole: whoever made it made a mistake, and half a key set gives half the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Larger than [`MAX_KEY_SET`].
    #[error("it is too large for a key set")]
    TooLarge,
    /// Neither a COSE key set in deterministic CBOR nor a JWK set.
    #[error("it is neither a COSE key set nor a JWK set")]
    Malformed,
    /// A key lacks a member, or has one that does not fit.
    #[error("a key in it is not one of Credenza's: P-256 with ES256, an issuer, a purpose and a validity")]
    Key,
    /// A key id is not that of the key, or comes twice.
    #[error("a key id in it is not that of its key, or comes twice")]
    KeyId,
}

/// The keys that a verifier knows, by their ids; and, when they come from a [`crate::TrustPack`], what it says besides.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    keys: HashMap<KeyId, (TrustedKey, ParsedPublicKey)>,
    /// The organizations' names, as the root tells them.
    pub(crate) names: BTreeMap<OrgId, String>,
    /// From when until when the pack is good, in seconds since 1970 (UTC).
    pub(crate) times: Option<Range<i64>>,
}

impl Trust {
    /// Knows these keys.
    ///
    /// # Errors
    /// [`KeySetError::KeyId`] when a key comes twice.
    pub fn new(keys: impl IntoIterator<Item = TrustedKey>) -> Result<Self, KeySetError> {
        let mut known = HashMap::new();
        for key in keys {
            let prepared = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.point.uncompressed())
                .map_err(|_| KeySetError::Key)?;
            if known.insert(key.point.key_id(), (key, prepared)).is_some() {
                return Err(KeySetError::KeyId);
            }
        }
        Ok(Self { keys: known, ..Self::default() })
    }

    /// Reads a COSE key set or a JWK set.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn read(bytes: &[u8]) -> Result<Self, KeySetError> {
        if bytes.len() > MAX_KEY_SET {
            return Err(KeySetError::TooLarge);
        }
        if bytes.trim_ascii_start().starts_with(b"{") { read_jwks(bytes) } else { read_cose(bytes) }
    }

    /// The keys, in the order of their ids.
    #[must_use]
    pub fn keys(&self) -> Vec<(KeyId, &TrustedKey)> {
        let mut keys: Vec<_> = self.keys.iter().map(|(id, (key, _))| (*id, key)).collect();
        keys.sort_by_key(|(id, _)| id.0);
        keys
    }

    pub(crate) fn key(&self, id: KeyId, purpose: Purpose) -> Option<&TrustedKey> {
        self.prepared_key(id, purpose).map(|(key, _)| key)
    }

    /// A key, and the same as the library verifies with it: what it computes of a key first is computed once.
    pub(crate) fn prepared_key(
        &self,
        id: KeyId,
        purpose: Purpose,
    ) -> Option<(&TrustedKey, &ParsedPublicKey)> {
        self.keys.get(&id).filter(|(key, _)| key.purpose == purpose).map(|(key, prepared)| (key, prepared))
    }

    /// As a COSE key set, in deterministic CBOR.
    #[must_use]
    pub fn to_cose_key_set(&self) -> Vec<u8> {
        cbor::write(&self.to_cose_keys())
    }

    pub(crate) fn to_cose_keys(&self) -> Value {
        let keys = self.keys().into_iter().map(|(id, key)| {
            let mut members = key.point.required_members();
            members.extend([
                (KID, Value::Bytes(id.0.to_vec())),
                (ALG, ES256.into()),
                (ISSUER, Value::Text(key.issuer.to_string())),
                (PURPOSE, Value::Text(key.purpose.as_str().into())),
                (NOT_BEFORE, key.not_before.into()),
                (NOT_AFTER, key.not_after.into()),
            ]);
            if key.distrusted {
                members.push((DISTRUSTED, Value::Bool(true)));
            }
            cbor::labelled(members)
        });
        Value::Array(keys.collect())
    }
}

fn read_cose(bytes: &[u8]) -> Result<Trust, KeySetError> {
    read_cose_keys(cbor::read(bytes).ok_or(KeySetError::Malformed)?)
}

/// The keys of a COSE key set that was read as CBOR.
pub(crate) fn read_cose_keys(set: Value) -> Result<Trust, KeySetError> {
    let set = set.into_array().map_err(|_| KeySetError::Malformed)?;
    let mut keys = Vec::with_capacity(set.len());
    for key in set {
        let members = cbor::labels(key).ok_or(KeySetError::Malformed)?;
        let (id, key) = cose_key(&members).ok_or(KeySetError::Key)?;
        if key.point.key_id() != id {
            return Err(KeySetError::KeyId);
        }
        keys.push(key);
    }
    Trust::new(keys)
}

fn cose_key(members: &[(i64, Value)]) -> Option<(KeyId, TrustedKey)> {
    let point = Point::from_members(members)?;
    let (mut id, mut issuer, mut purpose) = (None, None, None);
    let (mut algorithm, mut not_before, mut not_after, mut distrusted) = (None, None, None, false);
    for (label, value) in members {
        match *label {
            KTY | CRV | X | Y | KEY_OPS => {}
            KID => id = Some(KeyId(value.as_bytes()?.as_slice().try_into().ok()?)),
            ALG => algorithm = cbor::integer(value),
            ISSUER => issuer = Some(OrgId::from_str(value.as_text()?).ok()?),
            PURPOSE => purpose = Some(Purpose::from_name(value.as_text()?)?),
            NOT_BEFORE => not_before = Some(cbor::integer(value)?),
            NOT_AFTER => not_after = Some(cbor::integer(value)?),
            DISTRUSTED => distrusted = value.as_bool()?,
            _ => return None,
        }
    }
    let (not_before, not_after) = (not_before?, not_after?);
    let fits = algorithm == Some(ES256) && not_before < not_after;
    let key = TrustedKey { point, issuer: issuer?, purpose: purpose?, not_before, not_after, distrusted };
    fits.then_some((id?, key))
}
