//! From bytes to an answer: what the file is, whether its parts belong together, and which certificate is the one meant.

use std::collections::HashSet;

use secrecy::SecretString;
use serde::Serialize;

use crate::certificate::{self, Certificate, CertificateInfo};
use crate::der::{Malformed, OCTET_STRING, Reader, SEQUENCE};
use crate::key::{self, KeyInfo, PublicKey};
use crate::limits::{Budget, MAX_CERTIFICATES, MAX_PASSWORD_BYTES};
use crate::password::Password;
use crate::pbe::{Locked, Scheme};
use crate::pem::{self, Block};
use crate::refusal::{Look, ReasonCode, Refusal};
use crate::sniff::{self, Form, Shape};
use crate::{extension, pkcs12, traditional};

/// A file as it was uploaded.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, with or without folders. Only the extension is looked at, and never trusted.
    pub name: &'a str,
    /// All of its bytes.
    pub bytes: &'a [u8],
}

/// What an accepted file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One certificate, DER or PEM.
    Certificate,
    /// Several certificates that belong together, PEM.
    CertificateChain,
    /// A private key alone.
    PrivateKey,
    /// A certificate and its private key in two files.
    Pair,
    /// Certificates and their private key in one PEM file.
    PemBundle,
    /// PKCS#12.
    Pkcs12,
}

impl Kind {
    /// The stable name, in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::CertificateChain => "certificate_chain",
            Self::PrivateKey => "private_key",
            Self::Pair => "pair",
            Self::PemBundle => "pem_bundle",
            Self::Pkcs12 => "pkcs12",
        }
    }
}

/// What the password does for the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordUse {
    /// Nothing: the file is not password protected, and a password that was given was not needed.
    NotProtected,
    /// The file is encrypted with an empty password, which protects nothing.
    Empty,
    /// The password only proves that the file is whole; its contents are not encrypted.
    ChecksOnly,
    /// The password opens the file.
    Opens,
}

impl PasswordUse {
    pub(crate) fn of(password: &Password, checked: bool, encrypted: bool) -> Self {
        match (checked || encrypted, password.length(), encrypted) {
            (false, ..) => Self::NotProtected,
            (true, 0, _) => Self::Empty,
            (true, _, false) => Self::ChecksOnly,
            (true, _, true) => Self::Opens,
        }
    }
}

/// What an accepted file holds. No key material: only what may be kept in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What the file is.
    pub kind: Kind,
    /// The certificate meant first, then its issuers in order, then any others. Empty for a private key alone.
    pub certificates: Vec<CertificateInfo>,
    /// The private key, if there is one; it belongs to the first certificate.
    pub private_key: Option<KeyInfo>,
    /// What the password does.
    pub password: PasswordUse,
    /// Whether, of two files, the first one held the private key and the second one the certificate.
    pub key_first: bool,
}

/// What was found before it is known to belong together.
pub(crate) struct Material {
    pub(crate) kind: Kind,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) key: Option<KeyInfo>,
    pub(crate) password: PasswordUse,
}

/// Reads an uploaded file, and the `.key` that was uploaded with a `.cer`, if any.
///
/// `password` opens whichever part needs it. Work and memory are bounded by [`crate::limits`], whatever the bytes are.
///
/// # Errors
/// A [`Refusal`] that says what is wrong, in a sentence and as a code.
pub fn read(
    file: File<'_>,
    password: Option<&SecretString>,
    key: Option<File<'_>>,
) -> Result<Contents, Refusal> {
    read_within(file, password, key, &mut Budget::new())
}

pub(crate) fn read_within(
    file: File<'_>,
    password: Option<&SecretString>,
    key: Option<File<'_>>,
    budget: &mut Budget,
) -> Result<Contents, Refusal> {
    let mut password = Password::new(password);
    let fits = password.length() <= MAX_PASSWORD_BYTES;
    if !fits {
        return Err(Refusal::WrongPassword);
    }
    let mut material = one(file, &mut password, budget)?;
    let mut key_first = false;
    if let Some(key) = key {
        key_first = material.key.is_some();
        material = pair(material, one(key, &mut password, budget)?)?;
    }
    let Material { kind, certificates, key, password } = material;
    let certificates = arrange(certificates, key.as_ref())?;
    Ok(Contents { kind, certificates, private_key: key, password, key_first })
}

fn one(file: File<'_>, password: &mut Password, budget: &mut Budget) -> Result<Material, Refusal> {
    let material = match sniff::form(file.bytes, budget)? {
        Form::Pem(text) => from_pem(&text, password, budget)?,
        Form::Asn1(shape) => {
            extension::check_shape(file.name, shape)?;
            from_asn1(file.bytes, shape, password, budget)?
        }
    };
    extension::check(file.name, material.kind)?;
    Ok(material)
}

/// The two files of an upload, in either order.
fn pair(first: Material, second: Material) -> Result<Material, Refusal> {
    let (certificate, key) = match (first.key.is_some(), second.key.is_some()) {
        (false, true) => (first, second),
        (true, false) => (second, first),
        _ => return Err(not_a_pair()),
    };
    if key.kind != Kind::PrivateKey {
        return Err(not_a_pair());
    }
    // A certificate can be locked beside a key that is not, as a .p12 without a key is.
    let password = match key.password {
        PasswordUse::NotProtected => certificate.password,
        of_key => of_key,
    };
    Ok(Material { kind: Kind::Pair, certificates: certificate.certificates, key: key.key, password })
}

fn not_a_pair() -> Refusal {
    Refusal::refused(
        ReasonCode::NotAPair,
        "These two files are not a certificate and its private key. Give the .cer (or .crt) and the .key that belongs to it.",
    )
}

fn from_asn1(
    bytes: &[u8],
    shape: Shape,
    password: &mut Password,
    budget: &mut Budget,
) -> Result<Material, Refusal> {
    match shape {
        Shape::Certificate => {
            let certificates = vec![certificate::parse(bytes, budget)?];
            Ok(Material {
                kind: Kind::Certificate,
                certificates,
                key: None,
                password: PasswordUse::NotProtected,
            })
        }
        Shape::Pkcs12 => {
            let der = crate::ber::normalize_whole(bytes, budget)?;
            pkcs12::open(der.as_slice(), password, budget)
        }
        Shape::PrivateKey => Ok(lone_key(key::parse_any(bytes, budget)?, PasswordUse::NotProtected)),
        Shape::EncryptedPrivateKey => {
            let key = open_key(bytes, password, budget)?;
            Ok(lone_key(key, PasswordUse::of(password, false, true)))
        }
        Shape::Other(look) => Err(Refusal::looks_like(look)),
    }
}

fn lone_key(key: PublicKey, password: PasswordUse) -> Material {
    let encrypted = password != PasswordUse::NotProtected;
    Material {
        kind: Kind::PrivateKey,
        certificates: Vec::new(),
        key: Some(key.into_info(encrypted)),
        password,
    }
}

/// `EncryptedPrivateKeyInfo` (RFC 5958, section 3).
fn open_key(bytes: &[u8], password: &Password, budget: &mut Budget) -> Result<PublicKey, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("the encrypted private key");
    let der = crate::ber::normalize_whole(bytes, budget)?;
    let mut info = Reader::new(der.as_slice()).sequence().map_err(damaged)?;
    let scheme = Scheme::parse(info.sequence().map_err(damaged)?)?;
    let data = info.read(OCTET_STRING).map_err(damaged)?;
    info.finish().map_err(damaged)?;
    let opened = scheme.open(password, data, budget, |plain, budget| key::parse_any(&plain, budget));
    opened.map_err(|locked| unlocked(locked, password))
}

/// What it means that a key alone stays shut.
fn unlocked(locked: Locked, password: &Password) -> Refusal {
    match locked {
        Locked::Refused(refusal) => refusal,
        Locked::Shut if password.given => Refusal::WrongPassword,
        Locked::Shut => Refusal::PasswordRequired,
    }
}

fn from_pem(text: &str, password: &mut Password, budget: &mut Budget) -> Result<Material, Refusal> {
    let mut certificates = Vec::new();
    let mut keys = Vec::new();
    let mut uses = PasswordUse::NotProtected;
    let blocks = pem::read(text)?;
    if blocks.iter().filter(|block| block.label.ends_with("PRIVATE KEY")).count() > 1 {
        return Err(several_keys());
    }
    for block in &blocks {
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => {
                certificates.push(certificate::parse(&block.bytes, budget)?);
            }
            "OPENSSH PRIVATE KEY" => return Err(Refusal::looks_like(Look::OpenSsh)),
            label if label.ends_with("PRIVATE KEY") => {
                let (key, encrypted) = pem_key(block, password, budget)?;
                uses = PasswordUse::of(password, false, encrypted);
                keys.push(key.into_info(encrypted));
            }
            // `openssl ecparam` writes the curve before the key, which names it too.
            "EC PARAMETERS" => check_curve(&block.bytes)?,
            label => return Err(Refusal::looks_like(pem_look(label))),
        }
        if certificates.len() > MAX_CERTIFICATES {
            return Err(too_many_certificates());
        }
    }
    let kind = match (certificates.len(), keys.len()) {
        (0, 0) => return Err(Refusal::looks_like(Look::Parameters)),
        (0, _) => Kind::PrivateKey,
        (1, 0) => Kind::Certificate,
        (_, 0) => Kind::CertificateChain,
        _ => Kind::PemBundle,
    };
    Ok(Material { kind, certificates, key: keys.pop(), password: uses })
}

/// The name of a curve, and nothing else that could hide there.
fn check_curve(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("the name of the elliptic curve");
    let mut parameters = Reader::new(bytes);
    if parameters.peek() == Some(SEQUENCE) {
        return Err(Refusal::algorithm("an elliptic curve given by its parameters"));
    }
    parameters.oid().map_err(damaged)?;
    parameters.finish().map_err(damaged)
}

fn pem_key(
    block: &Block,
    password: &mut Password,
    budget: &mut Budget,
) -> Result<(PublicKey, bool), Refusal> {
    if let Some(encryption) = &block.encryption {
        let scheme = traditional::scheme(encryption)?;
        let opened =
            scheme.open(password, &block.bytes, budget, |plain, budget| key::parse_any(&plain, budget));
        return opened.map(|key| (key, true)).map_err(|locked| unlocked(locked, password));
    }
    if block.label == "ENCRYPTED PRIVATE KEY" {
        return open_key(&block.bytes, password, budget).map(|key| (key, true));
    }
    key::parse_any(&block.bytes, budget).map(|key| (key, false))
}

fn pem_look(label: &str) -> Look {
    match label {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Look::Request,
        "X509 CRL" => Look::Crl,
        "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => Look::Pkcs7,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Look::PublicKey,
        "DH PARAMETERS" | "DSA PARAMETERS" => Look::Parameters,
        _ => Look::Asn1,
    }
}

pub(crate) fn several_keys() -> Refusal {
    Refusal::refused(
        ReasonCode::SeveralPrivateKeys,
        "The file holds more than one private key. Export each certificate with its key to a file of its own.",
    )
}

pub(crate) fn too_many_certificates() -> Refusal {
    Refusal::refused(
        ReasonCode::TooManyCertificates,
        format!(
            "The file holds more than {MAX_CERTIFICATES} certificates. Export only the one you need and its issuers."
        ),
    )
}

/// Puts the certificate that is meant first, and its issuers behind it.
fn arrange(
    mut certificates: Vec<Certificate>,
    key: Option<&KeyInfo>,
) -> Result<Vec<CertificateInfo>, Refusal> {
    let mut seen = HashSet::new();
    if !certificates.iter().all(|certificate| seen.insert(certificate.info.fingerprint_sha256.clone())) {
        return Err(Refusal::refused(
            ReasonCode::DuplicateCertificate,
            "The file holds the same certificate twice. Export it again.",
        ));
    }
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    let first = primary(&certificates, key)?;
    let mut chain = vec![certificates.remove(first)];
    while let Some(last) = chain.last() {
        let issuer = certificates
            .iter()
            .position(|candidate| !last.info.self_issued && candidate.subject == last.issuer);
        let Some(issuer) = issuer else { break };
        chain.push(certificates.remove(issuer));
    }
    chain.extend(certificates);
    Ok(chain.into_iter().map(|certificate| certificate.info).collect())
}

fn primary(certificates: &[Certificate], key: Option<&KeyInfo>) -> Result<usize, Refusal> {
    if let Some(key) = key {
        let mut matching = certificates
            .iter()
            .enumerate()
            .filter(|(_, certificate)| certificate.info.spki_sha256 == key.spki_sha256)
            .map(|(index, certificate)| (certificate.info.not_after, index));
        // Of several with the same key (a renewal beside the old one), the one that is valid longest.
        let first = matching.next().ok_or_else(|| {
            Refusal::refused(
                ReasonCode::KeyMismatch,
                "The private key does not belong to the certificate: their public keys differ. Give the files that were issued together.",
            )
        })?;
        return Ok(matching.fold(first, std::cmp::max).1);
    }
    let issues = |candidate: &Certificate| {
        certificates.iter().any(|other| !other.info.self_issued && other.issuer == candidate.subject)
    };
    let ends: Vec<usize> = certificates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| !issues(candidate))
        .map(|(index, _)| index)
        .collect();
    let holders =
        ends.iter().copied().filter(|index| certificates.get(*index).is_some_and(|c| !c.info.is_ca));
    match (ends.as_slice(), holders.collect::<Vec<_>>().as_slice()) {
        ([only], _) | (_, [only]) => Ok(*only),
        _ => Err(Refusal::refused(
            ReasonCode::UnrelatedCertificates,
            "The file holds several certificates that do not belong together. Upload each in a file of its own.",
        )),
    }
}
