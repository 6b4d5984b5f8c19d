//! `/workers/tickets`: the tickets of everybody whom the viewer sees; `/workers/approvals`: what waits to be checked; and what is
//! decided about one.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::TicketId;
use domain::{TicketAct, TicketStatus};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{Deed, Ticket, TicketFilter, TicketTypeFilter};
use time::OffsetDateTime;

use super::context::Member;
use super::partial::page_or_results;
use super::ticket;
use super::workers;
use super::wrong::whole;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::tickets::decide::{self, decide as decide_ticket};
use crate::pages::{ApprovalsPage, PageContext, TicketList, TicketRow};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    status: String,
    #[serde(rename = "type")]
    kind: String,
    cursor: String,
}

#[derive(Deserialize)]
pub(super) struct Decision {
    act: String,
    #[serde(default)]
    reason: String,
    /// The version that was on the page.
    version: Option<i32>,
    /// `approvals`: back to that list; `ticket`: to its page, and to that list from there; else to the worker.
    #[serde(default)]
    next: String,
    /// A proof, where the organization wants one.
    step_up: Option<String>,
}

/// The list; for a search while typing, its results alone.
pub(super) async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let filter = TicketFilter {
        q: Some(wanted.q.trim().to_owned()).filter(|text| !text.is_empty()),
        kind: wanted.kind.parse().ok(),
        status: TicketStatus::from_word(&wanted.status),
        cursor: Some(wanted.cursor).filter(|cursor| !cursor.is_empty()),
        limit: PAGE,
        ..TicketFilter::default()
    };
    let (_, page) = app.store.tickets(&session.caller, &filter, ctx.now).await?;
    let list = TicketList {
        q: wanted.q,
        status: filter.status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
        kind: filter.kind.map(|id| id.to_string()).unwrap_or_default(),
        kinds: kinds(&app, &session, None).await?,
        rows: page.items.into_iter().map(ticket_row).collect(),
        next_cursor: page.next,
    };
    Ok(page_or_results(&headers, || list.render(&ctx), || list.render_results(&ctx)))
}

/// The types by name; with `archived`, only those in the archive, or only the others.
pub(super) async fn kinds(
    app: &App,
    session: &Session,
    archived: Option<bool>,
) -> Result<Vec<(String, String)>, Problem> {
    let filter = TicketTypeFilter { archived, limit: workers::CHOICES, ..TicketTypeFilter::default() };
    let (_, page) = app.store.ticket_types(&session.caller, &filter).await?;
    Ok(page.items.into_iter().map(|kind| (kind.id.to_string(), kind.name)).collect())
}

/// What waits to be checked.
pub(super) async fn approvals(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(waiting(&app, &member, wanted.cursor, None).await?.render(&member.ctx)))
}

async fn waiting(
    app: &App,
    member: &Member,
    cursor: String,
    trouble: Option<String>,
) -> Result<ApprovalsPage, Problem> {
    let filter = TicketFilter {
        status: Some(TicketStatus::Pending),
        cursor: Some(cursor).filter(|cursor| !cursor.is_empty()),
        limit: PAGE,
        ..TicketFilter::default()
    };
    let (_, page) = app.store.tickets(&member.session.caller, &filter, member.ctx.now).await?;
    let rows = page.items.into_iter().map(ticket_row).collect();
    Ok(ApprovalsPage { rows, next_cursor: page.next, trouble })
}

/// Decides, and leads back; what was refused is told where it was asked.
pub(super) async fn decide(
    State(app): State<App>,
    Id(id): Id<TicketId>,
    member: Member,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    let act = TicketAct::from_word(&decision.act)
        .filter(|act| !matches!(act, TicketAct::Correct | TicketAct::Withdraw | TicketAct::Supersede))
        .ok_or_else(|| Problem::bad_request("There is no such thing to choose."))?;
    let (_, ticket) = app.store.ticket(&member.session.caller, id, member.ctx.now).await?;
    let worker = ticket.worker.0;
    let (list, own) = ("/workers/approvals".to_owned(), format!("/workers/tickets/{id}"));
    let checked = matches!(act, TicketAct::Approve | TicketAct::SendBack);
    let (back, next) = match decision.next.as_str() {
        "approvals" => (list.clone(), list),
        "ticket" => (own.clone(), if checked { list } else { own }),
        _ => (format!("/workers/{worker}"), format!("/workers/{worker}")),
    };
    let decided = decide::Decision { act, reason: Some(&decision.reason), seen: decision.version };
    let Err(error) = decide_ticket(&app, &member.session, id, decided, decision.step_up.as_deref()).await
    else {
        return Ok(Redirect::to(&next).into_response());
    };
    let problem = Problem::from(error);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    let trouble = Some(whole(&member.ctx, problem)?);
    // Where the form is, and not where it was sent to.
    let ctx = PageContext { path: back, ..member.ctx.clone() };
    let html = match decision.next.as_str() {
        "approvals" => waiting(&app, &member, String::new(), trouble).await?.render(&ctx),
        "ticket" => ticket::page(&app, &member, id, trouble).await?.render(&ctx),
        _ => workers::page(&app, &member, worker, trouble).await?.render(&ctx),
    };
    Ok((status, Html(html)).into_response())
}

/// A ticket as pages show it.
pub(super) fn ticket_row(ticket: Ticket) -> TicketRow {
    let deed = |deed: Deed| -> (Option<String>, OffsetDateTime) { (deed.name, deed.at) };
    TicketRow {
        id: ticket.id,
        code: ticket.code.to_string(),
        worker: ticket.worker,
        kind: ticket.kind.name,
        number: ticket.number,
        issuer: ticket.issuer,
        issued_on: ticket.issued_on,
        expires_on: ticket.expires_on,
        state: ticket.state,
        status: ticket.status,
        reason: ticket.reason,
        evidence: u64::try_from(ticket.evidence).unwrap_or(0),
        version: ticket.version,
        renewed: ticket.renewed_by.is_some(),
        recorded: deed(ticket.recorded),
        approved: ticket.approved.map(deed),
    }
}
