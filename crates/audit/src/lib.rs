//! The audit log of an organization, in the form in which a stranger can check it: entries as canonical JSON, the hash
//! chain that links them, the export, and a verifier that needs nothing but the exported files.
//!
//! `docs/AUDIT.md` describes every byte; `vectors/audit` has cases; `tools/verify_audit.py` is a second verifier,
//! written from the text alone. This crate does no I/O: it reads from the [`std::io::BufRead`] and writes to the
//! [`std::io::Write`] that it is handed, and takes the time as an argument.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let manifest = include_bytes!("../../../vectors/audit/accept/worked_example/manifest.json");
//! let entries = include_bytes!("../../../vectors/audit/accept/worked_example/entries.jsonl");
//! let disclosures = include_bytes!("../../../vectors/audit/accept/worked_example/disclosures.jsonl");
//! let report = audit::verify_export(manifest, &entries[..], &disclosures[..])?;
//! assert_eq!(report.verdict, audit::Verdict::Consistent);
//! # Ok(())
//! # }
//! ```

mod chain;
mod checkpoint;
mod consistency;
mod cosignature;
mod entry;
mod export;
mod finding;
mod hash;
mod intents;
mod json;
mod merkle;
mod note;
mod timestamp;
mod witness;

pub use chain::ChainVerifier;
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use consistency::{is_consistent, prove_consistency};
pub use cosignature::{Cosigner, WitnessKey, WrongCosignature};
pub use entry::{
    Actor, Assurance, Entry, MAX_AMR, MAX_DETAIL_BYTES, MAX_ENTRY_BYTES, MAX_EPOCH, MAX_FIELDS, ObjectRef,
    Outcome,
};
pub use export::{
    Disclosure, Export, ExportWriter, FORMAT, Finished, MAX_DISCLOSED_BYTES, MAX_MANIFEST_BYTES, Manifest,
    checkpoint_line, verify_export, verify_signed_export, verify_witnessed_export,
};
pub use finding::{
    CheckpointSpan, Code, EpochSpan, File, Finding, MAX_FINDINGS, Report, Verdict, WitnessedSpan,
};
pub use hash::{Digest, commit, leaf_hash};
pub use intents::MAX_OPEN_INTENTS;
pub use json::FormError;
pub use merkle::Tree;
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, NoteSigner, VerifierKey};
pub use witness::{AcceptedLog, AddCheckpoint, MAX_REQUEST_BYTES, Refusal, TreeHead};
