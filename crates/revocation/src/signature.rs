//! Signatures by issuers, verified by aws-lc-rs alone.

use aws_lc_rs::digest::{self, Digest, digest};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use crate::Reason;
use crate::der::{self, Reader};

/// How something was signed: what `AlgorithmIdentifier` says, and nothing of it taken on trust.
#[derive(Clone, Copy)]
pub(crate) enum Scheme {
    /// RSA with PKCS#1 v1.5 padding, over a hash of this number of bits.
    RsaPkcs1(u16),
    /// RSA-PSS, with the same hash throughout and a salt as long as it.
    RsaPss(u16),
    /// ECDSA, over a hash of this number of bits.
    Ecdsa(u16),
    /// Ed25519.
    Ed25519,
}

const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
const RSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
const RSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const ECDSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 4, 0, 0x23];

impl Scheme {
    /// From a DER `AlgorithmIdentifier`.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, Reason> {
        let mut identifier = Reader::whole(raw)?;
        let oid = identifier.read(der::OID)?;
        if oid == RSA_PSS {
            return pss(identifier);
        }
        // RFC 4055, 5, asks for NULL with RSA; RFC 5758 and RFC 8410 for nothing else.
        if identifier.optional(der::NULL)?.is_some_and(|content| !content.is_empty()) {
            return Err(Reason::Malformed);
        }
        identifier.finish()?;
        match oid {
            RSA_SHA256 => Ok(Self::RsaPkcs1(256)),
            RSA_SHA384 => Ok(Self::RsaPkcs1(384)),
            RSA_SHA512 => Ok(Self::RsaPkcs1(512)),
            ECDSA_SHA256 => Ok(Self::Ecdsa(256)),
            ECDSA_SHA384 => Ok(Self::Ecdsa(384)),
            ECDSA_SHA512 => Ok(Self::Ecdsa(512)),
            ED25519 => Ok(Self::Ed25519),
            _ => Err(Reason::Algorithm),
        }
    }

    /// The hash that is signed; none for Ed25519, which signs the message itself.
    fn hash(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::RsaPkcs1(bits) | Self::RsaPss(bits) | Self::Ecdsa(bits) => Some(match bits {
                256 => &digest::SHA256,
                384 => &digest::SHA384,
                _ => &digest::SHA512,
            }),
            Self::Ed25519 => None,
        }
    }

    /// What is signed of `message`, kept instead of it.
    pub(crate) fn digest(self, message: &[u8]) -> Result<Vec<u8>, Reason> {
        let hash = self.hash().ok_or(Reason::Algorithm)?;
        Ok(digest(hash, message).as_ref().to_vec())
    }

    /// Whether the key of this DER `SubjectPublicKeyInfo` has signed `message`.
    pub(crate) fn verify(self, spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Reason> {
        let (algorithm, key) = self.with_key(spki)?;
        UnparsedPublicKey::new(algorithm, key).verify(message, signature).map_err(|_| Reason::BadSignature)
    }

    /// As [`Self::verify`], of what [`Self::digest`] has kept.
    pub(crate) fn verify_digest(self, spki: &[u8], kept: &[u8], signature: &[u8]) -> Result<(), Reason> {
        let (algorithm, key) = self.with_key(spki)?;
        let hash = self.hash().ok_or(Reason::Algorithm)?;
        let kept = Digest::import_less_safe(kept, hash).map_err(|_| Reason::Malformed)?;
        UnparsedPublicKey::new(algorithm, key)
            .verify_digest(&kept, signature)
            .map_err(|_| Reason::BadSignature)
    }

    /// The algorithm that fits both the signature and the key, and the key's bits.
    fn with_key(self, spki: &[u8]) -> Result<(&'static dyn VerificationAlgorithm, &[u8]), Reason> {
        let mut info = Reader::whole(spki)?;
        let mut identifier = info.sequence()?;
        let kind = identifier.read(der::OID)?;
        let key = info.bits()?;
        info.finish()?;
        let curve = || identifier.clone().read(der::OID).ok();
        let algorithm: &'static dyn VerificationAlgorithm = match (self, kind) {
            (Self::RsaPkcs1(256), RSA_ENCRYPTION) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Self::RsaPkcs1(384), RSA_ENCRYPTION) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Self::RsaPkcs1(_), RSA_ENCRYPTION) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Self::RsaPss(256), RSA_ENCRYPTION) => &signature::RSA_PSS_2048_8192_SHA256,
            (Self::RsaPss(384), RSA_ENCRYPTION) => &signature::RSA_PSS_2048_8192_SHA384,
            (Self::RsaPss(_), RSA_ENCRYPTION) => &signature::RSA_PSS_2048_8192_SHA512,
            (Self::Ecdsa(bits), EC_PUBLIC_KEY) => match (curve(), bits) {
                (Some(P256), 256) => &signature::ECDSA_P256_SHA256_ASN1,
                (Some(P256), 384) => &signature::ECDSA_P256_SHA384_ASN1,
                (Some(P256), 512) => &signature::ECDSA_P256_SHA512_ASN1,
                (Some(P384), 256) => &signature::ECDSA_P384_SHA256_ASN1,
                (Some(P384), 384) => &signature::ECDSA_P384_SHA384_ASN1,
                (Some(P384), 512) => &signature::ECDSA_P384_SHA512_ASN1,
                (Some(P521), 256) => &signature::ECDSA_P521_SHA256_ASN1,
                (Some(P521), 384) => &signature::ECDSA_P521_SHA384_ASN1,
                (Some(P521), 512) => &signature::ECDSA_P521_SHA512_ASN1,
                _ => return Err(Reason::Algorithm),
            },
            (Self::Ed25519, ED25519) => &signature::ED25519,
            _ => return Err(Reason::Algorithm),
        };
        Ok((algorithm, key))
    }
}

/// The parameters of RSASSA-PSS (RFC 4055, 3.1).
fn pss(mut identifier: Reader<'_>) -> Result<Scheme, Reason> {
    let mut parameters = identifier.sequence()?;
    identifier.finish()?;
    let hash = |raw: &[u8]| {
        let oid = Reader::whole(raw)?.read(der::OID)?;
        match oid {
            SHA256 => Ok(256),
            SHA384 => Ok(384),
            SHA512 => Ok(512),
            _ => Err(Reason::Algorithm),
        }
    };
    // What is left out stands for SHA-1.
    let bits = hash(parameters.optional(der::context(0))?.ok_or(Reason::Algorithm)?)?;
    let mut mask = Reader::whole(parameters.optional(der::context(1))?.ok_or(Reason::Algorithm)?)?;
    if mask.read(der::OID)? != MGF1 || hash(mask.any()?.raw)? != bits {
        return Err(Reason::Algorithm);
    }
    let mut salt = Reader::new(parameters.optional(der::context(2))?.ok_or(Reason::Algorithm)?);
    if salt.integer()? != [u8::try_from(bits / 8).unwrap_or(0)] {
        return Err(Reason::Algorithm);
    }
    Ok(Scheme::RsaPss(bits))
}
