//! Keeps PostgreSQL running while the server does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::postmaster::Postmaster;
use super::{EmbeddedError, Endpoint};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// A postmaster that ran this long has recovered: the next failure is a new one, retried at once.
const SETTLED: Duration = Duration::from_secs(60);

/// Watches `child` until `stop`, then shuts it down. When it ends by itself it is restarted, with growing pauses while
/// that fails; `pid` always says which process it is, 0 for none.
pub(super) fn watch(
    postmaster: Arc<Postmaster>,
    endpoint: Endpoint,
    child: Child,
    pid: Arc<AtomicU32>,
    stop: CancellationToken,
) -> JoinHandle<()> {
    let mut supervisor = Supervisor { postmaster, endpoint, pid, stop, delay: FIRST_DELAY };
    tokio::spawn(async move {
        let mut running = Some(child);
        while let Some(child) = running {
            running = supervisor.until_it_ends(child).await;
        }
    })
}

struct Supervisor {
    postmaster: Arc<Postmaster>,
    endpoint: Endpoint,
    pid: Arc<AtomicU32>,
    stop: CancellationToken,
    delay: Duration,
}

impl Supervisor {
    /// Returns the next postmaster, or nothing when the server stops.
    async fn until_it_ends(&mut self, mut child: Child) -> Option<Child> {
        let started = Instant::now();
        let mut log_check = interval(Duration::from_secs(60));
        log_check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let status = loop {
            tokio::select! {
                () = self.stop.cancelled() => {
                    self.postmaster.shut_down(&mut child).await;
                    self.pid.store(0, Ordering::Release);
                    return None;
                }
                status = child.wait() => break status,
                _ = log_check.tick() => {
                    if let Err(error) = self.postmaster.cap_log() {
                        tracing::warn!(%error, "the log of PostgreSQL cannot be kept short");
                    }
                }
            }
        };
        self.pid.store(0, Ordering::Release);
        match status {
            Ok(status) => tracing::error!(%status, "PostgreSQL ended unexpectedly; restarting it"),
            Err(error) => tracing::error!(%error, "PostgreSQL cannot be waited for; restarting it"),
        }
        if started.elapsed() > SETTLED {
            self.delay = FIRST_DELAY;
        }
        self.restart().await
    }

    async fn restart(&mut self) -> Option<Child> {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return None,
                () = sleep(self.delay) => {}
            }
            self.delay = (self.delay * 2).min(LONGEST_DELAY);
            match self.postmaster.launch(&self.endpoint, &self.stop).await {
                Ok(child) => {
                    self.pid.store(child.id().unwrap_or(0), Ordering::Release);
                    tracing::info!("PostgreSQL runs again");
                    return Some(child);
                }
                Err(EmbeddedError::Stopped) => return None,
                Err(error) => tracing::error!(%error, "PostgreSQL does not start; trying again"),
            }
        }
    }
}
