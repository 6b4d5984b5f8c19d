//! A worker's tickets for his wallet: an SD-JWT VC, of which he shows what he wants, or an Open Badge of each ticket. Both are signed
//! under the organization's key for wallets, and what becomes of them stands in the status lists of its passes.

use domain::id::{PassId, WorkerId};
use domain::{Action, Zone};
use pass::{Badge, DeviceKey, MAX_TICKETS, MintError, Point, Purpose, WalletCredential, WalletTicket};
use store::{AuditEvent, NewPass, PassHolder, PassTicket, Rule, SigningKey, TenantTx};
use time::{Duration, OffsetDateTime};

use super::super::{Error, Result};
use super::issue::{permitted, shown_name, whole_second};
use super::keys::make_wanted;
use super::sign::{Permitted, SignatureError, Signer, under_grant};
use super::{key_address, list_address, secure_origin, type_code};
use crate::app::App;
use crate::auth::session::Session;

/// For so long a credential for wallets is good; the wallet gets another before.
const CREDENTIAL_LIFETIME: Duration = Duration::days(90);
/// For so long a badge is, if its ticket does not end earlier.
const BADGE_LIFETIME: Duration = Duration::days(365);

const ACTS: [Action; 2] = [Action::CredentialIssue, Action::CredentialTake];

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One SD-JWT VC of all tickets.
    SdJwtVc,
    /// An Open Badge of each ticket.
    OpenBadges,
}

impl Form {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SdJwtVc => "sd_jwt_vc",
            Self::OpenBadges => "open_badges",
        }
    }

    /// The form of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::SdJwtVc, Self::OpenBadges].into_iter().find(|form| form.as_str() == name)
    }
}

/// What was made for a wallet.
#[derive(Debug)]
pub struct Given {
    /// As what it can be taken back; badges are worth what their tickets are.
    pub id: Option<PassId>,
    /// One, or a badge of each ticket.
    pub credentials: Vec<GivenCredential>,
    /// How many of the worker's tickets found no place.
    pub left_out: usize,
}

/// A credential.
#[derive(Debug)]
pub struct GivenCredential {
    /// The ticket's type, of a badge, as passes call it.
    pub ticket: Option<String>,
    /// What the wallet keeps.
    pub text: String,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// What is known when the act begins.
struct Wanted {
    action: Action,
    worker: WorkerId,
    holder: PassHolder,
    wallet: Point,
    at: OffsetDateTime,
    /// What signs.
    key: SigningKey,
    /// The status list in which the places are.
    list: i32,
}

/// What is signed under the grant.
enum Prepared {
    Credential(PassId, Box<WalletCredential>),
    Badges(Vec<(String, Badge)>),
}

/// Makes it, for the wallet that has the key. A wallet's SD-JWT VC is made anew under the same id.
///
/// # Errors
/// What policy, the store or the keys say.
pub async fn give(
    app: &App,
    session: &Session,
    worker: WorkerId,
    wallet: Point,
    form: Form,
) -> Result<Given> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    let (tx, wanted) = begin(app, session, worker, wallet).await?;
    if wanted.holder.archived {
        tx.rollback().await;
        return Err(store::Error::Rule(Rule::WorkerArchived).into());
    }
    let zone = Zone::named(&wanted.holder.time_zone).unwrap_or(Zone::UTC);
    let mut tickets = tx.pass_tickets(worker, zone.local(wanted.at).date()).await?;
    let left_out = tickets.len().saturating_sub(MAX_TICKETS);
    tickets.truncate(MAX_TICKETS);
    let prepared = match form {
        Form::SdJwtVc => prepare_credential(app, session, &tx, &wanted, &tickets).await?,
        Form::OpenBadges => prepare_badges(app, session, &tx, &wanted, &tickets, &organization.name).await?,
    };
    let event = AuditEvent::new(wanted.action)
        .detail("form", form.as_str())
        .detail("tickets", &tickets.len())
        .detail("pass_key", &wanted.key.id)
        .detail("object", &wanted.key.object);
    let event = match &prepared {
        Prepared::Credential(id, _) => event.on("pass", id).detail("worker", &worker),
        Prepared::Badges(_) => event.on("worker", &worker),
    };
    let (grant, intent) = tx.commit_intent(event, wanted.key.object, wanted.key.version).await?;
    let permit =
        Permitted { action: wanted.action, purpose: Purpose::Wallet, key: wanted.key, grant, intent };
    under_grant(app, session, permit, |signer| sign(app, signer, &prepared, left_out)).await
}

/// Asks policy, and finds the keys; they are made where there are none.
async fn begin(app: &App, session: &Session, worker: WorkerId, wallet: Point) -> Result<(TenantTx, Wanted)> {
    for made in [false, true] {
        let (tx, holder, action) = permitted(app.store.begin(&session.caller).await?, worker, ACTS).await?;
        let at = whole_second(app.clock.now());
        let key = tx.signing_key(at, Purpose::Wallet.as_str()).await?;
        let list = tx.signing_key(at, Purpose::Pass.as_str()).await?;
        if let Some((key, list)) = key.zip(list) {
            return Ok((tx, Wanted { action, worker, holder, wallet, at, key, list: list.epoch }));
        }
        tx.rollback().await;
        if !made {
            // Keys are made outside of a member's transaction.
            make_wanted(app, Some(session.org), session.caller.request).await?;
        }
    }
    Err(Error::Internal("there is no key for wallets".into()))
}

async fn prepare_credential(
    app: &App,
    session: &Session,
    tx: &TenantTx,
    wanted: &Wanted,
    tickets: &[PassTicket],
) -> Result<Prepared> {
    let Wanted { action, worker, holder, wallet, at, list, .. } = wanted;
    let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
    let wallet_key = DeviceKey::from(*wallet);
    let new = NewPass {
        own: *action == Action::CredentialTake,
        id: PassId::new(*at, &*app.rng),
        worker: *worker,
        device_key: Some(wallet_key.compressed()),
        signed_at: *at,
        expires_at: *at + CREDENTIAL_LIFETIME,
        list: *list,
        tickets: &ids,
    };
    let (id, places) = tx.put_wallet_credential(&new).await?;
    let mut places = places.into_iter();
    let status_index = places.next().ok_or_else(|| Error::Internal("a credential without a place".into()))?;
    let tickets = tickets.iter().zip(places).map(|(ticket, status_index)| WalletTicket {
        code: type_code(ticket.kind, &ticket.code, ticket.medical),
        name: shown_type(ticket),
        valid_until: ticket.expires_on,
        status_index,
    });
    let credential = WalletCredential {
        issuer: session.org,
        issuer_uri: pass::issuer_uri(&secure_origin(app), session.org),
        issued_at: at.unix_timestamp(),
        expires_at: new.expires_at.unix_timestamp(),
        holder: *wallet,
        status_uri: list_address(app, session.org, *list),
        status_index,
        name: shown_name(&holder.name, &holder.shown_name),
        tickets: tickets.collect(),
    };
    Ok(Prepared::Credential(id, Box::new(credential)))
}

async fn prepare_badges(
    app: &App,
    session: &Session,
    tx: &TenantTx,
    wanted: &Wanted,
    tickets: &[PassTicket],
    organization: &str,
) -> Result<Prepared> {
    let Wanted { action, worker, holder, wallet, at, key, list } = wanted;
    let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
    let places = tx.put_badges(*action == Action::CredentialTake, *worker, *list, &ids).await?;
    let point = Point::from_uncompressed(&[&[4], key.point.as_slice()].concat()).ok_or(Error::Damaged)?;
    let urn = |id: uuid::Uuid| format!("urn:uuid:{id}");
    let badges = tickets.iter().zip(places).map(|(ticket, status_index)| {
        let (code, mut random) = (type_code(ticket.kind, &ticket.code, ticket.medical), [0; 16]);
        app.rng.fill(&mut random);
        // A ticket is good on its last day, wherever the verifier is: the moment is that of the day's end in the last time zone.
        let ends = ticket
            .expires_on
            .and_then(|day| day.next_day()?.midnight().assume_utc().checked_add(Duration::hours(12)));
        let latest = *at + BADGE_LIFETIME;
        let badge = Badge {
            id: urn(uuid::Builder::from_random_bytes(random).into_uuid()),
            issuer: session.org,
            issuer_uri: pass::issuer_uri(&secure_origin(app), session.org),
            issuer_name: plain(organization),
            key_uri: key_address(app, session.org, point.key_id()),
            issued_at: at.unix_timestamp(),
            expires_at: ends.map_or(latest, |ends| ends.min(latest)).unix_timestamp(),
            holder: *wallet,
            name: shown_name(&holder.name, &holder.shown_name),
            achievement: urn(ticket.kind.uuid()),
            achievement_name: shown_type(ticket).unwrap_or_else(|| code.clone()),
            issued_on: ticket.issued_on,
            status_uri: list_address(app, session.org, *list),
            status_index,
        };
        (code, badge)
    });
    Ok(Prepared::Badges(badges.collect()))
}

fn sign(app: &App, signer: &Signer, prepared: &Prepared, left_out: usize) -> Result<Given> {
    let moment = |seconds| OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| Error::Damaged);
    let failed = |error: MintError<SignatureError>| Error::Internal(error.to_string());
    match prepared {
        Prepared::Credential(id, credential) => {
            let text = credential.mint(&signer.point, &*app.rng, |message| signer.sign(message));
            let given = GivenCredential {
                ticket: None,
                text: text.map_err(failed)?,
                expires_at: moment(credential.expires_at)?,
            };
            Ok(Given { id: Some(*id), credentials: vec![given], left_out })
        }
        Prepared::Badges(badges) => {
            let credentials = badges.iter().map(|(code, badge)| {
                Ok(GivenCredential {
                    ticket: Some(code.clone()),
                    text: badge.mint(|message| signer.sign(message)).map_err(failed)?,
                    expires_at: moment(badge.expires_at)?,
                })
            });
            Ok(Given { id: None, credentials: credentials.collect::<Result<_>>()?, left_out })
        }
    }
}

/// What people call a ticket's type; nothing where that tells of its holder's health.
fn shown_type(ticket: &PassTicket) -> Option<String> {
    Some(plain(&ticket.type_name)).filter(|name| !ticket.medical && !name.is_empty())
}

/// Without what controls or formats.
fn plain(text: &str) -> String {
    text.chars().filter(|c| pass::is_shown(*c)).take(pass::MAX_TYPE_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{TicketId, TicketTypeId};
    use uuid::Uuid;

    #[test]
    fn a_type_that_tells_of_health_has_no_name() {
        let ticket = |medical| PassTicket {
            id: TicketId::from_uuid(Uuid::from_u128(1)),
            kind: TicketTypeId::from_uuid(Uuid::from_u128(2)),
            public_code: "7K3M9QWX".into(),
            code: "DRUG-TEST".into(),
            type_name: "Drug\u{202e} test".into(),
            medical,
            issued_on: None,
            expires_on: None,
        };
        assert_eq!(shown_type(&ticket(false)).as_deref(), Some("Drug test"));
        assert_eq!(shown_type(&ticket(true)), None);
    }

    #[test]
    fn forms_are_found_by_name() {
        for form in [Form::SdJwtVc, Form::OpenBadges] {
            assert_eq!(Form::from_name(form.as_str()), Some(form));
        }
        assert_eq!(Form::from_name("pass"), None);
    }
}
