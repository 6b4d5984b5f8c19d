//! What a scanner records of each check, signed with its key. No name, no photo, no place.

use std::str::FromStr;

use ciborium::Value;
use domain::TicketCode;
use domain::id::{DutyId, ScannerId};

use super::proof::sha256;
use super::{
    CodeStatus, Decision, HASH, MAX_GROUPS, bytes, epoch, header, is_code, moment, name_of, named, optional,
    or_null, payload_by, read_signed,
};
use crate::cbor;
use crate::cose::{self, SIGNATURE};
use crate::keys::Point;
use crate::report::{Assurance, Reason, Verdict};

/// The most bytes of a record.
pub const MAX_SCAN: usize = 2048;

const TYP: &str = "application/credenza-scan+cbor";
/// How far a clock may be off and still be told: some ten thousand years.
const MAX_OFFSET: i64 = 1 << 40;
const SCANNER: i64 = 1;
const EPOCH: i64 = 2;
const SEQ: i64 = 3;
const PREV: i64 = 4;
const AT: i64 = 5;
const OFFSET: i64 = 6;
const BUNDLE: i64 = 7;
const PASS: i64 = 8;
const VERDICT: i64 = 9;
const REASON: i64 = 10;
const ASSURANCE: i64 = 11;
const AS_OF: i64 = 12;
const DECISION: i64 = 13;
const MISSING: i64 = 14;
const CODE: i64 = 15;
const CODE_STATUS: i64 = 16;
const TASK: i64 = 17;

/// A check, as its scanner records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The scanner.
    pub scanner: ScannerId,
    /// Which of its keys signs.
    pub epoch: u32,
    /// The number of the record in the epoch, from 1.
    pub seq: u32,
    /// The SHA-256 of the payload before.
    pub prev: [u8; HASH],
    /// When, by the phone's clock as it stood, in seconds since 1970 (UTC).
    pub at: i64,
    /// What is to be added to that, in seconds; `None` when the phone did not know.
    pub clock_offset: Option<i64>,
    /// When the bundle was made by which it was decided, in seconds since 1970 (UTC).
    pub bundle: Option<i64>,
    /// The pass.
    pub pass: Option<[u8; 16]>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// How sure it was whose the pass is.
    pub assurance: Option<Assurance>,
    /// Since when the status of the pass was known, in seconds since 1970 (UTC).
    pub status_as_of: Option<i64>,
    /// The decision.
    pub decision: Decision,
    /// The codes that were missing, the first fifty of them.
    pub missing: Vec<String>,
    /// Where no pass was shown, and a ticket's code typed: the code, and what the server said of it.
    pub code: Option<(TicketCode, CodeStatus)>,
    /// The task that was chosen for the day.
    pub task: Option<DutyId>,
}

/// A record that its key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedScan {
    /// What it says.
    pub scan: Scan,
    /// SHA-256 of its payload: what the next record names.
    pub hash: [u8; HASH],
}

/// Why bytes are no record of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanFault {
    /// Not a record, or one that does not hold together.
    #[error("it is not a record of a scan, or does not hold together")]
    Malformed,
    /// The epoch's key did not sign it.
    #[error("the epoch's key did not sign it")]
    Signature,
    /// It is of another scanner, or of another epoch.
    #[error("it is of another scanner or epoch")]
    Other,
}

impl Scan {
    /// Signs it; see [`crate::mint`] about `sign`.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign<E>(&self, sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>) -> Result<Vec<u8>, E> {
        cose::sign(&header(TYP), self.payload(), sign)
    }

    /// The SHA-256 of its payload.
    #[must_use]
    pub fn hash(&self) -> [u8; HASH] {
        sha256(&self.payload())
    }

    /// Whether what it says holds together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_good = matches!(self.verdict, Verdict::Valid | Verdict::Expiring);
        let distinct =
            || self.missing.iter().enumerate().all(|(at, code)| !self.missing[..at].contains(code));
        let codes =
            self.missing.len() <= MAX_GROUPS && self.missing.iter().all(|code| is_code(code)) && distinct();
        let fits = match self.decision {
            Decision::Go => {
                is_good
                    && self.missing.is_empty()
                    && self.assurance.is_some()
                    && self.bundle.is_some()
                    && self.pass.is_some()
                    && self.status_as_of.is_some()
            }
            Decision::NoGo => self.missing.is_empty() || is_good,
            Decision::CannotTell => self.missing.is_empty(),
        };
        // What a code says is all that there is.
        let is_of_code = self.code.is_none_or(|(_, status)| {
            (self.verdict, self.reason) == status.verdict()
                && self.decision == status.decision()
                && self.pass.is_none()
                && self.assurance.is_none()
                && self.status_as_of.is_none()
                && self.missing.is_empty()
        });
        // Tasks are chosen from a bundle; and of a code, none asks for anything.
        let is_of_task = self.task.is_none() || (self.bundle.is_some() && self.code.is_none());
        self.seq >= 1 && codes && fits && is_of_code && is_of_task
    }

    /// What is signed.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        let missing = self.missing.iter().map(|code| Value::Text(code.clone())).collect();
        let mut members = vec![
            (SCANNER, Value::Text(self.scanner.to_string())),
            (EPOCH, self.epoch.into()),
            (SEQ, self.seq.into()),
            (PREV, Value::Bytes(self.prev.to_vec())),
            (AT, self.at.into()),
            (OFFSET, or_null(self.clock_offset, Value::from)),
            (BUNDLE, or_null(self.bundle, Value::from)),
            (PASS, or_null(self.pass, |id| Value::Bytes(id.to_vec()))),
            (VERDICT, Value::Text(name_of(self.verdict))),
            (REASON, Value::Text(name_of(self.reason))),
            (ASSURANCE, or_null(self.assurance, |assurance| Value::Text(name_of(assurance)))),
            (AS_OF, or_null(self.status_as_of, Value::from)),
            (DECISION, Value::Text(name_of(self.decision))),
            (MISSING, Value::Array(missing)),
        ];
        if let Some((code, status)) = self.code {
            members.push((CODE, Value::Text(code.as_str().to_owned())));
            members.push((CODE_STATUS, Value::Text(name_of(status))));
        }
        members.extend(self.task.map(|task| (TASK, Value::Text(task.to_string()))));
        cbor::write(&cbor::labelled(members))
    }

    /// What a payload says **that nobody signed**: for who looks at a log, never for who believes one. `None` for what is not in the
    /// one form of a record, or does not hold together.
    #[must_use]
    pub fn from_unsigned_payload(payload: &[u8]) -> Option<Self> {
        let mut members = cbor::labels(cbor::read(payload)?)?;
        let task = match members.pop_if(|(label, _)| *label == TASK) {
            None => None,
            Some((_, task)) => Some(DutyId::from_str(task.as_text()?).ok()?),
        };
        let code = match members.pop_if(|(label, _)| *label == CODE_STATUS) {
            None => None,
            Some((_, status)) => {
                let (_, code) = members.pop_if(|(label, _)| *label == CODE)?;
                Some((typed_code(code.as_text()?)?, named(status.as_text()?)?))
            }
        };
        let [
            (SCANNER, scanner),
            (EPOCH, number),
            (SEQ, seq),
            (PREV, prev),
            (AT, at),
            (OFFSET, offset),
            (BUNDLE, bundle),
            (PASS, pass),
            (VERDICT, verdict),
            (REASON, reason),
            (ASSURANCE, assurance),
            (AS_OF, as_of),
            (DECISION, decision),
            (MISSING, missing),
        ] = <[_; 14]>::try_from(members).ok()?
        else {
            return None;
        };
        let clock = |value: Value| {
            cbor::integer(&value).filter(|offset| (1 - MAX_OFFSET..MAX_OFFSET).contains(offset))
        };
        let codes = missing.into_array().ok()?.into_iter().map(|code| code.into_text().ok());
        let scan = Self {
            scanner: ScannerId::from_str(scanner.as_text()?).ok()?,
            epoch: epoch(&number)?,
            seq: u32::try_from(cbor::integer(&seq)?).ok()?,
            prev: bytes(prev)?,
            at: moment(&at)?,
            clock_offset: optional(offset, clock)?,
            bundle: optional(bundle, |value| moment(&value))?,
            pass: optional(pass, bytes)?,
            verdict: named(verdict.as_text()?)?,
            reason: named(reason.as_text()?)?,
            assurance: optional(assurance, |value| named(value.as_text()?))?,
            status_as_of: optional(as_of, |value| moment(&value))?,
            decision: named(decision.as_text()?)?,
            missing: codes.collect::<Option<_>>()?,
            code,
            task,
        };
        scan.is_sound().then_some(scan)
    }
}

/// A ticket's code in the one form in which it is written.
fn typed_code(text: &str) -> Option<TicketCode> {
    TicketCode::from_str(text).ok().filter(|code| code.as_str() == text)
}

impl SignedScan {
    /// Reads a record of this epoch of this scanner, whose key this is.
    ///
    /// # Errors
    /// [`ScanFault`].
    pub fn read(record: &[u8], scanner: ScannerId, epoch: u32, key: &Point) -> Result<Self, ScanFault> {
        let signed = read_signed(record, MAX_SCAN, TYP).ok_or(ScanFault::Malformed)?;
        let payload = payload_by(&signed, key).ok_or(ScanFault::Signature)?;
        let scan = Scan::from_unsigned_payload(payload).ok_or(ScanFault::Malformed)?;
        if (scan.scanner, scan.epoch) != (scanner, epoch) {
            return Err(ScanFault::Other);
        }
        Ok(Self { hash: sha256(payload), scan })
    }
}
