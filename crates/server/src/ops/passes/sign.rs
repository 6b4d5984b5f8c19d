//! The private keys that sign passes, status lists and what goes to wallets: made and sealed, and opened for one act.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use domain::Action;
use domain::id::{ObjectId, OrgId, PassKeyId};
use envelope::{Context, Kind};
use pass::{Point, Purpose};
use store::{Grant, Intent, NewPassKey, Outcome, PrimaryKek, SealedKey, SigningKey};

use super::super::upload::place::Plain;
use super::super::upload::seal::seal_and_store;
use super::super::{Error, Result};
use crate::app::App;
use crate::auth::session::Session;

/// A private key, opened for one act.
pub(super) struct Signer {
    pair: EcdsaKeyPair,
    pub(super) point: Point,
}

/// What is to be opened.
pub(super) struct SealedSigner<'a> {
    pub(super) org: OrgId,
    pub(super) purpose: Purpose,
    pub(super) object: ObjectId,
    pub(super) version: u32,
    pub(super) key: &'a SealedKey,
    /// x and y, as the database has them.
    pub(super) point: &'a [u8; 64],
}

impl Signer {
    /// Opens a key. The grant is used up.
    pub(super) async fn open(app: &App, grant: Grant, sealed: SealedSigner<'_>) -> Result<Self> {
        let SealedSigner { org, purpose, object, version, key, point } = sealed;
        let bytes = app.store.objects().get(org, object, version).await.map_err(|error| match error {
            store::Error::NotFound => Error::Damaged,
            other => other.into(),
        })?;
        let context = Context { org, object, version, kind: kind(purpose) };
        let dek = app.keys.unwrap_dek(grant, key, &context).await?;
        let plaintext = envelope::open(dek, &context, &bytes).map_err(|_| Error::Damaged)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &plaintext)
            .map_err(|_| Error::Damaged)?;
        let own = point_of(&pair)?;
        // A public half that was swapped in the database would have others believe a key that signs nothing.
        let (x, y) = own.coordinates();
        if [x, y].concat() != point { Err(Error::Damaged) } else { Ok(Self { pair, point: own }) }
    }

    /// r and s, 32 bytes each.
    pub(super) fn sign(&self, message: &[u8]) -> std::result::Result<[u8; 64], SignatureError> {
        let signature = self.pair.sign(&SystemRandom::new(), message).map_err(|_| SignatureError)?;
        signature.as_ref().try_into().map_err(|_| SignatureError)
    }
}

/// What a member may sign: the intent is on disk.
pub(super) struct Permitted {
    pub(super) action: Action,
    pub(super) purpose: Purpose,
    pub(super) key: SigningKey,
    pub(super) grant: Grant,
    pub(super) intent: Intent,
}

/// Signs what `make` makes under the grant, and records how the intent ended before anything is released.
pub(super) async fn under_grant<T>(
    app: &App,
    session: &Session,
    permitted: Permitted,
    make: impl FnOnce(&Signer) -> Result<T>,
) -> Result<T> {
    let Permitted { action, purpose, key, grant, intent } = permitted;
    let signed = async {
        let sealed = SealedSigner {
            org: session.org,
            purpose,
            object: key.object,
            version: key.version,
            key: intent.sealed_key()?,
            point: &key.point,
        };
        make(&Signer::open(app, grant, sealed).await?)
    }
    .await;
    app.metrics.acted(action, signed.is_ok());
    let outcome = if signed.is_ok() { Outcome::Done } else { Outcome::Failed };
    app.store.record(&session.caller, &intent.closed(outcome)).await?;
    signed
}

/// The library did not sign.
#[derive(Debug, thiserror::Error)]
#[error("the library did not sign")]
pub(super) struct SignatureError;

impl From<SignatureError> for Error {
    fn from(error: SignatureError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Makes a key, and puts its private half, sealed, into the object store.
pub(super) async fn make(app: &App, org: OrgId, kek: &PrimaryKek, purpose: Purpose) -> Result<NewPassKey> {
    let fault = |_| Error::Internal("the library made no key".into());
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(fault)?;
    // It is wiped when it is dropped.
    let pkcs8 = pair.to_pkcs8v1().map_err(fault)?;
    let file_name = format!("{}.key", purpose.as_str());
    let plain = Plain { kind: kind(purpose), file_name: &file_name, bytes: pkcs8.as_ref() };
    let objects = seal_and_store(app, org, kek, vec![plain]).await?;
    let object = objects.into_iter().next().ok_or_else(|| Error::Internal("nothing was sealed".into()))?;
    let point = point_of(&pair)?;
    let (x, y) = point.coordinates();
    Ok(NewPassKey {
        id: PassKeyId::new(app.clock.now(), &*app.rng),
        point: [x, y].concat(),
        key_id: point.key_id().0,
        object,
    })
}

fn point_of(pair: &EcdsaKeyPair) -> Result<Point> {
    Point::from_uncompressed(pair.public_key().as_ref()).ok_or(Error::Damaged)
}

fn kind(purpose: Purpose) -> Kind {
    match purpose {
        Purpose::Pass => Kind::PassKey,
        Purpose::Status => Kind::StatusKey,
        Purpose::Wallet => Kind::WalletKey,
    }
}
