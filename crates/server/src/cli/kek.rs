//! `credenza kek`: keys are exchanged for new ones.

use clap::{Args, Subcommand};
use domain::id::{OrgId, RootKeyId};
use indicatif::{ProgressBar, ProgressStyle};

use super::say::say;
use super::{NOT_ALL_WELL, OK, Place};
use crate::backend::Backend;
use crate::rotation::{self, Outcome, Rotated, Wanted};

#[derive(Subcommand)]
pub(super) enum Kek {
    /// Put everything under new keys, beside a running server or without one
    Rotate(Rotate),
    /// Take an old root key out of the keyring, when neither the database nor a backup needs it
    Retire(Retire),
}

#[derive(Args)]
pub(super) struct Rotate {
    #[command(flatten)]
    place: Place,
    /// Only the keys of this organization: org_…
    #[arg(long, value_name = "ORG")]
    org: Option<OrgId>,
    /// Leave the root key as it is
    #[arg(long, conflicts_with = "with_root")]
    keep_root: bool,
    /// Rotate the root key although the database is one of your own, and other servers may have a copy of the keyring
    #[arg(long, conflicts_with = "org")]
    with_root: bool,
    /// Rotate although that was done within the last day
    #[arg(long)]
    again: bool,
    /// What was done, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Retire {
    #[command(flatten)]
    place: Place,
    /// The root key's id: rtk_…
    #[arg(value_name = "ID")]
    id: RootKeyId,
    /// You have no backup any more that was made before the rotation, or keep the keyring of its time with it
    #[arg(long, required = true)]
    no_backup_needs_it: bool,
}

impl Rotate {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let config = self.place.load(None)?;
        let shared = config.database.is_some();
        let root = self.org.is_none() && !self.keep_root && (self.with_root || !shared);
        if shared && self.org.is_none() && !root && !self.keep_root {
            eprintln!(
                "credenza: the root key stays, since other servers may have a copy of keys/keyring.txt; --with-root rotates it \
                 too: copy the file to all of them at once"
            );
        }
        let backend = Backend::open(&config).await?;
        let progress = ProgressBar::new(0);
        progress.set_style(ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}")?);
        let wanted = Wanted { org: self.org, root, again: self.again };
        let done = rotation::rotate(&backend, wanted, &progress).await;
        progress.finish_and_clear();
        let keyring = backend.dir.keys().join("keyring.txt");
        backend.close().await;
        let done = done?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&done)?);
        } else {
            print(&done);
        }
        if done.root.as_ref().is_some_and(|root| root.rotated) {
            eprintln!(
                "credenza: copy {} to where you keep it for your backups: backups from now on do not open without it",
                keyring.display()
            );
        }
        Ok(if done.complete { OK } else { NOT_ALL_WELL })
    }
}

fn print(done: &Rotated) {
    if let Some(root) = &done.root {
        let word = if root.rotated { "new" } else { "still" };
        say!("root key: {word} {}, {} key-encryption keys wrapped anew", root.id, root.rewrapped);
        if root.unopened > 0 {
            say!("{} key-encryption keys do not open under any root key: run `credenza fsck`", root.unopened);
        }
    }
    for of in &done.organizations {
        let outcome = match of.outcome {
            Outcome::Rotated => "rotated",
            Outcome::Finished => "the rotation that was broken off is finished",
            Outcome::Settled => "under new keys already",
            Outcome::Incomplete => "NOT COMPLETE",
            Outcome::NoKey => "has no key any more",
        };
        say!("{}: {outcome}, {} keys wrapped anew", of.organization, of.rewrapped);
        if of.unopened > 0 {
            let named: Vec<_> = of.unopened_objects.iter().map(ToString::to_string).collect();
            say!(
                "    {} keys do not open under the key that they name, and stayed as they are: put their rows back from a \
                 backup, or delete the certificates and upload them again: {}",
                of.unopened,
                named.join(", ")
            );
        }
    }
}

impl Retire {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let backend = Backend::open(&self.place.load(None)?).await?;
        let retired = rotation::retire(&backend, self.id).await;
        backend.close().await;
        retired?;
        say!("{} is gone: what only it opens never opens again", self.id);
        Ok(OK)
    }
}
