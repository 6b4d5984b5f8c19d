//! The engine that tells people of what ends, once (`docs/adr/0016-alerts.md`).
//!
//! A round is one transaction over the organizations: it locks what is due, asks each organization's ladder what that means,
//! and writes who is told, with the mails. Replicas run rounds side by side, and one that dies has done nothing. Time is an
//! argument.

mod letters;
mod round;

use std::collections::BTreeSet;
use std::time::Duration;

use store::{AlertTurn, FoundAlert};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::mail::MailError;

pub(crate) use letters::{called, cut, date_words, page};
use round::Digested;
pub(crate) use round::ONE_BY_ONE;

/// Between two looks at what is due.
const ROUND: Duration = Duration::from_secs(15);

/// Alerts found at a time.
const FOUND: i32 = 20_000;

/// Alerts looked at in one transaction.
const BATCH: usize = 250;

/// Why nobody could be told.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The database says so.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A mail could not be sealed.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl AlertError {
    /// Whether nobody else can be told either.
    const fn is_of_all(&self) -> bool {
        matches!(self, Self::Store(store::Error::Unavailable(_)))
    }
}

/// Tells people of what ends, until `shutdown`. The time is the database's, which all replicas share: that one machine's clock
/// is wrong is no reason to tell anybody too early, or nobody.
pub async fn keep_telling(app: App, shutdown: CancellationToken) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = round.tick() => {}
        }
        let told = async {
            let turn = app.store.system().alert_turn(None).await?;
            tell_in(&app, turn).await
        };
        match told.await {
            Ok(0) => {}
            Ok(told) => tracing::info!(told, "people are told of what ends"),
            Err(error) => tracing::warn!(%error, "who is to be told of what ends waits for the next round"),
        }
    }
}

/// Plans all that is due at `at`, which is newer than every time before; see [`tell_in`].
///
/// # Errors
/// [`AlertError`]; what was planned before stays planned.
pub async fn tell_due(app: &App, at: OffsetDateTime) -> Result<u64, AlertError> {
    let turn = app.store.system().alert_turn(Some(at)).await?;
    tell_in(app, turn).await
}

/// Plans all that is due in this turn, and sends the digests that are; returns how many notices that made. What was looked at
/// in a newer turn stays as it is: whoever was held up does not set the others back. Nor does what cannot be planned or sent: it is
/// logged and passed over, and the next round tries it again.
///
/// # Errors
/// [`AlertError`] when nothing can be planned or sent at all; what was planned before stays planned.
pub async fn tell_in(app: &App, turn: AlertTurn) -> Result<u64, AlertError> {
    let (told, passed) = plan(app, turn).await?;
    // A digest goes when all replicas have planned what it is about: else it would be two. Rather two than none, where something cannot
    // be planned.
    if passed || !app.store.system().alerts_wait(turn.at).await? {
        digests(app, turn.at).await?;
    }
    app.mail.wake();
    app.webhooks.wake();
    Ok(told)
}

/// Plans all that is due in this turn. How many notices that made, and whether something was passed over.
async fn plan(app: &App, turn: AlertTurn) -> Result<(u64, bool), AlertError> {
    let (mut told, mut passed) = (0, BTreeSet::new());
    loop {
        let mut found = app.store.system().due_alerts(turn.at, FOUND).await?;
        found.retain(|alert| !passed.contains(alert));
        // What a transaction knows of an organization, it reads once.
        found.sort_unstable();
        let mut planned = false;
        for some in found.chunks(BATCH) {
            let more = match round::plan(app, turn, some).await {
                Err(error) if !error.is_of_all() => one_by_one(app, turn, some, &mut passed).await?,
                done => done?,
            };
            told += more.unwrap_or(0);
            planned |= more.is_some();
        }
        if !planned {
            return Ok((told, !passed.is_empty()));
        }
    }
}

/// Plans what could not be planned together, so that only what cannot be planned by itself is passed over.
async fn one_by_one(
    app: &App,
    turn: AlertTurn,
    found: &[FoundAlert],
    passed: &mut BTreeSet<FoundAlert>,
) -> Result<Option<u64>, AlertError> {
    let mut told = None;
    for one in found {
        match round::plan(app, turn, std::slice::from_ref(one)).await {
            Ok(more) => told = more.map(|more| more + told.unwrap_or(0)).or(told),
            Err(error) if !error.is_of_all() => {
                let (organization, subject) = (one.org, one.subject);
                tracing::warn!(%error, %organization, %subject, "who is to be told of an end could not be planned");
                passed.insert(*one);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}

/// Sends the digests that are due at `at`.
async fn digests(app: &App, at: OffsetDateTime) -> Result<(), AlertError> {
    let mut passed = Vec::new();
    loop {
        match round::digest(app, at, &passed).await? {
            Digested::None => return Ok(()),
            Digested::Sent => {}
            Digested::Not(member, error) => {
                if let Some(error) = error {
                    tracing::warn!(%error, %member, "a digest could not be sent");
                }
                passed.push(member);
            }
        }
    }
}
