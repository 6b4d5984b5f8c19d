//! What belongs to a backup, and whether it is all there.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use domain::id::{OrgId, RootKeyId};
use serde::{Deserialize, Serialize};

use super::files::{list, measure};
use crate::datadir::durable::write_secret;

/// The form of backups that this version writes and reads.
pub const FORMAT: &str = "credenza-backup-1";

/// The manifest's name.
const NAME: &str = "manifest.json";

/// The name of the file with its digest.
const DIGEST_NAME: &str = "manifest.json.sha256";

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its path in the backup.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// Where an organization's log ends in the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEnd {
    /// Whose log.
    pub organization: OrgId,
    /// The epoch of the last entry.
    pub epoch: i32,
    /// Its place in it.
    pub seq: i64,
    /// Its leaf hash, 64 lower-case hexadecimal digits.
    pub hash: String,
}

/// The manifest of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The moment that the backup shows, RFC 3339, UTC.
    pub created_at: String,
    /// The version of Credenza that wrote it.
    pub credenza: String,
    /// The major version of PostgreSQL that wrote it.
    pub postgres: u32,
    /// The version of the schema.
    pub schema: i32,
    /// The root keys that were in the keyring: one that has all of them opens the backup.
    pub root_keys: Vec<RootKeyId>,
    /// Where each organization's log ends.
    pub organizations: Vec<LogEnd>,
    /// The files, by path.
    pub parts: Vec<Part>,
}

impl Manifest {
    /// Completes a backup: writes the manifest, and then its digest.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        write_secret(&folder.join(NAME), &text)?;
        let line = format!("{}  {NAME}\n", hex::encode(digest(&SHA256, &text)));
        Ok(write_secret(&folder.join(DIGEST_NAME), line.as_bytes())?)
    }

    /// Reads a backup's manifest; with its SHA-256, in hexadecimal digits.
    ///
    /// # Errors
    /// When the backup was broken off, the manifest is damaged, or of another form.
    pub(super) fn read(folder: &Path) -> anyhow::Result<(Self, String)> {
        let place = folder.display();
        let said = std::fs::read_to_string(folder.join(DIGEST_NAME)).with_context(|| {
            format!("{place} is no complete backup: it was broken off before {DIGEST_NAME} was written")
        })?;
        let text = std::fs::read(folder.join(NAME)).with_context(|| format!("{place} has no {NAME}"))?;
        let found = hex::encode(digest(&SHA256, &text));
        ensure!(
            said == format!("{found}  {NAME}\n"),
            "{NAME} in {place} is damaged: it is not what {DIGEST_NAME} says"
        );
        let form: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&text).context(NAME)?;
        let format = form.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
        ensure!(
            format == FORMAT,
            "{place} is a backup of the form {format:?}, and this version reads {FORMAT}"
        );
        Ok((serde_json::from_slice(&text).context(NAME)?, found))
    }

    /// Whether all parts are there as they were written, and nothing else. `each` hears of every part.
    ///
    /// # Errors
    /// Names what is missing, damaged or too many.
    pub(super) fn verify(&self, folder: &Path, mut each: impl FnMut()) -> anyhow::Result<()> {
        let there = list(folder)?;
        let mut wanted: Vec<_> = self.parts.iter().map(|part| part.path.as_str()).collect();
        wanted.extend([NAME, DIGEST_NAME]);
        wanted.sort_unstable();
        for path in &there {
            ensure!(wanted.binary_search(&path.as_str()).is_ok(), "{path} is in the backup, but not of it");
        }
        for part in &self.parts {
            ensure!(there.binary_search(&part.path).is_ok(), "{} is missing from the backup", part.path);
            let found = measure(folder, &part.path).with_context(|| part.path.clone())?;
            ensure!(found == *part, "{} is damaged: its SHA-256 is not the manifest's", part.path);
            each();
        }
        Ok(())
    }
}
