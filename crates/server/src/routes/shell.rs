//! What surrounds every route: the request's id and origin, limits on size and time, security headers, the log.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::RequestId;
use http::{HeaderName, HeaderValue, Version, header};
use tracing::Instrument;

use super::arriving::{Arriving, GivenUp, Patience};
use super::pages::trouble::astray;
use super::{api, health, pages};
use crate::app::App;
use crate::auth::session::{DecisionSlot, Origin};
use crate::problem::{Problem, add_limit_headers};

/// A request that takes longer, from the last of its body on, is given up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The largest body: two files of 1 MiB and the fields around them.
const MAX_BODY: usize = 2 * 1024 * 1024 + 64 * 1024;

/// No script, style or image from elsewhere, no frame, no plug-in, forms to ourselves only.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const SECURITY_HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// All routes.
pub fn router(app: App) -> Router {
    router_with(app, Router::new())
}

/// All routes, and `more` beside them in the same shell.
pub fn router_with(app: App, more: Router<App>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .merge(api::router())
        .merge(pages::router(&app))
        .merge(more)
        .fallback(nowhere)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), around))
        .layer(middleware::from_fn(security_headers))
        .with_state(app)
}

async fn nowhere(State(app): State<App>, request: Request) -> Response {
    astray(Problem::not_found(), request, &app)
}

async fn no_such_method(State(app): State<App>, request: Request) -> Response {
    astray(Problem::method_not_allowed(), request, &app)
}

/// Names the request, notes where it comes from, bounds its time, and writes the limiter's decision into the response.
async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = RequestId::new(app.clock.now(), &*app.rng);
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let address = app.proxies.client(peer, request.headers());
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).chars().take(400).collect())
        .unwrap_or_default();
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let is_http1 = request.version() <= Version::HTTP_11;
    let waits_to_be_asked = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let arriving = Arriving::new(body, Patience::USUAL);
    let mut request = Request::from_parts(parts, arriving.body());
    let begun = Instant::now();
    let slot = DecisionSlot::default();
    request.extensions_mut().insert(Origin { request: id, address, user_agent });
    request.extensions_mut().insert(slot.clone());
    // The path only: queries carry signatures and search words.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let mut response = async {
        let mut response = tokio::select! {
            response = next.run(request) => response,
            why = arriving.outlast(TIMEOUT) => match why {
                GivenUp::Handling => Problem::unavailable().into_response(),
                GivenUp::Body => Problem::too_slow().into_response(),
            },
        };
        if arriving.is_too_slow() {
            response = Problem::too_slow().into_response();
        }
        tracing::info!(status = response.status().as_u16());
        if !arriving.hear_out(waits_to_be_asked, TIMEOUT).await && is_http1 {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
    .instrument(span)
    .await;
    let route = route.as_ref().map(MatchedPath::as_str);
    app.metrics.answered(&method, route, response.status(), begun.elapsed());
    let decision = *slot.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(decision) = decision {
        add_limit_headers(&mut response, decision);
    }
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in SECURITY_HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
