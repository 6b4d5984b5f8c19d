//! A PostgreSQL of the test's own, which it may kill.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio_postgres::NoTls;

use crate::firm::config;

pub(crate) struct Cluster {
    /// Holds the data directory, and the socket.
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// As root, PostgreSQL runs as the user `postgres`.
    account: Option<(u32, u32)>,
}

impl Cluster {
    /// Makes and starts one that writes durably, and writes nothing without being asked to: the log only when a commit
    /// waits for it, the tables not before the next checkpoint.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("credenza-crash-").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
        let account = is_root.then(|| (id_of("-u"), id_of("-g")));
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let cluster = Self { folder, programs: programs(), account };
        let made = cluster
            .command("initdb")
            .args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions",
                "-D",
            ])
            .arg(cluster.data())
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        cluster.run().await;
        cluster
    }

    pub(crate) fn socket(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    /// Starts the server, and returns when it has recovered and answers.
    pub(crate) async fn run(&self) {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut command = self.command("postgres");
        for setting in [
            "listen_addresses=",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "wal_writer_delay=10s",
            "bgwriter_lru_maxpages=0",
            "checkpoint_timeout=1h",
            "max_wal_size=4GB",
            "max_connections=100",
            "jit=off",
        ] {
            command.args(["-c", setting]);
        }
        command.arg("-k").arg(self.socket()).arg("-D").arg(self.data());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = command.spawn().unwrap();
        // Its end comes when somebody kills it; this takes the zombie away.
        std::thread::spawn(move || child.wait());
        for _ in 0..400 {
            if config(self.socket(), "postgres", "postgres").connect(NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start: {log}");
    }

    /// The processes that work in the data directory: this cluster's, and no others.
    fn processes(&self) -> Vec<String> {
        let data = self.data();
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            if std::fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == data) {
                found.push(entry.file_name().into_string().unwrap());
            }
        }
        found
    }

    /// Kills all of it with SIGKILL, and returns when nothing is left.
    pub(crate) fn kill(&self) {
        loop {
            let processes = self.processes();
            if processes.is_empty() {
                return;
            }
            // One that has ended by itself in the meantime is no failure.
            Command::new("kill").arg("-9").args(&processes).stderr(Stdio::null()).status().unwrap();
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Makes the log end at `lsn`, as a power failure may that loses what was written but never flushed. For a cluster
    /// that has been killed.
    pub(crate) fn cut_log(&self, lsn: u64) {
        const SEGMENT: u64 = 16 << 20;
        let name = format!("{:08X}{:08X}{:08X}", 1, lsn >> 32, (lsn & 0xffff_ffff) / SEGMENT);
        for entry in std::fs::read_dir(self.data().join("pg_wal")).unwrap().flatten() {
            let file = entry.file_name().into_string().unwrap();
            if file.len() != 24 || file < name {
                continue;
            }
            let mut bytes = std::fs::read(entry.path()).unwrap();
            let keep = if file == name { usize::try_from(lsn % SEGMENT).unwrap() } else { 0 };
            bytes[keep..].fill(0);
            std::fs::write(entry.path(), bytes).unwrap();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where `initdb` is: on `PATH`, or the newest that Debian has installed.
fn programs() -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let mut installed: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path().join("bin"))
        .collect();
    installed.sort();
    folders.extend(installed.into_iter().rev());
    // A link on PATH may lead to a wrapper; PostgreSQL looks for its parts beside the real program.
    let initdb = folders.iter().map(|folder| folder.join("initdb")).find(|program| program.exists());
    initdb.expect("no initdb: install PostgreSQL").canonicalize().unwrap().parent().unwrap().into()
}

fn id_of(option: &str) -> u32 {
    let output = Command::new("id").args([option, "postgres"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().expect("a user postgres, as whom it can run")
}
