//! `/api/v1/invitations/{id}`: sending an invitation again, and taking it back.

use axum::extract::State;
use domain::id::InvitationId;
use http::StatusCode;

use super::invitations::SentView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::invitations::{resend as resend_invitation, revoke as revoke_invitation};
use crate::problem::Problem;
use crate::routes::extract::{Id, StepUp};

/// Send an invitation again, under a new link: the old one is void. Takes a step-up for `invitation.resend`.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/resend", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 200, body = SentView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn resend(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<InvitationId>,
    StepUp(proof): StepUp,
) -> Result<axum::Json<SentView>, Problem> {
    let sent = resend_invitation(&app, &session, id, proof.as_deref()).await?;
    Ok(axum::Json(sent.into()))
}

/// Take an invitation back: its link is void. Takes a step-up for `invitation.revoke`.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "members",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<InvitationId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    revoke_invitation(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
