//! `pgbench`, PostgreSQL's own load generator, inserting bytes into a table and nothing else.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::process::Command;

use crate::rounds::{Round, Side};

/// The table that it fills.
pub(crate) const TABLE: &str =
    "CREATE TABLE bench.files (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)";

/// Inserts of one file's bytes, each a transaction that waits for the disk.
pub(crate) struct Inserts {
    pub(crate) sockets: PathBuf,
    /// Where its script and its logs go.
    pub(crate) folder: PathBuf,
    pub(crate) clients: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Side for Inserts {
    async fn prepare(&mut self) -> anyhow::Result<()> {
        let script = "INSERT INTO bench.files (bytes) VALUES (:bytes);\n";
        Ok(tokio::fs::write(self.folder.join("insert.sql"), script).await?)
    }

    /// It counts in whole seconds.
    async fn round(&mut self, time: Duration) -> anyhow::Result<Round> {
        let log = self.folder.join("pgbench");
        let seconds = time.as_secs().max(1);
        let begin = Instant::now();
        let output = Command::new(program()?)
            .arg("--host")
            .arg(&self.sockets)
            .args(["--username", "postgres", "--no-vacuum", "--protocol", "prepared", "--log"])
            .arg(format!("--log-prefix={}", log.display()))
            .arg(format!("--client={}", self.clients))
            .arg(format!("--jobs={}", self.clients.min(2)))
            .arg(format!("--time={seconds}"))
            .arg(format!("--define=bytes=\\x{}", hex::encode(&self.bytes)))
            .arg(format!("--file={}", self.folder.join("insert.sql").display()))
            .arg("credenza")
            .output()
            .await
            .context("pgbench")?;
        ensure!(output.status.success(), "pgbench: {}", String::from_utf8_lossy(&output.stderr));
        let whole = begin.elapsed();
        let latencies = self.latencies().await?;
        // What it took to start and to connect is not counted.
        let elapsed = whole.min(Duration::from_secs(seconds));
        Ok(Round { latencies, elapsed })
    }
}

impl Inserts {
    /// Reads and removes the logs: one a thread, a line a transaction, whose third field is its time in microseconds.
    async fn latencies(&self) -> anyhow::Result<Vec<u32>> {
        let mut latencies = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if !entry.file_name().to_string_lossy().starts_with("pgbench.") {
                continue;
            }
            for line in tokio::fs::read_to_string(entry.path()).await?.lines() {
                let field = line.split(' ').nth(2).context("a log of pgbench that cannot be read")?;
                latencies.push(field.parse()?);
            }
            tokio::fs::remove_file(entry.path()).await?;
        }
        Ok(latencies)
    }
}

/// On the path, or the newest that Debian has put out of it.
fn program() -> anyhow::Result<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort();
        folders.extend(versions.into_iter().rev());
    }
    folders
        .into_iter()
        .map(|folder| folder.join("pgbench"))
        .find(|program| program.is_file())
        .context("pgbench is not installed; it comes with PostgreSQL's server")
}
