//! Waiting for the disk together.
//!
//! A busy organization's entries are ordered by the lock on its audit head. Were that lock held while the commit waits
//! for the disk, the organization could do one act per disk flush. So when several acts of one organization are under
//! way, they commit without waiting, and each is acknowledged after one later commit that does wait: PostgreSQL's log
//! is flushed in order, so that commit's record on disk means that all earlier ones are too. One barrier serves all
//! who wait. See docs/adr/0007-waiting-for-the-disk-together.md.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::Pool;
use domain::id::OrgId;

use crate::Result;

/// Gives the acts that committed without waiting a common wait.
#[derive(Debug, Default)]
pub(crate) struct Barrier {
    issued: AtomicU64,
    flushed: tokio::sync::Mutex<u64>,
}

impl Barrier {
    /// Returns when everything that was committed before the call is on disk.
    pub(crate) async fn pass(&self, system: &Pool) -> Result<()> {
        let ticket = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let mut flushed = self.flushed.lock().await;
        if *flushed >= ticket {
            return Ok(());
        }
        // Whoever took a ticket by now had committed before taking it.
        let covered = self.issued.load(Ordering::SeqCst);
        let client = system.get().await?;
        let statement = client.prepare_cached(include_str!("../sql/flush.sql")).await?;
        client.query_one(&statement, &[]).await?;
        *flushed = covered;
        Ok(())
    }
}

/// Counts the commits under way in each organization.
#[derive(Debug, Default, Clone)]
pub(crate) struct Crowd(Arc<Mutex<HashMap<OrgId, usize>>>);

/// One commit under way.
#[derive(Debug)]
pub(crate) struct Present {
    crowd: Crowd,
    org: OrgId,
    /// Whether others were there already.
    pub(crate) company: bool,
}

impl Crowd {
    pub(crate) fn join(&self, org: OrgId) -> Present {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(org).or_insert(0);
        *count += 1;
        Present { crowd: self.clone(), org, company: *count > 1 }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.org) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.org);
            }
        }
    }
}
