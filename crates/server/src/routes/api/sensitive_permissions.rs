//! `/api/v1/organization/sensitive-permissions`: which permissions' acts take a step-up.

use axum::extract::State;
use domain::{Permission, PermissionSet};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::sensitive_permissions::set_sensitive_permissions;
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};

/// A permission, and whether its acts take a step-up.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SensitivityView {
    /// Such as `customer.write`.
    permission: &'static str,
    /// `always`: acts of it take a step-up in every organization. `never`: it only shows something, or
    /// none can be asked for. `chosen` and `free`:
    /// the organization decides, and wants one or not, beside what always takes one.
    step_up: &'static str,
}

/// Which permissions' acts take a step-up.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SensitivitiesView {
    /// All permissions.
    items: Vec<SensitivityView>,
}

/// What the organization makes sensitive.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SensitivePermissions {
    /// Permissions that are `chosen` or `free`: what is named is sensitive, what is not is free. Those that always are change
    /// nothing here.
    permissions: Vec<String>,
}

fn sensitivity(permission: Permission, chosen: PermissionSet) -> SensitivityView {
    let decides = permission.may_be_made_sensitive();
    let step_up = match (decides, permission.is_sensitive()) {
        (true, _) if chosen.contains(permission) => "chosen",
        (true, _) => "free",
        (false, true) => "always",
        (false, false) => "never",
    };
    SensitivityView { permission: permission.as_str(), step_up }
}

async fn present(app: &App, session: &Session) -> Result<axum::Json<SensitivitiesView>, Problem> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    let items = Permission::ALL.iter().map(|permission| sensitivity(*permission, organization.sensitive));
    Ok(axum::Json(SensitivitiesView { items: items.collect() }))
}

/// Which permissions' acts take a step-up.
#[utoipa::path(get, path = "/api/v1/organization/sensitive-permissions", tag = "organization",
    responses((status = 200, body = SensitivitiesView), (status = 401, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<SensitivitiesView>, Problem> {
    present(&app, &session).await
}

/// Set which permissions' acts take a step-up, beside those that always do. Takes a step-up for
/// `organization.sensitive_permissions` on the organization.
#[utoipa::path(put, path = "/api/v1/organization/sensitive-permissions", tag = "organization", request_body = SensitivePermissions,
    params(("Step-Up" = String, Header)),
    responses((status = 200, body = SensitivitiesView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(wanted): Body<SensitivePermissions>,
) -> Result<axum::Json<SensitivitiesView>, Problem> {
    set_sensitive_permissions(&app, &session, &wanted.permissions, proof.as_deref()).await?;
    present(&app, &session).await
}
