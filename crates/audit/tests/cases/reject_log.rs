//! Logs that were tampered with, by a stranger with an editor and by one who can compute hashes.

use audit::{Code, Digest, Entry, ObjectRef, Outcome};
use time::Duration;

use super::accept::restored_log;
use super::log::{Log, certificate, day, org, small};
use super::{Case, Export};

pub fn cases() -> Vec<Case> {
    [edits(), rewrites(), deletions(), insertions(), ends(), epochs(), intents()]
        .into_iter()
        .flatten()
        .collect()
}

/// A day of which `change` makes the entry in this place another; everything after it is linked anew.
fn rewritten(position: usize, change: impl FnOnce(&mut Entry)) -> Log {
    let mut log = day(1, 20);
    change(&mut log.entries[position - 1]);
    log.relink(position);
    log
}

fn edits() -> Vec<Case> {
    let whole = day(1, 20).export();
    vec![
        Case::reject(
            "edited",
            "One word of entry 10 was changed.",
            whole.edit_line(10, "pkcs12", "pkcs21"),
            &[(11, Code::ChainBroken)],
        ),
        Case::reject(
            "edited_last",
            "One word of the last entry was changed.",
            whole.edit_line(20, "\"done\"", "\"failed\""),
            &[],
        )
        .manifest(&[Code::HeadMismatch]),
        Case::reject(
            "edited_twice",
            "Entries 4 and 10 were changed: both are found.",
            whole.edit_line(4, "pkcs12", "pkcs21").edit_line(10, "pkcs12", "pkcs21"),
            &[(5, Code::ChainBroken), (11, Code::ChainBroken)],
        ),
        Case::reject(
            "edited_commitment",
            "A commitment in entry 3 was exchanged for that of another value.",
            {
                let (mut log, mut other) = (day(1, 20), small(1));
                other.commit("name", "Somebody Else");
                log.entries[2].committed = other.entries[2].committed.clone();
                log.export()
            },
            &[(4, Code::ChainBroken)],
        )
        .disclosures(&[(1, Code::DisclosureMismatch)]),
    ]
}

fn rewrites() -> Vec<Case> {
    let old_manifest = day(1, 20).export().manifest;
    let rewrite = rewritten(10, |entry| entry.details.clear()).export();
    let mut beginning = day(1, 20);
    beginning.entries.drain(..5);
    beginning.disclosures.retain(|disclosure| disclosure.seq > 5);
    beginning.entries[0].prev = Digest::ZERO;
    beginning.relink(1);
    vec![
        Case::reject(
            "rewritten",
            "Entry 10 was changed and all after it linked anew; the manifest is the old one.",
            Export { manifest: old_manifest, ..rewrite },
            &[],
        )
        .manifest(&[Code::HeadMismatch]),
        Case::reject(
            "backdated",
            "Entry 10 was given an earlier time, everything linked anew.",
            rewritten(10, |entry| entry.time -= Duration::minutes(5)).export(),
            &[(10, Code::TimeBackwards)],
        ),
        Case::reject(
            "postdated",
            "Entry 10 was given a later time than entry 11, everything linked anew.",
            rewritten(10, |entry| entry.time += Duration::minutes(5)).export(),
            &[(11, Code::TimeBackwards)],
        ),
        Case::reject(
            "unlinked",
            "Entry 10 names another entry as the one before it.",
            rewritten(10, |entry| entry.prev = Digest([7; 32])).export(),
            &[(10, Code::ChainBroken)],
        ),
        Case::reject(
            "first_follows",
            "Entry 1 of epoch 1 names an entry before it.",
            rewritten(1, |entry| entry.prev = Digest([7; 32])).export(),
            &[(1, Code::ChainBroken)],
        ),
        Case::reject(
            "false_beginning",
            "The log was cut to begin at entry 6, which claims to follow nothing.",
            beginning.export(),
            &[(1, Code::ChainBroken)],
        )
        .notices(&[(1, Code::StartsLate), (3, Code::IntentBeforeExport)]),
    ]
}

fn with_lines(export: &Export, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Export {
    let mut lines = export.lines();
    change(&mut lines);
    export.with_lines(&lines)
}

fn deletions() -> Vec<Case> {
    let whole = day(1, 20).export();
    let without = |line: usize| with_lines(&whole, |lines| drop(lines.remove(line - 1)));
    vec![
        Case::reject("deleted", "Entry 9 is missing.", without(9), &[(9, Code::Gap)])
            .manifest(&[Code::CountMismatch]),
        Case::reject("deleted_first", "Entry 1 is missing.", without(1), &[])
            .manifest(&[Code::StartMismatch, Code::CountMismatch])
            .notices(&[(1, Code::StartsLate)]),
        Case::reject(
            "deleted_intent",
            "The intent of a download is missing: an act without its entry.",
            without(5),
            &[(5, Code::Gap), (7, Code::IntentNotOpen)],
        )
        .manifest(&[Code::CountMismatch]),
        Case::reject(
            "swapped",
            "Entries 9 and 10 have changed places.",
            with_lines(&whole, |lines| lines.swap(8, 9)),
            &[(9, Code::Gap), (10, Code::OutOfOrder)],
        ),
        Case::reject(
            "moved",
            "Entry 9 stands at the end.",
            with_lines(&whole, |lines| lines[8..].rotate_left(1)),
            &[(9, Code::Gap), (20, Code::OutOfOrder)],
        ),
    ]
}

fn insertions() -> Vec<Case> {
    let whole = day(1, 20).export();
    let ninth = whole.lines().remove(8);
    let foreign = day(2, 20).export().lines().remove(8);
    let fork = rewritten(10, |entry| entry.details.clear()).export().lines().remove(9);
    let inserted = |at: usize, line: &Vec<u8>| with_lines(&whole, |lines| lines.insert(at, line.clone()));
    vec![
        Case::reject("repeated", "Entry 9 stands there twice.", inserted(9, &ninth), &[(10, Code::Repeated)])
            .manifest(&[Code::CountMismatch]),
        Case::reject(
            "forked",
            "Beside entry 10 stands another one that also follows entry 9.",
            inserted(10, &fork),
            &[(11, Code::Fork)],
        )
        .manifest(&[Code::CountMismatch]),
        Case::reject(
            "forked_before",
            "The other entry 10 stands before the true one, on which the rest is linked.",
            inserted(9, &fork),
            &[(11, Code::Fork), (12, Code::ChainBroken)],
        )
        .manifest(&[Code::CountMismatch]),
        Case::reject(
            "inserted_foreign",
            "An entry of another organization stands between entries 8 and 9.",
            inserted(8, &foreign),
            &[(9, Code::ForeignEntry)],
        ),
        Case::reject(
            "spliced",
            "An entry of another organization stands in the place of entry 9.",
            with_lines(&whole, |lines| lines[8].clone_from(&foreign)),
            &[(9, Code::ForeignEntry), (10, Code::Gap)],
        )
        .manifest(&[Code::CountMismatch]),
        Case::reject(
            "all_foreign",
            "The entries are those of another organization than the manifest names.",
            Export { manifest: Log::new(org(2)).export().manifest, ..small(1).export() },
            &[(1, Code::ForeignEntry), (2, Code::ForeignEntry), (3, Code::ForeignEntry)],
        )
        .disclosures(&[(1, Code::DisclosureUnmatched), (2, Code::DisclosureUnmatched)]),
    ]
}

fn ends() -> Vec<Case> {
    let whole = day(1, 20).export();
    let lines = whole.lines();
    let mut cut = whole.clone();
    cut.entries.truncate(cut.entries.len() - 10);
    let mut no_end = whole.clone();
    no_end.entries.pop();
    vec![
        Case::reject("cut_tail", "The last entries are missing.", whole.with_lines(&lines[..15]), &[])
            .manifest(&[Code::TailMissing, Code::CountMismatch])
            .disclosures_unmatched(&whole, 15),
        Case::reject(
            "cut_line",
            "The file ends in the middle of its last line.",
            cut,
            &[(20, Code::LineCut)],
        )
        .manifest(&[Code::TailMissing, Code::CountMismatch])
        .notices(&[(17, Code::IntentOpen)]),
        Case::reject("cut_line_feed", "The last line feed is missing.", no_end, &[(20, Code::LineCut)])
            .manifest(&[Code::TailMissing, Code::CountMismatch])
            .notices(&[(17, Code::IntentOpen)]),
        Case::reject(
            "grown_tail",
            "There are more entries than the manifest names.",
            Export { manifest: day(1, 15).export().manifest, ..whole.clone() },
            &[],
        )
        .manifest(&[Code::TailExtra, Code::CountMismatch]),
        Case::reject("all_cut", "No entry is left.", whole.with_lines(&[]), &[])
            .manifest(&[Code::EpochMissing])
            .disclosures_unmatched(&whole, 0),
    ]
}

fn epochs() -> Vec<Case> {
    let log = restored_log();
    let whole = log.export();
    let old = day(1, 20).export();
    let mut skipped = log.clone();
    skipped.entries[20..].iter_mut().for_each(|entry| entry.epoch = 3);
    skipped.relink(20);
    skipped.disclosures.iter_mut().filter(|disclosure| disclosure.epoch == 2).for_each(|d| d.epoch = 3);
    let mut unrooted = log.clone();
    unrooted.entries[20].prev = Digest([7; 32]);
    unrooted.relink(21);
    let mut interleaved = whole.lines();
    interleaved.swap(19, 20);
    let mut headless = whole.lines();
    headless.remove(20);
    vec![
        Case::reject("epoch_skipped", "Epoch 3 follows epoch 1.", skipped.export(), &[(21, Code::EpochGap)]),
        Case::reject(
            "epoch_unrooted",
            "Epoch 2 does not follow the last entry of epoch 1.",
            unrooted.export(),
            &[(21, Code::ChainBroken)],
        ),
        Case::reject(
            "epoch_interleaved",
            "The last entry of epoch 1 stands in epoch 2.",
            whole.with_lines(&interleaved),
            &[(20, Code::ChainBroken), (21, Code::OutOfOrder)],
        )
        .manifest(&[Code::TailMissing, Code::CountMismatch])
        .notices(&[(17, Code::IntentOpen)]),
        Case::reject(
            "epoch_headless",
            "The first entry of epoch 2 is missing.",
            whole.with_lines(&headless),
            &[(21, Code::Gap)],
        )
        .manifest(&[Code::StartMismatch, Code::CountMismatch]),
        Case::reject(
            "epoch_missing",
            "Epoch 2 was cut off.",
            Export { entries: old.entries, ..whole.clone() },
            &[],
        )
        .manifest(&[Code::EpochMissing])
        .disclosures_unmatched(&whole, 20),
        Case::reject(
            "epoch_extra",
            "The manifest names epoch 1 only.",
            Export { manifest: old.manifest, ..whole },
            &[],
        )
        .manifest(&[Code::EpochExtra]),
    ]
}

/// Name, what is told about it, and the code, for the log that `intent_logs` makes under this name.
const INTENTS: &[(&str, &str, Code)] = &[
    ("intent_is_none", "An outcome names an entry that is no intent.", Code::IntentNotOpen),
    ("intent_later", "An outcome names an entry that comes later.", Code::IntentNotOpen),
    ("intent_itself", "An outcome names itself.", Code::IntentNotOpen),
    ("intent_other_object", "The outcome is about another object.", Code::IntentMismatch),
    ("intent_other_version", "The outcome is about another version.", Code::IntentMismatch),
    ("intent_other_action", "The outcome is about another action.", Code::IntentMismatch),
];

/// A log whose entry 4 is the intent to download certificate 1, and entry 5 an outcome that does not fit.
fn wrong_outcome(name: &str) -> Log {
    let (action, object, intent) = match name {
        "intent_is_none" => ("certificate.download", certificate(1), 3),
        "intent_later" => ("certificate.download", certificate(1), 6),
        "intent_itself" => ("certificate.download", certificate(1), 5),
        "intent_other_object" => ("certificate.download", certificate(2), 4),
        "intent_other_version" => {
            ("certificate.download", ObjectRef { version: Some(1), ..certificate(1) }, 4)
        }
        _ => ("certificate.delete", certificate(1), 4),
    };
    let mut log = begun();
    log.act(2, action, Some(object), |entry| entry.intent = Some(intent));
    log
}

fn begun() -> Log {
    let mut log = small(1);
    log.act(2, "certificate.download", Some(certificate(1)), |entry| entry.outcome = Outcome::Intent);
    log
}

fn intents() -> Vec<Case> {
    let open = [(4, Code::IntentOpen)];
    let outcome = |log: &mut Log| {
        log.act(2, "certificate.download", Some(certificate(1)), |entry| entry.intent = Some(4));
    };
    let mut twice = begun();
    outcome(&mut twice);
    outcome(&mut twice);
    let mut across = begun();
    across.append("organization.update", |entry| (entry.epoch, entry.seq) = (2, 1));
    outcome(&mut across);
    let mut cases: Vec<_> = INTENTS
        .iter()
        .map(|(name, about, code)| {
            Case::reject(name, about, wrong_outcome(name).export(), &[(5, *code)]).notices(&open)
        })
        .collect();
    cases.push(Case::reject(
        "intent_closed_twice",
        "Two outcomes name one intent.",
        twice.export(),
        &[(6, Code::IntentNotOpen)],
    ));
    cases.push(
        Case::reject(
            "intent_other_epoch",
            "The outcome stands in the next epoch.",
            across.export(),
            &[(6, Code::IntentNotOpen)],
        )
        .notices(&open),
    );
    cases
}
