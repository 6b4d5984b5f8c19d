//! An authenticator in software, and the browser around it, with CBOR and COSE of its own, that can misbehave in each way
//! that a relying party must notice.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rng;
use serde_json::{Value, json};
use server::auth::tokens::hash;
use server::machine::SystemRng;

pub(crate) const UP: u8 = 1;
pub(crate) const UV: u8 = 1 << 2;
pub(crate) const BE: u8 = 1 << 3;
pub(crate) const BS: u8 = 1 << 4;
pub(crate) const AT: u8 = 1 << 6;
pub(crate) const ED: u8 = 1 << 7;

/// What becomes of bytes.
pub(crate) type Change = fn(&[u8]) -> Vec<u8>;

/// A way to misbehave. By default, none.
#[derive(Default)]
pub(crate) struct Quirk {
    /// `type` of the client data.
    pub(crate) kind: Option<&'static str>,
    pub(crate) challenge: Option<String>,
    pub(crate) origin: Option<String>,
    /// Members of the client data, after the others, as JSON.
    pub(crate) client_members: &'static str,
    pub(crate) rp_id: Option<&'static str>,
    /// Flags of the authenticator data that are turned over.
    pub(crate) flip: u8,
    pub(crate) count: Option<u32>,
    /// The whole COSE key.
    pub(crate) key: Option<Vec<u8>>,
    /// Bytes at the end of the authenticator data.
    pub(crate) after_data: Vec<u8>,
    /// Bytes at the end of the attestation object.
    pub(crate) after_object: Vec<u8>,
    /// Members of the attestation object, beside its own.
    pub(crate) object_members: Vec<Vec<u8>>,
    /// `fmt` and the CBOR of `attStmt`.
    pub(crate) attestation: Option<(&'static str, Vec<u8>)>,
    /// The id that the browser says, other than that in the data.
    pub(crate) id: Option<Vec<u8>>,
    /// The user handle in an assertion; `Some(None)` for none.
    pub(crate) user_handle: Option<Option<Vec<u8>>>,
    /// What becomes of the signature.
    pub(crate) signature: Option<Change>,
}

/// One passkey in one authenticator.
pub(crate) struct Authenticator {
    key: EcdsaKeyPair,
    pub(crate) id: Vec<u8>,
    origin: String,
    rp_id: String,
    /// Of whom the passkey was made.
    pub(crate) user: Vec<u8>,
    /// How often it has signed; stays 0 when it does not count.
    pub(crate) count: u32,
    pub(crate) counts: bool,
    /// Flags beside those that the ceremony asks for.
    pub(crate) flags: u8,
}

impl Authenticator {
    /// A fresh key, for the site of this origin.
    pub(crate) fn new(origin: &str) -> Self {
        let host = origin.split("://").nth(1).unwrap().split(':').next().unwrap().to_owned();
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: SystemRng.bytes::<32>().to_vec(),
            origin: origin.to_owned(),
            rp_id: host,
            user: Vec::new(),
            count: 0,
            counts: true,
            flags: UP | UV,
        }
    }

    /// Answers `navigator.credentials.create`.
    pub(crate) fn make(&mut self, options: &Value, quirk: &Quirk) -> Value {
        self.user = decode(&options["user"]["id"]);
        let client_data = self.client_data("webauthn.create", options, quirk);
        let data = self.data(quirk, true);
        let (format, statement) = quirk.attestation.clone().unwrap_or(("none", map(&[])));
        let mut members = vec![
            [text("fmt"), text(format)].concat(),
            [text("attStmt"), statement].concat(),
            [text("authData"), bytes(&data)].concat(),
        ];
        members.extend(quirk.object_members.clone());
        let object = [map(&members), quirk.after_object.clone()].concat();
        json!({
            "id": encode(quirk.id.as_ref().unwrap_or(&self.id)),
            "type": "public-key",
            "response": {"clientDataJSON": encode(client_data.as_bytes()), "attestationObject": encode(&object)},
        })
    }

    /// Answers `navigator.credentials.get`.
    pub(crate) fn sign(&mut self, options: &Value, quirk: &Quirk) -> Value {
        if self.counts {
            self.count += 1;
        }
        let client_data = self.client_data("webauthn.get", options, quirk);
        let data = self.data(quirk, false);
        let signed = [data.as_slice(), &hash(client_data.as_bytes())].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let signature =
            quirk.signature.map_or(signature.as_ref().to_vec(), |change| change(signature.as_ref()));
        let handle = quirk.user_handle.clone().unwrap_or(Some(self.user.clone()));
        let mut response = json!({
            "clientDataJSON": encode(client_data.as_bytes()),
            "authenticatorData": encode(&data),
            "signature": encode(&signature),
        });
        if let Some(handle) = handle {
            response["userHandle"] = json!(encode(&handle));
        }
        json!({"id": encode(quirk.id.as_ref().unwrap_or(&self.id)), "type": "public-key", "response": response})
    }

    fn client_data(&self, kind: &str, options: &Value, quirk: &Quirk) -> String {
        let kind = quirk.kind.unwrap_or(kind);
        let challenge = quirk.challenge.as_deref().or(options["challenge"].as_str()).unwrap();
        let origin = quirk.origin.as_ref().unwrap_or(&self.origin);
        let more = quirk.client_members;
        format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false{more}}}"#
        )
    }

    fn data(&self, quirk: &Quirk, registering: bool) -> Vec<u8> {
        let rp_id = quirk.rp_id.unwrap_or(&self.rp_id);
        let flags = (self.flags | if registering { AT } else { 0 }) ^ quirk.flip;
        let count = quirk.count.unwrap_or(self.count);
        let mut data = [hash(rp_id.as_bytes()).as_slice(), &[flags], &count.to_be_bytes()].concat();
        if flags & AT != 0 {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            data.extend(quirk.key.clone().unwrap_or_else(|| self.cose_key()));
        }
        data.extend(&quirk.after_data);
        data
    }

    /// x and y.
    pub(crate) fn point(&self) -> (Vec<u8>, Vec<u8>) {
        let point = self.key.public_key().as_ref();
        (point[1..33].to_vec(), point[33..].to_vec())
    }

    fn cose_key(&self) -> Vec<u8> {
        let (x, y) = self.point();
        ec2_key(-7, 1, &x, &y)
    }
}

/// A COSE key of type EC2.
pub(crate) fn ec2_key(algorithm: i64, curve: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    map(&[
        [int(1), int(2)].concat(),
        [int(3), int(algorithm)].concat(),
        [int(-1), int(curve)].concat(),
        [int(-2), bytes(x)].concat(),
        [int(-3), bytes(y)].concat(),
    ])
}

fn head(major: u8, value: u64) -> Vec<u8> {
    let kind = major << 5;
    match value {
        0..=23 => vec![kind | u8::try_from(value).unwrap()],
        24..=0xff => vec![kind | 24, u8::try_from(value).unwrap()],
        0x100..=0xffff => [&[kind | 25], u16::try_from(value).unwrap().to_be_bytes().as_slice()].concat(),
        _ => [&[kind | 26], u32::try_from(value).unwrap().to_be_bytes().as_slice()].concat(),
    }
}

pub(crate) fn int(value: i64) -> Vec<u8> {
    if value < 0 { head(1, (-1 - value).unsigned_abs()) } else { head(0, value.unsigned_abs()) }
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len() as u64), value.to_vec()].concat()
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    [head(3, value.len() as u64), value.as_bytes().to_vec()].concat()
}

/// A map of members that are written already: key, value.
pub(crate) fn map(members: &[Vec<u8>]) -> Vec<u8> {
    [head(5, members.len() as u64), members.concat()].concat()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

/// The other signature that verifies: n - s in the place of s. An outsider can make it, without the key.
pub(crate) fn twin(signature: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
        0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let r_end = 4 + usize::from(signature[3]);
    let s = &signature[r_end + 2..];
    let s = [vec![0; 33 - s.len()], s.to_vec()].concat();
    let (mut rest, mut borrow) = ([0_u8; 32], 0);
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(s[at + 1]) - borrow;
        borrow = i16::from(difference < 0);
        rest[at] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    let zeros = rest.iter().take_while(|byte| **byte == 0).count();
    let mut s = rest[zeros..].to_vec();
    if s[0] >= 0x80 {
        s.insert(0, 0);
    }
    let body = [&signature[2..r_end], [2, u8::try_from(s.len()).unwrap()].as_slice(), &s].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()], body.as_slice()].concat()
}
