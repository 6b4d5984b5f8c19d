//! A scanner brings its log.

use domain::id::PassId;
use pass::gate::{ScanFault, SignedScan, name_of, read_upload};
use store::{Appended, NewScan};
use uuid::Uuid;

use super::super::{Result, field};
use crate::app::App;
use crate::auth::scanner::Scanning;

/// Appends what a scanner brings, each record once and in its order, or nothing of it.
///
/// # Errors
/// [`super::super::Error::Field`] for what is no upload, or has a record that is none of this epoch; what the store says.
pub async fn append(app: &App, scanning: &Scanning) -> Result<Appended> {
    let records = read_upload(&scanning.body).ok_or_else(|| {
        field(
            "records",
            "malformed",
            "Send an array of 1 to 200 records, in deterministic CBOR (docs/GATE.md).",
        )
    })?;
    let mut read = Vec::with_capacity(records.len());
    for (at, record) in records.iter().enumerate() {
        let signed = SignedScan::read(record, scanning.scanner, scanning.epoch, &scanning.point);
        read.push(signed.map_err(|fault| {
            let code = match fault {
                ScanFault::Malformed => "malformed",
                ScanFault::Signature => "signature",
                ScanFault::Other => "other",
            };
            field("records", code, format!("Of record {} of this upload: {fault}.", at + 1))
        })?);
    }
    let words: Vec<_> = read.iter().map(Words::of).collect();
    let scans: Vec<_> = read
        .iter()
        .zip(&words)
        .zip(&records)
        .map(|((signed, words), record)| words.scan(signed, record))
        .collect();
    let appended = app.store.append_scans(&scanning.caller, &scans).await?;
    if let Appended::Forked(_) = appended {
        tracing::warn!(scanner = %scanning.scanner, epoch = scanning.epoch, "a scanner's log has forked");
    }
    Ok(appended)
}

/// The stable names in a record.
struct Words {
    verdict: String,
    reason: String,
    assurance: Option<String>,
    decision: String,
    code: Option<(String, String)>,
}

impl Words {
    fn of(signed: &SignedScan) -> Self {
        let scan = &signed.scan;
        Self {
            verdict: name_of(scan.verdict),
            reason: name_of(scan.reason),
            assurance: scan.assurance.map(name_of),
            decision: name_of(scan.decision),
            code: scan.code.map(|(code, status)| (code.as_str().to_owned(), name_of(status))),
        }
    }

    fn scan<'a>(&'a self, signed: &'a SignedScan, record: &'a [u8]) -> NewScan<'a> {
        let scan = &signed.scan;
        NewScan {
            seq: scan.seq,
            prev: scan.prev,
            hash: signed.hash,
            at: scan.at,
            clock_offset: scan.clock_offset,
            bundle_at: scan.bundle,
            pass: scan.pass.map(|id| PassId::from_uuid(Uuid::from_bytes(id))),
            verdict: &self.verdict,
            reason: &self.reason,
            assurance: self.assurance.as_deref(),
            status_as_of: scan.status_as_of,
            decision: &self.decision,
            missing: &scan.missing,
            code: self.code.as_ref().map(|(code, status)| (code.as_str(), status.as_str())),
            task: scan.task,
            record,
        }
    }
}
