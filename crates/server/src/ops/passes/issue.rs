//! Issuing a pass: what the organization says of a worker, signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{PassId, WorkerId};
use domain::{Action, Permission, Zone};
use pass::{
    Claims, DeviceKey, MAX_LIFETIME, MAX_NAME, MAX_TICKETS, MintError, Purpose, TicketClaim, role_marks,
};
use store::{AuditEvent, NewPass, PassHolder, Rule, SigningKey, TenantTx};
use time::{Duration, OffsetDateTime};

use super::super::{Error, Result, authorized};
use super::keys::make_wanted;
use super::sign::{Permitted, SignatureError, under_grant};
use super::{list_address, secure_origin, type_code};
use crate::app::App;
use crate::auth::session::Session;

/// The purpose of the key that signs passes.
const PASS: &str = Purpose::Pass.as_str();

const ACTS: [Action; 2] = [Action::PassIssue, Action::PassTake];

/// A pass that was made.
#[derive(Debug)]
pub struct Issued {
    /// Its id.
    pub id: PassId,
    /// What the QR code holds.
    pub text: String,
    /// The token.
    pub token: Vec<u8>,
    /// What it says.
    pub claims: Claims,
    /// The codes of the tickets on it, in their order.
    pub codes: Vec<String>,
    /// How many of the worker's tickets found no place on it.
    pub left_out: usize,
}

/// Who may: who issues passes, for the workers whom he sees; who takes them, for himself. The action is one of these two.
pub(super) async fn permitted(
    tx: TenantTx,
    worker: WorkerId,
    [issue, take]: [Action; 2],
) -> Result<(TenantTx, PassHolder, Action)> {
    let actor = tx.actor();
    let (issues, takes) = (Permission::PassIssue, Permission::PassTake);
    if !actor.permissions.contains(issues) && actor.permissions.contains(takes) {
        let member = actor.member;
        return match tx.pass_holder(worker).await {
            Ok(holder) if holder.member == Some(member) => Ok((authorized(tx, take).await?, holder, take)),
            // Whether there is such a worker, he is not told.
            Ok(_) | Err(store::Error::NotFound) => Err(match authorized(tx, issue).await {
                Ok(_) => Error::Internal("policy let pass whom it does not know".into()),
                Err(denied) => denied,
            }),
            Err(error) => Err(error.into()),
        };
    }
    let tx = authorized(tx, issue).await?;
    let holder = tx.pass_holder(worker).await?;
    Ok((tx, holder, issue))
}

/// Makes a pass of a worker, with the key in his phone if there is one. A phone's pass is made anew under the same id. One for paper, without
/// a phone, has as many tickets as the code on a card holds.
///
/// # Errors
/// [`Error::Field`]; what policy, the store or the keys say.
pub async fn issue(
    app: &App,
    session: &Session,
    worker: WorkerId,
    device_key: Option<DeviceKey>,
) -> Result<Issued> {
    let mut most = MAX_TICKETS;
    let (begun, prepared) = loop {
        let begun = begin(app, session, worker).await?;
        let prepared = prepare(app, session, &begun, (worker, device_key), most).await?;
        let Some(fewer) = crowded(app, &prepared.claims) else { break (begun, prepared) };
        begun.tx.rollback().await;
        most = fewer;
    };
    let Begun { tx, action, key, .. } = begun;
    let Prepared { claims, codes, left_out } = prepared;
    let id = PassId::from_uuid(uuid::Uuid::from_bytes(claims.id));
    let event = AuditEvent::new(action)
        .on("pass", &id)
        .detail("worker", &worker)
        .detail("assurance", if device_key.is_some() { "live" } else { "static" })
        .detail("tickets", &claims.tickets.len())
        .detail("pass_key", &key.id)
        .detail("object", &key.object);
    let (grant, intent) = tx.commit_intent(event, key.object, key.version).await?;
    let permitted = Permitted { action, purpose: Purpose::Pass, key, grant, intent };
    let token = under_grant(app, session, permitted, |signer| {
        let minted = pass::mint(&claims, &signer.point, |message| signer.sign(message));
        minted.map_err(|error: MintError<SignatureError>| Error::Internal(error.to_string()))
    })
    .await?;
    Ok(Issued { id, text: pass::to_text(&secure_origin(app), &token), token, claims, codes, left_out })
}

/// How many tickets a pass for paper has room for, if it has more.
fn crowded(app: &App, claims: &Claims) -> Option<usize> {
    let origin = secure_origin(app);
    let fits = |claims: &Claims| card::holds(&pass::to_text(&origin, &vec![0; pass::minted_length(claims)]));
    if claims.device_key.is_some() || fits(claims) {
        return None;
    }
    let mut fewer = claims.clone();
    while fewer.tickets.pop().is_some() && !fits(&fewer) {}
    (fewer.tickets.len() < claims.tickets.len()).then_some(fewer.tickets.len())
}

/// What is looked at before a pass is made, in a transaction of whoever asks for it.
struct Begun {
    tx: TenantTx,
    holder: PassHolder,
    action: Action,
    at: OffsetDateTime,
    key: SigningKey,
}

async fn begin(app: &App, session: &Session, worker: WorkerId) -> Result<Begun> {
    let (mut tx, mut holder, mut action) =
        permitted(app.store.begin(&session.caller).await?, worker, ACTS).await?;
    let mut at = whole_second(app.clock.now());
    let mut key = tx.signing_key(at, PASS).await?;
    if key.is_none() {
        // The first pass, or the first after a key was given up. Keys are made outside of a member's transaction.
        tx.rollback().await;
        make_wanted(app, Some(session.org), session.caller.request).await?;
        (tx, holder, action) = permitted(app.store.begin(&session.caller).await?, worker, ACTS).await?;
        at = whole_second(app.clock.now());
        key = tx.signing_key(at, PASS).await?;
    }
    let key = key.ok_or_else(|| Error::Internal("there is no key for passes".into()))?;
    if holder.archived {
        tx.rollback().await;
        return Err(store::Error::Rule(Rule::WorkerArchived).into());
    }
    Ok(Begun { tx, holder, action, at, key })
}

struct Prepared {
    claims: Claims,
    codes: Vec<String>,
    left_out: usize,
}

/// What the pass says, with `most` tickets; its row and its places in the status list are in the transaction.
async fn prepare(
    app: &App,
    session: &Session,
    Begun { tx, holder, action, at, key }: &Begun,
    (worker, device_key): (WorkerId, Option<DeviceKey>),
    most: usize,
) -> Result<Prepared> {
    let zone = Zone::named(&holder.time_zone).unwrap_or(Zone::UTC);
    let mut tickets = tx.pass_tickets(worker, zone.local(*at).date()).await?;
    let left_out = tickets.len().saturating_sub(most);
    tickets.truncate(most);
    let until = *at + Duration::seconds(MAX_LIFETIME);
    let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
    let new = NewPass {
        own: *action == Action::PassTake,
        id: PassId::new(*at, &*app.rng),
        worker,
        device_key: device_key.as_ref().map(DeviceKey::compressed),
        signed_at: *at,
        expires_at: until,
        list: key.epoch,
        tickets: &ids,
    };
    let put = tx.put_pass(&new).await?;
    let mut places = put.places.into_iter();
    let status_index = places.next().ok_or_else(|| Error::Internal("a pass without a place".into()))?;
    let claimed = tickets.iter().zip(places).map(|(ticket, status_index)| TicketClaim {
        code: type_code(ticket.kind, &ticket.code, ticket.medical),
        valid_until: ticket.expires_on,
        status_index,
    });
    let claims = Claims {
        issuer: session.org,
        id: *put.id.as_bytes(),
        issued_at: at.unix_timestamp(),
        not_before: None,
        expires_at: until.unix_timestamp(),
        device_key,
        status_uri: list_address(app, session.org, key.epoch),
        status_index,
        name: shown_name(&holder.name, &holder.shown_name),
        photo: holder.photo,
        tickets: claimed.collect(),
        roles: put.roles.as_deref().and_then(role_marks),
    };
    let codes = tickets.into_iter().map(|ticket| ticket.public_code).collect();
    Ok(Prepared { claims, codes, left_out })
}

/// The token as text.
#[must_use]
pub fn token_text(token: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// As much of a name as passes show.
pub(super) fn shown_name(name: &str, how: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initial = |word: &&str| word.chars().find(|c| c.is_alphanumeric()).map(|c| format!("{c}."));
    let shown = match how {
        "none" => return None,
        "initials" => words.iter().filter_map(initial).collect::<Vec<_>>().join(" "),
        "short" => {
            let last = words.iter().skip(1).next_back().and_then(initial);
            words.first().map(|word| (*word).to_owned()).into_iter().chain(last).collect::<Vec<_>>().join(" ")
        }
        _ => words.join(" "),
    };
    let plain: String = shown.chars().filter(|c| pass::is_shown(*c)).take(MAX_NAME).collect();
    (!plain.is_empty()).then_some(plain)
}

pub(super) fn whole_second(moment: OffsetDateTime) -> OffsetDateTime {
    moment.replace_nanosecond(0).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use domain::id::TicketTypeId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_name_shows_as_much_as_it_may() {
        for (name, how, expected) in [
            ("  Ana  María\tPeña ", "full", Some("Ana María Peña")),
            ("Ana María Peña", "short", Some("Ana P.")),
            ("Ana", "short", Some("Ana")),
            ("Ana (María) Peña", "initials", Some("A. M. P.")),
            ("Ana", "none", None),
            ("A\u{202e}na", "full", Some("Ana")),
            ("\u{200b}", "full", None),
        ] {
            assert_eq!(shown_name(name, how).as_deref(), expected, "{name:?} {how}");
        }
        assert_eq!(shown_name(&"ñ".repeat(200), "full").unwrap().chars().count(), MAX_NAME);
    }

    #[test]
    fn a_type_that_tells_of_health_is_not_named() {
        let kind = TicketTypeId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_1234_5678));
        let shown = |code: &str, medical| type_code(kind, code, medical);
        assert_eq!(shown("H2S", false), "H2S");
        let hidden = shown("DRUG-TEST", true);
        assert_eq!(hidden.len(), 9);
        assert!(hidden.starts_with('#') && !hidden.contains("DRUG"));
        assert_eq!(shown("A-CODE-OF-SEVENTEEN", false), hidden);
    }
}
