//! Italy: codice fiscale (16 characters, DM 23 December 1976) and partita IVA (11 digits, Luhn).
//!
//! Where two persons would share a codice fiscale, digits are replaced by letters (omocodia); both forms are read.

use super::{Parsed, TaxIdError, TaxIdKind, all_digits, digit, is_short_date};

const CODICE: &str = "codice fiscale";
const PARTITA: &str = "partita IVA";
/// Letters that stand for the digits 0 to 9 in omocodia.
const OMOCODIA: &str = "LMNPQRSTUV";
/// Letters of the months January to December.
const MONTHS: &str = "ABCDEHLMPRST";
/// Values of 0-9 or A-J, then K-Z, in odd places (the first place is odd).
const ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const STRUCTURE: TaxIdError = TaxIdError::Structure {
    id: "codice fiscale or partita IVA",
    expected: "16 letters and digits (codice fiscale) or 11 digits (partita IVA)",
};

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    // The European VAT form has the country in front.
    let text = bare.strip_prefix("IT").filter(|rest| rest.len() == 11 && all_digits(rest)).unwrap_or(bare);
    match text.len() {
        11 if all_digits(text) => partita_iva(text),
        16 if text.is_ascii() => codice_fiscale(text),
        _ => Err(STRUCTURE),
    }
}

fn partita_iva(text: &str) -> Result<Parsed, TaxIdError> {
    let sum: u32 = text
        .bytes()
        .take(10)
        .map(digit)
        .enumerate()
        .map(|(place, d)| if place % 2 == 1 { d * 2 / 10 + d * 2 % 10 } else { d })
        .sum();
    let expected = ((10 - sum % 10) % 10).to_string();
    if !text.ends_with(&expected) {
        return Err(TaxIdError::CheckDigit { id: PARTITA, expected });
    }
    if text.starts_with("0000000") {
        return Err(TaxIdError::NeverIssued { id: PARTITA });
    }
    Ok(Parsed::sound(TaxIdKind::PartitaIva, text))
}

fn codice_fiscale(text: &str) -> Result<Parsed, TaxIdError> {
    let structure = TaxIdError::Structure {
        id: CODICE,
        expected: "6 letters, 2 digits, a month letter, 2 digits, a place code and a check letter",
    };
    // L: letter, 9: digit or its omocodia letter.
    let shape = b"LLLLLL99L99L999L";
    let mut plain = String::with_capacity(16);
    for (c, place) in text.chars().zip(shape) {
        let read = match place {
            b'L' => Some(c).filter(char::is_ascii_uppercase),
            _ => Some(c).filter(char::is_ascii_digit).or_else(|| omocodia_digit(c)),
        };
        plain.push(read.ok_or(structure.clone())?);
    }
    let number = |from: usize| plain[from..from + 2].bytes().fold(0, |n, c| n * 10 + digit(c));
    let month = MONTHS.bytes().position(|m| m == plain.as_bytes()[8]).map_or(0, |place| place + 1);
    // A woman's day of birth is written plus 40.
    let day = match number(9) {
        day @ 41.. => day - 40,
        day => day,
    };
    if !is_short_date(number(6), u32::try_from(month).unwrap_or(0), day) {
        return Err(TaxIdError::Date { id: CODICE, digits: text[6..11].to_owned() });
    }
    let expected = check_letter(&text[..15]).to_string();
    if !text.ends_with(&expected) {
        return Err(TaxIdError::CheckDigit { id: CODICE, expected });
    }
    Ok(Parsed::sound(TaxIdKind::CodiceFiscale, text))
}

fn omocodia_digit(c: char) -> Option<char> {
    let place = OMOCODIA.chars().position(|letter| letter == c)?;
    char::from_digit(u32::try_from(place).ok()?, 10)
}

/// The check letter is computed over the text as written, omocodia letters included.
fn check_letter(body: &str) -> char {
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(place, c)| {
            let value = if c.is_ascii_digit() { c - b'0' } else { c - b'A' };
            if place % 2 == 0 { ODD[usize::from(value)] } else { u32::from(value) }
        })
        .sum();
    char::from(b'A' + u8::try_from(sum % 26).unwrap_or(0))
}
