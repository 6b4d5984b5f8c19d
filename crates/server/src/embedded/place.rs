//! Where the cluster and its socket lie.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use domain::Rng;

use super::account::Accounts;
use super::{EmbeddedError, settings};
use crate::datadir::{DataDir, durable};

/// The longest path that the kernel takes for a unix socket.
const LONGEST_SOCKET: usize = 107;
/// In `DIR/run`: a link to the socket's folder, when that has to be elsewhere because its path would be too long.
const ELSEWHERE: &str = "elsewhere";
/// Beside a cluster outside the data directory: whose it is.
const ORIGIN: &str = "origin";

/// Where the cluster and its socket lie.
#[derive(Debug)]
pub(super) struct Place {
    /// The cluster's data directory.
    pub(super) data: PathBuf,
    /// The folder of the socket: it belongs to the database user, who alone (and root) can enter it.
    pub(super) sockets: PathBuf,
}

impl Place {
    /// Settles where the cluster lies and makes the folders around it (not the cluster itself).
    pub(super) async fn prepare(
        dir: &DataDir,
        accounts: &Accounts,
        clusters: &Path,
        rng: &dyn Rng,
    ) -> Result<Self, EmbeddedError> {
        let data = locate(dir, accounts, clusters, rng).await?;
        forget_elsewhere(dir)?;
        let sockets = if data == dir.postgres() { dir.run() } else { data.with_file_name("run") };
        let sockets = if fits(&sockets) { sockets } else { short_folder(dir, accounts, rng)? };
        private_folder(&sockets)?;
        accounts.give(&sockets)?;
        Ok(Self { data, sockets })
    }
}

async fn locate(
    dir: &DataDir,
    accounts: &Accounts,
    clusters: &Path,
    rng: &dyn Rng,
) -> Result<PathBuf, EmbeddedError> {
    let inside = dir.postgres();
    if let Ok(target) = inside.read_link() {
        // A lost cluster must not be taken for a first start, which would begin an empty one.
        return if target.with_file_name(ORIGIN).is_file() {
            Ok(target)
        } else {
            Err(EmbeddedError::Unusable(format!(
                "the database of {} is missing: it should be at {}",
                dir.path().display(),
                target.display()
            )))
        };
    }
    if !accounts.differ() || accounts.can_enter(dir.path()).await? {
        return Ok(inside);
    }
    if inside.exists() {
        return Err(EmbeddedError::Unusable(format!(
            "the user {} runs PostgreSQL but cannot reach {}; let it pass (chmod a+x) through every folder above",
            accounts.database.name,
            inside.display()
        )));
    }
    let data = place_outside(dir, clusters, rng)?;
    let home = data.parent().unwrap_or(clusters);
    if !accounts.can_enter(home).await? {
        return Err(EmbeddedError::Unusable(format!(
            "the user {} runs PostgreSQL but can reach neither {} nor {}",
            accounts.database.name,
            dir.path().display(),
            home.display()
        )));
    }
    // The link comes before the cluster: a crash in between is then recovered like one while creating it.
    let failed = || EmbeddedError::io("create", &inside);
    symlink(&data, &inside).map_err(failed())?;
    durable::sync_folder(dir.path()).map_err(failed())?;
    tracing::info!(
        cluster = %data.display(),
        "the user {} cannot reach {}: the database lies outside it",
        accounts.database.name,
        dir.path().display()
    );
    Ok(data)
}

/// Makes a folder for one cluster, with a note of whose it is, and returns where the cluster goes in it.
fn place_outside(dir: &DataDir, clusters: &Path, rng: &dyn Rng) -> Result<PathBuf, EmbeddedError> {
    let home = clusters.join(random_name(rng));
    let failed = || EmbeddedError::io("create", &home);
    DirBuilder::new().recursive(true).mode(0o711).create(clusters).map_err(failed())?;
    DirBuilder::new().create(&home).map_err(failed())?;
    fs::set_permissions(&home, fs::Permissions::from_mode(0o711)).map_err(failed())?;
    let mut origin = dir.path().as_os_str().as_bytes().to_vec();
    origin.push(b'\n');
    durable::write_public(&home.join(ORIGIN), &origin)?;
    durable::sync_folder(clusters).map_err(failed())?;
    Ok(home.join("data"))
}

fn fits(sockets: &Path) -> bool {
    sockets.join(settings::socket_name()).as_os_str().len() <= LONGEST_SOCKET
}

/// Makes a folder with a short path for the socket. Its name is random, and making it fails if it exists: nobody can
/// have prepared it. A link to it in `DIR/run` lets the next start remove it.
fn short_folder(dir: &DataDir, accounts: &Accounts, rng: &dyn Rng) -> Result<PathBuf, EmbeddedError> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let parent = match runtime {
        _ if accounts.server.uid == 0 => PathBuf::from("/run"),
        Some(runtime) if runtime.is_dir() => runtime,
        _ => PathBuf::from("/tmp"),
    };
    let folder = parent.join(format!("credenza-{}", random_name(rng)));
    DirBuilder::new().mode(0o700).create(&folder).map_err(EmbeddedError::io("create", &folder))?;
    let link = dir.run().join(ELSEWHERE);
    symlink(&folder, &link).map_err(EmbeddedError::io("create", &link))?;
    Ok(folder)
}

/// Removes the short folder of an earlier start, with the socket in it.
fn forget_elsewhere(dir: &DataDir) -> Result<(), EmbeddedError> {
    let link = dir.run().join(ELSEWHERE);
    let Ok(folder) = link.read_link() else { return Ok(()) };
    let ours = dir.path().metadata().map_err(EmbeddedError::io("read", dir.path()))?.uid();
    let run = dir.run().metadata().map_err(EmbeddedError::io("read", &dir.run()))?.uid();
    if run == ours {
        for name in [settings::socket_name(), settings::socket_lock_name()] {
            remove_if_there(&folder.join(name))?;
        }
        // Best effort: it may have gone with a reboot, or hold something that is not ours to remove.
        if let Err(error) = fs::remove_dir(&folder) {
            tracing::debug!(folder = %folder.display(), %error, "an old socket folder stays");
        }
    }
    fs::remove_file(&link).map_err(EmbeddedError::io("remove", &link))
}

fn private_folder(path: &Path) -> Result<(), EmbeddedError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(EmbeddedError::io("create", path)(error));
        }
        _ => {}
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
        .map_err(EmbeddedError::io("set the mode of", path))
}

/// Removes a file; that it is not there is as good.
pub(super) fn remove_if_there(path: &Path) -> Result<(), EmbeddedError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(EmbeddedError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

fn random_name(rng: &dyn Rng) -> String {
    let mut name = [0; 8];
    rng.fill(&mut name);
    hex::encode(name)
}
