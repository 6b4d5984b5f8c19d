//! Brazil: e-CPF and e-CNPJ of ICP-Brasil (DOC-ICP-04).
//!
//! Alternative names of type 2.16.76.1.3: .1 data of the person and .4 data of the person responsible (8 digits of birth
//! date, 11 of CPF, and more), .2 name of the person responsible, .3 CNPJ. The common name ends in `:` and the number.

use domain::Country;

use super::{Party, Reading, holder_name, is_of, shown, tax_id};
use crate::certificate::Fields;
use crate::name::{oid, printable};

pub(super) fn read(fields: &Fields) -> Option<Reading> {
    let subject = &fields.subject;
    let other =
        |oid: &str| fields.other_names.iter().find(|(found, _)| found == oid).map(|(_, text)| text.as_str());
    let common_name = shown(subject, oid::COMMON_NAME);
    let (name, number) = match common_name.as_deref().and_then(|name| name.rsplit_once(':')) {
        Some((name, number)) if is_number(number.trim()) => {
            (Some(name.trim().to_owned()), Some(number.trim()))
        }
        // Another colon is the name's own.
        _ => (common_name.clone(), None),
    };
    let is_brazilian = fields.other_names.iter().any(|(oid, _)| oid.starts_with("2.16.76.1.3."))
        || fields.policies.iter().any(|policy| policy.starts_with("2.16.76.1."));
    if !is_brazilian && !is_of(subject, Country::Br) {
        return None;
    }
    let of_name = number.and_then(|number| tax_id(Country::Br, number));
    let cnpj = other("2.16.76.1.3.3")
        .and_then(|text| tax_id(Country::Br, text))
        .or_else(|| of_name.clone().filter(|id| id.len() == 14));
    let holder = name.filter(|name| !name.is_empty()).or_else(|| holder_name(subject));
    if let Some(cnpj) = cnpj {
        let mut reading = Reading::of(Country::Br, "br.e-cnpj");
        let name = other("2.16.76.1.3.2").map(printable).filter(|name| !name.is_empty());
        let cpf = other("2.16.76.1.3.4").and_then(cpf);
        reading.representative =
            (name.is_some() || cpf.is_some()).then_some(Party { name, tax_id: cpf, personal_id: None });
        reading.holder = holder;
        reading.tax_id = Some(cnpj);
        return Some(reading);
    }
    let mut reading = Reading::of(Country::Br, "br.e-cpf");
    reading.tax_id = Some(other("2.16.76.1.3.1").and_then(cpf).or(of_name)?);
    reading.holder = holder;
    Some(reading)
}

/// Whether it stands for a tax id; digits do, also where the check digits do not fit.
fn is_number(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits || tax_id(Country::Br, text).is_some()
}

/// The CPF in the personal data: after the eight digits of the birth date.
fn cpf(data: &str) -> Option<String> {
    tax_id(Country::Br, data.get(8..19)?)
}
