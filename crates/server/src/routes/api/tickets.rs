//! `/api/v1/tickets`: the tickets of everybody whom the caller sees; `/api/v1/workers/{id}/tickets`: those of one worker, and
//! new ones.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::TicketStatus;
use domain::id::{ContractorId, CrewId, SiteId, TicketTypeId, WorkerId};
use domain::ticket::{day_text, parse_day};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{IdempotencyKey, Ticket, TicketFilter};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::tickets::record::{TicketInput, record as record_ticket};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency, Params};
use crate::routes::respond::{List, moment, page_size};

/// A ticket.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TicketView {
    id: String,
    /// 8 letters and digits, by which anybody can ask what it is worth.
    code: String,
    worker_id: String,
    worker_name: String,
    /// The code of its type.
    #[serde(rename = "type")]
    kind: String,
    type_id: String,
    type_name: String,
    number: Option<String>,
    issuer: Option<String>,
    /// Its first day.
    issued_on: Option<String>,
    /// Its last day; null: it has none.
    expires_on: Option<String>,
    /// `pending`, `sent_back`, `approved`, `suspended`, `revoked` or `superseded`.
    state: &'static str,
    /// What it is worth today: of an approved one `valid`, `expiring`, `expired` or `not_yet_valid`; else its state.
    status: &'static str,
    /// Why the last decision was made.
    reason: Option<String>,
    /// The ticket in whose place it comes, once it is approved.
    renews: Option<String>,
    /// The ticket that comes, or has come, in its place.
    renewed_by: Option<String>,
    /// The member who wrote it last.
    recorded_by: String,
    recorded_at: String,
    /// The member who approved it.
    approved_by: Option<String>,
    approved_at: Option<String>,
    /// The member who decided about it last.
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// How many photos and PDFs prove it, as far as you may look at them.
    evidence: i64,
    /// Rises with every change.
    version: i32,
    created_at: String,
    updated_at: String,
}

impl From<Ticket> for TicketView {
    fn from(ticket: Ticket) -> Self {
        let (approved, decided) = (ticket.approved.as_ref(), ticket.decided.as_ref());
        Self {
            id: ticket.id.to_string(),
            code: ticket.code.to_string(),
            worker_id: ticket.worker.0.to_string(),
            worker_name: ticket.worker.1,
            type_id: ticket.kind.id.to_string(),
            kind: ticket.kind.code,
            type_name: ticket.kind.name,
            number: ticket.number,
            issuer: ticket.issuer,
            issued_on: ticket.issued_on.map(day_text),
            expires_on: ticket.expires_on.map(day_text),
            state: ticket.state.as_str(),
            status: ticket.status.as_str(),
            reason: ticket.reason,
            renews: ticket.renews.map(|id| id.to_string()),
            renewed_by: ticket.renewed_by.map(|id| id.to_string()),
            recorded_by: ticket.recorded.by.to_string(),
            recorded_at: moment(ticket.recorded.at),
            approved_by: approved.map(|deed| deed.by.to_string()),
            approved_at: approved.map(|deed| moment(deed.at)),
            decided_by: decided.map(|deed| deed.by.to_string()),
            decided_at: decided.map(|deed| moment(deed.at)),
            evidence: ticket.evidence,
            version: ticket.version,
            created_at: moment(ticket.created_at),
            updated_at: moment(ticket.updated_at),
        }
    }
}

/// Which tickets.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// Part of the number, issuer, code, type or worker's name; accents and case do not count.
    q: Option<String>,
    /// Only of this worker. Without one, those of workers in the archive are left out.
    #[param(value_type = Option<String>)]
    worker_id: Option<WorkerId>,
    /// Only of the type with this id.
    #[param(value_type = Option<String>)]
    type_id: Option<TicketTypeId>,
    /// `pending`, `sent_back`, `not_yet_valid`, `valid`, `expiring`, `expired`, `suspended`, `revoked` or `superseded`.
    status: Option<String>,
    /// Only of this crew.
    #[param(value_type = Option<String>)]
    crew_id: Option<CrewId>,
    /// Only of crews on this site.
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Only of this contractor.
    #[param(value_type = Option<String>)]
    contractor_id: Option<ContractorId>,
    /// Only what ends before this day (`2026-11-30`).
    expires_before: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// Where a page begins, and how long it is.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WorkerTicketQuery {
    /// Only of this status.
    status: Option<String>,
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A new ticket.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTicket {
    /// The code of its type, or the type's id.
    #[serde(rename = "type")]
    kind: String,
    /// What its issuer calls it.
    number: Option<String>,
    issuer: Option<String>,
    /// Its first day, such as `2026-11-30`.
    issued_on: Option<String>,
    /// Its last day. When absent, it is worked out from the day of issue and the type's validity; a type without one makes
    /// tickets that do not end.
    expires_on: Option<String>,
    /// The id of the ticket that it renews, of the same worker and type: once this one is approved, that one is superseded.
    renews: Option<String>,
}

impl NewTicket {
    pub(super) fn input(self) -> TicketInput {
        TicketInput {
            kind: self.kind,
            number: self.number,
            issuer: self.issuer,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            renews: self.renews,
        }
    }
}

/// The key of a request that records this ticket.
pub(super) fn key_of(idempotency: Idempotency, about: &str, input: &TicketInput) -> Option<IdempotencyKey> {
    let given = [&input.number, &input.issuer, &input.issued_on, &input.expires_on, &input.renews];
    let mut parts = vec![b"ticket".as_slice(), about.as_bytes(), input.kind.as_bytes()];
    parts.extend(given.map(|text| text.as_deref().unwrap_or("").as_bytes()));
    idempotency.of(&parts)
}

fn status_in(text: Option<&str>) -> Result<Option<TicketStatus>, Problem> {
    let Some(word) = text.filter(|word| !word.is_empty()) else { return Ok(None) };
    let known = || TicketStatus::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(", ");
    let found = TicketStatus::from_word(word);
    found.map(Some).ok_or_else(|| Problem::bad_request(format!("Give a status of {}.", known())))
}

/// Tickets: what ends first comes first.
#[utoipa::path(get, path = "/api/v1/tickets", tag = "tickets", params(TicketQuery),
    responses((status = 200, body = List<TicketView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<TicketQuery>,
) -> Result<axum::Json<List<TicketView>>, Problem> {
    let before = query.expires_before.as_deref().filter(|day| !day.is_empty());
    let before = before.map(|day| {
        parse_day(day)
            .ok_or_else(|| Problem::bad_request("Give expires_before as a day, such as 2026-11-30."))
    });
    let filter = TicketFilter {
        q: query.q.filter(|q| !q.is_empty()),
        worker: query.worker_id,
        kind: query.type_id,
        status: status_in(query.status.as_deref())?,
        crew: query.crew_id,
        site: query.site_id,
        contractor: query.contractor_id,
        expires_before: before.transpose()?,
        cursor: query.cursor.filter(|c| !c.is_empty()),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.tickets(&session.caller, &filter, app.clock.now()).await?;
    let items = page.items.into_iter().map(TicketView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// The tickets of a worker, also of one in the archive: what ends first comes first.
#[utoipa::path(get, path = "/api/v1/workers/{id}/tickets", tag = "tickets",
    params(("id" = String, Path), WorkerTicketQuery),
    responses((status = 200, body = List<TicketView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn list_of_worker(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(worker): Id<WorkerId>,
    Params(query): Params<WorkerTicketQuery>,
) -> Result<axum::Json<List<TicketView>>, Problem> {
    let filter = TicketFilter {
        worker: Some(worker),
        status: status_in(query.status.as_deref())?,
        cursor: query.cursor.filter(|c| !c.is_empty()),
        limit: page_size(query.limit),
        ..TicketFilter::default()
    };
    let now = app.clock.now();
    // Nobody is told apart who has no tickets and who is not there, but by this.
    app.store.worker(&session.caller, worker, now).await?;
    let (_, page) = app.store.tickets(&session.caller, &filter, now).await?;
    let items = page.items.into_iter().map(TicketView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// Record a ticket of a worker: yours, of one over whom you stand, or of anybody where you see all. Somebody else approves it. Asked again under the same `Idempotency-Key` within a day, it answers with the one it recorded.
#[utoipa::path(post, path = "/api/v1/workers/{id}/tickets", tag = "tickets", request_body = NewTicket,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn record(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(worker): Id<WorkerId>,
    idempotency: Idempotency,
    Body(new): Body<NewTicket>,
) -> Result<Response, Problem> {
    let input = new.input();
    let key = key_of(idempotency, &worker.to_string(), &input);
    let id = record_ticket(&app, &session, worker, &input, key.as_ref()).await?;
    let (_, ticket) = app.store.ticket(&session.caller, id, app.clock.now()).await?;
    Ok(made(ticket))
}

/// The answer that a new ticket gets.
pub(super) fn made(ticket: Ticket) -> Response {
    let location = [(http::header::LOCATION, format!("/api/v1/tickets/{}", ticket.id))];
    (StatusCode::CREATED, location, axum::Json(TicketView::from(ticket))).into_response()
}
