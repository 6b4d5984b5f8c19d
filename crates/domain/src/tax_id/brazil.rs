//! Brazil: CPF (natural persons, 11 digits) and CNPJ (legal persons, 14 characters) of the Receita Federal.
//!
//! Since July 2026 the first twelve characters of a CNPJ may be letters too (Instrução Normativa RFB 2229/2024); a
//! character counts as its ASCII code minus 48, so that the numeric ones keep their check digits.

use super::{Parsed, TaxIdError, TaxIdKind, all_digits};

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    match bare.len() {
        11 if all_digits(bare) => check("CPF", TaxIdKind::Cpf, bare, 11),
        14 if is_cnpj(bare) => check("CNPJ", TaxIdKind::Cnpj, bare, 9),
        12..=14 => Err(TaxIdError::Structure {
            id: "CNPJ",
            expected: "12 letters or digits and 2 check digits, such as 11.222.333/0001-81",
        }),
        _ => Err(TaxIdError::Structure {
            id: "CNPJ or CPF",
            expected: "14 characters (company: CNPJ) or 11 digits (person: CPF)",
        }),
    }
}

fn is_cnpj(bare: &str) -> bool {
    let mut bytes = bare.bytes();
    bytes.by_ref().take(12).all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && bytes.all(|c| c.is_ascii_digit())
}

/// Two digits modulo 11; the weights run from 2 at the right up to `highest` and start over.
fn check(id: &'static str, kind: TaxIdKind, bare: &str, highest: u32) -> Result<Parsed, TaxIdError> {
    let (body, given) = bare.split_at(bare.len() - 2);
    let mut text = body.to_owned();
    for _ in 0..2 {
        let sum: u32 = text
            .bytes()
            .rev()
            .zip((2..=highest).cycle())
            .map(|(c, weight)| u32::from(c.saturating_sub(b'0')) * weight)
            .sum();
        let control = match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        };
        text.extend(char::from_digit(control, 10));
    }
    let expected = text.split_off(body.len());
    if expected != given {
        return Err(TaxIdError::CheckDigit { id, expected });
    }
    let first = bare.as_bytes().first();
    if bare.as_bytes().iter().all(|c| Some(c) == first) {
        return Err(TaxIdError::NeverIssued { id });
    }
    Ok(Parsed::sound(kind, bare))
}
