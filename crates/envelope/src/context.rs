//! What sealed bytes are bound to.

use domain::id::{KekId, ObjectId, OrgId};

/// The format name that stands first in the context of every sealed object.
const OBJECT_FORMAT: &str = "credenza/object/v1";

/// The format name that stands first in the context of every wrapped KEK.
const KEK_FORMAT: &str = "credenza/kek/v1";

/// What a sealed object holds. The names are part of the format and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A certificate file as it was uploaded: `.cer .crt .pem .p12 .pfx`, with or without a private key in it.
    CertificateFile,
    /// A private key in a file of its own: `.key .pem`.
    PrivateKeyFile,
    /// The password of a certificate file or of a private key file, UTF-8.
    Password,
    /// The private key with which an organization signs passes, PKCS#8.
    PassKey,
    /// The private key with which it signs the status lists of passes, PKCS#8.
    StatusKey,
    /// A photo or PDF that proves a ticket.
    Evidence,
    /// The private key with which it signs what goes to wallets, PKCS#8.
    WalletKey,
    /// A photo of a worker.
    Photo,
    /// A restricted field of a worker: what is kept of his health, UTF-8.
    Medical,
    /// A restricted field of a worker: his government id, UTF-8.
    GovernmentId,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::CertificateFile,
        Self::PrivateKeyFile,
        Self::Password,
        Self::PassKey,
        Self::StatusKey,
        Self::Evidence,
        Self::WalletKey,
        Self::Photo,
        Self::Medical,
        Self::GovernmentId,
    ];

    /// The kind's name in the context: ASCII, stable.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateFile => "certificate-file",
            Self::PrivateKeyFile => "private-key-file",
            Self::Password => "password",
            Self::PassKey => "pass-key",
            Self::StatusKey => "status-key",
            Self::Evidence => "evidence",
            Self::WalletKey => "wallet-key",
            Self::Photo => "photo",
            Self::Medical => "medical",
            Self::GovernmentId => "government-id",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The identity of a sealed object. Object and wrapped DEK open only with the context that they were made with, so
/// storage cannot pass one organization's object, another version or another kind for the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Context {
    /// The organization whose object it is.
    pub org: OrgId,
    /// The object.
    pub object: ObjectId,
    /// The version of the object. Each version has a DEK of its own.
    pub version: u32,
    /// What the object holds.
    pub kind: Kind,
}

impl Context {
    /// The exact bytes that sealing and wrapping bind: format, organization, object, version, kind, each an ASCII
    /// text after its length in eight bytes, big-endian (`docs/FORMAT.md`, section 2).
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode_fields(&[
            OBJECT_FORMAT,
            &self.org.to_string(),
            &self.object.to_string(),
            &self.version.to_string(),
            self.kind.name(),
        ])
    }
}

/// The context of a wrapped KEK: format, organization, KEK.
pub(crate) fn encode_kek_context(org: OrgId, kek: KekId) -> Vec<u8> {
    encode_fields(&[KEK_FORMAT, &org.to_string(), &kek.to_string()])
}

/// Each field after its length in eight bytes, big-endian. No two lists of fields have the same encoding.
pub(crate) fn encode_fields(fields: &[&str]) -> Vec<u8> {
    let mut out = Vec::with_capacity(fields.iter().map(|field| 8 + field.len()).sum());
    for field in fields {
        out.extend_from_slice(&(field.len() as u64).to_be_bytes());
        out.extend_from_slice(field.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_two_lists_of_fields_encode_alike(
            a in prop::collection::vec("[ab]{0,3}", 0..4), b in prop::collection::vec("[ab]{0,3}", 0..4)
        ) {
            let encode = |list: &[String]| encode_fields(&list.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(a == b, encode(&a) == encode(&b));
        }
    }

    #[test]
    fn kinds_are_named_once_and_found_by_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("Password"), None);
    }
}
