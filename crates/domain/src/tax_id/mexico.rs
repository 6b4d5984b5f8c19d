//! Mexico: the RFC (Registro Federal de Contribuyentes) of the SAT.
//!
//! Three letters (persona moral) or four (persona física), the date of founding or birth as YYMMDD, two characters of
//! homoclave and a check digit modulo 11. The check digit is only a warning: the SAT has issued RFCs, and publishes
//! test ones, whose digit does not fit.

use super::{Parsed, TaxIdError, TaxIdKind, TaxIdWarning, digit, is_short_date};

const ID: &str = "RFC";
/// The value of a character is its place here ("Anexo III" of the SAT's algorithm).
const VALUES: &str = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";
const STRUCTURE: TaxIdError = TaxIdError::Structure {
    id: ID,
    expected: "3 letters (company) or 4 (person), a date as YYMMDD, and 3 more characters, such as AAA010101AAA",
};

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    if bare == "XAXX010101000" || bare == "XEXX010101000" {
        return Ok(Parsed::sound(TaxIdKind::RfcGeneric, bare));
    }
    let chars: Vec<char> = bare.chars().collect();
    let (letters, kind) = match chars.len() {
        12 => (3, TaxIdKind::RfcMoral),
        13 => (4, TaxIdKind::RfcFisica),
        _ => return Err(STRUCTURE),
    };
    let (name, rest) = chars.split_at(letters);
    let (date, homoclave) = rest.split_at(6);
    let name_fits = name.iter().all(|c| c.is_ascii_uppercase() || matches!(c, 'Ñ' | '&'));
    let homoclave_fits = matches!(homoclave, [a, b, c]
        if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() && (c.is_ascii_digit() || *c == 'A'));
    if !name_fits || !date.iter().all(char::is_ascii_digit) || !homoclave_fits {
        return Err(STRUCTURE);
    }
    let date: String = date.iter().collect();
    if !date_exists(&date) {
        return Err(TaxIdError::Date { id: ID, digits: date });
    }
    let expected = check_digit(&chars);
    let warning = (chars.last() != Some(&expected))
        .then(|| TaxIdWarning::CheckDigit { id: ID, expected: expected.to_string() });
    Ok(Parsed { kind, text: bare.to_owned(), warning })
}

fn date_exists(yymmdd: &str) -> bool {
    let pairs: Vec<u32> =
        yymmdd.as_bytes().chunks(2).map(|p| p.iter().fold(0, |n, c| n * 10 + digit(*c))).collect();
    matches!(pairs[..], [year, month, day] if is_short_date(year, month, day))
}

/// Modulo 11 over the twelve characters before it; a persona moral counts as if a space stood in front.
fn check_digit(chars: &[char]) -> char {
    let body = chars.split_last().map_or(&[][..], |(_, body)| body);
    let padding = 12_usize.saturating_sub(body.len());
    let sum: usize = std::iter::repeat_n(&' ', padding)
        .chain(body)
        .zip((2..=13).rev())
        .map(|(c, weight)| VALUES.chars().position(|v| v == *c).unwrap_or(0) * weight)
        .sum();
    match sum % 11 {
        0 => '0',
        1 => 'A',
        rest => char::from_digit(u32::try_from(11 - rest).unwrap_or(0), 10).unwrap_or('0'),
    }
}
