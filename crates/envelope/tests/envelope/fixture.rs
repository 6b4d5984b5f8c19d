//! What the tests hold in their hands: repeatable randomness, a permit, keys of known bytes.

use std::sync::Mutex;

use domain::Rng;
use domain::id::{KekId, ObjectId, OrgId, RootKeyId};
use envelope::{Context, Dek, Kek, Keyring, Kind, OpenError, OpeningDek, Permit, WrappedDek};
use time::OffsetDateTime;

/// A permit for one object.
pub(crate) struct ActOn(pub(crate) Context);

impl Permit for ActOn {
    fn covers(&self, org: OrgId, object: ObjectId, version: u32) -> bool {
        (self.0.org, self.0.object, self.0.version) == (org, object, version)
    }
}

/// Gives the bytes it was made with, then panics.
pub(crate) struct Script(Mutex<Vec<u8>>);

impl Script {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(Mutex::new(bytes.to_vec()))
    }
}

impl Rng for Script {
    fn fill(&self, out: &mut [u8]) {
        let mut left = self.0.lock().unwrap();
        assert!(left.len() >= out.len(), "the script has ended");
        out.copy_from_slice(&left.drain(..out.len()).collect::<Vec<_>>());
    }
}

pub(crate) fn kek(bytes: &[u8]) -> Kek<ActOn> {
    let id = KekId::from_uuid(time_ordered(3).parse().unwrap());
    kek_with_id(id, bytes)
}

pub(crate) fn kek_with_id(id: KekId, bytes: &[u8]) -> Kek<ActOn> {
    assert_eq!(bytes.len(), 32);
    Kek::generate(id, &Script::new(bytes))
}

pub(crate) fn dek(bytes: &[u8]) -> Dek {
    assert_eq!(bytes.len(), 32);
    Dek::generate(&Script::new(bytes))
}

/// A DEK of known bytes as it comes out of unwrapping.
pub(crate) fn opening_dek(bytes: &[u8], context: &Context) -> OpeningDek {
    let kek = kek(&[7; 32]);
    kek.unwrap(ActOn(*context), context, &kek.wrap(&dek(bytes), context)).unwrap()
}

pub(crate) fn keyring(bytes: &[u8]) -> Keyring<ActOn> {
    let id = RootKeyId::from_uuid(time_ordered(4).parse().unwrap());
    Keyring::generate(id, OffsetDateTime::UNIX_EPOCH, &Script::new(bytes))
}

pub(crate) fn context() -> Context {
    Context {
        org: OrgId::from_uuid(time_ordered(1).parse().unwrap()),
        object: ObjectId::from_uuid(time_ordered(2).parse().unwrap()),
        version: 1,
        kind: Kind::CertificateFile,
    }
}

/// Every context that differs from [`context`] in one field.
pub(crate) fn neighbours() -> Vec<Context> {
    let other = context();
    let uuid = time_ordered(9).parse().unwrap();
    vec![
        Context { org: OrgId::from_uuid(uuid), ..other },
        Context { object: ObjectId::from_uuid(uuid), ..other },
        Context { version: 2, ..other },
        Context { kind: Kind::PrivateKeyFile, ..other },
        Context { kind: Kind::Password, ..other },
    ]
}

fn time_ordered(last: u8) -> String {
    format!("01890a5d-ac96-774b-bcce-b302099a80{last:02}")
}

pub(crate) fn unwrap(kek: &Kek<ActOn>, context: &Context, wrapped: &[u8]) -> Result<OpeningDek, OpenError> {
    kek.unwrap(ActOn(*context), context, &WrappedDek::from_bytes(wrapped)?)
}
