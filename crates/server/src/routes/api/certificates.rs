//! `/api/v1/certificates`: the list, and uploads.

use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use domain::id::CustomerId;
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use store::{CertificateFilter, CertificateSort, CertificateStatus};
use zeroize::Zeroizing;

use super::certificate_view::{CertificateDetail, CertificateView};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::upload::{Upload, UploadedFile, upload as keep};
use crate::problem::Problem;
use crate::routes::extract::{Idempotency, Params, StepUp, moment};
use crate::routes::respond::{List, page_size};

/// Which certificates.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Part of name, holder, tax id or customer's name; accents and case do not count.
    q: Option<String>,
    /// `expired`, `expiring`, `valid`, `not_yet_valid` or `awaiting_certificate`.
    status: Option<String>,
    /// A customer's id.
    customer_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// A kind of file, such as `pkcs12`, or a profile, such as `mx.efirma`.
    kind: Option<String>,
    /// What is known of its revocation: `good`, `revoked` or `unknown`.
    revocation: Option<String>,
    /// Only what ends before this moment (RFC 3339), or this day in UTC.
    expires_before: Option<String>,
    /// `expires` (default), `-expires`, `holder`, `customer` or `newest`.
    sort: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

impl Query {
    fn filter(self) -> Result<CertificateFilter, Problem> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let status = given(self.status)
            .map(|word| {
                CertificateStatus::ALL.iter().copied().find(|status| status.as_str() == word).ok_or_else(
                    || {
                        Problem::bad_request(
                            "status is expired, expiring, valid, not_yet_valid or awaiting_certificate.",
                        )
                    },
                )
            })
            .transpose()?;
        let sort = match given(self.sort).as_deref() {
            None | Some("expires") => CertificateSort::Expires,
            Some("-expires") => CertificateSort::ExpiresDescending,
            Some("holder") => CertificateSort::Holder,
            Some("customer") => CertificateSort::Customer,
            Some("newest") => CertificateSort::Newest,
            Some(_) => {
                return Err(Problem::bad_request("sort is expires, -expires, holder, customer or newest."));
            }
        };
        let customer = given(self.customer_id)
            .map(|id| {
                id.parse::<CustomerId>().map_err(|_| Problem::bad_request("customer_id is no customer's id."))
            })
            .transpose()?;
        let revocation = given(self.revocation);
        if revocation.as_deref().is_some_and(|word| !["good", "revoked", "unknown"].contains(&word)) {
            return Err(Problem::bad_request("revocation is good, revoked or unknown."));
        }
        Ok(CertificateFilter {
            q: given(self.q),
            status,
            customer,
            country: given(self.country),
            kind: given(self.kind),
            shown_as: None,
            expires_before: moment("expires_before", self.expires_before.as_deref())?,
            expires_from: None,
            revocation,
            sort,
            cursor: given(self.cursor),
            limit: page_size(self.limit),
        })
    }
}

/// Certificates, what ends first first.
#[utoipa::path(get, path = "/api/v1/certificates", tag = "certificates", params(Query),
    responses((status = 200, body = List<CertificateView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<CertificateView>>, Problem> {
    let now = app.clock.now();
    let (_, page) = app.store.certificates(&session.caller, &query.filter()?, now).await?;
    let items = page.items.iter().map(|certificate| CertificateView::new(certificate, now)).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// The form of an upload, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a multipart form, which is read field by field")]
pub(super) struct UploadForm {
    /// A `.p12`, `.pfx`, `.cer`, `.crt`, `.key` or `.pem` file, 1 MiB at most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The `.key` that belongs to a `.cer`.
    #[schema(value_type = Option<String>, format = Binary)]
    key: Option<Vec<u8>>,
    /// The password that opens whichever of them needs one.
    password: Option<String>,
    /// Whose it is. Left out, it is the customer's who has the certificate's tax id, if there is one.
    customer_id: Option<String>,
}

/// Take a certificate, a pair or a key into custody. The halves of a pair may also come one after the other, in either
/// order: they find each other by their public key. Asked again under the same `Idempotency-Key` within a day, it answers
/// with the certificate that it took in. Takes a step-up for `certificate.upload` on the organization where that wants one.
#[utoipa::path(post, path = "/api/v1/certificates", tag = "certificates",
    params(("Idempotency-Key" = Option<String>, Header), ("Step-Up" = Option<String>, Header)),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = CertificateDetail, description = "In custody; also when it completed a pair"),
        (status = 409, body = Problem, description = "In custody already; `existing` names it"),
        (status = 413, body = Problem), (status = 422, body = Problem, description = "Not accepted; `code` says why")))]
pub(super) async fn upload(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    idempotency: Idempotency,
    StepUp(proof): StepUp,
    request: Request,
) -> Result<Response, Problem> {
    let upload = read_form(request, &app).await?;
    let key = idempotency.of(&parts_of(&upload));
    let uploaded = keep(&app, &session, upload, key, proof.as_deref()).await?;
    let (certificate, objects) = match uploaded.kept {
        Some(kept) => kept,
        None => {
            let (_, certificate, objects) = app.store.certificate(&session.caller, uploaded.id).await?;
            (certificate, objects)
        }
    };
    let detail = CertificateDetail::new(&certificate, objects, app.clock.now());
    let location = [(http::header::LOCATION, format!("/api/v1/certificates/{}", uploaded.id))];
    Ok((StatusCode::CREATED, location, axum::Json(detail)).into_response())
}

/// What makes an upload the same as another.
fn parts_of(upload: &Upload) -> [&[u8]; 5] {
    [
        b"certificate",
        upload.file.name.as_bytes(),
        &upload.file.bytes,
        upload.key.as_ref().map_or(&[][..], |key| &key.bytes),
        upload.customer.as_ref().map_or(&[][..], |customer| customer.as_bytes()),
    ]
}

/// Reads the form of an upload.
pub(in crate::routes) async fn read_form(request: Request, app: &App) -> Result<Upload, Problem> {
    let mut form = Multipart::from_request(request, app).await.map_err(|_: MultipartRejection| {
        Problem::bad_request("Send the file as multipart/form-data, in the field `file`.")
    })?;
    let (mut file, mut key, mut password, mut customer) = (None, None, None, None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" if file.is_none() => file = Some(read_file(field).await?),
            "key" if key.is_none() => key = Some(read_file(field).await?),
            "password" if password.is_none() => {
                let text = Zeroizing::new(field.text().await.map_err(unreadable)?);
                password = Some(SecretString::from(text.as_str())).filter(|_| !text.is_empty());
            }
            "customer_id" if customer.is_none() => {
                let text = field.text().await.map_err(unreadable)?;
                customer = Some(text).filter(|text| !text.is_empty());
            }
            _ => {
                return Err(Problem::bad_request(
                    "The form has the fields `file`, and once each at most `key`, `password`, `customer_id`.",
                ));
            }
        }
    }
    let customer = customer
        .map(|id| {
            id.parse::<CustomerId>()
                .map_err(|_| Problem::field("customer_id", "customer", "There is no such customer."))
        })
        .transpose()?;
    let file =
        file.ok_or_else(|| Problem::field("file", "file_required", "Send a file in the field `file`."))?;
    Ok(Upload { file, key, password, customer })
}

async fn read_file(field: Field<'_>) -> Result<UploadedFile, Problem> {
    let too_large = "The file is larger than 1 MiB; no certificate file is that large.";
    read_within(field, certfile::limits::MAX_FILE_BYTES, ("too_large", too_large)).await
}

/// Reads a file of at most so many bytes into memory that is wiped.
pub(super) async fn read_within(
    mut field: Field<'_>,
    most: usize,
    (code, too_large): (&str, &str),
) -> Result<UploadedFile, Problem> {
    // A browser may send a path: only its last part is a name. Control characters are nobody's name.
    let sent = field.file_name().unwrap_or("file").to_owned();
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > most {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, code, too_large));
        }
        if bytes.len() + chunk.len() > bytes.capacity() {
            // A buffer that grows by itself leaves its old self behind, and that may hold a key.
            let mut larger = Zeroizing::new(Vec::with_capacity(((bytes.len() + chunk.len()) * 2).min(most)));
            larger.extend_from_slice(&bytes);
            bytes = larger;
        }
        bytes.extend_from_slice(&chunk);
    }
    let name = if name.trim().is_empty() { "file".to_owned() } else { name };
    Ok(UploadedFile { name, bytes })
}

#[allow(clippy::needless_pass_by_value, reason = "used as a function of `map_err`")]
pub(super) fn unreadable(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The request is larger than it may be.",
        );
    }
    Problem::bad_request("The form breaks off or is malformed; send it again.")
}
