//! Colombia: certificates of Certicámara, Andes SCD, GSE and others.
//!
//! Certicámara writes the NIT under 1.3.6.1.4.1.23267.2.3 and the person's cédula under .2; the others put the number
//! into serialNumber or, newer ones, into organizationIdentifier. Most write the NIT without its check digit.

use domain::Country;

use super::{Party, Reading, holder_name, is_of, person_name, shown, tax_id};
use crate::certificate::Fields;
use crate::name::oid;

const NIT: &str = "1.3.6.1.4.1.23267.2.3";
const CEDULA: &str = "1.3.6.1.4.1.23267.2.2";

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let certicamara = [NIT, CEDULA].iter().any(|oid| subject.first(oid).is_some());
    if !certicamara && !is_of(subject, Country::Co) {
        return None;
    }
    let written = [NIT, oid::ORGANIZATION_IDENTIFIER, oid::SERIAL_NUMBER, CEDULA];
    let (from, nit) = written.iter().find_map(|oid| Some((*oid, number(subject.first(oid)?)?)))?;
    let organization = shown(subject, oid::ORGANIZATION);
    let is_company = nit.len() == 11 && nit.starts_with(['8', '9']);
    let mut reading = Reading::of(Country::Co, if is_company { "co.company" } else { "co.person" });
    reading.holder =
        if is_company { organization.or_else(|| holder_name(subject)) } else { holder_name(subject) };
    reading.tax_id = Some(nit);
    if is_company {
        let cedula = subject.first(CEDULA).filter(|_| from != CEDULA).and_then(number);
        let name = person_name(subject);
        reading.representative =
            (cedula.is_some() || name.is_some()).then_some(Party { name, tax_id: cedula, personal_id: None });
    }
    Some(reading)
}

/// The NIT in a field such as `900373115`, `NIT 900373115-3`, `CC52123456` or `VATCO-900373115`.
fn number(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let label_fits = text.get(..start)?.chars().all(|c| c.is_ascii_alphabetic() || " .:-_".contains(c));
    if !label_fits {
        return None;
    }
    tax_id(Country::Co, text.get(start..)?)
}
