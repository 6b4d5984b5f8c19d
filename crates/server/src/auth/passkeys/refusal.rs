//! Why an answer of an authenticator is not taken.

/// A reason, with a stable code. None tells a client more than it sent itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not of the form that WebAuthn gives it, or larger than any authenticator makes it.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// A map holds a key twice: readers would differ about what it says.
    #[error("a map holds a key twice")]
    DuplicateKey,
    /// Bytes follow where the data ends.
    #[error("bytes follow where the data ends")]
    TrailingBytes,
    /// The client data are of another ceremony.
    #[error("it answers another kind of ceremony")]
    Type,
    /// It signs another challenge.
    #[error("it answers another challenge")]
    Challenge,
    /// It was made on a page of another origin.
    #[error("it was made on a page of another origin")]
    Origin,
    /// It was made in a frame of another site.
    #[error("it was made in a frame of another site")]
    CrossOrigin,
    /// It was made for another relying party.
    #[error("it was made for another site")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody touched the authenticator")]
    NotPresent,
    /// The authenticator did not verify its user.
    #[error("the authenticator did not check a PIN, a fingerprint or a face")]
    NotVerified,
    /// It says that it is backed up and cannot be.
    #[error("it says that it is backed up and that it cannot be")]
    Backup,
    /// The kind of key was not offered.
    #[error("its algorithm was not offered")]
    Algorithm,
    /// The public key is none, or is not written as it must be.
    #[error("its public key is malformed")]
    Key,
    /// An attestation of a kind that was not asked for.
    #[error("its attestation was not asked for")]
    Attestation,
    /// The passkey is not one of those that may answer.
    #[error("it is none of the passkeys that may answer")]
    UnknownCredential,
    /// It names another user.
    #[error("it belongs to somebody else")]
    UserHandle,
    /// The signature does not verify.
    #[error("its signature does not verify")]
    Signature,
    /// The counter has not risen: there may be a copy of the passkey.
    #[error("its counter has not risen, so that there may be a copy of it")]
    Counter,
    /// There is no such ceremony, or not any more.
    #[error("the ceremony is over; begin again")]
    Ceremony,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(_) => "passkey_malformed",
            Self::DuplicateKey => "passkey_duplicate_key",
            Self::TrailingBytes => "passkey_trailing_bytes",
            Self::Type => "passkey_type",
            Self::Challenge => "passkey_challenge",
            Self::Origin => "passkey_origin",
            Self::CrossOrigin => "passkey_cross_origin",
            Self::RelyingParty => "passkey_relying_party",
            Self::NotPresent => "passkey_not_present",
            Self::NotVerified => "passkey_not_verified",
            Self::Backup => "passkey_backup",
            Self::Algorithm => "passkey_algorithm",
            Self::Key => "passkey_key",
            Self::Attestation => "passkey_attestation",
            Self::UnknownCredential => "passkey_unknown",
            Self::UserHandle => "passkey_user",
            Self::Signature => "passkey_signature",
            Self::Counter => "passkey_counter",
            Self::Ceremony => "passkey_ceremony",
        }
    }
}
