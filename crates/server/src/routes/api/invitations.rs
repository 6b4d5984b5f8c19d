//! `/api/v1/invitations`: the list, and new ones.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::Invitation;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::invitations::{Sent, invite};
use crate::problem::Problem;
use crate::routes::extract::{Body, Params, StepUp};
use crate::routes::respond::{List, moment, page_size};

/// An invitation that was neither accepted nor taken back.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct InvitationView {
    id: String,
    email: String,
    /// The ids of the roles that it gives.
    roles: Vec<String>,
    /// The name of who sent it last, if you may see members.
    invited_by: Option<String>,
    created_at: String,
    sent_at: String,
    /// When its link ends (RFC 3339, UTC).
    expires_at: String,
    /// Whether that has passed.
    expired: bool,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            email: invitation.email,
            roles: invitation.roles,
            invited_by: invitation.invited_by,
            created_at: moment(invitation.created_at),
            sent_at: moment(invitation.sent_at),
            expires_at: moment(invitation.expires_at),
            expired: invitation.expired,
        }
    }
}

/// Which invitations.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// Whom to invite.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvitation {
    email: String,
    /// The ids of the roles to give, of which you hold all that they permit.
    roles: Vec<String>,
}

/// An invitation that is on its way. Its link is in the mail, and nowhere else.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SentView {
    id: String,
    email: String,
    /// When its link ends (RFC 3339, UTC).
    expires_at: String,
}

impl From<Sent> for SentView {
    fn from(sent: Sent) -> Self {
        Self { id: sent.id.to_string(), email: sent.email, expires_at: moment(sent.expires_at) }
    }
}

/// Invitations by address.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "members", params(Query),
    responses((status = 200, body = List<InvitationView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<InvitationView>>, Problem> {
    let cursor = query.cursor.filter(|cursor| !cursor.is_empty());
    let (_, page) = app.store.invitations(&session.caller, cursor.as_deref(), page_size(query.limit)).await?;
    let items = page.items.into_iter().map(InvitationView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// Invite somebody by mail. Takes a step-up for `invitation.create` on the organization's id.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "members", request_body = NewInvitation, params(("Step-Up" = String, Header)),
    responses((status = 201, body = SentView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(new): Body<NewInvitation>,
) -> Result<Response, Problem> {
    let sent = invite(&app, &session, &new.email, &new.roles, proof.as_deref()).await?;
    Ok((StatusCode::CREATED, axum::Json(SentView::from(sent))).into_response())
}
