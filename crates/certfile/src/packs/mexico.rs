//! Mexico: e.firma (FIEL) and CSD of the SAT.
//!
//! The subject's x500UniqueIdentifier holds the RFC, for a persona moral followed by ` / ` and the RFC of its
//! representative; serialNumber holds the CURP, for a persona moral ` / ` and the representative's. A CSD (the seal
//! for invoices) names a branch as organizational unit, an e.firma has none. The serial number of the certificate is
//! twenty digits in ASCII.

use domain::{Country, tax_id::TaxIdKind};

use super::{Party, Reading, holder_name, shown};
use crate::certificate::Fields;
use crate::name::oid;

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let (holder_rfc, other_rfc) = split(subject.first(oid::UNIQUE_IDENTIFIER)?);
    let rfc = domain::TaxId::parse(Country::Mx, holder_rfc?).ok()?;
    let (first_curp, other_curp) = subject.first(oid::SERIAL_NUMBER).map(split).unwrap_or_default();
    let is_seal = subject.first(oid::ORGANIZATIONAL_UNIT).is_some();
    let mut reading = Reading::of(Country::Mx, if is_seal { "mx.csd" } else { "mx.efirma" });
    reading.holder = shown(subject, oid::NAME).or_else(|| holder_name(subject));
    reading.number = number(&fields.serial);
    if rfc.kind() == TaxIdKind::RfcMoral {
        let tax_id = other_rfc.and_then(|text| super::tax_id(Country::Mx, text));
        let personal_id = other_curp.or(first_curp).and_then(curp);
        reading.representative =
            (tax_id.is_some() || personal_id.is_some()).then_some(Party { name: None, tax_id, personal_id });
    } else {
        reading.personal_id = first_curp.or(other_curp).and_then(curp);
    }
    reading.tax_id = Some(rfc.to_string());
    Some(reading)
}

/// `A / B` in its two parts, each of which may be blank.
fn split(text: &str) -> (Option<&str>, Option<&str>) {
    let present = |part: &str| !part.trim().is_empty();
    let (first, second) = text.split_once('/').map_or((text, ""), |parts| parts);
    (Some(first.trim()).filter(|p| present(p)), Some(second.trim()).filter(|p| present(p)))
}

/// A CURP: 4 letters, 6 digits, 6 letters, 2 characters.
fn curp(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let shape = b"AAAA999999AAAAAAX9";
    let fits = text.len() == shape.len()
        && text.bytes().zip(shape).all(|(c, place)| match place {
            b'A' => c.is_ascii_uppercase(),
            b'9' => c.is_ascii_digit(),
            _ => c.is_ascii_alphanumeric(),
        });
    fits.then_some(text)
}

fn number(serial: &[u8]) -> Option<String> {
    let fits = serial.len() == 20 && serial.iter().all(u8::is_ascii_digit);
    fits.then(|| serial.iter().copied().map(char::from).collect())
}
