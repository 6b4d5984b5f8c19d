//! The root key, and the organizations' key-encryption keys under it.

use domain::Clock;
use store::rotation::{keks, rewrap_kek};

use super::{OfRoot, Run, SETTLED};
use crate::machine::SystemClock;

/// A new root key, unless there is one of less than a day, and every key-encryption key under the primary one.
pub(super) async fn rotate(run: &Run<'_>) -> anyhow::Result<OfRoot> {
    run.progress.set_message("the root key");
    run.keys.reload()?;
    let present = run.keys.primary_root();
    let settled = present.is_successor && SystemClock.now() - present.created_at < SETTLED;
    let rotated = !settled || run.wanted.again;
    if rotated {
        run.keys.rotate_root(&SystemClock)?;
    }
    let id = run.keys.primary_root().id;
    let (mut rewrapped, mut unopened) = (0, 0);
    let all = keks(run.second, None).await?;
    run.progress.set_length(all.len() as u64);
    run.progress.set_position(0);
    for (org, kek) in all {
        run.progress.inc(1);
        match run.keys.rewrap_kek(org, &kek) {
            Ok(None) => {}
            Ok(Some(anew)) => {
                let root = id.to_string();
                let replaced = rewrap_kek(run.admin, org, &kek, &anew, &root, Run::request()).await?;
                rewrapped += u64::from(replaced);
            }
            Err(_) => unopened += 1,
        }
    }
    Ok(OfRoot { id, rotated, rewrapped, unopened })
}
