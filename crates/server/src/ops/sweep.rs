//! Removing sealed bytes that belong to nothing: an upload that died before its commit, a deletion that died after it.

use std::collections::HashSet;

use time::Duration;

use super::Result;
use crate::app::App;

/// Younger bytes may belong to an upload that is under way.
const AGE: Duration = Duration::hours(1);

/// Ids asked about at a time.
const BATCH: usize = 1000;

/// Removes the objects that the database does not know; returns how many.
///
/// # Errors
/// What the store says.
pub async fn sweep(app: &App) -> Result<usize> {
    let objects = app.store.objects().older_than(app.clock.now() - AGE).await?;
    let mut removed = 0;
    for batch in objects.chunks(BATCH) {
        let ids: Vec<_> = batch.iter().map(|(_, object, _)| *object).collect();
        let known: HashSet<_> = app.store.system().known_objects(&ids).await?.into_iter().collect();
        for (org, object, version) in batch.iter().filter(|(_, object, _)| !known.contains(object)) {
            app.store.objects().delete(*org, *object, *version).await?;
            removed += 1;
        }
    }
    Ok(removed)
}
