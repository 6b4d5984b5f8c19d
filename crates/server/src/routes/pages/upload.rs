//! `/certificates/upload`: where files come into custody.

use axum::extract::{Query, Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Action;
use domain::id::CustomerId;
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops;
use crate::pages::UploadPage;
use crate::problem::Problem;
use crate::routes::api::read_upload;

#[derive(Deserialize)]
pub(super) struct Chosen {
    customer: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(chosen): Query<Chosen>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let customer = chosen.customer.and_then(|id| id.parse().ok());
    page(&app, &member, customer, None).await
}

async fn page(
    app: &App,
    member: &Member,
    customer: Option<CustomerId>,
    error: Option<String>,
) -> Result<Html<String>, Problem> {
    let permissions = member.ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
    let action = Action::CertificateUpload;
    if let Some(missing) = action.permission().filter(|permission| !permissions.contains(*permission)) {
        return Err(store::Error::Denied(domain::Denial { action, missing }).into());
    }
    let customers = app.store.facets(&member.session.caller).await?.customers;
    Ok(Html(UploadPage { customers, customer, error }.render(&member.ctx)))
}

/// An upload by form, for browsers without scripts: one file at a time.
pub(super) async fn submit(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    member: Member,
    request: Request,
) -> Result<Response, Problem> {
    let upload = read_upload(request, &app).await?;
    let customer = upload.customer;
    match ops::upload::upload(&app, &session, upload, None, None).await {
        Ok(uploaded) => Ok(Redirect::to(&format!("/certificates/{}", uploaded.id)).into_response()),
        Err(ops::Error::Exists(id)) => Ok(Redirect::to(&format!("/certificates/{id}")).into_response()),
        Err(ops::Error::Refused(refusal)) => {
            let status = Problem::refused_file(&refusal).status();
            let page = page(&app, &member, customer, Some(refusal.to_string())).await?;
            Ok((status, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
