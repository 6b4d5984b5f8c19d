//! Commands that need no installation: `inspect`, `openapi`, and what they answer to wrong use.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::samples::{bytes, root};

pub(crate) fn credenza() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credenza"));
    // What the developer's own shell sets must not reach the tests.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CREDENZA_")) {
        command.env_remove(name);
    }
    command
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Where `found` lacks what is expected; fields that are not named do not count.
fn difference(expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .find_map(|(name, value)| difference(value, found.get(name).unwrap_or(&Value::Null))),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            expected.iter().zip(found).find_map(|(expected, found)| difference(expected, found))
        }
        _ if expected == found => None,
        _ => Some(format!("expected {expected}, found {found}")),
    }
}

#[test]
fn inspect_gives_the_verdict_of_every_vector() {
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(root().join("vectors/certfile/index.json")).unwrap())
            .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let file = case["file"].as_str().unwrap();
        let name = case["name"].as_str().unwrap_or(file);
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes(file)).unwrap();
        let mut command = credenza();
        command.arg("inspect").arg("--json").arg(&path);
        if let Some(password) = case["password"].as_str() {
            let password_file = folder.path().join("password.txt");
            std::fs::write(&password_file, format!("{password}\n")).unwrap();
            command.arg("--password-file").arg(password_file);
        }
        if let Some(key) = case["key"].as_str() {
            command.arg("--key").arg(vector(key));
        }
        let output = command.output().unwrap();
        let [verdict] = lines(&output).try_into().expect("one line for one file");
        let code = if case["expect"]["verdict"] == "accepted" { 0 } else { 2 };
        if output.status.code() != Some(code) {
            wrong.push(format!("{name}: exit code {:?}", output.status.code()));
        }
        wrong.extend(difference(&case["expect"], &verdict).map(|what| format!("{name}: {what}")));
        assert_eq!(verdict["file"], path.to_string_lossy().as_ref());
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn vector(name: &str) -> PathBuf {
    root().join("vectors/certfile/files").join(name)
}

#[test]
fn inspect_takes_many_files_and_says_whether_all_are_well() {
    let good = [vector("es-person.cer"), vector("generic.cer")];
    let output = credenza().arg("inspect").arg("--json").args(&good).output().unwrap();
    assert_eq!((output.status.code(), lines(&output).len()), (Some(0), 2));
    let one_bad =
        credenza().arg("inspect").arg("--json").args(&good).arg(vector("pdf.p12")).output().unwrap();
    assert_eq!((one_bad.status.code(), lines(&one_bad).len()), (Some(2), 3));
    let contract = ["file", "verdict", "kind", "reason", "certificates", "has_private_key"];
    let of_certificate = [
        "subject",
        "issuer",
        "serial",
        "not_before",
        "not_after",
        "fingerprint_sha256",
        "key_algorithm",
        "holder",
        "tax_id",
        "country",
    ];
    let verdict = &lines(&output)[0];
    assert!(contract.iter().all(|name| verdict.get(name).is_some()), "{verdict}");
    assert!(of_certificate.iter().all(|name| verdict["certificates"][0].get(name).is_some()), "{verdict}");

    let words = credenza().arg("inspect").arg(vector("es-person.cer")).output().unwrap();
    assert_eq!((words.status.code(), stdout(&words).lines().count()), (Some(0), 1));
}

#[test]
fn inspect_goes_on_after_a_file_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let output = credenza()
        .args(["inspect", "--json", "/nowhere.p12"])
        .arg(folder.path())
        .arg(vector("es-person.cer"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let [missing, directory, good] = lines(&output).try_into().expect("a line for each");
    for unread in [missing, directory] {
        assert_eq!((&unread["verdict"], &unread["reason"]), (&json!("refused"), &json!("unreadable")));
        let message = unread["message"].as_str().unwrap();
        assert!(message.contains(unread["file"].as_str().unwrap()), "{message}");
    }
    assert_eq!(good["verdict"], "accepted");
}

#[test]
fn a_wrong_password_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password.txt");
    std::fs::write(&password, "hunter2 hunter2").unwrap();
    let output = credenza()
        .args(["inspect", "--password-file"])
        .arg(&password)
        .arg(vector("aes256.p12"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("password") && !said.contains("hunter2"), "{said}");
}

#[test]
fn openapi_prints_the_document_that_is_served() {
    let output = credenza().arg("openapi").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed, serde_json::to_value(server::routes::api::document()).unwrap());
}

#[test]
fn a_wrong_configuration_stops_the_start_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("credenza.toml");
    std::fs::write(&config, "[limits]\nreveal = \"often\"\n").unwrap();
    let output = credenza()
        .args(["serve", "--config"])
        .arg(&config)
        .arg("--data-dir")
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("limits.reveal") && said.contains("expected"), "{said}");
    assert!(!folder.path().join("data").exists(), "nothing was begun");
}

#[test]
fn who_reads_no_further_stops_no_command_and_half_an_answer_is_no_success() {
    let mut command = credenza();
    command.arg("openapi").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));

    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = credenza().arg("openapi").stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let ended = ended.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.starts_with("credenza: standard output cannot be written to"), "{said}");
}
