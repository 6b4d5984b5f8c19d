//! The certificate of an issuer, or of whom an issuer lets answer for it.

use time::OffsetDateTime;
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::X509Certificate;

use crate::limits::MAX_CERTIFICATE_BYTES;
use crate::signature::Scheme;
use crate::{Issuance, Reason};

/// A certificate whose key has signed others, or answers about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    der: Vec<u8>,
    /// The subject, DER.
    pub(crate) subject: Vec<u8>,
    /// The `SubjectPublicKeyInfo`, DER.
    pub(crate) spki: Vec<u8>,
    /// The key's bits, without the byte that counts unused ones.
    pub(crate) key: Vec<u8>,
    pub(crate) issues: bool,
    pub(crate) signs_lists: bool,
    pub(crate) answers: bool,
    validity: (OffsetDateTime, OffsetDateTime),
}

impl Authority {
    /// Reads the one DER certificate that fills `der`.
    ///
    /// # Errors
    /// [`Reason::Malformed`]; [`Reason::TooLarge`].
    pub fn read(der: &[u8]) -> Result<Self, Reason> {
        let certificate = certificate(der)?;
        let usage = certificate.key_usage().map_err(|_| Reason::Malformed)?;
        // RFC 5280, 4.2.1.3: without the extension, the key may do all of it.
        let may = |bit: u16| usage.as_ref().is_none_or(|usage| usage.value.flags & bit != 0);
        let extended = certificate.extended_key_usage().map_err(|_| Reason::Malformed)?;
        Ok(Self {
            der: der.to_vec(),
            subject: certificate.subject().as_raw().to_vec(),
            spki: certificate.public_key().raw.to_vec(),
            key: certificate.public_key().subject_public_key.data.to_vec(),
            issues: certificate.is_ca() && may(1 << 5),
            signs_lists: may(1 << 6),
            answers: extended.is_some_and(|usage| usage.value.ocsp_signing),
            validity: (
                certificate.validity().not_before.to_datetime(),
                certificate.validity().not_after.to_datetime(),
            ),
        })
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The key's DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    pub(crate) fn is_in_force(&self, now: OffsetDateTime) -> bool {
        self.validity.0 <= now && now <= self.validity.1
    }

    /// Whether it issued the certificate that this was kept of.
    ///
    /// # Errors
    /// [`Reason::NotIssuer`]; what is wrong with the signature.
    pub fn issued(&self, issuance: &Issuance) -> Result<(), Reason> {
        if !self.issues || self.subject != issuance.issuer {
            return Err(Reason::NotIssuer);
        }
        Scheme::read(&issuance.algorithm)?.verify_digest(&self.spki, &issuance.digest, &issuance.signature)
    }
}

/// Parses the one certificate that fills `der`.
pub(crate) fn certificate(der: &[u8]) -> Result<X509Certificate<'_>, Reason> {
    if der.len() > MAX_CERTIFICATE_BYTES {
        return Err(Reason::TooLarge);
    }
    match parse_x509_certificate(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(Reason::Malformed),
    }
}
