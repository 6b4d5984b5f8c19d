//! The log of an epoch: each record names the one before. And an upload of records.

use ciborium::Value;

use super::{HASH, MAX_SCAN, Proof, SignedScan};
use crate::cbor;

/// The most records in an upload.
pub const MAX_UPLOADED: usize = 200;
/// The most bytes of an upload.
pub const MAX_UPLOAD: usize = 512 * 1024;

/// How far a log goes: the number of its last record, and the SHA-256 of that one's payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// The number; 0 before the first.
    pub seq: u32,
    /// The hash; before the first record that of the enrolment's proof.
    pub hash: [u8; HASH],
}

/// Why a record does not come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// Records before it are missing.
    #[error("records before it are missing")]
    Gap,
    /// It stands where another record stands, or after another one than is there.
    #[error("it stands where another record stands, or after another one")]
    Fork,
}

impl LogHead {
    /// Where an epoch's log begins.
    #[must_use]
    pub fn of_enrolment(proof: &Proof) -> Self {
        Self { seq: 0, hash: proof.head() }
    }

    /// The head after this record, which is to come next.
    ///
    /// # Errors
    /// [`Break`]; the number of a record that is there already is a fork here, as the head alone does not know it.
    pub fn after(self, record: &SignedScan) -> Result<Self, Break> {
        let next = self.seq.checked_add(1).ok_or(Break::Fork)?;
        if record.scan.seq > next {
            return Err(Break::Gap);
        }
        if record.scan.seq != next || record.scan.prev != self.hash {
            return Err(Break::Fork);
        }
        Ok(Self { seq: next, hash: record.hash })
    }
}

/// The records of an upload, as bytes; `None` for what is no upload. Each is still to be read.
#[must_use]
pub fn read_upload(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    if body.len() > MAX_UPLOAD {
        return None;
    }
    let records = cbor::read(body)?.into_array().ok()?;
    let fits = (1..=MAX_UPLOADED).contains(&records.len());
    let records =
        records.into_iter().map(|record| record.into_bytes().ok().filter(|one| one.len() <= MAX_SCAN));
    if fits { records.collect() } else { None }
}

/// An upload of these records.
#[must_use]
pub fn write_upload(records: &[Vec<u8>]) -> Vec<u8> {
    cbor::write(&Value::Array(records.iter().cloned().map(Value::Bytes).collect()))
}
