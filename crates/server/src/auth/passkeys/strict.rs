//! What is checked before the library sees an answer, since it would let it pass, or would read it in another way than
//! somebody else: Web Authentication Level 3, sections 5.8.1, 6.1, 6.5.1 and 7.

use ciborium::Value;
use serde::Deserialize;

use super::refusal::Refusal;

/// The most bytes of client data. Browsers write some 250.
const MAX_CLIENT_DATA: usize = 4096;
/// The most bytes of CBOR, in all: a credential id of 1023 bytes and an RSA key stay far below.
const MAX_CBOR: usize = 16 * 1024;
/// How deep CBOR may nest; an attestation object needs three.
const MAX_DEPTH: usize = 8;
/// The shortest credential id that is hard to guess, and the longest there is (6.5.1).
const CREDENTIAL_ID: std::ops::RangeInclusive<usize> = 16..=1023;

/// ES256 with a P-256 key (RFC 9053, 2.1).
pub(super) const ES256: i64 = -7;
/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812, 2): what Windows Hello makes on older machines.
pub(super) const RS256: i64 = -257;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKUP_STATE: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// What a ceremony expects of the client data.
pub(super) struct Expected<'a> {
    /// `webauthn.create` or `webauthn.get`.
    pub(super) kind: &'a str,
    /// In base64url, as it was sent.
    pub(super) challenge: &'a str,
    pub(super) origin: &'a str,
    /// SHA-256 of the relying party's id.
    pub(super) rp_id_hash: [u8; 32],
}

/// Members that are not here may come: the specification lets browsers add some. Members that are here come once.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<String>,
}

/// Authenticator data (6.1).
pub(super) struct AuthenticatorData {
    pub(super) sign_count: u32,
    pub(super) backed_up: bool,
    /// The attested credential's id, in a registration.
    pub(super) credential_id: Option<Vec<u8>>,
}

/// Client data, checked member by member against what was sent. `origin` is compared as text: one origin has one text.
pub(super) fn client_data(bytes: &[u8], expected: &Expected<'_>) -> Result<(), Refusal> {
    if bytes.len() > MAX_CLIENT_DATA {
        return Err(Refusal::Malformed("client data"));
    }
    let data: ClientData = serde_json::from_slice(bytes).map_err(|error| {
        let duplicate = error.to_string().starts_with("duplicate field");
        if duplicate { Refusal::DuplicateKey } else { Refusal::Malformed("client data") }
    })?;
    if data.kind != expected.kind {
        return Err(Refusal::Type);
    }
    if data.challenge != expected.challenge {
        return Err(Refusal::Challenge);
    }
    if data.origin != expected.origin {
        return Err(Refusal::Origin);
    }
    if data.cross_origin || data.top_origin.is_some() {
        return Err(Refusal::CrossOrigin);
    }
    Ok(())
}

/// The authenticator data in an attestation object (6.5.4). No attestation is asked for, so it has none, or the
/// credential's own signature.
pub(super) fn attestation_object(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (value, rest) = cbor(bytes)?;
    if !rest.is_empty() {
        return Err(Refusal::TrailingBytes);
    }
    let Value::Map(members) = value else { return Err(Refusal::Malformed("attestation object")) };
    let member =
        |name: &str| members.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let statement = member("attStmt").and_then(Value::as_map).ok_or(Refusal::Malformed("attestation"))?;
    let has = |name: &str| statement.iter().any(|(key, _)| key.as_text() == Some(name));
    match member("fmt").and_then(Value::as_text) {
        Some("none") if statement.is_empty() => {}
        Some("packed") if !has("x5c") && !has("ecdaaKeyId") => {}
        _ => return Err(Refusal::Attestation),
    }
    let data =
        member("authData").and_then(Value::as_bytes).ok_or(Refusal::Malformed("attestation object"))?;
    Ok(data.clone())
}

/// Authenticator data, read to its last byte.
pub(super) fn authenticator_data(
    bytes: &[u8],
    expected: &Expected<'_>,
    registering: bool,
) -> Result<AuthenticatorData, Refusal> {
    let malformed = Refusal::Malformed("authenticator data");
    let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(malformed)?;
    let (flags, rest) = rest.split_first().ok_or(malformed)?;
    let (count, mut rest) = rest.split_first_chunk::<4>().ok_or(malformed)?;
    let has = |flag: u8| flags & flag != 0;
    if *rp_id_hash != expected.rp_id_hash {
        return Err(Refusal::RelyingParty);
    }
    if !has(USER_PRESENT) {
        return Err(Refusal::NotPresent);
    }
    if !has(USER_VERIFIED) {
        return Err(Refusal::NotVerified);
    }
    if has(BACKUP_STATE) && !has(BACKUP_ELIGIBLE) {
        return Err(Refusal::Backup);
    }
    if has(ATTESTED) != registering {
        return Err(malformed);
    }
    let mut credential_id = None;
    if registering {
        let (id, key, after) = attested(rest)?;
        public_key(&key)?;
        (credential_id, rest) = (Some(id.to_vec()), after);
    }
    if has(EXTENSIONS) {
        let (extensions, after) = cbor(rest)?;
        if !extensions.is_map() {
            return Err(malformed);
        }
        rest = after;
    }
    if !rest.is_empty() {
        return Err(Refusal::TrailingBytes);
    }
    Ok(AuthenticatorData {
        sign_count: u32::from_be_bytes(*count),
        backed_up: has(BACKUP_STATE),
        credential_id,
    })
}

/// Attested credential data (6.5.1): the credential's id, its key, and what follows.
fn attested(bytes: &[u8]) -> Result<(&[u8], Value, &[u8]), Refusal> {
    let malformed = Refusal::Malformed("credential");
    let (_aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(malformed)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(malformed)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if !CREDENTIAL_ID.contains(&length) {
        return Err(malformed);
    }
    let (id, rest) = rest.split_at_checked(length).ok_or(malformed)?;
    let (key, rest) = cbor(rest)?;
    Ok((id, key, rest))
}

/// A COSE key of an offered algorithm, with the members that it must have and no other (6.5.1.1). Whether the point lies on
/// the curve, the library finds out.
fn public_key(key: &Value) -> Result<(), Refusal> {
    let members = key.as_map().ok_or(Refusal::Key)?;
    let member = |label: i64| {
        members.iter().find(|(key, _)| *key == Value::Integer(label.into())).map(|(_, value)| value)
    };
    let number = |label: i64| member(label)?.as_integer().and_then(|number| i64::try_from(number).ok());
    let bytes = |label: i64| member(label)?.as_bytes().map(Vec::len);
    let algorithm = number(3).ok_or(Refusal::Key)?;
    let well_formed = match algorithm {
        // kty EC2, crv P-256, x, y (RFC 9053, 7.1.1)
        ES256 => {
            let curve = (number(1), number(-1)) == (Some(2), Some(1));
            curve && (bytes(-2), bytes(-3)) == (Some(32), Some(32)) && members.len() == 5
        }
        // kty RSA, n, e (RFC 8230, 4)
        RS256 => number(1) == Some(3) && (bytes(-1), bytes(-2)) == (Some(256), Some(3)) && members.len() == 4,
        _ => return Err(Refusal::Algorithm),
    };
    if well_formed { Ok(()) } else { Err(Refusal::Key) }
}

/// The first CBOR item, whose maps hold each key once, and what follows it.
fn cbor(bytes: &[u8]) -> Result<(Value, &[u8]), Refusal> {
    if bytes.len() > MAX_CBOR {
        return Err(Refusal::Malformed("CBOR"));
    }
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH)
        .map_err(|_| Refusal::Malformed("CBOR"))?;
    each_key_once(&value)?;
    Ok((value, rest))
}

fn each_key_once(value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Array(items) => items.iter().try_for_each(each_key_once),
        Value::Map(members) => {
            for (at, (key, value)) in members.iter().enumerate() {
                if members.iter().take(at).any(|(earlier, _)| earlier == key) {
                    return Err(Refusal::DuplicateKey);
                }
                each_key_once(value)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
