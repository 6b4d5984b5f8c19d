//! Signing in to the pages with a passkey: alone, or as the second step after the password.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::Visitor;
use super::sign_in::{local, replace_session};
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::passkeys::Assertion;
use crate::auth::session::{Anonymous, Session, is_same_origin};
use crate::limit::Class;
use crate::ops::passkey_sign_in::sign_in_with_passkey;
use crate::ops::second_step::{second_step_by_passkey, second_step_by_recovery_code};
use crate::ops::sign_in::SessionTokens;
use crate::ops::{Error, Result as Done};
use crate::pages::{PageContext, SecondStepPage, SignInPage};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Answer {
    token: SecretString,
    /// The assertion, as JSON.
    #[serde(default)]
    credential: String,
    #[serde(default)]
    recovery_code: Option<SecretString>,
    #[serde(default)]
    next: String,
}

impl Answer {
    fn assertion(&self) -> Result<Assertion, Problem> {
        let malformed = |_| Problem::bad_request("The passkey's answer does not fit.");
        serde_json::from_str(&self.credential).map_err(malformed)
    }
}

/// Signs in with a passkey alone.
pub(super) async fn passkey(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Result<Response, Problem> {
    from_our_page(&app, &headers)?;
    let assertion = form.assertion()?;
    let done = sign_in_with_passkey(&app, &form.token, &assertion, None, &origin).await;
    signed_in_or_again(&app, &headers, &ctx, &form, done).await
}

/// Takes the second step.
pub(super) async fn second_step(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Result<Response, Problem> {
    from_our_page(&app, &headers)?;
    let Some(code) = &form.recovery_code else {
        let assertion = form.assertion()?;
        let done = second_step_by_passkey(&app, &form.token, &assertion, &origin).await;
        return signed_in_or_again(&app, &headers, &ctx, &form, done).await;
    };
    match second_step_by_recovery_code(&app, &form.token, code, &origin).await {
        Err(Error::BadRecoveryCode) => {
            let page = SecondStepPage {
                token: form.token.expose_secret().to_owned(),
                options: None,
                next: local(&form.next).to_owned(),
                error: Some(SecondStepPage::bad_code(&ctx)),
            };
            Ok((StatusCode::UNAUTHORIZED, Html(page.render(&ctx))).into_response())
        }
        done => signed_in_or_again(&app, &headers, &ctx, &form, done).await,
    }
}

/// Signing somebody in to an account that is not his is an attack too.
fn from_our_page(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let ours = is_same_origin(&Method::POST, headers, &app.public_origin);
    if ours { Ok(()) } else { Err(Problem::cross_site()) }
}

async fn signed_in_or_again(
    app: &App,
    headers: &HeaderMap,
    ctx: &PageContext,
    form: &Answer,
    done: Done<(SessionTokens, Session)>,
) -> Result<Response, Problem> {
    let next = local(&form.next);
    match done {
        Ok((tokens, _)) => {
            replace_session(app, headers).await?;
            Ok((with_session(CookieJar::new(), tokens), Redirect::to(next)).into_response())
        }
        Err(Error::Passkey(_) | Error::BadCredentials) => {
            let error = Some(SignInPage::passkey_failed(ctx));
            let page = SignInPage { next: next.to_owned(), error, ..SignInPage::default() };
            Ok((StatusCode::UNAUTHORIZED, Html(page.render(ctx))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
