//! What is measured, one file each.

mod alerts;
mod append;
mod download;
mod envelope;
mod import;
mod list;
mod pass;
mod read;
mod readiness;
mod sign_in;
mod start;
mod upload;

use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::Plan;

/// Their names, in the order of measuring.
pub(crate) const NAMES: &[&str] = &[
    "upload",
    "read",
    "download",
    "append",
    "list",
    "sign-in",
    "envelope",
    "pass",
    "alerts",
    "import",
    "readiness",
    "start",
];

/// Of how much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// Certificates in the organization whose list is measured.
    pub(crate) certificates: usize,
    /// Certificates that are watched, in all organizations.
    pub(crate) watched: usize,
    /// Rows of an import.
    pub(crate) rows: usize,
    /// Workers on the board of readiness.
    pub(crate) workers: usize,
    /// Sites on it.
    pub(crate) sites: usize,
}

/// Measures the one of this name.
pub(crate) async fn measure(
    name: &str,
    ground: &Ground,
    plan: &Plan,
    sizes: &Sizes,
) -> anyhow::Result<Vec<Line>> {
    match name {
        "upload" => Box::pin(upload::measure(ground, plan)).await,
        "read" => Box::pin(read::measure(ground, plan)).await,
        "download" => Box::pin(download::measure(ground, plan)).await,
        "append" => Box::pin(append::measure(ground, plan)).await,
        "list" => Box::pin(list::measure(ground, plan, sizes.certificates)).await,
        "sign-in" => sign_in::measure(ground, plan).await,
        "envelope" => envelope::measure(plan).await,
        "pass" => pass::measure(plan).await,
        "alerts" => Box::pin(alerts::measure(ground, plan, sizes.watched)).await,
        "import" => Box::pin(import::measure(ground, sizes.rows)).await,
        "readiness" => Box::pin(readiness::measure(ground, plan, sizes)).await,
        "start" => start::measure(ground, plan).await,
        _ => Ok(Vec::new()),
    }
}
