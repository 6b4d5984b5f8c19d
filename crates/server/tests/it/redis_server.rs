//! A real Redis for a test, on a socket of its own, that can be stopped, frozen, flushed and started again.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use redis::aio::MultiplexedConnection;
use secrecy::SecretString;

/// A running redis-server that keeps nothing on disk.
pub(crate) struct Redis {
    folder: tempfile::TempDir,
    child: Mutex<Child>,
}

impl Redis {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let child = Mutex::new(start(&folder.path().join("socket")));
        let redis = Self { folder, child };
        redis.wait().await;
        redis
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    pub(crate) fn url(&self) -> SecretString {
        format!("unix://{}", self.socket().display()).into()
    }

    async fn connection(&self) -> Option<MultiplexedConnection> {
        let client = redis::Client::open(format!("unix://{}", self.socket().display())).expect("a URL");
        client.get_multiplexed_async_connection().await.ok()
    }

    /// Asks until it answers.
    async fn wait(&self) {
        loop {
            if let Some(mut connection) = self.connection().await
                && redis::cmd("PING").query_async::<()>(&mut connection).await.is_ok()
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn ask<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        let mut connection = self.connection().await.expect("a connection");
        let mut cmd = redis::cmd(command[0]);
        cmd.arg(&command[1..]);
        cmd.query_async(&mut connection).await.unwrap_or_else(|error| panic!("{command:?}: {error}"))
    }

    pub(crate) async fn keys(&self) -> Vec<String> {
        self.ask(&["KEYS", "*"]).await
    }

    /// Its memory began an hour ago: what has not been used since is whole.
    pub(crate) async fn age(&self) {
        let epoch = self.keys().await.into_iter().find(|key| key.ends_with(":epoch")).expect("an epoch");
        let value: String = self.ask(&["GET", &epoch]).await;
        let (run, since) = value.split_once(' ').expect("a run and a moment");
        let earlier = since.parse::<u64>().expect("a moment") - 3_600_000_000;
        self.ask::<()>(&["SET", &epoch, &format!("{run} {earlier}")]).await;
    }

    pub(crate) async fn flush(&self) {
        self.ask::<()>(&["FLUSHALL"]).await;
    }

    fn signal(&self, signal: &str) {
        let id = self.child.lock().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
    }

    /// It accepts connections, and answers nothing.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().expect("a process");
        child.wait().expect("its end");
    }

    pub(crate) async fn start_again(&self) {
        *self.child.lock().unwrap() = start(&self.socket());
        self.wait().await;
    }
}

fn start(socket: &std::path::Path) -> Child {
    // What was left by one that was killed.
    drop(std::fs::remove_file(socket));
    Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
        .arg(socket)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server: script/setup test installs it")
}

impl Drop for Redis {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        drop(child.kill());
        drop(child.wait());
    }
}
