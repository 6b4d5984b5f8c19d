//! Every case of `vectors/certfile/index.json`, and what must hold for every file made from one by a mutation.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use certfile::{File, read, verdict};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    /// The name it is uploaded under, when it is not its own.
    name: Option<String>,
    /// The file given with it as its key.
    key: Option<String>,
    password: Option<String>,
    /// Every field that stands here must be equal in the verdict.
    expect: Value,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors/certfile")
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(folder().join("index.json")).expect("index.json");
    serde_json::from_str(&text).expect("cases")
}

fn files() -> HashMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder().join("files")).expect("files");
    entries
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("name").to_owned();
            (name, fs::read(&path).expect("file"))
        })
        .collect()
}

/// Where `found` differs from what is expected; fields that are not named do not count.
fn difference(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(name, value)| {
            difference(value, found.get(name).unwrap_or(&Value::Null), &format!("{at}.{name}"))
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs
                .find_map(|(index, (expected, found))| difference(expected, found, &format!("{at}[{index}]")))
        }
        _ if expected == found => None,
        _ => Some(format!("{at}: expected {expected}, found {found}")),
    }
}

#[test]
fn every_case_gets_its_verdict() {
    let files = files();
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let name = case.name.as_deref().unwrap_or(&case.file);
        let password = case.password.as_deref().map(SecretString::from);
        let key = case.key.as_ref().map(|key| File { name: key, bytes: &files[key] });
        let answer = read(File { name, bytes: &files[&case.file] }, password.as_ref(), key);
        let found = serde_json::to_value(verdict(name, answer)).expect("JSON");
        let label = format!("{name} {:?} {:?}", case.password, case.key);
        wrong.extend(difference(&case.expect, &found, &label));
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_file_has_a_case() {
    let cases = cases();
    let named = |file: &str| cases.iter().any(|case| case.file == file || case.key.as_deref() == Some(file));
    let missing: Vec<String> = files().into_keys().filter(|file| !named(file)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_answer_holds_a_secret() {
    let files = files();
    for case in cases().iter().filter(|case| case.password.as_deref().is_some_and(|text| text.len() > 6)) {
        let secret = case.password.as_deref().unwrap_or_default();
        let password = SecretString::from(secret);
        let answer = read(File { name: &case.file, bytes: &files[&case.file] }, Some(&password), None);
        assert!(!format!("{answer:?}").contains(secret), "{}", case.file);
    }
}
