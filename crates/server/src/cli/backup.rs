//! `credenza backup` and `credenza restore`.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::say::say;
use super::{NOT_ALL_WELL, OK, Place, fsck};
use crate::backend::Backend;
use crate::backup::{self, Manifest, Taken};

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    place: Place,
    /// A new folder for the backup
    #[arg(value_name = "DIR")]
    into: PathBuf,
    /// Copy the keyring too, to this new file, which must not be in the backup
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,
    /// What was backed up, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// The keyring that belongs to it, a copy of keys/keyring.txt; without it, the one that was put into the data directory before
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,
    /// What was restored, as JSON
    #[arg(long)]
    json: bool,
}

fn progress() -> anyhow::Result<ProgressBar> {
    let progress = ProgressBar::new(0);
    progress.set_style(ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}")?);
    Ok(progress)
}

fn summary(manifest: &Manifest) -> serde_json::Value {
    let bytes: u64 = manifest.parts.iter().map(|part| part.bytes).sum();
    json!({
        "taken_at": manifest.created_at,
        "organizations": manifest.organizations.len(),
        "objects": manifest.parts.iter().filter(|part| part.path.starts_with("objects/")).count(),
        "bytes": bytes,
        "root_keys": manifest.root_keys,
    })
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let backend = Backend::open(&self.place.load(None)?).await?;
        let progress = progress()?;
        let taken = self.take(&backend, &progress).await;
        progress.finish_and_clear();
        let keyring = backend.dir.keys().join("keyring.txt");
        backend.close().await;
        let Taken { manifest, damaged } = taken?;
        let summary = summary(&manifest);
        if self.json {
            say!("{summary}");
        } else {
            say!(
                "{}: {} organizations, {} objects",
                self.into.display(),
                summary["organizations"],
                summary["objects"]
            );
        }
        match &self.keyring {
            Some(copy) => eprintln!(
                "credenza: {} opens everything in the backup: keep it elsewhere, where no thief of the backup finds it",
                copy.display()
            ),
            None => eprintln!(
                "credenza: nothing in the backup can be opened without {}: keep a copy of that, and elsewhere",
                keyring.display()
            ),
        }
        for object in &damaged {
            eprintln!(
                "credenza: {object}: it is in the backup as it is; copy it from an older one, and look at the disk"
            );
        }
        Ok(if damaged.is_empty() { OK } else { NOT_ALL_WELL })
    }

    async fn take(&self, backend: &Backend, progress: &ProgressBar) -> anyhow::Result<Taken> {
        if let Some(keyring) = &self.keyring {
            backup::may_save_keyring(&self.into, keyring).context("--keyring")?;
        }
        let taken = backup::take(backend, &self.into, progress).await?;
        // Afterwards: a root key that was made meanwhile is in the backup already.
        if let Some(keyring) = &self.keyring {
            backup::save_keyring(backend, &self.into, keyring).context("--keyring")?;
        }
        Ok(taken)
    }
}

impl Restore {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let config = self.place.load(None)?;
        let progress = progress()?;
        let restored =
            Box::pin(backup::restore(&config, &self.from, self.keyring.as_deref(), &progress)).await;
        progress.finish_and_clear();
        let restored = restored?;
        let whole = restored.report.finding_count == 0;
        if self.json {
            let mut summary = summary(&restored.manifest);
            summary["findings"] = json!(restored.report.findings);
            say!("{summary}");
        } else {
            if !whole {
                fsck::print(&restored.report);
            }
            say!(
                "restored {} organizations and {} objects, as they were at {}",
                restored.manifest.organizations.len(),
                restored.objects,
                restored.manifest.created_at
            );
        }
        eprintln!(
            "credenza: sessions, API tokens and invitations ended; who was removed or changed his password since the backup \
             must be removed, or must change it, again"
        );
        if !whole {
            eprintln!(
                "credenza: what was restored is served, and was not whole when the backup was taken: see the findings, and `credenza fsck`"
            );
        }
        Ok(if whole { OK } else { NOT_ALL_WELL })
    }
}
