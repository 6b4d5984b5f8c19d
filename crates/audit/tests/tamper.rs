//! No edit, deletion, exchange or cut of a 50-entry export goes unnoticed, and no bytes whatever make the verifier fail.

#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

mod cases;

use audit::{ChainVerifier, Code, Manifest, Verdict, verify_export};
use cases::{Export, log};
use proptest::prelude::*;

fn day() -> Export {
    log::day(1, 50).export()
}

fn is_broken(export: &Export) -> bool {
    export.verify().verdict == Verdict::Broken
}

/// Each byte of each entry, changed to another. So that all of them can be tried, the lines before an edited one are
/// read once, and of those after it only the next, which is where the chain breaks; the last one breaks at its head.
#[test]
fn every_edit_of_a_byte_is_noticed() {
    let lines = day().lines();
    let entry = |position: usize| lines[position].strip_suffix(b"\n").unwrap();
    let head = Manifest::parse(&day().manifest).unwrap().epochs[0].head;
    let mut before = ChainVerifier::new(Some(log::org(1)));
    for position in 0..lines.len() {
        for at in 0..entry(position).len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut edited = entry(position).to_vec();
                edited[at] ^= flip;
                let mut verifier = before.clone();
                verifier.push(&edited);
                if position + 1 < lines.len() {
                    verifier.push(entry(position + 1));
                }
                let report = verifier.finish();
                let head_differs = position + 1 == lines.len() && report.epochs[0].head != head;
                assert!(report.failure_count > 0 || head_differs, "line {position}, byte {at}, {flip:#x}");
            }
        }
        before.push(entry(position));
    }
}

#[test]
fn every_edit_is_noticed_in_the_whole_export() {
    let whole = day();
    for at in (0..whole.entries.len()).step_by(41) {
        let mut export = whole.clone();
        export.entries[at] ^= 0x01;
        assert!(is_broken(&export), "byte {at}");
    }
}

#[test]
fn every_lost_line_feed_is_noticed() {
    let whole = day();
    for (at, _) in whole.entries.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        let mut export = whole.clone();
        export.entries.remove(at);
        assert!(is_broken(&export), "line feed at {at}");
    }
}

#[test]
fn every_deletion_repetition_and_exchange_of_lines_is_noticed() {
    let whole = day();
    let lines = whole.lines();
    for one in 0..lines.len() {
        let mut deleted = lines.clone();
        deleted.remove(one);
        assert!(is_broken(&whole.with_lines(&deleted)), "deleted {one}");
        for two in one + 1..lines.len() {
            let mut repeated = lines.clone();
            repeated.insert(two, lines[one].clone());
            assert!(is_broken(&whole.with_lines(&repeated)), "{one} again at {two}");
            let mut swapped = lines.clone();
            swapped.swap(one, two);
            assert!(is_broken(&whole.with_lines(&swapped)), "{one} and {two}");
        }
    }
}

#[test]
fn every_cut_is_noticed() {
    let whole = day();
    let tail = whole.lines()[48..].concat().len();
    let boundaries =
        whole.entries.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let in_the_tail = whole.entries.len() - tail..whole.entries.len();
    for length in boundaries.chain(in_the_tail).filter(|length| *length < whole.entries.len()) {
        let mut export = whole.clone();
        export.entries.truncate(length);
        assert!(is_broken(&export), "cut to {length}");
    }
}

#[test]
fn every_edit_of_the_manifest_is_noticed_except_in_its_time() {
    let whole = day();
    for at in 0..whole.manifest.len() {
        let mut export = whole.clone();
        export.manifest[at] ^= 0x01;
        assert!(is_broken(&export) || differs_in_time_only(&whole, &export), "byte {at}");
    }
}

fn differs_in_time_only(one: &Export, two: &Export) -> bool {
    match (Manifest::parse(&one.manifest), Manifest::parse(&two.manifest)) {
        (Ok(one), Ok(two)) => (one.org, one.epochs) == (two.org, two.epochs),
        _ => false,
    }
}

fn has_disclosures_of(whole: &Export, export: &Export) -> bool {
    let mut lines = whole.disclosures.split_inclusive(|byte| *byte == b'\n');
    export.disclosures.split_inclusive(|byte| *byte == b'\n').all(|kept| lines.any(|line| line == kept))
}

#[derive(Debug, Clone)]
enum Change {
    Put(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Copy { length: usize, to: prop::sample::Index },
    SwapLines(prop::sample::Index),
}

fn changes() -> impl Strategy<Value = (u8, prop::sample::Index, Change)> {
    let change = prop_oneof![
        any::<u8>().prop_map(Change::Put),
        proptest::collection::vec(any::<u8>(), 1..4).prop_map(Change::Insert),
        (1..600_usize).prop_map(Change::Remove),
        (1..600_usize, any::<prop::sample::Index>()).prop_map(|(length, to)| Change::Copy { length, to }),
        any::<prop::sample::Index>().prop_map(Change::SwapLines),
    ];
    (0..4_u8, any::<prop::sample::Index>(), change)
}

fn apply(export: &mut Export, file: u8, at: prop::sample::Index, change: Change) {
    let bytes = match file {
        0 => &mut export.manifest,
        1 => &mut export.disclosures,
        _ => &mut export.entries,
    };
    if bytes.is_empty() {
        return;
    }
    let at = at.index(bytes.len());
    match change {
        Change::Put(byte) => bytes[at] = byte,
        Change::Insert(inserted) => drop(bytes.splice(at..at, inserted)),
        Change::Remove(length) => drop(bytes.drain(at..bytes.len().min(at + length))),
        Change::Copy { length, to } => {
            let copied = bytes[at..bytes.len().min(at + length)].to_vec();
            let to = to.index(bytes.len());
            bytes.splice(to..to, copied);
        }
        Change::SwapLines(other) => {
            let mut lines: Vec<_> =
                bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            let (one, two) = (at % lines.len(), other.index(lines.len()));
            lines.swap(one, two);
            *bytes = lines.concat();
        }
    }
}

proptest! {
    #[test]
    fn random_changes_are_noticed_or_change_nothing(changes in proptest::collection::vec(changes(), 1..4)) {
        let whole = day();
        let mut export = whole.clone();
        for (file, at, change) in changes {
            apply(&mut export, file, at, change);
        }
        // Nothing vouches for the time of the export, and disclosures may be left out: see docs/AUDIT.md.
        let harmless = export.entries == whole.entries
            && differs_in_time_only(&whole, &export)
            && has_disclosures_of(&whole, &export);
        let report = export.verify();
        prop_assert_eq!(report.verdict == Verdict::Consistent, harmless, "{:#?}", report);
    }

    #[test]
    fn any_bytes_are_judged(manifest: Vec<u8>, entries: Vec<u8>, disclosures: Vec<u8>) {
        let report = verify_export(&manifest, &entries[..], &disclosures[..]).unwrap();
        prop_assert_eq!(report.verdict, Verdict::Broken);
    }
}

#[test]
fn findings_are_counted_beyond_those_listed() {
    let mut export = log::small(1).export();
    export.entries.extend_from_slice(&b"x\n".repeat(1_000));
    export.disclosures.extend_from_slice(&b"x\n".repeat(1_000));
    let report = export.verify();
    assert_eq!((report.failure_count, report.failures.len()), (2_000, audit::MAX_FINDINGS));
    assert_eq!(report.notices[0].code, Code::Unsigned);
}

#[test]
fn reading_errors_are_not_findings() {
    struct Unreadable;
    impl std::io::Read for Unreadable {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk"))
        }
    }
    let whole = day();
    let unreadable = || std::io::BufReader::new(Unreadable);
    assert!(verify_export(&whole.manifest, unreadable(), &whole.disclosures[..]).is_err());
    assert!(verify_export(&whole.manifest, &whole.entries[..], unreadable()).is_err());
}
