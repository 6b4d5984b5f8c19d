//! Spain: certificates of FNMT, the identity card (DNI), ANF, Camerfirma, Firmaprofesional, ACCV and the other qualified providers.
//!
//! Persons: serialNumber `IDCES-99999999R` (older: the bare NIF), or the tail of the common name (`NOMBRE - NIF
//! 99999999R`). Organizations: organizationIdentifier `VATES-B12345674`, or `(R: B12345674)` in the common name of a
//! representative. The same data stands in directory names of the alternative names: under FNMT's arc
//! 1.3.6.1.4.1.5734.1 (.4 NIF of the person, .6 and .7 name and NIF of the entity) and under the administration's
//! 2.16.724.1.3.5 (last arc .2 and .3 name and NIF of the entity, .4 NIF of the person).

use domain::Country;
use domain::tax_id::{TaxId, TaxIdError, TaxIdKind};

use super::semantics::{self, Kind};
use super::{Party, Reading, holder_name, is_of, person_name, shown};
use crate::certificate::Fields;
use crate::name::{Attributes, oid, printable};

const FNMT_PERSON_NIF: &str = "1.3.6.1.4.1.5734.1.4";
const FNMT_ENTITY_NAME: &str = "1.3.6.1.4.1.5734.1.6";
const FNMT_ENTITY_NIF: &str = "1.3.6.1.4.1.5734.1.7";
const FNMT_REPRESENTATIVE: &str = "1.3.6.1.4.1.5734.3.11.";
const ADMINISTRATION: &str = "2.16.724.1.3.5.";
const ANF_NIF: &str = "1.3.6.1.4.1.18838.1.1";

/// What is known of the two sides of a certificate.
#[derive(Default)]
struct Sides {
    person: Option<String>,
    organization: Option<String>,
}

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let sides = sides(fields)?;
    let subject = &fields.subject;
    let person_name = common_name_of_person(subject);
    let organization_name = organization_name(fields);
    let party = |name: Option<String>, tax_id: Option<String>| Party { name, tax_id, personal_id: None };
    let mut reading = Reading::of(Country::Es, "es.person");
    match (sides.organization, sides.person) {
        (Some(organization), Some(person)) if represents(fields) => {
            reading.profile = "es.representative";
            reading.holder = organization_name.or_else(|| holder_name(subject));
            reading.tax_id = Some(organization);
            reading.representative = Some(party(person_name, Some(person)));
        }
        (Some(organization), Some(person)) => {
            let public = has_policy(fields, &["2.16.724.1.3.5.3", "2.16.724.1.3.5.7"]);
            reading.profile = if public { "es.public_employee" } else { "es.employee" };
            reading.holder = person_name;
            reading.tax_id = Some(person);
            reading.organization = Some(party(organization_name, Some(organization)));
        }
        (Some(organization), None) => {
            let website = has_policy(fields, &["2.16.724.1.3.5.1", "2.16.724.1.3.5.5"]);
            reading.profile = if website { "es.website" } else { "es.seal" };
            reading.holder = organization_name.or_else(|| holder_name(subject));
            reading.tax_id = Some(organization);
        }
        (None, person) => {
            if fields.policies.iter().any(|policy| policy.starts_with("1.3.6.1.4.1.5734.3.")) {
                reading.profile = "es.fnmt.person";
            }
            reading.holder = person_name;
            reading.tax_id = person;
        }
    }
    Some(reading)
}

/// The NIFs of the certificate; `None` when nothing shows that it is Spanish.
fn sides(fields: &Fields) -> Option<Sides> {
    let subject = &fields.subject;
    let alternative = &fields.alternative;
    let mut sides = Sides::default();
    // What any country's authorities use counts when it says that it is Spanish, or the subject does.
    let is_spanish = |text: &str| is_spanish_identifier(text) || is_of(subject, Country::Es);
    let official = [
        subject.first(oid::ORGANIZATION_IDENTIFIER).filter(|text| is_spanish(text)),
        alternative.first(FNMT_ENTITY_NIF),
        alternative.between(ADMINISTRATION, ".3"),
        subject.first(oid::SERIAL_NUMBER).filter(|text| is_spanish(text)),
        alternative.first(FNMT_PERSON_NIF),
        alternative.between(ADMINISTRATION, ".4"),
        subject.first(ANF_NIF),
    ];
    for text in official.into_iter().flatten() {
        sides.take(text);
    }
    if is_of(subject, Country::Es) || sides.person.is_some() || sides.organization.is_some() {
        for name in subject.all(oid::COMMON_NAME) {
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                sides.take_checked(word);
            }
        }
    }
    (sides.person.is_some() || sides.organization.is_some()).then_some(sides)
}

fn is_spanish_identifier(text: &str) -> bool {
    semantics::split(text).is_some_and(|(_, country, _)| country == Country::Es.code())
}

impl Sides {
    /// Takes an identifier from a field that is made for it. There the authority's word counts, also where the check
    /// letter does not fit: test certificates, and not only they, have such numbers.
    fn take(&mut self, text: &str) {
        let number = match semantics::split(text) {
            Some((Kind::Other, ..)) => return,
            Some((_, country, _)) if country != Country::Es.code() => return,
            Some((_, _, number)) => number,
            None => text,
        };
        if matches!(TaxId::parse(Country::Es, number), Err(TaxIdError::CheckDigit { .. })) {
            let number: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
            let is_person = number.starts_with(|c: char| c.is_ascii_digit() || "KLMXYZklmxyz".contains(c));
            let side = if is_person { &mut self.person } else { &mut self.organization };
            side.get_or_insert(number.to_ascii_uppercase());
        } else {
            self.take_checked(number);
        }
    }

    /// Takes a word if it is a NIF.
    fn take_checked(&mut self, word: &str) {
        if let Ok(nif) = TaxId::parse(Country::Es, word) {
            let side = if nif.kind() == TaxIdKind::Cif { &mut self.organization } else { &mut self.person };
            side.get_or_insert(nif.to_string());
        }
    }
}

/// Whether the person acts for the organization, rather than works in it.
fn represents(fields: &Fields) -> bool {
    let name = fields.subject.first(oid::COMMON_NAME).unwrap_or_default();
    // `(R: NIF)` is today's form, `ENTIDAD … - CIF … - NOMBRE …` the old one.
    let named = name.replace(' ', "").contains("(R:") || name.starts_with("ENTIDAD ");
    named
        || has_policy(fields, &["2.16.724.1.3.5.8", "2.16.724.1.3.5.9"])
        || fields.policies.iter().any(|policy| policy.starts_with(FNMT_REPRESENTATIVE))
        || (fields.alternative.first(FNMT_ENTITY_NIF).is_some()
            && fields.alternative.first(FNMT_PERSON_NIF).is_some())
}

/// Whether a policy is one of `families` or below it.
fn has_policy(fields: &Fields, families: &[&str]) -> bool {
    fields.policies.iter().any(|policy| {
        families.iter().any(|family| {
            policy.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The organization's name. Old certificates of FNMT have FNMT itself as organization of the subject.
fn organization_name(fields: &Fields) -> Option<String> {
    let of_entity = || {
        let name = fields.subject.first(oid::COMMON_NAME)?.strip_prefix("ENTIDAD ")?;
        name.split_once(" - CIF ").map(|(name, _)| name)
    };
    let name = fields.alternative.first(FNMT_ENTITY_NAME).or_else(of_entity).map(printable);
    name.or_else(|| shown(&fields.subject, oid::ORGANIZATION))
        .or_else(|| fields.alternative.between(ADMINISTRATION, ".2").map(printable))
}

/// The person's name: of the common name, what is left without numbers and without what they are called.
fn common_name_of_person(subject: &Attributes) -> Option<String> {
    let name = shown(subject, oid::COMMON_NAME)?;
    let name = name.split_once("(R:").map_or(name.as_str(), |(before, _)| before);
    let name = name.rsplit_once(" - NOMBRE ").map_or(name, |(_, after)| after);
    let mut name = name.strip_prefix("NOMBRE ").unwrap_or(name).trim();
    for suffix in ["(FIRMA)", "(AUTENTICACIÓN)", "(AUTENTICACION)"] {
        name = name.strip_suffix(suffix).unwrap_or(name).trim();
    }
    let is_nif = |word: &str| TaxId::parse(Country::Es, word).is_ok();
    // `NOMBRE - NIF 12345678Z`; ACCV writes `NOMBRE - NIF:12345678Z`.
    let between = [' ', '-', ':', '/'];
    if let Some((before, last)) = name.rsplit_once([' ', ':'])
        && is_nif(last)
    {
        name = before.trim_end_matches(between);
        for label in ["NIF", "DNI", "NIE"] {
            // A word of its own: MELANIE keeps her name.
            name = name.strip_suffix(label).filter(|rest| rest.ends_with(between)).unwrap_or(name);
            name = name.trim_end_matches(between);
        }
    }
    if let Some((first, after)) = name.split_once(' ')
        && is_nif(first)
    {
        name = after;
    }
    Some(name.trim().to_owned())
        .filter(|name| !name.is_empty() && !is_nif(name))
        .or_else(|| person_name(subject))
}
