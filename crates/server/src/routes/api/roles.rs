//! `/api/v1/roles`: the list, and new ones.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Permission;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::Role;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::roles::{RoleInput, create as create_role};
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};
use crate::routes::respond::List;

/// A role.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RoleView {
    /// A name such as `admin`, or `rol_…` of a custom role.
    id: String,
    /// What a custom role is called; null for a built-in one.
    name: Option<String>,
    /// The names of permissions.
    permissions: Vec<&'static str>,
    /// Rises with every change.
    version: i32,
    /// How many members have it, so far as you may see members.
    members: i64,
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        Self {
            id: role.id,
            name: role.name,
            permissions: role.permissions.iter().map(Permission::as_str).collect(),
            version: role.version,
            members: role.members,
        }
    }
}

/// A new role.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRole {
    name: String,
    /// The names of permissions, each of which you hold yourself.
    permissions: Vec<String>,
}

/// The id of what was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Made {
    id: String,
}

/// All roles: the built-in ones, then the organization's own by name.
#[utoipa::path(get, path = "/api/v1/roles", tag = "roles",
    responses((status = 200, body = List<RoleView>), (status = 401, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<List<RoleView>>, Problem> {
    let (_, roles) = app.store.roles(&session.caller).await?;
    Ok(axum::Json(List { items: roles.into_iter().map(RoleView::from).collect(), next_cursor: None }))
}

/// Make a role. Takes a step-up for `role.create` on the organization's id.
#[utoipa::path(post, path = "/api/v1/roles", tag = "roles", request_body = NewRole, params(("Step-Up" = String, Header)),
    responses((status = 201, body = Made), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(new): Body<NewRole>,
) -> Result<Response, Problem> {
    let input = RoleInput { name: new.name, permissions: new.permissions };
    let id = create_role(&app, &session, &input, proof.as_deref()).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: id.to_string() })).into_response())
}
