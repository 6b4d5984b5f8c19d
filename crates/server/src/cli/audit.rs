//! `credenza audit export`, `credenza audit verify` and `credenza audit key`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use audit::{NoteError, VerifierKey, WitnessKey};
use clap::{Args, Subcommand};
use domain::Clock;
use domain::id::OrgId;

use super::say::say;
use super::{NOT_ALL_WELL, OK, Place};
use crate::audit_archive::{self, Log};
use crate::backend::Backend;
use crate::checkpoints::SignError;
use crate::machine::SystemClock;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Write an organization's audit log into a directory, for offline verification
    Export(Export),
    /// Verify an export, offline
    Verify(Verify),
    /// Print the public key that verifies the checkpoints of all logs
    Key(Key),
}

#[derive(Args)]
pub(super) struct Key {
    #[command(flatten)]
    place: Place,
    /// The key as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    place: Place,
    /// The organization's id
    #[arg(long, value_name = "ORG")]
    org: OrgId,
    /// An empty directory, or one that does not exist yet
    #[arg(value_name = "OUT")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct Verify {
    /// The export
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The log's public key, as `credenza audit key` prints it, or a file with such keys
    #[arg(long, value_name = "PUBKEY")]
    key: Option<String>,
    /// A witness's public key, as `credenza witness key` prints it, or a file with such keys
    #[arg(long, value_name = "PUBKEY", requires = "key")]
    witness: Option<String>,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        std::fs::create_dir_all(&self.out)?;
        if std::fs::read_dir(&self.out)?.next().is_some() {
            anyhow::bail!("{} is not empty; name a new directory", self.out.display());
        }
        let backend = Backend::open(&self.place.load(None)?).await?;
        let log = read(&backend, self.org).await;
        let key = backend.signer().verifier_key().to_string();
        backend.close().await;
        let (log, refused) = log?;
        audit_archive::files(self.org, &log, SystemClock.now())?.write(&self.out)?;
        let (entries, checkpoints) = (log.records.len(), log.checkpoints.len());
        say!("{entries} entries and {checkpoints} checkpoints of {} in {}", self.org, self.out.display());
        say!("the public key is {key}");
        match refused {
            None => Ok(OK),
            Some(error) => {
                eprintln!("credenza: {error}; exported as it is, without a checkpoint of its end");
                Ok(NOT_ALL_WELL)
            }
        }
    }
}

/// The log up to its last checkpoint, which is made now; or, with the reason, all of it when the signer refuses.
async fn read(backend: &Backend, org: OrgId) -> anyhow::Result<(Log, Option<SignError>)> {
    let admin = backend.admin().await?;
    let signed = match backend.signer().sign(&backend.store, org).await {
        Ok(signed) => Ok(signed),
        Err(refused @ SignError::Refused { .. }) => Err(refused),
        Err(SignError::Store(store::Error::NotFound)) => anyhow::bail!("there is no organization {org}"),
        Err(error) => return Err(error.into()),
    };
    backend.signer().witnesses().show_before_export(&backend.store, org).await;
    let mut log = Log {
        records: store::operator::audit_chain(&admin, org).await?,
        checkpoints: store::operator::checkpoints(&admin, org).await?,
    };
    let signed = match signed {
        Ok(signed) => signed,
        Err(refused) => return Ok((log, Some(refused))),
    };
    // What came in since waits for the next checkpoint, and the next export.
    if let Some((epoch, size)) =
        signed.and_then(|last| Some((i32::try_from(last.epoch).ok()?, i64::try_from(last.size).ok()?)))
    {
        log.records.retain(|record| (record.epoch, record.seq) <= (epoch, size));
        log.checkpoints.retain(|kept| (kept.epoch, kept.size) <= (epoch, size));
    }
    Ok((log, None))
}

impl Key {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let backend = Backend::open(&self.place.load(None)?).await?;
        let key = backend.signer().verifier_key().to_string();
        backend.close().await;
        if self.json {
            say!("{}", serde_json::json!({"key": key}));
        } else {
            say!("{key}");
        }
        Ok(OK)
    }
}

/// The public keys in an argument: the key itself, or a file with keys, one a line.
fn read_keys<K: FromStr<Err = NoteError>>(flag: &'static str, argument: &str) -> anyhow::Result<Vec<K>> {
    if argument.contains('+') && !Path::new(argument).exists() {
        return Ok(vec![argument.parse().context(flag)?]);
    }
    let text = std::fs::read_to_string(argument)
        .with_context(|| format!("{flag}: {argument} is neither a public key, NAME+ID+KEY, nor a file"))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys = lines.map(str::parse).collect::<Result<Vec<_>, _>>().context(flag)?;
    anyhow::ensure!(!keys.is_empty(), "{flag}: there is no public key in {argument}");
    Ok(keys)
}

impl Verify {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let keys: Vec<VerifierKey> =
            self.key.as_deref().map_or_else(|| Ok(Vec::new()), |key| read_keys("--key", key))?;
        let witnesses: Vec<WitnessKey> =
            self.witness.as_deref().map_or_else(|| Ok(Vec::new()), |key| read_keys("--witness", key))?;
        let open = |name: &str| {
            let path = self.dir.join(name);
            File::open(&path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
        };
        let mut manifest = Vec::new();
        std::io::Read::read_to_end(
            &mut std::io::Read::take(open("manifest.json")?, 64 * 1024 * 1024),
            &mut manifest,
        )?;
        let entries = BufReader::new(open("entries.jsonl")?);
        let disclosures = BufReader::new(open("disclosures.jsonl")?);
        let checkpoints = match File::open(self.dir.join("checkpoints.jsonl")) {
            Ok(file) => Some(BufReader::new(file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).context("checkpoints.jsonl"),
        };
        let export = audit::Export { manifest: &manifest, entries, disclosures, checkpoints };
        let report = audit::verify_witnessed_export(export, &keys, &witnesses)?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
        }
        Ok(if report.verdict == audit::Verdict::Consistent { OK } else { NOT_ALL_WELL })
    }
}

fn print(report: &audit::Report) {
    let org = report.org.map_or_else(|| "no organization".to_owned(), |org| org.to_string());
    let word = if report.verdict == audit::Verdict::Consistent { "consistent" } else { "BROKEN" };
    say!("{word}: {org}");
    for span in &report.epochs {
        say!(
            "epoch {}: {} entries, {} to {}, head {}",
            span.epoch,
            span.count,
            span.first_seq,
            span.last_seq,
            span.head
        );
    }
    match &report.checkpoint {
        Some(last) => say!(
            "checkpoints: {} are those of the entries, the last of {} entries of epoch {}, root {}",
            report.checkpoints,
            last.size,
            last.epoch,
            last.root
        ),
        None => say!("checkpoints: none"),
    }
    if let Some(seen) = &report.witnessed {
        say!("witness: {} saw entry {} of epoch {} at {}", seen.witness, seen.size, seen.epoch, seen.at);
    }
    say!("personal values: {} disclosed, {} withheld", report.disclosed, report.withheld);
    for (kind, findings, count) in [
        ("failure", &report.failures, report.failure_count),
        ("notice", &report.notices, report.notice_count),
    ] {
        for finding in findings {
            let line = finding.line.map(|line| format!(" line {line}")).unwrap_or_default();
            say!("{kind} {} ({:?}{line}): {}", finding.code, finding.file, finding.message);
        }
        if count > findings.len() as u64 {
            say!("{kind}: {} more", count - findings.len() as u64);
        }
    }
}
