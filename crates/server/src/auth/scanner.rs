//! The proof that a request comes from an enrolled scanner: a signature by its key over the request itself (docs/GATE.md, "Requests").

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{OrgId, ScannerId};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use pass::Point;
use pass::gate::{MAX_REQUEST, MAX_UPLOAD, Request as Asked, SignedRequest};
use store::{ScannerCaller, ScannerKey};

use super::session::{Origin, count};
use super::tokens::hash;
use crate::app::App;
use crate::limit::Class;
use crate::problem::Problem;

/// How far a scanner's clock may be from ours, in seconds.
pub const TOLERANCE: i64 = 120;

/// An enrolled scanner that asks, and what it sent.
#[derive(Debug)]
pub struct Scanning {
    /// Its organization.
    pub org: OrgId,
    /// Which it is.
    pub scanner: ScannerId,
    /// Which of its enrolments.
    pub epoch: u32,
    /// The key of that.
    pub point: Point,
    /// Whether another enrolment took that one's place.
    pub closed: bool,
    /// Opens transactions in the store.
    pub caller: ScannerCaller,
    /// The request.
    pub origin: Origin,
    /// What it sent.
    pub body: Bytes,
}

impl FromRequest<App> for Scanning {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let origin = Origin::from_request_parts(&mut parts, app).await?;
        count(&parts, app, Class::Scanner as u8, &super::session::network(origin.address)).await?;
        let signed = signature(&parts.headers).ok_or_else(Problem::unauthorized)?;
        let body = to_bytes(body, MAX_UPLOAD).await.map_err(|_| too_large())?;
        let (scanner, epoch) = signed.claimed_by();
        let keys = app.store.system().scanner_keys(scanner, epoch).await?;
        let known = keys.iter().find_map(|key| verified(&signed, key));
        let (asked, key, point) = known.ok_or_else(Problem::unauthorized)?;
        if !is_about(&asked, &parts, &body) {
            return Err(Problem::unauthorized());
        }
        if key.revoked {
            return Err(revoked());
        }
        let now = app.clock.now().unix_timestamp();
        if (now - asked.at).abs() > TOLERANCE {
            return Err(wrong_clock(now));
        }
        let caller = ScannerCaller::new(&app.tokens.scanner_handle(&key.start), origin.request);
        Ok(Self { org: key.org, scanner, epoch, point, closed: key.closed, caller, origin, body })
    }
}

/// What stands behind `Authorization: Scanner`.
fn signature(headers: &HeaderMap) -> Option<SignedRequest> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = value.split_once(' ')?;
    // Four characters for three bytes.
    let fits = scheme.eq_ignore_ascii_case("scanner") && text.len() <= MAX_REQUEST / 3 * 4 + 4;
    let bytes = fits.then(|| URL_SAFE_NO_PAD.decode(text).ok())??;
    SignedRequest::read(&bytes)
}

fn verified<'a>(signed: &SignedRequest, key: &'a ScannerKey) -> Option<(Asked, &'a ScannerKey, Point)> {
    let point = point(&key.point)?;
    Some((signed.clone().by(&point)?, key, point))
}

/// The point with these coordinates, one after the other.
#[must_use]
pub fn point(coordinates: &[u8]) -> Option<Point> {
    Point::from_uncompressed(&[&[4], coordinates].concat())
}

/// Whether what was signed is this request, by the scanner that its path names.
fn is_about(asked: &Asked, parts: &Parts, body: &[u8]) -> bool {
    let own = format!("/api/v1/scanners/{}/", asked.scanner);
    asked.method == parts.method.as_str()
        && asked.path == parts.uri.path()
        && parts.uri.query().is_none()
        && asked.path.starts_with(&own)
        && asked.body == hash(body)
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("Send at most {} KiB at once.", MAX_UPLOAD / 1024),
    )
}

/// A scanner whose authority was taken away.
#[must_use]
pub fn revoked() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "scanner_revoked",
        "This scanner's authority was taken away; its site makes another.",
    )
}

/// A clock that is not ours.
#[must_use]
pub fn wrong_clock(now: i64) -> Problem {
    let mut problem = Problem::new(
        StatusCode::UNAUTHORIZED,
        "scanner_clock",
        "The clock of this device is wrong; it is corrected by the server's time, and the request sent again.",
    );
    problem.server_time = Some(now);
    problem
}
