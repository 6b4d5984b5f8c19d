//! Starting and stopping PostgreSQL, and its log.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::account::Accounts;
use super::place::{Place, remove_if_there};
use super::processes::{ABORT, Processes, SHUTDOWN};
use super::tools::Tools;
use super::{EmbeddedError, Endpoint, POLL, SUPERUSER, settings};

/// How long a start may take. After a crash the log is replayed first, which can be minutes.
const START: Duration = Duration::from_secs(600);
/// The log is cut when it reaches this size, in bytes; one older part is kept.
const LOG_SIZE: u64 = 16 * 1024 * 1024;

/// What it takes to run PostgreSQL on the cluster.
#[derive(Debug)]
pub(super) struct Postmaster {
    pub(super) tools: Tools,
    pub(super) accounts: Accounts,
    pub(super) place: Place,
    pub(super) log: PathBuf,
}

impl Postmaster {
    /// Starts PostgreSQL, once nothing else runs on the cluster, and waits until it answers, or `stop`.
    pub(super) async fn launch(
        &self,
        endpoint: &Endpoint,
        stop: &CancellationToken,
    ) -> Result<Child, EmbeddedError> {
        self.clear().await?;
        settings::write(&self.place, &self.accounts)?;
        self.cap_log()?;
        let log = self.open_log()?;
        let log_start = log.metadata().map_err(EmbeddedError::io("read", &self.log))?.len();
        let copy = log.try_clone().map_err(EmbeddedError::io("open", &self.log))?;
        let program = self.tools.postgres();
        let mut child = self
            .accounts
            .command(&program)
            .arg("-D")
            .arg(&self.place.data)
            .stdout(log)
            .stderr(copy)
            // A Ctrl-C at the terminal goes to the server's process group; the database must outlive its last request.
            .process_group(0)
            .spawn()
            .map_err(EmbeddedError::io("run", &program))?;
        // Whoever stops waiting for the start (a Ctrl-C, say) drops this future, and must not leave PostgreSQL behind.
        let guard = Starting { postmaster: self, pid: child.id().unwrap_or(0) };
        let outcome = tokio::select! {
            outcome = self.wait_until_ready(&mut child, endpoint, log_start) => outcome,
            () = stop.cancelled() => Err(EmbeddedError::Stopped),
        };
        guard.disarm();
        match outcome {
            Ok(()) => Ok(child),
            Err(error) => {
                self.shut_down(&mut child).await;
                Err(error)
            }
        }
    }

    async fn wait_until_ready(
        &self,
        child: &mut Child,
        endpoint: &Endpoint,
        log_start: u64,
    ) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + START;
        loop {
            let refusal = match endpoint.answers(SUPERUSER, "postgres").await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if child.try_wait().map_err(EmbeddedError::io("wait for", &self.place.data))?.is_some() {
                return Err(EmbeddedError::Failed {
                    program: "postgres",
                    output: self.logged_since(log_start),
                });
            }
            // "Starting up" passes, and so does a socket that is not there yet; any other answer is final.
            let passing = refusal.code().is_none_or(|code| code.code() == "57P03");
            if !passing || Instant::now() > deadline {
                return Err(EmbeddedError::Database(refusal));
            }
            sleep(POLL).await;
        }
    }

    /// Ends our own postmaster and waits for it: first in good order, then less patiently.
    pub(super) async fn shut_down(&self, child: &mut Child) {
        for (signal, patience) in [("INT", SHUTDOWN), ("QUIT", ABORT)] {
            let Some(pid) = child.id() else { return };
            self.processes().signal(signal, pid).await;
            match timeout(patience, child.wait()).await {
                Ok(Ok(_)) => return,
                Ok(Err(error)) => tracing::error!(%error, "cannot wait for PostgreSQL"),
                Err(_) => tracing::error!(signal, "PostgreSQL does not end"),
            }
        }
        if let Err(error) = child.kill().await {
            tracing::error!(%error, "cannot kill PostgreSQL");
        }
    }

    /// Tells a postmaster to shut down, without waiting and without a runtime.
    pub(super) fn interrupt(&self, pid: u32) {
        if pid == 0 {
            return;
        }
        let mut command = self.accounts.command(&self.tools.pg_ctl()).into_std();
        if let Err(error) = command.args(["kill", "INT", &pid.to_string()]).status() {
            tracing::error!(%error, "cannot signal PostgreSQL");
        }
    }

    /// Ends what an earlier server left running on the cluster, and removes the lock files of what no longer runs: their
    /// process ids may by now belong to somebody else, which would stop PostgreSQL from starting.
    async fn clear(&self) -> Result<(), EmbeddedError> {
        self.processes().end().await?;
        remove_if_there(&self.place.data.join("postmaster.pid"))?;
        remove_if_there(&self.place.sockets.join(settings::socket_name()))?;
        remove_if_there(&self.place.sockets.join(settings::socket_lock_name()))
    }

    fn processes(&self) -> Processes<'_> {
        Processes { tools: &self.tools, accounts: &self.accounts, data: &self.place.data }
    }

    fn open_log(&self) -> Result<File, EmbeddedError> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.log)
            .map_err(EmbeddedError::io("open", &self.log))
    }

    /// Moves a log that has grown too large aside. It is copied and cut, not renamed, because PostgreSQL keeps it open;
    /// it appends, so that it goes on at the new end.
    pub(super) fn cap_log(&self) -> Result<(), EmbeddedError> {
        let log = self.open_log()?;
        let failed = || EmbeddedError::io("cut", &self.log);
        if log.metadata().map_err(failed())?.len() < LOG_SIZE {
            return Ok(());
        }
        let mut older = self.log.clone().into_os_string();
        older.push(".1");
        fs::copy(&self.log, older).map_err(failed())?;
        log.set_len(0).map_err(failed())
    }

    /// The end of what was logged after `start`.
    fn logged_since(&self, start: u64) -> String {
        let mut text = Vec::new();
        let read = File::open(&self.log).and_then(|mut log| {
            log.seek(SeekFrom::Start(start))?;
            log.take(64 * 1024).read_to_end(&mut text)
        });
        match read {
            Ok(_) => {
                let text = String::from_utf8_lossy(&text);
                let lines: Vec<_> = text.lines().collect();
                let last = lines.len().saturating_sub(8);
                format!("{} (see {})", lines.get(last..).unwrap_or_default().join("\n"), self.log.display())
            }
            Err(error) => format!("cannot read {}: {error}", self.log.display()),
        }
    }
}

/// Interrupts a postmaster whose start nobody waits for any longer.
struct Starting<'a> {
    postmaster: &'a Postmaster,
    pid: u32,
}

impl Starting<'_> {
    fn disarm(mut self) {
        self.pid = 0;
    }
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        self.postmaster.interrupt(self.pid);
    }
}

/// The folder of the socket of the postmaster that runs on the cluster, from its lock file: process id, data directory,
/// start time, port, socket folder, address.
pub(super) fn socket_folder(data: &Path) -> Option<PathBuf> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let folder = file.lines().nth(4).filter(|line| !line.is_empty())?;
    Some(PathBuf::from(folder))
}
