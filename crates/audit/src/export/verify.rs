//! Checking an export: its chain, its disclosures, and its manifest against both.

use std::cmp::Ordering;
use std::io::{self, BufRead};

use super::checkpoints::{CheckpointVerifier, Covered};
use super::disclosure::DisclosureVerifier;
use super::lines::{Line, Lines};
use super::manifest::Manifest;
use crate::chain::ChainVerifier;
use crate::cosignature::WitnessKey;
use crate::finding::{Code, EpochSpan, File, Finding, Findings, Report};
use crate::json::FormError;
use crate::note::VerifierKey;

pub(super) const TOO_LONG: &str = "The line is longer than 65536 bytes.";
pub(super) const CUT: &str = "The file ends in the middle of this line.";

/// The files of an export. Each but the manifest is read once, in memory that does not grow with its length.
#[derive(Debug)]
pub struct Export<'a, E, D, C> {
    /// The bytes of `manifest.json`.
    pub manifest: &'a [u8],
    /// `entries.jsonl`.
    pub entries: E,
    /// `disclosures.jsonl`.
    pub disclosures: D,
    /// `checkpoints.jsonl`, if there is one.
    pub checkpoints: Option<C>,
}

/// Checks an export without checkpoints, given the bytes of `manifest.json` and readers of `entries.jsonl` and
/// `disclosures.jsonl`.
///
/// A report without failures says that the three files agree with each other and that the chain is whole between its
/// ends. It cannot say that the log is the true one: see the notice [`Code::Unsigned`].
///
/// # Errors
/// Only those of the readers. What is wrong with the export is in the report.
pub fn verify_export(
    manifest: &[u8],
    entries: impl BufRead,
    disclosures: impl BufRead,
) -> io::Result<Report> {
    verify_signed_export(Export { manifest, entries, disclosures, checkpoints: None::<&[u8]> }, &[])
}

/// Checks an export and holds its checkpoints against its entries. With `keys`, of which one is the log's, a report without
/// failures also says that the entries up to the last checkpoint are those that were signed, and all of them.
///
/// # Errors
/// As [`verify_export`].
pub fn verify_signed_export<E: BufRead, D: BufRead, C: BufRead>(
    export: Export<'_, E, D, C>,
    keys: &[VerifierKey],
) -> io::Result<Report> {
    verify_witnessed_export(export, keys, &[])
}

/// As [`verify_signed_export`]. With `witnesses`, a report without failures also says that one of them saw this log, and no other:
/// its newest checkpoint, and one of each earlier epoch.
///
/// # Errors
/// As [`verify_export`].
pub fn verify_witnessed_export<E: BufRead, D: BufRead, C: BufRead>(
    export: Export<'_, E, D, C>,
    keys: &[VerifierKey],
    witnesses: &[WitnessKey],
) -> io::Result<Report> {
    let mut findings = Findings::default();
    let into_report = |findings: Findings, org, epochs| {
        if keys.is_empty() {
            findings.into_unsigned_report(org, epochs)
        } else {
            findings.into_report(org, epochs)
        }
    };
    let manifest = match Manifest::parse(export.manifest) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            let code = match error {
                FormError::UnknownFormat(_) => Code::FormatUnknown,
                FormError::NotCanonical => Code::ManifestNotCanonical,
                _ => Code::ManifestMalformed,
            };
            findings.fail(about_manifest(code, None, None, format!("The manifest cannot be used: {error}.")));
            if code == Code::FormatUnknown {
                return Ok(into_report(findings, None, Vec::new()));
            }
            None
        }
    };

    let mut chain = ChainVerifier::new(manifest.as_ref().map(|manifest| manifest.org));
    let mut disclosures = DisclosureVerifier::new(export.disclosures)?;
    let mut checkpoints = CheckpointVerifier::new(export.checkpoints, keys, witnesses);
    let mut lines = Lines::new(export.entries);
    while let Some(line) = lines.next()? {
        match line {
            Line::Whole(bytes) => {
                if let (Some(entry), Some(leaf)) = (chain.push(bytes), chain.tip_leaf()) {
                    disclosures.take_in(&entry)?;
                    checkpoints.take_in(&entry, leaf)?;
                }
            }
            Line::TooLong => chain.push_unreadable(Code::LineTooLong, TOO_LONG.to_owned()),
            Line::Cut => chain.push_unreadable(Code::LineCut, CUT.to_owned()),
        }
    }

    let (org, epochs, chain_findings) = chain.into_parts();
    let (disclosed, withheld, disclosure_findings) = disclosures.finish()?;
    let created_at = manifest.as_ref().map(|manifest| manifest.created_at);
    let (covered, checkpoint_findings) = checkpoints.finish(org, created_at)?;
    findings.append(chain_findings);
    findings.append(disclosure_findings);
    findings.append(checkpoint_findings);
    if let Some(manifest) = &manifest {
        compare(&manifest.epochs, &epochs, &mut findings);
    }
    let report = into_report(findings, org, epochs);
    let Covered { verified, last, witnessed } = covered;
    Ok(Report { disclosed, withheld, checkpoints: verified, checkpoint: last, witnessed, ..report })
}

/// Holds what the manifest says of each epoch against what is there. Both lists ascend.
fn compare(said: &[EpochSpan], seen: &[EpochSpan], findings: &mut Findings) {
    let (mut said, mut seen) = (said.iter().peekable(), seen.iter().peekable());
    loop {
        let order = match (said.peek(), seen.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(said), Some(seen)) => said.epoch.cmp(&seen.epoch),
        };
        let said = if order == Ordering::Greater { None } else { said.next() };
        let seen = if order == Ordering::Less { None } else { seen.next() };
        match (said, seen) {
            (Some(said), Some(seen)) => compare_epoch(said, seen, findings),
            (Some(said), None) => {
                let message = format!("The manifest names epoch {}, of which no entry is there.", said.epoch);
                findings.fail(about_manifest(Code::EpochMissing, Some(said.epoch), None, message));
            }
            (None, Some(seen)) => {
                let message =
                    format!("There are entries of epoch {}, which the manifest does not name.", seen.epoch);
                findings.fail(about_manifest(Code::EpochExtra, Some(seen.epoch), None, message));
            }
            (None, None) => return,
        }
    }
}

fn compare_epoch(said: &EpochSpan, seen: &EpochSpan, findings: &mut Findings) {
    let mut fail = |code, seq: u64, message| {
        findings.fail(about_manifest(code, Some(seen.epoch), Some(seq), message));
    };
    if seen.first_seq != said.first_seq {
        let message =
            format!("The epoch starts at entry {}, the manifest says {}.", seen.first_seq, said.first_seq);
        fail(Code::StartMismatch, seen.first_seq, message);
    }
    match seen.last_seq.cmp(&said.last_seq) {
        Ordering::Less => {
            let message = format!(
                "The epoch ends at entry {}, the manifest says {}: its tail was cut off.",
                seen.last_seq, said.last_seq
            );
            fail(Code::TailMissing, seen.last_seq, message);
        }
        Ordering::Greater => {
            let message = format!(
                "The epoch goes on to entry {}, the manifest says that {} is the last.",
                seen.last_seq, said.last_seq
            );
            fail(Code::TailExtra, seen.last_seq, message);
        }
        Ordering::Equal if seen.head != said.head => {
            let message =
                format!("Entry {} is not the one that the manifest names: it was edited.", seen.last_seq);
            fail(Code::HeadMismatch, seen.last_seq, message);
        }
        Ordering::Equal => {}
    }
    if seen.count != said.count {
        let message =
            format!("{} entries of the epoch are there, the manifest says {}.", seen.count, said.count);
        fail(Code::CountMismatch, seen.last_seq, message);
    }
}

fn about_manifest(code: Code, epoch: Option<u64>, seq: Option<u64>, message: String) -> Finding {
    Finding { file: File::Manifest, line: None, code, epoch, seq, message }
}
