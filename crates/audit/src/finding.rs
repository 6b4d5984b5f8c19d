//! What a verifier says: findings with stable codes, and the report that holds them.

use std::fmt;

use domain::id::OrgId;
use serde::Serialize;

use crate::hash::Digest;

/// The most failures, and the most notices beside `unsigned`, that a report lists; it counts them all.
pub const MAX_FINDINGS: usize = 100;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What was found, by its stable name. `docs/AUDIT.md` has the list with what each one means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

codes! {
    /// The manifest is not of an export format that this version knows.
    FormatUnknown = "format_unknown";
    /// The manifest cannot be read.
    ManifestMalformed = "manifest_malformed";
    /// The manifest says what it says in other bytes than the canonical ones.
    ManifestNotCanonical = "manifest_not_canonical";
    /// A line is longer than an entry can be.
    LineTooLong = "line_too_long";
    /// A file ends in the middle of a line.
    LineCut = "line_cut";
    /// A line is not an entry.
    EntryMalformed = "entry_malformed";
    /// An entry says what it says in other bytes than the canonical ones.
    EntryNotCanonical = "entry_not_canonical";
    /// An entry is of another organization.
    ForeignEntry = "foreign_entry";
    /// Entries are missing in this place.
    Gap = "gap";
    /// An epoch is missing in this place.
    EpochGap = "epoch_gap";
    /// An entry stands there twice.
    Repeated = "repeated";
    /// Two different entries claim the same place.
    Fork = "fork";
    /// An entry stands after a later one.
    OutOfOrder = "out_of_order";
    /// An entry does not follow the one before it.
    ChainBroken = "chain_broken";
    /// An entry claims an earlier time than the one before it.
    TimeBackwards = "time_backwards";
    /// An outcome names an intent that is not open.
    IntentNotOpen = "intent_not_open";
    /// An outcome is not about the action and object of the intent that it names.
    IntentMismatch = "intent_mismatch";
    /// More intents are open than the verifier keeps in memory.
    TooManyOpenIntents = "too_many_open_intents";
    /// The manifest names an epoch of which no entry is there.
    EpochMissing = "epoch_missing";
    /// There are entries of an epoch that the manifest does not name.
    EpochExtra = "epoch_extra";
    /// An epoch does not start where the manifest says.
    StartMismatch = "start_mismatch";
    /// An epoch ends before the entry that the manifest names as its last.
    TailMissing = "tail_missing";
    /// An epoch goes on after the entry that the manifest names as its last.
    TailExtra = "tail_extra";
    /// The last entry of an epoch is not the one that the manifest names.
    HeadMismatch = "head_mismatch";
    /// An epoch has more or fewer entries than the manifest says.
    CountMismatch = "count_mismatch";
    /// A line is not a disclosure.
    DisclosureMalformed = "disclosure_malformed";
    /// A disclosure says what it says in other bytes than the canonical ones.
    DisclosureNotCanonical = "disclosure_not_canonical";
    /// A disclosure does not come after the one before it.
    DisclosureOutOfOrder = "disclosure_out_of_order";
    /// A disclosure is for an entry or a field that is not there.
    DisclosureUnmatched = "disclosure_unmatched";
    /// A disclosed value is not the one that the entry commits to.
    DisclosureMismatch = "disclosure_mismatch";
    /// A line is not a checkpoint.
    CheckpointMalformed = "checkpoint_malformed";
    /// A checkpoint's line says what it says in other bytes than the canonical ones.
    CheckpointNotCanonical = "checkpoint_not_canonical";
    /// A checkpoint is of another organization.
    CheckpointForeign = "checkpoint_foreign";
    /// A checkpoint is not signed by the given key.
    CheckpointUnsigned = "checkpoint_unsigned";
    /// A signature under the witness's name is not of this checkpoint.
    CosignatureWrong = "cosignature_wrong";
    /// A checkpoint does not come after the one before it.
    CheckpointOutOfOrder = "checkpoint_out_of_order";
    /// Two different logs were signed for one size.
    CheckpointFork = "checkpoint_fork";
    /// The entries are not those that were signed.
    RootMismatch = "root_mismatch";
    /// The log goes on in another epoch after fewer entries than were signed.
    RolledBack = "rolled_back";
    /// More entries were signed than are there.
    TailCut = "tail_cut";
    /// No checkpoint that the key verifies covers an entry.
    CheckpointMissing = "checkpoint_missing";
    /// The last checkpoint is older than it may be.
    CheckpointStale = "checkpoint_stale";
    /// The witness did not cosign the newest checkpoint, or none of an epoch.
    CosignatureMissing = "cosignature_missing";
    /// Notice: no signed checkpoint covers the export.
    Unsigned = "unsigned";
    /// Notice: the export starts in the middle of the log.
    StartsLate = "starts_late";
    /// Notice: an intent has no outcome.
    IntentOpen = "intent_open";
    /// Notice: an outcome names an intent from before the start of the export.
    IntentBeforeExport = "intent_before_export";
    /// Notice: the last entries are newer than the last checkpoint.
    TailUnsigned = "tail_unsigned";
    /// Notice: a checkpoint cannot be compared with entries.
    CheckpointUnchecked = "checkpoint_unchecked";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The file of the export in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum File {
    /// `manifest.json`, or a disagreement between it and the entries.
    #[serde(rename = "manifest.json")]
    Manifest,
    /// `entries.jsonl`.
    #[serde(rename = "entries.jsonl")]
    Entries,
    /// `disclosures.jsonl`.
    #[serde(rename = "disclosures.jsonl")]
    Disclosures,
    /// `checkpoints.jsonl`.
    #[serde(rename = "checkpoints.jsonl")]
    Checkpoints,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Where: the file.
    pub file: File,
    /// Where: the line, from 1.
    pub line: Option<u64>,
    /// What.
    pub code: Code,
    /// The epoch of the entry in question.
    pub epoch: Option<u64>,
    /// The place of the entry in question.
    pub seq: Option<u64>,
    /// The same as a sentence, for people.
    pub message: String,
}

/// Whether the export agrees with itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every check passed. What that does not prove is among the notices.
    Consistent,
    /// At least one check failed.
    Broken,
}

/// The entries of one epoch: what a manifest says of them and what a verifier saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EpochSpan {
    /// The epoch.
    pub epoch: u64,
    /// The place of its first entry in the export.
    pub first_seq: u64,
    /// The place of its last entry.
    pub last_seq: u64,
    /// The number of its entries.
    pub count: u64,
    /// The leaf hash of its last entry.
    pub head: Digest,
}

/// What a checkpoint covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckpointSpan {
    /// The epoch.
    pub epoch: u64,
    /// The number of its entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Digest,
}

/// Up to where a witness saw the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessedSpan {
    /// The epoch.
    pub epoch: u64,
    /// The number of its entries.
    pub size: u64,
    /// The witness's name.
    pub witness: String,
    /// When, by the witness's clock: RFC 3339, in UTC.
    pub at: String,
}

/// The result of checking a log or an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Consistent exactly when there is no failure.
    pub verdict: Verdict,
    /// The organization; `None` when nothing readable names one.
    pub org: Option<OrgId>,
    /// What was read, by epoch. The last `head` is what to compare with one noted earlier or elsewhere.
    pub epochs: Vec<EpochSpan>,
    /// Personal values that were disclosed and are the committed ones.
    pub disclosed: u64,
    /// Personal values that are committed to and not disclosed: erased, or left out of this export.
    pub withheld: u64,
    /// Checkpoints that are those of the entries; with a key, verified by it.
    pub checkpoints: u64,
    /// The last of them.
    pub checkpoint: Option<CheckpointSpan>,
    /// The last of them that a given witness cosigned.
    pub witnessed: Option<WitnessedSpan>,
    /// What is wrong, by file and line: the first [`MAX_FINDINGS`] that were met.
    pub failures: Vec<Finding>,
    /// How many failures there are.
    pub failure_count: u64,
    /// What is not wrong but should be known, likewise.
    pub notices: Vec<Finding>,
    /// How many notices there are.
    pub notice_count: u64,
}

/// Findings as they are met, in bounded memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    failures: Vec<Finding>,
    failure_count: u64,
    notices: Vec<Finding>,
    notice_count: u64,
}

impl Findings {
    pub(crate) fn fail(&mut self, finding: Finding) {
        self.failure_count += 1;
        if self.failures.len() < MAX_FINDINGS {
            self.failures.push(finding);
        }
    }

    pub(crate) fn notice(&mut self, finding: Finding) {
        self.notice_count += 1;
        if self.notices.len() < MAX_FINDINGS {
            self.notices.push(finding);
        }
    }

    /// Adds what another part of the verifier found.
    pub(crate) fn append(&mut self, other: Self) {
        let unlisted_failures = other.failure_count - other.failures.len() as u64;
        let unlisted_notices = other.notice_count - other.notices.len() as u64;
        other.failures.into_iter().for_each(|finding| self.fail(finding));
        other.notices.into_iter().for_each(|finding| self.notice(finding));
        self.failure_count += unlisted_failures;
        self.notice_count += unlisted_notices;
    }

    /// The report of what was checked without a key.
    pub(crate) fn into_unsigned_report(mut self, org: Option<OrgId>, epochs: Vec<EpochSpan>) -> Report {
        // Beside the limit: no number of other notices may crowd this one out.
        self.notice_count += 1;
        self.notices.push(Finding {
            file: File::Manifest,
            line: None,
            code: Code::Unsigned,
            epoch: None,
            seq: None,
            message: "No key was given that a signed checkpoint of this export could be verified with. The entries can be consistent in themselves and still \
                      not be the whole truth: a tail cut off together with the manifest, or a log rewritten from the \
                      first entry on, would not be noticed. Compare the head with one that you noted earlier."
                .to_owned(),
        });
        self.into_report(org, epochs)
    }

    /// The report, with findings in the order of the files and their lines.
    pub(crate) fn into_report(mut self, org: Option<OrgId>, epochs: Vec<EpochSpan>) -> Report {
        self.failures.sort();
        self.notices.sort();
        Report {
            verdict: if self.failure_count == 0 { Verdict::Consistent } else { Verdict::Broken },
            org,
            epochs,
            disclosed: 0,
            withheld: 0,
            checkpoints: 0,
            checkpoint: None,
            witnessed: None,
            failures: self.failures,
            failure_count: self.failure_count,
            notices: self.notices,
            notice_count: self.notice_count,
        }
    }
}
