//! `/api/v1/sites/{id}/requirements`: the tickets that it takes to work on a site.

use axum::Json;
use axum::extract::State;
use domain::id::{SiteId, TicketTypeId};
use serde::{Deserialize, Serialize};
use store::SiteNeeds;

use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::site_requirements::set;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};

/// A type of tickets that is needed.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct NeededView {
    id: String,
    name: String,
}

/// What a site needs.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RequirementsView {
    site_id: String,
    site_name: String,
    /// By name; who holds a good ticket of each may work here.
    types: Vec<NeededView>,
    /// The site's version.
    version: i32,
}

impl From<(TicketTypeId, String)> for NeededView {
    fn from((id, name): (TicketTypeId, String)) -> Self {
        Self { id: id.to_string(), name }
    }
}

impl From<SiteNeeds> for RequirementsView {
    fn from(site: SiteNeeds) -> Self {
        Self {
            site_id: site.id.to_string(),
            site_name: site.name,
            types: site.needed.into_iter().map(NeededView::from).collect(),
            version: site.version,
        }
    }
}

/// What it is to need.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRequirements {
    /// Ids of types of tickets, at most 50: all that are needed, in the place of those that were.
    types: Vec<String>,
    /// The version of the site that was changed; by default the present one.
    version: Option<i32>,
}

async fn view(app: &App, session: &Session, id: SiteId) -> Result<Json<RequirementsView>, Problem> {
    let (_, site) = app.store.site_needs(&session.caller, id).await?;
    Ok(Json(site.into()))
}

/// Which tickets a site needs.
#[utoipa::path(get, path = "/api/v1/sites/{id}/requirements", tag = "readiness", params(("id" = String, Path)),
    responses((status = 200, body = RequirementsView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<SiteId>,
) -> Result<Json<RequirementsView>, Problem> {
    view(&app, &session, id).await
}

/// Say which tickets a site needs.
#[utoipa::path(put, path = "/api/v1/sites/{id}/requirements", tag = "readiness", request_body = NewRequirements, params(("id" = String, Path)),
    responses((status = 200, body = RequirementsView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn replace(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SiteId>,
    Body(new): Body<NewRequirements>,
) -> Result<Json<RequirementsView>, Problem> {
    set(&app, &session, id, new.version, &new.types).await?;
    view(&app, &session, id).await
}
