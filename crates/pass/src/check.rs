//! The verdict about a pass. It is found in one order, and the first thing that is wrong decides: form, key, signature,
//! clock, time, phone, status, tickets.

use ciborium::Value;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::MAX_TOKEN;
use crate::cbor;
use crate::claims::{Claims, RoleMark};
use crate::cose::Sign1;
use crate::digits::from_text;
use crate::keys::{Purpose, Trust};
use crate::mint::{IAT, INNER, NONCE, NONCE_CLAIM};
use crate::replay::Replays;
use crate::report::{Assurance, Freshness, Reason, Report, TicketReport, TicketState, Verdict};
use crate::status::{LIFETIME, Status, StatusList, TTL};

/// How far clocks may be apart, in seconds, before it is said that they are.
pub const CLOCK_TOLERANCE: i64 = 300;
/// For how long a live pass counts, in seconds.
pub const LIVE_SECONDS: i64 = 60;
/// How many days before its end a ticket is said to end soon.
pub const EXPIRING_DAYS: i64 = 30;

/// What a verifier knows and asks for.
#[derive(Debug, Clone, Copy)]
pub struct Verifier<'a> {
    /// The keys that it trusts.
    pub trust: &'a Trust,
    /// Status lists that were read with those keys.
    pub lists: &'a [StatusList],
    /// The most that the status may be old here, in seconds; never more than a day.
    pub max_age: i64,
    /// Where the day of the check is taken from.
    pub offset: UtcOffset,
    /// The types of tickets that are required here.
    pub required: &'a [String],
    /// What roles ask for, by their marks: the types that count besides, for who has one of them.
    pub roles: &'a [(RoleMark, Vec<String>)],
    /// What the scanner asked the phone to sign, if it asked.
    pub challenge: Option<[u8; NONCE]>,
}

type Step<T> = Result<T, (Verdict, Reason)>;

/// A signed pass, whose signature is good.
struct Genuine {
    claims: Claims,
    key_not_after: i64,
}

/// How a pass is shown live.
struct Live {
    signed: Sign1,
    shown_at: i64,
    nonce: [u8; NONCE],
}

impl<'a> Verifier<'a> {
    /// One that trusts these keys, knows these lists, and requires nothing.
    #[must_use]
    pub fn new(trust: &'a Trust, lists: &'a [StatusList]) -> Self {
        Self {
            trust,
            lists,
            max_age: LIFETIME,
            offset: UtcOffset::UTC,
            required: &[],
            roles: &[],
            challenge: None,
        }
    }

    /// What is to be thought of the text of a QR code, at `now`.
    pub fn check(&self, text: &str, now: OffsetDateTime, replays: &mut Replays) -> Report {
        match from_text(text) {
            Some(token) => self.check_token(&token, now, replays),
            None => Report::nothing(Verdict::Forged, Reason::NotAPass),
        }
    }

    /// What is to be thought of a token, at `now`.
    pub fn check_token(&self, token: &[u8], now: OffsetDateTime, replays: &mut Replays) -> Report {
        let read = unwrap(token).and_then(|(signed, live)| Ok((self.genuine(&signed, now)?, live)));
        let (genuine, live) = match read {
            Ok(read) => read,
            Err((verdict, reason)) => return Report::nothing(verdict, reason),
        };
        let claims = &genuine.claims;
        let mut report = self.told(claims, now);
        let seconds = now.unix_timestamp();
        let found = self.in_time(&genuine, seconds).and_then(|()| {
            live.as_ref().map_or(Ok(Assurance::Static), |live| self.live(claims, live, seconds, replays))
        });
        let found = found.and_then(|assurance| {
            report.assurance = Some(assurance);
            self.status(claims, &report)
        });
        let (verdict, reason) =
            found.and_then(|()| tickets(&report, &self.counted(claims))).unwrap_or_else(|bad| bad);
        (report.verdict, report.reason, report.sentence) = (verdict, reason, reason.sentence().into());
        if !self.required.is_empty() {
            report.go = Some(report.is_good() && report.missing.is_empty());
            if report.is_good() && !report.missing.is_empty() {
                report.sentence = format!("Missing here: {}.", report.missing.join(", "));
            }
        }
        report
    }

    /// The organization's signature, before a word of the claims is believed.
    fn genuine(&self, signed: &Sign1, now: OffsetDateTime) -> Step<Genuine> {
        let (Some(id), None) = (signed.header.kid, &signed.header.typ) else {
            return Err((Verdict::Forged, Reason::NotAPass));
        };
        // A pack that is over knows no key that came after it.
        let unknown = if self.trust_is_over(now.unix_timestamp()) {
            (Verdict::CannotTell, Reason::TrustEnded)
        } else {
            (Verdict::UnknownIssuer, Reason::UnknownKey)
        };
        let (key, prepared) = self.trust.prepared_key(id, Purpose::Pass).ok_or(unknown)?;
        if key.distrusted {
            return Err((Verdict::UnknownIssuer, Reason::KeyDistrusted));
        }
        if !signed.is_signed_by_prepared(prepared) {
            return Err((Verdict::Forged, Reason::BadSignature));
        }
        let claims = Claims::read(&signed.payload).ok_or((Verdict::CannotTell, Reason::NotUnderstood))?;
        if claims.issuer != key.issuer || !(key.not_before..key.not_after).contains(&claims.issued_at) {
            return Err((Verdict::Forged, Reason::NotItsKey));
        }
        Ok(Genuine { claims, key_not_after: key.not_after })
    }

    /// What is signed cannot be from the future: then it is this device's clock that is wrong, and it is named.
    fn in_time(&self, genuine: &Genuine, now: i64) -> Step<()> {
        let claims = &genuine.claims;
        let packed = self.trust.times.as_ref().map(|times| times.start);
        let signed = self.lists.iter().map(|list| list.issued_at).chain(packed);
        let newest = signed.fold(claims.issued_at, i64::max);
        if newest > now.saturating_add(CLOCK_TOLERANCE) {
            return Err((Verdict::CannotTell, Reason::ClockBehind));
        }
        if claims.not_before.is_some_and(|moment| now < moment) {
            return Err((Verdict::NotYetValid, Reason::NotYet));
        }
        if now >= genuine.key_not_after.saturating_add(crate::MAX_LIFETIME) {
            return Err((Verdict::CannotTell, Reason::ClockAhead));
        }
        if self.trust_is_over(now) {
            return Err((Verdict::CannotTell, Reason::TrustEnded));
        }
        if now >= claims.expires_at {
            return Err((Verdict::Expired, Reason::PassEnded));
        }
        Ok(())
    }

    fn trust_is_over(&self, now: i64) -> bool {
        self.trust.times.as_ref().is_some_and(|times| now >= times.end)
    }

    fn live(&self, claims: &Claims, live: &Live, now: i64, replays: &mut Replays) -> Step<Assurance> {
        let key = claims.device_key.ok_or((Verdict::Forged, Reason::NoDeviceKey))?;
        if !live.signed.is_signed_by(key.compressed()) {
            return Err((Verdict::Forged, Reason::BadDeviceSignature));
        }
        if live.shown_at > now.saturating_add(LIVE_SECONDS) {
            return Err((Verdict::CannotTell, Reason::ClocksDisagree));
        }
        if now.saturating_sub(live.shown_at) > LIVE_SECONDS {
            return Err((Verdict::Stale, Reason::ShownTooLongAgo));
        }
        if self.challenge.is_some_and(|asked| asked != live.nonce) {
            return Err((Verdict::Stale, Reason::OtherChallenge));
        }
        if !replays.note(claims.id, live.nonce, now) {
            return Err((Verdict::Stale, Reason::Replayed));
        }
        Ok(Assurance::Live)
    }

    /// The types whose ends count for this pass.
    fn counted(&self, claims: &Claims) -> Vec<String> {
        let has = |mark: &RoleMark| claims.roles.as_ref().is_some_and(|marks| marks.contains(mark));
        let of_roles = self.roles.iter().filter(|(mark, _)| has(mark)).flat_map(|(_, codes)| codes);
        self.required.iter().chain(of_roles).cloned().collect()
    }

    /// The list that tells of this pass, unless the pass itself is newer.
    fn list(&self, claims: &Claims) -> Option<&StatusList> {
        let of_this = |list: &&StatusList| list.issuer == claims.issuer && list.uri == claims.status_uri;
        let newest = self.lists.iter().filter(of_this).max_by_key(|list| list.issued_at)?;
        (newest.issued_at >= claims.issued_at).then_some(newest)
    }

    fn status(&self, claims: &Claims, report: &Report) -> Step<()> {
        // A list that is over tells nothing good any more. What it held revoked is so still.
        match self.list(claims).map(|list| list.entries.get(claims.status_index)) {
            None | Some(Some(Status::Valid)) => {}
            Some(Some(Status::Invalid)) => return Err((Verdict::Revoked, Reason::Revoked)),
            Some(Some(Status::Suspended)) => return Err((Verdict::Suspended, Reason::Suspended)),
            Some(Some(Status::Reserved) | None) => return Err((Verdict::CannotTell, Reason::NotInList)),
        }
        match report.freshness {
            Freshness::Unknown => Err((Verdict::CannotTell, Reason::StatusTooOld)),
            Freshness::Fresh | Freshness::Aged => Ok(()),
        }
    }

    /// What the claims tell, and the state of each ticket, before there is a verdict.
    fn told(&self, claims: &Claims, now: OffsetDateTime) -> Report {
        let (list, seconds) = (self.list(claims), now.unix_timestamp());
        let as_of =
            list.filter(|list| seconds < list.expires_at).map_or(claims.issued_at, |list| list.issued_at);
        let ttl = list.map_or(TTL, |list| list.ttl);
        // A moment in the future is a difference of clocks; a large one has been named as such.
        let age = seconds.saturating_sub(as_of).max(0);
        let freshness = match age {
            age if age > self.max_age.min(LIFETIME) => Freshness::Unknown,
            age if age > ttl => Freshness::Aged,
            _ => Freshness::Fresh,
        };
        let today = now.to_offset(self.offset).date();
        let tickets: Vec<_> = claims
            .tickets
            .iter()
            .map(|ticket| {
                let status = list.map_or(Some(Status::Valid), |list| list.entries.get(ticket.status_index));
                let state = ticket_state(status, ticket.valid_until, today);
                TicketReport { code: ticket.code.clone(), valid_until: ticket.valid_until, state }
            })
            .collect();
        let has =
            |code: &&String| tickets.iter().any(|ticket| ticket.code == **code && ticket.state.is_good());
        Report {
            missing: self.required.iter().filter(|code| !has(code)).cloned().collect(),
            issuer: Some(claims.issuer.to_string()),
            issuer_name: self.trust.names.get(&claims.issuer).cloned(),
            pass: Some(hex::encode(claims.id)),
            name: claims.name.clone(),
            photo: claims.photo.map(hex::encode),
            issued_at: moment(claims.issued_at),
            expires_at: moment(claims.expires_at),
            status_as_of: moment(as_of),
            status_age: Some(age),
            freshness,
            tickets,
            roles: claims.roles.as_ref().map(|marks| marks.iter().map(hex::encode).collect()),
            ..Report::nothing(Verdict::CannotTell, Reason::NotUnderstood)
        }
    }
}

/// Of a claim, which is never beyond what can be written.
fn moment(seconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

fn ticket_state(status: Option<Status>, valid_until: Option<Date>, today: Date) -> TicketState {
    match (status, valid_until) {
        (Some(Status::Invalid), _) => TicketState::Revoked,
        (_, Some(day)) if day < today => TicketState::Expired,
        (Some(Status::Suspended), _) => TicketState::Suspended,
        (Some(Status::Reserved) | None, _) => TicketState::CannotTell,
        (Some(Status::Valid), Some(day)) if (day - today).whole_days() <= EXPIRING_DAYS => {
            TicketState::Expiring
        }
        (Some(Status::Valid), _) => TicketState::Valid,
    }
}

/// Of a pass that holds: its tickets. Those that are required count, or all where nothing is.
fn tickets(report: &Report, required: &[String]) -> Step<(Verdict, Reason)> {
    let counts = |ticket: &&TicketReport| required.is_empty() || required.contains(&ticket.code);
    if !report.tickets.is_empty() && report.tickets.iter().all(|ticket| !ticket.state.is_good()) {
        return Err(none_good(&report.tickets));
    }
    let soon = report.tickets.iter().filter(counts).any(|ticket| ticket.state == TicketState::Expiring);
    Ok(if soon { (Verdict::Expiring, Reason::EndsSoon) } else { (Verdict::Valid, Reason::Good) })
}

/// Of a pass on which no ticket is good: what can be said of all of them. What is not known might be good; what the organization
/// took back says more than what ended by itself.
fn none_good(tickets: &[TicketReport]) -> (Verdict, Reason) {
    let some = |state| tickets.iter().any(|ticket| ticket.state == state);
    if some(TicketState::CannotTell) {
        (Verdict::CannotTell, Reason::NotInList)
    } else if some(TicketState::Revoked) {
        (Verdict::Revoked, Reason::TicketsEnded)
    } else if some(TicketState::Suspended) {
        (Verdict::Suspended, Reason::TicketsEnded)
    } else {
        (Verdict::Expired, Reason::TicketsEnded)
    }
}

/// The pass in a token, and how it is shown live, if it is.
fn unwrap(token: &[u8]) -> Step<(Sign1, Option<Live>)> {
    let not_a_pass = (Verdict::Forged, Reason::NotAPass);
    if token.len() > MAX_TOKEN {
        return Err(not_a_pass);
    }
    let signed = Sign1::read(token).ok_or(not_a_pass)?;
    if signed.header.kid.is_some() {
        return Ok((signed, None));
    }
    let (shown_at, nonce, inner) = showing(&signed).ok_or(not_a_pass)?;
    Ok((Sign1::read(&inner).ok_or(not_a_pass)?, Some(Live { signed, shown_at, nonce })))
}

fn showing(signed: &Sign1) -> Option<(i64, [u8; NONCE], Vec<u8>)> {
    let claims = cbor::labels(cbor::read(&signed.payload)?)?;
    let [(IAT, shown_at), (NONCE_CLAIM, nonce), (INNER, inner)] = <[_; 3]>::try_from(claims).ok()? else {
        return None;
    };
    let bytes = |value: Value| value.into_bytes().ok();
    let known = signed.header.typ.is_none();
    known.then_some((cbor::integer(&shown_at)?, bytes(nonce)?.try_into().ok()?, bytes(inner)?))
}
