//! A log in memory, with ids, times and salts that are the same in every run.

use std::collections::BTreeMap;

use audit::{
    Actor, Assurance, Digest, Disclosure, Entry, EpochSpan, Manifest, ObjectRef, Outcome, commit, leaf_hash,
};
use domain::id::{CertificateId, CustomerId, MemberId, OrgId, RequestId, SessionId, StepUpId};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::Export;

/// 2026-11-22T04:45:47.123456Z
pub const START: i128 = 1_795_322_747_123_456_000;

/// The id number `n` of a kind: a UUIDv7 of the start of these logs.
fn uuid(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((0x019a_a9d7_25d3 << 80) | (0x7 << 76) | (0x2 << 62) | (kind << 32) | n)
}

pub fn org(n: u128) -> OrgId {
    OrgId::from_uuid(uuid(1, n))
}

pub fn member(n: u128) -> MemberId {
    MemberId::from_uuid(uuid(2, n))
}

pub fn session(n: u128) -> SessionId {
    SessionId::from_uuid(uuid(3, n))
}

pub fn step_up(n: u128) -> StepUpId {
    StepUpId::from_uuid(uuid(4, n))
}

pub fn request(n: u128) -> RequestId {
    RequestId::from_uuid(uuid(5, n))
}

pub fn certificate(n: u128) -> ObjectRef {
    let id = CertificateId::from_uuid(uuid(6, n)).to_string();
    ObjectRef { id, kind: "certificate".to_owned(), version: None }
}

pub fn customer(n: u128) -> ObjectRef {
    ObjectRef {
        id: CustomerId::from_uuid(uuid(7, n)).to_string(),
        kind: "customer".to_owned(),
        version: None,
    }
}

#[derive(Debug, Clone)]
pub struct Log {
    pub org: OrgId,
    pub entries: Vec<Entry>,
    pub disclosures: Vec<Disclosure>,
}

impl Log {
    pub fn new(org: OrgId) -> Self {
        Self { org, entries: Vec::new(), disclosures: Vec::new() }
    }

    /// Appends an entry by the system, linked to the one before and 1.000001 s later, as `change` has it.
    pub fn append(&mut self, action: &str, change: impl FnOnce(&mut Entry)) -> u64 {
        let before = self.entries.last();
        let seq = before.map_or(1, |entry| entry.seq + 1);
        let start = OffsetDateTime::from_unix_timestamp_nanos(START).unwrap();
        let mut entry = Entry {
            action: action.to_owned(),
            actor: Actor::System,
            assurance: None,
            committed: BTreeMap::new(),
            details: BTreeMap::new(),
            epoch: before.map_or(1, |entry| entry.epoch),
            intent: None,
            object: None,
            org: self.org,
            outcome: Outcome::Done,
            prev: before.map_or(Digest::ZERO, |entry| leaf_hash(&entry.to_bytes().unwrap())),
            request: None,
            seq,
            time: before.map_or(start, |entry| entry.time + Duration::microseconds(1_000_001)),
        };
        change(&mut entry);
        let seq = entry.seq;
        self.entries.push(entry);
        seq
    }

    /// Appends an act of member `n`.
    pub fn act(
        &mut self,
        n: u128,
        action: &str,
        object: Option<ObjectRef>,
        change: impl FnOnce(&mut Entry),
    ) -> u64 {
        let place = self.entries.len() as u128 + 1;
        self.append(action, |entry| {
            entry.actor = Actor::Member(member(n));
            entry.assurance =
                Some(Assurance { amr: vec!["pwd".to_owned()], session: session(n), step_up: None });
            entry.request = Some(request(place));
            entry.object = object;
            change(entry);
        })
    }

    /// Commits the last entry to a personal value, and discloses it.
    pub fn commit(&mut self, field: &str, value: &str) {
        let entry = self.entries.last_mut().unwrap();
        let mut salt = [0; 32];
        salt.copy_from_slice(&leaf_hash(format!("{field}{}", entry.seq).as_bytes()).0);
        entry.committed.insert(field.to_owned(), commit(entry.org, field, &salt, value));
        let (epoch, seq) = (entry.epoch, entry.seq);
        self.disclosures.push(Disclosure {
            epoch,
            field: field.to_owned(),
            salt,
            seq,
            value: value.to_owned(),
        });
        self.disclosures.sort_by(|a, b| (a.epoch, a.seq, &a.field).cmp(&(b.epoch, b.seq, &b.field)));
    }

    /// Makes every entry after position `from` follow the one before it, as a forger with all the time there is would.
    pub fn relink(&mut self, from: usize) {
        for position in from.max(1)..self.entries.len() {
            self.entries[position].prev = leaf_hash(&self.entries[position - 1].to_bytes().unwrap());
        }
    }

    pub fn export(&self) -> Export {
        let mut epochs: Vec<EpochSpan> = Vec::new();
        let mut bytes = Vec::new();
        for entry in &self.entries {
            let line = entry.to_bytes().unwrap();
            let (epoch, seq, head) = (entry.epoch, entry.seq, leaf_hash(&line));
            if epochs.last().is_none_or(|span| span.epoch != epoch) {
                epochs.push(EpochSpan { epoch, first_seq: seq, last_seq: seq, count: 0, head });
            }
            let span = epochs.last_mut().unwrap();
            (span.last_seq, span.count, span.head) = (seq, span.count + 1, head);
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
        }
        let created_at = OffsetDateTime::from_unix_timestamp_nanos(START).unwrap() + Duration::DAY;
        let mut disclosures = Vec::new();
        for disclosure in &self.disclosures {
            disclosures.extend_from_slice(&disclosure.to_bytes().unwrap());
            disclosures.push(b'\n');
        }
        let manifest = Manifest { created_at, epochs, org: self.org }.to_bytes().unwrap();
        Export { manifest, entries: bytes, disclosures, ..Export::default() }
    }
}

/// The beginning of a log: an organization, a sign-in, a customer.
pub fn small(n: u128) -> Log {
    let mut log = Log::new(org(n));
    log.append("organization.create", |entry| {
        entry.details.insert("name".to_owned(), "Gestor\u{ed}a Pe\u{f1}a".to_owned());
    });
    log.act(1, "session.sign_in", None, |_| ());
    log.act(1, "customer.create", Some(customer(1)), |entry| {
        entry.details.insert("country".to_owned(), "ES".to_owned());
    });
    log.commit("name", "Bego\u{f1}a Ruiz");
    log.commit("tax_id", "12345678Z");
    log
}

/// A day of a firm: entries of every outcome, intents that are closed in and out of turn, personal values. The first
/// `count` of them; 50 make whole acts.
pub fn day(n: u128, count: usize) -> Log {
    let mut log = small(n);
    let mut round = 0;
    while log.entries.len() < 49 {
        round += 1;
        log.act(1, "certificate.upload", Some(certificate(round)), |entry| {
            entry.details.insert("kind".to_owned(), "pkcs12".to_owned());
        });
        log.commit("file_name", &format!("ruiz-{round}.p12"));
        let sensitive = |log: &mut Log, action: &str| {
            log.act(2, action, Some(certificate(round)), |entry| {
                entry.outcome = Outcome::Intent;
                entry.assurance.as_mut().unwrap().step_up = Some(step_up(round));
            })
        };
        let first = sensitive(&mut log, "certificate.download");
        let second = sensitive(&mut log, "certificate.reveal_password");
        let close = |log: &mut Log, action: &str, intent, outcome| {
            log.act(2, action, Some(certificate(round)), |entry| {
                entry.intent = Some(intent);
                entry.outcome = outcome;
            });
        };
        close(&mut log, "certificate.reveal_password", second, Outcome::Done);
        close(
            &mut log,
            "certificate.download",
            first,
            if round % 2 == 0 { Outcome::Failed } else { Outcome::Done },
        );
        log.append("session.sign_in", |entry| {
            entry.actor = Actor::Anonymous;
            entry.outcome = Outcome::Refused;
            entry.details.insert("reason".to_owned(), "wrong \"password\"\n\u{1f512}".to_owned());
            entry.request = Some(request(1_000 + round));
        });
    }
    while log.entries.len() < 50 {
        log.act(1, "session.sign_out", None, |_| ());
    }
    log.entries.truncate(count);
    let last = log.entries.last().map_or(0, |entry| entry.seq);
    log.disclosures.retain(|disclosure| disclosure.seq <= last);
    log
}
