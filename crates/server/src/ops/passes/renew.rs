//! A phone's pass signed anew, without a session: the phone asks with the key that the pass names. The pass ends when it would have
//! ended, and has no type of ticket that it did not have, so that a phone that was found gains nothing by it. The roles on it are those of
//! now.

use domain::Action;
use domain::id::{OrgId, PassId, RequestId};
use pass::{Claims, DeviceKey, MintError, Purpose, Renewal, TicketClaim, role_marks};
use store::{BegunRenewal, Grant, PassRenewal};
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::{Error, Result, field};
use super::issue::{Issued, shown_name, whole_second};
use super::keys::make_wanted;
use super::sign::{SealedSigner, SignatureError, Signer};
use super::{list_address, secure_origin, type_code};
use crate::app::App;
use crate::limit::Class;

/// Signs a pass of this organization anew, for who proves that he is its phone.
///
/// # Errors
/// [`Error::Field`] for what is no proof; [`Error::PassUnproven`], the same for a pass that is not there; [`Error::PassNotRenewed`];
/// [`Error::Limited`]; what the store or the keys say.
pub async fn renew(app: &App, org: OrgId, proof: &[u8], request: RequestId) -> Result<Issued> {
    let asked = Renewal::read(proof).ok_or_else(|| {
        field("proof", "proof", "Send the COSE_Sign1 that docs/WALLET.md describes, in base64url.")
    })?;
    let now = whole_second(app.clock.now());
    let moment = OffsetDateTime::from_unix_timestamp(asked.asked_at).ok();
    let asked_at = moment.filter(|_| asked.is_of(now.unix_timestamp())).ok_or(Error::PassUnproven)?;
    let id = PassId::from_uuid(Uuid::from_bytes(asked.pass));
    let found = app.store.system().find_pass_device(org, id).await?;
    let device = found.and_then(|key| DeviceKey::from_compressed(&key));
    let device = device.filter(|key| asked.is_from(key)).ok_or(Error::PassUnproven)?;
    let decision = app.limiter.check(Class::PassRenewalOwn, &id.to_string()).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let begin = async || {
        app.store.system().begin_pass_renewal(now, (org, id), device.compressed(), asked_at, request).await
    };
    let mut begun = begin().await?;
    if matches!(begun, BegunRenewal::Nothing) {
        // The key for passes was given up, perhaps, and no other was asked for yet.
        make_wanted(app, Some(org), request).await?;
        begun = begin().await?;
    }
    match begun {
        BegunRenewal::Nothing => Err(Error::PassUnproven),
        BegunRenewal::Refused => Err(Error::PassNotRenewed),
        BegunRenewal::Begun(grant, renewal) => {
            let claims = claims(app, &renewal, device);
            let signed = sign(app, grant, &renewal, &claims).await;
            app.metrics.acted(Action::PassRenew, signed.is_ok());
            app.store.system().end_pass_renewal(&renewal, signed.is_ok()).await?;
            let token = signed?;
            let text = pass::to_text(&secure_origin(app), &token);
            let codes = renewal.tickets.into_iter().map(|ticket| ticket.public_code).collect();
            Ok(Issued { id, text, token, claims, codes, left_out: 0 })
        }
    }
}

fn claims(app: &App, renewal: &PassRenewal, device: DeviceKey) -> Claims {
    let tickets = renewal.tickets.iter().map(|ticket| TicketClaim {
        code: type_code(ticket.kind, &ticket.code, ticket.medical),
        valid_until: ticket.expires_on,
        status_index: ticket.place,
    });
    Claims {
        issuer: renewal.org,
        id: *renewal.pass.as_bytes(),
        issued_at: renewal.signed_at.unix_timestamp(),
        not_before: None,
        expires_at: renewal.expires_at.unix_timestamp(),
        device_key: Some(device),
        status_uri: list_address(app, renewal.org, renewal.list),
        status_index: renewal.place,
        name: shown_name(&renewal.name, &renewal.shown_name),
        photo: renewal.photo,
        tickets: tickets.collect(),
        roles: renewal.roles.as_deref().and_then(role_marks),
    }
}

async fn sign(app: &App, grant: Grant, renewal: &PassRenewal, claims: &Claims) -> Result<Vec<u8>> {
    let sealed = SealedSigner {
        org: renewal.org,
        purpose: Purpose::Pass,
        object: renewal.object,
        version: renewal.version,
        key: &renewal.sealed,
        point: &renewal.point,
    };
    let signer = Signer::open(app, grant, sealed).await?;
    let minted = pass::mint(claims, &signer.point, |message| signer.sign(message));
    minted.map_err(|error: MintError<SignatureError>| Error::Internal(error.to_string()))
}
