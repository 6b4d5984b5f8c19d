//! `POST /api/v1/auth/step-up`: proving afresh who one is.

use axum::extract::State;
use axum::response::Response;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::{moment, secret};

/// For what, and the proof.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepUpRequest {
    /// The sensitive action, such as `certificate.download`.
    action: String,
    /// The id of what it is about.
    object: String,
    /// The member's password.
    #[schema(value_type = String)]
    password: SecretString,
}

/// A proof.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StepUpToken {
    /// Send it in the header `Step-Up`. It works once, for this action on this object, in this session.
    step_up_token: String,
    /// Seconds until it ends.
    expires_in: i64,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
}

/// Prove afresh who you are, for one action on one object.
#[utoipa::path(post, path = "/api/v1/auth/step-up", tag = "auth",
    responses((status = 200, body = StepUpToken), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn step_up(
    State(app): State<App>,
    Limited(session): Limited<{ Class::StepUp as u8 }>,
    Body(body): Body<StepUpRequest>,
) -> Result<Response, Problem> {
    let proof = ops::step_up::step_up(&app, &session, &body.action, &body.object, &body.password).await?;
    let left: time::Duration = proof.expires_at - OffsetDateTime::min(app.clock.now(), proof.expires_at);
    Ok(secret(&StepUpToken {
        step_up_token: proof.token,
        expires_in: left.whole_seconds().min(ops::step_up::LIFETIME.whole_seconds()),
        expires_at: moment(proof.expires_at),
    }))
}
