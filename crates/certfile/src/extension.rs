//! Whether a file's name contradicts what it is. Content decides; a name that says otherwise is a disguise or a mistake.

use crate::contents::Kind;
use crate::refusal::{ReasonCode, Refusal};
use crate::sniff::Shape;

/// What the end of a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// `.cer .crt .der`: certificates without a key.
    Certificates,
    /// `.key`: a private key.
    Key,
    /// `.p12 .pfx`: PKCS#12.
    Pkcs12,
    /// `.pem`, and names without extension: a certificate, a key, or both.
    Any,
    /// `.pdf`, `.exe`, …: no certificate file.
    Other,
}

fn promise(name: &str) -> Promise {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    let Some((stem, extension)) = file.rsplit_once('.') else {
        return Promise::Any;
    };
    if stem.is_empty() {
        return Promise::Any;
    }
    match extension.to_ascii_lowercase().as_str() {
        "cer" | "crt" | "der" => Promise::Certificates,
        "key" => Promise::Key,
        "p12" | "pfx" => Promise::Pkcs12,
        "pem" => Promise::Any,
        _ => Promise::Other,
    }
}

/// Whether a name may stand for content of `kind`.
///
/// # Errors
/// `ExtensionMismatch`, with the name that would fit.
pub(crate) fn check(name: &str, kind: Kind) -> Result<(), Refusal> {
    let fits = match promise(name) {
        Promise::Certificates => matches!(kind, Kind::Certificate | Kind::CertificateChain),
        Promise::Key => matches!(kind, Kind::PrivateKey | Kind::PemBundle),
        Promise::Pkcs12 => kind == Kind::Pkcs12,
        Promise::Any => true,
        Promise::Other => false,
    };
    if fits { Ok(()) } else { Err(mismatch(kind)) }
}

/// As [`check`], before anything is opened: a wrong name is told before a password is asked for.
pub(crate) fn check_shape(name: &str, shape: Shape) -> Result<(), Refusal> {
    match shape {
        Shape::Certificate => check(name, Kind::Certificate),
        Shape::Pkcs12 => check(name, Kind::Pkcs12),
        Shape::PrivateKey | Shape::EncryptedPrivateKey => check(name, Kind::PrivateKey),
        Shape::Other(_) => Ok(()),
    }
}

fn mismatch(kind: Kind) -> Refusal {
    let (what, extension) = match kind {
        Kind::Certificate | Kind::CertificateChain => ("a certificate without a private key", ".cer"),
        Kind::PrivateKey => ("a private key", ".key"),
        Kind::PemBundle | Kind::Pair => ("a certificate together with its private key", ".pem"),
        Kind::Pkcs12 => ("a PKCS#12 file", ".p12"),
    };
    Refusal::refused(
        ReasonCode::ExtensionMismatch,
        format!(
            "The name of the file does not fit: its content is {what}. If that is what you meant, name it {extension}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_names_pass_and_disguises_do_not() {
        for (name, kind, fits) in [
            ("a.cer", Kind::Certificate, true),
            ("A.CRT", Kind::CertificateChain, true),
            ("a.pfx", Kind::Pkcs12, true),
            ("C:\\x.y\\a.p12", Kind::Pkcs12, true),
            ("a", Kind::Pkcs12, true),
            (".pem", Kind::PrivateKey, true),
            ("a.b.key", Kind::PrivateKey, true),
            ("a.pem", Kind::PemBundle, true),
            ("a.cer", Kind::Pkcs12, false),
            ("a.crt", Kind::PemBundle, false),
            ("a.key", Kind::Certificate, false),
            ("a.p12", Kind::Certificate, false),
            ("a.p12.pdf", Kind::Pkcs12, false),
            ("a.txt", Kind::Certificate, false),
        ] {
            assert_eq!(check(name, kind).is_ok(), fits, "{name} {kind:?}");
        }
    }
}
