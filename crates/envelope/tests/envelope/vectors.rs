//! The vectors of `vectors/envelope`. They were made by `vectors/envelope/generate.py`, not by this crate.

use domain::id::KekId;
use envelope::{Context, Kek, Keyring, Kind, OpenError, WrappedDek, WrappedKek, open, seal};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fixture::{ActOn, Script, dek, kek, kek_with_id, keyring, opening_dek, unwrap};

#[derive(Deserialize)]
struct File<T> {
    cases: Vec<Case<T>>,
}

#[derive(Deserialize)]
struct Case<T> {
    name: String,
    result: Expected,
    #[serde(flatten)]
    input: T,
}

#[derive(Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Accept,
    Reject,
}

#[derive(Deserialize)]
struct Identity {
    org: String,
    object: String,
    version: u32,
    kind: String,
}

impl Identity {
    fn context(&self) -> Context {
        Context {
            org: self.org.parse().unwrap(),
            object: self.object.parse().unwrap(),
            version: self.version,
            kind: Kind::from_name(&self.kind).unwrap(),
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

/// Runs `check` on every case and holds its answer against the expected one.
fn each<T: DeserializeOwned>(file: &str, check: impl Fn(&T, Expected) -> bool) {
    let file: File<T> = serde_json::from_str(file).unwrap();
    let count = |expected| file.cases.iter().filter(|case| case.result == expected).count();
    assert!(count(Expected::Accept) > 0 && count(Expected::Reject) > 0);
    for case in &file.cases {
        assert_eq!(check(&case.input, case.result), case.result == Expected::Accept, "{}", case.name);
    }
}

#[derive(Deserialize)]
struct Sealed {
    #[serde(flatten)]
    identity: Identity,
    context: String,
    dek: String,
    sealed: String,
    plaintext: Option<String>,
}

#[test]
fn sealed_objects() {
    each(include_str!("../../../../vectors/envelope/sealed.json"), |case: &Sealed, _| {
        let (context, key, sealed) = (case.identity.context(), unhex(&case.dek), unhex(&case.sealed));
        assert_eq!(hex::encode(context.encode()), case.context);
        let Ok(plaintext) = open(opening_dek(&key, &context), &context, &sealed) else {
            return false;
        };
        assert_eq!(Some(hex::encode(&plaintext)), case.plaintext);
        let salt = Script::new(&sealed[..24]);
        assert_eq!(seal(dek(&key), &context, &plaintext, &salt), sealed, "sealed again");
        true
    });
}

#[derive(Deserialize)]
struct WrappedDekCase {
    #[serde(flatten)]
    identity: Identity,
    kek: String,
    wrapped_dek: String,
    dek: Option<String>,
}

#[test]
fn wrapped_deks() {
    each(include_str!("../../../../vectors/envelope/wrapped_dek.json"), |case: &WrappedDekCase, expected| {
        let (context, kek, wrapped) =
            (case.identity.context(), kek(&unhex(&case.kek)), unhex(&case.wrapped_dek));
        if expected == Expected::Accept {
            let key = unhex(case.dek.as_ref().unwrap());
            assert_eq!(kek.wrap(&dek(&key), &context).as_bytes(), wrapped, "wrapped again");
            let sealed = seal(dek(&key), &context, b"text", &Script::new(&[1; 24]));
            let unwrapped = unwrap(&kek, &context, &wrapped).unwrap();
            assert_eq!(open(unwrapped, &context, &sealed).unwrap().as_slice(), b"text");
        }
        unwrap(&kek, &context, &wrapped).is_ok()
    });
}

#[derive(Deserialize)]
struct WrappedKekCase {
    org: String,
    kek_id: String,
    root: String,
    wrapped_kek: String,
    kek: Option<String>,
}

#[test]
fn wrapped_keks() {
    each(include_str!("../../../../vectors/envelope/wrapped_kek.json"), |case: &WrappedKekCase, expected| {
        let (keyring, org) = (keyring(&unhex(&case.root)), case.org.parse().unwrap());
        let (id, wrapped): (KekId, _) = (case.kek_id.parse().unwrap(), unhex(&case.wrapped_kek));
        if expected == Expected::Accept {
            let kek = kek_with_id(id, &unhex(case.kek.as_ref().unwrap()));
            assert_eq!(keyring.primary().wrap_kek(&kek, org).as_bytes(), wrapped, "wrapped again");
        }
        WrappedKek::from_bytes(&wrapped)
            .and_then(|wrapped| keyring.primary().unwrap_kek(org, id, &wrapped))
            .is_ok()
    });
}

#[derive(Deserialize)]
struct KeyringCase {
    file: String,
    keys: Option<Vec<(String, String)>>,
}

#[test]
fn keyrings() {
    each(include_str!("../../../../vectors/envelope/keyring.json"), |case: &KeyringCase, _| {
        let Ok(keyring) = Keyring::<ActOn>::parse(&unhex(&case.file)) else {
            return false;
        };
        let ids: Vec<_> = keyring.keys().map(|(key, _)| key.id().to_string()).collect();
        let written = String::from_utf8(keyring.to_bytes().to_vec()).unwrap();
        for (id, key) in case.keys.as_ref().unwrap() {
            assert!(ids.contains(id) && written.contains(key));
        }
        ids.len() == case.keys.as_ref().unwrap().len()
    });
}

#[derive(Deserialize)]
struct Chain {
    keyring: String,
    descriptor: Descriptor,
    sealed: String,
    plaintext: Option<String>,
}

#[derive(Deserialize)]
struct Descriptor {
    #[serde(flatten)]
    identity: Identity,
    kek: String,
    root: String,
    wrapped_kek: String,
    wrapped_dek: String,
}

fn open_chain(case: &Chain) -> Result<String, OpenError> {
    let (descriptor, context) = (&case.descriptor, case.descriptor.identity.context());
    let keyring = Keyring::<ActOn>::parse(case.keyring.as_bytes()).unwrap();
    let root = keyring.get(descriptor.root.parse().unwrap()).unwrap();
    let wrapped_kek = WrappedKek::from_bytes(&unhex(&descriptor.wrapped_kek))?;
    let kek: Kek<ActOn> = root.unwrap_kek(context.org, descriptor.kek.parse().unwrap(), &wrapped_kek)?;
    let wrapped_dek = WrappedDek::from_bytes(&unhex(&descriptor.wrapped_dek))?;
    let dek = kek.unwrap(ActOn(context), &context, &wrapped_dek)?;
    open(dek, &context, &unhex(&case.sealed)).map(hex::encode)
}

#[test]
fn from_keyring_to_plaintext() {
    each(include_str!("../../../../vectors/envelope/chain.json"), |case: &Chain, _| {
        let opened = open_chain(case);
        if let Ok(plaintext) = &opened {
            assert_eq!(Some(plaintext), case.plaintext.as_ref());
        }
        opened.is_ok()
    });
}

/// The worked example of `docs/FORMAT.md` is the first case of `chain.json`.
#[test]
fn the_worked_example_is_a_vector() {
    let document: String = include_str!("../../../../docs/FORMAT.md").split_whitespace().collect();
    let file: File<Chain> =
        serde_json::from_str(include_str!("../../../../vectors/envelope/chain.json")).unwrap();
    let example = &file.cases.first().unwrap().input;
    let (sealed, descriptor) = (&example.sealed, &example.descriptor);
    let (salt, commitment) = sealed[..112].split_at(48);
    let (ciphertext, tag) = sealed[112..].split_at(sealed.len() - 112 - 32);
    let parts = [salt, commitment, ciphertext, tag, &descriptor.wrapped_kek, &descriptor.wrapped_dek];
    let key_line = example.keyring.lines().nth(1).unwrap().split(' ').skip(3);
    for part in parts.into_iter().chain(key_line).chain(example.plaintext.as_deref()) {
        assert!(document.contains(part), "{part}");
    }
    let mut rest = document.as_str();
    for field in fields_of(&descriptor.identity.context().encode()) {
        let at = rest.find(&field).unwrap_or_else(|| panic!("{field}"));
        rest = &rest[at..];
    }
}

/// The encoded fields, each with its length, in hex.
fn fields_of(context: &[u8]) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = context;
    while let Some((length, more)) = rest.split_first_chunk::<8>() {
        let (field, more) = more.split_at(usize::try_from(u64::from_be_bytes(*length)).unwrap());
        fields.push(hex::encode(length) + &hex::encode(field));
        rest = more;
    }
    fields
}
