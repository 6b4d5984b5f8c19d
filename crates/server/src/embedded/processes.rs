//! PostgreSQL's processes that work on one cluster, also those of an earlier server that has gone.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::account::Accounts;
use super::tools::Tools;
use super::{EmbeddedError, POLL};

/// How long a shutdown may take: it writes out every changed page.
pub(super) const SHUTDOWN: Duration = Duration::from_secs(60);
/// How long processes may take to end that were told to drop everything.
pub(super) const ABORT: Duration = Duration::from_secs(10);

/// The processes on the cluster at `data`.
pub(super) struct Processes<'a> {
    pub(super) tools: &'a Tools,
    pub(super) accounts: &'a Accounts,
    pub(super) data: &'a Path,
}

impl Processes<'_> {
    /// Ends them all: a postmaster in good order first, then what is left, less and less patiently.
    ///
    /// The caller holds the data directory's lock, so whatever runs here has lost its server.
    pub(super) async fn end(&self) -> Result<(), EmbeddedError> {
        let mut running = self.list().await?;
        if let Some(postmaster) = postmaster_pid(self.data).filter(|pid| running.contains(pid)) {
            tracing::warn!(pid = postmaster, "PostgreSQL still runs for a server that has gone; stopping it");
            self.signal("INT", postmaster).await;
            running = self.wait(SHUTDOWN).await?;
        }
        for signal in ["QUIT", "KILL"] {
            for &pid in &running {
                tracing::warn!(pid, signal, "ending a process that PostgreSQL left behind");
                self.signal(signal, pid).await;
            }
            running = self.wait(ABORT).await?;
        }
        if running.is_empty() {
            return Ok(());
        }
        Err(EmbeddedError::Unusable(format!(
            "processes {running:?} still work on {} and cannot be ended",
            self.data.display()
        )))
    }

    async fn wait(&self, patience: Duration) -> Result<Vec<u32>, EmbeddedError> {
        let deadline = Instant::now() + patience;
        loop {
            let running = self.list().await?;
            if running.is_empty() || Instant::now() > deadline {
                return Ok(running);
            }
            sleep(POLL).await;
        }
    }

    /// Those that have the cluster as their working directory, and PostgreSQL's names. The database user looks, because
    /// the kernel shows a process' directory to its own user.
    async fn list(&self) -> Result<Vec<u32>, EmbeddedError> {
        let shell = Path::new("/bin/sh");
        let output = self
            .accounts
            .command(shell)
            .args(["-c", "for d in /proc/[0-9]*/cwd; do [ \"$d\" -ef \"$1\" ] && echo \"$d\"; done", "sh"])
            .arg(self.data)
            .stderr(Stdio::null())
            .output()
            .await
            .map_err(EmbeddedError::io("run", shell))?;
        let listed = String::from_utf8_lossy(&output.stdout);
        let pids = listed.lines().filter_map(|line| line.split('/').nth(2)?.parse().ok());
        Ok(pids.filter(|pid| is_postgres(*pid)).collect())
    }

    /// Sends a signal as the database user, who cannot harm anybody else's processes.
    pub(super) async fn signal(&self, signal: &str, pid: u32) {
        let outcome = self
            .accounts
            .command(&self.tools.pg_ctl())
            .args(["kill", signal, &pid.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
        // That the process has ended meanwhile is what the caller wants, and finds out by waiting.
        if let Err(error) = outcome {
            tracing::error!(%error, "cannot run pg_ctl");
        }
    }
}

/// The first line of the postmaster's lock file.
fn postmaster_pid(data: &Path) -> Option<u32> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    file.lines().next()?.trim().parse().ok()
}

fn is_postgres(pid: u32) -> bool {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    matches!(name.trim_end(), "postgres" | "initdb")
}
