//! Made-up certificates in the forms in which the SAT and the FNMT hand theirs out, by authorities that say that they are
//! none. Nobody's software takes them for real: their issuers exist nowhere.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize,
    SerialNumber,
};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::container;
use super::der::{oid, sequence};
use super::firm::REPRESENTATIVE;
use crate::machine::SystemRng;

/// For how long both authorities issue.
const LIFE: Duration = Duration::days(4 * 365 + 1);

const UNIQUE_IDENTIFIER: &[u64] = &[2, 5, 4, 45];
const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
const NAME: &[u64] = &[2, 5, 4, 41];
const SURNAME: &[u64] = &[2, 5, 4, 4];
const GIVEN_NAME: &[u64] = &[2, 5, 4, 42];
const ORGANIZATION_IDENTIFIER: &[u64] = &[2, 5, 4, 97];

/// A demonstration certificate and its key.
pub(super) struct Made {
    certificate: Vec<u8>,
    /// PKCS#8, DER.
    key: Zeroizing<Vec<u8>>,
}

impl Made {
    /// The certificate: DER.
    pub(super) fn certificate(&self) -> Vec<u8> {
        self.certificate.clone()
    }

    /// The key as the SAT delivers it: PKCS#8 in DER, encrypted.
    pub(super) fn encrypted_key(&self, password: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(container::encrypted_key(&self.key, password, &SystemRng)?))
    }

    /// Both in one file with a password.
    pub(super) fn pkcs12(&self, password: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(container::pkcs12(&self.certificate, &self.key, password, &SystemRng)?))
    }
}

/// Which key a certificate is for.
#[derive(Clone, Copy)]
enum Algorithm {
    Rsa,
    Ecdsa,
}

/// What a certificate says, but for its key and issuer.
struct Draft {
    subject: Vec<(DnType, String)>,
    usages: Vec<KeyUsagePurpose>,
    extended: Vec<ExtendedKeyUsagePurpose>,
    /// Content of the policies extension (RFC 5280, 4.2.1.4): one policy.
    policy: Option<&'static [u64]>,
    algorithm: Algorithm,
}

/// An authority that exists nowhere else.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// The moment of the demonstration, from which days are counted.
    now: OffsetDateTime,
}

impl Authority {
    pub(super) fn new(name: &str, country: &str, now: OffsetDateTime) -> anyhow::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CountryName, country);
        params.distinguished_name.push(DnType::OrganizationName, "Credenza demonstration");
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = Issuer::new(params, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?);
        Ok(Self { issuer, now })
    }

    /// An e.firma; `curp` when the holder is a person, who has one of his own.
    pub(super) fn firma(
        &self,
        holder: &str,
        rfc: &str,
        curp: Option<&str>,
        (serial, days): (u32, i64),
    ) -> anyhow::Result<Made> {
        let mut subject = mexican(holder, rfc, curp);
        subject.push((DnType::CountryName, "MX".into()));
        let draft = Draft {
            subject,
            usages: vec![
                KeyUsagePurpose::DigitalSignature,
                KeyUsagePurpose::ContentCommitment,
                KeyUsagePurpose::DataEncipherment,
                KeyUsagePurpose::KeyAgreement,
            ],
            extended: vec![ExtendedKeyUsagePurpose::EmailProtection, ExtendedKeyUsagePurpose::ClientAuth],
            policy: None,
            algorithm: Algorithm::Rsa,
        };
        self.issue(&draft, &mexican_serial(serial), days)
    }

    /// A seal for invoices (CSD).
    pub(super) fn seal(&self, holder: &str, rfc: &str, (serial, days): (u32, i64)) -> anyhow::Result<Made> {
        let mut subject = mexican(holder, rfc, None);
        subject.push((DnType::OrganizationalUnitName, "MATRIZ".into()));
        let draft = Draft {
            subject,
            usages: vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment],
            extended: vec![],
            policy: None,
            algorithm: Algorithm::Rsa,
        };
        self.issue(&draft, &mexican_serial(serial), days)
    }

    /// A Spanish person's.
    pub(super) fn person(
        &self,
        (given, surname): (&str, &str),
        nif: &str,
        (serial, days): (u32, i64),
    ) -> anyhow::Result<Made> {
        let subject = vec![
            (DnType::CountryName, "ES".into()),
            (other(SERIAL_NUMBER), format!("IDCES-{nif}")),
            (other(GIVEN_NAME), given.to_owned()),
            (other(SURNAME), surname.to_owned()),
            (DnType::CommonName, format!("{surname} {given} - {nif}")),
        ];
        // 1.3.6.1.4.1.5734.3.10.1
        self.issue(&spanish(subject, &[1, 3, 6, 1, 4, 1, 5734, 3, 10, 1]), &serial.to_be_bytes(), days)
    }

    /// A Spanish representative's: the holder is the organization.
    pub(super) fn representative(
        &self,
        (organization, cif): (&str, &str),
        (person, nif): (&str, &str),
        (serial, days): (u32, i64),
    ) -> anyhow::Result<Made> {
        let subject = vec![
            (DnType::CountryName, "ES".into()),
            (DnType::OrganizationName, organization.to_owned()),
            (other(ORGANIZATION_IDENTIFIER), format!("VATES-{cif}")),
            (other(SERIAL_NUMBER), format!("IDCES-{nif}")),
            (DnType::CommonName, format!("{nif} {person} (R: {cif})")),
        ];
        // 1.3.6.1.4.1.5734.3.11.3
        self.issue(&spanish(subject, &[1, 3, 6, 1, 4, 1, 5734, 3, 11, 3]), &serial.to_be_bytes(), days)
    }

    /// Issues a certificate that ends in so many days, some hours after this one; negative: that ended.
    fn issue(&self, draft: &Draft, serial: &[u8], days: i64) -> anyhow::Result<Made> {
        let key = match draft.algorithm {
            Algorithm::Rsa => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?,
            Algorithm::Ecdsa => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?,
        };
        let mut params = CertificateParams::default();
        params.not_after = self.now + Duration::days(days) + Duration::hours(9);
        params.not_before = params.not_after - LIFE;
        params.serial_number = Some(SerialNumber::from(serial.to_vec()));
        params.distinguished_name = DistinguishedName::new();
        for (kind, text) in &draft.subject {
            params.distinguished_name.push(kind.clone(), text.as_str());
        }
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages.clone_from(&draft.usages);
        params.extended_key_usages.clone_from(&draft.extended);
        params.custom_extensions.extend(draft.policy.map(policies));
        let certificate = params.signed_by(&key, &self.issuer)?.der().to_vec();
        Ok(Made { certificate, key: Zeroizing::new(key.serialize_der()) })
    }
}

fn other(oid: &[u64]) -> DnType {
    DnType::CustomDnType(oid.to_vec())
}

/// A company's subject names its representative after a slash.
fn mexican(holder: &str, rfc: &str, curp: Option<&str>) -> Vec<(DnType, String)> {
    let (by_rfc, by_curp) = REPRESENTATIVE;
    let (unique, serial) = match curp {
        Some(curp) => (rfc.to_owned(), curp.to_owned()),
        None => (format!("{rfc} / {by_rfc}"), format!(" / {by_curp}")),
    };
    vec![
        (DnType::CommonName, holder.to_owned()),
        (other(NAME), holder.to_owned()),
        (DnType::OrganizationName, holder.to_owned()),
        (other(UNIQUE_IDENTIFIER), unique),
        (other(SERIAL_NUMBER), serial),
    ]
}

/// Twenty digits in ASCII, as the SAT numbers its certificates.
fn mexican_serial(number: u32) -> Vec<u8> {
    format!("3000100000050{:07}", number % 10_000_000).into_bytes()
}

fn spanish(subject: Vec<(DnType, String)>, policy: &'static [u64]) -> Draft {
    Draft {
        subject,
        usages: vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment],
        extended: vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::EmailProtection],
        policy: Some(policy),
        algorithm: Algorithm::Ecdsa,
    }
}

/// The extension certificatePolicies (2.5.29.32) with one policy.
fn policies(policy: &'static [u64]) -> CustomExtension {
    CustomExtension::from_oid_content(&[2, 5, 29, 32], sequence(&[&sequence(&[&oid(policy)])]))
}
