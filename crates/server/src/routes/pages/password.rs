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
use crate::pages::{FieldError, PasswordPage, SetupError};
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
    /// A proof, from who has a passkey.
    step_up: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let page = PasswordPage { saved: shown.saved.is_some(), ..page(&app, &member).await? };
    Ok(Html(page.render(&member.ctx)))
}

async fn page(app: &App, member: &Member) -> Result<PasswordPage, Problem> {
    let (actor, own) = app.store.own_factors(&member.session.caller).await?;
    let by_passkey = (!own.passkeys.is_empty()).then_some(actor.member);
    Ok(PasswordPage { by_passkey, ..PasswordPage::default() })
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
        return again(&app, &member, SetupError::PasswordsDiffer.at_field(ctx)).await;
    }
    let (present, new, proof) = (&fields.current_password, &fields.password, fields.step_up.as_deref());
    let changed = ops::change_password::change_password(&app, &session, present, new, proof);
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
    again(&app, &member, error.ok_or_else(Problem::unavailable)?).await
}

async fn again(app: &App, member: &Member, error: FieldError) -> Result<Response, Problem> {
    let page = PasswordPage { errors: vec![error], ..page(app, member).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&member.ctx))).into_response())
}
