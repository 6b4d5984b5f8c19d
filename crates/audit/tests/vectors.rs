//! The cases of `vectors/audit`: the files are what the generator makes, the Rust verifier finds what they expect, and
//! so does the Python one, which was written from `docs/AUDIT.md` alone.

mod cases;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use audit::{Code, Verdict};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_files_are_those_of_the_generator() {
    let mut expected = BTreeSet::new();
    for case in cases::all() {
        let dir = root().join("vectors/audit").join(case.folder()).join(case.name);
        let read = |name: &str| std::fs::read(dir.join(name)).unwrap_or_default();
        assert_eq!(String::from_utf8(read("expected.json")).unwrap(), case.expected_json(), "{}", case.name);
        assert!(read("manifest.json") == case.export.manifest, "{}", case.name);
        assert!(read("entries.jsonl") == case.export.entries, "{}", case.name);
        assert!(read("disclosures.jsonl") == case.export.disclosures, "{}", case.name);
        assert!(
            read("checkpoints.jsonl") == case.export.checkpoints.clone().unwrap_or_default(),
            "{}",
            case.name
        );
        assert_eq!(
            dir.join("checkpoints.jsonl").exists(),
            case.export.checkpoints.is_some(),
            "{}",
            case.name
        );
        assert!(read("key.txt") == case.export.key.clone().unwrap_or_default().into_bytes(), "{}", case.name);
        let witness = case.export.witness.clone().unwrap_or_default().into_bytes();
        assert!(read("witness.txt") == witness, "{}", case.name);
        assert!(expected.insert((case.folder(), case.name.to_owned())), "{} twice", case.name);
    }
    for folder in ["accept", "reject"] {
        for dir in std::fs::read_dir(root().join("vectors/audit").join(folder)).unwrap() {
            let name = dir.unwrap().file_name().into_string().unwrap();
            assert!(
                expected.contains(&(folder, name.clone())),
                "{folder}/{name} is not made by the generator"
            );
        }
    }
}

#[test]
fn rust_finds_what_is_expected() {
    for case in cases::all() {
        let report = case.export.verify();
        assert_eq!(cases::found(&report.failures), case.failures, "{}: {report:#?}", case.name);
        assert_eq!(cases::found(&report.notices), case.all_notices(), "{}", case.name);
        let verdict = if case.failures.is_empty() { Verdict::Consistent } else { Verdict::Broken };
        assert_eq!(report.verdict, verdict, "{}", case.name);
    }
}

#[test]
fn every_code_has_a_case_and_a_place_in_the_text() {
    let found: BTreeSet<_> = cases::all()
        .iter()
        .flat_map(|case| case.failures.iter().chain(&case.notices))
        .map(|found| found.2)
        .collect();
    let text = std::fs::read_to_string(root().join("docs/AUDIT.md")).unwrap();
    for code in Code::ALL {
        assert!(text.contains(&format!("`{code}`")), "docs/AUDIT.md does not explain {code}");
        // The one needs a log too large for a file here (it has a test of its own); the other is in every case.
        if ![Code::TooManyOpenIntents, Code::Unsigned].contains(code) {
            assert!(found.contains(code), "no case for {code}");
        }
    }
}

#[test]
fn python_agrees_on_every_case() {
    let output = Command::new("python3")
        .arg(root().join("tools/verify_audit.py"))
        .arg("--vectors")
        .arg(root().join("vectors/audit"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(&format!("{} cases agree", cases::all().len())), "{said}");
}

/// The text of `docs/AUDIT.md` shows the files of its example, and the programs in it run on them.
#[test]
fn the_worked_example_works() {
    let dir = root().join("vectors/audit/accept/worked_example");
    let text = std::fs::read_to_string(root().join("docs/AUDIT.md")).unwrap();
    let entries = std::fs::read_to_string(dir.join("entries.jsonl")).unwrap();
    let [first, second, third] = entries.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(text.contains(&format!("```json\n{first}\n{second}\n```\n")));
    assert!(text.contains(&format!("{} and {} bytes long", first.len(), second.len())));
    let leaf = audit::leaf_hash(first.as_bytes());
    assert!(
        text.contains(&format!("    {leaf}  -\n")) && text.contains(&format!("    \"prev\":\"{leaf}\"\n"))
    );
    let committed = audit::Entry::parse(third.as_bytes()).unwrap().committed;
    assert!(text.contains(&format!("# {}\n", committed["tax_id"])));

    let run = |program: &str, argument: &str, script: &str| {
        let output = Command::new(program).arg(argument).arg(script).current_dir(&dir).output().unwrap();
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let scripts: Vec<_> =
        text.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(scripts.len(), 2);
    for script in scripts {
        run("python3", "-c", script);
    }
    let commands: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("    $ ")).collect();
    assert_eq!(run("sh", "-c", commands[1]), format!("{leaf}  -\n"));
    assert_eq!(run("sh", "-c", commands[2]), format!("\"prev\":\"{leaf}\"\n"));
}
