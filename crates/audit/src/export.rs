//! The export of a log: `manifest.json`, `entries.jsonl`, `disclosures.jsonl`, `checkpoints.jsonl`.

mod checkpoints;
mod disclosure;
mod lines;
mod manifest;
mod verify;
mod witnesses;
mod write;

pub use disclosure::{Disclosure, MAX_DISCLOSED_BYTES};
pub use manifest::{FORMAT, MAX_MANIFEST_BYTES, Manifest};
pub use verify::{Export, verify_export, verify_signed_export, verify_witnessed_export};
pub use write::{ExportWriter, Finished, checkpoint_line};
