//! Why a file is not accepted: a stable code for programs and translations, and one sentence for people.

use std::fmt;

/// The answer when a file is not accepted. `Display` is one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file itself is not acceptable.
    #[error("{message}")]
    Refused {
        /// What is wrong.
        code: ReasonCode,
        /// One English sentence or two, without any content of the file.
        message: String,
    },
    /// The file is protected and no password was given.
    #[error("This file is protected: give its password.")]
    PasswordRequired,
    /// The file is well-formed and the password does not open it.
    #[error("The password does not open this file. Check upper and lower case and try again.")]
    WrongPassword,
}

impl Refusal {
    pub(crate) fn refused(code: ReasonCode, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into() }
    }

    /// A file whose structure is broken at `place`.
    pub(crate) fn damaged(place: &str) -> Self {
        Self::refused(
            ReasonCode::Damaged,
            format!("The file is damaged: {place} cannot be read. Get a fresh copy of it."),
        )
    }

    /// A file that uses `algorithm`, which is not supported.
    pub(crate) fn algorithm(algorithm: &str) -> Self {
        Self::refused(
            ReasonCode::UnsupportedAlgorithm,
            format!(
                "The file uses an algorithm that is not supported ({algorithm}). Export it again with other settings."
            ),
        )
    }

    /// A file that is something else, or something of the kind that is not kept here.
    pub(crate) fn looks_like(look: Look) -> Self {
        Self::refused(ReasonCode::LooksLike(look), look.sentence())
    }

    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { code, .. } => code.as_str(),
            Self::PasswordRequired => "password_required",
            Self::WrongPassword => "wrong_password",
        }
    }
}

/// What is wrong with a refused file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonCode {
    /// No bytes.
    Empty,
    /// More than [`MAX_FILE_BYTES`](crate::limits::MAX_FILE_BYTES).
    TooLarge,
    /// Nested too deep, or too many parts.
    TooComplex,
    /// Asks for too much computation to open.
    TooCostly,
    /// The bytes are something else.
    LooksLike(Look),
    /// The name ends as files of another kind do.
    ExtensionMismatch,
    /// Broken structure.
    Damaged,
    /// Something stands after the end.
    TrailingData,
    /// Something stands before the beginning or between the parts.
    ForeignData,
    /// An algorithm that is not supported.
    UnsupportedAlgorithm,
    /// The same certificate twice.
    DuplicateCertificate,
    /// More than one private key.
    SeveralPrivateKeys,
    /// A part has another password than the rest.
    SeveralPasswords,
    /// Certificates that do not belong together.
    UnrelatedCertificates,
    /// More than [`MAX_CERTIFICATES`](crate::limits::MAX_CERTIFICATES).
    TooManyCertificates,
    /// Neither a certificate nor a key inside, or no certificate where there must be one.
    NoCertificate,
    /// The private key belongs to none of the certificates.
    KeyMismatch,
    /// The private key contradicts itself.
    InvalidKey,
    /// The two files given together are not a certificate and a private key.
    NotAPair,
}

impl ReasonCode {
    /// The stable name, in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::TooComplex => "too_complex",
            Self::TooCostly => "too_costly",
            Self::LooksLike(look) => look.code(),
            Self::ExtensionMismatch => "extension_mismatch",
            Self::Damaged => "damaged",
            Self::TrailingData => "trailing_data",
            Self::ForeignData => "foreign_data",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::DuplicateCertificate => "duplicate_certificate",
            Self::SeveralPrivateKeys => "several_private_keys",
            Self::SeveralPasswords => "several_passwords",
            Self::UnrelatedCertificates => "unrelated_certificates",
            Self::TooManyCertificates => "too_many_certificates",
            Self::NoCertificate => "no_certificate",
            Self::KeyMismatch => "key_mismatch",
            Self::InvalidKey => "invalid_key",
            Self::NotAPair => "not_a_pair",
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! looks {
    ($($name:ident = $code:literal, $what:literal;)*) => {
        /// What a file is that is neither a certificate nor a private key that can be kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Look {
            $(
                #[doc = $what]
                $name,
            )*
        }

        impl Look {
            /// Every kind of file that is told apart.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name of the reason.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => concat!("looks_like_", $code),)* }
            }

            /// What the file looks like, in words.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

looks! {
    Pdf = "pdf", "a PDF document";
    Zip = "zip", "a ZIP archive or Office document";
    Archive = "archive", "a compressed archive";
    Png = "png", "a PNG image";
    Jpeg = "jpeg", "a JPEG image";
    Gif = "gif", "a GIF image";
    Html = "html", "a web page";
    Xml = "xml", "an XML document";
    Json = "json", "a JSON document";
    Office = "office", "an old Office document";
    Program = "program", "a program";
    Text = "text", "a text";
    Utf16 = "utf16_text", "a text in UTF-16; save it again as UTF-8";
    Zeros = "zeros", "nothing but zero bytes, as after a broken copy";
    Binary = "unknown_data", "unknown data";
    JavaKeyStore = "java_keystore", "a Java key store; export it as PKCS#12";
    OpenSsh = "openssh_key", "an OpenSSH key";
    Pgp = "pgp", "a PGP key or message";
    Request = "certificate_request", "a certificate request; upload the certificate that was issued for it";
    Crl = "revocation_list", "a certificate revocation list";
    Pkcs7 = "pkcs7", "a PKCS#7 bundle (.p7b, .p7m); export the certificate as .cer or .p12";
    PublicKey = "public_key", "a public key without a certificate";
    Parameters = "parameters", "key parameters without a key";
    Asn1 = "unknown_asn1", "ASN.1 data of another kind";
    Base64 = "bare_base64", "Base64 without its BEGIN and END lines";
}

impl Look {
    fn sentence(self) -> String {
        format!("This is not a certificate file: it looks like {}.", self.what())
    }
}
