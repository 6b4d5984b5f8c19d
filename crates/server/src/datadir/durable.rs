//! Writing small files so that a crash leaves either the old content or the new, never a part of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{DataDirError, refuse_exposed};

/// Writes `path`, readable and writable by its owner alone (0600): to a temporary file beside it, then fsync, rename,
/// fsync of the folder. When this returns, the content is on disk under its name.
///
/// Two writers of one path at a time are the caller's to prevent: hold the directory's lock.
///
/// # Errors
/// When any of these steps fails; the old content is then still in place.
pub fn write_secret(path: &Path, content: &[u8]) -> Result<(), DataDirError> {
    write(path, content, 0o600, None).map_err(DataDirError::io("write", path))
}

/// As [`write_secret`], but readable by all (0644): certificates, not keys.
///
/// # Errors
/// When any step fails; the old content is then still in place.
pub fn write_public(path: &Path, content: &[u8]) -> Result<(), DataDirError> {
    write(path, content, 0o644, None).map_err(DataDirError::io("write", path))
}

/// As [`write_secret`], but owned by another user, if one is given as user id and group id.
pub(crate) fn write_for(path: &Path, content: &[u8], owner: Option<(u32, u32)>) -> Result<(), DataDirError> {
    write(path, content, 0o600, owner).map_err(DataDirError::io("write", path))
}

/// Reads a secret into memory that is wiped when dropped.
///
/// # Errors
/// When the file cannot be read, or others than its owner may read it.
pub fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, DataDirError> {
    let failed = || DataDirError::io("read", path);
    let file = File::open(path).map_err(failed())?;
    let metadata = file.metadata().map_err(failed())?;
    // Of the open file, not of the path: it cannot be exchanged in between.
    refuse_exposed(path, metadata.mode(), 0o600)?;
    read_whole(file, metadata.len()).map_err(failed())
}

/// Reads a secret that lies outside the data directory, where its operator decides who may read it: a file that all
/// may read is used, with a warning.
///
/// # Errors
/// When the file cannot be read.
pub fn read_secret_of_operator(path: &Path) -> Result<Zeroizing<Vec<u8>>, DataDirError> {
    let failed = || DataDirError::io("read", path);
    let file = File::open(path).map_err(failed())?;
    let metadata = file.metadata().map_err(failed())?;
    if metadata.mode() & 0o004 != 0 {
        tracing::warn!(path = %path.display(), "a secret that every user of this machine may read");
    }
    read_whole(file, metadata.len()).map_err(failed())
}

/// With its size known, the buffer does not grow, and growing would leave copies of the secret behind.
fn read_whole(mut file: File, size: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let capacity = usize::try_from(size).unwrap_or(0).saturating_add(1);
    let mut content = Zeroizing::new(Vec::with_capacity(capacity));
    file.read_to_end(&mut content)?;
    Ok(content)
}

fn write(path: &Path, content: &[u8], mode: u32, owner: Option<(u32, u32)>) -> io::Result<()> {
    let (folder, temporary) = beside(path)?;
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // `create_new` follows no link that somebody may have laid here.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(content)?;
    if let Some((user, group)) = owner {
        fchown(&file, Some(user), Some(group))?;
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    sync_folder(&folder)
}

/// Puts a file that is on disk in the place of another one in the same folder. When this returns, that is on disk too.
///
/// # Errors
/// When it cannot be renamed; the old content is then still in place.
pub fn replace(from: &Path, to: &Path) -> Result<(), DataDirError> {
    let (folder, _) = beside(to).map_err(DataDirError::io("replace", to))?;
    std::fs::rename(from, to).and_then(|()| sync_folder(&folder)).map_err(DataDirError::io("replace", to))
}

/// Makes the names in a folder durable: a rename, a new file, a removal.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder of `path`, and the temporary name in it. One name per file, so that a crash leaves at most one behind,
/// which the next write removes.
fn beside(path: &Path) -> io::Result<(PathBuf, PathBuf)> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not the path of a file"));
    };
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(".new");
    Ok((folder.to_path_buf(), folder.join(temporary)))
}
