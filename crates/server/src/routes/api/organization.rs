//! `/api/v1/organization`: where the caller is, and its settings.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::OrganizationEdit;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::update_organization::update_organization;
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};

/// The organization and the present member.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OrganizationView {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// IANA time zone.
    time_zone: String,
    /// `en`, `es` or `pt`.
    locale: String,
    /// Rises with every change.
    version: i32,
    /// The present member.
    member: OwnMembership,
}

/// The present member.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OwnMembership {
    /// His id.
    id: String,
    /// His name.
    name: String,
    /// His e-mail address.
    email: String,
    /// What he may do.
    permissions: Vec<&'static str>,
}

/// New settings.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationPatch {
    name: Option<String>,
    time_zone: Option<String>,
    locale: Option<String>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

async fn view(app: &App, session: &crate::auth::session::Session) -> Result<OrganizationView, Problem> {
    let (actor, organization) = app.store.organization(&session.caller).await?;
    Ok(OrganizationView {
        id: organization.id.to_string(),
        name: organization.name,
        time_zone: organization.time_zone,
        locale: organization.locale,
        version: organization.version,
        member: OwnMembership {
            id: actor.member.to_string(),
            name: organization.member_name,
            email: organization.member_email,
            permissions: actor.permissions.iter().map(domain::Permission::as_str).collect(),
        },
    })
}

/// The caller's organization and what he may do there.
#[utoipa::path(get, path = "/api/v1/organization", tag = "organization",
    responses((status = 200, body = OrganizationView), (status = 401, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<OrganizationView>, Problem> {
    view(&app, &session).await.map(axum::Json)
}

/// Change the settings. Takes a step-up for `organization.update` on the organization where that wants one.
#[utoipa::path(patch, path = "/api/v1/organization", tag = "organization", request_body = OrganizationPatch,
    params(("Step-Up" = Option<String>, Header)),
    responses((status = 200, body = OrganizationView), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(patch): Body<OrganizationPatch>,
) -> Result<axum::Json<OrganizationView>, Problem> {
    let (_, present) = app.store.organization(&session.caller).await?;
    let edit = OrganizationEdit {
        name: patch.name.unwrap_or(present.name),
        time_zone: patch.time_zone.unwrap_or(present.time_zone),
        locale: patch.locale.unwrap_or(present.locale),
    };
    let version = patch.version.unwrap_or(present.version);
    update_organization(&app, &session, version, edit, proof.as_deref()).await?;
    view(&app, &session).await.map(axum::Json)
}
