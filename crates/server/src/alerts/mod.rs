//! The engine that tells people of what ends, once (`docs/adr/0016-alerts.md`).
//!
//! A round is one transaction over the organizations: it locks what is due, asks each organization's ladder what that means,
//! and writes who is told, with the mails. Replicas run rounds side by side, and one that dies has done nothing. Time is an
//! argument.

mod letters;
mod round;

use std::time::Duration;

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::mail::MailError;

pub(crate) use letters::{cut, date_words};

/// Between two looks at what is due.
const ROUND: Duration = Duration::from_secs(15);

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
            let now = app.store.system().time().await?;
            tell_due(&app, now).await
        };
        match told.await {
            Ok(0) => {}
            Ok(told) => tracing::info!(told, "people are told of what ends"),
            Err(error) => tracing::warn!(%error, "who is to be told of what ends waits for the next round"),
        }
    }
}

/// Plans all that is due at `at`, and sends the digests that are; returns how many notices that made.
///
/// # Errors
/// [`AlertError`]; what was planned before stays planned.
pub async fn tell_due(app: &App, at: OffsetDateTime) -> Result<u64, AlertError> {
    let mut told = 0;
    while let Some(more) = round::plan(app, at).await? {
        told += more;
    }
    // A digest goes when all replicas have planned what it is about: else it would be two.
    if !app.store.system().alerts_wait(at).await? {
        while round::digest(app, at).await? {}
    }
    app.mail.wake();
    app.webhooks.wake();
    Ok(told)
}
