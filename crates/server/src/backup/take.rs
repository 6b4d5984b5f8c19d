//! Taking a backup, beside a running server or without one.

use std::collections::{BTreeMap, HashMap};
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use domain::id::{ObjectId, OrgId};
use envelope::Keyring;
use futures_util::TryStreamExt;
use indicatif::ProgressBar;
use store::Grant;
use store::inspection::{Inspection, known_objects};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::files::{self, copy, is_free, measure, private_folder, sync_tree};
use super::manifest::{FORMAT, LogEnd, Manifest, Part};
use crate::backend::Backend;
use crate::datadir::durable::{read_secret, write_secret};
use crate::embedded::{dump, major_version};

const DATABASE: &str = "database.dump";
const DEMONSTRATION: &str = "demo.json";

/// How often a backup starts again when certificates were deleted while it looked at them.
const ATTEMPTS: usize = 3;

/// What the database shows at one moment.
struct Shown {
    at: OffsetDateTime,
    logs: Vec<LogEnd>,
    /// Paths of all objects in a backup, and how long each should be.
    objects: HashMap<String, u64>,
}

/// A backup that was taken.
#[derive(Debug)]
pub struct Taken {
    /// What belongs to it.
    pub manifest: Manifest,
    /// Objects that are in it as they are in custody, and are not what they should be there: each in a sentence.
    pub damaged: Vec<String>,
}

/// Writes a backup into a new folder.
///
/// Sealed objects never change, and one is on disk before the database tells of it: those that are there are copied
/// first, then the database as it is at one moment, then those that came in between. Only what was deleted in between can
/// be missing then, and that is tried again.
///
/// # Errors
/// When the database is not the private one, the folder is not empty, or something cannot be read or written. What is
/// then in the folder is no backup: it has no manifest.
pub async fn take(backend: &Backend, into: &Path, progress: &ProgressBar) -> anyhow::Result<Taken> {
    let Some(endpoint) = backend.endpoint() else {
        bail!(
            "the database is one of your own: back it up with PostgreSQL's tools (pg_dump, pg_basebackup), then copy the \
             folder of objects, in this order; docs/OPERATIONS.md, Backup, says how"
        );
    };
    ensure!(is_free(into, &[])?, "{} is not empty; name a new folder", into.display());
    private_folder(into).with_context(|| into.display().to_string())?;
    let folder = into.canonicalize()?;
    if folder.starts_with(backend.dir.path()) {
        std::fs::remove_dir(&folder)?;
        bail!("a backup in the data directory is none; name another folder");
    }
    let second = backend.admin().await?;
    for _ in 0..ATTEMPTS {
        let mut parts = objects_there(backend, &folder, progress)?;
        progress.set_message("the database");
        let mut admin = backend.admin().await?;
        admin.batch_execute("SET idle_in_transaction_session_timeout = 0").await?;
        let inspection = Inspection::begin(&mut admin).await?;
        let snapshot = inspection.export().await?;
        let shown = shown(&inspection).await?;
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(folder.join(DATABASE))?;
        let durable = file.try_clone()?;
        dump(&backend.dir, endpoint, &snapshot, file).await?;
        durable.sync_all()?;
        drop(inspection);
        let lost = complete(backend, &folder, &shown.objects, &mut parts, progress)?;
        if lost.is_empty() {
            remove_others(&folder, &parts)?;
            let damaged = damaged(&shown.objects, &parts);
            parts.insert(DATABASE.into(), measure(&folder, DATABASE)?);
            let manifest = finish(backend, &folder, &second, shown, parts).await?;
            return Ok(Taken { manifest, damaged });
        }
        let known = known_objects(&second, &lost).await?;
        if let Some(missing) = known.first() {
            bail!("{missing} is in custody and its sealed bytes are not there: run `credenza fsck` first");
        }
    }
    bail!("certificates are being deleted faster than they can be copied: try again later")
}

/// Copies what is there, unless an earlier attempt did.
fn objects_there(
    backend: &Backend,
    folder: &Path,
    progress: &ProgressBar,
) -> anyhow::Result<BTreeMap<String, Part>> {
    let mut parts = BTreeMap::new();
    let there = files::list(&backend.objects_dir)?;
    progress.set_message("sealed objects");
    progress.set_length(there.len() as u64);
    progress.set_position(0);
    for name in there.iter().filter(|name| is_object(name)) {
        progress.inc(1);
        if let Some(part) = object(backend, folder, name)? {
            parts.insert(part.path.clone(), part);
        }
    }
    Ok(parts)
}

/// Copies what came since, and forgets what the database does not show. Returns what it shows and is not there.
fn complete(
    backend: &Backend,
    folder: &Path,
    wanted: &HashMap<String, u64>,
    parts: &mut BTreeMap<String, Part>,
    progress: &ProgressBar,
) -> anyhow::Result<Vec<ObjectId>> {
    progress.set_message("what came in between");
    let mut lost = Vec::new();
    for path in wanted.keys() {
        if parts.contains_key(path) {
            continue;
        }
        let name = path.strip_prefix("objects/").unwrap_or(path);
        match object(backend, folder, name)? {
            Some(part) => {
                parts.insert(part.path.clone(), part);
            }
            None => lost.extend(name.split('/').nth(1).and_then(|id| id.parse::<ObjectId>().ok())),
        }
    }
    parts.retain(|path, _| wanted.contains_key(path));
    Ok(lost)
}

/// Removes the copies that belong to nothing in the backup: of what was deleted meanwhile, by whichever attempt they were made.
fn remove_others(folder: &Path, parts: &BTreeMap<String, Part>) -> io::Result<()> {
    let objects = folder.join("objects");
    if !objects.is_dir() {
        return Ok(());
    }
    for name in files::list(&objects)?.iter().filter(|name| !parts.contains_key(&format!("objects/{name}"))) {
        std::fs::remove_file(objects.join(name))?;
    }
    Ok(())
}

/// What of the objects has another length than the database says.
fn damaged(wanted: &HashMap<String, u64>, parts: &BTreeMap<String, Part>) -> Vec<String> {
    let found = parts.values().filter_map(|part| {
        let length = wanted.get(&part.path).filter(|length| **length != part.bytes)?;
        Some(format!("{} has {} bytes and should have {length}", part.path, part.bytes))
    });
    found.collect()
}

/// One object; `None` when it is not there (any more).
fn object(backend: &Backend, folder: &Path, name: &str) -> anyhow::Result<Option<Part>> {
    let path = format!("objects/{name}");
    let copied = tokio::task::block_in_place(|| copy(&backend.objects_dir.join(name), folder, &path));
    match copied {
        Ok(part) => Ok(Some(part)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // By an earlier attempt: objects do not change.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Some(measure(folder, &path)?)),
        Err(error) => Err(error).with_context(|| path),
    }
}

/// Whether a name is that of an object, and not of one that is just being written.
fn is_object(name: &str) -> bool {
    let parts: Vec<_> = name.split('/').collect();
    matches!(parts.as_slice(), [org, object, version]
        if org.parse::<OrgId>().is_ok() && object.parse::<ObjectId>().is_ok() && version.parse::<u32>().is_ok())
}

async fn shown(inspection: &Inspection<'_>) -> anyhow::Result<Shown> {
    let (mut objects, mut logs) = (HashMap::new(), Vec::new());
    let at = inspection.moment().await?;
    let mut rows = inspection.objects().await?;
    while let Some(row) = rows.try_next().await? {
        let length = envelope::sealed_len(row.size as usize) as u64;
        objects.insert(format!("objects/{}/{}/{}", row.org, row.object, row.version), length);
    }
    for (organization, _) in inspection.organizations().await? {
        if let Some(head) = inspection.head(organization).await? {
            let (epoch, seq, hash) = (head.epoch, head.seq, hex::encode(head.hash));
            logs.push(LogEnd { organization, epoch, seq, hash });
        }
    }
    Ok(Shown { at, logs, objects })
}

async fn finish(
    backend: &Backend,
    folder: &Path,
    admin: &tokio_postgres::Client,
    shown: Shown,
    mut parts: BTreeMap<String, Part>,
) -> anyhow::Result<Manifest> {
    let demonstration = backend.dir.path().join(DEMONSTRATION);
    if demonstration.exists() {
        parts.insert(DEMONSTRATION.into(), copy(&demonstration, folder, DEMONSTRATION)?);
    }
    let keyring = read_secret(&backend.dir.keys().join("keyring.txt"))?;
    let keyring = Keyring::<Grant>::parse(&keyring)?;
    let manifest = Manifest {
        format: FORMAT.into(),
        created_at: shown.at.format(&Rfc3339)?,
        credenza: env!("CARGO_PKG_VERSION").into(),
        postgres: major_version(&backend.dir)?,
        schema: store::operator::schema_version(admin).await?,
        root_keys: keyring.keys().map(|(key, _)| key.id()).collect(),
        organizations: shown.logs,
        parts: parts.into_values().collect(),
    };
    sync_tree(folder)?;
    manifest.write(folder)?;
    Ok(manifest)
}

/// Where a copy of the keyring may be written: to a new file, outside the backup.
///
/// # Errors
/// When the file exists, or lies in the backup.
pub fn may_save_keyring(backup: &Path, to: &Path) -> anyhow::Result<PathBuf> {
    ensure!(!to.exists(), "{} is there already; name a new file", to.display());
    let to = std::path::absolute(to)?;
    let parent =
        to.parent().unwrap_or(Path::new("/")).canonicalize().with_context(|| to.display().to_string())?;
    let backup = std::path::absolute(backup)?;
    let backup = backup.canonicalize().unwrap_or(backup);
    ensure!(
        !parent.starts_with(&backup),
        "whoever has the keyring opens everything: keep it out of the backup, and away from it"
    );
    Ok(to)
}

/// Copies the keyring to a new file, readable by its owner alone, outside the backup.
///
/// # Errors
/// As [`may_save_keyring`]; when it cannot be written.
pub fn save_keyring(backend: &Backend, backup: &Path, to: &Path) -> anyhow::Result<()> {
    let to = may_save_keyring(backup, to)?;
    let keyring = read_secret(&backend.dir.keys().join("keyring.txt"))?;
    Ok(write_secret(&to, &keyring)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(path: &str, bytes: u64) -> (String, Part) {
        (path.to_owned(), Part { path: path.to_owned(), bytes, sha256: String::new() })
    }

    #[test]
    fn what_an_earlier_attempt_copied_and_no_part_is_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, gone) = ("objects/org/one/1", "objects/org/two/1");
        for path in [kept, gone, "database.dump"] {
            private_folder(folder.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(path), "x").unwrap();
        }
        remove_others(folder.path(), &BTreeMap::from([part(kept, 1)])).unwrap();
        assert_eq!(files::list(folder.path()).unwrap(), ["database.dump", kept]);
        remove_others(&folder.path().join("nothing"), &BTreeMap::new()).unwrap();
    }

    #[test]
    fn what_is_too_short_is_named() {
        let parts = BTreeMap::from([part("objects/o/a/1", 10), part("objects/o/b/1", 9)]);
        let wanted = HashMap::from([("objects/o/a/1".to_owned(), 10), ("objects/o/b/1".to_owned(), 10)]);
        assert_eq!(damaged(&wanted, &parts), ["objects/o/b/1 has 9 bytes and should have 10"]);
    }
}
