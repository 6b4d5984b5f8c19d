//! Rows of the store as rows of the pages.

use store::Certificate;
use time::OffsetDateTime;

use crate::pages::{CertificateRow, CustomerRow, Status};

pub(super) fn certificate_row(certificate: &Certificate, now: OffsetDateTime) -> CertificateRow {
    CertificateRow {
        id: certificate.id,
        name: given_name(certificate).or(certificate.holder.as_ref()).unwrap_or(&certificate.name).clone(),
        tax_id: certificate.tax_id.clone(),
        customer: certificate
            .customer
            .as_ref()
            .map(|c| (c.id, c.name.clone().unwrap_or_else(|| c.id.to_string()))),
        country: certificate.country.clone(),
        kind: certificate.profile.clone().unwrap_or_else(|| certificate.kind.clone()),
        status: match &certificate.revocation {
            Some(known) if known.state == "revoked" => Status::Revoked,
            _ => status(certificate.not_before, certificate.not_after, now),
        },
        not_after: certificate.not_after,
        has_private_key: certificate.has_private_key,
    }
}

/// The name that the firm gave it, if it is another than the file's.
pub(super) fn given_name(certificate: &Certificate) -> Option<&String> {
    (file_name(certificate) != Some(certificate.name.as_str())).then_some(&certificate.name)
}

/// The name of the file it came in.
pub(super) fn file_name(certificate: &Certificate) -> Option<&str> {
    certificate.metadata.get("file_name")?.as_str()
}

pub(super) fn customer_row(customer: &store::Customer, now: OffsetDateTime) -> CustomerRow {
    CustomerRow {
        id: customer.id,
        name: customer.name.clone(),
        tax_id: customer.tax_id.clone(),
        country: customer.country.clone(),
        certificates: u64::try_from(customer.certificates).unwrap_or(0),
        next_expiry: customer.next_expiry.map(|end| (end, Status::of_validity(now, end, now))),
    }
}

pub(super) fn status(
    begin: Option<OffsetDateTime>,
    end: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Status {
    match (begin, end) {
        (Some(begin), Some(end)) => Status::of_validity(begin, end, now),
        _ => Status::AwaitingCertificate,
    }
}
