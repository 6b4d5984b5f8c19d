//! A second opinion: what OpenSSL's own PKCS#12 and key readers find in the vectors is what this crate finds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use certfile::{Contents, File, Kind, read};
use openssl::hash::MessageDigest;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private};
use openssl::provider::Provider;
use openssl::sha::sha256;
use secrecy::SecretString;

/// What OpenSSL 3.0 cannot read: files without MAC, PBMAC1, and the password as its own versions before 1.1 wrote it.
const BEYOND_OPENSSL: [&str; 6] = [
    "no-mac.p12",
    "unprotected.p12",
    "nested-safe.p12",
    "cert-last.p12",
    "pbmac1.p12",
    "old-openssl-password.p12",
];

fn openssl_pkcs12(bytes: &[u8], password: &str) -> Option<(BTreeSet<String>, Option<PKey<Private>>)> {
    let parsed = Pkcs12::from_der(bytes).ok()?.parse2(password).ok()?;
    let certificates = parsed.cert.into_iter().chain(parsed.ca.into_iter().flatten());
    let fingerprint = |digest: &[u8]| hex::encode(digest);
    let prints =
        certificates.map(|c| fingerprint(&c.digest(MessageDigest::sha256()).expect("digest"))).collect();
    Some((prints, parsed.pkey))
}

fn check_key(name: &str, key: Option<&PKey<Private>>, contents: &Contents) {
    let theirs = key.map(|key| hex::encode(sha256(&key.public_key_to_der().expect("SPKI"))));
    let ours = contents.private_key.as_ref().map(|key| key.spki_sha256.clone());
    assert_eq!(theirs, ours, "{name}");
}

#[test]
fn the_same_certificates_and_keys() {
    // Kept to the end of the test: dropping a provider takes its ciphers away.
    let providers = [Provider::load(None, "legacy"), Provider::load(None, "default")];
    assert!(providers.iter().all(Result::is_ok));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/certfile/files");
    let (mut files, mut keys) = (0, 0);
    for entry in fs::read_dir(folder).expect("vectors") {
        let path = entry.expect("entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("name").to_owned();
        let bytes = fs::read(&path).expect("file");
        for password in ["contraseñaÑ1", "12345678a", "1234", "12341234", "changeit", ""] {
            let secret = SecretString::from(password);
            let Ok(contents) = read(File { name: &name, bytes: &bytes }, Some(&secret), None) else {
                continue;
            };
            match contents.kind {
                Kind::Pkcs12 => match openssl_pkcs12(&bytes, password) {
                    Some((prints, key)) => {
                        let ours =
                            contents.certificates.iter().map(|c| c.fingerprint_sha256.clone()).collect();
                        assert_eq!(prints, ours, "{name}");
                        check_key(&name, key.as_ref(), &contents);
                        files += 1;
                    }
                    None => assert!(
                        BEYOND_OPENSSL.contains(&name.as_str()) || name.starts_with("rfc9879"),
                        "{name}: OpenSSL does not open it"
                    ),
                },
                Kind::PrivateKey if bytes.first() == Some(&0x30) => {
                    let key = PKey::private_key_from_pkcs8_passphrase(&bytes, password.as_bytes())
                        .or_else(|_| PKey::private_key_from_der(&bytes))
                        .unwrap_or_else(|error| panic!("{name}: {error}"));
                    if !name.contains("compressed") {
                        check_key(&name, Some(&key), &contents);
                    }
                    keys += 1;
                }
                Kind::PrivateKey => {
                    let key = PKey::private_key_from_pem_passphrase(&bytes, password.as_bytes());
                    check_key(&name, Some(&key.unwrap_or_else(|error| panic!("{name}: {error}"))), &contents);
                    keys += 1;
                }
                _ => {}
            }
        }
    }
    assert!(files >= 25 && keys >= 60, "{files} files, {keys} keys");
}
