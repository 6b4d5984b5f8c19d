//! Sealed objects and the keys above them.
//!
//! ```text
//! root key  --wraps-->  KEK of an organization  --wraps-->  DEK of one object version  --seals-->  object
//! ```
//!
//! - An object is sealed in the published C2SP *chunked-encryption* format, Cobblestone-256, under a data-encryption
//!   key ([`Dek`]) of its own that is used once.
//! - The DEK is wrapped under the key-encryption key of the organization ([`Kek`]), bound to the same [`Context`] as
//!   the object. Destroying the KEK destroys every object of the organization (crypto-shredding).
//! - The KEK is wrapped under a root key ([`RootKey`]), which lives in the [`Keyring`] file.
//!
//! Unwrapping a DEK uses up a [`Permit`]: proof that the act was recorded before its key is touched.
//!
//! Every byte is documented in `docs/FORMAT.md`; `tools/open_sealed.py` is a decryptor written from that text alone.
//! Storage is taken to be the attacker: whatever it changes, swaps, cuts or adds ends in the one [`OpenError`].
//!
//! Nothing here does I/O or reads the clock. Keys are wiped from memory when dropped and never printed.

mod chunked;
mod context;
mod error;
mod export;
mod kek;
mod keyring;
mod object;
mod primitives;
mod root;
mod wrapped;

pub use context::{Context, Kind};
pub use domain::Permit;
pub use error::OpenError;
pub use export::{EXPORT_ITERATIONS, EXPORT_SALT_LEN, ExportKey};
pub use kek::Kek;
pub use keyring::{Keyring, KeyringError};
pub use object::{Dek, OpeningDek, open, seal, sealed_len};
pub use root::{RootKey, RootKeyState};
pub use wrapped::{WrappedDek, WrappedKek};
