//! `/workers/tickets/{id}`: one ticket with what proves it, which is added, looked at and taken away here.

use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::{EvidenceId, TicketId};
use http::{Method, StatusCode};
use store::Evidence;

use super::context::Member;
use super::tickets::ticket_row;
use super::wrong::whole;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::tickets::evidence;
use crate::pages::{EvidenceRow, PageContext, TicketPage};
use crate::problem::Problem;
use crate::routes::api::{read_evidence, served_evidence};
use crate::routes::extract::Id;

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<TicketId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(page(&app, &member, id, None).await?.render(&member.ctx)))
}

/// The page of a ticket, with why something was not done.
pub(super) async fn page(
    app: &App,
    member: &Member,
    id: TicketId,
    trouble: Option<String>,
) -> Result<TicketPage, Problem> {
    let caller = &member.session.caller;
    let (_, ticket) = app.store.ticket(caller, id, member.ctx.now).await?;
    let evidence = match app.store.evidence(caller, id).await {
        Ok((_, evidence)) => evidence,
        // Who may not look sees the rest.
        Err(store::Error::Denied(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    Ok(TicketPage { row: ticket_row(ticket), evidence: evidence.into_iter().map(row).collect(), trouble })
}

fn row(evidence: Evidence) -> EvidenceRow {
    EvidenceRow {
        id: evidence.id,
        file_name: evidence.file_name,
        picture: evidence.media_type.starts_with("image/"),
        size: u64::try_from(evidence.size).unwrap_or(0),
        added: (evidence.added_by.1, evidence.added_at),
    }
}

/// Adds a photo or PDF.
pub(super) async fn add(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    Id(id): Id<TicketId>,
    member: Member,
    request: Request,
) -> Result<Response, Problem> {
    let done = match read_evidence(request, &app).await {
        Ok(file) => evidence::add(&app, &session, id, file).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    answer(&app, &member, id, done.map(drop)).await
}

/// Shows one.
pub(super) async fn view(
    State(app): State<App>,
    Id(id): Id<EvidenceId>,
    member: Member,
    method: Method,
) -> Result<Response, Problem> {
    // The router sends HEAD here too: it would open the file for nobody.
    if method != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    Ok(served_evidence(&evidence::view(&app, &member.session, id).await?))
}

/// Takes one away.
pub(super) async fn remove(
    State(app): State<App>,
    Id(id): Id<EvidenceId>,
    member: Member,
) -> Result<Response, Problem> {
    match evidence::remove(&app, &member.session, id).await {
        Ok(ticket) => Ok(Redirect::to(&format!("/workers/tickets/{ticket}")).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// To the ticket's page; with why it was not done, where it was asked.
async fn answer(
    app: &App,
    member: &Member,
    id: TicketId,
    done: Result<(), Problem>,
) -> Result<Response, Problem> {
    let back = format!("/workers/tickets/{id}");
    let Err(problem) = done else { return Ok(Redirect::to(&back).into_response()) };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    let trouble = if problem.status == 413 {
        member.ctx.named("problem", &problem.code)
    } else {
        whole(&member.ctx, problem)?
    };
    let ctx = PageContext { path: back, ..member.ctx.clone() };
    let page = page(app, member, id, Some(trouble)).await?;
    Ok((status, Html(page.render(&ctx))).into_response())
}
