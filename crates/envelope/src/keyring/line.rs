//! One line of the keyring: state, id, time of creation, key, check.

use domain::id::RootKeyId;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};
use zeroize::Zeroizing;

use super::KeyringError;
use crate::Permit;
use crate::primitives::{KEY_LEN, Key};
use crate::root::{CHECK_LEN, RootKey, RootKeyState};

/// More bytes than a line of a key ever has.
pub(super) const MAX_LEN: usize = 192;

const CREATED_AT: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// The key on a line, which is given without its newline; `line` is its number.
pub(super) fn parse<P: Permit>(text: &str, line: usize) -> Result<(RootKeyState, RootKey<P>), KeyringError> {
    let refuse = |expected| KeyringError::Line { line, expected };
    let mut fields = text.split(' ');
    let mut field = || fields.next().unwrap_or_default();
    let (state, id, created_at, key, check) = (field(), field(), field(), field(), field());

    let state = state_of(state).ok_or(refuse("`primary` or `decrypt-only` first"))?;
    let id: RootKeyId = id.parse().map_err(|_| refuse("the key's id (`rtk_` and 26 characters) second"))?;
    let created_at =
        moment_of(created_at).ok_or(refuse("when the key was made, as in `2026-01-31T12:00:00Z`, third"))?;
    let mut bytes = Zeroizing::new([0; KEY_LEN]);
    decode_hex(key, bytes.as_mut_slice()).ok_or(refuse("the key in 64 digits of lower-case hex fourth"))?;
    let mut expected_check = [0; CHECK_LEN];
    decode_hex(check, &mut expected_check).ok_or(refuse("the check in 16 digits of lower-case hex fifth"))?;
    if fields.next().is_some() {
        return Err(refuse("nothing after the fifth field"));
    }

    let key = RootKey::new(id, created_at, Key::from_slice(&bytes));
    if key.check() == expected_check { Ok((state, key)) } else { Err(KeyringError::Damaged { line, id }) }
}

/// Appends the line of a key, newline included.
pub(super) fn write<P: Permit>(text: &mut Vec<u8>, key: &RootKey<P>, state: RootKeyState) {
    let front = format!("{} {} {} ", state_name(state), key.id(), moment_text(key.created_at()));
    text.extend_from_slice(front.as_bytes());
    append_hex(text, key.key().expose());
    text.push(b' ');
    append_hex(text, &key.check());
    text.push(b'\n');
}

const fn state_name(state: RootKeyState) -> &'static str {
    match state {
        RootKeyState::Primary => "primary",
        RootKeyState::DecryptOnly => "decrypt-only",
    }
}

fn state_of(name: &str) -> Option<RootKeyState> {
    [RootKeyState::Primary, RootKeyState::DecryptOnly].into_iter().find(|state| state_name(*state) == name)
}

/// RFC 3339 in UTC and whole seconds.
fn moment_text(moment: OffsetDateTime) -> String {
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second) = moment.to_hms();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
}

/// The moment, if `text` is the one way to write it.
fn moment_of(text: &str) -> Option<OffsetDateTime> {
    let moment = PrimitiveDateTime::parse(text, CREATED_AT).ok()?.assume_utc();
    (moment_text(moment) == text).then_some(moment)
}

fn decode_hex(text: &str, out: &mut [u8]) -> Option<()> {
    let lower_case = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    (lower_case && hex::decode_to_slice(text, out).is_ok()).then_some(())
}

/// Appends in place: an intermediate text with a key in it would stay behind in memory.
fn append_hex(text: &mut Vec<u8>, bytes: &[u8]) {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}
