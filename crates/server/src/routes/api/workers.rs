//! `/api/v1/workers`: the list, and new ones.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::DutyId;
use domain::ticket::day_text;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{TicketCounts, TicketsAre, Worker, WorkerFilter};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::workers::{WorkerInput, create as create_worker};
use crate::problem::Problem;
use crate::routes::extract::{Body, Idempotency, Params};
use crate::routes::respond::{List, moment, page_size};

/// How many tickets of a worker stand how, today.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TicketCountsView {
    pending: i64,
    sent_back: i64,
    valid: i64,
    expiring: i64,
    expired: i64,
    suspended: i64,
    /// The next last day of one in force.
    next_end: Option<String>,
}

/// What a worker is by his work.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RoleOfWorkView {
    id: String,
    name: String,
}

/// A worker.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WorkerView {
    id: String,
    name: String,
    /// What the organization calls him elsewhere.
    reference: Option<String>,
    email: Option<String>,
    /// Whose employee he is; null: the organization's own.
    contractor_id: Option<String>,
    contractor_name: Option<String>,
    crew_id: Option<String>,
    crew_name: Option<String>,
    /// Where his crew works.
    site_id: Option<String>,
    site_name: Option<String>,
    /// What he is by his work, by name: see `/api/v1/duties`.
    roles: Vec<RoleOfWorkView>,
    /// His own account.
    member_id: Option<String>,
    /// Whether he is in the archive: he has left, and gets no new tickets.
    archived: bool,
    tickets: TicketCountsView,
    /// Rises with every change.
    version: i32,
    created_at: String,
    updated_at: String,
}

fn parted<T: ToString>(named: Option<(T, String)>) -> (Option<String>, Option<String>) {
    named.map_or((None, None), |(id, name)| (Some(id.to_string()), Some(name)))
}

impl From<(DutyId, String)> for RoleOfWorkView {
    fn from((id, name): (DutyId, String)) -> Self {
        Self { id: id.to_string(), name }
    }
}

impl From<TicketCounts> for TicketCountsView {
    fn from(counts: TicketCounts) -> Self {
        Self {
            pending: counts.pending,
            sent_back: counts.sent_back,
            valid: counts.valid,
            expiring: counts.expiring,
            expired: counts.expired,
            suspended: counts.suspended,
            next_end: counts.next_end.map(day_text),
        }
    }
}

impl From<Worker> for WorkerView {
    fn from(worker: Worker) -> Self {
        let (contractor_id, contractor_name) = parted(worker.contractor);
        let (crew_id, crew_name) = parted(worker.crew);
        let (site_id, site_name) = parted(worker.site);
        Self {
            id: worker.id.to_string(),
            name: worker.name,
            reference: worker.reference,
            email: worker.email,
            contractor_id,
            contractor_name,
            crew_id,
            crew_name,
            site_id,
            site_name,
            roles: worker.roles.into_iter().map(RoleOfWorkView::from).collect(),
            member_id: worker.member.map(|id| id.to_string()),
            archived: worker.archived_at.is_some(),
            tickets: worker.tickets.into(),
            version: worker.version,
            created_at: moment(worker.created_at),
            updated_at: moment(worker.updated_at),
        }
    }
}

/// Which workers.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WorkerQuery {
    /// Part of the name or reference; accents and case do not count.
    q: Option<String>,
    /// Only of this crew.
    #[param(value_type = Option<String>)]
    crew_id: Option<domain::id::CrewId>,
    /// Only of crews on this site.
    #[param(value_type = Option<String>)]
    site_id: Option<domain::id::SiteId>,
    /// Only of this contractor.
    #[param(value_type = Option<String>)]
    contractor_id: Option<domain::id::ContractorId>,
    /// Only who has this role.
    #[param(value_type = Option<String>)]
    role_id: Option<DutyId>,
    /// `true`: those in the archive; by default, those who are not.
    archived: Option<bool>,
    /// Only those whose tickets stand so: `none`; `expired`, `expiring` (within 30 days), `pending` or `stopped` (suspended or revoked) for one of
    /// them; `in_force` for all.
    tickets: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A new worker.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWorker {
    name: String,
    /// What the organization calls him elsewhere, such as his number in the payroll. No other worker has it.
    reference: Option<String>,
    email: Option<String>,
    /// Whose employee he is; none for the organization's own.
    contractor_id: Option<String>,
    crew_id: Option<String>,
    /// Ids of what he is by his work, at most 20: see `/api/v1/duties`.
    #[serde(default)]
    roles: Vec<String>,
    /// His own account, in which he sees himself.
    member_id: Option<String>,
}

/// The workers whom you see, by name: all of them, or those over whom you stand.
#[utoipa::path(get, path = "/api/v1/workers", tag = "workers", params(WorkerQuery),
    responses((status = 200, body = List<WorkerView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<WorkerQuery>,
) -> Result<axum::Json<List<WorkerView>>, Problem> {
    let tickets = query.tickets.filter(|text| !text.is_empty());
    let tickets = tickets.map(|name| {
        TicketsAre::named(&name).ok_or_else(|| Problem::bad_request("Tickets stand in no such way."))
    });
    let filter = WorkerFilter {
        q: query.q.filter(|q| !q.is_empty()),
        crew: query.crew_id,
        site: query.site_id,
        contractor: query.contractor_id,
        role: query.role_id,
        archived: Some(query.archived.unwrap_or(false)),
        tickets: tickets.transpose()?,
        cursor: query.cursor.filter(|c| !c.is_empty()),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.workers(&session.caller, &filter, app.clock.now()).await?;
    let items = page.items.into_iter().map(WorkerView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// Add a worker. Asked again under the same `Idempotency-Key` within a day, it answers with the one it added.
#[utoipa::path(post, path = "/api/v1/workers", tag = "workers", request_body = NewWorker, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = WorkerView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    Body(new): Body<NewWorker>,
) -> Result<Response, Problem> {
    let input = WorkerInput {
        name: new.name,
        reference: new.reference,
        email: new.email,
        contractor: new.contractor_id,
        crew: new.crew_id,
        roles: new.roles,
        member: new.member_id,
        archived: false,
    };
    let given = [&input.reference, &input.email, &input.contractor, &input.crew, &input.member];
    let mut parts = vec![b"worker".as_slice(), input.name.as_bytes()];
    parts.extend(given.map(|text| text.as_deref().unwrap_or("").as_bytes()));
    parts.extend(input.roles.iter().map(String::as_bytes));
    let key = idempotency.of(&parts);
    let id = create_worker(&app, &session, &input, key.as_ref()).await?;
    let (_, worker) = app.store.worker(&session.caller, id, app.clock.now()).await?;
    let location = [(http::header::LOCATION, format!("/api/v1/workers/{id}"))];
    Ok((StatusCode::CREATED, location, axum::Json(WorkerView::from(worker))).into_response())
}
