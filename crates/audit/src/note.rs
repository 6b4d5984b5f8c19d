//! Signed notes (C2SP signed-note) with Ed25519 signatures, and the keys that verify them.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The signature type of Ed25519.
const ED25519_TYPE: u8 = 1;

/// The most bytes of a note.
pub const MAX_NOTE_BYTES: usize = 16_384;

/// The most signatures of a note.
pub const MAX_SIGNATURES: usize = 64;

/// Why a text is not a note of this kind, or not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoteError(pub(crate) &'static str);

impl NoteError {
    /// The same as a sentence without its point.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.0
    }
}

/// A public key that verifies notes. Its text form is `NAME+ID+KEY`: the name that stands in the signatures, eight hexadecimal
/// digits that are derived from name and key, and base64 of the type 0x01 and the 32 bytes of the key.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    key: [u8; 32],
}

impl VerifierKey {
    fn new(name: &str, key: [u8; 32]) -> Self {
        Self { name: name.to_owned(), id: key_id(name, ED25519_TYPE, &key), key }
    }

    /// Whether it made this signature of this text.
    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.key).verify(text.as_bytes(), signature).is_ok()
    }

    fn made(&self, signature: &Signature) -> bool {
        self.name == signature.name && self.id == signature.id
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_to_text(&self.name, self.id, ED25519_TYPE, &self.key))
    }
}

/// The four bytes that tell keys of one name apart.
pub(crate) fn key_id(name: &str, kind: u8, key: &[u8; 32]) -> [u8; 4] {
    let mut context = Context::new(&SHA256);
    context.update(name.as_bytes());
    context.update(&[b'\n', kind]);
    context.update(key);
    let mut id = [0; 4];
    id.copy_from_slice(&context.finish().as_ref()[..4]);
    id
}

pub(crate) fn key_to_text(name: &str, id: [u8; 4], kind: u8, key: &[u8; 32]) -> String {
    let mut material = vec![kind];
    material.extend_from_slice(key);
    format!("{name}+{}+{}", hex::encode(id), STANDARD.encode(material))
}

/// Name and bytes of a public key of this type.
pub(crate) fn key_from_text(text: &str, kind: u8) -> Result<(String, [u8; 32]), NoteError> {
    let wrong =
        NoteError("a public key is NAME+ID+KEY, as `credenza audit key` and `credenza witness key` print it");
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong);
    };
    let material = STANDARD.decode(material).map_err(|_| wrong.clone())?;
    let key = match material.split_first() {
        Some((found, key)) if *found == kind => <[u8; 32]>::try_from(key).map_err(|_| wrong)?,
        _ => return Err(wrong),
    };
    if !is_name(name) || hex::encode(key_id(name, kind, &key)) != id {
        return Err(NoteError("the id of this public key is not that of its name and key: it was damaged"));
    }
    Ok((name.to_owned(), key))
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = key_from_text(text, ED25519_TYPE)?;
        Ok(Self::new(&name, key))
    }
}

/// A private key that signs notes.
pub struct NoteSigner {
    pair: Ed25519KeyPair,
    key: VerifierKey,
}

impl NoteSigner {
    /// The signer of a private key of 32 random bytes. Its name is `credenza/` and 16 hexadecimal digits of the public key's
    /// SHA-256.
    ///
    /// # Errors
    /// When the seed has another length.
    pub fn from_seed(seed: &[u8]) -> Result<Self, NoteError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError("a signing key has 32 bytes"))?;
        let mut key = [0; 32];
        key.copy_from_slice(pair.public_key().as_ref());
        let mut context = Context::new(&SHA256);
        context.update(&key);
        let name = format!("credenza/{}", hex::encode(&context.finish().as_ref()[..8]));
        Ok(Self { key: VerifierKey::new(&name, key), pair })
    }

    /// What verifies its notes.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.key
    }

    /// The signed note of this text, which ends with a line feed.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let mut bytes = self.key.id.to_vec();
        bytes.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n\u{2014} {} {}\n", self.key.name, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoteSigner").field("key", &self.key).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// A text and its signatures. Nothing has been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Takes a note apart.
    ///
    /// # Errors
    /// When it is not of the form of the specification, or too large.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError("it is longer than 16384 bytes"));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError("it has a control character in it"));
        }
        let split = note.rfind("\n\n").ok_or(NoteError("no empty line ends its text"))?;
        let (text, rest) = note.split_at(split + 1);
        let lines = rest.strip_prefix('\n').and_then(|rest| rest.strip_suffix('\n'));
        let lines = lines.ok_or(NoteError("its last line is not ended"))?;
        let signatures = lines.split('\n').map(signature).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError("it has more than 64 signatures"));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, with its last line feed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures: name, key id, and what follows it.
    pub(crate) fn signatures(&self) -> impl Iterator<Item = (&str, [u8; 4], &[u8])> {
        self.signatures
            .iter()
            .map(|signature| (signature.name.as_str(), signature.id, signature.bytes.as_slice()))
    }

    /// The note with the signatures of these keys alone.
    pub(crate) fn signed_by_alone(&self, keys: &[VerifierKey]) -> String {
        let mut note = format!("{}\n", self.text);
        for signature in self.signatures.iter().filter(|signature| keys.iter().any(|key| key.made(signature)))
        {
            let mut bytes = signature.id.to_vec();
            bytes.extend_from_slice(&signature.bytes);
            note.push_str(&format!("\u{2014} {} {}\n", signature.name, STANDARD.encode(bytes)));
        }
        note
    }

    /// Whether one of these keys signed it, and no signature of one of them is wrong. Signatures by others do not count.
    #[must_use]
    pub fn is_signed_by(&self, keys: &[VerifierKey]) -> bool {
        let mut signed = false;
        for signature in &self.signatures {
            for key in keys.iter().filter(|key| key.made(signature)) {
                if !key.verifies(&self.text, &signature.bytes) {
                    return false;
                }
                signed = true;
            }
        }
        signed
    }
}

fn signature(line: &str) -> Result<Signature, NoteError> {
    let wrong = NoteError("a line of a signature is a dash, a name and base64");
    let (name, encoded) =
        line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' ')).ok_or(wrong.clone())?;
    let bytes = STANDARD.decode(encoded).map_err(|_| wrong.clone())?;
    match bytes.split_first_chunk::<4>() {
        Some((id, bytes)) if is_name(name) && !bytes.is_empty() => {
            Ok(Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
        }
        _ => Err(wrong),
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, whose key is known from the documentation of its first implementation.
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n\n\
                        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn a_note_of_the_first_implementation_verifies() {
        let (note, key) = (Note::parse(NOTE).unwrap(), KEY.parse::<VerifierKey>().unwrap());
        assert!(note.is_signed_by(std::slice::from_ref(&key)));
        assert_eq!(key.to_string(), KEY);
        assert!(!note.is_signed_by(&[]));
        let other = Note::parse(&NOTE.replacen("you think", "we think", 1)).unwrap();
        assert!(!other.is_signed_by(&[key]));
    }

    #[test]
    fn what_is_signed_verifies_under_the_key_that_is_printed_and_no_other() {
        let (ours, theirs) =
            (NoteSigner::from_seed(&[1; 32]).unwrap(), NoteSigner::from_seed(&[2; 32]).unwrap());
        let note = ours.sign("a\n\nb\n");
        let key: VerifierKey = ours.verifier_key().to_string().parse().unwrap();
        let read = Note::parse(&note).unwrap();
        assert_eq!(read.text(), "a\n\nb\n");
        assert!(read.is_signed_by(&[theirs.verifier_key().clone(), key.clone()]));
        assert!(!read.is_signed_by(&[theirs.verifier_key().clone()]));
        // Who counter-signs takes nothing away; a second signature under the trusted key that is wrong takes all away.
        let both = format!("{note}{}", theirs.sign("a\n\nb\n").rsplit_once("\n\n").unwrap().1);
        assert!(Note::parse(&both).unwrap().is_signed_by(std::slice::from_ref(&key)));
        let wrong = format!("{note}{}", ours.sign("c\n").rsplit_once("\n\n").unwrap().1);
        assert!(!Note::parse(&wrong).unwrap().is_signed_by(&[key]));
        assert!(NoteSigner::from_seed(&[1; 31]).is_err());
    }

    #[test]
    fn what_is_no_note_and_no_key_is_refused() {
        let good = NoteSigner::from_seed(&[1; 32]).unwrap().sign("a\n");
        for bad in [
            String::new(),
            "a\n".into(),
            "a\n\n".into(),
            good.replace("\n\n", "\n"),
            good.trim_end().to_owned(),
            good.replace('\u{2014}', "-"),
            good.replace("a\n", "a\t\n"),
            format!("{good}\n"),
            format!("{good}\u{2014} x+y AAAAAAA=\n"),
            format!("{good}\u{2014} x AAAAAA==\n"),
            format!("{good}\u{2014} x AAAAAAAA \n"),
            format!("{}{good}", "x".repeat(MAX_NOTE_BYTES)),
            format!("{good}{}", "\u{2014} x AAAAAAA=\n".repeat(MAX_SIGNATURES)),
        ] {
            assert!(Note::parse(&bad).is_err(), "{bad:?}");
        }
        for bad in [
            "",
            "a+b",
            &KEY.replace("c74f", "c74e"),
            &KEY.replace("Peter", "P ter"),
            &KEY.replace("+AR", "+AB"),
        ] {
            assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
        }
    }
}
