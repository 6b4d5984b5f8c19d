//! `/api/v1/ticket-types`: the list, new ones, and a catalogue of them to start from.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{TicketType, TicketTypeFilter};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::ticket_types::{TicketTypeInput, create as create_type, start as take_in_starter};
use crate::problem::Problem;
use crate::routes::extract::{Body, Idempotency, Params};
use crate::routes::respond::{List, moment, page_size};

/// A type of tickets.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TicketTypeView {
    id: String,
    /// Short and stable, which programs know it by.
    code: String,
    name: String,
    /// For how many months a ticket is usually good; null for ever.
    valid_months: Option<i32>,
    /// How many days before its end a ticket counts as expiring.
    renewal_days: i32,
    /// Whether it tells something of its holder's health: then its name stays inside the organization.
    medical: bool,
    /// Whether it is in the archive: there are no new tickets of it.
    archived: bool,
    /// How many tickets there are of it, so far as you see them.
    tickets: i64,
    /// Rises with every change.
    version: i32,
    created_at: String,
    updated_at: String,
}

impl From<TicketType> for TicketTypeView {
    fn from(kind: TicketType) -> Self {
        Self {
            id: kind.id.to_string(),
            code: kind.code,
            name: kind.name,
            valid_months: kind.valid_months,
            renewal_days: kind.renewal_days,
            medical: kind.medical,
            archived: kind.archived_at.is_some(),
            tickets: kind.tickets,
            version: kind.version,
            created_at: moment(kind.created_at),
            updated_at: moment(kind.updated_at),
        }
    }
}

/// Which types.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketTypeQuery {
    /// Part of the name or code; accents and case do not count.
    q: Option<String>,
    /// Only those in the archive, or only the others; by default both.
    archived: Option<bool>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A new type.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTicketType {
    /// 1 to 32 letters, digits, points, hyphens and underscores.
    code: String,
    name: String,
    /// 1 to 600; none for tickets that do not end.
    valid_months: Option<i32>,
    /// 0 to 730, 60 by default.
    renewal_days: Option<i32>,
    /// Whether it tells something of its holder's health.
    medical: Option<bool>,
}

/// Types of tickets, by name.
#[utoipa::path(get, path = "/api/v1/ticket-types", tag = "ticket types", params(TicketTypeQuery),
    responses((status = 200, body = List<TicketTypeView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<TicketTypeQuery>,
) -> Result<axum::Json<List<TicketTypeView>>, Problem> {
    let filter = TicketTypeFilter {
        q: query.q.filter(|q| !q.is_empty()),
        archived: query.archived,
        cursor: query.cursor.filter(|c| !c.is_empty()),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.ticket_types(&session.caller, &filter).await?;
    let items = page.items.into_iter().map(TicketTypeView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// Make a type of tickets. Asked again under the same `Idempotency-Key` within a day, it answers with the one it made.
#[utoipa::path(post, path = "/api/v1/ticket-types", tag = "ticket types", request_body = NewTicketType, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = TicketTypeView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewTicketType>,
) -> Result<Response, Problem> {
    let input = TicketTypeInput {
        code: new.code,
        name: new.name,
        valid_months: new.valid_months,
        renewal_days: new.renewal_days,
        medical: new.medical.unwrap_or(false),
        archived: false,
    };
    let numbers = format!("{:?} {:?} {}", input.valid_months, input.renewal_days, input.medical);
    let key =
        idempotency.of(&[b"ticket_type", input.code.as_bytes(), input.name.as_bytes(), numbers.as_bytes()]);
    let id = create_type(&app, &session, &input, key.as_ref()).await?;
    let (_, kind) = app.store.ticket_type(&session.caller, id).await?;
    let location = [(http::header::LOCATION, format!("/api/v1/ticket-types/{id}"))];
    Ok((StatusCode::CREATED, location, axum::Json(TicketTypeView::from(kind))).into_response())
}

/// What was taken in.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Started {
    /// The types that were added; none when all were there.
    items: Vec<TicketTypeView>,
}

/// Take in the catalogue of usual types of tickets, for first aid, H2S, fall protection and the like: those whose codes are not there yet. Asked again, it adds nothing.
#[utoipa::path(post, path = "/api/v1/ticket-types/starter", tag = "ticket types",
    responses((status = 200, body = Started), (status = 403, body = Problem)))]
pub(super) async fn start(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
) -> Result<axum::Json<Started>, Problem> {
    let added = take_in_starter(&app, &session).await?;
    // The catalogue is shorter than a page.
    let filter = TicketTypeFilter { limit: 1000, ..TicketTypeFilter::default() };
    let (_, page) = app.store.ticket_types(&session.caller, &filter).await?;
    let items = page.items.into_iter().filter(|kind| added.contains(&kind.id)).map(TicketTypeView::from);
    Ok(axum::Json(Started { items: items.collect() }))
}
