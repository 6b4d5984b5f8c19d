//! `/pass`: the worker's pass, a page that his phone keeps. The page is the same for everybody and knows nobody; its script asks the
//! API for who is signed in, and keeps what it is told on the phone.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use crate::app::App;
use crate::assets::{self, KeptPart};
use crate::problem::Problem;
use crate::routes::extract::Segments;

/// As that of every page, with a service worker and what makes the page installable; and the photo, which the phone keeps.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
/// Asked about each time: these have no hash in their names.
const ASK: &str = "no-cache";

/// `GET /pass`.
pub(super) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let page = assets::kept_page("pass").ok_or_else(Problem::not_found)?;
    let page = if app.demonstration { page.replacen("<body>", "<body data-demonstration>", 1) } else { page };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, ASK),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    ];
    Ok((headers, page).into_response())
}

/// `GET /pass/{name}`: the service worker, and what makes the page installable.
pub(super) async fn part(Segments(name): Segments<String>, accepted: HeaderMap) -> Result<Response, Problem> {
    let kind = match KeptPart::named(&name) {
        Some(KeptPart::Worker) => "text/javascript; charset=utf-8",
        Some(KeptPart::Manifest) => "application/manifest+json",
        Some(KeptPart::Reader) | None => return Err(Problem::not_found()),
    };
    let (bytes, encoding) =
        assets::packed(&format!("pass/{name}"), &accepted).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE.as_str(), kind),
        (header::CACHE_CONTROL.as_str(), ASK),
        (header::CONTENT_SECURITY_POLICY.as_str(), WORKER_POLICY),
        // Its folder is below the page, which it may serve all the same.
        ("service-worker-allowed", "/pass"),
    ];
    Ok((headers, encoding, bytes).into_response())
}
