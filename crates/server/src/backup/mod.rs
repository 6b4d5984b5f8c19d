//! Backups of the embedded mode: database, sealed objects, and a manifest with the digest of each. The keyring, without
//! which nothing in it opens, is kept apart.
//!
//! ```text
//! DIR/database.dump           pg_dump's custom format, without the key of the MAC over contexts
//! DIR/objects/ORG/OBJECT/V    sealed objects, as they are
//! DIR/demo.json               only of a demonstration
//! DIR/manifest.json           what belongs to the backup: path, length and SHA-256 of each part
//! DIR/manifest.json.sha256    its digest, as `sha256sum` writes it. Written last: without it, a backup was broken off
//! ```

mod files;
mod manifest;
mod restore;
mod take;

pub use manifest::{FORMAT, LogEnd, Manifest, Part};
pub use restore::{MARKER, Restored, restore};
pub use take::{Taken, may_save_keyring, save_keyring, take};
