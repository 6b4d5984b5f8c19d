//! The keys with which an organization vouches: made when they are first needed and ahead of their time, put in another's place,
//! given up.

use domain::Action;
use domain::id::{OrgId, PassKeyId, RequestId};
use pass::{Point, Purpose, Trust, TrustedKey};
use store::AuditEvent;
use tokio_util::sync::CancellationToken;

use super::super::upload::seal::discard;
use super::super::{Error, Result, field, permit};
use super::sign;
use crate::app::App;
use crate::auth::session::Session;

/// Between two looks at whose keys end soon.
const ROUND: std::time::Duration = std::time::Duration::from_secs(10 * 60);

/// Makes the keys that are lacking: in one organization, or, for none, in all that have workers. Returns how many.
///
/// # Errors
/// What the store or the keys say; what was made before stays.
pub async fn make_wanted(app: &App, org: Option<OrgId>, request: RequestId) -> Result<usize> {
    let at = app.clock.now();
    let mut made = 0;
    for wanted in app.store.system().wanted_pass_keys(at, org).await? {
        let purpose = Purpose::from_name(&wanted.purpose)
            .ok_or_else(|| Error::Internal(format!("no such purpose: {}", wanted.purpose)))?;
        let new = sign::make(app, wanted.org, &wanted.kek, purpose).await?;
        // When the database went away, the commit may have taken effect unheard: then the bytes stay, for the sweep to judge.
        if app.store.system().add_pass_key(at, &wanted, &new, request).await? {
            made += 1;
        } else {
            discard(app, wanted.org, &[new.object]).await;
        }
    }
    Ok(made)
}

/// Sees to it that keys are made and published ahead of their time, until `shutdown`.
pub async fn keep_making(app: App, shutdown: CancellationToken) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = round.tick() => {}
        }
        let request = RequestId::new(app.clock.now(), &*app.rng);
        match make_wanted(&app, None, request).await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "keys for passes were made"),
            Err(error) => tracing::warn!(%error, "keys for passes are made in the next round"),
        }
    }
}

/// What verifiers are to trust; `None` when there is no such organization.
///
/// # Errors
/// What the store says.
pub async fn published(app: &App, org: OrgId) -> Result<Option<Trust>> {
    let Some(keys) = app.store.system().published_pass_keys(app.clock.now(), org).await? else {
        return Ok(None);
    };
    let mut trusted = Vec::with_capacity(keys.len());
    for key in keys {
        let point = [&[4], key.point.as_slice()].concat();
        trusted.push(TrustedKey {
            point: Point::from_uncompressed(&point).ok_or(Error::Damaged)?,
            issuer: org,
            purpose: Purpose::from_name(&key.purpose).ok_or(Error::Damaged)?,
            not_before: key.not_before.unix_timestamp(),
            not_after: key.not_after.unix_timestamp(),
            distrusted: key.distrusted,
        });
    }
    Trust::new(trusted).map(Some).map_err(|_| Error::Damaged)
}

/// Puts a new key in the place of the one that signs now, which ends in a minute. Returns which it is. The step-up is about the
/// organization.
///
/// # Errors
/// [`Error::Field`]; what policy, the step-up or the store says.
pub async fn rotate(app: &App, session: &Session, purpose: &str, proof: Option<&str>) -> Result<i32> {
    let wanted = Purpose::from_name(purpose);
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::PassKeyRotate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    let Some(wanted) = wanted else {
        tx.rollback().await;
        return Err(field("purpose", "purpose", "Choose one of pass, status and wallet."));
    };
    let kek = tx.primary_kek().await?;
    let new = sign::make(app, session.org, &kek, wanted).await?;
    let epoch = tx.rotate_pass_key(app.clock.now(), wanted.as_str(), &new).await?;
    let event = event
        .detail("purpose", wanted.as_str())
        .detail("key", &hex::encode(new.key_id))
        .detail("pass_key", &new.id);
    tx.commit(&event).await?;
    Ok(epoch)
}

/// Gives a key up: nothing that it ever signed is believed any more. Where that was the one that signs, another takes its place.
/// The step-up is about the key.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn distrust(app: &App, session: &Session, key: PassKeyId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::PassKeyDistrust).on("pass_key", &key);
    let (tx, event) = permit(app, session, tx, proof, event, &key.to_string()).await?;
    let purpose = tx.distrust_pass_key(key).await?;
    tx.commit(&event.detail("purpose", &purpose)).await?;
    // Done, whatever becomes of this: who needs a key makes one.
    if let Err(error) = make_wanted(app, Some(session.org), session.caller.request).await {
        tracing::warn!(%error, "the key in the place of one that was given up is made when it is needed");
    }
    Ok(())
}
