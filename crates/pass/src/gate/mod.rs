//! Enrolled scanners: what they sign, what they carry, what they decide. `docs/GATE.md` describes every byte.
//!
//! - A phone enrols with a [`Proof`] that it holds a key, and signs each [`Request`] with it.
//! - It carries a [`Bundle`]: whom its site trusts, and what the site requires.
//! - It decides: [`decide`] makes *go*, *no-go* or *cannot tell* of a [`crate::Report`], for the task of today where one was chosen.
//! - It carries photos, where its site says so, sealed for who is shown a pass that names one: [`seal_photo`].
//! - It asks a phone with a number, which that answers: [`nonce_of_number`].
//! - Of a typed code it says what a [`CodeStatus`] lets it say.
//! - It records each check as a [`Scan`], in a log where each record names the one before: [`LogHead`].

mod bundle;
mod code;
mod decision;
mod duty;
mod log;
mod number;
mod photo;
mod proof;
mod request;
mod scan;

use ciborium::Value;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoSuchName, StrDeserializer};
use serde::{Deserialize, Serialize};

pub use bundle::{Bundle, MAX_BUNDLE, MAX_GROUPS, MAX_LISTS, MAX_PHOTOS, MAX_TYPES, MAX_ZONE};
pub use code::CodeStatus;
pub use decision::{Decided, Decision, Open, decide};
pub use duty::{Duties, Duty, MAX_DUTIES};
pub use log::{Break, LogHead, MAX_UPLOAD, MAX_UPLOADED, read_upload, write_upload};
pub use number::{NUMBER_DIGITS, NUMBER_SECONDS, nonce_of_number};
pub use photo::{MAX_PHOTO, PHOTO_NAME, PHOTO_NONCE, open_photo, photo_name, seal_photo};
pub use proof::{MAX_PROOF, Proof};
pub use request::{MAX_REQUEST, REQUEST_NONCE, Request, SignedRequest};
pub use scan::{MAX_SCAN, Scan, ScanFault, SignedScan};

use crate::MAX_CODE;
use crate::claims::is_shown;
use crate::cose::{Header, Sign1};
use crate::keys::Point;

/// The most characters of a name.
pub const MAX_SITE_NAME: usize = 200;

/// The last moment that can be written: the end of the year 9999.
const MAX_MOMENT: i64 = 253_402_300_799;
/// Epochs are counted in 31 bits.
const MAX_EPOCH: i64 = i32::MAX as i64;
/// Bytes of a SHA-256.
const HASH: usize = 32;

/// Something of at most `most` bytes that says of itself that it is of this type.
fn read_signed(bytes: &[u8], most: usize, typ: &str) -> Option<Sign1> {
    let signed = (bytes.len() <= most).then(|| Sign1::read(bytes))??;
    let is_so = signed.header == header(typ);
    is_so.then_some(signed)
}

fn header(typ: &str) -> Header {
    Header { kid: None, typ: Some(typ.into()) }
}

/// The claims of what this key signed.
fn payload_by<'a>(signed: &'a Sign1, key: &Point) -> Option<&'a [u8]> {
    signed.is_signed_by(key.uncompressed()).then_some(signed.payload.as_slice())
}

fn moment(value: &Value) -> Option<i64> {
    crate::cbor::integer(value).filter(|seconds| (0..=MAX_MOMENT).contains(seconds))
}

fn epoch(value: &Value) -> Option<u32> {
    let epoch = crate::cbor::integer(value).filter(|epoch| (1..=MAX_EPOCH).contains(epoch))?;
    u32::try_from(epoch).ok()
}

fn bytes<const LEN: usize>(value: Value) -> Option<[u8; LEN]> {
    value.into_bytes().ok()?.try_into().ok()
}

/// What may be `null`.
fn optional<T>(value: Value, read: impl FnOnce(Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

fn or_null<T>(value: Option<T>, write: impl FnOnce(T) -> Value) -> Value {
    value.map_or(Value::Null, write)
}

/// The code of a type of tickets, as passes have it.
fn is_code(code: &str) -> bool {
    (1..=MAX_CODE).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || "-_.#".contains(c))
}

/// What people call something: nothing in it changes how others beside it look.
fn is_label(name: &str) -> bool {
    (1..=MAX_SITE_NAME).contains(&name.chars().count()) && name.chars().all(is_shown)
}

/// The one of these that has this stable name.
fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    let name: StrDeserializer<'de, NoSuchName> = name.into_deserializer();
    T::deserialize(name).ok()
}

/// The stable name of a verdict, a reason, an assurance or a decision, as the API and records have it.
#[must_use]
pub fn name_of(what: impl Serialize) -> String {
    let name = serde_json::to_value(what).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned()
}
