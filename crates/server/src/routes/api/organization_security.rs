//! `/api/v1/organization/security`: how long sessions may last.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::SessionTimes;

use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::update_security::update_security;
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};

/// How long sessions may last.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SecurityView {
    /// With nobody there, in minutes.
    idle_minutes: i32,
    /// In any case, in minutes.
    absolute_minutes: i32,
    /// Rises with every change of the organization.
    version: i32,
}

/// New times.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecurityPatch {
    /// 5 to 1440.
    idle_minutes: Option<i32>,
    /// 15 to 43200, and no fewer than idle.
    absolute_minutes: Option<i32>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

async fn view(app: &App, session: &Session) -> Result<Json<SecurityView>, Problem> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    Ok(Json(SecurityView {
        idle_minutes: organization.timeouts.idle_minutes,
        absolute_minutes: organization.timeouts.absolute_minutes,
        version: organization.version,
    }))
}

/// How long sessions of the caller's organization may last.
#[utoipa::path(get, path = "/api/v1/organization/security", tag = "organization",
    responses((status = 200, body = SecurityView), (status = 401, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<SecurityView>, Problem> {
    view(&app, &session).await
}

/// Change how long sessions may last. Takes a step-up for `organization.security_update` on the organization.
#[utoipa::path(patch, path = "/api/v1/organization/security", tag = "organization", request_body = SecurityPatch, params(("Step-Up" = String, Header)),
    responses((status = 200, body = SecurityView), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(patch): Body<SecurityPatch>,
) -> Result<Json<SecurityView>, Problem> {
    let (_, present) = app.store.organization(&session.caller).await?;
    let timeouts = SessionTimes {
        idle_minutes: patch.idle_minutes.unwrap_or(present.timeouts.idle_minutes),
        absolute_minutes: patch.absolute_minutes.unwrap_or(present.timeouts.absolute_minutes),
    };
    let version = patch.version.unwrap_or(present.version);
    update_security(&app, &session, version, timeouts, proof.as_deref()).await?;
    view(&app, &session).await
}
