//! Spain: the NIF of natural persons (DNI, NIE, K/L/M) and of legal persons and entities (formerly CIF).
//!
//! Real Decreto 1065/2007, articles 18 to 22, and Orden EHA/451/2008 for the letters of entities.

use super::{Parsed, TaxIdError, TaxIdKind, all_digits, digit};

const PERSON_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
const ENTITY_LETTERS: &[u8; 10] = b"JABCDEFGHI";
const STRUCTURE: TaxIdError = TaxIdError::Structure {
    id: "NIF",
    expected: "8 digits and a letter (DNI), X, Y or Z with 7 digits and a letter (NIE), or a letter with 7 digits and \
               a check character (company)",
};

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    // The European VAT form has the country in front.
    let nif = bare.strip_prefix("ES").filter(|rest| rest.len() == 9).unwrap_or(bare);
    if nif.len() != 9 || !nif.is_ascii() {
        return Err(STRUCTURE);
    }
    let (first, rest) = nif.split_at(1);
    let (middle, last) = rest.split_at(7);
    let (first, last) = (first.as_bytes()[0], last.as_bytes()[0]);
    if !all_digits(middle) {
        return Err(STRUCTURE);
    }
    let (id, kind, fits, expected) = match first {
        b'0'..=b'9' => person("NIF", TaxIdKind::Nif, digit(first), middle, last),
        b'K' | b'L' | b'M' => person("NIF", TaxIdKind::Nif, 0, middle, last),
        b'X' | b'Y' | b'Z' => person("NIE", TaxIdKind::Nie, u32::from(first - b'X'), middle, last),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => entity(first, middle, last),
        _ => return Err(STRUCTURE),
    };
    if !last.is_ascii_alphanumeric() || (kind != TaxIdKind::Cif && !last.is_ascii_uppercase()) {
        return Err(STRUCTURE);
    }
    if fits { Ok(Parsed::sound(kind, nif)) } else { Err(TaxIdError::CheckDigit { id, expected }) }
}

type Checked = (&'static str, TaxIdKind, bool, String);

/// The letter is the whole number modulo 23.
fn person(id: &'static str, kind: TaxIdKind, leading: u32, middle: &str, last: u8) -> Checked {
    let number = middle.bytes().fold(leading, |n, c| n * 10 + digit(c));
    let letter = PERSON_LETTERS[(number % 23) as usize];
    (id, kind, letter == last, char::from(letter).to_string())
}

/// Luhn's sum over the seven digits; some forms of entity write it as a letter, some as a digit, some as either.
fn entity(form: u8, middle: &str, last: u8) -> Checked {
    let sum: u32 = middle
        .bytes()
        .map(digit)
        .enumerate()
        .map(|(place, d)| if place % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d })
        .sum();
    let control = (10 - sum % 10) % 10;
    let letter = char::from(ENTITY_LETTERS[control as usize]);
    let number = char::from_digit(control, 10).unwrap_or('0');
    let last = char::from(last);
    let (fits, expected) = match form {
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => (last == letter, letter.to_string()),
        b'A' | b'B' | b'E' | b'H' => (last == number, number.to_string()),
        _ => (last == letter || last == number, format!("{number} or {letter}")),
    };
    ("NIF", TaxIdKind::Cif, fits, expected)
}
