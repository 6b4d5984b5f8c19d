//! Checkpoints (C2SP tlog-checkpoint): what an epoch's log was at a size, signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::OrgId;

use crate::cosignature::{WitnessKey, WrongCosignature};
use crate::entry::MAX_EPOCH;
use crate::hash::Digest;
use crate::json::MAX_INTEGER;
use crate::note::{Note, NoteError, NoteSigner, VerifierKey};

/// What stands before organization and epoch in the first line.
const ORIGIN: &str = "credenza/";

/// The root of the tree over the first `size` entries of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log.
    pub org: OrgId,
    /// The epoch. Each has a tree, and so in the words of the specification a log, of its own.
    pub epoch: u64,
    /// How many entries.
    pub size: u64,
    /// The root hash of RFC 6962.
    pub root: Digest,
}

impl Checkpoint {
    /// The note text: origin, size in decimal, root hash in base64, each ended by a line feed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{ORIGIN}{}/{}\n{}\n{}\n", self.org, self.epoch, self.size, STANDARD.encode(self.root.0))
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, signer: &NoteSigner) -> String {
        signer.sign(&self.text())
    }

    fn parse_text(text: &str) -> Result<Self, NoteError> {
        let lines: Vec<_> = text.split('\n').collect();
        let [origin, size, root, ""] = lines.as_slice() else {
            return Err(NoteError("its text does not have three lines"));
        };
        let (org, epoch) = origin
            .strip_prefix(ORIGIN)
            .and_then(|rest| rest.split_once('/'))
            .and_then(|(org, epoch)| Some((org.parse().ok()?, decimal(epoch, MAX_EPOCH)?)))
            .ok_or(NoteError("its first line is not `credenza/`, an organization's id, `/` and an epoch"))?;
        let size = decimal(size, MAX_INTEGER)
            .ok_or(NoteError("its second line is not a whole number from 1 to 2^53 - 1"))?;
        let root = STANDARD
            .decode(root)
            .ok()
            .and_then(|root| root.try_into().ok())
            .ok_or(NoteError("its third line is not base64 of 32 bytes"))?;
        Ok(Self { org, epoch, size, root: Digest(root) })
    }
}

/// A number from 1 to `most`, without leading zeros.
fn decimal(text: &str, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

/// A checkpoint and its signatures. Nothing has been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads a signed note.
    ///
    /// # Errors
    /// When it is no note, or its text is not a checkpoint's as Credenza writes them.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let note = Note::parse(note)?;
        Ok(Self { checkpoint: Checkpoint::parse_text(note.text())?, note })
    }

    /// See [`Note::is_signed_by`].
    #[must_use]
    pub fn is_signed_by(&self, keys: &[VerifierKey]) -> bool {
        self.note.is_signed_by(keys)
    }

    /// Which of these witnesses cosigned it last, and when, in seconds since 1970.
    ///
    /// # Errors
    /// As [`WitnessKey::cosigned`].
    pub fn cosigned_by<'a>(
        &self,
        witnesses: &'a [WitnessKey],
    ) -> Result<Option<(&'a WitnessKey, u64)>, WrongCosignature> {
        let mut last: Option<(&WitnessKey, u64)> = None;
        for witness in witnesses {
            if let Some(time) = witness.cosigned(&self.note)?
                && last.is_none_or(|(_, before)| before < time)
            {
                last = Some((witness, time));
            }
        }
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let org = "org_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        Checkpoint { org, epoch: 2, size: 17, root: Digest([7; 32]) }
    }

    #[test]
    fn a_checkpoint_comes_back_as_it_was_signed() {
        let signer = NoteSigner::from_seed(&[1; 32]).unwrap();
        let read = SignedCheckpoint::parse(&checkpoint().sign(&signer)).unwrap();
        assert_eq!(read.checkpoint, checkpoint());
        assert!(read.is_signed_by(&[signer.verifier_key().clone()]));
    }

    #[test]
    fn other_texts_are_none() {
        let signer = NoteSigner::from_seed(&[1; 32]).unwrap();
        let good = checkpoint().text();
        for bad in [
            good.replace("credenza/", "example.com/"),
            good.replace("/2\n", "/02\n"),
            good.replace("/2\n", "/0\n"),
            good.replace("/2\n", "/10001\n"),
            good.replace("\n17\n", "\n017\n"),
            good.replace("\n17\n", "\n+17\n"),
            good.replace("\n17\n", "\n0\n"),
            good.replace("\n17\n", "\n9007199254740992\n"),
            good.replace("Bwc=\n", "Bwd=\n"),
            good.replace("Bwc=\n", "Bwc\n"),
            format!("{good}an extension\n"),
            good.replace("org_", "mbr_"),
        ] {
            assert_ne!(bad, good);
            assert!(SignedCheckpoint::parse(&signer.sign(&bad)).is_err(), "{bad}");
        }
    }
}
