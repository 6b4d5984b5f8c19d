//! A phone becomes a scanner: by a link, and a key that it proves to hold.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pass::gate::{LogHead, MAX_PROOF, Proof};
use pass::{MAX_DEVICE_KEY, Point};
use store::{Enrolled, Enrolling};

use super::super::{Error, Result, field};
use crate::app::App;
use crate::auth::scanner::TOLERANCE;
use crate::auth::session::Origin;
use crate::auth::tokens::hash;

/// What became of it.
#[derive(Debug)]
pub enum Answer {
    /// It is enrolled.
    Enrolled(Enrolled),
    /// Its clock is not ours, which shows this, in seconds since 1970 (UTC). Nothing was done, nor looked up.
    WrongClock(i64),
}

/// Enrols a phone. The same phone by the same link is told the same again.
///
/// # Errors
/// [`Error::Field`] for what is no key or no proof of it; [`Error::EnrolmentClosed`]; what the store says.
pub async fn enroll(app: &App, token: &str, key: &str, proof: &str, origin: &Origin) -> Result<Answer> {
    let decoded = |text: &str, most: usize| {
        (text.len() <= most / 3 * 4 + 4).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten()
    };
    let point = decoded(key, MAX_DEVICE_KEY).and_then(|bytes| Point::from_cose_key(&bytes));
    let point = point.ok_or_else(|| {
        field("device_key", "device_key", "Send the COSE key of a P-256 key, in base64url (docs/GATE.md).")
    })?;
    let proven = decoded(proof, MAX_PROOF).and_then(|bytes| Proof::read(&bytes, &point));
    let token_hash = hash(token.as_bytes());
    let proven = proven.filter(|proven| proven.token_hash == token_hash).ok_or_else(|| {
        field("proof", "proof", "Sign this token, now, with the key that you send (docs/GATE.md).")
    })?;
    let now = app.clock.now().unix_timestamp();
    if (now - proven.at).abs() > TOLERANCE {
        return Ok(Answer::WrongClock(now));
    }
    let start = LogHead::of_enrolment(&proven).hash;
    let handle = app.tokens.scanner_handle(&start);
    let (x, y) = point.coordinates();
    let new = Enrolling {
        token_hash: &token_hash,
        point: &[x, y].concat(),
        key_hash: &proven.key_hash,
        start: &start,
        handle: &handle,
    };
    let enrolled = app.store.system().enroll_scanner(&new, origin.request).await?;
    enrolled.map(Answer::Enrolled).ok_or(Error::EnrolmentClosed)
}
