//! `/api/v1/members/{id}/suspend` and `…/reinstate`.

use axum::extract::State;
use domain::id::MemberId;
use http::StatusCode;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::members::{Change, change_member};
use crate::problem::Problem;
use crate::routes::extract::{Id, StepUp};

/// Suspend a member. Takes a step-up for `member.suspend`. His sessions end at once, and his seat is free.
#[utoipa::path(post, path = "/api/v1/members/{id}/suspend", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn suspend(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<MemberId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    change_member(&app, &session, id, Change::Suspend, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let a suspended member in again. Takes a step-up for `member.reinstate`, and a free seat.
#[utoipa::path(post, path = "/api/v1/members/{id}/reinstate", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn reinstate(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<MemberId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    change_member(&app, &session, id, Change::Reinstate, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
