//! Renewing a browser's access token on the way to a page: it lives five minutes, reading takes longer.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::trouble;
use crate::app::App;
use crate::auth::cookies::{with_session, without_session};
use crate::auth::session::{ACCESS_COOKIE, Origin, REFRESH_COOKIE, Renewed, is_same_origin, network};
use crate::limit::Class;
use crate::ops;
use crate::ops::refresh::BROWSER_GRACE;
use crate::problem::Problem;

pub(super) async fn renew(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let is_good = jar
        .get(ACCESS_COOKIE)
        .is_some_and(|cookie| app.tokens.verify(cookie.value(), app.clock.now()).is_some());
    let (Some(refresh), Some(origin), false) = (
        jar.get(REFRESH_COOKIE).map(|c| c.value().to_owned()),
        request.extensions().get::<Origin>().cloned(),
        is_good,
    ) else {
        return next.run(request).await;
    };
    // Another site may make a browser send this, but not make it change anything.
    if !is_same_origin(request.method(), request.headers(), &app.public_origin) {
        return next.run(request).await;
    }
    match app.limiter.check(Class::Refresh, &network(origin.address)).await {
        Ok(decision) if decision.allowed => {}
        Ok(_) => return next.run(request).await,
        // Nobody's session is over because the limiter is away.
        Err(error) => {
            let (parts, _) = request.into_parts();
            return trouble::page(&Problem::limiter(error), &parts, &app);
        }
    }
    match ops::refresh::refresh(&app, &refresh, BROWSER_GRACE, &origin).await {
        Ok((tokens, _)) => {
            request.extensions_mut().insert(Renewed(tokens.access.clone()));
            let response = next.run(request).await;
            // A route that sets the cookies itself (sign-out) has the last word.
            if response.headers().contains_key(http::header::SET_COOKIE) {
                return response;
            }
            (with_session(CookieJar::new(), tokens), response).into_response()
        }
        Err(ops::Error::BadRefresh) => {
            let response = next.run(request).await;
            if response.headers().contains_key(http::header::SET_COOKIE) {
                return response;
            }
            (without_session(CookieJar::new()), response).into_response()
        }
        Err(_) => next.run(request).await,
    }
}
