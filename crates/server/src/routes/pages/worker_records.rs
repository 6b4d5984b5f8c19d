//! The photo on the page of a worker, which is kept, shown and removed here; and what the page tells of his restricted fields.

use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::RestrictedField;
use domain::id::WorkerId;
use http::{Method, StatusCode};

use super::context::Member;
use super::workers;
use super::wrong::whole;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::photos;
use crate::pages::{PageContext, RestrictedRow};
use crate::problem::Problem;
use crate::routes::api::{read_photo, served_evidence};
use crate::routes::extract::Id;

/// That something is kept, for who may read it or write it; what it says comes from the API, by a step-up.
pub(super) async fn restricted(
    app: &App,
    member: &Member,
    worker: WorkerId,
) -> Result<Vec<RestrictedRow>, Problem> {
    let permissions = member.permissions();
    let mut rows = Vec::new();
    let (_, kept) = app.store.restricted(&member.session.caller, worker).await?;
    for field in RestrictedField::ALL {
        let row = RestrictedRow {
            field,
            may_read: permissions.contains(field.reading()),
            may_write: permissions.contains(field.writing()),
            kept: kept.iter().find(|one| one.field == field).map(|one| (one.kept_by.1.clone(), one.kept_at)),
        };
        if row.may_read || row.may_write {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Shows the photo.
pub(super) async fn view(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
    method: Method,
) -> Result<Response, Problem> {
    // The router sends HEAD here too: it would open the photo for nobody.
    if method != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    Ok(served_evidence(&photos::view(&app, &member.session, id).await?))
}

/// Keeps a photo.
pub(super) async fn keep(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    Id(id): Id<WorkerId>,
    member: Member,
    request: Request,
) -> Result<Response, Problem> {
    let done = match read_photo(request, &app).await {
        Ok(file) => photos::keep(&app, &session, id, file).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let back = format!("/workers/{id}");
    let Err(problem) = done else { return Ok(Redirect::to(&back).into_response()) };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    let trouble = if problem.status == 413 {
        member.ctx.named("problem", &problem.code)
    } else {
        whole(&member.ctx, problem)?
    };
    let ctx = PageContext { path: back, ..member.ctx.clone() };
    let page = workers::page(&app, &member, id, Some(trouble)).await?;
    Ok((status, Html(page.render(&ctx))).into_response())
}

/// Removes it.
pub(super) async fn remove(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
) -> Result<Response, Problem> {
    photos::remove(&app, &member.session, id).await?;
    Ok(Redirect::to(&format!("/workers/{id}")).into_response())
}
