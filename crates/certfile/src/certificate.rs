//! One X.509 certificate (RFC 5280), read for what is shown and searched.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;
use time::serde::rfc3339;
use time::{OffsetDateTime, UtcOffset};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::X509Certificate;

use crate::ber::{self, Bytes};
use crate::key::PublicKey;
use crate::limits::{Budget, MAX_ALGORITHM_CHARS, MAX_CERTIFICATE_BYTES, MAX_HOLDER_CHARS};
use crate::name::{self, Attributes};
use crate::packs::{self, Party, Reading};
use crate::refusal::{ReasonCode, Refusal};

/// What is kept in clear of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateInfo {
    /// The subject, as the string of RFC 4514.
    pub subject: String,
    /// The issuer, as the string of RFC 4514.
    pub issuer: String,
    /// The serial number, lower-case hex without leading zeros; a negative one, which no authority should write, with a minus.
    pub serial: String,
    /// The number that people call the certificate's own, where the authority prints one (MX: 20 digits).
    pub number: Option<String>,
    /// First moment of validity, UTC.
    #[serde(with = "rfc3339")]
    pub not_before: OffsetDateTime,
    /// Last moment of validity, UTC.
    #[serde(with = "rfc3339")]
    pub not_after: OffsetDateTime,
    /// SHA-256 of the whole certificate, hex.
    pub fingerprint_sha256: String,
    /// SHA-256 of the public key, hex, in the form that [`KeyInfo`](crate::KeyInfo) has it in too.
    pub spki_sha256: String,
    /// Kind and size of the key, such as `RSA-2048`, `EC-P256` or `Ed25519`.
    pub key_algorithm: String,
    /// Key usages, as RFC 5280 names them.
    pub key_usages: Vec<&'static str>,
    /// Extended key usages: RFC 5280's names, or dotted object identifiers.
    pub extended_key_usages: Vec<String>,
    /// The person or organization that the certificate is for.
    pub holder: Option<String>,
    /// The holder's tax id, in normal form. With `tax_id_hashed`, `sha256:` and the hash in hex.
    pub tax_id: Option<String>,
    /// Whether the authority wrote only a hash of the tax id (IN).
    pub tax_id_hashed: bool,
    /// ISO 3166-1 alpha-2 code of the country of the tax id, else of the subject.
    pub country: Option<String>,
    /// Another number of the holder as a person (MX: CURP).
    pub personal_id: Option<String>,
    /// The person who acts for the holder.
    pub representative: Option<Party>,
    /// The organization that the holder, a person, belongs to.
    pub organization: Option<Party>,
    /// What kind of certificate the authority calls it, such as `mx.csd`; `ca` for an authority's own; `x509` when
    /// unknown.
    pub profile: &'static str,
    /// Whether it says that it may issue others.
    pub is_ca: bool,
    /// Whether subject and issuer are the same.
    pub self_issued: bool,
    /// The certificate itself, DER. It is not part of what is written.
    #[serde(skip)]
    pub der: Vec<u8>,
}

/// What the country packs look at.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) subject: Attributes,
    /// Attributes of the directory names among the alternative names.
    pub(crate) alternative: Attributes,
    /// Alternative names of kinds of an authority's own: object identifier and text.
    pub(crate) other_names: Vec<(String, String)>,
    pub(crate) policies: Vec<String>,
    pub(crate) serial: Vec<u8>,
}

/// A certificate, and what ties it to others in its file.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) info: CertificateInfo,
    pub(crate) subject: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
}

/// Reads one certificate that fills `bytes`.
pub(crate) fn parse(bytes: &[u8], budget: &mut Budget) -> Result<Certificate, Refusal> {
    let damaged = || Refusal::damaged("a certificate");
    if bytes.len() > MAX_CERTIFICATE_BYTES {
        return Err(Refusal::refused(
            ReasonCode::TooComplex,
            "A certificate in the file is larger than any real one.",
        ));
    }
    // A certificate is DER: what is signed has one encoding only.
    let Bytes::Same(der) = ber::normalize_whole(bytes, budget)? else {
        return Err(damaged());
    };
    let (rest, certificate) = parse_x509_certificate(der).map_err(|_| damaged())?;
    if !rest.is_empty() {
        return Err(damaged());
    }
    let public_key = PublicKey::from_spki(certificate.public_key().raw)?;
    let fields = fields(&certificate);
    let reading = packs::read(&fields);
    let (subject, issuer) = (certificate.subject(), certificate.issuer());
    let country = reading.country.map(|country| country.to_string());
    let Reading {
        holder,
        tax_id,
        tax_id_hashed,
        personal_id,
        representative,
        organization,
        profile,
        number,
        ..
    } = reading;
    check_lengths(holder.as_deref(), &public_key.algorithm)?;
    // RFC 5280, section 4.1.2.5, wants `Z`; old ones have an offset.
    let utc = |time: OffsetDateTime| time.checked_to_offset(UtcOffset::UTC).ok_or_else(damaged);
    let (key_usages, extended_key_usages) = usages(&certificate);
    let is_ca = certificate.is_ca();
    // Only the key usage tells: self-made certificates of persons often claim to be an authority's.
    let profile = if is_ca && key_usages.contains(&"keyCertSign") { "ca" } else { profile };
    let info = CertificateInfo {
        subject: name::rfc4514(subject),
        issuer: name::rfc4514(issuer),
        serial: serial_hex(certificate.raw_serial()),
        number,
        not_before: utc(certificate.validity().not_before.to_datetime())?,
        not_after: utc(certificate.validity().not_after.to_datetime())?,
        fingerprint_sha256: hex::encode(digest(&SHA256, der)),
        spki_sha256: public_key.sha256(),
        key_algorithm: public_key.algorithm,
        key_usages,
        extended_key_usages,
        holder,
        tax_id,
        tax_id_hashed,
        country,
        personal_id,
        representative,
        organization,
        profile,
        is_ca,
        self_issued: subject.as_raw() == issuer.as_raw(),
        der: der.to_vec(),
    };
    Ok(Certificate { info, subject: subject.as_raw().to_vec(), issuer: issuer.as_raw().to_vec() })
}

/// Whoever keeps what is told here has room for no more.
fn check_lengths(holder: Option<&str>, algorithm: &str) -> Result<(), Refusal> {
    let long = |what| {
        let message = format!("A certificate in the file names {what} at greater length than any real one.");
        Err(Refusal::refused(ReasonCode::TooComplex, message))
    };
    if holder.is_some_and(|holder| holder.chars().count() > MAX_HOLDER_CHARS) {
        return long("its holder");
    }
    if algorithm.len() > MAX_ALGORITHM_CHARS {
        return long("the kind of its key");
    }
    Ok(())
}

fn serial_hex(raw: &[u8]) -> String {
    let is_negative = raw.first().is_some_and(|byte| byte & 0x80 != 0);
    let magnitude = if is_negative { negated(raw) } else { raw.to_vec() };
    let zeros = magnitude.iter().take_while(|byte| **byte == 0).count();
    match magnitude.get(zeros..) {
        None | Some([]) => "00".to_owned(),
        Some(rest) if is_negative => format!("-{}", hex::encode(rest)),
        Some(rest) => hex::encode(rest),
    }
}

/// What a negative number in two's complement is short of zero.
fn negated(raw: &[u8]) -> Vec<u8> {
    let mut carry = true;
    let mut bytes: Vec<u8> = raw
        .iter()
        .rev()
        .map(|byte| {
            let (sum, over) = (!byte).overflowing_add(carry.into());
            carry = over;
            sum
        })
        .collect();
    bytes.reverse();
    bytes
}

fn fields(certificate: &X509Certificate<'_>) -> Fields {
    let mut fields = Fields {
        subject: Attributes::of(certificate.subject()),
        serial: certificate.raw_serial().to_vec(),
        ..Fields::default()
    };
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(names) => {
                for name in &names.general_names {
                    match name {
                        GeneralName::DirectoryName(name) => fields.alternative.extend(Attributes::of(name)),
                        GeneralName::OtherName(oid, value) => {
                            fields
                                .other_names
                                .extend(other_name(value).map(|text| (oid.to_id_string(), text)));
                        }
                        _ => {}
                    }
                }
            }
            ParsedExtension::CertificatePolicies(policies) => {
                fields.policies.extend(policies.iter().map(|policy| policy.policy_id.to_id_string()));
            }
            _ => {}
        }
    }
    fields
}

/// The text of an `otherName`: a string, or octets that hold text, under an explicit `[0]`.
fn other_name(value: &[u8]) -> Option<String> {
    let mut reader = crate::der::Reader::new(value);
    let mut found = reader.any().ok()?;
    if found.tag == crate::der::CONTEXT_0 {
        found = crate::der::Reader::new(found.content).any().ok()?;
    }
    let text = match found.tag {
        crate::der::OCTET_STRING => String::from_utf8_lossy(found.content).into_owned(),
        tag => name::decode(tag, found.content)?,
    };
    Some(text)
}

fn usages(certificate: &X509Certificate<'_>) -> (Vec<&'static str>, Vec<String>) {
    let mut usages = Vec::new();
    if let Ok(Some(extension)) = certificate.key_usage() {
        let names = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        usages.extend(
            names
                .into_iter()
                .enumerate()
                .filter(|(bit, _)| extension.value.flags >> bit & 1 == 1)
                .map(|(_, name)| name),
        );
    }
    let mut extended = Vec::new();
    if let Ok(Some(extension)) = certificate.extended_key_usage() {
        let usage = extension.value;
        let known = [
            (usage.any, "anyExtendedKeyUsage"),
            (usage.server_auth, "serverAuth"),
            (usage.client_auth, "clientAuth"),
            (usage.code_signing, "codeSigning"),
            (usage.email_protection, "emailProtection"),
            (usage.time_stamping, "timeStamping"),
            (usage.ocsp_signing, "OCSPSigning"),
        ];
        extended.extend(known.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned()));
        extended.extend(usage.other.iter().map(x509_parser::asn1_rs::Oid::to_id_string));
    }
    (usages, extended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_keep_their_sign() {
        for (raw, shown) in [
            (&[0x00][..], "00"),
            (&[0x00, 0xff], "ff"),
            (&[0xff], "-01"),
            (&[0x80], "-80"),
            (&[0xff, 0x00], "-0100"),
            (&[0x03, 0xe9], "03e9"),
            (&[0x00, 0x00, 0x0a], "0a"),
        ] {
            assert_eq!(serial_hex(raw), shown, "{raw:02x?}");
        }
    }
}
