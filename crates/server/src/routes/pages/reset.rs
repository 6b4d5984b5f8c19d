//! `/forgot` and `/reset`: a new password for who has forgotten his.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::Visitor;
use crate::app::App;
use crate::auth::cookies::without_session;
use crate::auth::session::{Anonymous, is_same_origin};
use crate::limit::Class;
use crate::ops;
use crate::pages::{FieldError, ForgotPage, ResetPage, SetupError};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Forgotten {
    email: String,
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    token: String,
    password: SecretString,
    password_again: SecretString,
}

/// The page on which a link is asked for.
pub(super) async fn forgot(Visitor(ctx): Visitor) -> Html<String> {
    Html(ForgotPage::default().render(&ctx))
}

/// Takes the request. The answer is the same whether or not there is an account.
pub(super) async fn ask(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Forgot as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<Forgotten>,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    match ops::reset_password::ask(&app, &form.email, &origin).await {
        Ok(()) => Ok(Html(ForgotPage { asked: true, ..ForgotPage::default() }.render(&ctx)).into_response()),
        Err(ops::Error::Field { .. }) => {
            let errors = vec![SetupError::Email.at_field(&ctx)];
            let page = ForgotPage { email: form.email, asked: false, errors };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&ctx))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page that the link leads to.
pub(super) async fn show(Visitor(ctx): Visitor) -> Html<String> {
    Html(ResetPage::default().render(&ctx))
}

/// Sets the new password, and leads to sign-in.
pub(super) async fn submit(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<NewPassword>,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let error = if form.password.expose_secret() == form.password_again.expose_secret() {
        match ops::reset_password::reset_password(&app, &form.token, &form.password, &origin).await {
            Ok(()) => {
                let jar = without_session(CookieJar::new());
                return Ok((jar, Redirect::to("/sign-in?reset=yes")).into_response());
            }
            Err(ops::Error::ResetClosed) => Some(ResetPage::closed(&ctx)),
            Err(ops::Error::Password(error)) => FieldError::password(&ctx, &error),
            Err(error) => return Err(error.into()),
        }
    } else {
        Some(SetupError::PasswordsDiffer.at_field(&ctx))
    };
    let page = ResetPage { token: form.token, errors: vec![error.ok_or_else(Problem::unavailable)?] };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&ctx))).into_response())
}
