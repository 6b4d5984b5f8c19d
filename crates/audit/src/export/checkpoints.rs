//! Checkpoints: the lines of `checkpoints.jsonl`, held against the entries while both files pass by.

use std::io::{self, BufRead};

use domain::id::OrgId;
use time::{Duration, OffsetDateTime};

use super::lines::{Line, Lines};
use super::witnesses::Witnesses;
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::cosignature::WitnessKey;
use crate::entry::{Entry, MAX_ENTRY_BYTES};
use crate::finding::{CheckpointSpan, Code, File, Finding, Findings, WitnessedSpan};
use crate::hash::Digest;
use crate::json::{FormError, Json, Members};
use crate::merkle::Tree;
use crate::note::VerifierKey;

/// How many entries of a log may wait for a checkpoint.
const MAX_WAITING: u64 = 1_000;

/// How long an entry may wait for one.
const MAX_WAIT: Duration = Duration::seconds(60);

/// A line of `checkpoints.jsonl`, without its line feed: the signed note as the one member of an object.
///
/// # Errors
/// When the note is too long for a line.
pub(super) fn line_of(note: &str) -> Result<Vec<u8>, FormError> {
    let line = Json::object([("note", Json::text(note))]).to_canonical();
    if line.len() > MAX_ENTRY_BYTES { Err(FormError::TooLong { limit: MAX_ENTRY_BYTES }) } else { Ok(line) }
}

fn parse(bytes: &[u8]) -> Result<SignedCheckpoint, (Code, String)> {
    let malformed = |error: &dyn std::fmt::Display| {
        (Code::CheckpointMalformed, format!("The line is not a checkpoint: {error}."))
    };
    let json = Json::parse(bytes).map_err(|error| malformed(&error))?;
    let canonical = json.to_canonical();
    let read = |json| {
        let mut members = Members::of(json, "checkpoint")?;
        let note = members.text("note")?;
        members.finish()?;
        Ok::<_, FormError>(note)
    };
    let note = read(json).map_err(|error| malformed(&error))?;
    let checkpoint = SignedCheckpoint::parse(&note).map_err(|error| malformed(&error))?;
    if canonical != bytes {
        return Err((
            Code::CheckpointNotCanonical,
            format!("The line is not a checkpoint: {}.", FormError::NotCanonical),
        ));
    }
    Ok(checkpoint)
}

/// Holds checkpoints against the entries.
pub(super) struct CheckpointVerifier<'a, R> {
    lines: Option<Lines<R>>,
    keys: &'a [VerifierKey],
    witnesses: Witnesses<'a>,
    org: Option<OrgId>,
    line: u64,
    begun: bool,
    /// The last one that stood in order, until its entry has come.
    waiting: Option<Checkpoint>,
    last: Option<Checkpoint>,
    /// The tree of the epoch that is being read, while all its entries are there from the first.
    tree: Option<Tree>,
    /// The epoch and place of the last entry.
    tip: Option<(u64, u64)>,
    /// The epoch of the last failure about entries, and that of the last notice that they are missing.
    failed: Option<u64>,
    unchecked: Option<u64>,
    covered: Covered,
    /// When the first entry after the last checkpoint was made, and how many entries there are since.
    uncovered: Option<(OffsetDateTime, u64)>,
    findings: Findings,
}

/// What checkpoints say of the entries.
#[derive(Debug, Default)]
pub(super) struct Covered {
    /// How many are those of the entries.
    pub(super) verified: u64,
    /// The last of them.
    pub(super) last: Option<CheckpointSpan>,
    /// The last of them that a witness cosigned.
    pub(super) witnessed: Option<WitnessedSpan>,
}

impl<'a, R: BufRead> CheckpointVerifier<'a, R> {
    pub(super) fn new(lines: Option<R>, keys: &'a [VerifierKey], witnesses: &'a [WitnessKey]) -> Self {
        Self {
            lines: lines.map(Lines::new),
            keys,
            witnesses: Witnesses::new(witnesses),
            org: None,
            line: 0,
            begun: false,
            waiting: None,
            last: None,
            tree: None,
            tip: None,
            failed: None,
            unchecked: None,
            covered: Covered::default(),
            uncovered: None,
            findings: Findings::default(),
        }
    }

    /// Takes in an entry that was put in its place, and its leaf hash.
    pub(super) fn take_in(&mut self, entry: &Entry, leaf: Digest) -> io::Result<()> {
        self.begin(Some(entry.org))?;
        let here = (entry.epoch, entry.seq);
        while let Some(passed) = self.waiting.take_if(|waiting| (waiting.epoch, waiting.size) < here) {
            self.passed(&passed, entry.epoch);
            self.advance()?;
        }
        if self.tip.is_none_or(|(epoch, _)| epoch != entry.epoch) {
            self.end_epoch(false);
            self.tree = Some(Tree::new());
            self.uncovered = None;
        }
        self.tree = self.tree.take().filter(|tree| tree.size() + 1 == entry.seq);
        if let Some(tree) = &mut self.tree {
            tree.push(leaf);
        }
        self.tip = Some(here);
        let (_, count) = self.uncovered.get_or_insert((entry.time, 0));
        *count += 1;
        if let Some(waiting) = self.waiting.take_if(|waiting| (waiting.epoch, waiting.size) == here) {
            self.compare(&waiting);
            self.advance()?;
        }
        Ok(())
    }

    /// Reads the rest, for which there is no entry. `created_at`: when the export says that it was made.
    pub(super) fn finish(
        mut self,
        org: Option<OrgId>,
        created_at: Option<OffsetDateTime>,
    ) -> io::Result<(Covered, Findings)> {
        self.begin(org)?;
        while let Some(left) = self.waiting.take() {
            self.left_over(&left);
            self.advance()?;
        }
        if !self.keys.is_empty() {
            self.judge_cover(created_at);
        }
        self.end_epoch(true);
        Ok((self.covered, self.findings))
    }

    /// Whether the witness saw what it must have seen of the epoch that is over.
    fn end_epoch(&mut self, is_last: bool) {
        let Some((epoch, seq)) = self.tip.or(is_last.then_some((0, 0))) else { return };
        let Some(message) = self.witnesses.end_epoch(is_last) else { return };
        let mut finding = self.finding(Code::CosignatureMissing, None, message);
        finding.line = None;
        (finding.epoch, finding.seq) =
            if self.tip.is_some() { (Some(epoch), Some(seq)) } else { (None, None) };
        self.findings.fail(finding);
    }

    fn begin(&mut self, org: Option<OrgId>) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        self.org = org;
        self.advance()
    }

    /// One whose entry was not there when those after it were.
    fn passed(&mut self, checkpoint: &Checkpoint, epoch: u64) {
        let beyond = self
            .tip
            .is_some_and(|(tip, seq)| checkpoint.epoch == tip && epoch != tip && checkpoint.size > seq);
        if beyond {
            let message = format!(
                "It was signed that epoch {} had {} entries, and the log goes on in epoch {epoch} after fewer: a backup was \
                 restored, or history was taken back.",
                checkpoint.epoch, checkpoint.size
            );
            self.tell(Code::RolledBack, checkpoint, message);
        } else {
            self.unchecked(checkpoint);
        }
    }

    /// One that is later than all entries, or of an epoch that has none.
    fn left_over(&mut self, checkpoint: &Checkpoint) {
        if self.tip.is_none_or(|tip| (checkpoint.epoch, checkpoint.size) > tip) {
            let message = format!(
                "It was signed that epoch {} has {} entries, and not all of them are here: the tail was cut off.",
                checkpoint.epoch, checkpoint.size
            );
            self.tell(Code::TailCut, checkpoint, message);
        } else {
            self.unchecked(checkpoint);
        }
    }

    fn compare(&mut self, checkpoint: &Checkpoint) {
        let Some(tree) = &self.tree else { return self.unchecked(checkpoint) };
        if tree.root() == checkpoint.root {
            let Checkpoint { epoch, size, root, .. } = *checkpoint;
            self.covered.last = Some(CheckpointSpan { epoch, size, root });
            self.covered.verified += 1;
            self.uncovered = None;
            if let Some(witnessed) = self.witnesses.covered(checkpoint) {
                self.covered.witnessed = Some(witnessed);
            }
            return;
        }
        let message = format!(
            "The first {} entries of epoch {} are not those that were signed: they were rewritten, or this is another branch \
             of a log that was forked.",
            checkpoint.size, checkpoint.epoch
        );
        self.tree = None;
        self.tell(Code::RootMismatch, checkpoint, message);
    }

    fn unchecked(&mut self, checkpoint: &Checkpoint) {
        if [self.failed, self.unchecked].contains(&Some(checkpoint.epoch)) {
            return;
        }
        self.unchecked = Some(checkpoint.epoch);
        let message =
            "Entries before it are missing from this export, so that it cannot be compared with them.";
        let finding = self.finding(Code::CheckpointUnchecked, Some(checkpoint), message.to_owned());
        self.findings.notice(finding);
    }

    /// Once for an epoch: what is wrong with one of its checkpoints is wrong with those after it.
    fn tell(&mut self, code: Code, checkpoint: &Checkpoint, message: String) {
        if self.failed != Some(checkpoint.epoch) {
            self.failed = Some(checkpoint.epoch);
            self.fail(code, Some(checkpoint), message);
        }
    }

    /// Whether the last checkpoint is as new as it must be.
    fn judge_cover(&mut self, created_at: Option<OffsetDateTime>) {
        let Some(covered) = self.covered.last else {
            let message = "No checkpoint that the key verifies covers an entry of this export.".to_owned();
            let finding = Finding { line: None, ..self.finding(Code::CheckpointMissing, None, message) };
            return self.findings.fail(finding);
        };
        let Some((since, count)) = self.uncovered else { return };
        let late = created_at.is_some_and(|created_at| created_at - since > MAX_WAIT);
        let (epoch, seq) = self.tip.unwrap_or((covered.epoch, covered.size));
        let mut finding = self.finding(
            Code::CheckpointStale,
            None,
            format!("The last {count} entries are covered by no checkpoint, and one was due: none was signed, or it was left out."),
        );
        (finding.line, finding.epoch, finding.seq) = (None, Some(epoch), Some(seq));
        if count > MAX_WAITING || late {
            self.findings.fail(finding);
        } else {
            finding.code = Code::TailUnsigned;
            finding.message = format!("The last {count} entries are newer than the last checkpoint.");
            self.findings.notice(finding);
        }
    }

    /// Reads on to the next checkpoint that is one of this log, is signed and stands in order.
    fn advance(&mut self) -> io::Result<()> {
        loop {
            let Some(lines) = &mut self.lines else { return Ok(()) };
            let parsed = match lines.next()? {
                None => return Ok(()),
                Some(Line::Whole(bytes)) => parse(bytes),
                Some(Line::TooLong) => Err((Code::LineTooLong, super::verify::TOO_LONG.to_owned())),
                Some(Line::Cut) => Err((Code::LineCut, super::verify::CUT.to_owned())),
            };
            self.line += 1;
            match parsed {
                Err((code, message)) => self.fail(code, None, message),
                Ok(signed) => {
                    if self.accepts(&signed) {
                        self.last = Some(signed.checkpoint);
                        self.waiting = Some(signed.checkpoint);
                        return Ok(());
                    }
                }
            }
        }
    }

    fn accepts(&mut self, signed: &SignedCheckpoint) -> bool {
        let checkpoint = signed.checkpoint;
        let place = |checkpoint: &Checkpoint| (checkpoint.epoch, checkpoint.size);
        let (code, message) = if self.org.is_some_and(|org| org != checkpoint.org) {
            (Code::CheckpointForeign, format!("The checkpoint is of {}.", checkpoint.org))
        } else if !self.keys.is_empty() && !signed.is_signed_by(self.keys) {
            (
                Code::CheckpointUnsigned,
                "No signature of the given key stands below it, or a wrong one.".to_owned(),
            )
        } else if let Err(error) = self.witnesses.take_in(signed) {
            (Code::CosignatureWrong, format!("It is not cosigned: {error}."))
        } else {
            match &self.last {
                Some(last) if place(last) == place(&checkpoint) && last.root != checkpoint.root => {
                    let message = format!(
                        "Two different logs were signed as the first {} entries of epoch {}: the log was forked.",
                        checkpoint.size, checkpoint.epoch
                    );
                    (Code::CheckpointFork, message)
                }
                Some(last) if place(last) >= place(&checkpoint) => {
                    let message = "The checkpoint does not come after the one before it.".to_owned();
                    (Code::CheckpointOutOfOrder, message)
                }
                _ => return true,
            }
        };
        self.fail(code, Some(&checkpoint), message);
        false
    }

    fn finding(&self, code: Code, checkpoint: Option<&Checkpoint>, message: String) -> Finding {
        Finding {
            file: File::Checkpoints,
            line: Some(self.line),
            code,
            epoch: checkpoint.map(|checkpoint| checkpoint.epoch),
            seq: checkpoint.map(|checkpoint| checkpoint.size),
            message,
        }
    }

    fn fail(&mut self, code: Code, checkpoint: Option<&Checkpoint>, message: String) {
        let finding = self.finding(code, checkpoint, message);
        self.findings.fail(finding);
    }
}
