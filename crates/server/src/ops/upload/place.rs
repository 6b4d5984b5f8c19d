//! Where an upload belongs: among what is in custody, by certificate and public key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use certfile::{Contents, Kind as FileKind, PasswordUse};
use domain::id::CertificateId;
use envelope::Kind;
use revocation::Issuance;
use serde_json::json;
use store::{Certificate, CertificateMatch, NewCertificate, PublicParts};

use super::super::{Error, Result};
use super::Upload;

/// Where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ops) enum Place {
    /// It is new.
    New,
    /// It is the certificate for which this key has waited.
    CompletesKey(CertificateId),
    /// It brings the private key of this certificate.
    AddsKey(CertificateId),
}

/// Plaintext that is to be sealed.
pub(in crate::ops) struct Plain<'a> {
    pub(in crate::ops) kind: Kind,
    pub(in crate::ops) file_name: &'a str,
    pub(in crate::ops) bytes: &'a [u8],
}

impl Place {
    /// # Errors
    /// [`Error::Exists`] when everything that was uploaded is in custody already; [`Error::HasPassword`] when it would bring a
    /// second password.
    pub(in crate::ops) fn find(matches: &[CertificateMatch], contents: &Contents) -> Result<Self> {
        Self::of(matches, contents, None)
    }

    /// As [`Place::find`], for a certificate that may bring its key in another file.
    ///
    /// # Errors
    /// As [`Place::find`].
    pub(in crate::ops) fn of(
        matches: &[CertificateMatch],
        contents: &Contents,
        key: Option<&Contents>,
    ) -> Result<Self> {
        let brings_key = key.is_some() || contents.private_key.is_some();
        let place = Self::of_parts(matches, contents, brings_key)?;
        let brings_password =
            [Some(contents), key].into_iter().flatten().any(|one| place.keeps_password(one));
        // Each password opens one of the files, and a certificate has one password.
        if let Self::CompletesKey(id) | Self::AddsKey(id) = place
            && brings_password
            && matches.iter().any(|found| {
                found.certificate.id == id && found.kinds.iter().any(|kind| kind == Kind::Password.name())
            })
        {
            return Err(Error::HasPassword(id));
        }
        Ok(place)
    }

    fn of_parts(matches: &[CertificateMatch], contents: &Contents, brings_key: bool) -> Result<Self> {
        let Some(certificate) = contents.certificates.first() else {
            // A key alone: to the certificate that ends last and has none, else to wait.
            let without = matches.iter().find(|found| !found.certificate.has_private_key);
            return match (without, matches.first()) {
                (Some(found), _) => Ok(Self::AddsKey(found.certificate.id)),
                (None, Some(found)) => Err(Error::Exists(found.certificate.id)),
                (None, None) => Ok(Self::New),
            };
        };
        let same = matches.iter().find(|found| {
            found.certificate.fingerprint_sha256.as_deref().map(hex::encode).as_ref()
                == Some(&certificate.fingerprint_sha256)
        });
        if let Some(found) = same {
            return if brings_key && !found.certificate.has_private_key {
                Ok(Self::AddsKey(found.certificate.id))
            } else {
                Err(Error::Exists(found.certificate.id))
            };
        }
        let waiting = matches.iter().find(|found| found.certificate.fingerprint_sha256.is_none());
        Ok(match waiting {
            Some(found) if !brings_key => Self::CompletesKey(found.certificate.id),
            _ => Self::New,
        })
    }

    /// What of the upload is to be sealed. A certificate file that is in custody already is not kept twice.
    pub(in crate::ops) fn objects<'a>(&self, upload: &'a Upload, contents: &Contents) -> Vec<Plain<'a>> {
        use secrecy::ExposeSecret;
        let plain =
            |kind, file: &'a super::UploadedFile| Plain { kind, file_name: &file.name, bytes: &file.bytes };
        let mut objects = match (&upload.key, self) {
            // Of a pair, the halves may come in either order; what they are called does not tell.
            (Some(second), place) => {
                let (certificate, key) =
                    if contents.key_first { (second, &upload.file) } else { (&upload.file, second) };
                match place {
                    Self::AddsKey(_) => vec![plain(Kind::PrivateKeyFile, key)],
                    _ => vec![plain(Kind::CertificateFile, certificate), plain(Kind::PrivateKeyFile, key)],
                }
            }
            (None, Self::AddsKey(_)) => vec![plain(Kind::PrivateKeyFile, &upload.file)],
            (None, _) if contents.certificates.is_empty() => vec![plain(Kind::PrivateKeyFile, &upload.file)],
            (None, _) => vec![plain(Kind::CertificateFile, &upload.file)],
        };
        if let Some(password) = upload.password.as_ref().filter(|_| self.keeps_password(contents)) {
            let bytes = password.expose_secret().as_bytes();
            objects.push(Plain { kind: Kind::Password, file_name: "password", bytes });
        }
        objects
    }

    /// Whether the password that came along does something to what is sealed, and is kept.
    fn keeps_password(&self, contents: &Contents) -> bool {
        // Of a pair whose certificate is here, the key alone is taken in.
        let key_alone = contents.kind == FileKind::Pair && matches!(self, Self::AddsKey(_));
        matches!(contents.password, PasswordUse::Opens | PasswordUse::ChecksOnly)
            && (!key_alone || contents.private_key.as_ref().is_some_and(|key| key.encrypted))
    }

    /// The metadata row: of the upload, and of `there` what the upload does not tell.
    pub(in crate::ops) fn row(
        &self,
        upload: &Upload,
        contents: &Contents,
        parts: &PublicParts,
        there: Option<&Certificate>,
    ) -> Result<NewCertificate> {
        let info = contents.certificates.first();
        let key = contents.private_key.as_ref();
        let has_password = self.keeps_password(contents) && upload.password.is_some();
        if let (None, Some(there)) = (info, there) {
            // A key for a certificate that is here: what was read from the certificate stays.
            let mut metadata = there.metadata.clone();
            if let Some(object) = metadata.as_object_mut() {
                object.insert("private_key".into(), json!(key));
            }
            return Ok(NewCertificate {
                name: there.name.clone(),
                kind: FileKind::Pair.as_str().into(),
                profile: there.profile.clone(),
                holder: there.holder.clone(),
                tax_id: there.tax_id.clone(),
                country: there.country.clone(),
                not_before: there.not_before,
                not_after: there.not_after,
                fingerprint_sha256: there.fingerprint_sha256.clone(),
                spki_sha256: there.spki_sha256.clone(),
                key_algorithm: there.key_algorithm.clone(),
                has_private_key: true,
                has_password: has_password || there.has_password,
                metadata,
            });
        }
        let key_of_there = there.and_then(|there| there.metadata.get("private_key").cloned());
        let kind = match self {
            Self::CompletesKey(_) => FileKind::Pair,
            _ => contents.kind,
        };
        let algorithm = info.map(|c| &c.key_algorithm).or(key.map(|k| &k.algorithm));
        let (issuance, issuer) = issuance(contents);
        Ok(NewCertificate {
            name: upload.file.name.clone(),
            kind: kind.as_str().into(),
            profile: info.map(|c| c.profile.to_owned()),
            holder: info.and_then(|c| c.holder.clone()),
            tax_id: info.and_then(|c| c.tax_id.clone()),
            country: info.and_then(|c| c.country.clone()),
            not_before: info.map(|c| c.not_before),
            not_after: info.map(|c| c.not_after),
            fingerprint_sha256: parts.fingerprint_sha256.clone(),
            spki_sha256: parts.spki_sha256.clone(),
            key_algorithm: algorithm.ok_or_else(|| Error::Internal("no key algorithm".into()))?.clone(),
            has_private_key: key.is_some() || there.is_some_and(|there| there.has_private_key),
            has_password: has_password || there.is_some_and(|there| there.has_password),
            metadata: json!({
                "certificate": info,
                "chain": contents.certificates.get(1..).unwrap_or_default(),
                "private_key": key.map(|key| json!(key)).or(key_of_there),
                "password": contents.password,
                "file_name": upload.file.name,
                "issuance": issuance,
                "issuer_certificate": issuer,
            }),
        })
    }
}

/// What it takes to ask the issuer about the certificate later, when the file is sealed: nothing of the holder, and the
/// issuer's own certificate, Base64, if it came along. Nothing when nobody could believe an answer.
fn issuance(contents: &Contents) -> (Option<Issuance>, Option<String>) {
    let Some((certificate, others)) = contents.certificates.split_first() else { return (None, None) };
    let Ok(issuance) = Issuance::of(&certificate.der) else { return (None, None) };
    let issuer = issuance.issuer_among(others.iter().map(|other| other.der.as_slice()));
    (Some(issuance), issuer.map(|issuer| STANDARD.encode(issuer.der())))
}
