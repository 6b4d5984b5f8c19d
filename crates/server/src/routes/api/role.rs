//! `/api/v1/roles/{id}`: changing and deleting a custom role.

use axum::extract::State;
use domain::id::RoleId;
use http::StatusCode;
use serde::Deserialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::roles::{RoleInput, delete as delete_role, update as update_role};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// A role as it is to be from now on.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleChange {
    name: String,
    /// The names of permissions, each of which you hold yourself.
    permissions: Vec<String>,
    /// The version that was changed.
    version: i32,
}

/// Change a custom role. Takes a step-up for `role.update`. It is in force at once for all who have the role.
#[utoipa::path(put, path = "/api/v1/roles/{id}", tag = "roles", request_body = RoleChange,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<RoleId>,
    StepUp(proof): StepUp,
    Body(change): Body<RoleChange>,
) -> Result<StatusCode, Problem> {
    let input = RoleInput { name: change.name, permissions: change.permissions };
    update_role(&app, &session, id, change.version, &input, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a custom role that nobody has. Takes a step-up for `role.delete`.
#[utoipa::path(delete, path = "/api/v1/roles/{id}", tag = "roles",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<RoleId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    delete_role(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
