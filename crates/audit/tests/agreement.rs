//! The Rust and the Python verifier find the same in exports that were changed at random: in bytes and lines, and by one
//! who links everything anew.

#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

mod cases;

use std::path::Path;
use std::process::Command;

use audit::{Code, Entry, leaf_hash};
use cases::witnesses::{cosign, cosigner};
use cases::{Export, accept, checkpoints, log};
use time::Duration;

const EXPORTS: u64 = 400;

/// Numbers that are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % bound
    }
}

/// Changes what an entry says, within the form.
fn change_entry(entry: &mut Entry, numbers: &mut Numbers) {
    match numbers.below(8) {
        0 => entry.seq += numbers.below(4) as u64,
        1 => entry.seq = entry.seq.saturating_sub(numbers.below(4) as u64).max(1),
        2 => entry.epoch += 1 + numbers.below(2) as u64,
        3 => entry.time += Duration::seconds(30) * (numbers.below(5) as f64 - 2.0),
        4 => entry.intent = entry.intent.map(|intent| intent + numbers.below(3) as u64),
        5 => entry.object = Some(log::certificate(numbers.below(3) as u128)),
        6 => entry.org = log::org(2),
        _ => entry.committed.clear(),
    }
}

fn changed_log(numbers: &mut Numbers) -> Export {
    let mut log = if numbers.below(2) == 0 { log::day(1, 20) } else { accept::restored_log() };
    for _ in 0..numbers.below(4) {
        let at = numbers.below(log.entries.len());
        let other = numbers.below(log.entries.len());
        match numbers.below(5) {
            0 => drop(log.entries.remove(at)),
            1 => log.entries.swap(at, other),
            2 => log.entries.insert(other, log.entries[at].clone()),
            _ => change_entry(&mut log.entries[at], numbers),
        }
    }
    if numbers.below(3) > 0 {
        log.relink(1);
    }
    let whole = if log.entries.iter().any(|entry| entry.epoch > 1) {
        accept::restored_log()
    } else {
        log::day(1, 20)
    };
    sign(&log, &whole, numbers)
}

/// With checkpoints at some places, mostly of the log as it was, sometimes of what it became, by the log's key or another.
fn sign(log: &log::Log, whole: &log::Log, numbers: &mut Numbers) -> Export {
    if numbers.below(3) == 0 {
        return log.export();
    }
    let mut notes = Vec::new();
    for entry in &whole.entries {
        if numbers.below(5) == 0 {
            let by = checkpoints::signer(1 + u8::from(numbers.below(12) == 0));
            let mut checkpoint = checkpoints::checkpoint(whole, entry.epoch, entry.seq);
            if numbers.below(12) == 0 {
                checkpoint.size += numbers.below(3) as u64;
                checkpoint.org = log::org(1 + numbers.below(2) as u128);
            }
            notes.push(checkpoint.sign(&by));
        }
    }
    if notes.len() > 1 && numbers.below(6) == 0 {
        let (one, other) = (numbers.below(notes.len()), numbers.below(notes.len()));
        notes.swap(one, other);
    }
    let witness = cosigner(8);
    for note in &mut notes {
        if numbers.below(3) > 0 {
            *note = cosign(note, &witness, 1_764_000_000 + numbers.below(9) as u64);
        }
        if numbers.below(20) == 0 {
            note.push_str(&witness.cosign("another text", 7));
        }
    }
    let mut export = log.export().witnessed(&notes);
    if numbers.below(3) == 0 {
        export.witness = None;
    }
    if numbers.below(3) == 0 { Export { key: None, ..export } } else { export }
}

fn change_bytes(export: &mut Export, numbers: &mut Numbers) {
    let bytes = match (numbers.below(5), &mut export.checkpoints) {
        (0, _) => &mut export.manifest,
        (1, _) => &mut export.disclosures,
        (2, Some(checkpoints)) => checkpoints,
        _ => &mut export.entries,
    };
    if bytes.is_empty() {
        return;
    }
    let (at, length) = (numbers.below(bytes.len()), numbers.below(500));
    let end = bytes.len().min(at + length);
    // Characters that mean something in JSON, and bytes that are no UTF-8.
    let characters = b"\"\\{}[],:019-.eEunt /\x00\x1f\x7f\x80\xc3\xed\xff\n\r\t";
    let character = characters[numbers.below(characters.len())];
    match numbers.below(6) {
        0 => bytes[at] = character,
        1 => bytes.insert(at, character),
        2 => drop(bytes.remove(at)),
        3 => drop(bytes.drain(at..end)),
        4 => bytes.truncate(at),
        _ => {
            let copied = bytes[at..end].to_vec();
            let to = numbers.below(bytes.len());
            bytes.splice(to..to, copied);
        }
    }
}

fn write_case(dir: &Path, export: &Export) -> Vec<Code> {
    let report = export.verify();
    export.write(dir).unwrap();
    let (failures, notices) = (cases::found(&report.failures), cases::found(&report.notices));
    let expected = cases::expected_json("changed at random", report.verdict, &failures, &notices);
    std::fs::write(dir.join("expected.json"), expected).unwrap();
    failures.iter().map(|failure| failure.2).collect()
}

#[test]
fn both_verifiers_find_the_same() {
    let root = tempfile::tempdir().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..EXPORTS {
        let mut numbers = Numbers(number);
        let mut export = changed_log(&mut numbers);
        for _ in 0..numbers.below(3) {
            change_bytes(&mut export, &mut numbers);
        }
        seen.extend(write_case(&root.path().join(number.to_string()), &export));
    }
    seen.extend(write_case(&root.path().join("many_open_intents"), &many_open_intents()));
    assert!(seen.len() > 20, "the changes reach too little of the verifier: {seen:?}");

    let output = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify_audit.py"))
        .arg("--vectors")
        .arg(root.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(&format!("{} cases agree", EXPORTS + 1)), "{said}");
}

/// One intent more than a verifier keeps.
fn many_open_intents() -> Export {
    let mut entry = log::day(1, 5).entries.remove(4);
    let mut export = log::Log::new(entry.org).export();
    entry.prev = audit::Digest::ZERO;
    for seq in 1..=audit::MAX_OPEN_INTENTS as u64 + 1 {
        entry.seq = seq;
        let line = entry.to_bytes().unwrap();
        entry.prev = leaf_hash(&line);
        export.entries.extend_from_slice(&line);
        export.entries.push(b'\n');
    }
    export
}
