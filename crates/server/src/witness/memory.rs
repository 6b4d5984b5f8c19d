//! What a witness remembers: of each log, the last checkpoint that it cosigned.

use std::path::PathBuf;

use audit::{Note, TreeHead};
use aws_lc_rs::digest::{SHA256, digest};

use super::{WitnessError, unusable};
use crate::datadir::DataDirError;
use crate::datadir::durable::{read_secret, write_secret};

/// The most logs that are kept: who has an accepted key cannot fill the disk.
const MAX_LOGS: usize = 100_000;

/// The folder, and how many logs are in it.
pub(super) struct Memory {
    folder: PathBuf,
    count: usize,
}

impl Memory {
    /// The memory in a folder that is there: one that went away would be a witness that forgot everything.
    pub(super) fn open(folder: PathBuf) -> Result<Self, WitnessError> {
        if !folder.is_dir() {
            return Err(unusable(
                &folder,
                "it is not there: put it back from its copy, or this witness knows of no log",
            ));
        }
        let mut memory = Self { folder, count: 0 };
        memory.count = memory.files()?.len();
        Ok(memory)
    }

    pub(super) fn files(&self) -> Result<Vec<PathBuf>, WitnessError> {
        let failed = || DataDirError::io("list", &self.folder);
        let mut found = Vec::new();
        for entry in self.folder.read_dir().map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            // What a crash left beside a file has a name of its own.
            if path.file_name().is_some_and(|name| name.len() == 64) {
                found.push(path);
            }
        }
        Ok(found)
    }

    pub(super) fn path(&self, origin: &str) -> PathBuf {
        self.folder.join(hex::encode(digest(&SHA256, origin.as_bytes())))
    }

    /// What was cosigned last of this log.
    pub(super) fn last(&self, origin: &str) -> Result<Option<TreeHead>, WitnessError> {
        let path = self.path(origin);
        if !path.exists() {
            return Ok(None);
        }
        let (head, _) = read(&path)?;
        if head.origin != origin {
            return Err(unusable(&path, "it is of another log"));
        }
        Ok(Some(head))
    }

    /// Puts a cosigned note in the place of what was cosigned before. On disk when this returns.
    pub(super) fn remember(&mut self, origin: &str, note: &str) -> Result<(), WitnessError> {
        let path = self.path(origin);
        let is_new = !path.exists();
        write_secret(&path, note.as_bytes())?;
        self.count += usize::from(is_new);
        Ok(())
    }

    pub(super) fn is_full(&self) -> bool {
        self.count >= MAX_LOGS
    }

    pub(super) fn all(&self) -> Result<Vec<String>, WitnessError> {
        let mut all = self.files()?.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|(one, _), (other, _)| one.origin.cmp(&other.origin));
        Ok(all.into_iter().map(|(_, note)| note).collect())
    }
}

fn read(path: &std::path::Path) -> Result<(TreeHead, String), WitnessError> {
    let bytes = read_secret(path)?;
    let note = std::str::from_utf8(&bytes).ok();
    note.and_then(|text| Some((TreeHead::parse(Note::parse(text).ok()?.text()).ok()?, text.to_owned())))
        .ok_or_else(|| unusable(path, "it is not what the witness wrote: put it back from its copy"))
}
