//! `credenza pass trust`, verdicts by the pack that it signs, and the server that hands it out.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use pass::{PackError, Point, TrustPack};
use serde_json::{Value, json};
use server::config::TrustFiles;

use crate::app::TestApp;
use crate::operator::{credenza, stdout};
use crate::samples::root;

const NOW: &str = "2026-11-22T12:00:00Z";

fn document() -> Value {
    serde_json::from_slice(&std::fs::read(root().join("vectors/pass/cases.json")).unwrap()).unwrap()
}

/// A folder with the keys of two organizations, and the text of a pass of the first.
fn lay_out(folder: &Path) -> (Vec<String>, String) {
    let document = document();
    let mut sets: Vec<(String, Vec<Value>)> = Vec::new();
    for key in document["jwks"]["keys"].as_array().unwrap() {
        let issuer = key["iss"].as_str().unwrap();
        match sets.iter_mut().find(|(known, _)| known == issuer) {
            Some((_, keys)) => keys.push(key.clone()),
            None => sets.push((issuer.into(), vec![key.clone()])),
        }
    }
    assert_eq!(sets.len(), 2);
    for ((_, keys), name) in sets.iter().zip(["ours.json", "theirs.json"]) {
        std::fs::write(folder.join(name), json!({ "keys": keys }).to_string()).unwrap();
    }
    let a_pass = document["cases"].as_array().unwrap().iter().find(|case| case["name"] == "a pass").unwrap();
    (sets.into_iter().map(|(org, _)| org).collect(), a_pass["text"].as_str().unwrap().to_owned())
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = credenza();
    command.current_dir(folder).arg("pass").args(arguments).output().unwrap()
}

fn done(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Signs the first pack, of both organizations, for 30 days from `NOW`.
fn first_pack(folder: &Path, orgs: &[String]) -> Value {
    done(folder, &["trust", "new-root", "root", "--json"]);
    let [ours, theirs] = [0, 1].map(|at| format!("{}={}", orgs[at], ["Norte Industrial", "Ñandú"][at]));
    let mut arguments = vec!["trust", "sign", "--json", "--root-key", "root/root.key", "--now", NOW];
    arguments.extend(["--organization", &ours, "--organization", &theirs]);
    arguments.extend(["--keys", "ours.json", "--keys", "theirs.json", "one.cbor"]);
    done(folder, &arguments)
}

fn report(folder: &Path, pack: &str, more: &[&str], text: &str) -> Value {
    let mut arguments = vec!["verify", "--json", "--now", NOW, "--root", "root/root.cbor", "--trust", pack];
    arguments.extend(more);
    arguments.push(text);
    serde_json::from_slice(&run(folder, &arguments).stdout).unwrap()
}

#[test]
fn a_root_is_made_once_and_its_private_half_is_its_owners() {
    let folder = tempfile::tempdir().unwrap();
    let said = done(folder.path(), &["trust", "new-root", "root", "--json"]);
    let [private, public] = ["root/root.key", "root/root.cbor"].map(|name| folder.path().join(name));
    assert_eq!(private.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let point = Point::from_cose_key(&std::fs::read(&public).unwrap()).unwrap();
    assert_eq!(said["fingerprint"], point.fingerprint());
    let before = std::fs::read(&private).unwrap();
    assert!(refused(folder.path(), &["trust", "new-root", "root"]).contains("is there already"));
    assert_eq!(std::fs::read(&private).unwrap(), before);

    let (orgs, _) = lay_out(folder.path());
    std::fs::set_permissions(&private, std::fs::Permissions::from_mode(0o644)).unwrap();
    let organization = format!("{}=Norte", orgs[0]);
    let sign = [
        "trust",
        "sign",
        "--root-key",
        "root/root.key",
        "--organization",
        &organization,
        "--keys",
        "ours.json",
        "out.cbor",
    ];
    let said = refused(folder.path(), &sign);
    assert!(said.contains("root.key"), "{said}");
    assert!(!folder.path().join("out.cbor").exists());
}

#[test]
fn a_pass_is_verified_by_a_pack_and_only_under_its_root() {
    let folder = tempfile::tempdir().unwrap();
    let (orgs, text) = lay_out(folder.path());
    let signed = first_pack(folder.path(), &orgs);
    assert_eq!((&signed["sequence"], &signed["expires_at"]), (&json!(1), &json!("2026-12-22T12:00:00Z")));
    let shown = done(folder.path(), &["trust", "show", "one.cbor", "--root", "root/root.cbor", "--json"]);
    assert_eq!(shown, signed);

    let good = report(folder.path(), "one.cbor", &[], &text);
    assert_eq!((&good["verdict"], &good["issuer_name"]), (&json!("valid"), &json!("Norte Industrial")));
    let over = ["--now", "2026-12-22T12:00:00Z"];
    let arguments =
        ["verify", "--json", "--root", "root/root.cbor", "--trust", "one.cbor", over[0], over[1], &text];
    let over: Value = serde_json::from_slice(&run(folder.path(), &arguments).stdout).unwrap();
    assert_eq!((&over["verdict"], &over["reason"]), (&json!("cannot_tell"), &json!("trust_ended")));

    let said = refused(folder.path(), &["verify", "--trust", "one.cbor", &text]);
    assert!(said.contains("say under which root"), "{said}");
    let said = refused(folder.path(), &["verify", "--root", "ours.json", "--trust", "one.cbor", &text]);
    assert!(said.contains("not the public half of a root"), "{said}");
    done(folder.path(), &["trust", "new-root", "other", "--json"]);
    let said = refused(folder.path(), &["verify", "--root", "other/root.cbor", "--trust", "one.cbor", &text]);
    assert!(said.contains("of another root"), "{said}");
    let said = refused(folder.path(), &["verify", "--root", "root/root.cbor", "--trust", "ours.json", &text]);
    assert!(said.contains("it is not a trust pack"), "{said}");
}

#[test]
fn the_next_pack_gives_a_key_up_for_good_and_the_one_before_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (orgs, text) = lay_out(folder.path());
    let signed = first_pack(folder.path(), &orgs);
    let keys = signed["organizations"][0]["keys"].as_array().unwrap();
    let good = |key: &&Value| {
        key["purpose"] == "pass" && key["distrusted"] == false && key["not_after"].as_str() > Some(NOW)
    };
    let kid = keys.iter().find(good).unwrap()["kid"].as_str().unwrap();
    let sign = |more: &[&str]| {
        let mut arguments = vec!["trust", "sign", "--json", "--root-key", "root/root.key", "--now", NOW];
        arguments.extend(["--keys", "ours.json", "--keys", "theirs.json"]);
        arguments.extend(more);
        done(folder.path(), &arguments)
    };
    let second = sign(&["--previous", "one.cbor", "--distrust", kid, "two.cbor"]);
    assert_eq!(second["sequence"], 2);
    assert_eq!(second["organizations"][0]["name"], "Norte Industrial");
    let report = |pack, more: &[&str]| report(folder.path(), pack, more, &text);
    assert_eq!(report("two.cbor", &["--newest", "1"])["reason"], "key_distrusted");
    // What was given up once stays so, also when the organization's own set says nothing of it.
    assert_eq!(sign(&["--previous", "two.cbor", "three.cbor"])["sequence"], 3);
    assert_eq!(report("three.cbor", &[])["reason"], "key_distrusted");
    let newest = ["verify", "--root", "root/root.cbor", "--newest", "2", "--trust", "one.cbor", &text];
    let said = refused(folder.path(), &newest);
    assert!(said.contains("a newer one was seen before"), "{said}");
}

#[test]
fn a_pack_with_a_fault_is_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    let (orgs, _) = lay_out(folder.path());
    first_pack(folder.path(), &orgs);
    let [ours, theirs] = [0, 1].map(|at| format!("{}=X", orgs[at]));
    let sign = |more: &[&str]| {
        let mut arguments = vec!["trust", "sign", "--root-key", "root/root.key"];
        arguments.extend(more);
        arguments.push("bad.cbor");
        refused(folder.path(), &arguments)
    };
    for (arguments, expected) in [
        (&["--keys", "ours.json"][..], "has keys and no name"),
        (
            &["--keys", "ours.json", "--organization", &ours, "--organization", &theirs],
            "has a name and no keys",
        ),
        (&["--keys", "ours.json", "--keys", "ours.json", "--organization", &ours], "comes twice"),
        (
            &["--keys", "ours.json", "--organization", &ours, "--distrust", "0011223344556677"],
            "there is no key",
        ),
        (
            &["--keys", "ours.json", "--organization", &ours, "--sequence", "0"],
            "the first pack has the number 1",
        ),
        (&["--keys", "ours.json", "--organization", "org_1=X"], "expected an organization and its name"),
        (&["--keys", "ours.json", "--organization", &ours, "--days", "367"], "367"),
        (&["--keys", "one.cbor", "--organization", &ours], "neither a COSE key set nor a JWK set"),
        (
            &["--keys", "ours.json", "--organization", &ours, "--previous", "ours.json"],
            "it is not a trust pack",
        ),
    ] {
        let said = sign(arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert!(!folder.path().join("bad.cbor").exists());
}

#[tokio::test]
async fn the_server_hands_out_what_the_root_signed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (orgs, _) = lay_out(folder.path());
    first_pack(folder.path(), &orgs);
    let bytes = std::fs::read(folder.path().join("root/root.cbor")).unwrap();
    let root = Point::from_cose_key(&bytes).unwrap();
    let pack = folder.path().join("one.cbor");
    let test = TestApp::with_trust(TrustFiles { root, pack: pack.clone() }).await;
    let [root_path, pack_path] =
        ["root", "pack"].map(|name| format!("/.well-known/credenza/trust-{name}.cbor"));
    let answer = test.get(&root_path).await;
    assert_eq!((answer.status, &answer.body), (200, &bytes));
    let answer = test.get(&pack_path).await;
    assert_eq!(answer.status, 200);
    let read = TrustPack::read(&answer.body, &root, 0).unwrap();
    assert_eq!((read.sequence(), read.names().len()), (1, 2));
    let tag = answer.headers["etag"].to_str().unwrap().to_owned();
    let again = test.request("GET", &pack_path).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert!(answer.headers.get("set-cookie").is_none());

    // By mistake, or by who has the server and not the root.
    let mut changed = answer.body.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(TrustPack::read(&changed, &root, 0).unwrap_err(), PackError::Forged);
    std::fs::write(&pack, changed).unwrap();
    test.get(&pack_path).await.problem(503, "unavailable");
    std::fs::remove_file(&pack).unwrap();
    test.get(&pack_path).await.problem(503, "unavailable");

    let without = TestApp::new().await;
    for path in [root_path, pack_path] {
        without.get(&path).await.empty(204);
    }
}
