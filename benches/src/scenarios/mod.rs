//! What is measured, one file each.

mod append;
mod download;
mod envelope;
mod list;
mod pass;
mod read;
mod sign_in;
mod start;
mod upload;

use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::Plan;

/// Their names, in the order of measuring.
pub(crate) const NAMES: &[&str] =
    &["upload", "read", "download", "append", "list", "sign-in", "envelope", "pass", "start"];

/// Measures the one of this name.
pub(crate) async fn measure(
    name: &str,
    ground: &Ground,
    plan: &Plan,
    certificates: usize,
) -> anyhow::Result<Vec<Line>> {
    match name {
        "upload" => Box::pin(upload::measure(ground, plan)).await,
        "read" => Box::pin(read::measure(ground, plan)).await,
        "download" => Box::pin(download::measure(ground, plan)).await,
        "append" => Box::pin(append::measure(ground, plan)).await,
        "list" => Box::pin(list::measure(ground, plan, certificates)).await,
        "sign-in" => sign_in::measure(ground, plan).await,
        "envelope" => envelope::measure(plan).await,
        "pass" => pass::measure(plan).await,
        "start" => start::measure(ground, plan).await,
        _ => Ok(Vec::new()),
    }
}
