//! Writing an export.

use std::io::{self, Write};

use domain::id::OrgId;
use time::OffsetDateTime;

use super::checkpoints::line_of;
use super::disclosure::Disclosure;
use super::manifest::Manifest;
use crate::chain::ChainVerifier;
use crate::entry::MAX_ENTRY_BYTES;
use crate::finding::Report;

/// Writes `entries.jsonl` and `disclosures.jsonl` and makes the manifest.
///
/// A log that was tampered with is exported as it is: the evidence must get out. What was wrong with it is in
/// [`Finished::report`].
pub struct ExportWriter<E, D> {
    org: OrgId,
    entries: E,
    disclosures: D,
    chain: ChainVerifier,
    last_disclosure: Option<(u64, u64, String)>,
}

/// An export of which two files are written and flushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The bytes of `manifest.json`.
    pub manifest: Vec<u8>,
    /// What a verifier finds in the chain just exported. It does not look at the disclosures.
    pub report: Report,
}

impl<E: Write, D: Write> ExportWriter<E, D> {
    /// Begins an export of the log of `org` into the writers of `entries.jsonl` and `disclosures.jsonl`.
    pub fn new(org: OrgId, entries: E, disclosures: D) -> Self {
        Self { org, entries, disclosures, chain: ChainVerifier::new(Some(org)), last_disclosure: None }
    }

    /// Writes the exact bytes of the next entry, by epoch and place.
    ///
    /// # Errors
    /// Those of the writer; [`io::ErrorKind::InvalidData`] for bytes that cannot be one line: with a line feed in them
    /// or longer than [`MAX_ENTRY_BYTES`].
    pub fn entry(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > MAX_ENTRY_BYTES || bytes.contains(&b'\n') {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "these bytes cannot be one line of an export",
            ));
        }
        self.chain.push(bytes);
        self.entries.write_all(bytes)?;
        self.entries.write_all(b"\n")
    }

    /// Writes the next disclosure, by epoch, place and field (in the order of bytes).
    ///
    /// # Errors
    /// Those of the writer; [`io::ErrorKind::InvalidInput`] for one that is out of its bounds or out of order.
    pub fn disclosure(&mut self, disclosure: &Disclosure) -> io::Result<()> {
        let invalid = |error: String| io::Error::new(io::ErrorKind::InvalidInput, error);
        let last = self.last_disclosure.as_ref().map(|(epoch, seq, field)| (*epoch, *seq, field.as_str()));
        if last.is_some_and(|last| last >= disclosure.place()) {
            return Err(invalid("disclosures must ascend by epoch, seq and field".to_owned()));
        }
        let mut line = disclosure.to_bytes().map_err(|error| invalid(error.to_string()))?;
        line.push(b'\n');
        self.disclosures.write_all(&line)?;
        self.last_disclosure = Some((disclosure.epoch, disclosure.seq, disclosure.field.clone()));
        Ok(())
    }

    /// Flushes both files and makes the manifest, which is to be written last: a directory without one is unfinished.
    /// A fraction of a microsecond in `created_at` is dropped.
    ///
    /// # Errors
    /// Those of the writers; [`io::ErrorKind::InvalidInput`] for a `created_at` before 1970 or after 9999.
    pub fn finish(mut self, created_at: OffsetDateTime) -> io::Result<Finished> {
        self.entries.flush()?;
        self.disclosures.flush()?;
        let report = self.chain.finish();
        let fraction = time::Duration::nanoseconds(i64::from(created_at.nanosecond() % 1_000));
        let manifest =
            Manifest { created_at: created_at - fraction, epochs: report.epochs.clone(), org: self.org }
                .to_bytes()
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Finished { manifest, report })
    }
}

/// The line of `checkpoints.jsonl` for a signed note, with its line feed. They stand by epoch and size.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] when the note is too long for a line.
pub fn checkpoint_line(note: &str) -> io::Result<Vec<u8>> {
    let mut line = line_of(note).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    line.push(b'\n');
    Ok(line)
}
