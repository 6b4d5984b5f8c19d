//! The files of `vectors/certfile`.

use std::path::PathBuf;

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the vectors.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = root().join("vectors/certfile/files").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a person uploads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) file: &'static str,
    pub(crate) key: Option<&'static str>,
    pub(crate) password: Option<&'static str>,
}

const fn sample(file: &'static str, key: Option<&'static str>, password: Option<&'static str>) -> Sample {
    Sample { file, key, password }
}

/// A Spanish `.p12` in BER with old ciphers.
pub(crate) const SPANISH_P12: Sample = sample("EIDAS_CERTIFICADO_PRUEBAS_99999999R.p12", None, Some("1234"));
pub(crate) const SPANISH_PFX: Sample = sample("PFActivoFirSHA256.pfx", None, Some("12341234"));
/// A Mexican e.firma: `.cer` and `.key`.
pub(crate) const EFIRMA: Sample =
    sample("FIEL_AAA010101AAA.cer", Some("FIEL_AAA010101AAA.key"), Some("12345678a"));
/// A Mexican seal (CSD): `.cer` and `.key`.
pub(crate) const SEAL: Sample =
    sample("CSD01_AAA010101AAA.cer", Some("CSD01_AAA010101AAA.key"), Some("12345678a"));
pub(crate) const SEAL_PFX: Sample = sample("CSD01_AAA010101AAA.pfx", None, Some("12345678a"));
/// A modern `.p12`, with a password that nothing else could hold by accident.
pub(crate) const MODERN: Sample = sample("aes256.p12", None, Some("contraseñaÑ1"));
/// Small, and needs no password.
pub(crate) const PLAIN: Sample = sample("es-person.cer", None, None);
