//! `/api/v1/scanners/enroll`, and what enrolled scanners ask: `/api/v1/scanners/{id}/bundle`, `/photos/{name}` and `/log`
//! (docs/GATE.md).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};
use pass::gate::PHOTO_NAME;
use serde::{Deserialize, Serialize};
use store::{Appended, LogEnd};

use super::trust;
use super::well_known::published;
use crate::app::App;
use crate::auth::scanner::{Scanning, wrong_clock};
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops;
use crate::ops::scanners::bundle::{bundle as put_together, written};
use crate::ops::scanners::enroll::{Answer, enroll as enroll_phone};
use crate::ops::scanners::log::append as append_log;
use crate::ops::scanners::photo::photo as seal_photo;
use crate::problem::{LogPlace, Problem};
use crate::routes::extract::{Body, Segments};
use crate::routes::respond::secret;

const CBOR: &str = "application/cbor";
/// For this scanner alone, and asked about each time.
const OWN: &str = "private, no-cache";

/// A phone that follows a link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScannerEnrolment {
    /// What stands behind the `#` of the link.
    token: String,
    /// The phone's key: base64url of a COSE key.
    device_key: String,
    /// That the phone holds it: base64url of a `COSE_Sign1`.
    proof: String,
}

/// What has an id and a name.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Named {
    id: String,
    name: String,
}

/// What a phone has become.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EnrolledView {
    scanner: String,
    epoch: i32,
    organization: Named,
    site: Named,
    log: LogPlace,
}

impl From<LogEnd> for LogPlace {
    fn from(end: LogEnd) -> Self {
        Self { seq: end.seq, head: hex::encode(end.hash) }
    }
}

/// Enrol a phone by a link. The same phone by the same link is told the same again.
#[utoipa::path(post, path = "/api/v1/scanners/enroll", tag = "scanners", request_body = ScannerEnrolment, security(()),
    responses((status = 201, body = EnrolledView), (status = 401, body = Problem, description = "The clock of the phone is wrong"),
        (status = 410, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn enroll(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::ScannerEnroll as u8 }>,
    Body(asked): Body<ScannerEnrolment>,
) -> Result<Response, Problem> {
    match enroll_phone(&app, &asked.token, &asked.device_key, &asked.proof, &origin).await? {
        Answer::WrongClock(now) => Err(wrong_clock(now)),
        Answer::Enrolled(enrolled) => {
            let view = EnrolledView {
                scanner: enrolled.scanner.to_string(),
                epoch: enrolled.epoch,
                organization: Named { id: enrolled.org.to_string(), name: enrolled.org_name },
                site: Named { id: enrolled.site.to_string(), name: enrolled.site_name },
                log: LogPlace { seq: enrolled.seq, head: hex::encode(enrolled.hash) },
            };
            Ok((StatusCode::CREATED, secret(&view)).into_response())
        }
    }
}

/// What the scanner that asks carries of its site. Signed by the scanner, as docs/GATE.md tells.
#[utoipa::path(get, path = "/api/v1/scanners/{id}/bundle", tag = "scanners", params(("id" = String, Path)), security(("scanner" = [])),
    responses((status = 200, description = "A bundle", content_type = "application/cbor"), (status = 304),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn bundle(
    State(app): State<App>,
    headers: HeaderMap,
    scanning: Scanning,
) -> Result<Response, Problem> {
    is_open(&scanning)?;
    let pack = trust::newest(&app).await?;
    let bundle = put_together(&app, &scanning, pack).await.map_err(told)?;
    let (bytes, tag) = written(&bundle)?;
    let mut response = published(&headers, &tag, CBOR, OWN, bytes);
    // Not for any page: for ours.
    for name in [
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderName::from_static("cross-origin-resource-policy"),
    ] {
        response.headers_mut().remove(name);
    }
    Ok(response)
}

/// A photo that the scanner that asks carries, by the name in its bundle: sealed for who is shown its pass. Signed by the scanner, as
/// docs/GATE.md tells.
#[utoipa::path(get, path = "/api/v1/scanners/{id}/photos/{name}", tag = "scanners",
    params(("id" = String, Path), ("name" = String, Path, description = "32 hexadecimal digits")), security(("scanner" = [])),
    responses((status = 200, description = "The sealed photo", content_type = "application/octet-stream"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 429, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn photo(
    State(app): State<App>,
    Segments(path): Segments<(String, String)>,
    scanning: Scanning,
) -> Result<Response, Problem> {
    is_open(&scanning)?;
    let mut called = [0; PHOTO_NAME];
    hex::decode_to_slice(&path.1, &mut called).map_err(|_| Problem::not_found())?;
    let sealed = seal_photo(&app, &scanning, &called).await.map_err(told)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, sealed).into_response())
}

/// An enrolment that another one took the place of gets nothing any more.
fn is_open(scanning: &Scanning) -> Result<(), Problem> {
    if !scanning.closed {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "scanner_epoch_closed",
        "Another enrolment has taken this one's place; it may still bring its log.",
    ))
}

/// Bring records: all that are new are appended, in their order, each once, or none. Signed by the scanner, as docs/GATE.md tells.
#[utoipa::path(post, path = "/api/v1/scanners/{id}/log", tag = "scanners", params(("id" = String, Path)), security(("scanner" = [])),
    request_body(content = Vec<u8>, content_type = "application/cbor", description = "An array of 1 to 200 records, 512 KiB at most"),
    responses((status = 200, body = LogPlace), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "A gap, or a fork"), (status = 413, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn append(State(app): State<App>, scanning: Scanning) -> Result<Response, Problem> {
    let (code, detail, end) = match append_log(&app, &scanning).await.map_err(told)? {
        Appended::Whole(end) => return Ok(secret(&LogPlace::from(end))),
        Appended::Gap(end) => {
            ("scanner_log_gap", "Records before these are missing; send on from where the server is.", end)
        }
        Appended::Forked(end) => (
            "scanner_log_forked",
            "The server has another log of this scanner; it must be enrolled anew.",
            end,
        ),
    };
    let mut problem = Problem::new(StatusCode::CONFLICT, code, detail);
    problem.log = Some(end.into());
    Err(problem)
}

/// A scanner that was revoked between two looks; and records that are refused.
fn told(error: ops::Error) -> Problem {
    match error {
        ops::Error::Store(store::Error::NoSession) => crate::auth::scanner::revoked(),
        ops::Error::Field { field, code, detail } => {
            let mut problem = Problem::field(field, code, detail);
            problem.code = "scanner_log_refused".into();
            problem.kind = "urn:credenza:problem:scanner_log_refused".into();
            problem
        }
        other => other.into(),
    }
}
