//! The engine that tells people of what ends, once (`docs/adr/0016-alerts.md`).
//!
//! A round is one transaction over the organizations: it locks what is due, asks each organization's ladder what that means,
//! and writes who is told, with the mails. Replicas run rounds side by side, and one that dies has done nothing. Time is an
//! argument.

mod letters;
mod round;

use std::time::Duration;

use store::AlertTurn;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::mail::MailError;

pub(crate) use letters::{called, cut, date_words, page};
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
/// in a newer turn stays as it is: whoever was held up does not set the others back.
///
/// # Errors
/// [`AlertError`]; what was planned before stays planned.
pub async fn tell_in(app: &App, turn: AlertTurn) -> Result<u64, AlertError> {
    let mut told = 0;
    loop {
        let mut found = app.store.system().due_alerts(turn.at, FOUND).await?;
        // What a transaction knows of an organization, it reads once.
        found.sort_unstable();
        let mut planned = false;
        for some in found.chunks(BATCH) {
            if let Some(more) = round::plan(app, turn, some).await? {
                told += more;
                planned = true;
            }
        }
        if !planned {
            break;
        }
    }
    // A digest goes when all replicas have planned what it is about: else it would be two.
    if !app.store.system().alerts_wait(turn.at).await? {
        while round::digest(app, turn.at).await? {}
    }
    app.mail.wake();
    app.webhooks.wake();
    Ok(told)
}
