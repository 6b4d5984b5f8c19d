//! The passes on the page of a worker: what is told of them, and the forms that print, mail and take back.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use card::Layout;
use domain::id::{PassId, WorkerId};
use domain::{Permission, permission::PermissionSet};
use http::StatusCode;
use serde::Deserialize;
use store::{Pass, TicketsAre, WorkerFilter};

use super::context::Member;
use super::workers;
use super::wrong::whole;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops;
use crate::pages::{PageContext, PassRow, PassesCard};
use crate::problem::Problem;
use crate::routes::api::{CARD, SHEET, as_file};
use crate::routes::extract::Id;

#[derive(Deserialize)]
pub(super) struct Taking {
    pass: PassId,
    reason: String,
}

/// Whose cards are printed: those of the list that is on the screen.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Shown {
    q: String,
    crew: String,
    site: String,
    contractor: String,
    role: String,
    tickets: String,
    cursor: String,
}

/// What the page of a worker tells of his passes; nothing to who may not issue any.
pub(super) async fn of(
    app: &App,
    session: &Session,
    permissions: PermissionSet,
    worker: WorkerId,
) -> Result<Option<PassesCard>, Problem> {
    if !permissions.contains(Permission::PassIssue) {
        return Ok(None);
    }
    let (_, passes) = app.store.passes(&session.caller, worker).await?;
    Ok(Some(PassesCard { rows: passes.into_iter().map(row).collect(), mailed: false }))
}

fn row(pass: Pass) -> PassRow {
    PassRow {
        id: pass.id,
        wallet: pass.form == "wallet",
        live: pass.device_key.is_some(),
        issued_by: pass.issued_by,
        issued_at: pass.issued_at,
        signed_at: pass.signed_at,
        expires_at: pass.expires_at,
        revoked: pass.revoked_at.map(|at| (at, pass.revoked_because.unwrap_or_default())),
    }
}

/// Prints a card, which issues a pass.
pub(super) async fn card(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
) -> Result<Response, Problem> {
    let locale = Some(member.ctx.locale);
    match ops::passes::card::print(&app, &member.session, &[id], Layout::Card, locale).await {
        Ok(pdf) => Ok(as_file(pdf, CARD)),
        Err(error) => refused(&app, &member, id, error).await,
    }
}

/// Prints the cards of those whom a page of the list shows, fifty at most.
pub(super) async fn sheet(
    State(app): State<App>,
    member: Member,
    Form(shown): Form<Shown>,
) -> Result<Response, Problem> {
    let filter = WorkerFilter {
        q: Some(shown.q.trim().to_owned()).filter(|text| !text.is_empty()),
        crew: shown.crew.parse().ok(),
        site: shown.site.parse().ok(),
        contractor: shown.contractor.parse().ok(),
        role: shown.role.parse().ok(),
        archived: Some(false),
        tickets: TicketsAre::named(&shown.tickets),
        cursor: Some(shown.cursor).filter(|cursor| !cursor.is_empty()),
        limit: card::MAX_CARDS,
    };
    let (_, page) = app.store.workers(&member.session.caller, &filter, member.ctx.now).await?;
    let ids: Vec<_> = page.items.iter().map(|worker| worker.id).collect();
    let locale = Some(member.ctx.locale);
    let pdf = ops::passes::card::print(&app, &member.session, &ids, Layout::Sheet, locale).await?;
    Ok(as_file(pdf, SHEET))
}

/// Mails the worker where his pass is.
pub(super) async fn mail(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
) -> Result<Response, Problem> {
    if let Err(error) = ops::passes::mail::send(&app, &member.session, id).await {
        return refused(&app, &member, id, error).await;
    }
    let mut page = workers::page(&app, &member, id, None).await?;
    if let Some(passes) = &mut page.passes {
        passes.mailed = true;
    }
    Ok(Html(page.render(&back(&member, id))).into_response())
}

/// Takes a pass back.
pub(super) async fn revoke(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
    Form(taking): Form<Taking>,
) -> Result<Response, Problem> {
    match ops::passes::revoke::revoke(&app, &member.session, taking.pass, &taking.reason).await {
        Ok(()) => Ok(Redirect::to(&format!("/workers/{id}")).into_response()),
        Err(error) => refused(&app, &member, id, error).await,
    }
}

/// What was refused is told where it was asked.
async fn refused(app: &App, member: &Member, id: WorkerId, error: ops::Error) -> Result<Response, Problem> {
    let problem = Problem::from(error);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    let trouble = Some(whole(&member.ctx, problem)?);
    let page = workers::page(app, member, id, trouble).await?;
    Ok((status, Html(page.render(&back(member, id)))).into_response())
}

/// Where the form is, and not where it was sent to.
fn back(member: &Member, id: WorkerId) -> PageContext {
    PageContext { path: format!("/workers/{id}"), ..member.ctx.clone() }
}
