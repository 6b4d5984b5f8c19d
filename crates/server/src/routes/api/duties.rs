//! `/api/v1/duties`: roles and tasks of work, and the tickets that they need.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::DutyKind;
use domain::id::DutyId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Duty, DutyFilter};

use super::site_requirements::NeededView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::duties::{DutyInput, create as create_duty, delete as delete_duty, update as update_duty};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency, Params};
use crate::routes::respond::{List, moment, page_size};

/// A role or task of work.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DutyView {
    id: String,
    /// `role`: workers have it, and it asks for its tickets wherever they work. `task`: it is chosen for the day.
    kind: &'static str,
    name: String,
    /// The types that it needs, by name.
    types: Vec<NeededView>,
    /// Of a role: how many workers have it who are not in the archive, so far as you see them.
    workers: i64,
    /// Rises with every change.
    version: i32,
    created_at: String,
    updated_at: String,
}

impl From<Duty> for DutyView {
    fn from(duty: Duty) -> Self {
        Self {
            id: duty.id.to_string(),
            kind: duty.kind.as_str(),
            name: duty.name,
            types: duty.needed.into_iter().map(NeededView::from).collect(),
            workers: duty.workers,
            version: duty.version,
            created_at: moment(duty.created_at),
            updated_at: moment(duty.updated_at),
        }
    }
}

/// Which of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DutyQuery {
    /// Part of the name; accents and case do not count.
    q: Option<String>,
    /// `role` or `task`; by default, both.
    kind: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A new role or task.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDuty {
    /// `role` or `task`; it stays that.
    kind: String,
    /// No other of its kind has it.
    name: String,
    /// Ids of the types of tickets that it needs, at most 50.
    #[serde(default)]
    types: Vec<String>,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyPatch {
    name: Option<String>,
    /// All that are needed, in the place of those that were.
    types: Option<Vec<String>>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Roles and tasks of work, by name.
#[utoipa::path(get, path = "/api/v1/duties", tag = "readiness", params(DutyQuery),
    responses((status = 200, body = List<DutyView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<DutyQuery>,
) -> Result<Json<List<DutyView>>, Problem> {
    let kind = query.kind.as_deref().filter(|word| !word.is_empty());
    let kind = kind
        .map(|word| {
            DutyKind::from_word(word).ok_or_else(|| Problem::bad_request("The kind is `role` or `task`."))
        })
        .transpose()?;
    let filter = DutyFilter {
        q: query.q.filter(|q| !q.is_empty()),
        kind,
        cursor: query.cursor.filter(|cursor| !cursor.is_empty()),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.duties(&session.caller, &filter).await?;
    Ok(Json(List { items: page.items.into_iter().map(DutyView::from).collect(), next_cursor: page.next }))
}

/// Make a role or task. Asked again under the same `Idempotency-Key` within a day, it answers with the one it made.
#[utoipa::path(post, path = "/api/v1/duties", tag = "readiness", request_body = NewDuty, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = DutyView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewDuty>,
) -> Result<Response, Problem> {
    let input = DutyInput { name: new.name, types: new.types };
    let mut parts = vec![b"duty".as_slice(), new.kind.as_bytes(), input.name.as_bytes()];
    parts.extend(input.types.iter().map(String::as_bytes));
    let key = idempotency.of(&parts);
    let id = create_duty(&app, &session, &new.kind, &input, key.as_ref()).await?;
    let (_, duty) = app.store.duty(&session.caller, id).await?;
    let location = [(http::header::LOCATION, format!("/api/v1/duties/{id}"))];
    Ok((StatusCode::CREATED, location, Json(DutyView::from(duty))).into_response())
}

/// Show a role or task.
#[utoipa::path(get, path = "/api/v1/duties/{id}", tag = "readiness", params(("id" = String, Path)),
    responses((status = 200, body = DutyView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<DutyId>,
) -> Result<Json<DutyView>, Problem> {
    let (_, duty) = app.store.duty(&session.caller, id).await?;
    Ok(Json(duty.into()))
}

/// Change a role or task, or the tickets that it needs.
#[utoipa::path(patch, path = "/api/v1/duties/{id}", tag = "readiness", request_body = DutyPatch, params(("id" = String, Path)),
    responses((status = 200, body = DutyView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<DutyId>,
    Body(patch): Body<DutyPatch>,
) -> Result<Json<DutyView>, Problem> {
    update_duty(&app, &session, id, patch.version, |present| {
        let present = DutyInput::from(present);
        DutyInput { name: patch.name.unwrap_or(present.name), types: patch.types.unwrap_or(present.types) }
    })
    .await?;
    let (_, duty) = app.store.duty(&session.caller, id).await?;
    Ok(Json(duty.into()))
}

/// Delete a role that no worker has, or a task.
#[utoipa::path(delete, path = "/api/v1/duties/{id}", tag = "readiness", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<DutyId>,
) -> Result<StatusCode, Problem> {
    delete_duty(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
