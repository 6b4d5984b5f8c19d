//! Tax ids of the countries that Credenza knows: normalized, and checked for structure and check digit.
//!
//! A tax id is what an authority uses to tell taxpayers apart. Each country has a file here that says how it is made
//! and cites the authority. Ids of other countries are free text: kept, trimmed, not judged.

mod argentina;
mod brazil;
mod colombia;
mod error;
mod india;
mod italy;
mod mexico;
mod spain;

use std::fmt;

use crate::country::{Country, CountryCode};
pub use error::{TaxIdError, TaxIdWarning};

/// The longest text accepted for a tax id, in characters, separators included.
pub const MAX_CHARS: usize = 40;

/// What kind of tax id a country's authority issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaxIdKind {
    /// MX: RFC of a persona física, 13 characters.
    RfcFisica,
    /// MX: RFC of a persona moral, 12 characters.
    RfcMoral,
    /// MX: one of the two RFCs that stand for "the general public" and "a foreigner".
    RfcGeneric,
    /// ES: NIF of a natural person: DNI, or K, L, M.
    Nif,
    /// ES: NIE of a foreigner: X, Y, Z.
    Nie,
    /// ES: NIF of a legal person or entity, formerly CIF.
    Cif,
    /// BR: CNPJ of a legal person, numeric or alphanumeric.
    Cnpj,
    /// BR: CPF of a natural person.
    Cpf,
    /// CO: NIT, written with its check digit after a hyphen.
    Nit,
    /// AR: CUIT or CUIL.
    Cuit,
    /// IT: codice fiscale of a natural person.
    CodiceFiscale,
    /// IT: partita IVA, also the numeric codice fiscale of a legal person.
    PartitaIva,
    /// IN: PAN.
    Pan,
    /// Any country without checks.
    FreeText,
}

impl TaxIdKind {
    /// A stable name for files and translations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RfcFisica => "rfc_fisica",
            Self::RfcMoral => "rfc_moral",
            Self::RfcGeneric => "rfc_generic",
            Self::Nif => "nif",
            Self::Nie => "nie",
            Self::Cif => "cif",
            Self::Cnpj => "cnpj",
            Self::Cpf => "cpf",
            Self::Nit => "nit",
            Self::Cuit => "cuit",
            Self::CodiceFiscale => "codice_fiscale",
            Self::PartitaIva => "partita_iva",
            Self::Pan => "pan",
            Self::FreeText => "free_text",
        }
    }
}

/// A tax id in its one normal form: upper-case, no separators (but the hyphen of a NIT).
///
/// Two ids of one taxpayer compare equal however they were typed; parsing the text of one gives the same one again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxId {
    country: CountryCode,
    kind: TaxIdKind,
    text: String,
    warning: Option<TaxIdWarning>,
}

impl TaxId {
    /// Reads `text` as a tax id of `country`.
    ///
    /// # Errors
    /// When the text cannot be a tax id of that country; each says what was expected.
    pub fn parse(country: impl Into<CountryCode>, text: &str) -> Result<Self, TaxIdError> {
        let country = country.into();
        let text = text.trim();
        if text.is_empty() {
            return Err(TaxIdError::Empty);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(TaxIdError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(TaxIdError::Control);
        }
        let Some(checked) = country.checked() else {
            return Ok(Self { country, kind: TaxIdKind::FreeText, text: text.to_owned(), warning: None });
        };
        let bare = bare(text);
        let parsed = match checked {
            Country::Mx => mexico::parse(&bare),
            Country::Es => spain::parse(&bare),
            Country::Br => brazil::parse(&bare),
            Country::Co => colombia::parse(text),
            Country::Ar => argentina::parse(&bare),
            Country::It => italy::parse(&bare),
            Country::In => india::parse(&bare),
        }?;
        Ok(Self { country, kind: parsed.kind, text: parsed.text, warning: parsed.warning })
    }

    /// The country whose authority issues it.
    #[must_use]
    pub const fn country(&self) -> CountryCode {
        self.country
    }

    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> TaxIdKind {
        self.kind
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What looks wrong although it does occur in true ids: to show, not to refuse.
    #[must_use]
    pub const fn warning(&self) -> Option<&TaxIdWarning> {
        self.warning.as_ref()
    }
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a country's file hands back.
struct Parsed {
    kind: TaxIdKind,
    text: String,
    warning: Option<TaxIdWarning>,
}

impl Parsed {
    fn sound(kind: TaxIdKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), warning: None }
    }
}

/// Upper-case, without the separators people and authorities write.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{ad}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The decimal value of an ASCII digit; 0 for anything else (callers have checked).
fn digit(c: u8) -> u32 {
    (c as char).to_digit(10).unwrap_or(0)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_digit())
}

/// Σ digit × weight, pairwise, over ASCII digits.
fn weighted_sum(digits: &str, weights: &[u32]) -> u32 {
    digits.bytes().zip(weights).map(|(c, weight)| digit(c) * weight).sum()
}

/// Whether `yymmdd` (six digits) is a day of 19yy or 20yy.
fn is_short_date(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // yy = 00 is a leap year when it means 2000.
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests;
