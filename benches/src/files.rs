//! Certificate files of about 6 kB, as firms upload them.
//!
//! The certificate has an RSA-2048 key and the names of a person, as authorities issue them, and one extension that
//! brings it to its size, as long policies and embedded data do in real ones. The PKCS#12 holds such a certificate and
//! its key under a password, as `openssl pkcs12 -export` writes it: AES-256 and an HMAC, each by 2,048 iterations.

use std::path::Path;

use anyhow::{Context, ensure};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256};
use tokio::process::Command;

/// How many bytes a file has, about.
pub(crate) const SIZE: usize = 6 * 1024;

/// What a PKCS#12 has besides the padding, about.
const PKCS12_REST: usize = 3000;

/// What a certificate has besides the padding, about.
const CERTIFICATE_REST: usize = 900;

/// The password of the PKCS#12 files.
pub(crate) const PASSWORD: &str = "contraseña de prueba";

/// Files of both kinds, the nth of each with a key of its own.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) pkcs12: Vec<Vec<u8>>,
}

impl Files {
    /// Makes `count` of each, by way of `folder`.
    pub(crate) async fn make(count: usize, folder: &Path) -> anyhow::Result<Self> {
        let mut files = Self { certificates: Vec::new(), pkcs12: Vec::new() };
        for n in 0..count {
            let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
            files.certificates.push(certificate(n, &key, SIZE - CERTIFICATE_REST)?.der().to_vec());
            let inside = certificate(n, &key, SIZE - PKCS12_REST)?;
            files.pkcs12.push(pkcs12(&inside.pem(), &key.serialize_pem(), folder).await?);
        }
        Ok(files)
    }
}

fn certificate(n: usize, key: &KeyPair, padding: usize) -> anyhow::Result<rcgen::Certificate> {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "MX");
    subject.push(DnType::OrganizationName, "Comercializadora de Prueba SA de CV");
    subject.push(DnType::CommonName, format!("María Ñáñez López {n}"));
    params.distinguished_name = subject;
    // An OCTET STRING in a private arc (RFC 5612 sets it aside for examples).
    let content = u16::try_from(padding)?.to_be_bytes();
    let mut octets = vec![0x04, 0x82, content[0], content[1]];
    octets.extend((0..padding).map(|at| u8::try_from((at * 31 + at / 7 * 17 + n) % 251).unwrap_or_default()));
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 32473, 1], octets)];
    Ok(params.self_signed(key)?)
}

async fn pkcs12(certificate: &str, key: &str, folder: &Path) -> anyhow::Result<Vec<u8>> {
    let (cert_file, key_file) = (folder.join("cert.pem"), folder.join("key.pem"));
    tokio::fs::write(&cert_file, certificate).await?;
    tokio::fs::write(&key_file, key).await?;
    let output = Command::new("openssl")
        .args(["pkcs12", "-export", "-in"])
        .arg(&cert_file)
        .arg("-inkey")
        .arg(&key_file)
        .args(["-passout", &format!("pass:{PASSWORD}")])
        .output()
        .await
        .context("openssl, which makes the PKCS#12 files")?;
    ensure!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}
