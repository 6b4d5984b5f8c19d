//! `credenza fsck`: whether everything is whole and fits together.

use clap::Args;
use domain::Clock;
use indicatif::{ProgressBar, ProgressStyle};

use super::say::say;
use super::{NOT_ALL_WELL, OK, Place};
use crate::backend::Backend;
use crate::fsck::{self, Installation, Report};
use crate::machine::SystemClock;

#[derive(Args)]
pub(super) struct Fsck {
    #[command(flatten)]
    place: Place,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

impl Fsck {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let backend = Backend::open(&self.place.load(None)?).await?;
        let report = look(&backend).await;
        backend.close().await;
        let report = report?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
        }
        Ok(if report.finding_count == 0 { OK } else { NOT_ALL_WELL })
    }
}

async fn look(backend: &Backend) -> anyhow::Result<Report> {
    let progress = ProgressBar::new_spinner();
    progress.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
    progress.enable_steady_tick(std::time::Duration::from_millis(200));
    let (mut admin, second) = (backend.admin().await?, backend.admin().await?);
    let installation = Installation {
        objects: backend.store.objects(),
        keys: backend.keys(),
        signer: backend.signer(),
        now: SystemClock.now(),
    };
    let report = fsck::check(&installation, &mut admin, &second, &|what| progress.set_message(what)).await;
    progress.finish_and_clear();
    report
}

/// Says what was found, and how much was looked at.
pub(super) fn print(report: &Report) {
    for finding in &report.findings {
        let organization = finding.organization.as_deref().map(|org| format!(" ({org})")).unwrap_or_default();
        say!("{}{organization}: {}", finding.code.as_str(), finding.message);
        say!("    {}", finding.advice);
    }
    let more = report.finding_count - report.findings.len() as u64;
    if more > 0 {
        say!("and {more} more of these kinds");
    }
    let checked = &report.checked;
    say!(
        "{}: {} organizations, {} objects, {} key-encryption keys, {} entries of audit logs",
        if report.finding_count == 0 { "all is well" } else { "NOT ALL IS WELL" },
        checked.organizations,
        checked.objects,
        checked.keks,
        checked.entries
    );
    if checked.rotations_unfinished > 0 || checked.keys_under_former_keks > 0 {
        say!(
            "a rotation is not finished: {} organizations, {} keys under a former key; everything opens, and `credenza kek \
             rotate` finishes it",
            checked.rotations_unfinished,
            checked.keys_under_former_keks
        );
    }
}
