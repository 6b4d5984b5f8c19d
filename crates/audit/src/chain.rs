//! The hash chain of one organization, checked entry by entry.

use domain::id::OrgId;
use time::OffsetDateTime;

use crate::entry::Entry;
use crate::finding::{Code, EpochSpan, File, Finding, Findings, Report};
use crate::hash::{Digest, leaf_hash};
use crate::intents::OpenIntents;
use crate::json::FormError;

/// Checks a chain while its entries pass by, in memory that does not grow with their number.
///
/// After a failure it goes on from the entry that it has, so that one edit is reported once and a second one, further
/// down, as well.
#[derive(Debug, Clone)]
pub struct ChainVerifier {
    org: Option<OrgId>,
    line: u64,
    /// The last entry that was put in its place.
    tip: Option<Tip>,
    /// Lines since the tip that could not be read, each of which may have been the entry that is missing.
    unreadable: u64,
    epochs: Vec<EpochSpan>,
    intents: OpenIntents,
    findings: Findings,
}

#[derive(Debug, Clone, Copy)]
struct Tip {
    epoch: u64,
    seq: u64,
    leaf: Digest,
    time: OffsetDateTime,
}

impl ChainVerifier {
    /// A verifier for the log of `org`, or, without one, of the organization that the first entry names.
    #[must_use]
    pub fn new(org: Option<OrgId>) -> Self {
        Self {
            org,
            line: 0,
            tip: None,
            unreadable: 0,
            epochs: Vec::new(),
            intents: OpenIntents::default(),
            findings: Findings::default(),
        }
    }

    /// Takes in the exact bytes of the next entry, without a line feed. Returns the entry when it was put in its place
    /// in the chain, with or without a failure, and `None` when it is no entry of this log or stands where it cannot.
    pub fn push(&mut self, bytes: &[u8]) -> Option<Entry> {
        self.line += 1;
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => {
                let not_canonical = error == FormError::NotCanonical;
                let code = if not_canonical { Code::EntryNotCanonical } else { Code::EntryMalformed };
                self.unreadable += 1;
                self.fail(code, None, format!("The line is not an entry: {error}."));
                return None;
            }
        };
        let org = *self.org.get_or_insert(entry.org);
        if entry.org != org {
            let message = format!("The entry is of {}, but this is the log of {org}.", entry.org);
            self.fail(Code::ForeignEntry, Some(&entry), message);
            return None;
        }
        let leaf = leaf_hash(bytes);
        let placed = match self.tip {
            None => {
                self.start(&entry);
                true
            }
            Some(tip) => self.follow(tip, &entry, leaf),
        };
        if !placed {
            return None;
        }
        self.advance(&entry, leaf);
        self.check_intent(&entry);
        Some(entry)
    }

    /// The leaf hash of the last entry that was put in its place.
    pub(crate) fn tip_leaf(&self) -> Option<Digest> {
        self.tip.map(|tip| tip.leaf)
    }

    /// Takes in a line that is no whole line.
    pub(crate) fn push_unreadable(&mut self, code: Code, message: String) {
        self.line += 1;
        self.unreadable += 1;
        self.fail(code, None, message);
    }

    /// Ends the log. The report is about the chain alone.
    #[must_use]
    pub fn finish(self) -> Report {
        let (org, epochs, findings) = self.into_parts();
        findings.into_unsigned_report(org, epochs)
    }

    pub(crate) fn into_parts(mut self) -> (Option<OrgId>, Vec<EpochSpan>, Findings) {
        self.end_epoch();
        (self.org, self.epochs, self.findings)
    }

    /// The first entry that is there.
    fn start(&mut self, entry: &Entry) {
        let is_first = entry.epoch == 1 && entry.seq == 1;
        if is_first != (entry.prev == Digest::ZERO) {
            let message = if is_first {
                "The first entry of the log must follow nothing, but it names an entry that it follows."
            } else {
                "The entry is not the first of the log, but says that it follows nothing."
            };
            self.fail(Code::ChainBroken, Some(entry), message.to_owned());
        }
        if !is_first && self.unreadable == 0 {
            let message = "The export starts here, in the middle of the log: what came before is not in it, and the \
                           link to it is not checked.";
            self.findings.notice(self.finding(Code::StartsLate, Some(entry), message.to_owned()));
        }
    }

    /// Whether `entry` can stand after `tip`, with a failure unless it is the very next one.
    fn follow(&mut self, tip: Tip, entry: &Entry, leaf: Digest) -> bool {
        if entry.epoch < tip.epoch || (entry.epoch == tip.epoch && entry.seq <= tip.seq) {
            if entry.epoch == tip.epoch {
                self.count();
            }
            self.refuse_place(tip, entry, leaf);
            return false;
        }
        let new_epoch = entry.epoch != tip.epoch;
        let expected = if new_epoch { 1 } else { tip.seq + 1 };
        let missing = entry.seq - expected;
        if entry.epoch > tip.epoch + 1 {
            let message =
                format!("The entry is of epoch {}, but the one before it of {}.", entry.epoch, tip.epoch);
            self.fail(Code::EpochGap, Some(entry), message);
        }
        if missing > self.unreadable {
            let message = match missing {
                1 => format!("Entry {expected} is missing: it was deleted or stands elsewhere."),
                _ => format!(
                    "Entries {expected} to {} are missing: deleted or standing elsewhere.",
                    entry.seq - 1
                ),
            };
            self.fail(Code::Gap, Some(entry), message);
        } else if missing == 0 && entry.epoch <= tip.epoch + 1 && !(new_epoch && self.unreadable > 0) {
            self.check_link(tip, entry);
        }
        if entry.time < tip.time {
            let message =
                format!("Entry {} claims an earlier time than entry {} before it.", entry.seq, tip.seq);
            self.fail(Code::TimeBackwards, Some(entry), message);
        }
        true
    }

    fn check_link(&mut self, tip: Tip, entry: &Entry) {
        if entry.prev != tip.leaf {
            let message = format!(
                "Entry {} does not follow entry {} as it stands here: entry {} was edited, or entry {} was written to \
                 follow another.",
                entry.seq, tip.seq, tip.seq, entry.seq
            );
            self.fail(Code::ChainBroken, Some(entry), message);
        }
    }

    /// Says why `entry`, which is not later than `tip`, cannot stand after it.
    fn refuse_place(&mut self, tip: Tip, entry: &Entry, leaf: Digest) {
        let (code, message) = if (entry.epoch, entry.seq) < (tip.epoch, tip.seq) {
            let message = format!(
                "Entry {} of epoch {} stands after entry {} of epoch {}.",
                entry.seq, entry.epoch, tip.seq, tip.epoch
            );
            (Code::OutOfOrder, message)
        } else if leaf == tip.leaf {
            (Code::Repeated, format!("Entry {} stands there twice.", entry.seq))
        } else {
            (Code::Fork, format!("Two different entries claim to be entry {}: one was inserted.", entry.seq))
        };
        self.fail(code, Some(entry), message);
    }

    fn advance(&mut self, entry: &Entry, leaf: Digest) {
        if self.epochs.last().is_none_or(|span| span.epoch != entry.epoch) {
            self.end_epoch();
            self.epochs.push(EpochSpan {
                epoch: entry.epoch,
                first_seq: entry.seq,
                last_seq: entry.seq,
                count: 0,
                head: leaf,
            });
        }
        self.count();
        if let Some(span) = self.epochs.last_mut() {
            span.last_seq = entry.seq;
            span.head = leaf;
        }
        self.tip = Some(Tip { epoch: entry.epoch, seq: entry.seq, leaf, time: entry.time });
        self.unreadable = 0;
    }

    fn count(&mut self) {
        if let Some(span) = self.epochs.last_mut() {
            span.count += 1;
        }
    }

    fn check_intent(&mut self, entry: &Entry) {
        let before_export = self.epochs.len() == 1
            && self.epochs.first().zip(entry.intent).is_some_and(|(span, intent)| intent < span.first_seq);
        if before_export {
            let message =
                "The outcome names an intent from before the start of this export: it is not checked.";
            self.findings.notice(self.finding(Code::IntentBeforeExport, Some(entry), message.to_owned()));
        } else if let Err((code, message)) = self.intents.take_in(entry, self.line) {
            self.fail(code, Some(entry), message);
        }
    }

    fn end_epoch(&mut self) {
        let Some(epoch) = self.epochs.last().map(|span| span.epoch) else { return };
        for (seq, intent) in self.intents.drain() {
            self.findings.notice(Finding {
                file: File::Entries,
                line: Some(intent.line),
                code: Code::IntentOpen,
                epoch: Some(epoch),
                seq: Some(seq),
                message: format!(
                    "No outcome is recorded for the intent {seq} ({}): it was under way at the end, or was broken off.",
                    intent.action
                ),
            });
        }
    }

    fn finding(&self, code: Code, entry: Option<&Entry>, message: String) -> Finding {
        Finding {
            file: File::Entries,
            line: Some(self.line),
            code,
            epoch: entry.map(|entry| entry.epoch),
            seq: entry.map(|entry| entry.seq),
            message,
        }
    }

    fn fail(&mut self, code: Code, entry: Option<&Entry>, message: String) {
        let finding = self.finding(code, entry, message);
        self.findings.fail(finding);
    }
}
