//! The local certification authority: made once, trusted by hand, good for nothing but this server.

use std::net::IpAddr;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256, PublicKeyData,
};
use time::{Duration, OffsetDateTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use zeroize::Zeroizing;

use super::{Names, TlsError};
use crate::datadir::durable::{read_secret, write_public, write_secret};

const LIFETIME: Duration = Duration::days(3650);
/// An authority with less time left than this is replaced, so that it outlives what it issues.
const REPLACED_BEFORE: Duration = Duration::days(60);
/// Clocks of those who check differ.
pub(super) const BACKDATED: Duration = Duration::days(1);

/// Names that no public authority vouches for, and that a machine in an office may have.
const LOCAL_DOMAINS: [&str; 6] = ["localhost", "localdomain", "local", "lan", "internal", "home.arpa"];
/// Addresses that belong to no one in particular: loopback, private and link-local.
const LOCAL_NETWORKS: [(&str, u8); 8] = [
    ("127.0.0.0", 8),
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("::1", 128),
    ("fc00::", 7),
    ("fe80::", 10),
];

/// The authority, ready to sign.
pub(super) struct Authority {
    pub(super) issuer: Issuer<'static, KeyPair>,
    /// The key identifier that the certificates it issues point to.
    pub(super) key_identifier: Vec<u8>,
    pub(super) not_after: OffsetDateTime,
}

/// Loads the authority of `folder`; makes one when there is none, when it is damaged or about to expire, or when it was
/// not made for `names`. Whoever trusts an authority trusts it for the names it is constrained to and no other: were its
/// key stolen, it could not speak for his bank.
pub(super) fn ensure(folder: &Path, names: &Names, now: OffsetDateTime) -> Result<Authority, TlsError> {
    let (cert, key) = (folder.join("ca.pem"), folder.join("ca.key"));
    if cert.exists() && key.exists() {
        let key = String::from_utf8_lossy(&read_secret(&key)?).into_owned();
        let pem = std::fs::read(&cert).map_err(crate::datadir::DataDirError::io("read", &cert))?;
        match load(&pem, &Zeroizing::new(key), names, now) {
            Ok(authority) => return Ok(authority),
            Err(reason) => tracing::warn!(
                "a new local certification authority is made, because the old one {reason}; trust {} again",
                cert.display()
            ),
        }
    }
    create(&cert, &key, names, now)
}

fn create(cert: &Path, key: &Path, names: &Names, now: OffsetDateTime) -> Result<Authority, TlsError> {
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let not_after = now + LIFETIME;
    let mut params = CertificateParams::default();
    params.not_before = now - BACKDATED;
    params.not_after = not_after;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints =
        Some(NameConstraints { permitted_subtrees: permitted(names), excluded_subtrees: Vec::new() });
    params.distinguished_name.push(DnType::OrganizationName, "Credenza");
    // With the day, so that two authorities of one machine are told apart in a list of trusted ones.
    let machine = super::machine_name().unwrap_or_else(|| "this machine".to_owned());
    params
        .distinguished_name
        .push(DnType::CommonName, format!("Credenza local CA of {machine}, made {}", now.date()));
    let pem = params.self_signed(&pair)?.pem();
    let key_identifier = params.key_identifier(&pair);
    // The certificate last: a crash in between leaves a key without one, and the next start makes both.
    write_secret(key, Zeroizing::new(pair.serialize_pem()).as_bytes())?;
    write_public(cert, pem.as_bytes())?;
    Ok(Authority { issuer: Issuer::new(params, pair), key_identifier, not_after })
}

fn load(pem: &[u8], key: &str, names: &Names, now: OffsetDateTime) -> Result<Authority, &'static str> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(pem).map_err(|_| "is not PEM")?;
    let parsed = pem.parse_x509().map_err(|_| "is not an X.509 certificate")?;
    let pair = KeyPair::from_pem(key).map_err(|_| "has an unreadable key")?;
    if parsed.public_key().raw != pair.subject_public_key_info() {
        return Err("does not belong to its key");
    }
    let not_after = OffsetDateTime::from_unix_timestamp(parsed.validity().not_after.timestamp())
        .map_err(|_| "has no valid end")?;
    if not_after - now < REPLACED_BEFORE {
        return Err("is about to expire");
    }
    if !covers(&parsed, names) {
        return Err("was not made for the names that this server has now");
    }
    let key_identifier = subject_key_identifier(&parsed).ok_or("has no key identifier")?;
    let issuer = Issuer::from_ca_cert_der(&pem.contents.as_slice().into(), pair)
        .map_err(|_| "is not a certification authority")?;
    Ok(Authority { issuer, key_identifier, not_after })
}

fn permitted(names: &Names) -> Vec<GeneralSubtree> {
    let domains = LOCAL_DOMAINS.into_iter().map(str::to_owned).chain(names.dns.iter().cloned());
    let networks =
        LOCAL_NETWORKS.into_iter().filter_map(|(address, bits)| Some((address.parse().ok()?, bits)));
    let addresses = names.ips.iter().map(|ip| (*ip, if ip.is_ipv4() { 32 } else { 128 }));
    domains
        .map(GeneralSubtree::DnsName)
        .chain(
            networks.chain(addresses).map(|(address, bits)| {
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits))
            }),
        )
        .collect()
}

/// Whether the authority's name constraints (RFC 5280, 4.2.1.10) permit all of `names`.
fn covers(authority: &X509Certificate<'_>, names: &Names) -> bool {
    let Ok(Some(constraints)) = authority.name_constraints() else { return false };
    let subtrees = constraints.value.permitted_subtrees.as_deref().unwrap_or_default();
    let dns = |name: &str| {
        subtrees.iter().any(|subtree| match subtree.base {
            GeneralName::DNSName(base) => {
                name == base || name.strip_suffix(base).is_some_and(|rest| rest.ends_with('.'))
            }
            _ => false,
        })
    };
    let ip = |address: &IpAddr| {
        subtrees.iter().any(|subtree| match subtree.base {
            GeneralName::IPAddress(range) => in_range(address, range),
            _ => false,
        })
    };
    names.dns.iter().all(|name| dns(name)) && names.ips.iter().all(ip)
}

/// Whether an address is in a range, which is an address followed by a mask of the same length.
fn in_range(address: &IpAddr, range: &[u8]) -> bool {
    let address = match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    range.len() == 2 * address.len() && {
        let (base, mask) = range.split_at(address.len());
        address.iter().zip(base).zip(mask).all(|((byte, base), mask)| byte & mask == base & mask)
    }
}

fn subject_key_identifier(cert: &X509Certificate<'_>) -> Option<Vec<u8>> {
    cert.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        x509_parser::extensions::ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
        _ => None,
    })
}
