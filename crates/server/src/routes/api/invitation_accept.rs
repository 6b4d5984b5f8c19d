//! What somebody with the link of an invitation does: he looks at it, and accepts it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::invitations::{Acceptance, accept as accept_invitation, look as look_at_invitation};
use crate::ops::logo;
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// A link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkToken {
    /// The part of the link after `#`.
    token: String,
}

/// What is behind it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LinkView {
    /// The organization's name.
    organization: String,
    /// Its logo, as a `data:` URL; null when it has none.
    logo: Option<String>,
    /// The address that is invited.
    email: String,
}

/// Who accepts.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accept {
    /// The part of the link after `#`.
    token: String,
    /// The name for a new account.
    #[serde(default)]
    name: String,
    /// The password of the address's account, or, if it has none, that of a new one: 12 characters at least.
    #[schema(value_type = String)]
    password: SecretString,
}

/// Who has joined.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Joined {
    /// The organization's id.
    organization_id: String,
    /// The member's id.
    member_id: String,
}

/// See what an invitation is for. The link is good until it is accepted, sent again or taken back, for seven days.
#[utoipa::path(post, path = "/api/v1/invitations/look", tag = "members", request_body = LinkToken, security(()),
    responses((status = 200, body = LinkView), (status = 410, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn look(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<LinkToken>,
) -> Result<Response, Problem> {
    let invitation = look_at_invitation(&app, &body.token).await?;
    let logo = logo::as_url(&app, invitation.org).await?;
    Ok(secret(&LinkView { organization: invitation.org_name, logo, email: invitation.email }))
}

/// Accept an invitation. Sign in afterwards, with the address that was invited.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "members", request_body = Accept, security(()),
    responses((status = 201, body = Joined), (status = 401, body = Problem), (status = 409, body = Problem),
        (status = 410, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn accept(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<Accept>,
) -> Result<Response, Problem> {
    let acceptance = Acceptance { token: body.token, name: body.name, password: body.password };
    let accepted = accept_invitation(&app, &acceptance, &origin).await?;
    let joined = Joined { organization_id: accepted.org.to_string(), member_id: accepted.member.to_string() };
    Ok((StatusCode::CREATED, axum::Json(joined)).into_response())
}
