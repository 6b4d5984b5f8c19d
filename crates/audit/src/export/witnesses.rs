//! Cosignatures: what witnesses saw of the checkpoints, while these are held against the entries.

use time::OffsetDateTime;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::cosignature::{WitnessKey, WrongCosignature};
use crate::finding::WitnessedSpan;
use crate::timestamp;

/// Holds cosignatures against what must have been seen.
pub(super) struct Witnesses<'a> {
    keys: &'a [WitnessKey],
    /// By whom, and when, the last checkpoint that was read was cosigned.
    next: Option<(&'a WitnessKey, u64)>,
    /// In the present epoch, of the checkpoints that are those of the entries: whether there is one that is cosigned, and whether
    /// the last one is.
    any: bool,
    last: bool,
}

impl<'a> Witnesses<'a> {
    pub(super) const fn new(keys: &'a [WitnessKey]) -> Self {
        Self { keys, next: None, any: false, last: false }
    }

    /// Takes in a checkpoint that is to be held against entries.
    pub(super) fn take_in(&mut self, signed: &SignedCheckpoint) -> Result<(), WrongCosignature> {
        let cosigned = signed.cosigned_by(self.keys)?;
        self.next = cosigned;
        Ok(())
    }

    /// The checkpoint that was taken in last is that of the entries.
    pub(super) fn covered(&mut self, checkpoint: &Checkpoint) -> Option<WitnessedSpan> {
        self.last = self.next.is_some();
        self.any |= self.last;
        let (witness, time) = self.next?;
        let at = i64::try_from(time).ok().and_then(|time| OffsetDateTime::from_unix_timestamp(time).ok())?;
        Some(WitnessedSpan {
            epoch: checkpoint.epoch,
            size: checkpoint.size,
            witness: witness.name().to_owned(),
            at: timestamp::format(at)?,
        })
    }

    /// What is missing of the epoch that is over, if anything is.
    pub(super) fn end_epoch(&mut self, is_last: bool) -> Option<String> {
        let (any, last) = (self.any, self.last);
        (self.any, self.last) = (false, false);
        let seen = if is_last { last } else { any };
        if self.keys.is_empty() || seen {
            return None;
        }
        let message = if is_last && any {
            "The witness did not cosign the newest checkpoint: he did not see it, or saw another log."
        } else {
            "The witness cosigned no checkpoint of these entries: he did not see them, or saw another log."
        };
        Some(message.to_owned())
    }
}
