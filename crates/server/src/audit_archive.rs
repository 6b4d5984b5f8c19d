//! An audit export as the files of `docs/AUDIT.md`.

use std::io;
use std::path::Path;

use audit::{Disclosure, ExportWriter};
use domain::id::OrgId;
use store::{AuditRecord, KeptCheckpoint};
use time::OffsetDateTime;

use crate::datadir::DataDirError;
use crate::datadir::durable::{write_public, write_secret};

/// The files.
#[derive(Debug)]
pub struct Files {
    entries: Vec<u8>,
    disclosures: Vec<u8>,
    checkpoints: Vec<u8>,
    manifest: Vec<u8>,
}

/// A log, as it is exported.
#[derive(Debug)]
pub struct Log {
    /// Entries in the order of the chain.
    pub records: Vec<AuditRecord>,
    /// Checkpoints by epoch and size, none of more than there are entries.
    pub checkpoints: Vec<KeptCheckpoint>,
}

/// Writes the export of these entries. What the chain's own check says is not hidden: a broken log is exported as it is,
/// as evidence.
///
/// # Errors
/// When an entry cannot be a line of the export.
pub fn files(org: OrgId, log: &Log, now: OffsetDateTime) -> io::Result<Files> {
    let (mut entries, mut disclosures) = (Vec::new(), Vec::new());
    let mut writer = ExportWriter::new(org, &mut entries, &mut disclosures);
    for record in &log.records {
        writer.entry(&record.bytes)?;
        for disclosure in &record.disclosures {
            let salt = disclosure
                .salt
                .as_slice()
                .try_into()
                .map_err(|_| io::Error::other("a salt of another length"))?;
            writer.disclosure(&Disclosure {
                epoch: u64::try_from(record.epoch).unwrap_or_default(),
                seq: u64::try_from(record.seq).unwrap_or_default(),
                field: disclosure.field.clone(),
                salt,
                value: disclosure.value.clone(),
            })?;
        }
    }
    let finished = writer.finish(now)?;
    let mut checkpoints = Vec::new();
    for kept in &log.checkpoints {
        checkpoints.extend(audit::checkpoint_line(&kept.note)?);
    }
    Ok(Files { entries, disclosures, checkpoints, manifest: finished.manifest })
}

impl Files {
    fn named(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("entries.jsonl", &self.entries),
            ("disclosures.jsonl", &self.disclosures),
            ("checkpoints.jsonl", &self.checkpoints),
            ("manifest.json", &self.manifest),
        ]
    }

    /// As a tar archive, in a folder of this name.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn tar(&self, folder: &str, now: OffsetDateTime) -> io::Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, bytes) in self.named() {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            header.set_mtime(u64::try_from(now.unix_timestamp()).unwrap_or_default());
            archive.append_data(&mut header, format!("{folder}/{name}"), bytes)?;
        }
        archive.into_inner()
    }

    /// Into a directory, the manifest last: without it, it is no export.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, directory: &Path) -> Result<(), DataDirError> {
        for (name, bytes) in self.named() {
            let path = directory.join(name);
            // Disclosures are personal values.
            if name == "disclosures.jsonl" {
                write_secret(&path, bytes)?;
            } else {
                write_public(&path, bytes)?;
            }
        }
        Ok(())
    }
}
