//! Identifiers in the form of ETSI EN 319 412-1, section 5.1: a type of three letters, a country, a hyphen, the number,
//! as in `IDCES-99999999R` or `VATIT-00743110157`. Every European authority uses them.

use domain::CountryCode;
use domain::TaxId;

use super::{Party, Reading, holder_name, person_name, shown};
use crate::certificate::Fields;
use crate::name::oid;

/// What the three letters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `TIN` and `VAT`: a tax id.
    Tax,
    /// `IDC` and `PNO`: an identity card or a personal number.
    Person,
    /// `PAS`, `NTR` and others.
    Other,
}

/// Splits such an identifier.
pub(super) fn split(text: &str) -> Option<(Kind, CountryCode, &str)> {
    let (prefix, number) = text.trim().split_once('-')?;
    let (kind, country) = prefix.split_at_checked(3)?;
    let kind = match kind {
        "TIN" | "VAT" => Kind::Tax,
        "IDC" | "PNO" => Kind::Person,
        "PAS" | "NTR" => Kind::Other,
        _ => return None,
    };
    let country = country.parse().ok()?;
    let number = number.trim();
    (!number.is_empty()).then_some((kind, country, number))
}

/// A certificate of a European country that has no pack of its own.
pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let organization = subject.first(oid::ORGANIZATION_IDENTIFIER).and_then(split);
    let person = subject.first(oid::SERIAL_NUMBER).and_then(split);
    let (kind, country, number) = organization.or(person)?;
    let tax_id = match kind {
        Kind::Tax => TaxId::parse(country, number).ok().map(|id| id.to_string()),
        _ => None,
    };
    let mut reading = Reading {
        country: Some(country),
        profile: "eidas",
        tax_id,
        holder: holder_name(subject),
        ..Reading::default()
    };
    if organization.is_some() {
        reading.holder = shown(subject, oid::ORGANIZATION).or(reading.holder);
        reading.representative =
            person_name(subject).map(|name| Party { name: Some(name), ..Party::default() });
    }
    Some(reading)
}
