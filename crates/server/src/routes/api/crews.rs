//! `/api/v1/crews`: who works together, where, and under whom.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::CrewId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Unit, UnitId, UnitKind};

use super::customer::present;
use super::units::{Changes, OverseerView, UnitQuery, changed, deleted, made, one, overseers, page};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::units::UnitInput;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency, Params};
use crate::routes::respond::List;

/// People who work together.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CrewView {
    id: String,
    name: String,
    /// Where it works.
    site_id: Option<String>,
    site_name: Option<String>,
    /// The members who see its workers.
    supervisors: Vec<OverseerView>,
    /// How many workers it has who are not in the archive, so far as you see them.
    workers: i64,
    #[serde(flatten)]
    changes: Changes,
}

impl From<Unit> for CrewView {
    fn from(unit: Unit) -> Self {
        Self {
            id: unit.id.to_string(),
            site_id: unit.site.as_ref().map(|(id, _)| id.to_string()),
            site_name: unit.site.as_ref().map(|(_, name)| name.clone()),
            supervisors: overseers(&unit),
            workers: unit.workers,
            changes: Changes::of(&unit),
            name: unit.name,
        }
    }
}

/// A new crew.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCrew {
    name: String,
    /// Where it works.
    site_id: Option<String>,
    /// The ids of members who are to see its workers.
    supervisors: Option<Vec<String>>,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CrewPatch {
    name: Option<String>,
    /// Null: nowhere in particular.
    #[serde(default, deserialize_with = "present")]
    site_id: Option<Option<String>>,
    /// All who are to see its workers, in the place of those who do.
    supervisors: Option<Vec<String>>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Crews, by name.
#[utoipa::path(get, path = "/api/v1/crews", tag = "crews", params(UnitQuery),
    responses((status = 200, body = List<CrewView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<UnitQuery>,
) -> Result<Json<List<CrewView>>, Problem> {
    page(&app, &session, UnitKind::Crew, query).await
}

/// Make a crew. Asked again under the same `Idempotency-Key` within a day, it answers with the one it made.
#[utoipa::path(post, path = "/api/v1/crews", tag = "crews", request_body = NewCrew, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = CrewView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewCrew>,
) -> Result<Response, Problem> {
    let input =
        UnitInput { name: new.name, site: new.site_id, overseers: new.supervisors.unwrap_or_default() };
    made::<CrewView>(&app, &session, UnitKind::Crew, &input, idempotency, "/api/v1/crews").await
}

/// Show a crew.
#[utoipa::path(get, path = "/api/v1/crews/{id}", tag = "crews", params(("id" = String, Path)),
    responses((status = 200, body = CrewView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<CrewId>,
) -> Result<Json<CrewView>, Problem> {
    one(&app, &session, UnitId::Crew(id)).await
}

/// Change a crew.
#[utoipa::path(patch, path = "/api/v1/crews/{id}", tag = "crews", request_body = CrewPatch, params(("id" = String, Path)),
    responses((status = 200, body = CrewView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CrewId>,
    Body(patch): Body<CrewPatch>,
) -> Result<Json<CrewView>, Problem> {
    changed(&app, &session, UnitId::Crew(id), patch.version, |present| UnitInput {
        name: patch.name.unwrap_or(present.name),
        site: patch.site_id.unwrap_or(present.site),
        overseers: patch.supervisors.unwrap_or(present.overseers),
    })
    .await
}

/// Delete a crew to which nothing belongs.
#[utoipa::path(delete, path = "/api/v1/crews/{id}", tag = "crews", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CrewId>,
) -> Result<StatusCode, Problem> {
    deleted(&app, &session, UnitId::Crew(id)).await
}
