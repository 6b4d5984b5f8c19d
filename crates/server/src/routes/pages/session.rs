//! A browser's session: its end, and new tokens for its scripts.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};

use crate::app::App;
use crate::auth::cookies::{with_session, without_session};
use crate::auth::session::{Anonymous, REFRESH_COOKIE, Session, is_same_origin};
use crate::limit::Class;
use crate::ops;
use crate::ops::refresh::BROWSER_GRACE;
use crate::problem::Problem;

/// Signs out. The cookies go even if the session has ended already.
pub(super) async fn sign_out(
    State(app): State<App>,
    session: Result<Session, Problem>,
) -> Result<Response, Problem> {
    match session {
        Ok(session) => match ops::sign_out::sign_out(&app, &session).await {
            Ok(()) | Err(ops::Error::Store(store::Error::NoSession)) => {}
            Err(error) => return Err(error.into()),
        },
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => {}
        Err(problem) => return Err(problem),
    }
    Ok((without_session(CookieJar::new()), Redirect::to("/sign-in")).into_response())
}

/// New tokens for the scripts of a page, by the refresh token in its cookie.
pub(super) async fn refresh(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Refresh as u8 }>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let token = jar.get(REFRESH_COOKIE).ok_or_else(Problem::unauthorized)?.value().to_owned();
    let (tokens, _) = ops::refresh::refresh(&app, &token, BROWSER_GRACE, &origin).await?;
    Ok((with_session(CookieJar::new(), tokens), StatusCode::NO_CONTENT).into_response())
}
