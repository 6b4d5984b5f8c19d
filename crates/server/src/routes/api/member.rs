//! `/api/v1/members/{id}`: one member, and what is done with him.

use axum::extract::State;
use domain::id::MemberId;
use http::StatusCode;
use serde::Deserialize;

use super::members::MemberView;
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::members::{Change, change_member, set_roles};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// What to change.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberPatch {
    /// The ids of the roles to have from now on, in the place of those he has.
    roles: Vec<String>,
}

async fn view(app: &App, session: &Session, id: MemberId) -> Result<axum::Json<MemberView>, Problem> {
    let (_, member) = app.store.member(&session.caller, id).await?;
    Ok(axum::Json(member.into()))
}

/// Show a member.
#[utoipa::path(get, path = "/api/v1/members/{id}", tag = "members", params(("id" = String, Path)),
    responses((status = 200, body = MemberView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<MemberId>,
) -> Result<axum::Json<MemberView>, Problem> {
    view(&app, &session, id).await
}

/// Give a member other roles. Takes a step-up for `member.set_roles`. You can give and take only what you hold yourself.
#[utoipa::path(patch, path = "/api/v1/members/{id}", tag = "members", request_body = MemberPatch,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<MemberId>,
    StepUp(proof): StepUp,
    Body(patch): Body<MemberPatch>,
) -> Result<StatusCode, Problem> {
    set_roles(&app, &session, id, &patch.roles, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a member. Takes a step-up for `member.remove`. His sessions end at once; what he did stays recorded.
#[utoipa::path(delete, path = "/api/v1/members/{id}", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<MemberId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    change_member(&app, &session, id, Change::Remove, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
