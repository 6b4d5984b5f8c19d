//! The number with which a scanner asks: people read it out and type it, and a phone signs over what comes from it.

use super::proof::sha256;
use crate::NONCE;

/// For how many seconds a number is good.
pub const NUMBER_SECONDS: i64 = 60;
/// Its digits.
pub const NUMBER_DIGITS: usize = 6;

const LABEL: &str = "credenza/gate-number/v1";

/// What a phone signs over that answers a number of six digits: what [`crate::Verifier::challenge`] takes. `None` for what is no number.
#[must_use]
pub fn nonce_of_number(number: &str) -> Option<[u8; NONCE]> {
    let is_number = number.len() == NUMBER_DIGITS && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| sha256(format!("{LABEL}{number}").as_bytes()).first_chunk().copied())?
}
