//! Cosignatures of witnesses (C2SP tlog-cosignature, version 1 with Ed25519), and the keys that verify them.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::note::{Note, NoteError, is_name, key_from_text, key_id, key_to_text};

/// The signature type of an Ed25519 cosignature.
const COSIGNATURE_TYPE: u8 = 4;

/// The last second of the year 9999, the latest that a cosignature may be of.
const MAX_TIME: u64 = 253_402_300_799;

/// A witness's public key. Its text form is `NAME+ID+KEY`, as that of a log's, with the type 0x04.
#[derive(Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    id: [u8; 4],
    key: [u8; 32],
}

/// A signature under a witness's name that is not one of his.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signature under the witness's name is not of this checkpoint")]
pub struct WrongCosignature;

impl WitnessKey {
    fn new(name: &str, key: [u8; 32]) -> Self {
        Self { name: name.to_owned(), id: key_id(name, COSIGNATURE_TYPE, &key), key }
    }

    /// The witness's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it cosigned the note last, in seconds since 1970; `None` when it did not.
    ///
    /// # Errors
    /// [`WrongCosignature`] when a signature under its name and key id is wrong.
    pub fn cosigned(&self, note: &Note) -> Result<Option<u64>, WrongCosignature> {
        let mut last = None;
        for (name, id, bytes) in note.signatures() {
            if (name, id) == (self.name.as_str(), self.id) {
                last = last.max(Some(self.verify(note.text(), bytes).ok_or(WrongCosignature)?));
            }
        }
        Ok(last)
    }

    /// The time of a `timestamped_signature` of this text.
    fn verify(&self, text: &str, bytes: &[u8]) -> Option<u64> {
        let (time, signature) = bytes.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let signed =
            UnparsedPublicKey::new(&ED25519, self.key).verify(&message(text, time), signature).is_ok();
        (signed && time <= MAX_TIME).then_some(time)
    }
}

/// What is signed: that at this time the log was seen so.
fn message(text: &str, time: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_to_text(&self.name, self.id, COSIGNATURE_TYPE, &self.key))
    }
}

impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for WitnessKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = key_from_text(text, COSIGNATURE_TYPE).map_err(|error| {
            let of_log = key_from_text(text, 1).is_ok();
            if of_log { NoteError("this is the public key of a log, not of a witness") } else { error }
        })?;
        Ok(Self::new(&name, key))
    }
}

/// A witness's private key.
pub struct Cosigner {
    pair: Ed25519KeyPair,
    key: WitnessKey,
}

impl Cosigner {
    /// The cosigner of a private key of 32 random bytes, under this name.
    ///
    /// # Errors
    /// When the seed has another length, or the name is empty or has white space or `+` in it.
    pub fn from_seed(seed: &[u8], name: &str) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError("a witness's name has no white space and no + in it"));
        }
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError("a signing key has 32 bytes"))?;
        let mut key = [0; 32];
        key.copy_from_slice(pair.public_key().as_ref());
        Ok(Self { pair, key: WitnessKey::new(name, key) })
    }

    /// What verifies its cosignatures.
    #[must_use]
    pub const fn witness_key(&self) -> &WitnessKey {
        &self.key
    }

    /// The signature's line, with its line feed, for the text of a checkpoint at a time in seconds since 1970.
    #[must_use]
    pub fn cosign(&self, text: &str, time: u64) -> String {
        let mut bytes = self.key.id.to_vec();
        bytes.extend_from_slice(&time.to_be_bytes());
        bytes.extend_from_slice(self.pair.sign(&message(text, time)).as_ref());
        format!("\u{2014} {} {}\n", self.key.name, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cosigner").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::NoteSigner;

    fn cosigner(n: u8) -> Cosigner {
        Cosigner::from_seed(&[n; 32], "witness.example/w1").unwrap()
    }

    fn note(lines: &str) -> Note {
        Note::parse(&format!("{}{lines}", NoteSigner::from_seed(&[1; 32]).unwrap().sign("a\n1\nb\n")))
            .unwrap()
    }

    #[test]
    fn a_cosignature_says_who_saw_it_and_when() {
        let (ours, theirs) = (cosigner(5), cosigner(6));
        let key: WitnessKey = ours.witness_key().to_string().parse().unwrap();
        assert_eq!((&key, key.name()), (ours.witness_key(), "witness.example/w1"));
        assert_eq!(key.cosigned(&note("")), Ok(None));
        let (first, second) =
            (ours.cosign("a\n1\nb\n", 1_700_000_000), ours.cosign("a\n1\nb\n", 1_700_000_001));
        assert_eq!(key.cosigned(&note(&first)), Ok(Some(1_700_000_000)));
        assert_eq!(key.cosigned(&note(&format!("{second}{first}"))), Ok(Some(1_700_000_001)));
        assert_eq!(
            key.cosigned(&note(&theirs.cosign("a\n1\nb\n", 1))),
            Ok(None),
            "of the same name, by another key"
        );
    }

    #[test]
    fn one_of_another_text_or_time_is_wrong() {
        let ours = cosigner(5);
        let key = ours.witness_key();
        assert_eq!(key.cosigned(&note(&ours.cosign("a\n2\nb\n", 7))), Err(WrongCosignature));
        assert_eq!(key.cosigned(&note(&ours.cosign("a\n1\nb\n", MAX_TIME + 1))), Err(WrongCosignature));
        let good = ours.cosign("a\n1\nb\n", 7);
        let encoded = good.trim_end().rsplit_once(' ').unwrap().1;
        let bytes = STANDARD.decode(encoded).unwrap();
        for at in 4..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let line = good.replace(encoded, &STANDARD.encode(&changed));
            assert_eq!(key.cosigned(&note(&line)), Err(WrongCosignature), "byte {at}");
        }
        for length in 5..bytes.len() {
            let line = good.replace(encoded, &STANDARD.encode(&bytes[..length]));
            assert_eq!(key.cosigned(&note(&line)), Err(WrongCosignature), "{length} bytes");
        }
    }

    #[test]
    fn the_key_of_a_log_is_none_of_a_witness_and_the_other_way_round() {
        let log = NoteSigner::from_seed(&[1; 32]).unwrap().verifier_key().to_string();
        let error = log.parse::<WitnessKey>().unwrap_err();
        assert_eq!(error, NoteError("this is the public key of a log, not of a witness"));
        assert!(cosigner(5).witness_key().to_string().parse::<crate::VerifierKey>().is_err());
        assert!(Cosigner::from_seed(&[1; 32], "a b").is_err() && Cosigner::from_seed(&[1; 31], "a").is_err());
    }
}
