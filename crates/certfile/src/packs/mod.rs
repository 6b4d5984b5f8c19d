//! Country packs: who the holder of a certificate is, and his tax id, as each country's authorities write them.
//!
//! A pack goes by evidence that only its authorities produce (an object identifier, a prefix, a form of number together
//! with the country), never by the country alone. The first pack that recognises the certificate reads it.

mod argentina;
mod brazil;
mod colombia;
mod india;
mod italy;
mod mexico;
mod semantics;
mod spain;

use domain::{Country, CountryCode, TaxId};
use serde::Serialize;

use crate::certificate::Fields;
use crate::name::{Attributes, oid, printable};

/// A person or organization beside the holder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Name, as written.
    pub name: Option<String>,
    /// Tax id, in normal form where it has one.
    pub tax_id: Option<String>,
    /// Another number of a person (MX: CURP).
    pub personal_id: Option<String>,
}

/// What a pack reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) country: Option<CountryCode>,
    pub(crate) profile: &'static str,
    pub(crate) holder: Option<String>,
    pub(crate) tax_id: Option<String>,
    pub(crate) tax_id_hashed: bool,
    pub(crate) personal_id: Option<String>,
    pub(crate) representative: Option<Party>,
    pub(crate) organization: Option<Party>,
    pub(crate) number: Option<String>,
}

impl Reading {
    fn of(country: Country, profile: &'static str) -> Self {
        Self { country: Some(country.code()), profile, ..Self::default() }
    }
}

/// Reads the holder with the first pack that knows the certificate; otherwise by what X.509 says alone.
pub(crate) fn read(fields: &Fields) -> Reading {
    let packs = [
        mexico::read,
        spain::read,
        brazil::read,
        colombia::read,
        argentina::read,
        italy::read,
        india::read,
        semantics::read,
    ];
    packs.into_iter().find_map(|pack| pack(fields)).unwrap_or_else(|| Reading {
        country: subject_country(&fields.subject),
        profile: "x509",
        holder: holder_name(&fields.subject),
        ..Reading::default()
    })
}

/// The common name, else the organization, else the unit.
fn holder_name(subject: &Attributes) -> Option<String> {
    [oid::COMMON_NAME, oid::ORGANIZATION, oid::ORGANIZATIONAL_UNIT]
        .into_iter()
        .find_map(|oid| shown(subject, oid))
}

/// An attribute of the subject, fit to be shown.
fn shown(subject: &Attributes, oid: &str) -> Option<String> {
    subject.first(oid).map(printable).filter(|text| !text.is_empty())
}

fn subject_country(subject: &Attributes) -> Option<CountryCode> {
    subject.first(oid::COUNTRY)?.parse().ok()
}

fn is_of(subject: &Attributes, country: Country) -> bool {
    subject_country(subject) == Some(country.code())
}

/// The normal form of a tax id of `country`, when it is one.
fn tax_id(country: Country, text: &str) -> Option<String> {
    TaxId::parse(country, text).ok().map(|id| id.to_string())
}

/// Given name and surname.
fn person_name(subject: &Attributes) -> Option<String> {
    let (given, surname) = (shown(subject, oid::GIVEN_NAME)?, shown(subject, oid::SURNAME)?);
    Some(format!("{given} {surname}"))
}
