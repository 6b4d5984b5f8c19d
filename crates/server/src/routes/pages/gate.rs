//! `/v`: the gate, a page that verifies passes on the phone of whoever opens it. What it checks comes in the fragment of the
//! address or by the camera, and neither reaches the server; nothing here knows who asks, and no cookie is read or set.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use crate::app::App;
use crate::assets::{self, KeptPart};
use crate::problem::Problem;
use crate::routes::extract::Segments;

/// As that of every page, and no forms. The reader of codes is a worker with a policy of its own, so that `wasm` is compiled there
/// alone.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
const READER_POLICY: &str =
    "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
/// What no other page may use.
const CAMERA: &str = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()";
/// Asked about each time: these have no hash in their names.
const ASK: &str = "no-cache";

/// `GET /v`, and `GET /v/enroll`, the link by which a phone becomes a scanner: the page reads what follows the `#`.
pub(super) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let page = assets::kept_page("gate").ok_or_else(Problem::not_found)?;
    let page = if app.demonstration { page.replacen("<body>", "<body data-demonstration>", 1) } else { page };
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/html; charset=utf-8"),
        (header::CACHE_CONTROL.as_str(), ASK),
        (header::CONTENT_SECURITY_POLICY.as_str(), PAGE_POLICY),
        ("permissions-policy", CAMERA),
    ];
    Ok((headers, page).into_response())
}

/// `GET /v/{name}`: the service worker, the reader of codes, and what makes the page installable.
pub(super) async fn part(Segments(name): Segments<String>, accepted: HeaderMap) -> Result<Response, Problem> {
    let part = KeptPart::named(&name).ok_or_else(Problem::not_found)?;
    let (kind, cache, policy) = match part {
        KeptPart::Worker => ("text/javascript; charset=utf-8", ASK, WORKER_POLICY),
        KeptPart::Manifest => ("application/manifest+json", ASK, WORKER_POLICY),
        KeptPart::Reader => ("text/javascript; charset=utf-8", assets::FOR_GOOD, READER_POLICY),
    };
    let (bytes, encoding) =
        assets::packed(&format!("gate/{name}"), &accepted).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE.as_str(), kind),
        (header::CACHE_CONTROL.as_str(), cache),
        (header::CONTENT_SECURITY_POLICY.as_str(), policy),
        // Its folder is below the page, which it may serve all the same.
        ("service-worker-allowed", "/v"),
    ];
    Ok((headers, encoding, bytes).into_response())
}
