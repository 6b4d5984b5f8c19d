//! Key-encryption keys.

use std::fmt;
use std::marker::PhantomData;

use domain::id::KekId;
use domain::{Permit, Rng};

use crate::context::encode_fields;
use crate::object::{Dek, OpeningDek};
use crate::primitives::Key;
use crate::{Context, OpenError, WrappedDek};

/// Stands before the context in the derivation of the key that wraps a DEK.
const WRAP_DEK: &str = "credenza/wrap-dek/v1";

/// The key-encryption key of an organization. Its bytes never leave it except wrapped under a
/// [`RootKey`](crate::RootKey); `P` is the permit that unwrapping uses up.
///
/// ```
/// # use domain::{Rng, id::{KekId, ObjectId, OrgId}};
/// # struct Zero; impl Rng for Zero { fn fill(&self, out: &mut [u8]) { out.fill(0) } }
/// # let rng = Zero; let now = time::OffsetDateTime::UNIX_EPOCH;
/// # let context = envelope::Context { org: OrgId::new(now, &rng), object: ObjectId::new(now, &rng), version: 1,
/// #     kind: envelope::Kind::Password };
/// struct Recorded(envelope::Context);
/// impl envelope::Permit for Recorded {
///     fn covers(&self, org: OrgId, object: ObjectId, version: u32) -> bool {
///         (self.0.org, self.0.object, self.0.version) == (org, object, version)
///     }
/// }
/// # let permit = Recorded(context);
/// let kek = envelope::Kek::<Recorded>::generate(KekId::new(now, &rng), &rng);
/// let wrapped = kek.wrap(&envelope::Dek::generate(&rng), &context);
/// let dek = kek.unwrap(permit, &context, &wrapped)?;
/// # Ok::<_, envelope::OpenError>(())
/// ```
///
/// Nothing unwraps without a permit:
///
/// ```compile_fail,E0061
/// # use envelope::{Context, Kek, OpenError, OpeningDek, Permit, WrappedDek};
/// fn unwrap<P: Permit>(kek: &Kek<P>, context: &Context, wrapped: &WrappedDek) -> Result<OpeningDek, OpenError> {
///     kek.unwrap(context, wrapped)
/// }
/// ```
///
/// A permit works once:
///
/// ```compile_fail,E0382
/// # use envelope::{Context, Kek, OpenError, OpeningDek, Permit, WrappedDek};
/// fn twice<P: Permit>(kek: &Kek<P>, permit: P, context: &Context, wrapped: &WrappedDek) -> Result<(), OpenError> {
///     kek.unwrap(permit, context, wrapped)?;
///     kek.unwrap(permit, context, wrapped)?;
///     Ok(())
/// }
/// ```
///
/// A permit of another type is none:
///
/// ```compile_fail,E0308
/// # use envelope::{Context, Kek, OpenError, OpeningDek, Permit, WrappedDek};
/// # use domain::id::{ObjectId, OrgId};
/// struct Recorded;
/// impl Permit for Recorded {
///     fn covers(&self, _: OrgId, _: ObjectId, _: u32) -> bool { true }
/// }
/// fn other(kek: &Kek<Recorded>, context: &Context, wrapped: &WrappedDek) -> Result<OpeningDek, OpenError> {
///     kek.unwrap((), context, wrapped)
/// }
/// ```
pub struct Kek<P> {
    id: KekId,
    key: Key,
    permit: PhantomData<fn(P)>,
}

impl<P: Permit> Kek<P> {
    /// A new key of 32 random bytes.
    #[must_use]
    pub fn generate(id: KekId, rng: &dyn Rng) -> Self {
        Self::from_key(id, Key::generate(rng))
    }

    pub(crate) const fn from_key(id: KekId, key: Key) -> Self {
        Self { id, key, permit: PhantomData }
    }

    pub(crate) const fn key(&self) -> &Key {
        &self.key
    }

    /// Which key this is.
    #[must_use]
    pub const fn id(&self) -> KekId {
        self.id
    }

    /// Wraps the DEK of the object that `context` names.
    #[must_use]
    pub fn wrap(&self, dek: &Dek, context: &Context) -> WrappedDek {
        self.wrap_key(dek.key(), context)
    }

    /// The DEK of the object that `context` names, for the one act that `permit` is proof of.
    ///
    /// # Errors
    /// [`OpenError`] when the permit is for another object, or when KEK, context or bytes are not those of wrapping.
    /// The permit is used up all the same.
    pub fn unwrap(
        &self,
        permit: P,
        context: &Context,
        wrapped: &WrappedDek,
    ) -> Result<OpeningDek, OpenError> {
        let covered = permit.covers(context.org, context.object, context.version);
        drop(permit);
        if !covered {
            return Err(OpenError);
        }
        self.unwrap_key(context, wrapped).map(OpeningDek::new)
    }

    /// The same DEK wrapped under another KEK. The DEK itself is not returned, so no permit is asked for.
    ///
    /// # Errors
    /// [`OpenError`] when this KEK, the context or the bytes are not those of wrapping.
    pub fn rewrap(
        &self,
        to: &Self,
        context: &Context,
        wrapped: &WrappedDek,
    ) -> Result<WrappedDek, OpenError> {
        self.unwrap_key(context, wrapped).map(|dek| to.wrap_key(&dek, context))
    }

    fn wrap_key(&self, dek: &Key, context: &Context) -> WrappedDek {
        WrappedDek::new(&self.key, &[&encode_fields(&[WRAP_DEK]), &context.encode()], dek)
    }

    fn unwrap_key(&self, context: &Context, wrapped: &WrappedDek) -> Result<Key, OpenError> {
        wrapped.unwrap(&self.key, &[&encode_fields(&[WRAP_DEK]), &context.encode()])
    }
}

impl<P> fmt::Debug for Kek<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kek").field("id", &self.id).finish_non_exhaustive()
    }
}
