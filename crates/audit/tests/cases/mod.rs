//! The cases of `vectors/audit`, made from nothing but this text: what each export holds and what must be found in it.
//!
//! Shared by the generator (`examples/audit_vectors.rs`) and the tests. What is expected is written down by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic here is a wrong test case")]
#![allow(dead_code, unreachable_pub, reason = "the generator and each test use a part of this module")]

pub mod accept;
pub mod checkpoints;
pub mod log;
pub mod reject_files;
pub mod reject_log;
pub mod witnesses;

use std::fmt::Write as _;
use std::path::Path;

use audit::{Code, File, Report, Verdict, VerifierKey, WitnessKey, verify_witnessed_export};

/// The files of an export, and what stands beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    pub manifest: Vec<u8>,
    pub entries: Vec<u8>,
    pub disclosures: Vec<u8>,
    pub checkpoints: Option<Vec<u8>>,
    /// The keys that the verifier is given: the text of `key.txt`.
    pub key: Option<String>,
    /// Likewise those of witnesses: the text of `witness.txt`.
    pub witness: Option<String>,
}

impl Export {
    pub fn verify(&self) -> Report {
        let export = audit::Export {
            manifest: &self.manifest,
            entries: &self.entries[..],
            disclosures: &self.disclosures[..],
            checkpoints: self.checkpoints.as_deref(),
        };
        verify_witnessed_export(export, &keys::<VerifierKey>(&self.key), &keys::<WitnessKey>(&self.witness))
            .unwrap()
    }

    pub fn lines(&self) -> Vec<Vec<u8>> {
        self.entries.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    }

    pub fn with_lines(&self, lines: &[Vec<u8>]) -> Self {
        Self { entries: lines.concat(), ..self.clone() }
    }

    /// Replaces the one place where `from` stands in line `line` of the entries.
    pub fn edit_line(&self, line: usize, from: &str, to: &str) -> Self {
        let mut lines = self.lines();
        lines[line - 1] = replace_once(&lines[line - 1], from, to);
        self.with_lines(&lines)
    }

    pub fn edit_manifest(&self, from: &str, to: &str) -> Self {
        Self { manifest: replace_once(&self.manifest, from, to), ..self.clone() }
    }

    pub fn write(&self, dir: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        std::fs::write(dir.join("manifest.json"), &self.manifest)?;
        std::fs::write(dir.join("entries.jsonl"), &self.entries)?;
        std::fs::write(dir.join("disclosures.jsonl"), &self.disclosures)?;
        if let Some(checkpoints) = &self.checkpoints {
            std::fs::write(dir.join("checkpoints.jsonl"), checkpoints)?;
        }
        for (name, keys) in [("key.txt", &self.key), ("witness.txt", &self.witness)] {
            if let Some(keys) = keys {
                std::fs::write(dir.join(name), keys)?;
            }
        }
        Ok(())
    }
}

fn keys<K: std::str::FromStr<Err = audit::NoteError>>(text: &Option<String>) -> Vec<K> {
    let lines = text.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with('#'));
    lines.map(|line| line.parse().unwrap()).collect()
}

/// `text` with its one occurrence of `from` replaced.
pub fn replace_once(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at =
        text.windows(from.len()).position(|window| window == from.as_bytes()).expect("the text to replace");
    [&text[..at], to.as_bytes(), &text[at + from.len()..]].concat()
}

/// A finding that a case expects, without its sentence.
pub type Expected = (File, Option<u64>, Code);

pub struct Case {
    pub name: &'static str,
    pub about: &'static str,
    pub export: Export,
    pub failures: Vec<Expected>,
    /// Beside [`Code::Unsigned`], which is there where there is no key.
    pub notices: Vec<Expected>,
}

impl Case {
    pub fn accept(name: &'static str, about: &'static str, export: Export) -> Self {
        Self { name, about, export, failures: Vec::new(), notices: Vec::new() }
    }

    /// A case with failures in lines of `entries.jsonl`.
    pub fn reject(name: &'static str, about: &'static str, export: Export, entries: &[(u64, Code)]) -> Self {
        let failures = entries.iter().map(|(line, code)| (File::Entries, Some(*line), *code)).collect();
        Self { failures, ..Self::accept(name, about, export) }
    }

    /// A case with failures in lines of `disclosures.jsonl` alone.
    pub fn reject_disclosures(
        name: &'static str,
        about: &'static str,
        export: Export,
        lines: &[(u64, Code)],
    ) -> Self {
        Self::accept(name, about, export).disclosures(lines)
    }

    /// Adds failures in lines of `disclosures.jsonl`.
    pub fn disclosures(mut self, lines: &[(u64, Code)]) -> Self {
        self.failures.extend(lines.iter().map(|(line, code)| (File::Disclosures, Some(*line), *code)));
        self
    }

    /// Adds a failure for each disclosure of an entry after the first `kept` lines of `whole`.
    pub fn disclosures_unmatched(self, whole: &Export, kept: usize) -> Self {
        let lost: Vec<_> = whole
            .lines()
            .iter()
            .skip(kept)
            .map(|line| audit::Entry::parse(line.strip_suffix(b"\n").unwrap()).unwrap())
            .map(|entry| (entry.epoch, entry.seq))
            .collect();
        let lines: Vec<_> = whole
            .disclosures
            .split_inclusive(|byte| *byte == b'\n')
            .zip(1..)
            .filter(|(line, _)| {
                let disclosure = audit::Disclosure::parse(line.strip_suffix(b"\n").unwrap()).unwrap();
                lost.contains(&(disclosure.epoch, disclosure.seq))
            })
            .map(|(_, line)| (line, Code::DisclosureUnmatched))
            .collect();
        self.disclosures(&lines)
    }

    /// Adds failures of the manifest.
    pub fn manifest(mut self, codes: &[Code]) -> Self {
        self.failures.splice(0..0, codes.iter().map(|code| (File::Manifest, None, *code)));
        self
    }

    pub fn notices(mut self, entries: &[(u64, Code)]) -> Self {
        self.notices = entries.iter().map(|(line, code)| (File::Entries, Some(*line), *code)).collect();
        self
    }

    /// Adds failures of `checkpoints.jsonl`.
    pub fn checkpoints(mut self, found: &[(Option<u64>, Code)]) -> Self {
        self.failures.extend(found.iter().map(|(line, code)| (File::Checkpoints, *line, *code)));
        self
    }

    /// Adds failures that come first.
    pub fn before(mut self, found: &[Expected]) -> Self {
        self.failures.splice(0..0, found.iter().copied());
        self
    }

    /// Adds notices about `checkpoints.jsonl`.
    pub fn told_of_checkpoints(mut self, found: &[(Option<u64>, Code)]) -> Self {
        self.notices.extend(found.iter().map(|(line, code)| (File::Checkpoints, *line, *code)));
        self
    }

    /// Every notice, with [`Code::Unsigned`] where there is no key.
    pub fn all_notices(&self) -> Vec<Expected> {
        let unsigned = self.export.key.is_none().then_some((File::Manifest, None, Code::Unsigned));
        unsigned.into_iter().chain(self.notices.iter().copied()).collect()
    }

    pub fn folder(&self) -> &'static str {
        if self.failures.is_empty() { "accept" } else { "reject" }
    }

    pub fn expected_json(&self) -> String {
        let verdict = if self.failures.is_empty() { Verdict::Consistent } else { Verdict::Broken };
        expected_json(self.about, verdict, &self.failures, &self.all_notices())
    }
}

pub fn all() -> Vec<Case> {
    [accept::cases(), reject_log::cases(), reject_files::cases(), checkpoints::cases(), witnesses::cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// The findings of a report as a case states them.
pub fn found(findings: &[audit::Finding]) -> Vec<Expected> {
    findings.iter().map(|finding| (finding.file, finding.line, finding.code)).collect()
}

/// The text of an `expected.json`.
pub fn expected_json(about: &str, verdict: Verdict, failures: &[Expected], notices: &[Expected]) -> String {
    let list = |findings: &[Expected]| {
        let mut text = String::new();
        for (position, (file, line, code)) in findings.iter().enumerate() {
            text.push_str(if position == 0 { "\n" } else { ",\n" });
            let file = serde_json::to_string(file).unwrap();
            let line = line.map_or("null".to_owned(), |line| line.to_string());
            write!(text, "    {{\"file\": {file}, \"line\": {line}, \"code\": \"{code}\"}}").unwrap();
        }
        if findings.is_empty() { "[]".to_owned() } else { format!("[{text}\n  ]") }
    };
    format!(
        "{{\n  \"about\": {},\n  \"verdict\": {},\n  \"failures\": {},\n  \"notices\": {}\n}}\n",
        serde_json::to_string(about).unwrap(),
        serde_json::to_string(&verdict).unwrap(),
        list(failures),
        list(notices)
    )
}
