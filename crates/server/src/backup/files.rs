//! Copying files so that what was copied is on disk, and known by its digest.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};

use super::manifest::Part;
use crate::datadir::durable::sync_folder;

const BUFFER: usize = 64 * 1024;

/// Copies a file to a new one, readable by its owner alone, with fsync. The folder's own fsync is [`sync_tree`]'s.
pub(super) fn copy(from: &Path, root: &Path, path: &str) -> io::Result<Part> {
    let mut source = File::open(from)?;
    let to = root.join(path);
    if let Some(parent) = to.parent() {
        private_folder(parent)?;
    }
    let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let part = digest(&mut source, path, |bytes| target.write_all(bytes))?;
    target.sync_all()?;
    Ok(part)
}

/// The part that a file is.
pub(super) fn measure(root: &Path, path: &str) -> io::Result<Part> {
    digest(&mut File::open(root.join(path))?, path, |_| Ok(()))
}

fn digest(source: &mut File, path: &str, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Part> {
    let (mut context, mut bytes) = (Context::new(&SHA256), 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = source.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        context.update(chunk);
        each(chunk)?;
        bytes += read as u64;
    }
    Ok(Part { path: path.to_owned(), bytes, sha256: hex::encode(context.finish()) })
}

/// A folder, and those above it, that only its owner enters.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The files below a folder, as paths from it, in order. Anything but files and folders is an error.
pub(super) fn list(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = match root.join(&folder).read_dir() {
            Ok(entries) => entries,
            // A deletion takes its folders with it, also while this looks.
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder != Path::new("") => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, folder.join(entry.file_name()));
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let text = path.to_str().ok_or_else(|| io::Error::other("a name that is not UTF-8"))?;
                found.push(text.to_owned());
            } else {
                return Err(io::Error::other(format!("{} is neither a file nor a folder", path.display())));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Makes the names in a folder, and in all folders below it, durable.
pub(super) fn sync_tree(root: &Path) -> io::Result<()> {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir()? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        sync_folder(&folder)?;
    }
    Ok(())
}

/// Whether a folder is not there, or has nothing in it but what may stay.
pub(super) fn is_free(path: &Path, may_stay: &[&str]) -> io::Result<bool> {
    match path.read_dir() {
        Ok(mut entries) => entries.try_fold(true, |is_free, entry| {
            let name = entry?.file_name();
            Ok(is_free && may_stay.iter().any(|stays| name == *stays))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}
