//! `/settings/logo`: the organization's logo, set and taken away by forms.

use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;

use super::context::Member;
use super::settings;
use super::wrong::whole;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::logo;
use crate::pages::FieldError;
use crate::problem::Problem;
use crate::routes::api::{read_evidence, served_logo};

const SAVED: &str = "/settings?saved=yes";

/// The picture.
pub(super) async fn show(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    let logo = app.store.logo(&member.session.caller).await?.ok_or(store::Error::NotFound)?;
    Ok(served_logo(logo))
}

/// Sets it.
pub(super) async fn set(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    member: Member,
    request: Request,
) -> Result<Response, Problem> {
    let done = match read_evidence(request, &app).await {
        Ok(file) => logo::set(&app, &session, file).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let Err(problem) = done else { return Ok(Redirect::to(SAVED).into_response()) };
    if problem.status == StatusCode::PAYLOAD_TOO_LARGE.as_u16() {
        return refused(&app, &member, member.ctx.t("problem-logo_too_large").to_string()).await;
    }
    let message = whole(&member.ctx, problem)?;
    refused(&app, &member, message).await
}

async fn refused(app: &App, member: &Member, message: String) -> Result<Response, Problem> {
    let mut page = settings::page(app, member).await?;
    page.errors = vec![FieldError { field: "file", message }];
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&member.ctx))).into_response())
}

/// Takes it away.
pub(super) async fn remove(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    logo::remove(&app, &member.session).await?;
    Ok(Redirect::to(SAVED).into_response())
}
