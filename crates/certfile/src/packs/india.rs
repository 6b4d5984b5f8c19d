//! India: certificates of the CCA's licensed authorities (Interoperability Guidelines for Digital Signature Certificates).
//!
//! The subject's serialNumber is the SHA-256 of the holder's PAN in hex: the PAN itself is not in the certificate.

use domain::Country;

use super::{Party, Reading, holder_name, is_of, shown};
use crate::certificate::Fields;
use crate::name::oid;

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    if !is_of(subject, Country::In) {
        return None;
    }
    let hash = subject.first(oid::SERIAL_NUMBER).map(str::to_ascii_lowercase)?;
    if hash.len() != 64 || !hash.bytes().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    // Individuals have "Personal" as organization.
    let organization =
        shown(subject, oid::ORGANIZATION).filter(|name| !name.eq_ignore_ascii_case("personal"));
    let mut reading =
        Reading::of(Country::In, if organization.is_some() { "in.organization" } else { "in.person" });
    reading.holder = holder_name(subject);
    reading.tax_id = Some(format!("sha256:{hash}"));
    reading.tax_id_hashed = true;
    reading.organization = organization.map(|name| Party { name: Some(name), ..Party::default() });
    Some(reading)
}
