//! Distinguished names: as attributes to look up, and as the string of RFC 4514.

use std::fmt::Write;

use x509_parser::prelude::{AttributeTypeAndValue, X509Name};

/// The attributes of a name, in the order of the certificate, values as text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Vec<(String, String)>);

/// Object identifiers of attributes that country packs look up.
pub(crate) mod oid {
    pub(crate) const COMMON_NAME: &str = "2.5.4.3";
    pub(crate) const SURNAME: &str = "2.5.4.4";
    pub(crate) const SERIAL_NUMBER: &str = "2.5.4.5";
    pub(crate) const COUNTRY: &str = "2.5.4.6";
    pub(crate) const ORGANIZATION: &str = "2.5.4.10";
    pub(crate) const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
    pub(crate) const NAME: &str = "2.5.4.41";
    pub(crate) const GIVEN_NAME: &str = "2.5.4.42";
    pub(crate) const UNIQUE_IDENTIFIER: &str = "2.5.4.45";
    pub(crate) const DN_QUALIFIER: &str = "2.5.4.46";
    pub(crate) const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
}

impl Attributes {
    pub(crate) fn of(name: &X509Name<'_>) -> Self {
        let values = name.iter_attributes().filter_map(|attribute| {
            let text = text(attribute)?.trim().to_owned();
            (!text.is_empty()).then(|| (attribute.attr_type().to_id_string(), text))
        });
        Self(values.collect())
    }

    /// The first value of an attribute, trimmed and not empty.
    pub(crate) fn first(&self, oid: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == oid).map(|(_, value)| value.as_str())
    }

    /// Every value of an attribute.
    pub(crate) fn all<'a>(&'a self, oid: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == oid).map(|(_, value)| value.as_str())
    }

    /// The first value whose object identifier begins with `prefix` and ends with `suffix`.
    pub(crate) fn between(&self, prefix: &str, suffix: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(oid, _)| oid.starts_with(prefix) && oid.ends_with(suffix))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// The string of RFC 4514: last relative name first, escaped.
pub(crate) fn rfc4514(name: &X509Name<'_>) -> String {
    let mut relative: Vec<String> =
        name.iter_rdn().map(|rdn| rdn.iter().map(attribute_string).collect::<Vec<_>>().join("+")).collect();
    relative.reverse();
    relative.join(",")
}

fn attribute_string(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let name = short_name(&oid).unwrap_or(&oid);
    match text(attribute) {
        Some(value) => format!("{name}={}", escaped(&value)),
        None => format!("{name}=#{}", hex::encode(raw(attribute))),
    }
}

/// The value's encoding, as RFC 4514 wants it for values that are not text.
fn raw(attribute: &AttributeTypeAndValue<'_>) -> Vec<u8> {
    let value = attribute.attr_value();
    let tag = u8::try_from(value.header.tag().0).unwrap_or(0);
    crate::der::write(tag, &[value.data])
}

/// RFC 4514, section 2.4. Control characters are escaped too, so that a name cannot disturb a terminal or a log.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (place, c) in value.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.extend(['\\', c]),
            '#' if place == 0 => out.push_str("\\#"),
            ' ' if place == 0 || place == last => out.push_str("\\ "),
            c if is_unprintable(c) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\{byte:02X}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Control characters, and those that turn the direction of text around.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Without characters that are not to be shown; for values that leave this crate as plain text.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !is_unprintable(*c))
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Descriptors registered for LDAP (RFC 4519, RFC 4524, RFC 2985) and, for the rest, X.520's own names.
fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "sn",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.13" => "description",
        "2.5.4.15" => "businessCategory",
        "2.5.4.17" => "postalCode",
        "2.5.4.41" => "name",
        "2.5.4.42" => "givenName",
        "2.5.4.43" => "initials",
        "2.5.4.44" => "generationQualifier",
        "2.5.4.45" => "x500UniqueIdentifier",
        "2.5.4.46" => "dnQualifier",
        "2.5.4.65" => "pseudonym",
        "2.5.4.97" => "organizationIdentifier",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        "1.2.840.113549.1.9.2" => "unstructuredName",
        _ => return None,
    })
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let value = attribute.attr_value();
    decode(u8::try_from(value.header.tag().0).ok()?, value.data)
}

/// Text of a string type of ASN.1; `None` for anything else.
pub(crate) fn decode(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        12 => Some(String::from_utf8_lossy(content).into_owned()),
        // Numeric, Printable, IA5, Visible: ASCII. Teletex: Latin-1 in practice. Authorities mix them up.
        18 | 19 | 20 | 22 | 26 => match std::str::from_utf8(content) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => Some(content.iter().map(|byte| char::from(*byte)).collect()),
        },
        28 => {
            content.chunks(4).map(|unit| char::from_u32(u32::from_be_bytes(unit.try_into().ok()?))).collect()
        }
        30 => {
            let units = content.chunks(2).map(|unit| Some(u16::from_be_bytes(unit.try_into().ok()?)));
            units.collect::<Option<Vec<u16>>>().map(|units| String::from_utf16_lossy(&units))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_the_standard_says() {
        assert_eq!(escaped("James \"Jim\" Smith, III"), "James \\\"Jim\\\" Smith\\, III");
        assert_eq!(escaped(" / CURP"), "\\ / CURP");
        assert_eq!(escaped("#1 "), "\\#1\\ ");
        assert_eq!(escaped("a\r\u{202e}b"), "a\\0D\\E2\\80\\AEb");
        assert_eq!(escaped("Lučić"), "Lučić");
    }

    #[test]
    fn every_string_type_is_read() {
        assert_eq!(decode(12, "ñ".as_bytes()).as_deref(), Some("ñ"));
        assert_eq!(decode(20, &[0xf1]).as_deref(), Some("ñ"));
        assert_eq!(decode(30, &[0x00, 0xf1]).as_deref(), Some("ñ"));
        assert_eq!(decode(28, &[0, 0, 0, 0xf1]).as_deref(), Some("ñ"));
        assert_eq!(decode(30, &[0x00]), None);
        assert_eq!(decode(3, &[0]), None);
    }
}
