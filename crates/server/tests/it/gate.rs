//! A stand-in for what lies between server and database: it counts what passes, and can be cut.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// PostgreSQL's command tag for a finished transaction.
const COMMITTED: &[u8] = b"COMMIT\0";

struct State {
    closed: watch::Sender<bool>,
    /// Bytes that the server sent to the database, over all connections.
    asked: AtomicU64,
    /// After these bytes of the server's, the answer to the commit is lost and its connection with it.
    lose: Mutex<Option<Vec<u8>>>,
}

/// A folder with a socket that leads to the tests' PostgreSQL as long as the gate is open.
#[derive(Clone)]
pub(crate) struct Gate {
    folder: Arc<tempfile::TempDir>,
    state: Arc<State>,
}

impl Gate {
    pub(crate) fn new(target: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).expect("a socket");
        let state = Arc::new(State {
            closed: watch::Sender::new(false),
            asked: AtomicU64::new(0),
            lose: Mutex::new(None),
        });
        let (target, shared) = (target.join(".s.PGSQL.5432"), Arc::clone(&state));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !*shared.closed.borrow() {
                    tokio::spawn(relay(client, target.clone(), Arc::clone(&shared)));
                }
            }
        });
        Self { folder: Arc::new(folder), state }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// How much the server has sent to the database so far.
    pub(crate) fn traffic(&self) -> u64 {
        self.state.asked.load(Ordering::SeqCst)
    }

    /// From now on nothing passes, and what was connected is cut off.
    pub(crate) fn close(&self) {
        self.state.closed.send_replace(true);
    }

    pub(crate) fn open(&self) {
        self.state.closed.send_replace(false);
    }

    /// The database will carry out the transaction in which `marker` is sent, and the server will never hear of it.
    pub(crate) fn lose_answer_to(&self, marker: &str) {
        *self.state.lose.lock().unwrap() = Some(marker.as_bytes().to_vec());
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

async fn relay(mut client: UnixStream, target: PathBuf, state: Arc<State>) {
    let Ok(mut server) = UnixStream::connect(target).await else { return };
    let mut closed = state.closed.subscribe();
    let (mut question, mut answer) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut losing = false;
    loop {
        tokio::select! {
            () = async { drop(closed.wait_for(|closed| *closed).await) } => return,
            read = client.read(&mut question) => {
                let Ok(1..) = read else { return };
                let bytes = &question[..read.unwrap_or(0)];
                state.asked.fetch_add(bytes.len() as u64, Ordering::SeqCst);
                losing |= state.lose.lock().unwrap().take_if(|marker| holds(bytes, marker)).is_some();
                if server.write_all(bytes).await.is_err() { return }
            }
            read = server.read(&mut answer) => {
                let Ok(1..) = read else { return };
                let bytes = &answer[..read.unwrap_or(0)];
                if losing && holds(bytes, COMMITTED) { return }
                if client.write_all(bytes).await.is_err() { return }
            }
        }
    }
}
