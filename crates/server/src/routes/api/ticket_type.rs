//! `/api/v1/ticket-types/{id}`: one type of tickets.

use axum::extract::State;
use domain::id::TicketTypeId;
use http::StatusCode;
use serde::Deserialize;

use super::customer::present;
use super::ticket_types::TicketTypeView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::ticket_types::{TicketTypeInput, delete as delete_type, update as update_type};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketTypePatch {
    code: Option<String>,
    name: Option<String>,
    /// Null: tickets do not end.
    #[serde(default, deserialize_with = "present")]
    valid_months: Option<Option<i32>>,
    renewal_days: Option<i32>,
    medical: Option<bool>,
    /// Whether there are to be no new tickets of it.
    archived: Option<bool>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Show a type of tickets.
#[utoipa::path(get, path = "/api/v1/ticket-types/{id}", tag = "ticket types", params(("id" = String, Path)),
    responses((status = 200, body = TicketTypeView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<TicketTypeId>,
) -> Result<axum::Json<TicketTypeView>, Problem> {
    let (_, kind) = app.store.ticket_type(&session.caller, id).await?;
    Ok(axum::Json(kind.into()))
}

/// Change a type of tickets. Tickets that there are keep their days.
#[utoipa::path(patch, path = "/api/v1/ticket-types/{id}", tag = "ticket types", request_body = TicketTypePatch, params(("id" = String, Path)),
    responses((status = 200, body = TicketTypeView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketTypeId>,
    Body(patch): Body<TicketTypePatch>,
) -> Result<axum::Json<TicketTypeView>, Problem> {
    update_type(&app, &session, id, patch.version, |present| TicketTypeInput {
        code: patch.code.unwrap_or_else(|| present.code.clone()),
        name: patch.name.unwrap_or_else(|| present.name.clone()),
        valid_months: patch.valid_months.unwrap_or(present.valid_months),
        renewal_days: Some(patch.renewal_days.unwrap_or(present.renewal_days)),
        medical: patch.medical.unwrap_or(present.medical),
        archived: patch.archived.unwrap_or(present.archived_at.is_some()),
    })
    .await?;
    let (_, kind) = app.store.ticket_type(&session.caller, id).await?;
    Ok(axum::Json(kind.into()))
}

/// Delete a type of which there are no tickets.
#[utoipa::path(delete, path = "/api/v1/ticket-types/{id}", tag = "ticket types", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketTypeId>,
) -> Result<StatusCode, Problem> {
    delete_type(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
