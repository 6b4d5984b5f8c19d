//! `DELETE /api/v1/members/{id}/passkeys`: for who has lost them.

use axum::extract::State;
use domain::id::MemberId;
use http::StatusCode;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::members::remove_passkeys;
use crate::problem::Problem;
use crate::routes::extract::{Id, StepUp};

/// Take all passkeys and recovery codes off a member who has lost them, so that he signs in with his password and enrols
/// anew. Takes a step-up for `member.remove_passkeys`. His sessions end, and he is told by mail. Only where his account is
/// this organization's alone.
#[utoipa::path(delete, path = "/api/v1/members/{id}/passkeys", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<MemberId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    remove_passkeys(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
