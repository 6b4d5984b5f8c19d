//! Where else one is a member, and going there.

use axum::extract::State;
use axum::response::Response;
use domain::id::OrgId;
use serde::{Deserialize, Serialize};

use super::auth_login::TokenPair;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::switch_organization::switch_organization;
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::{List, secret};

/// An organization where you are a member.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OwnOrganization {
    id: String,
    name: String,
    /// Whether this session is in it.
    current: bool,
}

/// Where to.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SwitchTo {
    #[schema(value_type = String)]
    organization_id: OrgId,
}

/// The organizations where you are an active member, by name.
#[utoipa::path(get, path = "/api/v1/auth/organizations", tag = "auth",
    responses((status = 200, body = List<OwnOrganization>), (status = 401, body = Problem)))]
pub(super) async fn organizations(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<List<OwnOrganization>>, Problem> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    let view = |(id, name): (OrgId, String)| OwnOrganization {
        id: id.to_string(),
        name,
        current: id == session.org,
    };
    Ok(axum::Json(List { items: organization.own.into_iter().map(view).collect(), next_cursor: None }))
}

/// Go to another organization where you are a member. This session ends; the new one has its methods and time of
/// authentication, and so ends no later than a sign-in there at that time would have.
#[utoipa::path(post, path = "/api/v1/auth/switch", tag = "auth", request_body = SwitchTo,
    responses((status = 200, body = TokenPair), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn switch(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(body): Body<SwitchTo>,
) -> Result<Response, Problem> {
    let (tokens, _) = switch_organization(&app, &session, body.organization_id).await?;
    Ok(secret(&TokenPair::from(tokens)))
}
