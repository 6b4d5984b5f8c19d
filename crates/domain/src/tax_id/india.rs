//! India: the PAN (Permanent Account Number, Income-tax Act 1961, section 139A). Its check letter is not public.

use super::{Parsed, TaxIdError, TaxIdKind};

/// The fourth letter says what the holder is: association, body, company, firm, government, Hindu undivided family,
/// juridical person, local authority, person, trust.
const HOLDERS: &[u8] = b"ABCFGHJLPT";

pub(super) fn parse(bare: &str) -> Result<Parsed, TaxIdError> {
    let fits = matches!(bare.as_bytes(), [letters @ .., d1, d2, d3, d4, last]
        if letters.len() == 5
            && letters.iter().all(u8::is_ascii_uppercase)
            && HOLDERS.contains(&letters[3])
            && [d1, d2, d3, d4].iter().all(|d| d.is_ascii_digit())
            && last.is_ascii_uppercase());
    if fits && &bare[5..9] != "0000" {
        return Ok(Parsed::sound(TaxIdKind::Pan, bare));
    }
    Err(TaxIdError::Structure {
        id: "PAN",
        expected: "5 letters (the fourth one of A, B, C, F, G, H, J, L, P, T), 4 digits and a letter, such as ABCPE1234F",
    })
}
