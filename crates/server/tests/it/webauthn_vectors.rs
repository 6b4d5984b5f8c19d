//! The test vectors that Web Authentication Level 3 publishes, as far as they concern what is offered here.

use aws_lc_rs::{digest, hmac, signature};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use server::auth::passkeys::Passkeys;

#[derive(Deserialize)]
struct Vectors {
    rp_id: String,
    origin: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    credential_id: Hex,
    registration: Registration,
    assertion: Option<Assertion>,
}

#[derive(Deserialize)]
struct Registration {
    challenge: Hex,
    client_data: Hex,
    attestation_object: Hex,
    result: String,
}

#[derive(Deserialize)]
struct Assertion {
    challenge: Hex,
    client_data: Hex,
    authenticator_data: Hex,
    signature: Hex,
    result: String,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hex(Vec<u8>);

impl TryFrom<String> for Hex {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        hex::decode(text).map(Self)
    }
}

impl Hex {
    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    fn challenge(&self) -> [u8; 32] {
        self.0.as_slice().try_into().unwrap()
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../vectors/webauthn/level3.json")).unwrap()
}

/// HKDF-SHA-256 (RFC 5869) of 32 bytes, as the standard derives its values.
fn derived(name: &str, salt: u8) -> Vec<u8> {
    let extracted = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &[salt]), b"WebAuthn test vectors");
    let expand = hmac::Key::new(hmac::HMAC_SHA256, extracted.as_ref());
    hmac::sign(&expand, &[name.as_bytes(), &[1]].concat()).as_ref().to_vec()
}

fn answer<T: serde::de::DeserializeOwned>(id: &Hex, response: &Value) -> T {
    serde_json::from_value(json!({"id": id.text(), "type": "public-key", "response": response})).unwrap()
}

#[test]
fn what_the_standard_publishes_is_taken_or_refused_for_the_right_reason() {
    let Vectors { origin, cases, .. } = vectors();
    let passkeys = Passkeys::new(&origin).unwrap();
    let mut taken = 0;
    for Case { name, credential_id, registration, assertion } in &cases {
        let made = answer(
            credential_id,
            &json!({
                "clientDataJSON": registration.client_data.text(),
                "attestationObject": registration.attestation_object.text(),
            }),
        );
        let made = passkeys.register(&made, &registration.challenge.challenge());
        taken += usize::from(made.is_ok());
        let verdict = made.as_ref().map_or_else(|refusal| refusal.code(), |_| "accept");
        assert_eq!(verdict, registration.result, "{name}");
        if let Ok(made) = made {
            assert_eq!(made.credential_id, credential_id.0, "{name}");
            let other = answer(
                credential_id,
                &json!({
                    "clientDataJSON": registration.client_data.text(),
                    "attestationObject": registration.attestation_object.text(),
                }),
            );
            let replayed = passkeys.register(&other, &[7; 32]).unwrap_err();
            assert_eq!(replayed.code(), "passkey_challenge", "{name}");
        }
        let Some(assertion) = assertion else { continue };
        let signed = answer(
            credential_id,
            &json!({
                "clientDataJSON": assertion.client_data.text(),
                "authenticatorData": assertion.authenticator_data.text(),
                "signature": assertion.signature.text(),
            }),
        );
        let user = domain::id::UserId::from_uuid(uuid::Uuid::from_u128(7));
        let verified = passkeys.verify(&signed, &assertion.challenge.challenge(), user, &[]);
        let verdict = verified.as_ref().map_or_else(|refusal| refusal.code(), |_| "accept");
        assert_eq!(verdict, assertion.result, "{name}");
    }
    assert_eq!(taken, 1);
}

/// That no byte was copied wrongly: ids and challenges are derived as the standard says, and the signatures are theirs.
#[test]
fn the_vectors_are_the_standards() {
    let Vectors { rp_id, cases, .. } = vectors();
    let sha256 = |bytes: &[u8]| digest::digest(&digest::SHA256, bytes);
    for Case { name, credential_id, registration, assertion } in &cases {
        assert_eq!(registration.challenge.0, derived(name, 0), "{name}");
        assert_eq!(credential_id.0, derived(name, 5), "{name}");
        let client_data: Value = serde_json::from_slice(&registration.client_data.0).unwrap();
        assert_eq!(client_data["challenge"], registration.challenge.text(), "{name}");
        let object = &registration.attestation_object.0;
        let hash = sha256(rp_id.as_bytes());
        assert!(object.windows(32).any(|window| window == hash.as_ref()), "{name}");
        // The key is what comes last: x and y, 32 bytes each, after heads of three bytes (RFC 9053, 7.1.1).
        let (x, y) = (&object[object.len() - 67..object.len() - 35], &object[object.len() - 32..]);
        let point = [&[4], x, y].concat();
        let key = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, point);
        let Some(assertion) = assertion else { continue };
        assert!([7, 8].iter().any(|salt| assertion.challenge.0 == derived(name, *salt)), "{name}");
        let message = [&assertion.authenticator_data.0, sha256(&assertion.client_data.0).as_ref()].concat();
        key.verify(&message, &assertion.signature.0).unwrap_or_else(|_| panic!("{name}: the signature"));
    }
}
