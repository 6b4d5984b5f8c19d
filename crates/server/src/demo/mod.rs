//! The demonstration: a made-up firm with made-up customers and certificates, and a made-up company with a work site, for who
//! wants to look before he begins.
//!
//! It comes into being through the same acts as a real firm's data, so that everything of it is parsed, sealed and
//! recorded. It has a data directory of its own, which a file marks for good: every page then says that nothing here
//! is real, also when the server is started without `--demo`.

mod certificates;
mod container;
mod der;
mod fill;
mod firm;
mod gate;
mod record;
mod site;
mod work;

use anyhow::Context;

use crate::backend::Backend;
use crate::config::Config;
use crate::machine::SystemRng;

pub use fill::fill;
pub use record::{Person, Record, is_marked};

/// The last part of the data directory when none is named.
const DIRECTORY: &str = "credenza-demo";

/// Puts the demonstration into a data directory of its own, unless one was named.
///
/// # Errors
/// When a database is configured that is not the data directory's.
pub fn set_apart(config: &mut Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.database.is_none() && config.objects_dir.is_none(),
        "--demo keeps its made-up firm in a data directory of its own, with the database in it: take database.url and \
         objects.dir out of the configuration"
    );
    if config.data_dir.is_none() {
        config.data_dir = Some(crate::backend::data_dir(config)?.with_file_name(DIRECTORY));
    }
    Ok(())
}

/// What the data directory holds of a demonstration; marks a new one as begun.
///
/// # Errors
/// When there is data that is not the demonstration's, or the demonstration was not finished.
pub async fn begin(backend: &Backend) -> anyhow::Result<Record> {
    let place = backend.dir.path().display();
    if let Some(record) = Record::read(&backend.dir)? {
        anyhow::ensure!(
            record.complete,
            "the demonstration in {place} was broken off while it was made: remove that directory and start again"
        );
        return Ok(record);
    }
    let fresh = store::operator::is_fresh(&backend.admin().await?).await?;
    anyhow::ensure!(
        fresh,
        "{place} holds an organization that is not the demonstration's, and nothing was added to it: name a new \
         directory with --data-dir, or start without --demo"
    );
    let record = Record::new(&SystemRng);
    record.write(&backend.dir).context("marking the data directory as a demonstration")?;
    Ok(record)
}
