//! `/sign-in`.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::{Member, Visitor};
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::session::{Anonymous, REFRESH_COOKIE, is_same_origin};
use crate::limit::Class;
use crate::ops;
use crate::ops::passkeys::Begun;
use crate::ops::sign_in::SignedIn;
use crate::pages::{SecondStepPage, SignInPage};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
    reset: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    email: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

/// The page. Who is signed in goes where he wanted: a session that was ended elsewhere has a good token still, for minutes,
/// so the database is asked.
pub(super) async fn show(
    Query(query): Query<Next>,
    member: Result<Member, Problem>,
    Visitor(ctx): Visitor,
) -> Result<Response, Problem> {
    match member {
        Ok(_) => return Ok(Redirect::to(local(&query.next)).into_response()),
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => {}
        Err(problem) => return Err(problem),
    }
    let page = SignInPage {
        next: local(&query.next).to_owned(),
        reset: query.reset.is_some(),
        ..SignInPage::default()
    };
    Ok(Html(page.render(&ctx)).into_response())
}

/// Signs in.
pub(super) async fn submit(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Result<Response, Problem> {
    // Signing somebody in to an account that is not his is an attack too.
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let next = local(&form.next);
    match ops::sign_in::sign_in(&app, &form.email, &form.password, None, &origin).await {
        Ok(SignedIn::Session(tokens, _)) => {
            replace_session(&app, &headers).await?;
            Ok((with_session(CookieJar::new(), tokens), Redirect::to(next)).into_response())
        }
        Ok(SignedIn::SecondStep(begun)) => Ok(Html(second_step(&begun, next).render(&ctx)).into_response()),
        Err(ops::Error::BadCredentials) => {
            let page = SignInPage {
                email: form.email.clone(),
                next: next.to_owned(),
                reset: false,
                error: Some(SignInPage::failed(&ctx)),
            };
            Ok((StatusCode::UNAUTHORIZED, Html(page.render(&ctx))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page that asks for the second step.
pub(super) fn second_step(begun: &Begun, next: &str) -> SecondStepPage {
    SecondStepPage {
        token: begun.token.expose_secret().to_owned(),
        options: Some(begun.options.to_string()),
        next: next.to_owned(),
        error: None,
    }
}

/// What is left of the browser's earlier session must not live on elsewhere.
pub(super) async fn replace_session(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let earlier = CookieJar::from_headers(headers);
    if let Some(refresh) = earlier.get(REFRESH_COOKIE) {
        ops::sign_in::replace(app, refresh.value()).await?;
    }
    Ok(())
}

/// A path of ours; anything else leads home. `//host` and `/\host` are other sites to a browser.
pub(super) fn local(next: &str) -> &str {
    let is_path =
        next.starts_with('/') && !next[1..].starts_with(['/', '\\']) && !next.contains(char::is_control);
    if is_path { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_our_own_paths_are_gone_to() {
        assert_eq!(local("/certificates?q=a"), "/certificates?q=a");
        for other in [
            "",
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "javascript:alert(1)",
            "/\t/evil.test",
            "/\u{1}",
            "/\u{7f}",
        ] {
            assert_eq!(local(other), "/", "{other}");
        }
    }
}
