//! `/api/v1/sites`: places of work.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::SiteId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Unit, UnitId, UnitKind};

use super::units::{Changes, UnitQuery, changed, deleted, made, one, page};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::units::UnitInput;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency, Params};
use crate::routes::respond::List;

/// A place of work.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SiteView {
    id: String,
    name: String,
    /// How many workers it has who are not in the archive, so far as you see them.
    workers: i64,
    #[serde(flatten)]
    changes: Changes,
}

impl From<Unit> for SiteView {
    fn from(unit: Unit) -> Self {
        Self { id: unit.id.to_string(), workers: unit.workers, changes: Changes::of(&unit), name: unit.name }
    }
}

/// A new site.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSite {
    name: String,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SitePatch {
    name: Option<String>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Sites, by name.
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites", params(UnitQuery),
    responses((status = 200, body = List<SiteView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<UnitQuery>,
) -> Result<Json<List<SiteView>>, Problem> {
    page(&app, &session, UnitKind::Site, query).await
}

/// Make a site. Asked again under the same `Idempotency-Key` within a day, it answers with the one it made.
#[utoipa::path(post, path = "/api/v1/sites", tag = "sites", request_body = NewSite, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SiteView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewSite>,
) -> Result<Response, Problem> {
    let input = UnitInput { name: new.name, ..UnitInput::default() };
    made::<SiteView>(&app, &session, UnitKind::Site, &input, idempotency, "/api/v1/sites").await
}

/// Show a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}", tag = "sites", params(("id" = String, Path)),
    responses((status = 200, body = SiteView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<SiteId>,
) -> Result<Json<SiteView>, Problem> {
    one(&app, &session, UnitId::Site(id)).await
}

/// Change a site.
#[utoipa::path(patch, path = "/api/v1/sites/{id}", tag = "sites", request_body = SitePatch, params(("id" = String, Path)),
    responses((status = 200, body = SiteView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SiteId>,
    Body(patch): Body<SitePatch>,
) -> Result<Json<SiteView>, Problem> {
    changed(&app, &session, UnitId::Site(id), patch.version, |present| UnitInput {
        name: patch.name.unwrap_or(present.name),
        ..present
    })
    .await
}

/// Delete a site to which nothing belongs.
#[utoipa::path(delete, path = "/api/v1/sites/{id}", tag = "sites", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SiteId>,
) -> Result<StatusCode, Problem> {
    deleted(&app, &session, UnitId::Site(id)).await
}
