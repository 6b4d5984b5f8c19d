//! One entry of the audit log: its members, their bounds, and its one byte form.

mod form;

use std::collections::BTreeMap;

use domain::id::{MemberId, OrgId, RequestId, SessionId, StepUpId};
use time::OffsetDateTime;

use crate::hash::Digest;
use crate::json::{FormError, Json, MAX_INTEGER};
use crate::timestamp;

/// The longest entry, in bytes. All other bounds together keep an entry below it.
pub const MAX_ENTRY_BYTES: usize = 65_536;
/// The most members of `details`, and of `committed`.
pub const MAX_FIELDS: usize = 16;
/// The longest value in `details`, in bytes of UTF-8 before escaping.
pub const MAX_DETAIL_BYTES: usize = 512;
/// The most authentication methods of one session.
pub const MAX_AMR: usize = 8;
/// The highest epoch. A new one begins only when a backup is restored.
pub const MAX_EPOCH: u64 = 10_000;

/// An entry, version 1. What each member means is told in `docs/AUDIT.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was done: a dotted lower-case name of at most 64 bytes, `certificate.download`.
    pub action: String,
    /// Who did it.
    pub actor: Actor,
    /// How the member's session was authenticated; there exactly when the actor is a member.
    pub assurance: Option<Assurance>,
    /// Personal values, each as its commitment ([`crate::commit`]), by field name.
    pub committed: BTreeMap<String, Digest>,
    /// What else is to be known, by field name. Never personal.
    pub details: BTreeMap<String, String>,
    /// From 1; the next one begins when a backup is restored.
    pub epoch: u64,
    /// The `seq`, in the same epoch, of the intent that this outcome closes.
    pub intent: Option<u64>,
    /// What it was done to.
    pub object: Option<ObjectRef>,
    /// The organization whose log this is.
    pub org: OrgId,
    /// How it ended, or that it is about to begin.
    pub outcome: Outcome,
    /// The leaf hash of the entry before; [`Digest::ZERO`] in the first of all.
    pub prev: Digest,
    /// The request in which it was done.
    pub request: Option<RequestId>,
    /// The place in the epoch: 1, 2, 3 and on.
    pub seq: u64,
    /// When, UTC, in whole microseconds, from 1970 on.
    pub time: OffsetDateTime,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of the organization.
    Member(MemberId),
    /// Credenza itself: a job, or the operator's command line.
    System,
    /// Somebody who has not signed in.
    Anonymous,
}

/// How a member's session was authenticated when he acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    /// Authentication method references (RFC 8176), 1 to 8 of them, ascending by byte, none twice: `pwd`.
    pub amr: Vec<String>,
    /// The session.
    pub session: SessionId,
    /// The fresh proof that a sensitive act took.
    pub step_up: Option<StepUpId>,
}

/// What was acted upon. Kinds are open: a reader of the log must not fail on a kind that is younger than he is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectRef {
    /// Its id: a lower-case prefix of 2 to 8 letters, `_`, and the 26 characters of a UUID in base32.
    pub id: String,
    /// What it is: `[a-z_]{1,32}`.
    pub kind: String,
    /// Which version of it, from 1.
    pub version: Option<u64>,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not yet: it is about to be done, and a later entry closes this one.
    Intent,
    /// It was done.
    Done,
    /// It was tried and failed.
    Failed,
    /// It was not allowed.
    Refused,
}

impl Outcome {
    /// The word in the entry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
        }
    }
}

impl Entry {
    /// Reads the exact bytes of an entry.
    ///
    /// # Errors
    /// When they are not JSON, not an entry of version 1, or not the canonical form (RFC 8785) of what they say: each
    /// entry has one byte form only. The checks are made in this order.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(FormError::TooLong { limit: MAX_ENTRY_BYTES });
        }
        let json = Json::parse(bytes)?;
        let canonical = json.to_canonical();
        let entry = form::read(json)?;
        entry.check()?;
        if canonical != bytes {
            return Err(FormError::NotCanonical);
        }
        Ok(entry)
    }

    /// Writes the canonical bytes, which [`Entry::parse`] reads back to the same entry.
    ///
    /// # Errors
    /// When a member is out of its bounds.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormError> {
        self.check()?;
        Ok(form::write(self)?.to_canonical())
    }

    fn check(&self) -> Result<(), FormError> {
        let rule = |holds: bool, member, expected| {
            if holds { Ok(()) } else { Err(FormError::Invalid { member, expected }) }
        };
        rule(is_action(&self.action), "action", "a dotted lower-case name of at most 64 bytes")?;
        rule(
            matches!(self.actor, Actor::Member(_)) == self.assurance.is_some(),
            "assurance",
            "an object when the actor is a member, else null",
        )?;
        if let Some(assurance) = &self.assurance {
            let amr = &assurance.amr;
            rule((1..=MAX_AMR).contains(&amr.len()), "amr", "1 to 8 authentication methods")?;
            rule(
                amr.iter().all(|method| is_amr(method)),
                "amr",
                "RFC 8176 method references, [a-z0-9_]{2,16}",
            )?;
            rule(amr.is_sorted_by(|a, b| a < b), "amr", "ascending, with no method twice")?;
        }
        rule(self.committed.len() <= MAX_FIELDS, "committed", "at most 16 fields")?;
        rule(self.committed.keys().all(|name| is_field(name)), "committed", "fields named [a-z0-9_]{1,32}")?;
        rule(self.details.len() <= MAX_FIELDS, "details", "at most 16 fields")?;
        rule(self.details.keys().all(|name| is_field(name)), "details", "fields named [a-z0-9_]{1,32}")?;
        let short = self.details.values().all(|value| value.len() <= MAX_DETAIL_BYTES);
        rule(short, "details", "texts of at most 512 bytes")?;
        rule((1..=MAX_EPOCH).contains(&self.epoch), "epoch", "a whole number from 1 to 10000")?;
        rule((1..=MAX_INTEGER).contains(&self.seq), "seq", "a whole number from 1 to 2^53 - 1")?;
        if let Some(intent) = self.intent {
            rule((1..=MAX_INTEGER).contains(&intent), "intent", "a whole number from 1 to 2^53 - 1")?;
            rule(self.outcome != Outcome::Intent, "intent", "null in an intent")?;
        }
        if let Some(object) = &self.object {
            rule(is_id(&object.id), "id", "a prefix, `_` and 26 characters")?;
            rule(is_kind(&object.kind), "kind", "[a-z_]{1,32}")?;
            let version = object.version.is_none_or(|version| (1..=MAX_INTEGER).contains(&version));
            rule(version, "version", "a whole number from 1 to 2^53 - 1")?;
        }
        rule(timestamp::format(self.time).is_some(), "time", timestamp::EXPECTED)
    }
}

fn is_action(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.len() <= 64 && text.contains('.') && text.split('.').all(part)
}

fn is_amr(text: &str) -> bool {
    (2..=16).contains(&text.len()) && text.bytes().all(is_word_byte)
}

/// `[a-z0-9_]{1,32}`: what a field of `details` or `committed` may be called.
pub(crate) fn is_field(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(is_word_byte)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
}

fn is_kind(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn is_id(text: &str) -> bool {
    let Some((prefix, digits)) = text.split_once('_') else { return false };
    (2..=8).contains(&prefix.len())
        && prefix.bytes().all(|b| b.is_ascii_lowercase())
        && digits.len() == 26
        && digits.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_lowercase() && !b"ilou".contains(&b)))
        && digits.starts_with(|first| first <= '7')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id<T: std::str::FromStr>(prefix: &str) -> T {
        format!("{prefix}_01h455vb4pex5vsknk084sn02q").parse().ok().unwrap()
    }

    fn fields() -> impl Strategy<Value = BTreeMap<String, String>> {
        proptest::collection::btree_map("[a-z0-9_]{1,32}", "\\PC{0,40}|[\\x00-\\x7f]{0,80}", 0..5)
    }

    prop_compose! {
        fn entries()(
            action in "[a-z_]{1,9}(\\.[a-z_]{1,9}){1,3}", actor in 0..3, step_up: bool, details in fields(),
            seq in 1..=MAX_INTEGER, epoch in 1..=MAX_EPOCH, intent in proptest::option::of(1..=MAX_INTEGER),
            version in proptest::option::of(proptest::option::of(1..=MAX_INTEGER)), prev: [u8; 32],
            committed in proptest::collection::btree_map("[a-z0-9_]{1,32}", any::<[u8; 32]>(), 0..4),
            micros in 0..253_402_300_800_000_000_i64, request: bool,
        ) -> Entry {
            let actor = match actor { 0 => Actor::Member(id("mbr")), 1 => Actor::System, _ => Actor::Anonymous };
            let assurance = matches!(actor, Actor::Member(_)).then(|| Assurance {
                amr: vec!["hwk".to_owned(), "pwd".to_owned()],
                session: id("ses"),
                step_up: step_up.then(|| id("stp")),
            });
            Entry {
                action, actor, assurance, details, epoch, intent, prev: Digest(prev), seq,
                committed: committed.into_iter().map(|(name, bytes)| (name, Digest(bytes))).collect(),
                object: version.map(|version| ObjectRef { id: id("crt"), kind: "certificate".to_owned(), version }),
                org: id("org"),
                outcome: if intent.is_some() { Outcome::Done } else { Outcome::Intent },
                request: request.then(|| id("req")),
                time: OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap(),
            }
        }
    }

    proptest! {
        #[test]
        fn an_entry_comes_back_as_it_was(entry in entries()) {
            let bytes = entry.to_bytes().unwrap();
            let read = Entry::parse(&bytes).unwrap();
            prop_assert_eq!(read.to_bytes().unwrap(), bytes);
            prop_assert_eq!(read, entry);
        }

        #[test]
        fn an_edited_entry_is_refused_or_is_another_entry(entry in entries(), at: prop::sample::Index, byte: u8) {
            let bytes = entry.to_bytes().unwrap();
            let mut edited = bytes.clone();
            let at = at.index(edited.len());
            edited[at] = byte;
            if let Ok(read) = Entry::parse(&edited) {
                prop_assert_eq!(read == entry, edited == bytes);
                prop_assert_eq!(read.to_bytes().unwrap(), edited);
            }
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            prop_assert!(Entry::parse(&bytes).is_err());
        }
    }

    #[test]
    fn the_largest_entry_fits() {
        let name = |position: usize| format!("{position:0>32}");
        let entry = Entry {
            action: format!("{}.b", "a".repeat(62)),
            actor: Actor::Member(id("mbr")),
            assurance: Some(Assurance {
                amr: (0..MAX_AMR).map(|position| format!("{position:0>16}")).collect(),
                session: id("ses"),
                step_up: Some(id("stp")),
            }),
            committed: (0..MAX_FIELDS).map(|position| (name(position), Digest::ZERO)).collect(),
            details: (0..MAX_FIELDS)
                .map(|position| (name(position), "\0".repeat(MAX_DETAIL_BYTES)))
                .collect(),
            epoch: MAX_EPOCH,
            intent: Some(MAX_INTEGER),
            object: Some(ObjectRef { id: id("crt"), kind: "k".repeat(32), version: Some(MAX_INTEGER) }),
            org: id("org"),
            outcome: Outcome::Refused,
            prev: Digest::ZERO,
            request: Some(id("req")),
            seq: MAX_INTEGER,
            time: OffsetDateTime::UNIX_EPOCH,
        };
        let bytes = entry.to_bytes().unwrap();
        assert!(bytes.len() > 50_000 && bytes.len() <= MAX_ENTRY_BYTES, "{}", bytes.len());
        assert_eq!(Entry::parse(&bytes), Ok(entry));
    }
}
