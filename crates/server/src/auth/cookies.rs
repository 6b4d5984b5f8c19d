//! The cookies of a browser's session.
//!
//! `__Host-` binds them to this host, over TLS, for all paths. `SameSite=Lax` lets a link in a mail lead to a signed-in
//! page; what changes something is checked for its origin besides (see [`super::session::is_same_origin`]).

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use time::Duration;

use super::session::{ACCESS_COOKIE, REFRESH_COOKIE};
use crate::ops::sign_in::SessionTokens;

/// How long the browser keeps the refresh token: longer than any session, which the server ends.
const KEEP: Duration = Duration::days(30);

/// Puts a session's tokens into the jar. The refresh token stays when another request has just taken its successor.
pub fn with_session(jar: CookieJar, tokens: SessionTokens) -> CookieJar {
    let access = cookie(ACCESS_COOKIE, tokens.access, Duration::seconds(tokens.expires_in));
    let jar = jar.add(access);
    match tokens.refresh {
        Some(refresh) => jar.add(cookie(REFRESH_COOKIE, refresh, KEEP)),
        None => jar,
    }
}

/// Takes the session's tokens out of the browser.
pub fn without_session(jar: CookieJar) -> CookieJar {
    jar.add(cookie(ACCESS_COOKIE, String::new(), Duration::ZERO)).add(cookie(
        REFRESH_COOKIE,
        String::new(),
        Duration::ZERO,
    ))
}

/// A preference that is no secret: the language, the theme.
#[must_use]
pub fn preference(name: &'static str, value: String) -> Cookie<'static> {
    let mut cookie = cookie(name, value, Duration::days(400));
    cookie.set_http_only(false);
    cookie
}

fn cookie(name: &'static str, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(age)
        .build()
}
