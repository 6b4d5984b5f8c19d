//! `vectors/pass`, made by a program that shares no line with this crate.

use pass::{PackError, Point, Replays, Report, StatusList, Trust, TrustPack, Verifier};
use serde_json::Value;
use time::{OffsetDateTime, UtcOffset};

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/pass/cases.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn lists(
    document: &Value,
    member: &str,
    trust: &Trust,
) -> Vec<(String, Result<StatusList, pass::StatusError>)> {
    let lists = document[member].as_object().unwrap().iter();
    lists
        .map(|(name, text)| {
            let bytes = hex::decode(text.as_str().unwrap()).unwrap();
            (name.clone(), StatusList::read(&bytes, trust))
        })
        .collect()
}

fn packs(document: &Value, member: &str, newest: u32) -> Vec<(String, Result<TrustPack, PackError>)> {
    let bytes = |text: &Value| hex::decode(text.as_str().unwrap()).unwrap();
    let root = Point::from_cose_key(&bytes(&document["root"])).unwrap();
    let packs = document[member].as_object().unwrap().iter();
    packs.map(|(name, text)| (name.clone(), TrustPack::read(&bytes(text), &root, newest))).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn check(case: &Value, trust: &Trust, known: &[(String, StatusList)]) -> Report {
    let wanted = strings(&case["lists"]);
    let lists: Vec<_> =
        wanted.iter().map(|name| known.iter().find(|(known, _)| known == name).unwrap().1.clone()).collect();
    let required = strings(&case["required"]);
    let mut verifier = Verifier { required: &required, ..Verifier::new(trust, &lists) };
    if let Some(age) = case["max_age"].as_i64() {
        verifier.max_age = age;
    }
    if let Some(seconds) = case["utc_offset"].as_i64() {
        verifier.offset = UtcOffset::from_whole_seconds(i32::try_from(seconds).unwrap()).unwrap();
    }
    verifier.challenge =
        case["challenge"].as_str().map(|text| hex::decode(text).unwrap().try_into().unwrap());
    let now = OffsetDateTime::from_unix_timestamp(case["now"].as_i64().unwrap()).unwrap();
    let mut replays = Replays::default();
    for text in strings(&case["after"]) {
        assert!(verifier.check(&text, now, &mut replays).is_good(), "{}", case["name"]);
    }
    verifier.check(case["text"].as_str().unwrap(), now, &mut replays)
}

#[test]
fn the_verdicts_are_those_of_the_vectors() {
    let document = document();
    let keys = Trust::read(document["jwks"].to_string().as_bytes()).unwrap();
    let packs = packs(&document, "packs", 0);
    let known: Vec<_> =
        lists(&document, "lists", &keys).into_iter().map(|(name, list)| (name, list.unwrap())).collect();
    let cases = document["cases"].as_array().unwrap();
    assert!(cases.len() > 120);
    for case in cases {
        let trust = case["pack"].as_str().map_or_else(
            || keys.clone(),
            |name| {
                let (_, pack) = packs.iter().find(|(known, _)| known == name).unwrap();
                pack.clone().unwrap().into()
            },
        );
        let report = serde_json::to_value(check(case, &trust, &known)).unwrap();
        for (member, expected) in case["expect"].as_object().unwrap() {
            let found = match member.as_str() {
                "tickets" => {
                    report["tickets"].as_array().unwrap().iter().map(|t| t["state"].clone()).collect()
                }
                member => report[member].clone(),
            };
            assert_eq!(&found, expected, "{member} of {}", case["name"]);
        }
    }
}

#[test]
fn both_key_sets_of_the_vectors_are_one() {
    let document = document();
    let jwks = Trust::read(document["jwks"].to_string().as_bytes()).unwrap();
    let cose = Trust::read(&hex::decode(document["cose_keys"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(jwks.keys(), cose.keys());
    assert_eq!(jwks.keys().len(), 5);
}

#[test]
fn the_bad_lists_of_the_vectors_are_refused() {
    let document = document();
    let trust = Trust::read(document["jwks"].to_string().as_bytes()).unwrap();
    let bad = lists(&document, "bad_lists", &trust);
    assert!(bad.len() > 8);
    for (name, list) in bad {
        assert!(list.is_err(), "{name}");
    }
}

#[test]
fn the_packs_of_the_vectors_are_taken_or_refused() {
    let document = document();
    let (good, bad) = (packs(&document, "packs", 0), packs(&document, "bad_packs", 0));
    assert!(good.len() > 8 && bad.len() > 35);
    for (name, pack) in good {
        assert!(pack.is_ok(), "{name}: {pack:?}");
    }
    for (name, pack) in bad {
        assert!(pack.is_err(), "{name}");
    }
}

#[test]
fn no_pack_is_taken_that_is_older_than_one_that_was_seen() {
    let document = document();
    let sequences = document["sequences"].as_array().unwrap();
    assert!(sequences.len() > 3);
    for one in sequences {
        let newest = u32::try_from(one["newest"].as_u64().unwrap()).unwrap();
        let known = packs(&document, "packs", newest);
        let (_, pack) = known.iter().find(|(name, _)| one["pack"] == name.as_str()).unwrap();
        match pack {
            Ok(_) => assert_eq!(one["taken"], true, "{newest}"),
            Err(error) => assert_eq!((&one["taken"], *error), (&false.into(), PackError::Older), "{newest}"),
        }
    }
}
