//! Exports that a witness cosigned: what the log's own key cannot say, because whoever has it signs what he likes.

use audit::{Code, Cosigner};
use time::Duration;

use super::accept::restored_log;
use super::checkpoints::{lines, notes, signer};
use super::log::{Log, day};
use super::{Case, Export};

const AT: u64 = 1_764_000_000;

/// A witness.
pub fn cosigner(n: u8) -> Cosigner {
    Cosigner::from_seed(&[n; 32], "witness.example/w1").unwrap()
}

/// A signed note, cosigned.
pub fn cosign(note: &str, by: &Cosigner, time: u64) -> String {
    let text = &note[..=note.find("\n\n").unwrap()];
    format!("{note}{}", by.cosign(text, time))
}

fn cosigned(notes: &[String], by: &Cosigner) -> Vec<String> {
    notes.iter().zip(AT..).map(|(note, time)| cosign(note, by, time)).collect()
}

impl Export {
    /// With these notes, the log's key and that of a witness.
    pub fn witnessed(self, notes: &[String]) -> Self {
        Self { witness: Some(format!("{}\n", cosigner(8).witness_key())), ..self.signed(notes) }
    }
}

const DAY: [(u64, u64); 3] = [(1, 10), (1, 30), (1, 50)];

/// The log with other entries after the 25th, which everything after it follows.
fn branch() -> Log {
    let mut log = day(1, 50);
    log.entries[25].time += Duration::milliseconds(1);
    log.relink(1);
    log
}

pub fn cases() -> Vec<Case> {
    [accepted(), tampered(), signatures()].into_iter().flatten().collect()
}

fn accepted() -> Vec<Case> {
    let (log, key, witness) = (day(1, 50), signer(1), cosigner(8));
    let signed = notes(&log, &key, &DAY);
    let whole = log.export().witnessed(&cosigned(&signed, &witness));
    let restored = restored_log();
    let epochs = notes(&restored, &key, &[(1, 6), (1, 12), (2, 3)]);
    let away = [cosign(&epochs[0], &witness, AT), epochs[1].clone(), cosign(&epochs[2], &witness, AT + 9)];
    let two_keys = format!(
        "# the former one, and the present one\n{}\n{}\n",
        cosigner(9).witness_key(),
        witness.witness_key()
    );
    let renewed = [
        cosign(&signed[0], &cosigner(9), AT),
        cosign(&signed[1], &cosigner(9), AT + 1),
        cosign(&signed[2], &witness, AT),
    ];
    vec![
        Case::accept("witnessed", "A witness cosigned each checkpoint.", whole),
        Case::accept(
            "witnessed_newest",
            "A witness cosigned the newest checkpoint alone: he was not there before.",
            log.export().witnessed(&[signed[0].clone(), signed[1].clone(), cosign(&signed[2], &witness, AT)]),
        ),
        Case::accept(
            "witnessed_restored",
            "Two epochs. Of the first, the witness saw a part: he was away when its last checkpoint was signed, and a backup was restored.",
            restored.export().witnessed(&away),
        ),
        Case::accept(
            "witnessed_by_either",
            "Two keys of a witness are given: his former one cosigned the older checkpoints.",
            Export { witness: Some(two_keys), ..log.export().witnessed(&renewed) },
        ),
        Case::accept(
            "witnessed_twice",
            "A checkpoint that was cosigned again at a later time.",
            log.export().witnessed(&[cosign(&cosign(&signed[2], &witness, AT), &witness, AT + 60)]),
        ),
        Case::accept(
            "witness_not_given",
            "A wrong cosignature of somebody whose key is not given.",
            log.export().signed(&[cosign(&signed[2], &witness, AT).replacen("w1 ", "w2 ", 1)]),
        ),
    ]
}

/// What nobody but a witness notices: each of these is consistent for who has the log's key alone.
#[allow(clippy::too_many_lines, reason = "a table: a case for each way")]
fn tampered() -> Vec<Case> {
    let (log, key, witness) = (day(1, 50), signer(1), cosigner(8));
    let signed = notes(&log, &key, &DAY);
    let seen = cosigned(&signed, &witness);
    let missing = |name, about, export: Export| {
        Case::reject(name, about, export, &[]).checkpoints(&[(None, Code::CosignatureMissing)])
    };
    let branch = branch();
    let resigned = notes(&branch, &key, &DAY);
    let mut rewritten = day(1, 50);
    rewritten.entries[0].time -= Duration::milliseconds(1);
    rewritten.relink(0);
    let restored = restored_log();
    let mut other = restored_log();
    other.entries[1].time += Duration::milliseconds(1);
    other.relink(1);
    let short = day(1, 30);
    vec![
        missing(
            "witness_rewrite",
            "All of the log was written anew and signed with its key. The witness saw the other one.",
            rewritten.export().witnessed(&notes(&rewritten, &key, &DAY)),
        ),
        missing(
            "witness_fork",
            "A branch that leaves the log after entry 25, signed with its key. The witness saw the log up to there and beyond.",
            branch.export().witnessed(&[seen[0].clone(), resigned[1].clone(), resigned[2].clone()]),
        ),
        Case::reject(
            "witness_resigned",
            "A branch whose checkpoints have the cosignatures of those of the log.",
            {
                let borrowed: Vec<_> = resigned
                    .iter()
                    .zip(&seen)
                    .map(|(note, seen)| format!("{note}{}\n", seen.trim_end().rsplit_once('\n').unwrap().1))
                    .collect();
                branch.export().witnessed(&borrowed)
            },
            &[],
        )
        .checkpoints(&[
            (None, Code::CheckpointStale),
            (Some(2), Code::CosignatureWrong),
            (Some(3), Code::CosignatureWrong),
        ]),
        Case::reject(
            "witness_rollback",
            "The log as it was at entry 30, with what the witness remembers of it.",
            short.export().witnessed(&seen),
            &[],
        )
        .checkpoints(&[(Some(3), Code::TailCut)])
        .notices(&[(29, Code::IntentOpen), (30, Code::IntentOpen)]),
        missing(
            "witness_rolled_back_and_on",
            "The log was taken back to entry 25 and goes on otherwise: its newest checkpoints are of what the witness refuses.",
            branch.export().witnessed(&[seen[0].clone(), resigned[2].clone()]),
        ),
        missing(
            "witness_stale",
            "The newest checkpoint was not shown to the witness.",
            log.export().witnessed(&[seen[0].clone(), seen[1].clone(), signed[2].clone()]),
        ),
        missing(
            "witness_of_nothing",
            "No checkpoint is cosigned, as if there were no witness.",
            log.export().witnessed(&signed),
        ),
        missing(
            "witness_first_epoch",
            "The first epoch was rewritten, and a backup of that was restored: the witness saw the second alone.",
            other.export().witnessed(&[
                notes(&other, &key, &[(1, 12)]).remove(0),
                cosign(&notes(&other, &key, &[(2, 3)])[0], &witness, AT),
            ]),
        ),
        missing(
            "witness_last_epoch",
            "The log goes on after a restore, and the witness did not see that.",
            restored.export().witnessed(&[
                cosign(&notes(&restored, &key, &[(1, 12)])[0], &witness, AT),
                notes(&restored, &key, &[(2, 3)]).remove(0),
            ]),
        ),
    ]
}

fn signatures() -> Vec<Case> {
    let (log, key, witness) = (day(1, 50), signer(1), cosigner(8));
    let newest = notes(&log, &key, &DAY[2..]).remove(0);
    let good = cosign(&newest, &witness, AT);
    let reject = |name, about, note: &str| {
        Case::reject(name, about, log.export().witnessed(&[note.to_owned()]), &[]).checkpoints(&[
            (None, Code::CheckpointMissing),
            (None, Code::CosignatureMissing),
            (Some(1), Code::CosignatureWrong),
        ])
    };
    let far = 253_402_300_800;
    vec![
        reject(
            "cosignature_flipped",
            "A bit of the cosignature's last byte was changed.",
            &format!("{}DQ==\n", &good[..good.len() - 5]),
        ),
        reject(
            "cosignature_besides",
            "A good cosignature, and one under the same key of another checkpoint.",
            &format!("{good}{}", witness.cosign("credenza/else/1\n1\n\n", AT)),
        ),
        reject(
            "cosignature_of_year_10000",
            "A time that is no time of this format.",
            &format!("{newest}{}", witness.cosign(&newest[..=newest.find("\n\n").unwrap()], far)),
        ),
        Case::reject(
            "cosignature_by_another",
            "Cosigned by somebody of the same name with another key.",
            log.export().witnessed(&[cosign(&newest, &cosigner(9), AT)]),
            &[],
        )
        .checkpoints(&[(None, Code::CosignatureMissing)]),
        Case::reject(
            "cosigned_and_unsigned",
            "A witness cosigned what the log's key did not sign.",
            {
                let foreign = notes(&log, &signer(2), &DAY[2..]).remove(0);
                Export {
                    checkpoints: Some(lines(&[cosign(&foreign, &witness, AT)])),
                    ..log.export().witnessed(&[])
                }
            },
            &[],
        )
        .checkpoints(&[
            (None, Code::CheckpointMissing),
            (None, Code::CosignatureMissing),
            (Some(1), Code::CheckpointUnsigned),
        ]),
    ]
}
