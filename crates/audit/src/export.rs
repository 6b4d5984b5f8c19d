//! The export of a log: `manifest.json`, `entries.jsonl`, `disclosures.jsonl`.

mod disclosure;
mod lines;
mod manifest;
mod verify;
mod write;

pub use disclosure::{Disclosure, MAX_DISCLOSED_BYTES};
pub use manifest::{FORMAT, MAX_MANIFEST_BYTES, Manifest};
pub use verify::verify_export;
pub use write::{ExportWriter, Finished};
