//! What it takes to open a sealed object.

use crate::id::{ObjectId, OrgId};

/// Proof that one act on one object was recorded before the object's key is touched.
///
/// Unwrapping a data key consumes a permit. In the server the only permit is the store's `Grant`, which only the commit
/// of an audit intent mints; the trait stands here so that the code which unwraps and the code which mints know nothing
/// of each other. An implementor must be neither `Clone` nor `Copy`: the one unwrapping that it permits uses it up.
pub trait Permit {
    /// Whether the permit is for this version of this object.
    fn covers(&self, org: OrgId, object: ObjectId, version: u32) -> bool;
}
