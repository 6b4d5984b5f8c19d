//! Any bytes as `checkpoints.jsonl` beside a good export, edits of good ones, and any text as a note or a key: judged, and never
//! taken for signed unless they are.
#![no_main]

use audit::{Export, Note, NoteSigner, SignedCheckpoint, VerifierKey, verify_signed_export};
use libfuzzer_sys::fuzz_target;

const MANIFEST: &[u8] = include_bytes!("../../vectors/audit/accept/signed/manifest.json");
const ENTRIES: &[u8] = include_bytes!("../../vectors/audit/accept/signed/entries.jsonl");
const DISCLOSURES: &[u8] = include_bytes!("../../vectors/audit/accept/signed/disclosures.jsonl");
const CHECKPOINTS: &[u8] = include_bytes!("../../vectors/audit/accept/signed/checkpoints.jsonl");
const KEY: &str = include_str!("../../vectors/audit/accept/signed/key.txt");

fn judge(checkpoints: &[u8], keys: &[VerifierKey]) -> u64 {
    let export =
        Export { manifest: MANIFEST, entries: ENTRIES, disclosures: DISCLOSURES, checkpoints: Some(checkpoints) };
    verify_signed_export(export, keys).expect("memory can be read").checkpoints
}

fuzz_target!(|data: &[u8]| {
    let keys = [KEY.trim().parse::<VerifierKey>().expect("the key of the vectors")];
    assert_eq!(judge(CHECKPOINTS, &keys), 3);
    judge(data, &keys);
    judge(data, &[]);

    // Each four bytes of input are one edit of the good ones: none is verified that was not signed.
    let mut edited = CHECKPOINTS.to_vec();
    for edit in data.chunks_exact(4) {
        let &[what, high, low, value] = edit else { return };
        let at = usize::from(u16::from_be_bytes([high, low])) % edited.len().max(1);
        match what % 3 {
            0 => edited.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value),
            1 => edited.insert(at.min(edited.len()), value),
            _ => drop(edited.drain(at.min(edited.len())..edited.len().min(at + usize::from(value)))),
        }
    }
    assert!(judge(&edited, &keys) <= 3);

    if let Ok(text) = std::str::from_utf8(data) {
        let stranger = NoteSigner::from_seed(&[9; 32]).expect("a key");
        if let Ok(note) = Note::parse(text) {
            assert!(!note.is_signed_by(&[stranger.verifier_key().clone()]));
        }
        if let Ok(signed) = SignedCheckpoint::parse(text) {
            assert!(text.starts_with(&signed.checkpoint.text()));
        }
        if let Ok(key) = text.parse::<VerifierKey>() {
            assert_eq!(key.to_string(), text);
        }
    }
});
