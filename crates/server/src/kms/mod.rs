//! Key management: who holds the root keys, and wraps and unwraps under them.
//!
//! Unwrapping a data key takes a [`Grant`], and a grant comes from the commit of an audit intent and from nowhere else.
//! There is no other door:
//!
//! ```compile_fail,E0061
//! async fn without_a_grant(keys: &dyn server::kms::KeyProvider, sealed: &store::SealedKey, context: &envelope::Context) {
//!     keys.unwrap_dek(sealed, context).await;
//! }
//! ```
//! ```compile_fail,E0382
//! async fn twice(keys: &dyn server::kms::KeyProvider, grant: store::Grant, sealed: &store::SealedKey, context: &envelope::Context) {
//!     let _ = keys.unwrap_dek(grant, sealed, context).await;
//!     let _ = keys.unwrap_dek(grant, sealed, context).await;
//! }
//! ```
//! ```compile_fail,E0451
//! fn forged(org: domain::id::OrgId, object: domain::id::ObjectId) -> store::Grant {
//!     store::Grant { org, object, version: 1 }
//! }
//! ```

mod local;

use domain::id::{KekId, OrgId};
use envelope::{Context, Dek, OpeningDek};
use futures_util::future::BoxFuture;
use store::{Grant, SealedKey};

pub use local::{LocalKeys, LocalKeysError, PrimaryRoot};

/// Why a key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key does not open, or the grant is for something else. One text for all: no oracle.
    #[error("the sealed key does not open")]
    Sealed,
    /// The provider cannot be reached.
    #[error("key management is unavailable: {0}")]
    Unavailable(String),
}

/// A fresh DEK, and the same wrapped under the organization's KEK.
pub type NewDek = (Dek, Vec<u8>);

/// A holder of root keys.
pub trait KeyProvider: Send + Sync {
    /// A new KEK for an organization, wrapped under the primary root key.
    fn new_kek(&self, org: OrgId, kek: KekId) -> BoxFuture<'_, Result<Vec<u8>, KeyError>>;

    /// Whether a KEK opens under a root key that is there. The KEK itself is not released: what it wraps takes a grant.
    fn opens_kek<'a>(
        &'a self,
        org: OrgId,
        kek: KekId,
        wrapped_kek: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, KeyError>>;

    /// Fresh DEKs, one for each context, each with its wrapped form under the KEK of the contexts' organization.
    fn new_deks<'a>(
        &'a self,
        kek: KekId,
        wrapped_kek: &'a [u8],
        contexts: &'a [Context],
    ) -> BoxFuture<'a, Result<Vec<NewDek>, KeyError>>;

    /// Unwraps a DEK. The grant is used up, whether that succeeds or not.
    fn unwrap_dek<'a>(
        &'a self,
        grant: Grant,
        sealed: &'a SealedKey,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<OpeningDek, KeyError>>;
}
