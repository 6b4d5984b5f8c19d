//! How the API shows a certificate.

use serde::Serialize;
use store::{Certificate, CertificateStatus, ObjectInfo, Revocation};
use time::OffsetDateTime;

use crate::routes::respond::moment;

/// A certificate in custody, or a private key that waits for its certificate.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CertificateView {
    pub(super) id: String,
    /// What the firm calls it; at first the file's name.
    name: String,
    /// `certificate`, `certificate_chain`, `private_key`, `pair`, `pem_bundle` or `pkcs12`.
    kind: String,
    /// What its authority issues it as, such as `mx.efirma`.
    profile: Option<String>,
    customer_id: Option<String>,
    customer: Option<CustomerName>,
    holder: Option<String>,
    tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// `expired`, `expiring` (within 30 days), `valid`, `not_yet_valid` or `awaiting_certificate`.
    status: &'static str,
    /// Whole days until the end, negative after it.
    days_left: Option<i64>,
    /// RFC 3339, UTC.
    not_before: Option<String>,
    /// RFC 3339, UTC.
    not_after: Option<String>,
    /// SHA-256 of the certificate, hex.
    fingerprint_sha256: Option<String>,
    /// SHA-256 of the public key, hex.
    spki_sha256: String,
    /// `RSA-2048`, `EC-P256`, …
    key_algorithm: String,
    /// Subject (RFC 4514).
    subject: Option<String>,
    /// Issuer (RFC 4514).
    issuer: Option<String>,
    /// Serial number, hex.
    serial: Option<String>,
    has_private_key: bool,
    has_password: bool,
    /// What its issuer says of it; null when nobody can ask.
    revocation: Option<RevocationView>,
    /// Rises with every change.
    version: i32,
    created_by: String,
    created_at: String,
    updated_at: String,
}

/// Whether a certificate was revoked, as far as is known.
#[derive(Serialize, utoipa::ToSchema)]
struct RevocationView {
    /// `good` as of `as_of`; `revoked` since `since`; `unknown` since `since`.
    state: String,
    /// RFC 3339, UTC.
    since: String,
    /// Why it was revoked (RFC 5280, 5.3.1, in snake case), or why nothing is known.
    reason: Option<String>,
    /// The time of the last answer of the issuer's that counted. RFC 3339, UTC.
    as_of: Option<String>,
    /// Until when there is nothing newer than it. RFC 3339, UTC.
    until: Option<String>,
    /// `ocsp` or `crl`.
    source: Option<String>,
    /// When the issuer was asked last. RFC 3339, UTC.
    asked_at: Option<String>,
    /// Why the last question had no answer.
    failure: Option<String>,
}

impl RevocationView {
    fn new(known: &Revocation, now: OffsetDateTime) -> Self {
        let known = known.at(now);
        Self {
            state: known.state,
            since: moment(known.since),
            reason: known.reason,
            as_of: known.as_of.map(moment),
            until: known.until.map(moment),
            source: known.source,
            asked_at: known.asked_at.map(moment),
            failure: known.failure,
        }
    }
}

/// A customer's name.
#[derive(Serialize, utoipa::ToSchema)]
struct CustomerName {
    id: String,
    /// Null for who may not see customers.
    name: Option<String>,
}

/// A certificate with everything that was read from its file.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CertificateDetail {
    #[serde(flatten)]
    pub(super) certificate: CertificateView,
    /// The sealed files.
    files: Vec<FileView>,
    /// Everything that was read, as `credenza inspect` prints it.
    metadata: serde_json::Value,
}

/// A sealed file.
#[derive(Serialize, utoipa::ToSchema)]
struct FileView {
    id: String,
    /// `certificate-file`, `private-key-file` or `password`.
    kind: String,
    file_name: String,
    /// Bytes.
    size: i32,
}

/// Whole days from `now` until `end`, counted down: an end in 23 hours is 0 days away, one an hour ago is -1.
pub(crate) fn days_left(now: OffsetDateTime, end: OffsetDateTime) -> i64 {
    (end - now).whole_seconds().div_euclid(86_400)
}

impl CertificateView {
    pub(super) fn new(certificate: &Certificate, now: OffsetDateTime) -> Self {
        let read =
            |field: &str| certificate.metadata.get("certificate")?.get(field)?.as_str().map(str::to_owned);
        let status = CertificateStatus::at(now, certificate.not_before, certificate.not_after);
        Self {
            id: certificate.id.to_string(),
            name: certificate.name.clone(),
            kind: certificate.kind.clone(),
            profile: certificate.profile.clone(),
            customer_id: certificate.customer.as_ref().map(|c| c.id.to_string()),
            customer: certificate
                .customer
                .as_ref()
                .map(|c| CustomerName { id: c.id.to_string(), name: c.name.clone() }),
            holder: certificate.holder.clone(),
            tax_id: certificate.tax_id.clone(),
            country: certificate.country.clone(),
            status: status.as_str(),
            days_left: certificate.not_after.map(|end| days_left(now, end)),
            not_before: certificate.not_before.map(moment),
            not_after: certificate.not_after.map(moment),
            fingerprint_sha256: certificate.fingerprint_sha256.as_deref().map(hex::encode),
            spki_sha256: hex::encode(&certificate.spki_sha256),
            key_algorithm: certificate.key_algorithm.clone(),
            subject: read("subject"),
            issuer: read("issuer"),
            serial: read("serial"),
            has_private_key: certificate.has_private_key,
            has_password: certificate.has_password,
            revocation: certificate.revocation.as_ref().map(|known| RevocationView::new(known, now)),
            version: certificate.version,
            created_by: certificate.created_by.to_string(),
            created_at: moment(certificate.created_at),
            updated_at: moment(certificate.updated_at),
        }
    }
}

/// What was read, without what is kept to ask the issuer.
fn as_inspected(mut metadata: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = metadata.as_object_mut() {
        fields.remove("issuance");
        fields.remove("issuer_certificate");
    }
    metadata
}

impl CertificateDetail {
    pub(super) fn new(certificate: &Certificate, objects: Vec<ObjectInfo>, now: OffsetDateTime) -> Self {
        Self {
            certificate: CertificateView::new(certificate, now),
            files: objects
                .into_iter()
                .map(|object| FileView {
                    id: object.id.to_string(),
                    kind: object.kind,
                    file_name: object.file_name,
                    size: object.size,
                })
                .collect(),
            metadata: as_inspected(certificate.metadata.clone()),
        }
    }
}
