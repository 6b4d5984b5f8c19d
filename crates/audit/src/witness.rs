//! What a witness is asked (C2SP tlog-witness, `add-checkpoint`) and what it decides, for logs of whatever kind.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::consistency::is_consistent;
use crate::hash::Digest;
use crate::merkle::Tree;
use crate::note::{MAX_NOTE_BYTES, Note, NoteError, VerifierKey};

/// The most hashes of a consistency proof.
const MAX_PROOF: usize = 63;

/// The most bytes of a request: an old size, a proof, an empty line and a note.
pub const MAX_REQUEST_BYTES: usize = 64 + MAX_PROOF * 45 + MAX_NOTE_BYTES;

/// The most bytes of an origin.
const MAX_ORIGIN_BYTES: usize = 255;

/// What a log was at a size, in the words of its checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// Which log: the first line.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

impl TreeHead {
    /// Reads the text of a checkpoint. Lines after the third are let stand.
    ///
    /// # Errors
    /// When it is not a checkpoint's.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next(), lines.next(), lines.next());
        let origin = origin
            .filter(|origin| !origin.is_empty() && origin.len() <= MAX_ORIGIN_BYTES)
            .ok_or(NoteError("its first line is not an origin"))?;
        let size = size.and_then(whole_number).ok_or(NoteError("its second line is not a size"))?;
        let root = root.and_then(hash).ok_or(NoteError("its third line is not base64 of 32 bytes"))?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

/// A number without leading zeros and without a sign.
fn whole_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn hash(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok().map(Digest)
}

/// A request to cosign a checkpoint. Nothing has been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the witness is thought to have cosigned last.
    pub old_size: u64,
    /// That the log grew from there.
    pub proof: Vec<Digest>,
    /// The checkpoint, signed.
    pub note: Note,
    /// What it says.
    pub head: TreeHead,
}

/// Why a checkpoint is not cosigned. Each is one status of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 404: no log of this origin is witnessed.
    UnknownOrigin,
    /// 403: no key that is accepted for the origin signed it.
    Unsigned,
    /// 400: the old size is above the new one.
    Backwards,
    /// 409: this is the size that was cosigned last, or another log is, at the same size.
    Conflict(u64),
    /// 422: the log does not begin as what was cosigned before.
    Inconsistent,
}

impl AddCheckpoint {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// When it is not of the form of the specification, or larger than [`MAX_REQUEST_BYTES`].
    pub fn parse(body: &[u8]) -> Result<Self, NoteError> {
        if body.len() > MAX_REQUEST_BYTES {
            return Err(NoteError("the request is too long"));
        }
        let text = std::str::from_utf8(body).map_err(|_| NoteError("the request is not UTF-8"))?;
        let (head, note) =
            text.split_once("\n\n").ok_or(NoteError("no empty line stands before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old_size = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(whole_number)
            .ok_or(NoteError("the first line is not `old` and a size"))?;
        let proof: Option<Vec<_>> = lines.map(hash).collect();
        let proof = proof.ok_or(NoteError("a line of the proof is not base64 of 32 bytes"))?;
        if proof.len() > MAX_PROOF {
            return Err(NoteError("the proof has more than 63 hashes"));
        }
        let note = Note::parse(note)?;
        let head = TreeHead::parse(note.text())?;
        Ok(Self { old_size, proof, note, head })
    }

    /// The body of a request for a signed note.
    #[must_use]
    pub fn body(old_size: u64, proof: &[Digest], note: &str) -> String {
        let mut body = format!("old {old_size}\n");
        for node in proof {
            body.push_str(&STANDARD.encode(node.0));
            body.push('\n');
        }
        format!("{body}\n{note}")
    }

    /// Whether a witness that accepts `logs`, and of this one cosigned `last` at last, may cosign it: the checkpoint to keep, with the
    /// signatures of the log alone.
    ///
    /// # Errors
    /// [`Refusal`], in the order of the specification.
    pub fn judge(&self, logs: &[AcceptedLog], last: Option<&TreeHead>) -> Result<String, Refusal> {
        let keys: Vec<_> =
            logs.iter().filter(|log| log.accepts(&self.head.origin)).map(|log| log.key.clone()).collect();
        if keys.is_empty() {
            return Err(Refusal::UnknownOrigin);
        }
        if !self.note.is_signed_by(&keys) {
            return Err(Refusal::Unsigned);
        }
        if self.old_size > self.head.size {
            return Err(Refusal::Backwards);
        }
        let last_size = last.map_or(0, |last| last.size);
        if self.old_size != last_size {
            return Err(Refusal::Conflict(last_size));
        }
        let empty = Tree::new().root();
        let last_root = last.map_or(empty, |last| last.root);
        if self.old_size == self.head.size && self.head.root != last_root {
            return Err(Refusal::Conflict(last_size));
        }
        let grows = is_consistent(self.old_size, last_root, self.head.size, self.head.root, &self.proof);
        if grows { Ok(self.note.signed_by_alone(&keys)) } else { Err(Refusal::Inconsistent) }
    }
}

/// A log that a witness accepts: a key, and the origins that it may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedLog {
    /// The log's key.
    pub key: VerifierKey,
    /// One origin; or, with `*` at its end, all that begin so.
    origin: String,
}

impl AcceptedLog {
    fn accepts(&self, origin: &str) -> bool {
        match self.origin.strip_suffix('*') {
            Some(beginning) => origin.starts_with(beginning),
            None => self.origin == origin,
        }
    }
}

impl FromStr for AcceptedLog {
    type Err = NoteError;

    /// `NAME+ID+KEY` and, after a space, the origin; without one, all logs of a Credenza: `credenza/*`.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        let (key, origin) = line.split_once(' ').unwrap_or((line, "credenza/*"));
        let origin = origin.trim();
        if origin.is_empty() || origin.len() > MAX_ORIGIN_BYTES {
            return Err(NoteError("an origin has 1 to 255 bytes"));
        }
        Ok(Self { key: key.parse()?, origin: origin.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consistency::prove_consistency;
    use crate::{NoteSigner, leaf_hash};
    use proptest::prelude::*;

    const ORIGIN: &str = "credenza/org_01h455vb4pex5vsknk084sn02q/1";

    fn tree(count: u64) -> Tree {
        let mut tree = Tree::new();
        (0..count).for_each(|n| tree.push(leaf_hash(&n.to_be_bytes())));
        tree
    }

    fn leaves(from: u64, to: u64) -> Vec<Digest> {
        (from..to).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn text(tree: &Tree) -> String {
        format!("{ORIGIN}\n{}\n{}\n", tree.size(), STANDARD.encode(tree.root().0))
    }

    fn request(old: u64, proof: &[Digest], tree: &Tree, by: u8) -> AddCheckpoint {
        let note = NoteSigner::from_seed(&[by; 32]).unwrap().sign(&text(tree));
        AddCheckpoint::parse(AddCheckpoint::body(old, proof, &note).as_bytes()).unwrap()
    }

    fn logs(origin: &str) -> Vec<AcceptedLog> {
        let key = NoteSigner::from_seed(&[1; 32]).unwrap().verifier_key().to_string();
        vec![format!("{key}{origin}").parse().unwrap()]
    }

    fn head(tree: &Tree) -> TreeHead {
        TreeHead { origin: ORIGIN.into(), size: tree.size(), root: tree.root() }
    }

    #[test]
    fn what_grows_is_cosigned_and_nothing_else() {
        let (logs, at_5, at_9) = (logs(""), tree(5), tree(9));
        let proof = prove_consistency(&at_5, &leaves(5, 9));
        let signed = NoteSigner::from_seed(&[1; 32]).unwrap().sign(&text(&at_5));
        let foreign = NoteSigner::from_seed(&[2; 32]).unwrap().sign(&text(&at_5));
        let both = format!("{signed}{}", foreign.rsplit_once("\n\n").unwrap().1);
        let asked = AddCheckpoint::parse(AddCheckpoint::body(0, &[], &both).as_bytes()).unwrap();
        assert_eq!(asked.judge(&logs, None), Ok(signed), "nothing is kept that the log did not sign");
        assert!(request(5, &[], &at_5, 1).judge(&logs, Some(&head(&at_5))).is_ok(), "the same again");
        assert!(request(5, &proof, &at_9, 1).judge(&logs, Some(&head(&at_5))).is_ok());

        let judge =
            |request: AddCheckpoint, last: &Tree| request.judge(&logs, Some(&head(last))).unwrap_err();
        assert_eq!(judge(request(5, &proof, &at_9, 2), &at_5), Refusal::Unsigned);
        assert_eq!(judge(request(9, &[], &at_5, 1), &at_9), Refusal::Backwards);
        assert_eq!(judge(request(4, &proof, &at_9, 1), &at_5), Refusal::Conflict(5));
        assert_eq!(judge(request(0, &[], &at_9, 1), &at_9), Refusal::Conflict(9));
        assert_eq!(judge(request(5, &[], &at_5, 1), &at_9), Refusal::Conflict(9), "rolled back");
        assert_eq!(judge(request(5, &proof[1..], &at_9, 1), &at_5), Refusal::Inconsistent);
        assert_eq!(judge(request(5, &[], &at_9, 1), &at_5), Refusal::Inconsistent);
        assert_eq!(request(0, &proof, &at_9, 1).judge(&logs, None), Err(Refusal::Inconsistent));
        let mut other = tree(4);
        other.push(leaf_hash(b"another"));
        assert_eq!(judge(request(5, &[], &other, 1), &at_5), Refusal::Conflict(5), "a fork");
        let forked = prove_consistency(&other, &leaves(5, 9));
        leaves(5, 9).into_iter().for_each(|leaf| other.push(leaf));
        assert_eq!(judge(request(5, &forked, &other, 1), &at_5), Refusal::Inconsistent, "a fork that grew");
    }

    #[test]
    fn a_key_signs_for_its_origins() {
        let one = request(0, &[], &tree(5), 1);
        for (origin, accepted) in [
            ("", true),
            (" credenza/*", true),
            (" credenza/org_01h455vb4pex5vsknk084sn02q/*", true),
            (" credenza/org_01h455vb4pex5vsknk084sn02q/1", true),
            (" credenza/org_01h455vb4pex5vsknk084sn02q/2", false),
            (" example.com/log", false),
        ] {
            let judged = one.judge(&logs(origin), None).map(drop);
            assert_eq!(judged, if accepted { Ok(()) } else { Err(Refusal::UnknownOrigin) }, "{origin}");
        }
        assert_eq!(one.judge(&[], None), Err(Refusal::UnknownOrigin));
        assert!(request(0, &[], &Tree::new(), 1).judge(&logs(""), None).is_ok(), "the log of nothing");
    }

    /// The example of the specification, of another kind of log with a line of its own.
    #[test]
    fn the_example_of_the_specification_is_read() {
        let body = "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
                    jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\nexample.com/behind-the-sofa\n20852163\n\
                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nan extension\n\n\
                    \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let read = AddCheckpoint::parse(body.as_bytes()).unwrap();
        assert_eq!((read.old_size, read.proof.len(), read.head.size), (20_852_014, 2, 20_852_163));
        assert_eq!(read.head.origin, "example.com/behind-the-sofa");
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let note = NoteSigner::from_seed(&[1; 32]).unwrap().sign(&text(&tree(5)));
        let good = AddCheckpoint::body(3, &leaves(0, 2), &note);
        assert!(AddCheckpoint::parse(good.as_bytes()).is_ok());
        for bad in [
            String::new(),
            note.clone(),
            good.replace("old 3", "old 03"),
            good.replace("old 3", "old +3"),
            good.replace("old 3", "old -3"),
            good.replace("old 3", "old  3"),
            good.replace("old 3", "Old 3"),
            good.replace("old 3", "old 18446744073709551616"),
            good.replacen("\n\n", "\n", 1),
            good.replacen("=\n", "\n", 1),
            good.replace("\n5\n", "\n05\n"),
            good.replace(ORIGIN, ""),
            good.replace(ORIGIN, &"x".repeat(256)),
            AddCheckpoint::body(3, &leaves(0, 64), &note),
            format!("{good}x"),
            format!("{good}{}", "x".repeat(MAX_REQUEST_BYTES)),
        ] {
            assert!(AddCheckpoint::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(AddCheckpoint::parse(b"old 3\n\n\xff").is_err());
        let key = NoteSigner::from_seed(&[1; 32]).unwrap().verifier_key().to_string();
        for bad in ["", "credenza/*", &format!("{key} "), &format!("{key} {}", "x".repeat(256))] {
            assert!(bad.parse::<AcceptedLog>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(old: u64, proof in proptest::collection::vec(any::<[u8; 32]>(), 0..63)) {
            let note = NoteSigner::from_seed(&[1; 32]).unwrap().sign(&text(&tree(5)));
            let proof: Vec<_> = proof.into_iter().map(Digest).collect();
            let read = AddCheckpoint::parse(AddCheckpoint::body(old, &proof, &note).as_bytes()).unwrap();
            prop_assert_eq!((read.old_size, read.proof), (old, proof));
        }

        #[test]
        fn any_bytes_are_read_or_refused(body: Vec<u8>) {
            let _ = AddCheckpoint::parse(&body);
        }
    }
}
