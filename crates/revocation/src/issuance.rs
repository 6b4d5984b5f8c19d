//! What is kept of a certificate to ask about it later: nothing of whom it names.

use serde::{Deserialize, Serialize};
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use crate::authority::certificate;
use crate::der::{self, Reader};
use crate::limits::{MAX_PLACES, MAX_SERIAL_BYTES, MAX_URL_BYTES};
use crate::signature::Scheme;
use crate::{Authority, Reason};

/// Who issued a certificate, under which number, with which signature, and where he says what became of it. It names neither
/// the holder nor his key: the signed part is kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuance {
    /// The issuer's name, DER.
    #[serde(with = "base64_text")]
    pub(crate) issuer: Vec<u8>,
    /// The serial number, the content of a DER `INTEGER`.
    #[serde(with = "base64_text")]
    pub(crate) serial: Vec<u8>,
    /// The signature's `AlgorithmIdentifier`, DER.
    #[serde(with = "base64_text")]
    pub(crate) algorithm: Vec<u8>,
    /// The signature.
    #[serde(with = "base64_text")]
    pub(crate) signature: Vec<u8>,
    /// The hash that was signed.
    #[serde(with = "base64_text")]
    pub(crate) digest: Vec<u8>,
    /// Whether it may itself issue: a list may be about one kind alone.
    pub(crate) is_ca: bool,
    /// Where OCSP answers.
    pub(crate) ocsp: Vec<String>,
    /// Where the revocation lists are.
    pub(crate) crls: Vec<String>,
    /// Where the issuer's own certificate is.
    pub(crate) issuers: Vec<String>,
}

impl Issuance {
    /// What is kept of the one DER certificate that fills `der`.
    ///
    /// # Errors
    /// [`Reason`] why nobody can ask about it: it is malformed, or signed by an algorithm that proves nothing.
    pub fn of(der: &[u8]) -> Result<Self, Reason> {
        let parsed = certificate(der)?;
        // x509-parser gives no raw bytes of what is signed and how.
        let mut outer = Reader::whole(der)?;
        let signed = outer.value(der::SEQUENCE)?.raw;
        let algorithm = outer.value(der::SEQUENCE)?.raw;
        let signature = outer.bits()?;
        outer.finish()?;
        let serial = parsed.raw_serial();
        if serial.is_empty() || serial.len() > MAX_SERIAL_BYTES {
            return Err(Reason::Malformed);
        }
        let places = Places::of(&parsed);
        Ok(Self {
            issuer: parsed.issuer().as_raw().to_vec(),
            serial: serial.to_vec(),
            algorithm: algorithm.to_vec(),
            signature: signature.to_vec(),
            digest: Scheme::read(algorithm)?.digest(signed)?,
            is_ca: parsed.is_ca(),
            ocsp: places.ocsp,
            crls: places.crls,
            issuers: places.issuers,
        })
    }

    /// Where OCSP answers: `http` and `https` URLs, as the certificate says.
    #[must_use]
    pub fn ocsp_urls(&self) -> &[String] {
        &self.ocsp
    }

    /// Where the revocation lists are.
    #[must_use]
    pub fn crl_urls(&self) -> &[String] {
        &self.crls
    }

    /// Where the issuer's own certificate is.
    #[must_use]
    pub fn issuer_urls(&self) -> &[String] {
        &self.issuers
    }

    /// Of these certificates, DER, the one that issued it.
    #[must_use]
    pub fn issuer_among<'a>(&self, candidates: impl IntoIterator<Item = &'a [u8]>) -> Option<Authority> {
        candidates
            .into_iter()
            .filter_map(|der| Authority::read(der).ok())
            .find(|authority| authority.issued(self).is_ok())
    }
}

/// The places that a certificate names, of the protocols that are spoken.
#[derive(Default)]
struct Places {
    ocsp: Vec<String>,
    crls: Vec<String>,
    issuers: Vec<String>,
}

impl Places {
    fn of(certificate: &X509Certificate<'_>) -> Self {
        let mut places = Self::default();
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::AuthorityInfoAccess(access) => {
                    for description in &access.accessdescs {
                        match description.access_method.to_id_string().as_str() {
                            "1.3.6.1.5.5.7.48.1" => add(&mut places.ocsp, &description.access_location),
                            "1.3.6.1.5.5.7.48.2" => add(&mut places.issuers, &description.access_location),
                            _ => {}
                        }
                    }
                }
                ParsedExtension::CRLDistributionPoints(points) => {
                    // A point with an issuer of its own has an indirect list, one with reasons a list of some.
                    let whole =
                        points.points.iter().filter(|p| p.crl_issuer.is_none() && p.reasons.is_none());
                    for point in whole {
                        if let Some(DistributionPointName::FullName(names)) = &point.distribution_point {
                            names.iter().for_each(|name| add(&mut places.crls, name));
                        }
                    }
                }
                _ => {}
            }
        }
        places
    }
}

fn add(places: &mut Vec<String>, name: &GeneralName<'_>) {
    let GeneralName::URI(url) = name else { return };
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let spoken = lower.starts_with("http://") || lower.starts_with("https://");
    let written = url.bytes().all(|byte| byte.is_ascii_graphic());
    if spoken && written && url.len() <= MAX_URL_BYTES && places.len() < MAX_PLACES {
        places.push((*url).to_owned());
    }
}

/// Bytes in JSON.
mod base64_text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}
