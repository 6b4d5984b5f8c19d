//! What must hold for every object and key, whatever storage does to them.

use envelope::{Context, OpenError, WrappedDek, WrappedKek, open, seal};
use proptest::prelude::*;

use crate::fixture::{
    ActOn, Script, context, dek, kek, kek_with_id, keyring, neighbours, opening_dek, unwrap,
};

const CHUNK: usize = 16 * 1024;
const DEK: [u8; 32] = [3; 32];

fn sealed(plaintext: &[u8]) -> Vec<u8> {
    seal(dek(&DEK), &context(), plaintext, &Script::new(&[5; 24]))
}

fn opened(sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    open(opening_dek(&DEK, &context()), &context(), sealed).map(|plaintext| plaintext.to_vec())
}

/// Bytes of no pattern that a chunk's length divides.
fn text(len: usize) -> Vec<u8> {
    (0_u8..251).cycle().take(len).collect()
}

#[test]
fn opens_what_it_sealed_around_every_border() {
    for border in [0, CHUNK, 2 * CHUNK, 64 * CHUNK] {
        for len in border.saturating_sub(2)..=border + 2 {
            let object = sealed(&text(len));
            assert_eq!(object.len(), 56 + len + 16 * (len / CHUNK + 1), "{len}");
            assert_eq!(opened(&object).unwrap(), text(len), "{len}");
        }
    }
}

#[test]
fn any_one_bit_changed_is_refused() {
    let object = sealed(b"a password");
    for bit in 0..object.len() * 8 {
        let mut changed = object.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(opened(&changed), Err(OpenError), "bit {bit}");
    }
}

#[test]
fn any_cut_is_refused() {
    let object = sealed(&text(CHUNK + 100));
    for len in (0..200).chain(CHUNK..object.len()) {
        assert_eq!(opened(&object[..len]), Err(OpenError), "{len}");
    }
}

#[test]
fn chunks_in_any_other_order_or_number_are_refused() {
    let object = sealed(&text(3 * CHUNK + 9));
    let (header, body) = object.split_at(56);
    let chunks: Vec<_> = body.chunks(CHUNK + 16).collect();
    assert_eq!(opened(&[&[header], chunks.as_slice()].concat().concat()).unwrap(), text(3 * CHUNK + 9));
    for order in [
        vec![1, 0, 2, 3],
        vec![0, 2, 1, 3],
        vec![0, 1, 3],
        vec![1, 2, 3],
        vec![3],
        vec![0, 0, 1, 2, 3],
        vec![0, 1, 2, 2, 3],
        vec![0, 1, 2, 3, 3],
        vec![3, 0, 1, 2],
        vec![0, 1, 2],
        vec![],
    ] {
        let other: Vec<_> = order.iter().map(|number| chunks[*number]).collect();
        assert_eq!(opened(&[&[header], other.as_slice()].concat().concat()), Err(OpenError), "{order:?}");
    }
}

#[test]
fn an_object_opens_for_its_own_context_only() {
    for other in neighbours() {
        let sealed = sealed(b"a password");
        assert_eq!(open(opening_dek(&DEK, &other), &other, &sealed), Err(OpenError), "{other:?}");
    }
}

#[test]
fn a_wrapped_dek_opens_for_its_own_context_only() {
    let kek = kek(&[1; 32]);
    let wrapped = kek.wrap(&dek(&DEK), &context());
    assert!(unwrap(&kek, &context(), wrapped.as_bytes()).is_ok());
    for other in neighbours() {
        assert!(unwrap(&kek, &other, wrapped.as_bytes()).is_err(), "{other:?}");
        assert_eq!(kek.rewrap(&kek, &other, &wrapped), Err(OpenError), "{other:?}");
    }
    assert!(unwrap(&self::kek(&[2; 32]), &context(), wrapped.as_bytes()).is_err());
}

#[test]
fn a_permit_for_another_object_opens_nothing() {
    let kek = kek(&[1; 32]);
    let wrapped = kek.wrap(&dek(&DEK), &context());
    // A version of an object has one kind, so a permit does not name it.
    for other in neighbours().into_iter().filter(|other| other.kind == context().kind) {
        assert!(kek.unwrap(ActOn(other), &context(), &wrapped).is_err(), "{other:?}");
    }
}

#[test]
fn any_one_bit_of_a_wrapped_key_changed_is_refused() {
    let (keyring, kek, org) = (keyring(&[9; 32]), kek(&[1; 32]), context().org);
    let (wrapped_dek, wrapped_kek) =
        (kek.wrap(&dek(&DEK), &context()), keyring.primary().wrap_kek(&kek, org));
    for bit in 0..41 * 8 {
        let flip = |bytes: &[u8]| {
            let mut changed = bytes.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            changed
        };
        assert!(unwrap(&kek, &context(), &flip(wrapped_dek.as_bytes())).is_err(), "bit {bit}");
        let changed = WrappedKek::from_bytes(&flip(wrapped_kek.as_bytes()));
        assert!(
            changed.and_then(|kek_| keyring.primary().unwrap_kek(org, kek.id(), &kek_)).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn wrapped_keys_of_any_other_length_are_refused() {
    let wrapped = kek(&[1; 32]).wrap(&dek(&DEK), &context());
    for len in 0..80 {
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes.resize(len, 0);
        assert_eq!(WrappedDek::from_bytes(&bytes).is_ok(), len == 41, "{len}");
        assert_eq!(WrappedKek::from_bytes(&bytes).is_ok(), len == 41, "{len}");
    }
}

#[test]
fn a_rewrapped_dek_opens_the_object_under_the_new_kek_only() {
    let (old, new) = (kek(&[1; 32]), kek(&[2; 32]));
    let object = sealed(b"a password");
    let rewrapped = old.rewrap(&new, &context(), &old.wrap(&dek(&DEK), &context())).unwrap();
    assert_eq!(rewrapped, new.wrap(&dek(&DEK), &context()));
    assert!(unwrap(&old, &context(), rewrapped.as_bytes()).is_err());
    let dek = unwrap(&new, &context(), rewrapped.as_bytes()).unwrap();
    assert_eq!(open(dek, &context(), &object).unwrap().as_slice(), b"a password");
}

#[test]
fn a_kek_moves_between_root_keys_and_still_opens() {
    let (old, new, kek) = (keyring(&[8; 32]), keyring(&[9; 32]), kek(&[1; 32]));
    let (org, wrapped_dek) = (context().org, kek.wrap(&dek(&DEK), &context()));
    let wrapped = old.primary().wrap_kek(&kek, org);
    let moved = old.primary().rewrap_kek(new.primary(), org, kek.id(), &wrapped).unwrap();
    assert!(new.primary().unwrap_kek(org, kek.id(), &wrapped).is_err());
    let kek = new.primary().unwrap_kek(org, kek.id(), &moved).unwrap();
    let dek = kek.unwrap(ActOn(context()), &context(), &wrapped_dek).unwrap();
    assert_eq!(open(dek, &context(), &sealed(b"a password")).unwrap().as_slice(), b"a password");
}

#[test]
fn a_kek_unwraps_for_its_own_organization_and_id_only() {
    let (keyring, kek) = (keyring(&[8; 32]), kek(&[1; 32]));
    let wrapped = keyring.primary().wrap_kek(&kek, context().org);
    let other_org = neighbours()[0].org;
    let other_id = domain::id::KekId::from_uuid(other_org.uuid());
    assert!(keyring.primary().unwrap_kek(other_org, kek.id(), &wrapped).is_err());
    assert!(keyring.primary().unwrap_kek(context().org, other_id, &wrapped).is_err());
    assert_ne!(keyring.primary().wrap_kek(&kek_with_id(other_id, &[1; 32]), context().org), wrapped);
}

fn contexts() -> impl Strategy<Value = Context> {
    (any::<u128>(), any::<u128>(), any::<u32>(), prop::sample::select(envelope::Kind::ALL.to_vec())).prop_map(
        |(org, object, version, kind)| Context {
            org: format!("{org:032x}").parse().map(domain::id::OrgId::from_uuid).unwrap(),
            object: format!("{object:032x}").parse().map(domain::id::ObjectId::from_uuid).unwrap(),
            version,
            kind,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn opens_what_it_sealed(plaintext in prop::collection::vec(any::<u8>(), 0..3 * CHUNK), context in contexts()) {
        let object = seal(dek(&DEK), &context, &plaintext, &Script::new(&[5; 24]));
        let opened = open(opening_dek(&DEK, &context), &context, &object).unwrap();
        prop_assert_eq!(opened.as_slice(), plaintext.as_slice());
    }

    #[test]
    fn any_bit_changed_is_refused(len in 0..3 * CHUNK, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut object = sealed(&text(len));
        let at = at.index(object.len());
        object[at] ^= 1 << bit;
        prop_assert_eq!(opened(&object), Err(OpenError));
    }

    #[test]
    fn anything_cut_or_added_is_refused(
        len in 0..3 * CHUNK, at in any::<prop::sample::Index>(), more in prop::collection::vec(any::<u8>(), 1..64)
    ) {
        let object = sealed(&text(len));
        prop_assert_eq!(opened(&object[..at.index(object.len())]), Err(OpenError));
        prop_assert_eq!(opened(&[object, more].concat()), Err(OpenError));
    }

    #[test]
    fn another_context_opens_nothing(other in contexts()) {
        prop_assume!(other != context());
        let kek = kek(&[1; 32]);
        let wrapped = kek.wrap(&dek(&DEK), &context());
        prop_assert!(unwrap(&kek, &other, wrapped.as_bytes()).is_err());
        prop_assert_eq!(open(opening_dek(&DEK, &other), &other, &sealed(b"text")), Err(OpenError));
    }

    #[test]
    fn no_bytes_at_all_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2 * CHUNK)) {
        prop_assert_eq!(opened(&bytes), Err(OpenError));
        prop_assert!(unwrap(&kek(&[1; 32]), &context(), &bytes).is_err());
    }
}
