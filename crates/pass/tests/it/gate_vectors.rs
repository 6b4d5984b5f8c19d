//! `vectors/gate`, made by a program that shares no line with this crate.

use domain::id::DutyId;
use pass::gate::{
    Break, Bundle, Duties, Duty, LogHead, Proof, ScanFault, SignedRequest, SignedScan, decide, name_of,
    nonce_of_number, open_photo, photo_name, seal_photo,
};
use pass::{Point, Replays, Report, StatusList, TicketReport, TicketState, Verifier};
use serde_json::{Value, json};
use time::{OffsetDateTime, UtcOffset};

use crate::stage::{NOW, Stage};

fn document(name: &str) -> Value {
    let path = format!("{}/../../vectors/gate/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn hash(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

fn head(value: &Value) -> LogHead {
    LogHead { seq: u32::try_from(value["seq"].as_u64().unwrap()).unwrap(), hash: hash(&value["head"]) }
}

fn key(document: &Value) -> Point {
    Point::from_cose_key(&bytes(&document["key"])).unwrap()
}

fn cases(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn read(document: &Value, record: &Value) -> Result<SignedScan, ScanFault> {
    let scanner = document["scanner"].as_str().unwrap().parse().unwrap();
    SignedScan::read(&bytes(record), scanner, 1, &key(document))
}

#[test]
fn a_log_is_read_as_it_was_written() {
    let document = document("log/accept.json");
    let mut log = LogHead { seq: 0, hash: hash(&document["head"]) };
    for case in cases(&document["records"]) {
        let record = read(&document, &case["record"]).unwrap_or_else(|fault| panic!("{case}: {fault}"));
        assert_eq!(record.hash, hash(&case["hash"]), "{}", case["name"]);
        assert_eq!(record.scan.hash(), record.hash);
        if let Some((_, status)) = record.scan.code {
            assert_eq!((record.scan.verdict, record.scan.reason), status.verdict(), "{}", case["name"]);
        }
        log = log.after(&record).unwrap();
    }
    assert_eq!(log, head(&document["after"]));
    let twin = read(&document, &document["known"]["record"]).unwrap();
    assert_eq!(twin.hash, log.hash, "another form of a signature makes no other record");
}

#[test]
fn what_does_not_come_next_is_refused_for_its_reason() {
    let document = document("log/reject.json");
    let after = head(&document["after"]);
    assert!(after.after(&read(&document, &document["next"]["record"]).unwrap()).is_ok());
    let cases = cases(&document["cases"]);
    assert!(cases.len() > 100);
    for case in cases {
        let found = match read(&document, &case["record"]) {
            Err(ScanFault::Malformed) => "malformed",
            Err(ScanFault::Signature) => "signature",
            Err(ScanFault::Other) => "other",
            Ok(record) => match after.after(&record) {
                Err(Break::Gap) => "gap",
                Err(Break::Fork) => "fork",
                Ok(_) => "nothing",
            },
        };
        assert_eq!(found, case["why"], "{}", case["name"]);
    }
}

#[test]
fn proofs_and_requests_are_those_of_the_vectors() {
    let document = document("signed.json");
    let key = key(&document);
    for case in cases(&document["proofs"]) {
        let proof = Proof::read(&bytes(&case["bytes"]), &key);
        assert_eq!(proof.is_some(), case["good"], "{}", case["name"]);
        if let Some(proof) = proof {
            assert_eq!((proof.head(), json!(proof.at)), (hash(&case["head"]), case["at"].clone()));
        }
    }
    for case in cases(&document["requests"]) {
        let request = SignedRequest::read(&bytes(&case["bytes"])).and_then(|signed| {
            assert_eq!(signed.claimed_by().0.to_string(), document["scanner"].as_str().unwrap());
            signed.by(&key)
        });
        assert_eq!(request.is_some(), case["good"], "{}", case["name"]);
    }
}

#[test]
fn bundles_are_those_of_the_vectors() {
    let document = document("bundles.json");
    for case in cases(&document["cases"]) {
        let (bytes, name) = (bytes(&case["bytes"]), &case["name"]);
        let bundle = Bundle::read(&bytes);
        assert_eq!(bundle.is_some(), case["good"], "{name}");
        if let Some(mut bundle) = bundle {
            assert_eq!(bundle.to_bytes().unwrap(), bytes, "{name}");
            let content = bundle.content();
            bundle.made_at += 1;
            assert_eq!(bundle.content(), content);
            bundle.site_name.push('!');
            assert_ne!(bundle.content(), content);
        }
    }
}

#[test]
fn photos_are_those_of_the_vectors() {
    let document = document("photos.json");
    let digest = |value: &Value| <[u8; 16]>::try_from(bytes(value)).unwrap();
    let (photo, own) = (bytes(&document["photo"]), digest(&document["digest"]));
    assert_eq!(photo_name(&own), digest(&document["named"]));
    for case in cases(&document["cases"]) {
        let sealed = bytes(&case["sealed"]);
        let opened = open_photo(&sealed, &digest(&case["digest"]));
        assert_eq!(opened.is_some(), case["good"], "{}", case["name"]);
        if let Some(opened) = opened {
            // The same nonce makes the same bytes.
            let nonce = *sealed.first_chunk().unwrap();
            assert_eq!(seal_photo(&opened, nonce), Some(sealed), "{}", case["name"]);
        }
    }
    let first = bytes(&document["cases"][0]["sealed"]);
    assert_eq!(open_photo(&first, &own), Some(photo));
    assert_eq!(seal_photo(&vec![0; pass::gate::MAX_PHOTO + 1], [0; 12]), None);
}

#[test]
fn numbers_are_answered_as_in_the_vectors() {
    let document = document("numbers.json");
    for case in cases(&document["numbers"]) {
        let nonce = nonce_of_number(case["number"].as_str().unwrap()).unwrap();
        assert_eq!(hex::encode(nonce), case["nonce"].as_str().unwrap());
    }
    for no_number in ["", "48291", "4829133", "48291x", "48 913", "٤٨٢"] {
        assert_eq!(nonce_of_number(no_number), None, "{no_number}");
    }
    let bundle = Bundle::read(&bytes(&document["bundle"])).unwrap();
    let lists: Vec<_> =
        bundle.lists.iter().map(|list| StatusList::read(list, &bundle.keys).unwrap()).collect();
    let now = OffsetDateTime::from_unix_timestamp(document["now"].as_i64().unwrap()).unwrap();
    let answers = cases(&document["answers"]);
    assert!(answers.len() > 5);
    for case in answers {
        let challenge = nonce_of_number(case["number"].as_str().unwrap());
        let verifier = Verifier { challenge, ..Verifier::new(&bundle.keys, &lists) };
        let report = verifier.check(case["text"].as_str().unwrap(), now, &mut Replays::default());
        let found = json!([report.verdict, report.reason]);
        assert_eq!(found, json!([case["verdict"], case["reason"]]), "{}", case["name"]);
        if case["assurance"].is_string() {
            assert_eq!(json!(report.assurance), case["assurance"], "{}", case["name"]);
        }
    }
}

#[test]
fn decisions_are_those_of_the_vectors() {
    let document = document("decision/cases.json");
    let mut any = bundle_of_the_vectors();
    let blank = Stage::new().check(b"", &[], NOW);
    for case in cases(&document["cases"]) {
        let text = |member: &str| case[member].as_str().map(str::to_owned);
        any.organization = text("organization").unwrap().parse().unwrap();
        let requirement: Option<Vec<Vec<String>>> =
            serde_json::from_value(case["requirement"].clone()).unwrap();
        let tasks: Vec<_> = cases(&case["tasks"]).iter().map(duty).collect();
        let tasks = Duties::of(tasks.len(), tasks);
        let roles: Vec<_> = cases(&case["known_roles"]).iter().map(duty).collect();
        let roles = Duties::of(roles.len(), roles);
        let bundle = requirement.map(|requirement| Bundle { requirement, tasks, roles, ..any.clone() });
        let tickets = cases(&case["tickets"]).iter().map(|ticket| TicketReport {
            code: ticket["type"].as_str().unwrap().into(),
            valid_until: None,
            state: state(ticket["state"].as_str().unwrap()),
        });
        let report = Report {
            verdict: serde_json::from_value(case["verdict"].clone()).unwrap(),
            assurance: serde_json::from_value(case["assurance"].clone()).unwrap(),
            issuer: text("issuer"),
            tickets: tickets.collect(),
            roles: serde_json::from_value(case["roles"].clone()).unwrap(),
            ..blank.clone()
        };
        let decided = decide(&report, bundle.as_ref(), task(case));
        let found = serde_json::to_value(&decided).unwrap();
        for member in ["decision", "compare_face", "missing", "open"] {
            assert_eq!(found[member], case[member], "{}: {member}", case["name"]);
        }
    }
}

fn duty(row: &Value) -> Duty {
    let (id, name, codes) = serde_json::from_value(row.clone()).unwrap();
    Duty { id, name, codes }
}

/// The task that was chosen.
fn task(case: &Value) -> Option<DutyId> {
    serde_json::from_value(case["task"].clone()).unwrap()
}

fn state(name: &str) -> TicketState {
    use TicketState::{CannotTell, Expired, Expiring, Revoked, Suspended, Valid};
    let all = [Valid, Expiring, Expired, Revoked, Suspended, CannotTell];
    all.into_iter().find(|state| name_of(state) == name).unwrap()
}

fn bundle_of_the_vectors() -> Bundle {
    Bundle::read(&bytes(&document("bundles.json")["cases"][0]["bytes"])).unwrap()
}

#[test]
fn a_code_and_a_bundle_make_a_decision() {
    for case in cases(&document("decision/whole.json")["cases"]) {
        let bundle = Bundle::read(&bytes(&case["bundle"])).unwrap();
        let lists: Vec<_> =
            bundle.lists.iter().map(|list| StatusList::read(list, &bundle.keys).unwrap()).collect();
        let task = task(case);
        let (required, roles) = (bundle.required(task), bundle.asked_by_roles());
        let seconds = i32::try_from(case["utc_offset"].as_i64().unwrap()).unwrap();
        let mut verifier = Verifier {
            offset: UtcOffset::from_whole_seconds(seconds).unwrap(),
            required: &required,
            roles: &roles,
            ..Verifier::new(&bundle.keys, &lists)
        };
        verifier.max_age = bundle.max_age.unwrap_or(verifier.max_age);
        let now = OffsetDateTime::from_unix_timestamp(case["now"].as_i64().unwrap()).unwrap();
        let report = verifier.check(case["text"].as_str().unwrap(), now, &mut Replays::default());
        let mut found = serde_json::to_value(decide(&report, Some(&bundle), task)).unwrap();
        found["verdict"] = json!(report.verdict);
        assert_eq!(found, case["expect"], "{}", case["name"]);
    }
}
