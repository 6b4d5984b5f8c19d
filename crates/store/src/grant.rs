//! The permit that only the commit of an audit intent mints.

use domain::Permit;
use domain::id::{ObjectId, OrgId};

use crate::{Error, Result, SealedKey};

/// Permission for one act on one version of one sealed object.
///
/// A grant comes with the commit of an intent, when its entry is on disk: `TenantTx::commit_intent`, for what a member does; and
/// `SystemTx::begin_status_list` and `SystemTx::begin_pass_renewal`, for the two things that the system does by itself, where the
/// database chooses the key; and `Store::begin_scanner_photo`, for what a scanner carries.
/// It cannot be built, copied or stored:
///
/// ```compile_fail
/// let forged = store::Grant { org: todo!(), object: todo!(), version: 1 };
/// ```
/// ```compile_fail
/// fn twice(grant: store::Grant) -> (store::Grant, store::Grant) {
///     (grant.clone(), grant)
/// }
/// ```
/// ```compile_fail
/// fn kept(grant: store::Grant) -> String {
///     serde_json::to_string(&grant).unwrap()
/// }
/// ```
#[derive(Debug)]
pub struct Grant {
    org: OrgId,
    object: ObjectId,
    version: u32,
}

impl Grant {
    pub(crate) const fn mint(org: OrgId, object: ObjectId, version: u32) -> Self {
        Self { org, object, version }
    }
}

impl Permit for Grant {
    fn covers(&self, org: OrgId, object: ObjectId, version: u32) -> bool {
        self.org == org && self.object == object && self.version == version
    }
}

/// An intent that is on disk and waits for its outcome.
#[derive(Debug)]
#[must_use = "an intent wants its outcome recorded"]
pub struct Intent {
    pub(crate) event: crate::AuditEvent,
    pub(crate) seq: i64,
    pub(crate) key: Option<SealedKey>,
}

impl Intent {
    /// Its place in the log.
    #[must_use]
    pub const fn seq(&self) -> i64 {
        self.seq
    }

    /// The wrapped keys of the object that it is about, for who has the grant to unwrap them with.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there are none, or row-level security shows the caller none.
    pub fn sealed_key(&self) -> Result<&SealedKey> {
        self.key.as_ref().ok_or(Error::NotFound)
    }

    /// As it was, with a detail for its outcome.
    pub fn with_detail(mut self, field: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.event = self.event.detail(field, value);
        self
    }

    /// The entry that closes this intent.
    #[must_use]
    pub fn closed(self, outcome: crate::Outcome) -> crate::AuditEvent {
        let mut event = self.event.outcome(outcome);
        event.intent = Some(self.seq);
        event
    }
}
