//! What scanners sign: whatever is made is read, and nothing else is.

use std::collections::BTreeMap;

use domain::id::{DutyId, ScannerId, SiteId};
use domain::{Rng, TicketCode};
use pass::gate::{
    Break, Bundle, CodeStatus, Decision, Duties, Duty, LogHead, MAX_DUTIES, MAX_SCAN, MAX_UPLOADED, Proof,
    Request, Scan, ScanFault, SignedRequest, SignedScan, open_photo, photo_name, read_upload, seal_photo,
    write_upload,
};
use pass::{Assurance, Reason, Verdict};
use proptest::prelude::*;
use uuid::Uuid;

use crate::stage::{Key, NOW, Stage};

fn scanner() -> ScannerId {
    ScannerId::from_uuid(Uuid::from_u128(7))
}

fn scan(seq: u32, prev: [u8; 32]) -> Scan {
    Scan {
        scanner: scanner(),
        epoch: 3,
        seq,
        prev,
        at: NOW.unix_timestamp(),
        clock_offset: Some(-2),
        bundle: Some(NOW.unix_timestamp() - 60),
        pass: Some([7; 16]),
        verdict: Verdict::Valid,
        reason: Reason::Good,
        assurance: Some(Assurance::Live),
        status_as_of: Some(NOW.unix_timestamp() - 30),
        decision: Decision::Go,
        missing: Vec::new(),
        code: None,
        task: None,
    }
}

fn signed(scan: &Scan, key: &Key) -> Vec<u8> {
    scan.sign(|message| key.sign(message)).unwrap()
}

#[test]
fn every_bit_of_a_record_counts() {
    let key = Key::new();
    let record = signed(&scan(1, [0; 32]), &key);
    assert!(SignedScan::read(&record, scanner(), 3, &key.point()).is_ok());
    for at in 0..record.len() {
        assert!(SignedScan::read(&record[..at], scanner(), 3, &key.point()).is_err());
        for bit in 0..8 {
            let mut changed = record.clone();
            changed[at] ^= 1 << bit;
            assert!(SignedScan::read(&changed, scanner(), 3, &key.point()).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_signature_for_one_thing_is_none_for_another() {
    let key = Key::new();
    let proof = Proof::new([1; 32], NOW.unix_timestamp(), &key.point());
    let proven = proof.sign(|message| key.sign(message)).unwrap();
    assert_eq!(Proof::read(&proven, &key.point()), Some(proof));
    assert!(SignedRequest::read(&proven).is_none());
    assert_eq!(SignedScan::read(&proven, scanner(), 3, &key.point()), Err(ScanFault::Malformed));
    let record = signed(&scan(1, [0; 32]), &key);
    assert!(Proof::read(&record, &key.point()).is_none());
    assert!(SignedRequest::read(&record).is_none());
}

#[test]
fn a_log_goes_one_way() {
    let key = Key::new();
    let proof = Proof::new([1; 32], NOW.unix_timestamp(), &key.point());
    let start = LogHead::of_enrolment(&proof);
    let read = |scan: &Scan| SignedScan::read(&signed(scan, &key), scanner(), 3, &key.point()).unwrap();
    let first = read(&scan(1, start.hash));
    let one = start.after(&first).unwrap();
    assert_eq!((one.seq, one.hash), (1, first.hash));
    assert_eq!(one.after(&first), Err(Break::Fork), "a number that is there");
    assert_eq!(start.after(&read(&scan(2, start.hash))), Err(Break::Gap));
    assert_eq!(start.after(&read(&scan(1, one.hash))), Err(Break::Fork));
    let last = LogHead { seq: u32::MAX, hash: [0; 32] };
    assert_eq!(last.after(&read(&scan(u32::MAX, [0; 32]))), Err(Break::Fork));
}

#[test]
fn uploads_have_their_bounds() {
    let records = vec![vec![1; MAX_SCAN]; MAX_UPLOADED];
    assert_eq!(read_upload(&write_upload(&records)), Some(records.clone()));
    for bad in [Vec::new(), vec![vec![1]; MAX_UPLOADED + 1], vec![vec![1; MAX_SCAN + 1]]] {
        assert_eq!(read_upload(&write_upload(&bad)), None);
    }
    for bad in ["", "80", "8101", "814101ff", "9f4101ff", "a0"] {
        assert_eq!(read_upload(&hex::decode(bad).unwrap()), None, "{bad}");
    }
    assert_eq!(read_upload(&vec![0; 512 * 1024 + 1]), None);
}

#[test]
fn tasks_that_find_no_room_are_counted() {
    let task =
        |number: usize| Duty { id: duty(number as u128), name: format!("{number}"), codes: Vec::new() };
    assert_eq!(Duties::of(0, Vec::new()), None);
    let all: Vec<_> = (0..MAX_DUTIES + 7).rev().map(task).collect();
    let tasks = Duties::of(all.len(), all).unwrap();
    assert_eq!((usize::try_from(tasks.total).unwrap(), tasks.here.len()), (MAX_DUTIES + 7, MAX_DUTIES));
    // The first that were given stay, in the order of their ids.
    assert_eq!((tasks.here[0].id, tasks.here[MAX_DUTIES - 1].id), (duty(7), duty(MAX_DUTIES as u128 + 6)));
}

/// Whatever is drawn, as a source of randomness.
struct Drawn([u8; 7]);

impl Rng for Drawn {
    fn fill(&self, out: &mut [u8]) {
        for (to, from) in out.iter_mut().zip(self.0.iter().cycle()) {
            *to = *from;
        }
    }
}

fn typed() -> impl Strategy<Value = (TicketCode, CodeStatus)> {
    use CodeStatus::{Expired, Expiring, NotYetValid, Revoked, Superseded, Suspended, Unknown, Valid};
    let all = vec![Valid, Expiring, Expired, NotYetValid, Suspended, Revoked, Superseded, Unknown];
    (any::<[u8; 7]>(), prop::sample::select(all))
        .prop_map(|(random, status)| (TicketCode::new(&Drawn(random)), status))
}

fn duty(number: u128) -> DutyId {
    DutyId::from_uuid(Uuid::from_u128(number))
}

fn code() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._#-]{1,16}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_record_that_is_sound_is_read_and_no_other(
        seq: u32, prev: [u8; 32], at in 0..=253_402_300_799_i64, offset in prop::option::of(-4_000_000_000..4_000_000_000_i64),
        bundle in prop::option::of(0..4_000_000_000_i64), cti in prop::option::of(any::<[u8; 16]>()),
        (verdict, assurance, decision) in (
            prop::sample::select(vec![Verdict::Valid, Verdict::Expiring, Verdict::Revoked, Verdict::CannotTell]),
            prop::option::of(prop::sample::select(vec![Assurance::Live, Assurance::Static])),
            prop::sample::select(vec![Decision::Go, Decision::NoGo, Decision::CannotTell]),
        ),
        as_of in prop::option::of(0..4_000_000_000_i64), missing in prop::collection::vec(code(), 0..3),
        task in prop::option::of(any::<u128>()),
    ) {
        let key = Key::new();
        let made = Scan {
            at, clock_offset: offset, bundle, pass: cti, verdict, assurance, status_as_of: as_of, decision, missing,
            task: task.map(duty),
            ..scan(seq, prev)
        };
        let read = SignedScan::read(&signed(&made, &key), scanner(), 3, &key.point());
        if made.is_sound() {
            let read = read.unwrap();
            prop_assert_eq!(read.hash, made.hash());
            prop_assert_eq!(read.scan, made);
        } else {
            prop_assert_eq!(read, Err(ScanFault::Malformed));
        }
    }

    #[test]
    fn any_record_of_a_typed_code_is_read_and_none_is_go(
        seq in 1..u32::MAX, code in typed(), decision in prop::sample::select(vec![Decision::Go, Decision::NoGo, Decision::CannotTell]),
    ) {
        let key = Key::new();
        let (verdict, reason) = code.1.verdict();
        let (pass, assurance, status_as_of) = (None, None, None);
        let made = Scan { code: Some(code), verdict, reason, pass, assurance, status_as_of, decision, ..scan(seq, [3; 32]) };
        let read = SignedScan::read(&signed(&made, &key), scanner(), 3, &key.point());
        prop_assert_eq!(read.is_ok(), decision == code.1.decision() && decision != Decision::Go);
        if let Ok(read) = read {
            prop_assert_eq!(read.scan, made);
        }
    }

    #[test]
    fn any_photo_is_opened_by_its_pass_alone(
        photo in prop::collection::vec(any::<u8>(), 0..400), nonce: [u8; 12], other: [u8; 16], at: prop::sample::Index, bit in 0..8_u8,
    ) {
        let digest: [u8; 16] = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &photo).as_ref()[..16].try_into().unwrap();
        let sealed = seal_photo(&photo, nonce).unwrap();
        prop_assert_eq!(open_photo(&sealed, &digest), Some(photo));
        prop_assert_eq!(open_photo(&sealed, &other), None);
        prop_assert_ne!(photo_name(&digest), digest);
        let mut bent = sealed;
        let at = at.index(bent.len());
        bent[at] ^= 1 << bit;
        prop_assert_eq!(open_photo(&bent, &digest), None);
        prop_assert_eq!(open_photo(&bent[..at], &digest), None);
    }

    #[test]
    fn any_request_that_is_signed_is_read(
        epoch in 1..=i32::MAX as u32, at in 0..4_000_000_000_i64, nonce: [u8; 8], path in "/[a-z0-9/_]{0,200}", body: [u8; 32],
    ) {
        let (key, other) = (Key::new(), Key::new());
        let made = Request { scanner: scanner(), epoch, at, nonce, method: "POST".into(), path, body };
        let bytes = made.sign(|message| key.sign(message)).unwrap();
        let read = SignedRequest::read(&bytes).unwrap();
        prop_assert_eq!(read.claimed_by(), (scanner(), epoch));
        prop_assert!(read.clone().by(&other.point()).is_none());
        prop_assert_eq!(read.by(&key.point()), Some(made));
    }

    #[test]
    fn any_bundle_that_is_made_is_read(
        made_at in 0..=253_402_300_799_i64, site_name in "[ -~äñ漢]{1,60}", types in prop::collection::btree_map(code(), "[ -~é]{1,40}", 0..20),
        requirement in prop::collection::vec(prop::collection::vec(code(), 1..4), 0..6), max_age in prop::option::of(1..=86_400_i64),
        pack in prop::option::of(prop::collection::vec(any::<u8>(), 0..200)), lists in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..4),
        photos in prop::option::of(prop::collection::btree_set(any::<[u8; 16]>(), 0..9)),
        tasks in prop::collection::btree_map(any::<u128>(), ("[ -~é]{1,40}", prop::collection::vec(code(), 0..4)), 0..6),
    ) {
        let stage = Stage::new();
        let types: BTreeMap<String, String> = types;
        // By whatever order they come.
        let tasks = tasks.into_iter().rev().map(|(id, (name, codes))| Duty { id: duty(id), name, codes });
        let tasks = Duties::of(tasks.len(), tasks.collect());
        let roles = tasks.clone().filter(|tasks| tasks.total > 1);
        let bundle = Bundle {
            made_at, organization: stage.ours.id, organization_name: "Ours".into(), site: SiteId::from_uuid(Uuid::from_u128(9)),
            site_name, zone: "America/Argentina/Buenos_Aires".into(), keys: stage.trust, pack, lists, types, requirement, max_age,
            photos: photos.map(|names| names.into_iter().collect()), tasks, roles,
        };
        let bytes = bundle.to_bytes().unwrap();
        let read = Bundle::read(&bytes).unwrap();
        prop_assert_eq!(&read.types, &bundle.types);
        prop_assert_eq!(&read.requirement, &bundle.requirement);
        prop_assert_eq!(&read.photos, &bundle.photos);
        prop_assert_eq!((&read.tasks, &read.roles), (&bundle.tasks, &bundle.roles));
        prop_assert_eq!(read.to_bytes().unwrap(), bytes);
    }

    #[test]
    fn any_bytes_are_read_without_panic(data in prop::collection::vec(any::<u8>(), 0..300)) {
        let key = Key::new().point();
        prop_assert!(Bundle::read(&data).is_none());
        prop_assert!(SignedRequest::read(&data).is_none());
        prop_assert!(Proof::read(&data, &key).is_none());
        prop_assert_eq!(SignedScan::read(&data, scanner(), 3, &key), Err(ScanFault::Malformed));
        let _ = read_upload(&data);
    }
}
