//! What a fuzzer calls: each entry takes any bytes, reads them as an upload, and checks what must hold of every answer.
//! Shared by the fuzz targets and by the tests that run them over mutated vectors.

use certfile::{Contents, File, Kind, Outcome, Refusal, read, verdict};
use secrecy::SecretString;

/// The password of most vectors.
const PASSWORD: &str = "contraseñaÑ1";

/// A whole file, with a password and without.
pub(crate) fn file(data: &[u8]) {
    let password = SecretString::from(PASSWORD);
    for password in [None, Some(&password)] {
        let answer = read(File { name: "upload", bytes: data }, password, None);
        check(data, &answer);
        if answer.is_ok() && data.first() == Some(&0x30) {
            let mut longer = data.to_vec();
            longer.push(0);
            assert!(
                read(File { name: "upload", bytes: &longer }, password, None).is_err(),
                "trailing byte accepted"
            );
        }
        let _ = serde_json::to_string(&verdict("upload", answer)).expect("a verdict is JSON");
    }
}

/// Two files that come together: the first byte says how many sixteenths of the rest are the first file.
pub(crate) fn pair(data: &[u8]) {
    let Some((share, rest)) = data.split_first() else { return };
    let (first, second) = rest.split_at(rest.len() * usize::from(share % 17) / 16);
    let password = SecretString::from(PASSWORD);
    let answer = read(
        File { name: "a.cer", bytes: first },
        Some(&password),
        Some(File { name: "a.key", bytes: second }),
    );
    check(data, &answer);
}

/// The contents of a safe, put into PKCS#12 without protection, so that bags, keys and certificates are reached
/// without a password.
pub(crate) fn safe_contents(data: &[u8]) {
    let content_info = |content: &[u8]| {
        let octets = value(0xa0, &value(0x04, content));
        value(0x30, &[&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1], octets.as_slice()].concat())
    };
    let safe = value(0x30, &content_info(data));
    file(&value(0x30, &[&[2, 1, 3], content_info(&safe).as_slice()].concat()));
}

/// PEM text: the bytes stand as Base64 in a block of each kind.
pub(crate) fn pem(data: &[u8]) {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(data);
    for label in ["CERTIFICATE", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"] {
        file(format!("-----BEGIN {label}-----\n{encoded}\n-----END {label}-----\n").as_bytes());
    }
    file(&[b"-----BEGIN RSA PRIVATE KEY-----\n", data, b"\n-----END RSA PRIVATE KEY-----\n"].concat());
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a fuzzer's input is small").to_be_bytes();
    [&[tag, 0x84], length.as_slice(), content].concat()
}

fn check(data: &[u8], answer: &Result<Contents, Refusal>) {
    match answer {
        Ok(contents) => {
            assert!(data.len() >= 40, "nothing this short is a certificate or a key");
            assert_eq!(contents.certificates.is_empty(), contents.kind == Kind::PrivateKey);
            if let (Some(key), Some(first)) = (&contents.private_key, contents.certificates.first()) {
                assert_eq!(key.spki_sha256, first.spki_sha256, "the key belongs to the first certificate");
            }
            assert_eq!(verdict("upload", answer.clone()).verdict, Outcome::Accepted);
        }
        Err(refusal) => {
            assert!(!refusal.code().is_empty() && refusal.to_string().ends_with('.'), "{refusal:?}");
        }
    }
}
