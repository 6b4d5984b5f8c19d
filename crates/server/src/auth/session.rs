//! The proof that a request carries a session, found without the database.
//!
//! A program sends `Authorization: Bearer`; a browser sends the cookie `__Host-access`. A browser sends its cookies
//! with requests that other sites make it send too, so a cookie counts for a changing request only when the browser
//! says that the request comes from this origin (`Sec-Fetch-Site`, or `Origin` in browsers without it).

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use domain::id::{MemberId, OrgId, RequestId, SessionId};
use http::request::Parts;
use http::{HeaderMap, Method, header};
use store::Caller;
use zeroize::Zeroizing;

use super::api_token;
use crate::app::App;
use crate::limit::{Class, Decision};
use crate::problem::Problem;

/// The browser's access token.
pub const ACCESS_COOKIE: &str = "__Host-access";

/// The browser's refresh token.
pub const REFRESH_COOKIE: &str = "__Host-refresh";

/// What is known of every request.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The request.
    pub request: RequestId,
    /// Where it comes from.
    pub address: IpAddr,
    /// What the client calls itself, cut to 400 characters.
    pub user_agent: String,
}

/// A signed-in member, as the access token says. What he may do, the database says.
#[derive(Debug, Clone)]
pub struct Session {
    /// The organization.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The session.
    pub id: SessionId,
    /// Opens transactions in the store.
    pub caller: Caller,
    /// The request.
    pub origin: Origin,
    /// Whether it came by cookie, from a browser.
    pub by_cookie: bool,
    /// The handle of an API token's session; none when a person acts.
    api_token: Option<Zeroizing<[u8; 32]>>,
}

/// Where the limiter's decision is kept for the response's headers.
#[derive(Debug, Clone, Default)]
pub struct DecisionSlot(pub Arc<std::sync::Mutex<Option<Decision>>>);

impl FromRequestParts<App> for Origin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::internal("request without origin"))
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let origin = Origin::from_request_parts(parts, app).await?;
        Self::find(parts, app, origin)
    }
}

impl Session {
    fn find(parts: &Parts, app: &App, origin: Origin) -> Result<Self, Problem> {
        let (token, by_cookie) = match bearer(&parts.headers) {
            Some(token) if token.starts_with(api_token::PREFIX) => {
                return Self::of_api_token(parts, app, token, origin);
            }
            Some(token) => (token.to_owned(), false),
            None => match browser_token(parts) {
                Some(token) if is_same_origin(&parts.method, &parts.headers, &app.public_origin) => {
                    (token, true)
                }
                Some(_) => return Err(Problem::cross_site()),
                None => return Err(Problem::unauthorized()),
            },
        };
        let claims = app.tokens.verify(&token, app.clock.now()).ok_or_else(Problem::unauthorized)?;
        Ok(Self::of(app, claims.org, claims.sub, claims.sid, origin, by_cookie))
    }

    /// The session of these ids.
    #[must_use]
    pub fn of(
        app: &App,
        org: OrgId,
        member: MemberId,
        id: SessionId,
        origin: Origin,
        by_cookie: bool,
    ) -> Self {
        let caller = Caller::new(&app.tokens.handle(id), origin.request).of(org);
        Self { org, member, id, caller, origin, by_cookie, api_token: None }
    }

    /// The session of an API token, which opens only what is for programs.
    fn of_api_token(parts: &Parts, app: &App, token: &str, origin: Origin) -> Result<Self, Problem> {
        let claims = app.tokens.verify_api_token(token).ok_or_else(Problem::unauthorized)?;
        if !api_token::opens(parts.uri.path()) {
            return Err(Problem::not_for_tokens());
        }
        let caller = Caller::new(&claims.handle, origin.request).of(claims.org);
        Ok(Self {
            org: claims.org,
            member: claims.member,
            id: claims.session,
            caller,
            origin,
            by_cookie: false,
            api_token: Some(claims.handle),
        })
    }

    /// Whether a program acts, by an API token.
    #[must_use]
    pub fn is_api_token(&self) -> bool {
        self.api_token.is_some()
    }

    /// Of an API token: notes its use, and makes sure that it may be used from where it is.
    async fn admit(&self, app: &App) -> Result<(), Problem> {
        let Some(handle) = &self.api_token else { return Ok(()) };
        let address = self.origin.address.to_canonical();
        let admitted =
            app.store.system().use_api_token(self.org, handle, address, self.origin.request).await?;
        if admitted { Ok(()) } else { Err(Problem::address_not_allowed()) }
    }
}

/// An access token that was got for this request, in the place of the one in its cookie.
#[derive(Debug, Clone)]
pub struct Renewed(pub String);

fn browser_token(parts: &Parts) -> Option<String> {
    if let Some(Renewed(token)) = parts.extensions.get() {
        return Some(token.clone());
    }
    CookieJar::from_headers(&parts.headers).get(ACCESS_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The token of an `Authorization: Bearer` header (RFC 6750, 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a browser may have sent this on its user's behalf: reading always, changing only from our own pages.
#[must_use]
pub fn is_same_origin(method: &Method, headers: &HeaderMap, public_origin: &str) -> bool {
    if method == Method::GET || method == Method::HEAD {
        return true;
    }
    match headers.get("sec-fetch-site").map(|value| value.to_str()) {
        Some(Ok("same-origin")) => true,
        Some(_) => false,
        None => headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) == Some(public_origin),
    }
}

/// A signed-in member whose request the limiter let pass. Made before the database is touched: the number of the class
/// is part of the type, so that a route cannot forget it.
#[derive(Debug, Clone)]
pub struct Limited<const CLASS: u8>(pub Session);

/// A request of nobody in particular that the limiter let pass, counted by its address.
#[derive(Debug, Clone)]
pub struct Anonymous<const CLASS: u8>(pub Origin);

impl<const CLASS: u8> FromRequestParts<App> for Limited<CLASS> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        count(parts, app, CLASS, &session.member.to_string()).await?;
        session.admit(app).await?;
        Ok(Self(session))
    }
}

impl<const CLASS: u8> FromRequestParts<App> for Anonymous<CLASS> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let origin = Origin::from_request_parts(parts, app).await?;
        count(parts, app, CLASS, &network(origin.address)).await?;
        Ok(Self(origin))
    }
}

pub(super) async fn count(parts: &Parts, app: &App, class: u8, key: &str) -> Result<(), Problem> {
    let class = Class::ALL
        .iter()
        .copied()
        .find(|c| *c as u8 == class)
        .ok_or_else(|| Problem::internal("no such class of limits"))?;
    let decision = app.limiter.check(class, key).await.map_err(Problem::limiter)?;
    if let Some(slot) = parts.extensions.get::<DecisionSlot>() {
        *slot.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(decision);
    }
    if decision.allowed { Ok(()) } else { Err(Problem::limited(decision)) }
}

/// Whom an address is counted as: an IPv6 subscriber has at least a /64 to change addresses in.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (http::HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn a_cookie_counts_for_changes_from_our_own_pages_only() {
        let ours = "https://credenza.test";
        let post =
            |pairs: &[(&'static str, &'static str)]| is_same_origin(&Method::POST, &headers(pairs), ours);
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("origin", ours)]));
        assert!(!post(&[]));
        assert!(!post(&[("sec-fetch-site", "same-site"), ("origin", ours)]));
        assert!(!post(&[("sec-fetch-site", "cross-site"), ("origin", ours)]));
        assert!(!post(&[("origin", "https://evil.test")]));
        assert!(is_same_origin(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")]), ours));
    }

    #[test]
    fn bearer_is_read_as_rfc_6750_writes_it() {
        assert_eq!(bearer(&headers(&[("authorization", "Bearer abc")])), Some("abc"));
        assert_eq!(bearer(&headers(&[("authorization", "bearer abc")])), Some("abc"));
        assert_eq!(bearer(&headers(&[("authorization", "Basic abc")])), None);
        assert_eq!(bearer(&headers(&[])), None);
    }

    #[test]
    fn ipv6_is_counted_by_subscriber() {
        assert_eq!(network("2001:db8:1:2:3::4".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1");
    }
}
