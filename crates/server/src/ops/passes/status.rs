//! Status lists: signed when they are asked for and what they say has changed, or they are no longer new.

use domain::id::{OrgId, RequestId};
use pass::{BitstringPurpose, LIFETIME, Purpose, Status, StatusBits, StatusList, TTL};
use store::{FoundStatusList, SignedStatusList, StatusListForms, StatusSigning};
use time::{Duration, OffsetDateTime};

use super::super::{Error, Result};
use super::keys::make_wanted;
use super::sign::{SealedSigner, Signer};
use super::{key_address, list_address, secure_origin};
use crate::app::App;

/// After so long a list is signed again, though it says the same: who asks gets one that is fresh for some minutes yet.
const SIGNED_FOR: Duration = Duration::minutes(10);

/// The list of passes under an organization's key of this number; `None` when there is none.
///
/// # Errors
/// What the store or the keys say.
pub async fn list(app: &App, org: OrgId, list: i32, request: RequestId) -> Result<Option<SignedStatusList>> {
    match find(app, org, list).await? {
        FoundStatusList::Unknown => return Ok(None),
        FoundStatusList::Signed(found) if found.current => return Ok(Some(found)),
        FoundStatusList::Unsigned | FoundStatusList::Signed(_) => {}
    }
    // Of those who ask at the same moment, one signs, and the others find what he signed. Between replicas, the database says
    // which is published.
    let _turn = app.signing.lock().await;
    for _ in 0..3 {
        let previous = match find(app, org, list).await? {
            FoundStatusList::Unknown => return Ok(None),
            FoundStatusList::Signed(found) if found.current => return Ok(Some(found)),
            FoundStatusList::Signed(old) => Some(old.signed_at),
            FoundStatusList::Unsigned => None,
        };
        // Never twice the same second, nor an earlier one: the later of two lists is believed.
        let now = app.clock.now();
        let now = now.replace_nanosecond(0).unwrap_or(now);
        let at = previous.map_or(now, |previous| now.max(previous + Duration::SECOND));
        sign(app, org, list, at, request).await?;
    }
    Err(Error::Internal("what a status list says changes faster than it is signed".into()))
}

async fn find(app: &App, org: OrgId, list: i32) -> Result<FoundStatusList> {
    Ok(app.store.system().find_status_list(app.clock.now(), org, list, SIGNED_FOR).await?)
}

async fn sign(app: &App, org: OrgId, list: i32, at: OffsetDateTime, request: RequestId) -> Result<()> {
    let system = app.store.system();
    let begun = match system.begin_status_list(at, org, list, request).await? {
        Some(begun) => Some(begun),
        None => {
            make_wanted(app, Some(org), request).await?;
            system.begin_status_list(at, org, list, request).await?
        }
    };
    let (grant, signing) = begun.ok_or_else(|| Error::Internal("there is no key for status lists".into()))?;
    let sealed = SealedSigner {
        org,
        purpose: Purpose::Status,
        object: signing.object,
        version: signing.version,
        key: &signing.sealed,
        point: &signing.point,
    };
    let signed = match Signer::open(app, grant, sealed).await {
        Ok(signer) => all_forms(app, &signing, at, &signer),
        Err(error) => Err(error),
    };
    match signed {
        Ok(forms) => {
            system.publish_status_list(&signing, at, &forms).await?;
            Ok(())
        }
        Err(error) => {
            system.fail_status_list(&signing).await?;
            Err(error)
        }
    }
}

fn all_forms(
    app: &App,
    signing: &StatusSigning,
    at: OffsetDateTime,
    signer: &Signer,
) -> Result<StatusListForms> {
    let mut entries = StatusBits::new(signing.size);
    for (place, status) in &signing.bad {
        let status = if *status == 1 { Status::Invalid } else { Status::Suspended };
        if !entries.set(*place, status) {
            return Err(Error::Internal("a place beyond its status list".into()));
        }
    }
    let issued_at = at.unix_timestamp();
    let list = StatusList {
        issuer: signing.org,
        uri: list_address(app, signing.org, signing.list),
        issued_at,
        expires_at: issued_at + LIFETIME,
        ttl: TTL,
        entries,
    };
    let issuer = pass::issuer_uri(&secure_origin(app), signing.org);
    let key_uri = key_address(app, signing.org, signer.point.key_id());
    let bits = |purpose| list.sign_bitstring(purpose, &issuer, &key_uri, |message| signer.sign(message));
    Ok(StatusListForms {
        cwt: list.sign(&signer.point, |message| signer.sign(message))?,
        jwt: list.sign_jwt(&signer.point, |message| signer.sign(message))?,
        revocation: bits(BitstringPurpose::Revocation)?,
        suspension: bits(BitstringPurpose::Suspension)?,
    })
}
