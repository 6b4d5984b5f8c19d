//! The command line: `credenza serve` and what is done beside it.

// It panics where nobody reads: see `say`.
#![warn(clippy::print_stdout)]

mod admin;
mod audit;
mod backup;
mod fsck;
mod import;
mod inspect;
mod kek;
mod pass;
mod remote;
mod say;
mod serve;
mod trust;
mod upload;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use self::say::say;

use crate::config::{Config, Flags};

/// Done, and everything is as it should be.
pub(crate) const OK: u8 = 0;
/// It could not be done.
pub(crate) const FAILED: u8 = 1;
/// It was done, and not everything is as it should be.
pub(crate) const NOT_ALL_WELL: u8 = 2;

/// The command line itself is wrong (`EX_USAGE` of sysexits).
pub(crate) const USAGE: u8 = 64;

#[derive(Parser)]
#[command(
    name = "credenza",
    version,
    about = "Keeps certificates that must not leak, and vouches for people"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web pages and the API over HTTPS
    Serve(serve::Serve),
    /// Administer an installation
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Say what certificate files are, without keeping them
    Inspect(inspect::Inspect),
    /// Take certificate files into custody of a running server
    Upload(upload::Upload),
    /// Import customers, or many certificates, into a running server
    #[command(subcommand)]
    Import(import::Import),
    /// Export and verify audit logs
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Verify passes, and say whom verifiers trust
    #[command(subcommand)]
    Pass(pass::Pass),
    /// Bring the database's schema up to date
    Migrate(admin::Migrate),
    /// Remove sealed bytes that belong to nothing, left by crashes
    Sweep(admin::Sweep),
    /// Write a backup of database and sealed objects, beside a running server or without one
    Backup(backup::Backup),
    /// Restore a backup into an empty data directory
    Restore(backup::Restore),
    /// Check that database, objects, keys and audit logs are whole and fit together
    Fsck(fsck::Fsck),
    /// Exchange keys for new ones
    #[command(subcommand)]
    Kek(kek::Kek),
    /// Be a witness: cosign the checkpoints of others' audit logs
    #[command(subcommand)]
    Witness(witness::Witness),
    /// Print the OpenAPI document of the API
    Openapi,
}

/// Where an installation is.
#[derive(Args, Debug, Clone)]
pub(crate) struct Place {
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "CREDENZA_CONFIG")]
    config: Option<PathBuf>,
    /// Data directory
    #[arg(long, value_name = "DIR", env = "CREDENZA_DATA_DIR")]
    data_dir: Option<PathBuf>,
}

impl Place {
    fn load(&self, listen: Option<std::net::SocketAddr>) -> Result<Config, anyhow::Error> {
        let flags = Flags { data_dir: self.data_dir.clone(), listen };
        Ok(Config::load(self.config.as_deref(), std::env::vars_os(), flags)?)
    }
}

/// Runs the command line. Errors go to standard error in one line; the exit code is 0 when all is well, 1 when it could
/// not be done, 2 when it was done and something is not well.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let wanted = !error.use_stderr();
            // Nobody reads what cannot be printed.
            let _ = error.print();
            return ExitCode::from(if wanted { OK } else { USAGE });
        }
    };
    let outcome = match cli.command {
        Command::Inspect(command) => command.run(),
        Command::Audit(audit::Audit::Verify(command)) => command.run(),
        Command::Pass(pass::Pass::Verify(command)) => command.run(),
        Command::Pass(pass::Pass::Trust(command)) => command.run(),
        Command::Openapi => openapi(),
        Command::Witness(witness::Witness::Init(command)) => command.run(),
        Command::Witness(witness::Witness::Key(command)) => command.run(),
        Command::Witness(witness::Witness::List(command)) => command.run(),
        Command::Witness(witness::Witness::Serve(command)) => in_runtime(command.run()),
        Command::Serve(command) => in_runtime(command.run()),
        Command::Admin(admin::Admin::CreateOrg(command)) => in_runtime(command.run()),
        Command::Admin(admin::Admin::SetSeats(command)) => in_runtime(command.run()),
        Command::Audit(audit::Audit::Export(command)) => in_runtime(command.run()),
        Command::Audit(audit::Audit::Key(command)) => in_runtime(command.run()),
        Command::Upload(command) => in_runtime(command.run()),
        Command::Import(command) => in_runtime(command.run()),
        Command::Migrate(command) => in_runtime(command.run()),
        Command::Sweep(command) => in_runtime(command.run()),
        Command::Backup(command) => in_runtime(command.run()),
        Command::Restore(command) => in_runtime(command.run()),
        Command::Fsck(command) => in_runtime(command.run()),
        Command::Kek(kek::Kek::Rotate(command)) => in_runtime(command.run()),
        Command::Kek(kek::Kek::Retire(command)) => in_runtime(command.run()),
    };
    match outcome {
        Ok(_) if !say::all_said() => {
            eprintln!("credenza: standard output cannot be written to, so not all of the answer is there");
            ExitCode::from(FAILED)
        }
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("credenza: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn in_runtime(work: impl Future<Output = anyhow::Result<u8>>) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // On the heap: the futures of whole commands are large.
    runtime.block_on(Box::pin(work))
}

fn openapi() -> anyhow::Result<u8> {
    say!("{}", serde_json::to_string_pretty(&crate::routes::api::document())?);
    Ok(OK)
}
