//! What an authenticator may not say: each way to misbehave, against the verifier alone. That ceremonies are used once, by
//! whom and for what they were begun, is in `passkeys.rs`.

use aws_lc_rs::signature::{ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use domain::id::{PasskeyId, UserId};
use domain::{Clock, Rng};
use serde_json::Value;
use server::auth::passkeys::{Passkeys, Refusal, Registered};
use server::machine::{SystemClock, SystemRng};
use store::{PasskeyKey, Person};

use crate::authenticator::{
    AT, Authenticator, BE, BS, Change, ED, Quirk, UP, UV, bytes, ec2_key, encode, int, map, text, twin,
};

const ORIGIN: &str = "https://credenza.test:8443";

struct Bench {
    passkeys: Passkeys,
    person: Person,
    challenge: [u8; 32],
}

impl Bench {
    fn new() -> Self {
        let user = UserId::new(SystemClock.now(), &SystemRng);
        let person = Person { user, email: "ana@example.test".into(), name: "Ana".into() };
        Self { passkeys: Passkeys::new(ORIGIN).unwrap(), person, challenge: SystemRng.bytes() }
    }

    fn creation(&self) -> Value {
        self.passkeys.creation_options(&self.challenge, &self.person, &[])
    }

    fn register(&self, authenticator: &mut Authenticator, quirk: &Quirk) -> Result<Registered, Refusal> {
        let answer = authenticator.make(&self.creation(), quirk);
        self.passkeys.register(&serde_json::from_value(answer).unwrap(), &self.challenge)
    }

    /// The passkey as the database keeps it.
    fn enrolled(&self, authenticator: &mut Authenticator) -> PasskeyKey {
        let made = self.register(authenticator, &Quirk::default()).unwrap();
        PasskeyKey {
            id: PasskeyId::new(SystemClock.now(), &SystemRng),
            credential_id: made.credential_id,
            credential: made.credential,
            sign_count: made.sign_count,
            backed_up: made.backed_up,
        }
    }

    fn verify(
        &self,
        authenticator: &mut Authenticator,
        quirk: &Quirk,
        passkeys: &[PasskeyKey],
    ) -> Result<u32, Refusal> {
        let options = self.passkeys.request_options(&self.challenge, passkeys);
        let answer = serde_json::from_value(authenticator.sign(&options, quirk)).unwrap();
        let verified = self.passkeys.verify(&answer, &self.challenge, self.person.user, passkeys);
        verified.map(|(_, asserted)| asserted.sign_count)
    }
}

/// Client data that are wrong in either ceremony, and what is said of them.
fn client_data() -> Vec<(&'static str, Quirk, Refusal)> {
    let origin = |origin: &str| Quirk { origin: Some(origin.into()), ..Quirk::default() };
    let members = |client_members| Quirk { client_members, ..Quirk::default() };
    vec![
        (
            "another challenge",
            Quirk { challenge: Some(encode(&[7; 32])), ..Quirk::default() },
            Refusal::Challenge,
        ),
        ("no challenge", Quirk { challenge: Some(String::new()), ..Quirk::default() }, Refusal::Challenge),
        ("another type", Quirk { kind: Some("payment.get"), ..Quirk::default() }, Refusal::Type),
        ("another host", origin("https://credenza.test.evil.test:8443"), Refusal::Origin),
        ("another port", origin("https://credenza.test"), Refusal::Origin),
        ("a subdomain", origin("https://www.credenza.test:8443"), Refusal::Origin),
        ("without TLS", origin("http://credenza.test:8443"), Refusal::Origin),
        ("an origin with a path", origin("https://credenza.test:8443/"), Refusal::Origin),
        ("in a frame", members(r#","topOrigin":"https://evil.test""#), Refusal::CrossOrigin),
        ("a member twice", members(r#","origin":"https://evil.test""#), Refusal::DuplicateKey),
        ("cross-origin, said later", members(r#","crossOrigin":true"#), Refusal::DuplicateKey),
        ("not JSON", members("]"), Refusal::Malformed("client data")),
    ]
}

/// Authenticator data that are wrong in either ceremony.
fn authenticator_data() -> Vec<(&'static str, Quirk, Refusal)> {
    let flip = |flip| Quirk { flip, ..Quirk::default() };
    vec![
        (
            "another relying party",
            Quirk { rp_id: Some("evil.test"), ..Quirk::default() },
            Refusal::RelyingParty,
        ),
        ("nobody there", flip(UP), Refusal::NotPresent),
        ("user not verified", flip(UV), Refusal::NotVerified),
        ("backed up, and cannot be", flip(BS), Refusal::Backup),
        ("attested data where none belong, or none", flip(AT), Refusal::Malformed("authenticator data")),
        ("extensions that are not there", flip(ED), Refusal::Malformed("CBOR")),
        (
            "extensions that are no map",
            Quirk { flip: ED, after_data: int(1), ..Quirk::default() },
            Refusal::Malformed("authenticator data"),
        ),
        ("trailing bytes", Quirk { after_data: vec![0], ..Quirk::default() }, Refusal::TrailingBytes),
        (
            "trailing bytes after extensions",
            Quirk { flip: ED, after_data: [map(&[]), vec![0]].concat(), ..Quirk::default() },
            Refusal::TrailingBytes,
        ),
        (
            "an extension twice",
            Quirk {
                flip: ED,
                after_data: map(&[[text("x"), int(1)].concat(), [text("x"), int(2)].concat()]),
                ..Quirk::default()
            },
            Refusal::DuplicateKey,
        ),
    ]
}

#[test]
fn a_registration_that_misbehaves_is_refused() {
    let bench = Bench::new();
    let object = |object_members: Vec<Vec<u8>>| Quirk { object_members, ..Quirk::default() };
    let attestation =
        |format, statement| Quirk { attestation: Some((format, statement)), ..Quirk::default() };
    let cases = [
        (
            "an assertion's client data",
            Quirk { kind: Some("webauthn.get"), ..Quirk::default() },
            Refusal::Type,
        ),
        (
            "trailing bytes after the object",
            Quirk { after_object: vec![0], ..Quirk::default() },
            Refusal::TrailingBytes,
        ),
        ("a member twice", object(vec![[text("fmt"), text("packed")].concat()]), Refusal::DuplicateKey),
        (
            "an id that is not the credential's",
            Quirk { id: Some(vec![7; 32]), ..Quirk::default() },
            Refusal::Malformed("credential id"),
        ),
        (
            "none, with a statement",
            attestation("none", map(&[[text("sig"), bytes(&[1])].concat()])),
            Refusal::Attestation,
        ),
        ("an unknown format", attestation("magic", map(&[])), Refusal::Attestation),
        ("a TPM's", attestation("tpm", map(&[])), Refusal::Attestation),
        (
            "one with certificates",
            attestation("packed", map(&[[text("x5c"), bytes(&[1])].concat()])),
            Refusal::Attestation,
        ),
        (
            "a signature of its own that does not verify",
            attestation(
                "packed",
                map(&[
                    [text("alg"), int(-7)].concat(),
                    [text("sig"), bytes(&[0x30, 6, 2, 1, 1, 2, 1, 1])].concat(),
                ]),
            ),
            Refusal::Malformed("answer"),
        ),
    ];
    for (what, quirk, expected) in client_data().into_iter().chain(authenticator_data()).chain(cases) {
        let refused = bench.register(&mut Authenticator::new(ORIGIN), &quirk).map(|_| ());
        assert_eq!(refused, Err(expected), "{what}");
    }
    // The same without a quirk is taken, also when it is synchronized, or has an extension.
    let mut authenticator = Authenticator::new(ORIGIN);
    assert_eq!(
        bench.register(&mut authenticator, &Quirk::default()).unwrap().credential_id,
        authenticator.id
    );
    let extension = map(&[[text("credProtect"), int(2)].concat()]);
    let quirk = Quirk { flip: ED | BE | BS, after_data: extension, ..Quirk::default() };
    assert!(bench.register(&mut authenticator, &quirk).unwrap().backed_up);
}

/// COSE keys that nobody offered, or that are none.
fn keys() -> Vec<(&'static str, Vec<u8>, Refusal)> {
    let (x, y) = Authenticator::new(ORIGIN).point();
    let mut off_curve = y.clone();
    off_curve[31] ^= 1;
    let p384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).unwrap();
    let p384 = p384.public_key().as_ref();
    let okp = |algorithm, curve, x: &[u8]| {
        map(&[
            [int(1), int(1)].concat(),
            [int(3), int(algorithm)].concat(),
            [int(-1), int(curve)].concat(),
            [int(-2), bytes(x)].concat(),
        ])
    };
    let rsa = |algorithm, n: &[u8], e: &[u8]| {
        map(&[
            [int(1), int(3)].concat(),
            [int(3), int(algorithm)].concat(),
            [int(-1), bytes(n)].concat(),
            [int(-2), bytes(e)].concat(),
        ])
    };
    let without_algorithm = map(&[[int(1), int(2)].concat(), [int(-1), int(1)].concat()]);
    let twice = map(&[
        [int(1), int(2)].concat(),
        [int(3), int(-7)].concat(),
        [int(-1), int(1)].concat(),
        [int(-2), bytes(&x)].concat(),
        [int(-2), bytes(&y)].concat(),
    ]);
    let more = map(&[
        [int(1), int(2)].concat(),
        [int(2), bytes(b"kid")].concat(),
        [int(3), int(-7)].concat(),
        [int(-1), int(1)].concat(),
        [int(-2), bytes(&x)].concat(),
        [int(-3), bytes(&y)].concat(),
    ]);
    vec![
        ("ES384", ec2_key(-35, 2, &p384[1..49], &p384[49..]), Refusal::Algorithm),
        ("Ed25519", okp(-8, 6, &[9; 32]), Refusal::Algorithm),
        ("RS1", rsa(-65535, &[0xff; 256], &[1, 0, 1]), Refusal::Algorithm),
        ("PS256", rsa(-37, &[0xff; 256], &[1, 0, 1]), Refusal::Algorithm),
        ("an algorithm that there is not", ec2_key(0, 1, &x, &y), Refusal::Algorithm),
        ("no algorithm", without_algorithm, Refusal::Key),
        ("off the curve", ec2_key(-7, 1, &x, &off_curve), Refusal::Key),
        ("the point at infinity", ec2_key(-7, 1, &[0; 32], &[0; 32]), Refusal::Key),
        ("beyond the field", ec2_key(-7, 1, &[0xff; 32], &[0xff; 32]), Refusal::Key),
        ("short", ec2_key(-7, 1, &x[1..], &y), Refusal::Key),
        ("long", ec2_key(-7, 1, &[&[0], x.as_slice()].concat(), &y), Refusal::Key),
        ("compressed", ec2_key(-7, 1, &x, &[]), Refusal::Key),
        ("another curve", ec2_key(-7, 8, &x, &y), Refusal::Key),
        ("an EC key that says RS256", ec2_key(-257, 1, &x, &y), Refusal::Key),
        ("a short modulus", rsa(-257, &[0xff; 128], &[1, 0, 1]), Refusal::Key),
        ("a member that does not belong", more, Refusal::Key),
        ("a coordinate twice", twice, Refusal::DuplicateKey),
        ("no map", int(7), Refusal::Key),
        ("not CBOR", vec![0xff], Refusal::Malformed("CBOR")),
        ("a map without end", vec![0xbf], Refusal::Malformed("CBOR")),
        ("a bomb", [vec![0x9f; 4000], vec![0xff; 4000]].concat(), Refusal::Malformed("CBOR")),
        ("a promise of 4 GiB", vec![0x5a, 0xff, 0xff, 0xff, 0xff], Refusal::Malformed("CBOR")),
    ]
}

#[test]
fn a_key_that_was_not_offered_or_is_none_is_refused() {
    let bench = Bench::new();
    for (what, key, expected) in keys() {
        let quirk = Quirk { key: Some(key), ..Quirk::default() };
        let refused = bench.register(&mut Authenticator::new(ORIGIN), &quirk).map(|_| ());
        assert_eq!(refused, Err(expected), "{what}");
    }
    for length in [0, 15, 1024] {
        let mut authenticator = Authenticator::new(ORIGIN);
        authenticator.id = vec![7; length];
        let refused = bench.register(&mut authenticator, &Quirk::default()).map(|_| ());
        assert_eq!(refused, Err(Refusal::Malformed("credential")), "an id of {length} bytes");
    }
}

#[test]
fn an_assertion_that_misbehaves_is_refused() {
    let bench = Bench::new();
    let mut authenticator = Authenticator::new(ORIGIN);
    let passkeys = [bench.enrolled(&mut authenticator)];
    let signature = |change: Change| Quirk { signature: Some(change), ..Quirk::default() };
    let cases = [
        (
            "a registration's client data",
            Quirk { kind: Some("webauthn.create"), ..Quirk::default() },
            Refusal::Type,
        ),
        (
            "another user's handle",
            Quirk { user_handle: Some(Some(vec![7; 16])), ..Quirk::default() },
            Refusal::UserHandle,
        ),
        (
            "an empty handle",
            Quirk { user_handle: Some(Some(Vec::new())), ..Quirk::default() },
            Refusal::UserHandle,
        ),
        (
            "another credential",
            Quirk { id: Some(vec![7; 32]), ..Quirk::default() },
            Refusal::UnknownCredential,
        ),
        ("can be backed up, which it could not", Quirk { flip: BE, ..Quirk::default() }, Refusal::Backup),
        (
            "a bit of r",
            signature(|s| {
                let mut s = s.to_vec();
                s[12] ^= 1;
                s
            }),
            Refusal::Signature,
        ),
        (
            "a bit of s",
            signature(|s| {
                let (last, rest) = s.split_last().unwrap();
                [rest, &[last ^ 1]].concat()
            }),
            Refusal::Signature,
        ),
        ("no signature", signature(|_| Vec::new()), Refusal::Signature),
        ("r = s = 0", signature(|_| vec![0x30, 6, 2, 1, 0, 2, 1, 0]), Refusal::Signature),
        ("trailing bytes in the signature", signature(|s| [s, &[0]].concat()), Refusal::Signature),
        ("a length written at length", signature(|s| [&[s[0], 0x81], &s[1..]].concat()), Refusal::Signature),
        ("in raw form", signature(|_| vec![7; 64]), Refusal::Signature),
    ];
    for (what, quirk, expected) in client_data().into_iter().chain(authenticator_data()).chain(cases) {
        // Attested data in an assertion must be refused as such, whole as they are.
        let refused = bench.verify(&mut authenticator, &quirk, &passkeys);
        assert_eq!(refused, Err(expected), "{what}");
    }
    let signed = bench.verify(&mut authenticator, &Quirk::default(), &passkeys);
    assert_eq!(signed, Ok(authenticator.count));
}

/// An outsider can turn one good ECDSA signature into the other. Authenticators make both, so both are taken, each once: what
/// keeps an answer from being given twice is its challenge, and nothing is known by its signature.
#[test]
fn both_forms_of_a_signature_verify() {
    let bench = Bench::new();
    let mut authenticator = Authenticator::new(ORIGIN);
    let passkeys = [bench.enrolled(&mut authenticator)];
    for signature in [None, Some(twin as Change)] {
        let quirk = Quirk { signature, ..Quirk::default() };
        assert!(bench.verify(&mut authenticator, &quirk, &passkeys).is_ok());
    }
}

#[test]
fn a_counter_that_does_not_rise_is_refused() {
    let bench = Bench::new();
    let mut authenticator = Authenticator::new(ORIGIN);
    let mut passkeys = [bench.enrolled(&mut authenticator)];
    passkeys[0].sign_count = 5;
    for (count, expected) in
        [(0, Err(Refusal::Counter)), (4, Err(Refusal::Counter)), (5, Err(Refusal::Counter)), (6, Ok(6))]
    {
        let quirk = Quirk { count: Some(count), ..Quirk::default() };
        assert_eq!(bench.verify(&mut authenticator, &quirk, &passkeys), expected, "{count} after 5");
    }
    // Many authenticators do not count, and say 0 each time.
    passkeys[0].sign_count = 0;
    let quirk = Quirk { count: Some(0), ..Quirk::default() };
    assert_eq!(bench.verify(&mut authenticator, &quirk, &passkeys), Ok(0));
}

#[test]
fn options_ask_for_what_is_checked() {
    let bench = Bench::new();
    let passkey = bench.enrolled(&mut Authenticator::new(ORIGIN));
    let creation =
        bench.passkeys.creation_options(&bench.challenge, &bench.person, std::slice::from_ref(&passkey));
    assert_eq!(creation["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(creation["attestation"], "none");
    assert_eq!(creation["rp"]["id"], "credenza.test");
    assert_eq!(creation["excludeCredentials"][0]["id"], encode(&passkey.credential_id));
    let request = bench.passkeys.request_options(&bench.challenge, &[passkey]);
    assert_eq!(
        (&request["userVerification"], &request["rpId"]),
        (&"required".into(), &"credenza.test".into())
    );
}
