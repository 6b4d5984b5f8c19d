//! Status lists (draft-ietf-oauth-status-list): two bits a ticket, in a signed CBOR Web Token.

use std::io::{Read, Write};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use domain::id::OrgId;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::json;

use crate::badge::moment;
use crate::cbor;
use crate::claims::{MAX_INDEX, MAX_URI, text_map};
use crate::cose::{self, Header, SIGNATURE, Sign1};
use crate::jws;
use crate::keys::{Point, Purpose, Trust};

/// The most bytes of a signed status list that are read.
pub const MAX_STATUS_LIST: usize = 4 * 1024 * 1024;
/// For how long a list is fresh, in seconds.
pub const TTL: i64 = 900;
/// For how long a list tells anything at all, in seconds.
pub const LIFETIME: i64 = 24 * 60 * 60;

const TYP: &str = "application/statuslist+cwt";
/// Bits of an entry, and how many of them a byte holds.
const BITS: u32 = 2;
const PER_BYTE: usize = 4;

// RFC 8392, section 4; draft-ietf-oauth-status-list, section 5.2.
const ISS: i64 = 1;
const SUB: i64 = 2;
const EXP: i64 = 4;
const IAT: i64 = 6;
const STATUS_LIST: i64 = 65_533;
const TTL_CLAIM: i64 = 65_534;

/// What a list tells of one pass or ticket (section 7 of the draft).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Good, for all that the list knows.
    Valid = 0,
    /// Revoked, for good.
    Invalid = 1,
    /// Suspended, for now.
    Suspended = 2,
    /// Never given by Credenza: nothing that is shown as good.
    Reserved = 3,
}

impl Status {
    const fn of(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Valid,
            1 => Self::Invalid,
            2 => Self::Suspended,
            _ => Self::Reserved,
        }
    }
}

/// A list in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusBits(Vec<u8>);

impl StatusBits {
    /// A list of at least so many entries, all valid. At most [`MAX_INDEX`] are made.
    #[must_use]
    pub fn new(entries: u32) -> Self {
        let entries = usize::try_from(entries.min(MAX_INDEX)).unwrap_or(0);
        Self(vec![0; entries.div_ceil(PER_BYTE)])
    }

    /// Sets an entry; false when the list is too short for it.
    pub fn set(&mut self, index: u32, status: Status) -> bool {
        let Some((byte, shift)) = place(index) else { return false };
        let Some(slot) = self.0.get_mut(byte) else { return false };
        *slot = (*slot & !(3 << shift)) | ((status as u8) << shift);
        true
    }

    /// One bit an entry, in a byte from its highest bit on, packed with GZIP, in base64url after the `u` of Multibase.
    fn to_bitstring(&self, purpose: BitstringPurpose) -> String {
        let half = |byte: u8| {
            (0..PER_BYTE).fold(0_u8, |bits, at| {
                let told = Status::of(byte >> (at * 2)) == purpose.told();
                (bits << 1) | u8::from(told)
            })
        };
        let bits: Vec<u8> = self
            .0
            .chunks(2)
            .map(|pair| match pair {
                [first, second] => (half(*first) << 4) | half(*second),
                [first, ..] => half(*first) << 4,
                [] => 0,
            })
            .collect();
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let _ = packed.write_all(&bits);
        format!("u{}", URL_SAFE_NO_PAD.encode(packed.finish().unwrap_or_default()))
    }

    /// An entry; `None` beyond the end.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Status> {
        let (byte, shift) = place(index)?;
        self.0.get(byte).map(|bits| Status::of(bits >> shift))
    }
}

/// Of what a list of single bits tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BitstringPurpose {
    /// What is revoked.
    Revocation,
    /// What is suspended.
    Suspension,
}

impl BitstringPurpose {
    /// Its name, at the end of the list's address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }

    const fn told(self) -> Status {
        match self {
            Self::Revocation => Status::Invalid,
            Self::Suspension => Status::Suspended,
        }
    }
}

/// Entries fill a byte from its lowest bits on.
fn place(index: u32) -> Option<(usize, u32)> {
    let index = usize::try_from(index).ok()?;
    Some((index / PER_BYTE, u32::try_from(index % PER_BYTE).ok()? * BITS))
}

/// A list, and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    /// The organization.
    pub issuer: OrgId,
    /// Where it is published: a pass names it by this.
    pub uri: String,
    /// When it was made, in seconds since 1970 (UTC).
    pub issued_at: i64,
    /// From when on it tells nothing, in seconds since 1970 (UTC).
    pub expires_at: i64,
    /// For how long it is fresh, in seconds.
    pub ttl: i64,
    /// The entries.
    pub entries: StatusBits,
}

/// Why a status list is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// Not a status list in a CBOR Web Token, or larger than is read.
    #[error("it is not a status list in a CBOR Web Token")]
    Malformed,
    /// Nobody who is trusted holds the key that it names.
    #[error("it is signed by a key that is not known for status lists")]
    UnknownKey,
    /// The key was given up.
    #[error("it is signed by a key that is no longer trusted")]
    Distrusted,
    /// The signature is wrong, the key was not in use when it was made, or it is another organization's.
    #[error("its signature is not good")]
    Forged,
}

impl StatusList {
    /// Signs the list as `application/statuslist+cwt`; see [`crate::mint`] about `sign`.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign<E>(
        &self,
        key: &Point,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<Vec<u8>, E> {
        let list = text_map(vec![("bits", BITS.into()), ("lst", Value::Bytes(self.compressed()))]);
        let claims = cbor::labelled(vec![
            (ISS, Value::Text(self.issuer.to_string())),
            (SUB, Value::Text(self.uri.clone())),
            (EXP, self.expires_at.into()),
            (IAT, self.issued_at.into()),
            (STATUS_LIST, list),
            (TTL_CLAIM, self.ttl.into()),
        ]);
        let header = Header { kid: Some(key.key_id()), typ: Some(TYP.into()) };
        cose::sign(&header, cbor::write(&claims), sign)
    }

    /// Signs the list as `application/statuslist+jwt` (section 5.1 of the draft), in the compact form of RFC 7515; see
    /// [`crate::mint`] about `sign`. It says the same as the other form.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign_jwt<E>(
        &self,
        key: &Point,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<String, E> {
        let header = json!({ "alg": "ES256", "kid": key.key_id().to_string(), "typ": "statuslist+jwt" });
        let claims = json!({
            "iss": self.issuer,
            "sub": self.uri,
            "iat": self.issued_at,
            "exp": self.expires_at,
            "ttl": self.ttl,
            "status_list": { "bits": BITS, "lst": URL_SAFE_NO_PAD.encode(self.compressed()) },
        });
        jws::sign(&header, &claims, sign)
    }

    /// Signs half of the list as a `BitstringStatusListCredential` (W3C, Bitstring Status List 1.0), secured as a JWT: the places
    /// that are revoked, or those that are suspended, for verifiers of Open Badges. `issuer` is the organization as an address, and
    /// `key_uri` is where the key is; the list's own address is that of the other forms, and `/` and the purpose.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign_bitstring<E>(
        &self,
        purpose: BitstringPurpose,
        issuer: &str,
        key_uri: &str,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<String, E> {
        let uri = format!("{}/{}", self.uri, purpose.as_str());
        let header = json!({ "alg": "ES256", "kid": key_uri, "typ": "vc+jwt" });
        let claims = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": uri,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer,
            "validFrom": moment(self.issued_at),
            "validUntil": moment(self.expires_at),
            "credentialSubject": {
                "id": format!("{uri}#list"),
                "type": "BitstringStatusList",
                "statusPurpose": purpose.as_str(),
                "encodedList": self.entries.to_bitstring(purpose),
                "ttl": self.ttl.saturating_mul(1000),
            },
            "iss": issuer,
            "jti": uri,
            "sub": format!("{uri}#list"),
            "exp": self.expires_at,
        });
        jws::sign(&header, &claims, sign)
    }

    fn compressed(&self) -> Vec<u8> {
        let mut compressed = ZlibEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let _ = compressed.write_all(&self.entries.0);
        compressed.finish().unwrap_or_default()
    }

    /// Reads a signed list and holds it against the keys that are trusted. Whether it is still good is asked later.
    ///
    /// # Errors
    /// [`StatusError`].
    pub fn read(bytes: &[u8], trust: &Trust) -> Result<Self, StatusError> {
        if bytes.len() > MAX_STATUS_LIST {
            return Err(StatusError::Malformed);
        }
        let signed = Sign1::read(bytes).ok_or(StatusError::Malformed)?;
        if signed.header.typ.as_deref() != Some(TYP) {
            return Err(StatusError::Malformed);
        }
        let id = signed.header.kid.ok_or(StatusError::Malformed)?;
        let key = trust.key(id, Purpose::Status).ok_or(StatusError::UnknownKey)?;
        if key.distrusted {
            return Err(StatusError::Distrusted);
        }
        // Nothing is unpacked before its maker is known.
        if !signed.is_signed_by(key.point.uncompressed()) {
            return Err(StatusError::Forged);
        }
        let list = Self::from_claims(&signed.payload).ok_or(StatusError::Malformed)?;
        if list.issuer != key.issuer || !(key.not_before..key.not_after).contains(&list.issued_at) {
            return Err(StatusError::Forged);
        }
        Ok(list)
    }

    fn from_claims(payload: &[u8]) -> Option<Self> {
        let (mut issuer, mut uri, mut expires_at, mut issued_at, mut ttl, mut entries) =
            (None, None, None, None, None, None);
        for (label, value) in cbor::labels(cbor::read(payload)?)? {
            match label {
                ISS => issuer = Some(OrgId::from_str(value.as_text()?).ok()?),
                SUB => uri = Some(value.into_text().ok().filter(|uri| uri.len() <= MAX_URI)?),
                EXP => expires_at = Some(cbor::integer(&value)?),
                IAT => issued_at = Some(cbor::integer(&value)?),
                TTL_CLAIM => ttl = Some(cbor::integer(&value).filter(|ttl| (1..=LIFETIME).contains(ttl))?),
                STATUS_LIST => entries = Some(unpack(value)?),
                _ => return None,
            }
        }
        let list = Self {
            issuer: issuer?,
            uri: uri?,
            issued_at: issued_at?,
            expires_at: expires_at?,
            ttl: ttl?,
            entries: entries?,
        };
        let lifetime = list.expires_at.checked_sub(list.issued_at)?;
        (1..=LIFETIME).contains(&lifetime).then_some(list)
    }
}

fn unpack(value: Value) -> Option<StatusBits> {
    // In the order of deterministic CBOR: the shorter key first.
    let [(lst, packed), (bits, width)] = <[_; 2]>::try_from(value.into_map().ok()?).ok()?;
    if bits.as_text() != Some("bits")
        || lst.as_text() != Some("lst")
        || cbor::integer(&width) != Some(BITS.into())
    {
        return None;
    }
    let packed = packed.into_bytes().ok()?;
    let most = u64::from(MAX_INDEX) / u64::try_from(PER_BYTE).ok()?;
    let (mut bytes, mut unpacked) = (Vec::new(), ZlibDecoder::new(packed.as_slice()));
    unpacked.by_ref().take(most + 1).read_to_end(&mut bytes).ok()?;
    let all_read = unpacked.total_in() == u64::try_from(packed.len()).ok()?;
    (all_read && u64::try_from(bytes.len()).ok()? <= most).then_some(StatusBits(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;

    #[test]
    fn a_bitstring_tells_what_the_list_tells() {
        let mut bits = StatusBits::new(131_072);
        for (place, status) in [
            (0, Status::Invalid),
            (5, Status::Suspended),
            (11, Status::Invalid),
            (131_071, Status::Suspended),
        ] {
            assert!(bits.set(place, status));
        }
        for purpose in [BitstringPurpose::Revocation, BitstringPurpose::Suspension] {
            let text = bits.to_bitstring(purpose);
            let packed = URL_SAFE_NO_PAD.decode(text.strip_prefix('u').unwrap()).unwrap();
            let mut unpacked = Vec::new();
            GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked.len(), 131_072 / 8);
            for place in 0..131_072_u32 {
                // The first bit is the highest of the first byte.
                let set = unpacked[place as usize / 8] & (0x80 >> (place % 8)) != 0;
                assert_eq!(set, bits.get(place).unwrap() == purpose.told(), "{place}");
            }
        }
    }

    /// The draft's own lists of two bits, appendix C.2 and section 4.
    #[test]
    fn lists_of_the_draft_are_read_as_it_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/status/draft.json");
        let lists: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut seen = 0;
        for list in lists.iter().filter(|list| list["bits"] == BITS) {
            let packed = URL_SAFE_NO_PAD.decode(list["lst"].as_str().unwrap()).unwrap();
            let read = |packed: Vec<u8>| {
                unpack(text_map(vec![("bits", BITS.into()), ("lst", Value::Bytes(packed))]))
            };
            assert!(read(packed[..packed.len() - 1].to_vec()).is_none(), "cut off");
            let bits = read(packed).unwrap();
            let size = u32::try_from(list["size"].as_u64().unwrap()).unwrap();
            for index in 0..size {
                let said = list["entries"].get(index.to_string()).and_then(serde_json::Value::as_u64);
                assert_eq!(u64::from(bits.get(index).unwrap() as u8), said.unwrap_or(0), "{index}");
            }
            assert_eq!(bits.get(size), None);
            seen += 1;
        }
        assert_eq!(seen, 2);
    }
}
