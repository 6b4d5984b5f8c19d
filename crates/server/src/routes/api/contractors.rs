//! `/api/v1/contractors`: companies whose people work for the organization.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::ContractorId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Unit, UnitId, UnitKind};

use super::units::{Changes, OverseerView, UnitQuery, changed, deleted, made, one, overseers, page};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::units::UnitInput;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency, Params};
use crate::routes::respond::List;

/// A company whose people work for the organization.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ContractorView {
    id: String,
    name: String,
    /// The members who see its people.
    managers: Vec<OverseerView>,
    /// How many workers it has who are not in the archive, so far as you see them.
    workers: i64,
    #[serde(flatten)]
    changes: Changes,
}

impl From<Unit> for ContractorView {
    fn from(unit: Unit) -> Self {
        Self {
            id: unit.id.to_string(),
            managers: overseers(&unit),
            workers: unit.workers,
            changes: Changes::of(&unit),
            name: unit.name,
        }
    }
}

/// A new contractor.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContractor {
    name: String,
    /// The ids of members who are to see its people.
    managers: Option<Vec<String>>,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContractorPatch {
    name: Option<String>,
    /// All who are to see its people, in the place of those who do.
    managers: Option<Vec<String>>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Contractors, by name.
#[utoipa::path(get, path = "/api/v1/contractors", tag = "contractors", params(UnitQuery),
    responses((status = 200, body = List<ContractorView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<UnitQuery>,
) -> Result<Json<List<ContractorView>>, Problem> {
    page(&app, &session, UnitKind::Contractor, query).await
}

/// Make a contractor. Asked again under the same `Idempotency-Key` within a day, it answers with the one it made.
#[utoipa::path(post, path = "/api/v1/contractors", tag = "contractors", request_body = NewContractor, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = ContractorView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewContractor>,
) -> Result<Response, Problem> {
    let input =
        UnitInput { name: new.name, overseers: new.managers.unwrap_or_default(), ..UnitInput::default() };
    made::<ContractorView>(&app, &session, UnitKind::Contractor, &input, idempotency, "/api/v1/contractors")
        .await
}

/// Show a contractor.
#[utoipa::path(get, path = "/api/v1/contractors/{id}", tag = "contractors", params(("id" = String, Path)),
    responses((status = 200, body = ContractorView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<ContractorId>,
) -> Result<Json<ContractorView>, Problem> {
    one(&app, &session, UnitId::Contractor(id)).await
}

/// Change a contractor.
#[utoipa::path(patch, path = "/api/v1/contractors/{id}", tag = "contractors", request_body = ContractorPatch, params(("id" = String, Path)),
    responses((status = 200, body = ContractorView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<ContractorId>,
    Body(patch): Body<ContractorPatch>,
) -> Result<Json<ContractorView>, Problem> {
    changed(&app, &session, UnitId::Contractor(id), patch.version, |present| UnitInput {
        name: patch.name.unwrap_or(present.name),
        overseers: patch.managers.unwrap_or(present.overseers),
        ..present
    })
    .await
}

/// Delete a contractor to which nothing belongs.
#[utoipa::path(delete, path = "/api/v1/contractors/{id}", tag = "contractors", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<ContractorId>,
) -> Result<StatusCode, Problem> {
    deleted(&app, &session, UnitId::Contractor(id)).await
}
