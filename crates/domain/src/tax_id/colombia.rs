//! Colombia: the NIT of the DIAN, with its check digit (dígito de verificación, DV) after a hyphen.
//!
//! Decreto 2788 de 2004 and Orden Administrativa 4 de 1989. People write a NIT with or without DV. A hyphen before the
//! last digit marks one; without a hyphen, ten digits that begin with 8 or 9 are a company's number with its DV, eleven
//! are a person's with its DV, and fewer are a number whose DV is added here.

use super::{Parsed, TaxIdError, TaxIdKind, all_digits, bare, weighted_sum};

const ID: &str = "NIT";
const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
const STRUCTURE: TaxIdError = TaxIdError::Structure {
    id: ID,
    expected: "6 to 10 digits, a hyphen and the check digit, such as 900373115-3",
};

pub(super) fn parse(text: &str) -> Result<Parsed, TaxIdError> {
    let marked = text.rsplit_once('-').is_some_and(|(_, dv)| bare(dv).len() == 1);
    let digits = bare(text);
    if !all_digits(&digits) {
        return Err(STRUCTURE);
    }
    let has_dv = marked || digits.len() == 11 || (digits.len() == 10 && digits.starts_with(['8', '9']));
    let (number, given) = if has_dv { digits.split_at(digits.len() - 1) } else { (digits.as_str(), "") };
    if !(6..=10).contains(&number.len()) || number.starts_with('0') {
        return Err(STRUCTURE);
    }
    let expected = check_digit(number);
    if has_dv && given != expected {
        return Err(TaxIdError::CheckDigit { id: ID, expected });
    }
    Ok(Parsed::sound(TaxIdKind::Nit, format!("{number}-{expected}")))
}

fn check_digit(number: &str) -> String {
    let reversed: String = number.chars().rev().collect();
    match weighted_sum(&reversed, &WEIGHTS) % 11 {
        rest @ (0 | 1) => rest.to_string(),
        rest => (11 - rest).to_string(),
    }
}
