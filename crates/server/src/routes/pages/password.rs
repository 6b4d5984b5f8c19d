//! `/account/password`: changing one's own.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops;
use crate::pages::{FieldError, PageContext, PasswordPage, SetupError};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Shown {
    saved: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    current_password: SecretString,
    password: SecretString,
    password_again: SecretString,
}

/// The page.
pub(super) async fn show(Query(shown): Query<Shown>, member: Member) -> Html<String> {
    let page = PasswordPage { saved: shown.saved.is_some(), errors: Vec::new() };
    Html(page.render(&member.ctx))
}

/// Changes the password; the browser gets the tokens of a new session.
pub(super) async fn submit(
    State(app): State<App>,
    Limited(session): Limited<{ Class::StepUp as u8 }>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let ctx = &member.ctx;
    if fields.password.expose_secret() != fields.password_again.expose_secret() {
        return Ok(again(ctx, SetupError::PasswordsDiffer.at_field(ctx)));
    }
    let changed =
        ops::change_password::change_password(&app, &session, &fields.current_password, &fields.password);
    let error = match changed.await {
        Ok(tokens) => {
            let jar = with_session(CookieJar::new(), tokens);
            return Ok((jar, Redirect::to("/account/password?saved=yes")).into_response());
        }
        Err(ops::Error::BadCredentials) => Some(PasswordPage::wrong(ctx)),
        Err(ops::Error::Field { code: "password_same", .. }) => Some(PasswordPage::same(ctx)),
        Err(ops::Error::Password(error)) => FieldError::password(ctx, &error),
        Err(error) => return Err(error.into()),
    };
    error.map(|error| again(ctx, error)).ok_or_else(Problem::unavailable)
}

fn again(ctx: &PageContext, error: FieldError) -> Response {
    let page = PasswordPage { saved: false, errors: vec![error] };
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(ctx))).into_response()
}
