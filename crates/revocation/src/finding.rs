//! What was found out, or why nothing was.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What an issuer says about a certificate, and of when that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it says.
    pub standing: Standing,
    /// When it was so (`thisUpdate`), UTC.
    pub as_of: OffsetDateTime,
    /// Until when there is nothing newer (`nextUpdate`), UTC.
    pub until: OffsetDateTime,
}

/// Whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not.
    Good,
    /// It was.
    Revoked {
        /// When, UTC.
        at: OffsetDateTime,
        /// Why.
        because: RevokedBecause,
    },
}

/// Why a certificate was revoked (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the standard's words")]
pub enum RevokedBecause {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    /// Suspended: the one that may be taken back.
    CertificateHold,
    PrivilegeWithdrawn,
    AaCompromise,
}

impl RevokedBecause {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The stable name, in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "key_compromise",
            Self::CaCompromise => "ca_compromise",
            Self::AffiliationChanged => "affiliation_changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation_of_operation",
            Self::CertificateHold => "certificate_hold",
            Self::PrivilegeWithdrawn => "privilege_withdrawn",
            Self::AaCompromise => "aa_compromise",
        }
    }

    /// From the number of a `CRLReason`. `removeFromCRL` (8) stands in delta lists alone.
    pub(crate) fn from_number(content: &[u8]) -> Result<Self, Reason> {
        match content {
            [0] => Ok(Self::Unspecified),
            [1] => Ok(Self::KeyCompromise),
            [2] => Ok(Self::CaCompromise),
            [3] => Ok(Self::AffiliationChanged),
            [4] => Ok(Self::Superseded),
            [5] => Ok(Self::CessationOfOperation),
            [6] => Ok(Self::CertificateHold),
            [9] => Ok(Self::PrivilegeWithdrawn),
            [10] => Ok(Self::AaCompromise),
            _ => Err(Reason::Malformed),
        }
    }
}

/// Why nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Reason {
    /// The bytes are not what they should be.
    #[error("the answer is malformed")]
    Malformed,
    /// It is larger than any real one.
    #[error("the answer is larger than any real one")]
    TooLarge,
    /// It was signed by somebody whom the issuer has not let sign.
    #[error("the answer is not signed by the issuer or for it")]
    WrongSigner,
    /// The signature is not good.
    #[error("the signature is not good")]
    BadSignature,
    /// The signature's algorithm is unknown, or too weak to prove anything: MD5, SHA-1, small keys.
    #[error("the algorithm of the signature is unknown or too weak")]
    Algorithm,
    /// It is about another certificate.
    #[error("the answer is about another certificate")]
    OtherCertificate,
    /// It answers another request.
    #[error("the answer is to another request")]
    OtherRequest,
    /// It is of the past.
    #[error("the answer is out of date")]
    Stale,
    /// It is of the future.
    #[error("the answer is of the future")]
    NotYet,
    /// The responder knows no such certificate.
    #[error("the responder does not know the certificate")]
    Unknown,
    /// The responder could not or would not answer.
    #[error("the responder does not answer the question")]
    Unanswered,
    /// A revocation list that tells only what changed.
    #[error("the list is a delta list")]
    Delta,
    /// A revocation list of certificates of several issuers.
    #[error("the list is an indirect list")]
    Indirect,
    /// A revocation list that does not tell of all that could be revoked, or not of this certificate.
    #[error("the list does not cover the certificate")]
    OtherScope,
    /// Something that must be understood is not.
    #[error("the answer has a critical extension that is not known")]
    Critical,
    /// The certificate that should be the issuer's is not, or may not issue.
    #[error("that certificate did not issue this one")]
    NotIssuer,
}

impl Reason {
    /// The stable name, in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::WrongSigner => "wrong_signer",
            Self::BadSignature => "bad_signature",
            Self::Algorithm => "algorithm",
            Self::OtherCertificate => "other_certificate",
            Self::OtherRequest => "other_request",
            Self::Stale => "stale",
            Self::NotYet => "not_yet",
            Self::Unknown => "not_known",
            Self::Unanswered => "unanswered",
            Self::Delta => "delta",
            Self::Indirect => "indirect",
            Self::OtherScope => "other_scope",
            Self::Critical => "critical",
            Self::NotIssuer => "not_issuer",
        }
    }
}
