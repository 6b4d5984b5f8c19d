//! Restoring a backup into an empty data directory.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, ensure};
use domain::id::RequestId;
use domain::{Clock, Rng};
use envelope::Keyring;
use indicatif::ProgressBar;
use serde_json::json;
use store::Grant;
use store::operator::{begin_after_restore, schema_version};

use super::files::{copy, is_free, sync_tree};
use super::manifest::Manifest;
use crate::backend::{self, Backend};
use crate::config::Config;
use crate::datadir::DataDir;
use crate::datadir::durable::{read_secret_of_operator, sync_folder, write_secret};
use crate::embedded::{Cluster, load, major_version};
use crate::fsck::{self, Installation, Report};
use crate::machine::{SystemClock, SystemRng};

/// In a data directory that is being restored: nothing is served from it.
pub const MARKER: &str = "restoring";

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What it was restored from.
    pub manifest: Manifest,
    /// How many sealed objects that were.
    pub objects: u64,
    /// What `credenza fsck` says of it: what was damaged already when the backup was taken is damaged still.
    pub report: Report,
}

/// Restores a backup into the data directory of `config`, which must be empty, with the keyring in `keyring`; or, without one, with the
/// keyring that lies there already, in `keys/` and beside nothing else.
///
/// # Errors
/// When the backup is not whole, the keyring is not its own, or the directory is not empty, before anything is written.
/// When it fails later, the data directory stays marked, and no server starts on it.
pub async fn restore(
    config: &Config,
    from: &Path,
    keyring: Option<&Path>,
    progress: &ProgressBar,
) -> anyhow::Result<Restored> {
    ensure!(
        config.database.is_none(),
        "the database is one of your own: restore it with PostgreSQL's tools (pg_restore); docs/OPERATIONS.md, Backup, \
         says how"
    );
    let place = backend::data_dir(config)?;
    let objects = config.objects_dir.clone().unwrap_or_else(|| place.join("objects"));
    let there = place.join("keys/keyring.txt");
    let keyring = keyring.unwrap_or(&there);
    let kept: &[&str] = if keyring == there { &["keys"] } else { &[] };
    for (folder, kept) in [(&place, kept), (&objects, &[])] {
        ensure!(
            is_free(folder, kept)?,
            "{} is not empty: a backup is restored into a new directory",
            folder.display()
        );
    }
    ensure!(
        keyring != there || there.exists(),
        "nothing in a backup can be opened without its keyring: name it with --keyring FILE, or copy it to {} first",
        there.display()
    );
    let (manifest, digest) = Manifest::read(from)?;
    progress.set_message("verifying the backup");
    progress.set_length(manifest.parts.len() as u64);
    tokio::task::block_in_place(|| manifest.verify(from, || progress.inc(1)))?;
    let keyring = read_secret_of_operator(keyring)?;
    check_keyring(&manifest, &keyring)?;

    let dir = DataDir::open(&place)?;
    let lock = dir.lock()?;
    ensure!(
        major_version(&dir)? >= manifest.postgres,
        "the backup was made by PostgreSQL {0}; run: apt-get install postgresql-{0}",
        manifest.postgres
    );
    let marker = dir.path().join(MARKER);
    write_secret(&marker, b"")?;
    write_secret(&dir.keys().join("keyring.txt"), &keyring)?;
    progress.set_message("the database");
    let cluster = Cluster::start(&dir, &lock, &SystemRng).await?;
    let loaded = load(&dir, cluster.endpoint(), File::open(from.join("database.dump"))?).await;
    cluster.stop().await;
    loaded?;
    progress.set_message("sealed objects");
    progress.set_position(0);
    let copied = tokio::task::block_in_place(|| copy_parts(&manifest, from, &dir, &objects, progress))?;
    drop(lock);
    progress.set_message("checking what was restored");
    let backend = Backend::open_restored(config, dir.clone()).await?;
    let begun = begin(&backend, &manifest, &digest).await;
    backend.close().await;
    let report = begun?;
    std::fs::remove_file(&marker)?;
    sync_folder(dir.path())?;
    Ok(Restored { manifest, objects: copied, report })
}

/// Whether the keyring has the keys that the backup's was of.
fn check_keyring(manifest: &Manifest, text: &[u8]) -> anyhow::Result<()> {
    let keyring = Keyring::<Grant>::parse(text)?;
    let missing: Vec<_> =
        manifest.root_keys.iter().filter(|id| keyring.get(**id).is_none()).map(ToString::to_string).collect();
    ensure!(
        missing.is_empty(),
        "this keyring does not open the backup: it lacks {}; name the copy that was made with it",
        missing.join(", ")
    );
    Ok(())
}

/// Copies everything but the database; returns how many objects that were.
fn copy_parts(
    manifest: &Manifest,
    from: &Path,
    dir: &DataDir,
    objects: &Path,
    progress: &ProgressBar,
) -> anyhow::Result<u64> {
    let mut count = 0;
    for part in &manifest.parts {
        progress.inc(1);
        let copied = match part.path.strip_prefix("objects/") {
            Some(name) => {
                count += 1;
                copy(&from.join(&part.path), objects, name)?
            }
            None if part.path == "demo.json" => copy(&from.join(&part.path), dir.path(), &part.path)?,
            None => continue,
        };
        ensure!(copied.sha256 == part.sha256, "{} changed while it was copied", part.path);
    }
    if objects.is_dir() {
        sync_tree(objects)?;
    }
    Ok(count)
}

/// Lets the organizations begin anew, after making sure that this is what the manifest tells of, and looks whether it is whole.
async fn begin(backend: &Backend, manifest: &Manifest, digest: &str) -> anyhow::Result<Report> {
    let (mut admin, second) = (backend.admin().await?, backend.admin().await?);
    let schema = schema_version(&second).await?;
    ensure!(schema >= manifest.schema, "the backup was made by a newer version of Credenza");
    for end in &manifest.organizations {
        let head = store::operator::log_end(&second, end.organization).await?;
        let head = head.with_context(|| format!("{} is not in the database", end.organization))?;
        ensure!(
            (head.epoch, head.seq, hex::encode(&head.hash)) == (end.epoch, end.seq, end.hash.clone()),
            "the log of {} does not end where the manifest says",
            end.organization
        );
    }
    let request = RequestId::new(SystemClock.now(), &SystemRng as &dyn Rng);
    let details = json!({"taken_at": manifest.created_at, "manifest_sha256": digest});
    begin_after_restore(&second, &details, request).await?;
    let installation = Installation {
        objects: backend.store.objects(),
        keys: backend.keys(),
        signer: backend.signer(),
        now: SystemClock.now(),
    };
    let report = fsck::check(&installation, &mut admin, &second, &|_| ()).await?;
    // A file that is damaged keeps nobody from the others. Without row-level security, nobody is kept from anything.
    if let Some(finding) = report.findings.iter().find(|finding| finding.code.opens_a_wall()) {
        anyhow::bail!(
            "what was restored must not be served: {} ({})",
            finding.message,
            finding.code.as_str()
        );
    }
    Ok(report)
}
