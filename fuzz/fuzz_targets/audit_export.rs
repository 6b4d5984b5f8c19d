//! Any bytes as the three files of an export, and edits of a good one: judged, and never consistent unless the entries
//! are the good ones.
#![no_main]

use audit::{Verdict, verify_export};
use libfuzzer_sys::fuzz_target;

const MANIFEST: &[u8] = include_bytes!("../../vectors/audit/accept/open_intent/manifest.json");
const ENTRIES: &[u8] = include_bytes!("../../vectors/audit/accept/open_intent/entries.jsonl");
const DISCLOSURES: &[u8] = include_bytes!("../../vectors/audit/accept/open_intent/disclosures.jsonl");

/// Each four bytes of input are one edit: what, where (two bytes), and a value.
fn edit(bytes: &mut Vec<u8>, edits: &[u8]) {
    for edit in edits.chunks_exact(4) {
        let &[what, high, low, value] = edit else { return };
        let at = usize::from(u16::from_be_bytes([high, low])) % (bytes.len() + 1);
        match what % 5 {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, value),
            3 => drop(bytes.drain(at..bytes.len().min(at + usize::from(value)))),
            _ => bytes.extend_from_within(at..),
        }
        bytes.truncate(1 << 17);
    }
}

fuzz_target!(|data: &[u8]| {
    let judge = |manifest: &[u8], entries: &[u8], disclosures: &[u8]| {
        let report = verify_export(manifest, entries, disclosures).expect("memory can be read");
        assert_eq!(report.verdict == Verdict::Consistent, report.failure_count == 0);
        report.verdict == Verdict::Consistent
    };
    let mut entries = ENTRIES.to_vec();
    edit(&mut entries, data);
    assert_eq!(judge(MANIFEST, &entries, DISCLOSURES), entries == ENTRIES);

    let mut disclosures = DISCLOSURES.to_vec();
    edit(&mut disclosures, data);
    judge(MANIFEST, ENTRIES, &disclosures);

    // And bytes that were never an export: three files, parted by zero bytes.
    let mut files = data.splitn(3, |byte| *byte == 0);
    let mut file = || files.next().unwrap_or_default();
    judge(file(), file(), file());
});
