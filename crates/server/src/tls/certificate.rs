//! The certificate that the local authority issues to the server.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    SanType,
};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use time::{Duration, OffsetDateTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use zeroize::Zeroizing;

use super::authority::{self, Authority, BACKDATED};
use super::{Names, TlsError};
use crate::datadir::durable::{read_secret, write_public, write_secret};

/// Clients allow 398 days under a public authority and 825 under one that was trusted by hand; the stricter suits all.
const LIFETIME: Duration = Duration::days(397);
const RENEWED_BEFORE: Duration = Duration::days(30);

/// Loads the server's certificate; issues one when there is none, when fewer than 30 days are left, when the names or
/// the authority have changed, or when the files do not belong together.
pub(super) fn ensure(folder: &Path, names: &Names, now: OffsetDateTime) -> Result<CertifiedKey, TlsError> {
    let authority = authority::ensure(folder, names, now)?;
    let (cert, key) = (folder.join("server.pem"), folder.join("server.key"));
    if cert.exists()
        && key.exists()
        && let Some(loaded) = load(&cert, &key, &authority, names, now)?
    {
        return Ok(loaded);
    }
    issue(&cert, &key, &authority, names, now)
}

fn issue(
    cert: &Path,
    key: &Path,
    authority: &Authority,
    names: &Names,
    now: OffsetDateTime,
) -> Result<CertifiedKey, TlsError> {
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::default();
    params.not_before = now - BACKDATED;
    params.not_after = (now + LIFETIME - BACKDATED).min(authority.not_after);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.distinguished_name.push(DnType::CommonName, "Credenza server");
    for name in &names.dns {
        params.subject_alt_names.push(SanType::DnsName(name.as_str().try_into()?));
    }
    params.subject_alt_names.extend(names.ips.iter().map(|ip| SanType::IpAddress(*ip)));
    let issued = params.signed_by(&pair, &authority.issuer)?;
    write_secret(key, Zeroizing::new(pair.serialize_pem()).as_bytes())?;
    write_public(cert, issued.pem().as_bytes())?;
    tracing::info!(until = %params.not_after.date(), "issued a certificate for {}", list(names));
    let private = PrivateKeyDer::Pkcs8(pair.serialize_der().into());
    Ok(CertifiedKey::from_der(vec![issued.der().clone()], private, &default_provider())?)
}

/// Nothing when what is on disk will not do; an error only when it cannot be read, or is exposed.
fn load(
    cert: &Path,
    key: &Path,
    authority: &Authority,
    names: &Names,
    now: OffsetDateTime,
) -> Result<Option<CertifiedKey>, TlsError> {
    let key = read_secret(key)?;
    let pem = std::fs::read(cert).map_err(crate::datadir::DataDirError::io("read", cert))?;
    let Ok(leaf) = CertificateDer::from_pem_slice(&pem) else { return Ok(None) };
    let Ok((_, parsed)) = x509_parser::parse_x509_certificate(&leaf) else { return Ok(None) };
    if !will_do(&parsed, authority, names, now) {
        return Ok(None);
    }
    let Ok(private) = PrivateKeyDer::from_pem_slice(&key) else { return Ok(None) };
    Ok(CertifiedKey::from_der(vec![leaf.clone()], private, &default_provider()).ok())
}

fn will_do(cert: &X509Certificate<'_>, authority: &Authority, names: &Names, now: OffsetDateTime) -> bool {
    let left = cert.validity().not_after.timestamp() - now.unix_timestamp();
    left >= RENEWED_BEFORE.whole_seconds()
        && cert.validity().not_before.timestamp() <= now.unix_timestamp()
        && issuer_key(cert) == Some(authority.key_identifier.as_slice())
        && &names_in(cert) == names
}

fn issuer_key<'a>(cert: &'a X509Certificate<'_>) -> Option<&'a [u8]> {
    cert.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref().map(|id| id.0),
        _ => None,
    })
}

fn names_in(cert: &X509Certificate<'_>) -> Names {
    let mut names = Names { dns: BTreeSet::new(), ips: BTreeSet::new() };
    let alternatives = cert.subject_alternative_name().ok().flatten();
    for name in alternatives.iter().flat_map(|extension| &extension.value.general_names) {
        match name {
            GeneralName::DNSName(name) => {
                names.dns.insert((*name).to_owned());
            }
            GeneralName::IPAddress(bytes) => names.ips.extend(address(bytes)),
            _ => {}
        }
    }
    names
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn list(names: &Names) -> String {
    let ips = names.ips.iter().map(ToString::to_string);
    names.dns.iter().cloned().chain(ips).collect::<Vec<_>>().join(", ")
}
