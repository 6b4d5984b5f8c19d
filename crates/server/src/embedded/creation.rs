//! Creating a cluster so that a crash in the middle is repaired by doing it again.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::EmbeddedError;
use super::account::Accounts;
use super::processes::Processes;
use super::tools::Tools;
use crate::datadir::durable;

/// The major version of the cluster at `data`; nothing when there is none.
pub(super) fn version(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Makes a cluster at `data` unless there is one. It is built under another name beside it and renamed when complete,
/// so that whatever stands at `data` is whole.
pub(super) async fn ensure(tools: &Tools, accounts: &Accounts, data: &Path) -> Result<(), EmbeddedError> {
    let unfinished = unfinished(data);
    if unfinished.exists() {
        // The `initdb` of a server that was killed goes on without it.
        Processes { tools, accounts, data: &unfinished }.end().await?;
    }
    match fs::remove_dir_all(&unfinished) {
        Ok(()) => tracing::info!("a creation of the database was interrupted; starting it again"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(EmbeddedError::io("remove", &unfinished)(error)),
    }
    if version(data).is_some() {
        return Ok(());
    }
    tracing::info!(cluster = %data.display(), "creating the database; this happens once");
    DirBuilder::new().mode(0o700).create(&unfinished).map_err(EmbeddedError::io("create", &unfinished))?;
    accounts.give(&unfinished)?;
    initdb(tools, accounts, &unfinished).await?;
    // Replaces nothing but an empty folder.
    fs::rename(&unfinished, data).map_err(|error| {
        EmbeddedError::Unusable(format!(
            "{} is no PostgreSQL cluster, and nothing else may be there ({error}); move it away",
            data.display()
        ))
    })?;
    durable::sync_folder(data.parent().unwrap_or(data)).map_err(EmbeddedError::io("create", data))
}

fn unfinished(data: &Path) -> PathBuf {
    data.with_extension("unfinished")
}

/// Sorting and comparing by bytes do not change when the C library does; upper and lower case are those of all scripts.
/// Checksums turn silent damage of the disk into an error.
async fn initdb(tools: &Tools, accounts: &Accounts, data: &Path) -> Result<(), EmbeddedError> {
    let program = tools.initdb();
    let output = accounts
        .command(&program)
        // By its working directory it is found when this process is killed before it ends.
        .current_dir(data)
        .arg("--pgdata")
        .arg(data)
        .args(["--username", super::SUPERUSER])
        .args(["--encoding", "UTF8", "--locale", "C", "--lc-ctype", "C.UTF-8"])
        .args(["--text-search-config", "simple"])
        .args(["--auth-local", "peer", "--auth-host", "reject"])
        .args(["--data-checksums", "--no-instructions"])
        .output()
        .await
        .map_err(EmbeddedError::io("run", &program))?;
    if output.status.success() {
        return Ok(());
    }
    let mut said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if said.is_empty() {
        said = output.status.to_string();
    }
    Err(EmbeddedError::Failed { program: "initdb", output: said })
}
