//! `/api/v1/workers/{id}`: one worker.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::WorkerId;
use http::StatusCode;
use serde::Deserialize;

use super::customer::present;
use super::workers::WorkerView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::workers::{WorkerInput, delete as delete_worker, update as update_worker};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};

/// What to change; what is absent stays, null removes.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkerPatch {
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    reference: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    contractor_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    crew_id: Option<Option<String>>,
    /// Ids of what he is by his work, in the place of what he was.
    roles: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    member_id: Option<Option<String>>,
    /// Whether he is in the archive.
    archived: Option<bool>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

impl WorkerPatch {
    fn over(self, present: WorkerInput) -> WorkerInput {
        WorkerInput {
            name: self.name.unwrap_or(present.name),
            reference: self.reference.unwrap_or(present.reference),
            email: self.email.unwrap_or(present.email),
            contractor: self.contractor_id.unwrap_or(present.contractor),
            crew: self.crew_id.unwrap_or(present.crew),
            roles: self.roles.unwrap_or(present.roles),
            member: self.member_id.unwrap_or(present.member),
            archived: self.archived.unwrap_or(present.archived),
        }
    }
}

/// Show a worker.
#[utoipa::path(get, path = "/api/v1/workers/{id}", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = WorkerView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<axum::Json<WorkerView>, Problem> {
    let (_, worker) = app.store.worker(&session.caller, id, app.clock.now()).await?;
    Ok(axum::Json(worker.into()))
}

/// Change a worker, or put him into the archive and take him out of it. The answer is empty when you do not see him any more.
#[utoipa::path(patch, path = "/api/v1/workers/{id}", tag = "workers", request_body = WorkerPatch, params(("id" = String, Path)),
    responses((status = 200, body = WorkerView), (status = 204), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    Body(patch): Body<WorkerPatch>,
) -> Result<Response, Problem> {
    let version = patch.version;
    update_worker(&app, &session, id, version, |present| patch.over(present.into())).await?;
    match app.store.worker(&session.caller, id, app.clock.now()).await {
        Ok((_, worker)) => Ok(axum::Json(WorkerView::from(worker)).into_response()),
        Err(store::Error::NotFound) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Delete a worker who has no tickets and no restricted fields.
#[utoipa::path(delete, path = "/api/v1/workers/{id}", tag = "workers", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<StatusCode, Problem> {
    delete_worker(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
