//! `POST /api/v1/organization/leave`: the end of one's own membership.

use axum::extract::State;
use http::StatusCode;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::members;
use crate::problem::Problem;
use crate::routes::extract::StepUp;

/// Leave the organization. Takes a step-up for `member.leave` on your own member id. The last administrator cannot leave.
#[utoipa::path(post, path = "/api/v1/organization/leave", tag = "organization", params(("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn leave(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    members::leave(&app, &session, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
