//! A credential for wallets as it is shown: which of its disclosures come with it, and whether he who shows it holds its key.

use std::collections::HashMap;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::OrgId;
use serde_json::{Map, Value, json};
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::check::CLOCK_TOLERANCE;
use crate::claims::{MAX_NAME, MAX_TICKETS};
use crate::cose::SIGNATURE;
use crate::json;
use crate::jws::{self, ES256, Jws};
use crate::keys::{KeyId, Point, Purpose, Trust, TrustedKey};
use crate::mint::MintError;
use crate::status::{Status, StatusList};
use crate::wallet::{TYP, VCT, WalletCredential, WalletTicket, digest_of, is_text};

/// The most bytes of a credential that is shown, with its disclosures.
pub const MAX_PRESENTATION: usize = 64 * 1024;

const KB_TYP: &str = "kb+jwt";
/// The members of a credential, each of which there is once.
const MEMBERS: [&str; 9] = ["iss", "iat", "exp", "vct", "cnf", "status", "_sd_alg", "_sd", "tickets"];

/// What the verifier wants to be answered, so that a presentation was made for him and now (RFC 9901, section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Who he is.
    pub audience: &'a str,
    /// What he has never asked before.
    pub nonce: &'a str,
}

/// What may be disclosed, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disclosed<'a> {
    /// The name.
    Name,
    /// A ticket of this type.
    Ticket(&'a str),
}

/// What somebody has shown. It is signed by who is trusted, and its time has not come: what became of it, [`Presented::state`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// What it says, as far as it was disclosed.
    pub credential: WalletCredential,
    /// Whether he who showed it holds its key. Without that, anybody can have copied it.
    pub is_held: bool,
}

/// Why a credential is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PresentationError {
    /// Not in the form of one, or larger than [`MAX_PRESENTATION`].
    #[error("it is not a credential of Credenza's")]
    Malformed,
    /// Nobody who is trusted holds the key that it names.
    #[error("it is signed by a key that is not known for wallets")]
    UnknownKey,
    /// The key was given up.
    #[error("it is signed by a key that is no longer trusted")]
    Distrusted,
    /// The signature is wrong, or the key was not the issuer's when it was made.
    #[error("its signature is not good")]
    Forged,
    /// A disclosure is not one of this credential's, or comes twice.
    #[error("something is disclosed that is not in it")]
    Disclosure,
    /// It was made in the future.
    #[error("it was made later than now: one of two clocks is wrong")]
    Early,
    /// Its time is over.
    #[error("it has ended")]
    Ended,
    /// It does not come with the proof that was asked for.
    #[error("who shows it does not prove that it is his")]
    Unproven,
    /// The proof is another's, for somebody else, for another question, of another time, or of other disclosures.
    #[error("the proof that it is his is not good")]
    Proof,
}

impl Presented {
    /// Reads what somebody shows, and holds it against the keys that are trusted. Where `asked` is something, it must be answered
    /// with the holder's key; else a proof is not looked at.
    ///
    /// # Errors
    /// [`PresentationError`].
    pub fn read(
        text: &str,
        trust: &Trust,
        now: OffsetDateTime,
        asked: Option<Asked<'_>>,
    ) -> Result<Self, PresentationError> {
        use PresentationError::{Distrusted, Early, Ended, Forged, Malformed, UnknownKey};
        let parts = Parts::of(text).ok_or(Malformed)?;
        let signed = Jws::read(parts.signed, TYP).ok_or(Malformed)?;
        let id = signed.kid.as_deref().and_then(|kid| KeyId::from_str(kid).ok()).ok_or(Malformed)?;
        let key = trust.key(id, Purpose::Wallet).ok_or(UnknownKey)?;
        if key.distrusted {
            return Err(Distrusted);
        }
        if !signed.is_signed_by(key.point.uncompressed()) {
            return Err(Forged);
        }
        let mut credential = read_claims(&signed.claims, key).ok_or(Malformed)?;
        if !(key.not_before..key.not_after).contains(&credential.issued_at) {
            return Err(Forged);
        }
        disclose(&mut credential, &signed.claims, &parts.disclosures)?;
        if !credential.is_sound() {
            return Err(Malformed);
        }
        let now = now.unix_timestamp();
        if credential.issued_at > now.saturating_add(CLOCK_TOLERANCE) {
            return Err(Early);
        }
        if credential.expires_at <= now {
            return Err(Ended);
        }
        if let Some(asked) = asked {
            parts.prove(&credential.holder, asked, now)?;
        }
        Ok(Self { credential, is_held: asked.is_some() })
    }

    /// What the newest of these lists tells of the place `index`, the credential's own or that of a ticket; `None` when none tells
    /// of it now.
    #[must_use]
    pub fn state(&self, index: u32, lists: &[StatusList], now: OffsetDateTime) -> Option<Status> {
        let now = now.unix_timestamp();
        let tells = |list: &&StatusList| {
            list.issuer == self.credential.issuer
                && list.uri == self.credential.status_uri
                && list.issued_at <= now.saturating_add(CLOCK_TOLERANCE)
                && now < list.expires_at
        };
        lists.iter().filter(tells).max_by_key(|list| list.issued_at)?.entries.get(index)
    }
}

/// Shows a credential: with the disclosures that `keep` keeps, and signed with the holder's key as an answer to what was asked.
/// `iat` is now, in seconds since 1970 (UTC).
///
/// # Errors
/// [`MintError`].
pub fn present<E>(
    text: &str,
    keep: impl Fn(Disclosed<'_>) -> bool,
    asked: Asked<'_>,
    iat: i64,
    sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
) -> Result<String, MintError<E>> {
    let parts = Parts::of(text).ok_or(MintError::Claims)?;
    let mut shown = format!("{}~", parts.signed);
    for disclosure in parts.disclosures {
        let kept = match Disclosure::read(disclosure) {
            Some(Disclosure::Name(_)) => keep(Disclosed::Name),
            Some(Disclosure::Ticket(ticket, _)) => keep(Disclosed::Ticket(&ticket.code)),
            None => return Err(MintError::Claims),
        };
        if kept {
            shown.push_str(disclosure);
            shown.push('~');
        }
    }
    let claims = json!({
        "iat": iat, "aud": asked.audience, "nonce": asked.nonce, "sd_hash": digest_of(&shown)
    });
    let proof = jws::sign(&json!({ "alg": ES256, "typ": KB_TYP }), &claims, sign).map_err(MintError::Sign)?;
    Ok(shown + &proof)
}

/// `signed~disclosure~…~proof`; the proof may be empty, the `~` before it may not be missing.
struct Parts<'a> {
    signed: &'a str,
    disclosures: Vec<&'a str>,
    proof: &'a str,
    /// All but the proof.
    before: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        if text.len() > MAX_PRESENTATION {
            return None;
        }
        let at = text.rfind('~')?.checked_add(1)?;
        let (before, proof) = text.split_at_checked(at)?;
        let mut parts = before.strip_suffix('~')?.split('~');
        let signed = parts.next()?;
        let disclosures: Vec<_> = parts.take(MAX_TICKETS + 2).collect();
        (disclosures.len() <= MAX_TICKETS + 1).then_some(Self { signed, disclosures, proof, before })
    }

    /// RFC 9901, section 7.3.
    fn prove(&self, holder: &Point, asked: Asked<'_>, now: i64) -> Result<(), PresentationError> {
        if self.proof.is_empty() {
            return Err(PresentationError::Unproven);
        }
        let proof = Jws::read(self.proof, KB_TYP).ok_or(PresentationError::Proof)?;
        let says =
            |member: &str, wanted: &str| proof.claims.get(member).and_then(Value::as_str) == Some(wanted);
        let iat = proof.claims.get("iat").and_then(Value::as_i64);
        let is_now = iat.and_then(|iat| iat.checked_sub(now)).is_some_and(|off| off.abs() <= CLOCK_TOLERANCE);
        let fits = is_now
            && says("aud", asked.audience)
            && says("nonce", asked.nonce)
            && says("sd_hash", &digest_of(self.before))
            && proof.is_signed_by(holder.uncompressed());
        if fits { Ok(()) } else { Err(PresentationError::Proof) }
    }
}

/// What is not disclosed is not there yet.
fn read_claims(claims: &Map<String, Value>, key: &TrustedKey) -> Option<WalletCredential> {
    if claims.len() != MEMBERS.len() || !MEMBERS.iter().all(|member| claims.contains_key(*member)) {
        return None;
    }
    let text = |member: &str| claims.get(member)?.as_str();
    if text("vct")? != VCT || text("_sd_alg")? != "sha-256" {
        return None;
    }
    let issuer_uri = text("iss")?.to_owned();
    let (_, org) = issuer_uri.rsplit_once('/')?;
    let (status_uri, status_index) = read_status(claims.get("status")?)?;
    let holder = only(claims.get("cnf")?, "jwk")?;
    Some(WalletCredential {
        issuer: OrgId::from_str(org).ok().filter(|org| *org == key.issuer)?,
        issued_at: claims.get("iat")?.as_i64()?,
        expires_at: claims.get("exp")?.as_i64()?,
        holder: Point::from_jwk(&holder.to_string()).ok()?,
        issuer_uri,
        status_uri,
        status_index,
        name: None,
        tickets: Vec::new(),
    })
}

/// Puts in what is disclosed. Each digest stands where it belongs, once; each disclosure has one.
fn disclose(
    credential: &mut WalletCredential,
    claims: &Map<String, Value>,
    disclosures: &[&str],
) -> Result<(), PresentationError> {
    let digests = digests(claims).ok_or(PresentationError::Malformed)?;
    let mut found: HashMap<&str, Disclosure> = HashMap::new();
    for disclosure in disclosures {
        let digest = digest_of(disclosure);
        let Some((digest, place)) = digests.iter().find(|(known, _)| *known == digest) else {
            return Err(PresentationError::Disclosure);
        };
        let read = Disclosure::read(disclosure).filter(|read| read.place() == *place);
        let read = read.ok_or(PresentationError::Malformed)?;
        if found.insert(digest, read).is_some() {
            return Err(PresentationError::Disclosure);
        }
    }
    // In the order of the credential, whatever that of the disclosures.
    for (digest, _) in digests {
        match found.remove(digest) {
            Some(Disclosure::Name(name)) => credential.name = Some(name),
            Some(Disclosure::Ticket(ticket, uri)) if uri == credential.status_uri => {
                credential.tickets.push(ticket);
            }
            Some(Disclosure::Ticket(..)) => return Err(PresentationError::Malformed),
            None => {}
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Tickets,
}

/// The digests of a credential, and what each may stand for. None comes twice.
fn digests(claims: &Map<String, Value>) -> Option<Vec<(&str, Place)>> {
    let [name] = claims.get("_sd")?.as_array()?.as_slice() else { return None };
    let tickets = claims.get("tickets")?.as_array()?;
    if tickets.len() > MAX_TICKETS {
        return None;
    }
    let mut digests = vec![(name.as_str()?, Place::Name)];
    for ticket in tickets {
        let digest = only(ticket, "...")?.as_str()?;
        if digests.iter().any(|(known, _)| *known == digest) {
            return None;
        }
        digests.push((digest, Place::Tickets));
    }
    Some(digests)
}

enum Disclosure {
    Name(String),
    /// With the address of the list in which its status stands.
    Ticket(WalletTicket, String),
}

impl Disclosure {
    /// RFC 9901, section 4.2.
    fn read(text: &str) -> Option<Self> {
        let Value::Array(parts) = json::read(&URL_SAFE_NO_PAD.decode(text).ok()?)? else { return None };
        match parts.as_slice() {
            [Value::String(_), Value::String(member), Value::String(name)] if member == "name" => {
                is_text(name, MAX_NAME).then(|| Self::Name(name.clone()))
            }
            [Value::String(_), Value::Object(ticket)] => {
                let (ticket, uri) = read_ticket(ticket)?;
                Some(Self::Ticket(ticket, uri))
            }
            _ => None,
        }
    }

    const fn place(&self) -> Place {
        match self {
            Self::Name(_) => Place::Name,
            Self::Ticket(..) => Place::Tickets,
        }
    }
}

fn read_ticket(members: &Map<String, Value>) -> Option<(WalletTicket, String)> {
    let (mut code, mut name, mut valid_until, mut status) = (None, None, None, None);
    for (member, value) in members {
        match member.as_str() {
            "type" => code = Some(value.as_str()?.to_owned()),
            "name" => name = Some(value.as_str()?.to_owned()),
            "valid_until" => {
                let format = format_description!("[year]-[month]-[day]");
                valid_until = Some(Date::parse(value.as_str()?, format).ok()?);
            }
            "status" => status = Some(read_status(value)?),
            _ => return None,
        }
    }
    let (uri, status_index) = status?;
    let ticket = WalletTicket { code: code?, name, valid_until, status_index };
    ticket.is_sound().then_some((ticket, uri))
}

fn read_status(value: &Value) -> Option<(String, u32)> {
    let place = only(value, "status_list")?.as_object().filter(|place| place.len() == 2)?;
    let index = u32::try_from(place.get("idx")?.as_u64()?).ok()?;
    Some((place.get("uri")?.as_str()?.to_owned(), index))
}

/// The one member of an object, when `name` is its name.
fn only<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object().filter(|members| members.len() == 1)?.get(name)
}
