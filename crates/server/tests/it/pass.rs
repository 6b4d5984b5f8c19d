//! `credenza pass verify`, on the vectors that the crate's own tests read.

use std::path::Path;

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::operator::{credenza, stdout};
use crate::samples::root;

fn document() -> Value {
    serde_json::from_slice(&std::fs::read(root().join("vectors/pass/cases.json")).unwrap()).unwrap()
}

/// The keys, in both forms, and the lists, each in a file of its name.
fn lay_out(document: &Value, folder: &Path) {
    std::fs::write(folder.join("jwks.json"), document["jwks"].to_string()).unwrap();
    let cose = hex::decode(document["cose_keys"].as_str().unwrap()).unwrap();
    std::fs::write(folder.join("cose-keys.cbor"), cose).unwrap();
    let public = hex::decode(document["root"].as_str().unwrap()).unwrap();
    std::fs::write(folder.join("root.cbor"), public).unwrap();
    for member in ["lists", "bad_lists", "packs"] {
        for (name, bytes) in document[member].as_object().unwrap() {
            std::fs::write(folder.join(name), hex::decode(bytes.as_str().unwrap()).unwrap()).unwrap();
        }
    }
}

fn now(case: &Value) -> String {
    let offset = i32::try_from(case["utc_offset"].as_i64().unwrap_or(0)).unwrap();
    let offset = UtcOffset::from_whole_seconds(offset).unwrap();
    let now = OffsetDateTime::from_unix_timestamp(case["now"].as_i64().unwrap()).unwrap();
    now.to_offset(offset).format(&Rfc3339).unwrap()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap())
}

#[test]
fn the_verdicts_are_those_of_the_vectors() {
    let (document, folder) = (document(), tempfile::tempdir().unwrap());
    lay_out(&document, folder.path());
    let mut asked = 0;
    for (number, case) in document["cases"].as_array().unwrap().iter().enumerate() {
        // One run sees one code, and asks no challenge.
        if !case["after"].is_null() || !case["challenge"].is_null() {
            continue;
        }
        let keys = if number % 2 == 0 { "jwks.json" } else { "cose-keys.cbor" };
        let mut command = credenza();
        command.current_dir(folder.path());
        command.args(["pass", "verify", "--json", "--now", &now(case)]);
        match case["pack"].as_str() {
            Some(pack) => command.args(["--root", "root.cbor", "--trust", pack]),
            None => command.args(["--trust", keys]),
        };
        for list in texts(&case["lists"]) {
            command.args(["--status", list]);
        }
        for required in texts(&case["required"]) {
            command.args(["--require", required]);
        }
        if let Some(age) = case["max_age"].as_i64() {
            command.args(["--max-age", &age.to_string()]);
        }
        let output = command.arg("--").arg(case["text"].as_str().unwrap()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let expected = &case["expect"];
        assert_eq!(
            (&report["verdict"], &report["reason"]),
            (&expected["verdict"], &expected["reason"]),
            "{}",
            case["name"]
        );
        if let Some(name) = expected.get("issuer_name") {
            assert_eq!(&report["issuer_name"], name, "{}", case["name"]);
        }
        let good = matches!(report["verdict"].as_str(), Some("valid" | "expiring"));
        let code = if good && expected["go"] != false { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(code), "{}", case["name"]);
        asked += 1;
    }
    assert!(asked > 110, "{asked}");
}

#[test]
fn in_words_it_says_how_sure_and_since_when() {
    let (document, folder) = (document(), tempfile::tempdir().unwrap());
    lay_out(&document, folder.path());
    let case = document["cases"].as_array().unwrap().iter().find(|case| case["name"] == "a pass").unwrap();
    let mut command = credenza();
    command.current_dir(folder.path()).args(["pass", "verify", "--trust", "jwks.json", "--now", &now(case)]);
    let output = command.args(["--require", "FORKLIFT", case["text"].as_str().unwrap()]).output().unwrap();
    assert_eq!(
        stdout(&output),
        "VALID: Missing here: FORKLIFT.\n\
         NO-GO\n  \
         name       Ana R.\n  \
         assurance  static: anybody can copy it, compare the face\n  \
         status     known as of 2026-11-22T11:50:00Z, 10 min old\n  \
         H2S              until 2027-06-30, valid\n  \
         FIRST-AID        no end, valid\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_cannot_be_read_is_named() {
    let (document, folder) = (document(), tempfile::tempdir().unwrap());
    lay_out(&document, folder.path());
    let said = |arguments: &[&str]| {
        let mut command = credenza();
        let output =
            command.current_dir(folder.path()).args(["pass", "verify"]).args(arguments).output().unwrap();
        assert_eq!(stdout(&output), "", "{arguments:?}");
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = said(&["--trust", "nowhere.json", "000"]);
    assert!(code == Some(1) && text.contains("nowhere.json"), "{text}");
    let (code, text) = said(&["--trust", "clean", "000"]);
    assert!(code == Some(1) && text.contains("it is neither a COSE key set nor a JWK set"), "{text}");
    let (code, text) = said(&["--trust", "jwks.json", "--status", "by a stranger", "000"]);
    assert!(code == Some(1) && text.contains("signed by a key that is not known for status lists"), "{text}");
    let (code, text) = said(&["--trust", "jwks.json", "--now", "yesterday", "000"]);
    assert!(code == Some(64) && text.contains("expected a moment like"), "{text}");
}
