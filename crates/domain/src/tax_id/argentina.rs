//! Argentina: CUIT and CUIL (AFIP/ARCA, ANSES): two digits of type, eight of number, a check digit modulo 11.

use super::{Parsed, TaxIdError, TaxIdKind, all_digits, weighted_sum};

const ID: &str = "CUIT";
const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
/// Persons, companies, and foreigners ("CUIT país").
const TYPES: [&str; 12] = ["20", "23", "24", "25", "26", "27", "30", "33", "34", "50", "51", "55"];

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    let structure = TaxIdError::Structure {
        id: ID,
        expected: "11 digits that begin with 20, 23, 24, 25, 26, 27, 30, 33 or 34, such as 30-50001091-2",
    };
    if bare.len() != 11 || !all_digits(bare) || !TYPES.contains(&&bare[..2]) {
        return Err(structure);
    }
    let (body, given) = bare.split_at(10);
    match 11 - weighted_sum(body, &WEIGHTS) % 11 {
        // Ten has no digit: the authority gives such numbers another type.
        10 => Err(TaxIdError::NeverIssued { id: ID }),
        control => {
            let expected = (control % 11).to_string();
            if expected != given {
                return Err(TaxIdError::CheckDigit { id: ID, expected });
            }
            Ok(Parsed::sound(TaxIdKind::Cuit, bare))
        }
    }
}
