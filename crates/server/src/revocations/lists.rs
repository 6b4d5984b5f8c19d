//! Revocation lists that were fetched: one serves all certificates of its issuer, whosever they are. A list is public, and kept
//! by its address and its issuer's key; nothing of who asked for it is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use revocation::{Authority, Crl, limits};
use time::{Duration, OffsetDateTime};

use super::ask::word;
use crate::outbound::Outbound;

/// How long a list is kept at most: there may be a newer one before the time that it says.
const FRESH: Duration = Duration::hours(6);

/// How long it is not tried again what could not be fetched: a thousand certificates may ask for it.
const RESTING: Duration = Duration::minutes(10);

/// Bytes of all lists together.
const MOST_BYTES: usize = 192 * 1024 * 1024;

/// Where a list is, and whose.
type Key = (String, Vec<u8>);

/// What the last try brought, and when.
type Tried = Option<(OffsetDateTime, Result<Arc<Crl>, &'static str>)>;

/// The lists.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<HashMap<Key, Arc<tokio::sync::Mutex<Tried>>>>);

impl Lists {
    /// The list at `url`, held against its issuer. Whoever asks for the same one at the same time waits for it; nobody else does.
    pub(super) async fn get(
        &self,
        outbound: &Outbound,
        url: &str,
        issuer: &Authority,
        at: OffsetDateTime,
    ) -> Result<Arc<Crl>, &'static str> {
        let key = (url.to_owned(), issuer.spki().to_vec());
        let place = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.entry(key).or_default())
        };
        let mut tried = place.lock().await;
        if let Some((when, outcome)) = &*tried {
            let good = match outcome {
                Ok(list) => at < *when + FRESH && at < list.next_update(),
                Err(_) => at < *when + RESTING,
            };
            if good && *when <= at {
                return outcome.clone();
            }
        }
        let outcome = fetch(outbound, url, issuer).await;
        *tried = Some((at, outcome.clone()));
        drop(tried);
        self.make_room();
        outcome
    }

    /// Lets go of all lists when they are too many together. Whoever uses one keeps it as long as he does.
    fn make_room(&self) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |place: &Arc<tokio::sync::Mutex<Tried>>| match place.try_lock().as_deref() {
            Ok(Some((_, Ok(list)))) => list.size(),
            _ => 1024,
        };
        if places.values().map(size).sum::<usize>() > MOST_BYTES {
            places.clear();
        }
    }
}

async fn fetch(outbound: &Outbound, url: &str, issuer: &Authority) -> Result<Arc<Crl>, &'static str> {
    let bytes = outbound.get(url, limits::MAX_CRL_BYTES).await.map_err(word)?;
    let issuer = issuer.clone();
    // A million entries take a core for a while.
    let read = tokio::task::spawn_blocking(move || Crl::read(bytes, &issuer)).await;
    read.map_err(|_| "malformed")?.map(Arc::new).map_err(revocation::Reason::as_str)
}
