//! `credenza audit export` and `credenza audit verify`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::Clock;
use domain::id::OrgId;

use super::{FAILED, NOT_ALL_WELL, OK, Place};
use crate::audit_archive;
use crate::backend::Backend;
use crate::machine::SystemClock;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Write an organization's audit log into a directory, for offline verification
    Export(Export),
    /// Verify an export, offline
    Verify(Verify),
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
    /// Public key of the log: for exports that carry a signed checkpoint
    #[arg(long, value_name = "PUBKEY")]
    key: Option<String>,
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
        let records = match backend.admin().await {
            Ok(admin) => store::operator::audit_chain(&admin, self.org).await.map_err(anyhow::Error::from),
            Err(error) => Err(error),
        };
        backend.close().await;
        let records = records?;
        audit_archive::files(self.org, &records, SystemClock.now())?.write(&self.out)?;
        println!("{} entries of {} in {}", records.len(), self.org, self.out.display());
        Ok(OK)
    }
}

impl Verify {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
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
        let report = audit::verify_export(&manifest, entries, disclosures)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
        }
        if self.key.is_some() {
            eprintln!(
                "credenza: this export carries no signed checkpoint, so there is nothing that --key could verify"
            );
            return Ok(FAILED);
        }
        Ok(if report.verdict == audit::Verdict::Consistent { OK } else { NOT_ALL_WELL })
    }
}

fn print(report: &audit::Report) {
    let org = report.org.map_or_else(|| "no organization".to_owned(), |org| org.to_string());
    let word = if report.verdict == audit::Verdict::Consistent { "consistent" } else { "BROKEN" };
    println!("{word}: {org}");
    for span in &report.epochs {
        println!(
            "epoch {}: {} entries, {} to {}, head {}",
            span.epoch, span.count, span.first_seq, span.last_seq, span.head
        );
    }
    println!("personal values: {} disclosed, {} withheld", report.disclosed, report.withheld);
    for (kind, findings, count) in [
        ("failure", &report.failures, report.failure_count),
        ("notice", &report.notices, report.notice_count),
    ] {
        for finding in findings {
            let line = finding.line.map(|line| format!(" line {line}")).unwrap_or_default();
            println!("{kind} {} ({:?}{line}): {}", finding.code, finding.file, finding.message);
        }
        if count > findings.len() as u64 {
            println!("{kind}: {} more", count - findings.len() as u64);
        }
    }
}
