//! Italy: qualified certificates and CNS (the profiles of AGID).
//!
//! serialNumber holds `TINIT-` and the codice fiscale; older certificates have `IT:` or `CF:` before it, a CNS has it at
//! the beginning of its common name. organizationIdentifier holds `VATIT-` and the partita IVA.

use domain::Country;
use domain::tax_id::{TaxId, TaxIdKind};

use super::{Party, Reading, holder_name, is_of, person_name, shown};
use crate::certificate::Fields;
use crate::name::oid;

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let mut found: Vec<TaxId> = Vec::new();
    for oid in [
        oid::ORGANIZATION_IDENTIFIER,
        oid::SERIAL_NUMBER,
        oid::DN_QUALIFIER,
        oid::COMMON_NAME,
        oid::ORGANIZATION,
    ] {
        found.extend(subject.all(oid).filter_map(|text| number(text, is_of(subject, Country::It))));
    }
    let of = |kind: TaxIdKind| found.iter().find(|id| id.kind() == kind).map(ToString::to_string);
    let (person, organization) = (of(TaxIdKind::CodiceFiscale), of(TaxIdKind::PartitaIva));
    let organization_name = shown(subject, oid::ORGANIZATION).map(|name| match name.rsplit_once('/') {
        // `ACME SRL/00743110157`; another slash is the name's own.
        Some((before, after)) if TaxId::parse(Country::It, after).is_ok() => before.trim().to_owned(),
        _ => name,
    });
    match (person, organization) {
        (Some(person), organization) => {
            let mut reading = Reading::of(Country::It, "it.person");
            reading.holder = person_name(subject).or_else(|| holder_name(subject));
            reading.tax_id = Some(person);
            reading.organization =
                organization.map(|id| Party { name: organization_name, tax_id: Some(id), personal_id: None });
            Some(reading)
        }
        (None, Some(organization)) => {
            let mut reading = Reading::of(Country::It, "it.organization");
            reading.holder = organization_name.or_else(|| holder_name(subject));
            reading.tax_id = Some(organization);
            Some(reading)
        }
        (None, None) => None,
    }
}

/// The tax id in a field, with one of the prefixes in use, or bare where the subject is Italian.
fn number(text: &str, is_italian: bool) -> Option<TaxId> {
    let upper = text.trim().to_ascii_uppercase();
    let prefixes = ["TINIT-", "VATIT-", "PNOIT-", "CF:IT-", "PI:IT-", "CF:", "PIVA:", "IT:"];
    let labelled = prefixes.iter().find_map(|prefix| upper.strip_prefix(prefix));
    if let Some(rest) = labelled {
        return TaxId::parse(Country::It, rest).ok();
    }
    if !is_italian {
        return None;
    }
    // `RSSMRA85T10A562S/6090010669298009.…` of a CNS, `ACME SRL/00743110157` of old organization names.
    upper.split('/').find_map(|part| TaxId::parse(Country::It, part).ok())
}
