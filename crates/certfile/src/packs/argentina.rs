//! Argentina: certificates of AFIP/ARCA for web services, and of the national digital signature infrastructure.
//!
//! serialNumber holds `CUIT 20267565393` (or `CUIL …`), as the profiles of the infrastructure (Ley 25.506) ask.

use domain::Country;

use super::{Reading, holder_name, is_of, shown, tax_id};
use crate::certificate::Fields;
use crate::name::oid;

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let (label, number) = subject.all(oid::SERIAL_NUMBER).find_map(|text| {
        let upper = text.trim().to_ascii_uppercase();
        match ["CUIT", "CUIL"].iter().find_map(|label| upper.strip_prefix(label)) {
            Some(rest) => Some((true, tax_id(Country::Ar, rest.trim_start_matches([' ', ':', '-', '_']))?)),
            None => Some((false, tax_id(Country::Ar, &upper)?)),
        }
    })?;
    if !label && !is_of(subject, Country::Ar) {
        return None;
    }
    let is_company = number.starts_with('3');
    let mut reading = Reading::of(Country::Ar, if is_company { "ar.company" } else { "ar.person" });
    // Of a company, AFIP's common name is an alias for the program that uses the certificate.
    reading.holder =
        shown(subject, oid::ORGANIZATION).filter(|_| is_company).or_else(|| holder_name(subject));
    reading.tax_id = Some(number);
    Some(reading)
}
