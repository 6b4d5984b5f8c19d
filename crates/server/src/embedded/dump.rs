//! The private database as one file, by PostgreSQL's own programs.

use std::fs::File;
use std::process::Stdio;

use tokio::process::Command;

use super::tools::Tools;
use super::{DATABASE, EmbeddedError, Endpoint, SUPERUSER, creation, settings};
use crate::datadir::DataDir;

/// Tables whose rows no backup has: with what contexts are made with, whoever has the database's login could forge them.
const LEFT_OUT: [&str; 2] = ["credenza_private.context_key", "credenza_private.live_sessions"];

/// The major version of PostgreSQL that a data directory's cluster is of, or, without one, that a new one would be of.
///
/// # Errors
/// When PostgreSQL is not installed.
pub fn major_version(dir: &DataDir) -> Result<u32, EmbeddedError> {
    Ok(Tools::find(creation::version(&dir.postgres()))?.major)
}

/// Writes the database into `file`, as the snapshot of that name shows it.
///
/// # Errors
/// When `pg_dump` is not installed, or fails.
pub async fn dump(
    dir: &DataDir,
    endpoint: &Endpoint,
    snapshot: &str,
    file: File,
) -> Result<(), EmbeddedError> {
    let program = Tools::find(creation::version(&dir.postgres()))?.pg_dump();
    let mut command = client(&program, endpoint);
    command.args(["--format", "custom", "--snapshot", snapshot]);
    for table in LEFT_OUT {
        command.args(["--exclude-table-data", table]);
    }
    command.arg(DATABASE);
    run("pg_dump", command.stdin(Stdio::null()).stdout(Stdio::from(file))).await
}

/// Fills the empty database from such a file, or leaves it empty.
///
/// # Errors
/// When `pg_restore` is not installed, or fails.
pub async fn load(dir: &DataDir, endpoint: &Endpoint, file: File) -> Result<(), EmbeddedError> {
    let program = Tools::find(creation::version(&dir.postgres()))?.pg_restore();
    let mut command = client(&program, endpoint);
    command.args(["--exit-on-error", "--single-transaction", "--dbname", DATABASE]);
    run("pg_restore", command.stdin(Stdio::from(file)).stdout(Stdio::null())).await
}

/// With nothing of this process' environment but `PATH`: variables such as `PGOPTIONS` would change what it does.
fn client(program: &std::path::Path, endpoint: &Endpoint) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").kill_on_drop(true);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.arg("--host").arg(endpoint.socket_dir());
    command.args(["--port", &settings::PORT.to_string(), "--username", SUPERUSER, "--no-password"]);
    command
}

async fn run(name: &'static str, command: &mut Command) -> Result<(), EmbeddedError> {
    let program = command.as_std().get_program().to_owned();
    let output = command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(EmbeddedError::io("run", std::path::Path::new(&program)))?
        .wait_with_output()
        .await
        .map_err(EmbeddedError::io("run", std::path::Path::new(&program)))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(EmbeddedError::Failed { program: name, output: said })
}
