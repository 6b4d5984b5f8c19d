//! What a client asks for again under the same key is done once.

use std::fmt::Display;
use std::str::FromStr;

use store::{IdempotencyKey, Recalled, TenantTx};

use super::{Error, Result, field};

/// Attempts what looks up its key first and remembers it in its transaction. When the same request, at the same time, was quicker, it
/// attempts again, and finds what that one made.
///
/// # Errors
/// Those of the attempts.
pub(crate) async fn once<T, F: Future<Output = Result<T>>>(attempt: impl Fn() -> F) -> Result<T> {
    match attempt().await {
        Err(Error::Store(error)) if error.is_idempotency_race() => attempt().await,
        other => other,
    }
}

/// What an idempotency key has made before, if the client sent one.
///
/// # Errors
/// [`Error::Field`] when the client has used the key for something else.
pub(crate) async fn recalled<T: FromStr>(tx: &TenantTx, key: Option<&IdempotencyKey>) -> Result<Option<T>> {
    let Some(key) = key else { return Ok(None) };
    match tx.recall(key).await? {
        Recalled::Nothing => Ok(None),
        Recalled::Object(id) => Ok(id.parse().ok()),
        Recalled::Other => Err(field(
            "Idempotency-Key",
            "idempotency_key_reused",
            "This key was used for another request; choose a new one.",
        )),
    }
}

/// Notes, in this transaction, what it makes under the key, if the client sent one.
///
/// # Errors
/// A conflict when the same request, at the same time, was quicker: see [`once`].
pub(crate) async fn remember(tx: &TenantTx, key: Option<&IdempotencyKey>, made: &impl Display) -> Result<()> {
    match key {
        Some(key) => Ok(tx.remember(key, &made.to_string()).await?),
        None => Ok(()),
    }
}
