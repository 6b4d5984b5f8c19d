//! Asks issuers on a schedule whether the certificates in custody were revoked (`docs/adr/0026-revocation.md`).
//!
//! What is due is claimed for some minutes and asked outside of any transaction, so that whoever hangs keeps nothing else waiting.
//! Replicas share the work, and one that dies has only lost that time.

mod ask;
mod lists;

use std::time::Duration as Wait;

use domain::id::RequestId;
use futures_util::StreamExt;
use store::RevocationJob;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::outbound::{Outbound, Reach};
use lists::Lists;

/// Between two looks at what is due.
const ROUND: Wait = Wait::from_secs(60);

/// Certificates that are claimed at a time, and how many of them are asked about at once.
const BATCH: i32 = 32;
const AT_ONCE: usize = 8;

/// For how long a claim holds: longer than all of a batch can take.
const LEASE: Duration = Duration::hours(1);

/// The longest that one certificate can take.
const PATIENCE: Wait = Wait::from_secs(10 * 60);

/// Asks issuers.
#[derive(Debug)]
pub struct Checker {
    outbound: Outbound,
    lists: Lists,
}

impl Checker {
    /// # Errors
    /// When no TLS could be set up.
    pub fn new(reach: &Reach) -> Result<Self, reqwest::Error> {
        Ok(Self::by(Outbound::new(reach)?))
    }

    /// One that asks by `outbound`.
    #[must_use]
    pub fn by(outbound: Outbound) -> Self {
        Self { outbound, lists: Lists::default() }
    }
}

/// Asks about all that is due, until `shutdown`.
pub async fn keep_asking(app: App, checker: Checker, shutdown: CancellationToken) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = round.tick() => {}
        }
        let asked = async {
            // The time is the database's, as that of alerts is.
            let now = app.store.system().time().await?;
            ask_due(&app, &checker, now).await
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            asked = asked => match asked {
                Ok(0) => {}
                Ok(asked) => tracing::debug!(asked, "issuers were asked about certificates"),
                Err(error) => tracing::warn!(%error, "what was revoked is asked in the next round"),
            }
        }
    }
}

/// Asks about all that is due at `at`; returns about how many that was.
///
/// # Errors
/// [`store::Error`]; what was found out before stays.
pub async fn ask_due(app: &App, checker: &Checker, at: OffsetDateTime) -> Result<usize, store::Error> {
    let mut asked = 0;
    loop {
        let jobs = app.store.system().claim_revocations(at, BATCH, LEASE).await?;
        if jobs.is_empty() {
            return Ok(asked);
        }
        asked += jobs.len();
        let settled = futures_util::stream::iter(jobs)
            .map(|job| settle(app, checker, job, at))
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>();
        settled.await.into_iter().collect::<Result<(), _>>()?;
    }
}

async fn settle(
    app: &App,
    checker: &Checker,
    job: RevocationJob,
    at: OffsetDateTime,
) -> Result<(), store::Error> {
    let asked = tokio::time::timeout(PATIENCE, ask::ask(app, checker, &job, at)).await;
    let answer = asked.unwrap_or_else(|_| ask::nothing("timed_out", None, &job, at));
    let request = RequestId::new(app.clock.now(), &*app.rng);
    app.store.system().settle_revocation(&job, at, &answer, request).await
}
