//! The fuzz entries over every vector, over vectors with edits, and over bytes at random: no panic, no false answer.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::entries;

fn vectors() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/certfile/files");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("vectors").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("file")).collect()
}

#[derive(Debug, Clone)]
enum Edit {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, u8),
    Cut(Index, u8),
    Truncate(Index),
    Repeat(Index),
    /// Bytes of another vector in the middle.
    Splice(Index, Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        (at(), 0..8_u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        (at(), any::<u8>()).prop_map(|(at, count)| Edit::Cut(at, count)),
        at().prop_map(Edit::Truncate),
        at().prop_map(Edit::Repeat),
        (at(), at(), any::<u8>()).prop_map(|(from, at, count)| Edit::Splice(from, at, count)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit, all: &[Vec<u8>]) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match edit {
        Edit::Set(at, byte) => bytes[at.index(length)] = *byte,
        Edit::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
        Edit::Insert(at, byte) => bytes.insert(at.index(length), *byte),
        Edit::Cut(at, count) => {
            let start = at.index(length);
            bytes.drain(start..length.min(start + usize::from(*count)));
        }
        Edit::Truncate(at) => bytes.truncate(at.index(length)),
        Edit::Repeat(at) => bytes.extend_from_within(at.index(length)..),
        Edit::Splice(from, at, count) => {
            let other = from.get(all);
            let part: Vec<u8> = other.iter().copied().take(usize::from(*count)).collect();
            let at = at.index(length);
            bytes.splice(at..at, part);
        }
    }
}

#[test]
fn every_vector_passes_through_every_entry() {
    for bytes in vectors() {
        entries::file(&bytes);
        entries::safe_contents(&bytes);
        entries::pem(&bytes);
        entries::pair(&[&[8], bytes.as_slice()].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_vectors_are_judged(which in any::<Index>(), edits in prop::collection::vec(edit(), 1..4)) {
        let all = vectors();
        let mut bytes = which.get(&all).clone();
        for edit in &edits {
            apply(&mut bytes, edit, &all);
        }
        entries::file(&bytes);
    }

    #[test]
    fn edited_layers_are_judged(which in any::<Index>(), edits in prop::collection::vec(edit(), 0..3)) {
        let all = vectors();
        let mut bytes = which.get(&all).clone();
        for edit in &edits {
            apply(&mut bytes, edit, &all);
        }
        entries::safe_contents(&bytes);
        entries::pem(&bytes);
    }

    #[test]
    fn bytes_at_random_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        entries::file(&bytes);
        entries::pair(&bytes);
        entries::safe_contents(&bytes);
        entries::pem(&bytes);
    }
}
