//! `PATCH /api/v1/organization/authentication`: how members must prove themselves.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::authentication_policy::{AuthenticationPolicy, set_authentication_policy};
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthenticationPatch {
    /// Whether every member needs a passkey. API tokens are not concerned.
    require_passkeys: Option<bool>,
    /// Minutes that a step-up proof is good for, 1 to 5.
    step_up_minutes: Option<i32>,
}

/// How members must prove themselves.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AuthenticationView {
    /// Whether every member needs a passkey.
    require_passkeys: bool,
    /// Minutes that a step-up proof is good for.
    step_up_minutes: i32,
}

async fn present(app: &App, session: &crate::auth::session::Session) -> Result<AuthenticationView, Problem> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    Ok(AuthenticationView {
        require_passkeys: organization.require_passkeys,
        step_up_minutes: organization.step_up_minutes,
    })
}

/// How members must prove themselves.
#[utoipa::path(get, path = "/api/v1/organization/authentication", tag = "organization",
    responses((status = 200, body = AuthenticationView), (status = 401, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<AuthenticationView>, Problem> {
    present(&app, &session).await.map(axum::Json)
}

/// Change how members must prove themselves. Takes a step-up for `organization.authentication` on the organization.
#[utoipa::path(patch, path = "/api/v1/organization/authentication", tag = "organization", request_body = AuthenticationPatch,
    params(("Step-Up" = String, Header)),
    responses((status = 200, body = AuthenticationView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(patch): Body<AuthenticationPatch>,
) -> Result<axum::Json<AuthenticationView>, Problem> {
    let before = present(&app, &session).await?;
    let policy = AuthenticationPolicy {
        require_passkeys: patch.require_passkeys.unwrap_or(before.require_passkeys),
        step_up_minutes: patch.step_up_minutes.unwrap_or(before.step_up_minutes),
    };
    set_authentication_policy(&app, &session, policy, proof.as_deref()).await?;
    present(&app, &session).await.map(axum::Json)
}
