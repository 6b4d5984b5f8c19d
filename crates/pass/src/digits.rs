//! A token as decimal digits, for the numeric segment of a QR code, and the address that carries it.
//!
//! As FIDO's hybrid transport writes it (CTAP 2.2, section 11.5.1): seven bytes at a time, little-endian, as seventeen
//! digits; what is left, as the fewest digits that hold it. A token has one such text, and a text at most one token.

use std::fmt::Write;

/// What stands before the digits.
const MARK: &str = "/v#";
/// Digits of a group of so many bytes.
const DIGITS: [usize; 8] = [0, 3, 5, 8, 10, 13, 15, 17];
const GROUP: usize = 7;

/// The most characters of a text that are looked at: those of the largest token, and a long address.
pub(crate) const MAX_TEXT: usize = 512 + 17 * crate::MAX_TOKEN / GROUP + 17;

/// The text of a QR code: `https://HOST/v#` and the digits.
#[must_use]
pub fn to_text(origin: &str, token: &[u8]) -> String {
    format!("{origin}{MARK}{}", to_digits(token))
}

/// The token in a text of a QR code, or in digits alone; `None` when there is none.
#[must_use]
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let text = text.trim_ascii();
    // All that follows the last character that is no digit.
    let start = text.bytes().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    let (before, digits) = text.split_at_checked(start)?;
    let is_marked = before.strip_suffix(MARK).is_some_and(|origin| origin.starts_with("https://"));
    if before.is_empty() || is_marked { from_digits(digits) } else { None }
}

pub(crate) fn to_digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(GROUP) * DIGITS[GROUP]);
    for group in bytes.chunks(GROUP) {
        let mut value = [0; 8];
        for (slot, byte) in value.iter_mut().zip(group) {
            *slot = *byte;
        }
        let width = DIGITS.get(group.len()).copied().unwrap_or_default();
        // Writing to memory does not fail.
        let _ = write!(text, "{:0width$}", u64::from_le_bytes(value));
    }
    text
}

/// The bytes of a text that has digits alone.
fn from_digits(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for group in text.as_bytes().chunks(DIGITS[GROUP]) {
        let length = DIGITS.iter().position(|digits| *digits == group.len())?;
        // Seventeen digits are less than 2^57: nothing is lost.
        let value = group.iter().fold(0, |value, digit| value * 10 + u64::from(digit & 15));
        if value >> (8 * length) != 0 {
            return None;
        }
        bytes.extend_from_slice(value.to_le_bytes().get(..length)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{from_text, to_digits, to_text};

    proptest! {
        #[test]
        fn digits_give_the_bytes_back(bytes in prop::collection::vec(any::<u8>(), 1..600)) {
            let digits = to_digits(&bytes);
            prop_assert_eq!(from_text(&digits), Some(bytes.clone()));
            prop_assert_eq!(from_text(&to_text("https://pass.example", &bytes)), Some(bytes));
        }

        #[test]
        fn no_other_digits_give_the_same_bytes(text in "[0-9]{1,60}") {
            if let Some(bytes) = from_text(&text) {
                prop_assert_eq!(to_digits(&bytes), text);
            }
        }
    }

    #[test]
    fn what_is_no_token_is_none() {
        for text in [
            "",
            "https://pass.example/v#",
            "1",                         // no group has one digit
            "256",                       // more than a byte
            "72057594037927936",         // more than seven bytes
            "+12",                       // what a parser of numbers would take
            "12 ",                       // two digits
            "http://pass.example/v#000", // not TLS
            "https://pass.example/v#000x",
            "https://pass.example/w#000",
            "https://pass.example/v#0a0",
            "https://pass.example/v#000\u{661}", // a digit of another script
            "https://v#000",                     // the mark is not in the host
            "/v#000",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
        assert_eq!(from_text(" 000\n"), Some(vec![0]));
        assert_eq!(from_text(&"0".repeat(super::MAX_TEXT + 1)), None);
    }
}
