//! Exports with checkpoints: what a chain alone does not notice.

use std::fmt::Write as _;

use audit::{Checkpoint, Code, Digest, File, Manifest, NoteSigner, Tree, leaf_hash};
use time::Duration;

use super::accept::restored_log;
use super::log::{Log, certificate, day, org};
use super::{Case, Export};

/// The log's key, and one of somebody else.
pub fn signer(n: u8) -> NoteSigner {
    NoteSigner::from_seed(&[n; 32]).unwrap()
}

/// The checkpoint of the first `size` entries of an epoch.
pub fn checkpoint(log: &Log, epoch: u64, size: u64) -> Checkpoint {
    let mut tree = Tree::new();
    for entry in log.entries.iter().filter(|entry| entry.epoch == epoch && entry.seq <= size) {
        tree.push(leaf_hash(&entry.to_bytes().unwrap()));
    }
    assert_eq!(tree.size(), size);
    Checkpoint { org: log.org, epoch, size, root: tree.root() }
}

pub fn lines(notes: &[String]) -> Vec<u8> {
    notes.iter().flat_map(|note| audit::checkpoint_line(note).unwrap()).collect()
}

/// The signed notes of `log` at these epochs and sizes.
pub fn notes(log: &Log, by: &NoteSigner, places: &[(u64, u64)]) -> Vec<String> {
    places.iter().map(|(epoch, size)| checkpoint(log, *epoch, *size).sign(by)).collect()
}

impl Export {
    /// With these notes, and the key of the log beside it.
    pub fn signed(self, notes: &[String]) -> Self {
        let key = format!("{}\n", signer(1).verifier_key());
        Self { checkpoints: Some(lines(notes)), key: Some(key), ..self }
    }

    fn without_key(self) -> Self {
        Self { key: None, ..self }
    }

    /// As if it had been made so long after its last entry.
    fn made_after_last(self, log: &Log, delay: Duration) -> Self {
        let mut manifest = Manifest::parse(&self.manifest).unwrap();
        manifest.created_at = log.entries.last().unwrap().time + delay;
        Self { manifest: manifest.to_bytes().unwrap(), ..self }
    }
}

const DAY: [(u64, u64); 3] = [(1, 10), (1, 30), (1, 50)];

pub fn cases() -> Vec<Case> {
    [accepted(), tampered(), files()].into_iter().flatten().collect()
}

fn accepted() -> Vec<Case> {
    let (log, key) = (day(1, 50), signer(1));
    let whole = log.export().signed(&notes(&log, &key, &DAY));
    let restored = restored_log();
    let mut cosigned = notes(&log, &key, &DAY);
    for note in &mut cosigned {
        let other = signer(2).sign(&note[..=note.find("\n\n").unwrap()]);
        note.push_str(other.rsplit_once("\n\n").unwrap().1);
    }
    let two_keys = format!(
        "# the former one, and the present one\n{}\n{}\n",
        signer(2).verifier_key(),
        key.verifier_key()
    );
    let mut late = day(1, 20);
    late.entries.drain(..5);
    late.disclosures.clear();
    vec![
        Case::accept("signed", "Three checkpoints, the last of which covers all entries.", whole.clone()),
        Case::accept(
            "signed_without_key",
            "The same, and no key to verify them with.",
            whole.clone().without_key(),
        ),
        Case::accept(
            "signed_restored",
            "A checkpoint in each of two epochs. What came after the first is held by the second.",
            restored.export().signed(&notes(&restored, &key, &[(1, 12), (2, 3)])),
        ),
        Case::accept(
            "cosigned",
            "Each checkpoint has a second signature, of somebody whose key is not given.",
            log.export().signed(&cosigned),
        ),
        Case::accept(
            "signed_by_either",
            "Two keys are given, of which one is the log's.",
            Export { key: Some(two_keys), ..whole },
        ),
        Case::accept(
            "tail_unsigned",
            "The last 20 entries are newer than the last checkpoint, by less than a minute.",
            log.export().signed(&notes(&log, &key, &DAY[..2])).made_after_last(&log, Duration::seconds(40)),
        )
        .told_of_checkpoints(&[(None, Code::TailUnsigned)]),
        Case::accept(
            "signed_starts_late",
            "The export starts at entry 6, so that its checkpoints cannot be compared.",
            late.export().signed(&notes(&day(1, 20), &key, &[(1, 3), (1, 10), (1, 20)])).without_key(),
        )
        .notices(&[(1, Code::StartsLate), (3, Code::IntentBeforeExport)])
        .told_of_checkpoints(&[(Some(1), Code::CheckpointUnchecked)]),
    ]
}

/// What a plain chain does not notice: each of these is consistent without its checkpoints.
#[allow(clippy::too_many_lines, reason = "a table: a case for each way")]
fn tampered() -> Vec<Case> {
    let (log, key) = (day(1, 50), signer(1));
    let signed = notes(&log, &key, &DAY);
    let mut cut = log.clone();
    cut.entries.truncate(40);
    cut.disclosures.retain(|disclosure| disclosure.seq <= 40);
    let rewritten = |from: usize| {
        let mut log = day(1, 50);
        log.entries[from].details.insert("country".to_owned(), "PT".to_owned());
        log.relink(from + 1);
        log
    };
    let mut backdated = day(1, 50);
    for entry in &mut backdated.entries[20..] {
        entry.time -= Duration::microseconds(900_000);
    }
    backdated.relink(20);
    let mut deleted = day(1, 49);
    deleted.append("session.sign_out", |_| ());
    let longer = day(1, 25);
    let restored = restored_log();
    let mut first_epoch = restored.clone();
    first_epoch.entries.truncate(20);
    first_epoch.disclosures.retain(|disclosure| disclosure.epoch == 1);
    let by_another = notes(&rewritten(3), &signer(2), &DAY);
    let branch = rewritten(15);
    let forked = [&signed[..2], &notes(&branch, &key, &DAY[1..])[..]].concat();
    let reject = |name, about, export: Export, found: &[(Option<u64>, Code)]| {
        Case::accept(name, about, export).checkpoints(found)
    };
    vec![
        reject(
            "signed_cut_tail",
            "The last ten entries are cut off, and the manifest says that there were none.",
            cut.export().signed(&signed),
            &[(None, Code::CheckpointStale), (Some(3), Code::TailCut)],
        ),
        reject(
            "signed_cut_epoch",
            "A whole epoch is cut off at the end.",
            first_epoch.export().signed(&notes(&restored, &key, &[(1, 20), (2, 3)])),
            &[(Some(2), Code::TailCut)],
        ),
        reject(
            "signed_rewritten",
            "Entry 4 is edited and everything after it linked anew.",
            rewritten(3).export().signed(&signed),
            &[(None, Code::CheckpointMissing), (Some(1), Code::RootMismatch)],
        ),
        reject(
            "signed_fork",
            "Another branch of the log from entry 41 on is shown than the one that was signed.",
            rewritten(40).export().signed(&signed),
            &[(None, Code::CheckpointStale), (Some(3), Code::RootMismatch)],
        ),
        reject(
            "signed_backdated",
            "Entries from 21 on claim to be earlier than they were, and are linked anew.",
            backdated.export().signed(&signed),
            &[(None, Code::CheckpointStale), (Some(2), Code::RootMismatch)],
        ),
        reject(
            "signed_replaced",
            "The last entry is another one than was signed.",
            deleted.export().signed(&signed),
            &[(None, Code::CheckpointStale), (Some(3), Code::RootMismatch)],
        )
        .notices(&[(47, Code::IntentOpen)]),
        reject(
            "signed_both_branches",
            "The signer was made to sign two branches: two checkpoints of one size.",
            log.export().signed(&forked),
            &[(None, Code::CheckpointStale), (Some(3), Code::CheckpointFork), (Some(4), Code::RootMismatch)],
        ),
        reject(
            "signed_rolled_back",
            "Epoch 1 had 25 entries when it was last signed, and the log goes on in epoch 2 after 20.",
            restored.export().signed(
                &[notes(&longer, &key, &[(1, 12), (1, 25)]), notes(&restored, &key, &[(2, 3)])].concat(),
            ),
            &[(Some(2), Code::RolledBack)],
        ),
        reject(
            "signed_by_another",
            "The log is written anew as a whole and signed with another key.",
            rewritten(3).export().signed(&by_another),
            &[
                (None, Code::CheckpointMissing),
                (Some(1), Code::CheckpointUnsigned),
                (Some(2), Code::CheckpointUnsigned),
                (Some(3), Code::CheckpointUnsigned),
            ],
        ),
        reject(
            "signed_spliced",
            "A checkpoint of another organization's log, signed with the same key.",
            log.export().signed(&[notes(&day(2, 50), &key, &DAY[..1]), signed.clone()].concat()),
            &[(Some(1), Code::CheckpointForeign)],
        ),
        reject(
            "signed_stale",
            "The last checkpoint is a day older than the export.",
            log.export().signed(&signed[..2]),
            &[(None, Code::CheckpointStale)],
        ),
        reject(
            "signed_once",
            "The checkpoints were taken out.",
            Export { checkpoints: None, ..log.export().signed(&[]) },
            &[(None, Code::CheckpointMissing)],
        ),
        reject(
            "signed_never",
            "There is no checkpoint.",
            log.export().signed(&[]),
            &[(None, Code::CheckpointMissing)],
        ),
        reject(
            "signed_late",
            "The export starts at entry 2, so that no checkpoint can be compared.",
            {
                let mut late = day(1, 4);
                late.entries.remove(0);
                late.disclosures.clear();
                late.export().signed(&notes(&day(1, 4), &key, &[(1, 4)]))
            },
            &[(None, Code::CheckpointMissing)],
        )
        .notices(&[(1, Code::StartsLate)])
        .told_of_checkpoints(&[(Some(1), Code::CheckpointUnchecked)]),
        reject(
            "signed_deleted",
            "An entry is deleted: what was signed before it still holds.",
            {
                let mut log = log.clone();
                log.entries.remove(24);
                log.disclosures.retain(|disclosure| disclosure.seq != 25);
                log.export().signed(&signed)
            },
            &[(None, Code::CheckpointStale)],
        )
        .before(&[(File::Entries, Some(25), Code::Gap)])
        .notices(&[(24, Code::IntentOpen)])
        .told_of_checkpoints(&[(Some(2), Code::CheckpointUnchecked)]),
    ]
}

/// Ways to spoil the second of three checkpoints. Whatever is not read leaves the others alone.
#[allow(clippy::too_many_lines, reason = "a table: a case for each way")]
fn files() -> Vec<Case> {
    let (log, key) = (day(1, 50), signer(1));
    let signed = notes(&log, &key, &DAY);
    let good = lines(&signed);
    let all: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    let with = |second: &[u8]| {
        let export = log.export().signed(&[]);
        Export { checkpoints: Some([all[0], second, all[2]].concat()), ..export }
    };
    let line = String::from_utf8(all[1].to_vec()).unwrap();
    let text = checkpoint(&log, 1, 30).text();
    let mut malformed = String::new();
    for (from, to) in [
        ("{\"note\"", "{\"notes\""),
        ("{\"note\"", "{\"a\":1,\"note\""),
        ("\\n\\n", "\\n"),
        ("\\n30\\n", "\\n030\\n"),
        ("\\n30\\n", "\\n0\\n"),
        ("\\n30\\n", "\\n-30\\n"),
        ("\\n30\\n", "\\n9007199254740992\\n"),
        ("\\n30\\n", "\\n99999999999999999999\\n"),
        ("/1\\n", "/01\\n"),
        ("/1\\n", "/0\\n"),
        ("/1\\n", "/10001\\n"),
        ("/1\\n", "/1/1\\n"),
        ("\"credenza/", "\"Credenza/"),
        ("/org_", "/mbr_"),
        ("\\n30\\n", "\\n30\\nmore\\n"),
        ("\u{2014} ", "- "),
        ("\u{2014} credenza", "\u{2014} cred+enza"),
        ("\u{2014} credenza", "\u{2014} cred\u{a0}enza"),
        ("\\n\"}", "\"}"),
        ("\\n\"}", "\\n\\n\"}"),
        ("\\n\"}", "\\t\\n\"}"),
        ("=\\n\\n", "\\n\\n"),
        ("=\\n\"}", "\\n\"}"),
    ] {
        assert!(line.contains(from), "{from}");
        malformed.push_str(&line.replacen(from, to, 1));
    }
    write!(malformed, "\n\"x\"\n[]\n{{}}\n{{\"note\":1}}\n").unwrap();
    let many = |count: usize, code| {
        let places: Vec<_> = (2..count as u64 + 2).map(|line| (Some(line), code)).collect();
        places
    };
    let count = malformed.lines().count();
    let flipped = {
        let mut note = signed[1].clone();
        let at = note.len() - 10;
        let other = if note.as_bytes()[at] == b'A' { "B" } else { "A" };
        note.replace_range(at..=at, other);
        lines(&[note])
    };
    let twice_signed = {
        let wrong = key.sign("x\n");
        let mut note = signed[1].clone();
        note.push_str(wrong.rsplit_once("\n\n").unwrap().1);
        lines(&[note])
    };
    let reject = |name, about, export: Export, found: &[(Option<u64>, Code)]| {
        Case::accept(name, about, export).checkpoints(found)
    };
    let not_canonical =
        [line.replacen("{\"note\"", "{ \"note\"", 1), line.replacen("credenza", "credenz\\u0061", 1)]
            .concat();
    vec![
        reject(
            "checkpoints_malformed",
            "Lines that are no checkpoints.",
            with(malformed.as_bytes()),
            &many(count, Code::CheckpointMalformed),
        ),
        reject(
            "checkpoints_not_canonical",
            "Checkpoints whose lines are written otherwise.",
            with(not_canonical.as_bytes()),
            &many(2, Code::CheckpointNotCanonical),
        ),
        reject(
            "checkpoint_flipped",
            "A signature with a bit changed.",
            with(&flipped),
            &many(1, Code::CheckpointUnsigned),
        ),
        reject(
            "checkpoint_signed_wrong",
            "A good signature and one under the same key that is not of this text.",
            with(&twice_signed),
            &many(1, Code::CheckpointUnsigned),
        ),
        reject(
            "checkpoint_repeated",
            "The same twice.",
            with(&[all[1], all[1]].concat()),
            &[(Some(3), Code::CheckpointOutOfOrder)],
        ),
        reject(
            "checkpoint_order",
            "One stands after a later one.",
            with(&[all[1], all[0]].concat()),
            &[(Some(3), Code::CheckpointOutOfOrder)],
        ),
        reject(
            "checkpoint_text_changed",
            "What was signed was another size.",
            with(&lines(&[signed[1].replacen("\n30\n", "\n31\n", 1)])),
            &many(1, Code::CheckpointUnsigned),
        ),
        reject(
            "checkpoint_other_root",
            "A root that was signed, and is of no entries that are here.",
            with(&lines(&[Checkpoint { org: org(1), epoch: 1, size: 30, root: Digest([7; 32]) }.sign(&key)])),
            &[(None, Code::CheckpointStale), (Some(2), Code::RootMismatch)],
        ),
        reject(
            "checkpoint_line_too_long",
            "A line of more than 65536 bytes, and one that is cut.",
            {
                let export = with(&[&vec![b'x'; 65_537][..], b"\n"].concat());
                Export {
                    checkpoints: export
                        .checkpoints
                        .map(|all| [all, text.into_bytes()[..9].to_vec()].concat()),
                    ..export
                }
            },
            &[(Some(2), Code::LineTooLong), (Some(4), Code::LineCut)],
        ),
        reject(
            "checkpoint_of_no_entry",
            "A checkpoint of an epoch that is not there at all.",
            Export {
                checkpoints: Some(lines(
                    &[
                        signed.clone(),
                        vec![Checkpoint { org: org(1), epoch: 3, size: 1, root: Digest([7; 32]) }.sign(&key)],
                    ]
                    .concat(),
                )),
                ..with(b"")
            },
            &[(Some(4), Code::TailCut)],
        ),
        reject(
            "checkpoint_and_object",
            "A log that ends in an act on an object, with a checkpoint of more entries than there are.",
            {
                let mut log = day(1, 4);
                log.act(1, "certificate.update", Some(certificate(1)), |_| ());
                let mut longer = log.clone();
                longer.append("session.sign_out", |_| ());
                log.export().signed(&[notes(&log, &key, &[(1, 5)]), notes(&longer, &key, &[(1, 6)])].concat())
            },
            &[(Some(2), Code::TailCut)],
        ),
    ]
}
