//! The 8 characters by which anybody can ask what a ticket is worth: 7 at random and one that shows a slip of the pen.
//!
//! Crockford's base32: no I, L, O or U, and who reads O for 0, or I or L for 1, is understood. The last character makes the
//! sum of all, each times another power of α, zero in GF(32) (α a root of x⁵+x²+1). So one wrong character is found, and so
//! are two that changed places, wherever they stand. Crockford's own check character would need five letters more.

use std::fmt;
use std::str::FromStr;

use crate::Rng;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ticket's public code, in upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketCode([u8; 8]);

/// A text that is no ticket's code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a ticket's code: expected 8 letters and digits, the last of which fits the others")]
pub struct InvalidTicketCode;

/// The check digit: the digits as the coefficients of a polynomial, from α⁷ down to α.
fn check(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| {
        let doubled = (sum ^ digit) << 1;
        if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
    })
}

fn digit(character: u8) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == character).and_then(|at| u8::try_from(at).ok())
}

impl TicketCode {
    /// A fresh code: 35 bits from `rng`. Two may meet, so who gives it to a ticket makes sure that no other has it.
    #[must_use]
    pub fn new(rng: &dyn Rng) -> Self {
        let mut random = [0; 7];
        rng.fill(&mut random);
        Self::of(random.map(|byte| byte & 31))
    }

    fn of(digits: [u8; 7]) -> Self {
        let mut text = [0; 8];
        for (at, digit) in digits.iter().copied().chain([check(&digits)]).enumerate() {
            text[at] = ALPHABET[usize::from(digit & 31)];
        }
        Self(text)
    }

    /// The 8 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // They are of the alphabet, which is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for TicketCode {
    type Err = InvalidTicketCode;

    /// Reads what people type: in any case, with blanks or hyphens anywhere.
    fn from_str(text: &str) -> Result<Self, InvalidTicketCode> {
        let mut digits = [0; 8];
        let mut written = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
        for slot in &mut digits {
            *slot = written.next().and_then(digit).ok_or(InvalidTicketCode)?;
        }
        let [random @ .., last] = digits;
        if written.next().is_some() || check(&random) != last || text.len() > 32 {
            return Err(InvalidTicketCode);
        }
        Ok(Self::of(random))
    }
}

impl fmt::Display for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes() -> impl Strategy<Value = TicketCode> {
        prop::array::uniform7(0_u8..32).prop_map(TicketCode::of)
    }

    #[test]
    fn known_codes() {
        // Worked out by hand, so that another implementation can be held against it.
        assert_eq!(TicketCode::of([0; 7]).as_str(), "00000000");
        assert_eq!(TicketCode::of([0, 0, 0, 0, 0, 0, 1]).as_str(), "00000012");
        assert_eq!(TicketCode::of([1, 0, 0, 0, 0, 0, 0]).as_str(), "1000000M");
    }

    #[test]
    fn what_people_type_is_understood() {
        let code: TicketCode = "1000000M".parse().unwrap();
        for text in ["1000-000M", " 1000 000m ", "iooo-ooom", "LOOO000M"] {
            assert_eq!(text.parse(), Ok(code), "{text}");
        }
        let padded = format!("{}1000000M", " ".repeat(40));
        for text in ["", "1000000", "1000000MM", "1000000N", "1000000U", "1000_000M", "１000000M", &padded] {
            assert_eq!(text.parse::<TicketCode>(), Err(InvalidTicketCode), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_it_was_written(code in codes()) {
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(code.to_string().to_lowercase().parse(), Ok(code));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}|[0-9A-Za-z -]{6,10}") {
            if let Ok(code) = text.parse::<TicketCode>() {
                prop_assert_eq!(code.to_string().parse(), Ok(code));
            }
        }

        #[test]
        fn one_wrong_character_is_found(code in codes(), at in 0_usize..8, other in 0_usize..32) {
            let mut text = code.to_string().into_bytes();
            prop_assume!(text[at] != ALPHABET[other]);
            text[at] = ALPHABET[other];
            prop_assert!(String::from_utf8(text).unwrap().parse::<TicketCode>().is_err());
        }

        #[test]
        fn two_that_changed_places_are_found(code in codes(), one in 0_usize..8, other in 0_usize..8) {
            let mut text = code.to_string().into_bytes();
            prop_assume!(text[one] != text[other]);
            text.swap(one, other);
            prop_assert!(String::from_utf8(text).unwrap().parse::<TicketCode>().is_err());
        }
    }
}
