//! The private PostgreSQL cluster of embedded mode.
//!
//! PostgreSQL's own programs, as the machine has them, run on a cluster in the data directory. It listens on a unix
//! socket in a private folder and on nothing else; the operating system vouches for who connects (peer
//! authentication), so that no database password exists. It never runs as root: for root, it runs as the user
//! `postgres`. `docs/adr/0006-embedded-postgresql.md` says why.

mod account;
mod creation;
mod dump;
mod place;
mod postmaster;
mod processes;
mod settings;
mod supervisor;
mod tools;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::Rng;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_postgres::NoTls;
use tokio_util::sync::CancellationToken;

use crate::datadir::{DataDir, DataDirError, DirLock};
use account::Accounts;
pub use account::effective_user;
pub use dump::{dump, load, major_version};
use place::Place;
use postmaster::Postmaster;
use tools::Tools;

/// The database that holds everything.
pub const DATABASE: &str = "credenza";
/// The superuser: creates the database and the roles, and runs migrations. Nothing else connects as it.
pub const SUPERUSER: &str = "postgres";
/// The role of requests, under row-level security.
pub const APP_ROLE: &str = "credenza_app";
/// The role of the few functions that cross tenants.
pub const SYSTEM_ROLE: &str = "credenza_system";

/// Where the cluster goes when the user that runs PostgreSQL cannot reach the data directory.
const CLUSTERS: &str = "/var/lib/credenza/clusters";
/// How long a command waits for the cluster of a server that is just starting.
const ATTACH: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);

/// Why the private cluster cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The data directory itself is unusable.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// No suitable PostgreSQL is installed.
    #[error("{0}")]
    NoPostgres(String),
    /// There is no unprivileged user to run PostgreSQL as, or the user of this process has no name.
    #[error("{0}")]
    NoUser(String),
    /// The cluster exists, but the user that must run it cannot use it.
    #[error("{0}")]
    Unusable(String),
    /// A program failed; the text is what it said last.
    #[error("{program} failed: {output}")]
    Failed {
        /// Its name.
        program: &'static str,
        /// The end of what it printed.
        output: String,
    },
    /// The server stopped while PostgreSQL was starting.
    #[error("stopped while PostgreSQL was starting")]
    Stopped,
    /// No server runs on the data directory.
    #[error("no credenza server runs on {0}")]
    NotRunning(PathBuf),
    /// A connection or a statement failed while the cluster was being set up.
    #[error("PostgreSQL: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// The database could not be made.
    #[error("PostgreSQL: {0}")]
    Provision(#[from] store::Error),
}

impl EmbeddedError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let named = DataDirError::io(action, path);
        move |source| Self::DataDir(named(source))
    }
}

/// Where the cluster can be reached.
#[derive(Debug, Clone)]
pub struct Endpoint {
    sockets: PathBuf,
}

impl Endpoint {
    /// How to connect as `role` to the database `dbname`. No password: PostgreSQL asks the operating system who calls.
    #[must_use]
    pub fn config(&self, role: &str, dbname: &str) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host_path(&self.sockets)
            .port(settings::PORT)
            .user(role)
            .dbname(dbname)
            .application_name("credenza")
            .connect_timeout(Duration::from_secs(5));
        config
    }

    /// The folder of the socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.sockets
    }

    async fn answers(&self, role: &str, dbname: &str) -> Result<(), tokio_postgres::Error> {
        let (client, connection) = self.config(role, dbname).connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        let answer = client.simple_query("").await.map(drop);
        hang_up(client, connection).await;
        answer
    }
}

/// The running cluster. [`Cluster::stop`] ends it in good order; a cluster that is merely dropped is told to shut down
/// but not waited for, and one whose process is killed is cleaned up by the next start.
#[derive(Debug)]
pub struct Cluster {
    endpoint: Endpoint,
    postmaster: Arc<Postmaster>,
    pid: Arc<AtomicU32>,
    stop: CancellationToken,
    supervisor: Option<JoinHandle<()>>,
}

impl Cluster {
    /// Starts the cluster of `dir`, after creating it when there is none, and after stopping a postmaster that an
    /// earlier, killed server left behind. Returns when the database and its roles exist and connections are answered.
    /// From then on, a postmaster that dies is restarted.
    ///
    /// Holding the directory's lock is what makes it safe to take whatever runs on the cluster for an orphan.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, cannot run, or does not come up; the message says which and what to do.
    pub async fn start(dir: &DataDir, lock: &DirLock, rng: &dyn Rng) -> Result<Self, EmbeddedError> {
        Self::start_with(dir, lock, rng, Path::new(CLUSTERS)).await
    }

    async fn start_with(
        dir: &DataDir,
        _lock: &DirLock,
        rng: &dyn Rng,
        clusters: &Path,
    ) -> Result<Self, EmbeddedError> {
        let accounts = Accounts::choose(&dir.postgres()).await?;
        let place = Place::prepare(dir, &accounts, clusters, rng).await?;
        let tools = Tools::find(creation::version(&place.data))?;
        creation::ensure(&tools, &accounts, &place.data).await?;
        let endpoint = Endpoint { sockets: place.sockets.clone() };
        let postmaster = Arc::new(Postmaster { tools, accounts, place, log: dir.postgres_log() });

        let stop = CancellationToken::new();
        let child = postmaster.launch(&endpoint, &stop).await?;
        let pid = Arc::new(AtomicU32::new(child.id().unwrap_or(0)));
        let supervisor = supervisor::watch(
            Arc::clone(&postmaster),
            endpoint.clone(),
            child,
            Arc::clone(&pid),
            stop.clone(),
        );
        // From here on, an error drops the cluster and thereby ends the postmaster.
        let cluster = Self { endpoint, postmaster, pid, stop, supervisor: Some(supervisor) };
        create_database(&cluster.endpoint).await?;
        Ok(cluster)
    }

    /// How to connect as `role` to the database `dbname`.
    #[must_use]
    pub fn config(&self, role: &str, dbname: &str) -> tokio_postgres::Config {
        self.endpoint.config(role, dbname)
    }

    /// Where the cluster can be reached.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Shuts PostgreSQL down (open transactions are rolled back, everything committed is checkpointed) and waits until
    /// it has gone. Close the connections first.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(supervisor) = self.supervisor.take()
            && let Err(error) = supervisor.await
        {
            tracing::error!(%error, "the supervisor of PostgreSQL failed");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.supervisor.is_none() {
            return;
        }
        self.stop.cancel();
        // The runtime may be going away, and the supervisor with it: tell the postmaster directly.
        self.postmaster.interrupt(self.pid.load(Ordering::Acquire));
    }
}

/// Finds the cluster of a server that runs on `dir`, for a command beside it; waits for one that is just starting.
///
/// # Errors
/// [`EmbeddedError::NotRunning`] when none answers within half a minute, or when its user is not one that the
/// cluster knows.
pub async fn attach(dir: &DataDir) -> Result<Endpoint, EmbeddedError> {
    let deadline = Instant::now() + ATTACH;
    loop {
        let sockets = postmaster::socket_folder(&dir.postgres());
        let outcome = match sockets {
            Some(sockets) => {
                let endpoint = Endpoint { sockets };
                match endpoint.answers(APP_ROLE, DATABASE).await {
                    Ok(()) => return Ok(endpoint),
                    Err(error) => EmbeddedError::Database(error),
                }
            }
            None => EmbeddedError::NotRunning(dir.path().to_path_buf()),
        };
        if Instant::now() > deadline {
            return Err(outcome);
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn create_database(endpoint: &Endpoint) -> Result<(), EmbeddedError> {
    let (client, connection) = endpoint.config(SUPERUSER, "postgres").connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    let created = store::provision::create_database(&client, DATABASE).await;
    hang_up(client, connection).await;
    Ok(created?)
}

/// Takes leave of PostgreSQL and waits until that is sent.
async fn hang_up(client: tokio_postgres::Client, connection: JoinHandle<Result<(), tokio_postgres::Error>>) {
    drop(client);
    if let Ok(Err(error)) = connection.await {
        tracing::debug!(%error, "a connection to PostgreSQL did not end well");
    }
}

#[cfg(test)]
mod tests;
