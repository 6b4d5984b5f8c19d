//! `/.well-known/credenza/{org}/…`: what a verifier fetches, from any page, without an account. Nothing here names anybody.

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::{OrgId, RequestId};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use store::SignedStatusList;

use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::passes::{keys, secure_origin, status};
use crate::problem::Problem;
use crate::routes::extract::Segments;

const JWKS: &str = "application/jwk-set+json";
const COSE_KEYS: &str = "application/cose-key-set";
const CWT: &str = "application/statuslist+cwt";
const JWT: &str = "application/statuslist+jwt";
const VC_JWT: &str = "application/vc+jwt";
const JWK: &str = "application/jwk+json";
const JSON: &str = "application/json";

/// A key that was given up is to be known everywhere in minutes.
pub(super) const KEYS_KEPT: &str = "public, max-age=300";
/// So is what was revoked; a list itself says for how long it is fresh.
const LIST_KEPT: &str = "public, max-age=60";

/// The keys that verifiers trust, as a JWK set.
#[utoipa::path(get, path = "/.well-known/credenza/{org}/jwks.json", tag = "verification", security(()),
    params(("org" = String, Path)),
    responses((status = 200, description = "A JWK set (RFC 7517)", content_type = "application/jwk-set+json"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn jwks(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    Segments(org): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let trust = keys::published(&app, organization(&org)?).await?.ok_or_else(Problem::not_found)?;
    let body = trust.to_jwks().to_string().into_bytes();
    Ok(published(&headers, &tag(&body), JWKS, KEYS_KEPT, body))
}

/// The same, as a COSE key set.
#[utoipa::path(get, path = "/.well-known/credenza/{org}/cose-keys.cbor", tag = "verification", security(()),
    params(("org" = String, Path)),
    responses((status = 200, description = "A COSE key set (RFC 9052, section 7)", content_type = "application/cose-key-set"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn cose_keys(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    Segments(org): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let trust = keys::published(&app, organization(&org)?).await?.ok_or_else(Problem::not_found)?;
    let body = trust.to_cose_key_set();
    Ok(published(&headers, &tag(&body), COSE_KEYS, KEYS_KEPT, body))
}

/// A status list: what became of passes and tickets. As a CBOR Web Token, or, for who accepts `application/statuslist+jwt` and not the
/// other, as a JWT.
#[utoipa::path(get, path = "/.well-known/credenza/{org}/status/{list}", tag = "verification", security(()),
    params(("org" = String, Path), ("list" = String, Path)),
    responses((status = 200, description = "A Token Status List", content_type = "application/statuslist+cwt"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn status(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Published as u8 }>,
    Segments((org, list)): Segments<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = found_list(&app, &org, &list, origin.request).await?;
    let (form, kind, body) =
        if wants_jwt(&headers) { ("jwt", JWT, found.jwt.into_bytes()) } else { ("cwt", CWT, found.cwt) };
    let tag = format!("{}-{form}", found.signed_at.unix_timestamp());
    let mut response = published(&headers, &tag, kind, LIST_KEPT, body);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Half of a status list, for verifiers of Open Badges: what is revoked, or what is suspended, as a credential of its own.
#[utoipa::path(get, path = "/.well-known/credenza/{org}/status/{list}/{purpose}", tag = "verification", security(()),
    params(("org" = String, Path), ("list" = String, Path), ("purpose" = String, Path)),
    responses((status = 200, description = "A BitstringStatusListCredential (W3C)", content_type = "application/vc+jwt"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn bitstring(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Published as u8 }>,
    Segments((org, list, purpose)): Segments<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = found_list(&app, &org, &list, origin.request).await?;
    let body = match purpose.as_str() {
        "revocation" => found.revocation,
        "suspension" => found.suspension,
        _ => return Err(Problem::not_found()),
    };
    let tag = format!("{}-{purpose}", found.signed_at.unix_timestamp());
    Ok(published(&headers, &tag, VC_JWT, LIST_KEPT, body.into_bytes()))
}

/// One key, as a JWK: what a credential's header names by its address. None that was given up.
#[utoipa::path(get, path = "/.well-known/credenza/{org}/keys/{kid}", tag = "verification", security(()),
    params(("org" = String, Path), ("kid" = String, Path)),
    responses((status = 200, description = "A JWK (RFC 7517)", content_type = "application/jwk+json"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn key(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    Segments((org, kid)): Segments<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kid = kid.parse().map_err(|_| Problem::not_found())?;
    let trust = keys::published(&app, organization(&org)?).await?.ok_or_else(Problem::not_found)?;
    let body = trust.to_jwk(kid).ok_or_else(Problem::not_found)?.to_string().into_bytes();
    Ok(published(&headers, &tag(&body), JWK, KEYS_KEPT, body))
}

/// Who issues credentials for wallets, and under which keys (draft-ietf-oauth-sd-jwt-vc, "JWT VC Issuer Metadata").
#[utoipa::path(get, path = "/.well-known/jwt-vc-issuer/{org}", tag = "verification", security(()),
    params(("org" = String, Path)),
    responses((status = 200, description = "JWT VC Issuer Metadata", content_type = "application/json"),
        (status = 304), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn wallet_issuer(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    Segments(org): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let org = organization(&org)?;
    let trust = keys::published(&app, org).await?.ok_or_else(Problem::not_found)?;
    let issuer = pass::issuer_uri(&secure_origin(&app), org);
    let body =
        serde_json::json!({ "issuer": issuer, "jwks": trust.to_wallet_jwks() }).to_string().into_bytes();
    Ok(published(&headers, &tag(&body), JSON, KEYS_KEPT, body))
}

/// A list by its number, which is written in one form only, so that a cache holds it once.
async fn found_list(
    app: &App,
    org: &str,
    list: &str,
    request: RequestId,
) -> Result<SignedStatusList, Problem> {
    let number = list.parse::<i32>().ok().filter(|number| *number >= 1 && number.to_string() == list);
    let number = number.ok_or_else(Problem::not_found)?;
    status::list(app, organization(org)?, number, request).await?.ok_or_else(Problem::not_found)
}

/// The tag of what is told by its bytes alone.
pub(super) fn tag(body: &[u8]) -> String {
    hex::encode(digest(&SHA256, body))
}

fn organization(text: &str) -> Result<OrgId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn wants_jwt(headers: &HeaderMap) -> bool {
    let accepted = |kind: &str| {
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value
                .split(',')
                .filter_map(|one| one.split(';').next())
                .any(|one| one.trim().eq_ignore_ascii_case(kind))
        })
    };
    accepted(JWT) && !accepted(CWT)
}

/// What anybody may keep for a while, and any page may read; nothing but its tag for who has it already (RFC 9110, section 13.1.2).
pub(super) fn published(
    headers: &HeaderMap,
    tag: &str,
    kind: &'static str,
    kept: &'static str,
    body: Vec<u8>,
) -> Response {
    let tag = format!("\"{tag}\"");
    let known =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value
                .split(',')
                .map(str::trim)
                .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
        });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
    };
    let shown = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        shown.insert(header::ETAG, tag);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, kept),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        shown.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &'static str) -> HeaderMap {
        [(header::ACCEPT, HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn the_form_is_the_one_that_is_accepted() {
        assert!(wants_jwt(&accept("application/statuslist+jwt")));
        assert!(wants_jwt(&accept("text/html, Application/StatusList+JWT;q=0.9")));
        for cwt in [
            "*/*",
            "",
            "application/statuslist+cwt",
            "application/statuslist+jwt, application/statuslist+cwt",
        ] {
            assert!(!wants_jwt(&accept(cwt)), "{cwt}");
        }
        assert!(!wants_jwt(&HeaderMap::new()));
    }

    #[test]
    fn who_has_it_gets_its_tag_alone() {
        let ask = |tag: &'static str| {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_static(tag))].into_iter().collect();
            published(&headers, "1-cwt", CWT, LIST_KEPT, vec![1]).status().as_u16()
        };
        for (tag, status) in [
            ("\"1-cwt\"", 304),
            ("\"0-cwt\", W/\"1-cwt\"", 304),
            ("*", 304),
            ("\"2-cwt\"", 200),
            ("1-cwt", 200),
        ] {
            assert_eq!(ask(tag), status, "{tag}");
        }
    }
}
