//! `/workers`: the list; `/workers/{id}`: one of them with his tickets.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::WorkerId;
use domain::{DutyKind, Permission, TicketStatus};
use http::HeaderMap;
use serde::Deserialize;
use store::{DutyFilter, ReadinessFilter, TicketsAre, Unit, UnitKind, Worker, WorkerFilter};

use super::context::Member;
use super::partial::page_or_results;
use super::readiness::verdict;
use super::tickets::ticket_row;
use super::{worker_passes, worker_records};
use crate::app::App;
use crate::auth::session::Session;
use crate::pages::{Places, WorkerChoice, WorkerList, WorkerPage, WorkerRow, WorkerSite};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Rows of a page.
const PAGE: usize = 50;

/// The most crews, sites and contractors that a menu offers.
pub(super) const CHOICES: usize = 500;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    crew: String,
    site: String,
    contractor: String,
    role: String,
    archived: String,
    tickets: String,
    cursor: String,
}

/// The list; for a search while typing, its results alone. Who sees nobody but himself is led to his own page.
pub(super) async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    if let Some(own) = himself(&app, &member).await? {
        return Ok(own);
    }
    let Member { session, ctx, .. } = member;
    let filter = WorkerFilter {
        q: Some(wanted.q.trim().to_owned()).filter(|text| !text.is_empty()),
        crew: wanted.crew.parse().ok(),
        site: wanted.site.parse().ok(),
        contractor: wanted.contractor.parse().ok(),
        role: wanted.role.parse().ok(),
        archived: Some(wanted.archived == "yes"),
        tickets: TicketsAre::named(&wanted.tickets),
        cursor: Some(wanted.cursor.clone()).filter(|cursor| !cursor.is_empty()),
        limit: PAGE,
    };
    let (_, page) = app.store.workers(&session.caller, &filter, ctx.now).await?;
    let chosen = WorkerChoice {
        q: wanted.q,
        crew: filter.crew.map(|id| id.to_string()).unwrap_or_default(),
        site: filter.site.map(|id| id.to_string()).unwrap_or_default(),
        contractor: filter.contractor.map(|id| id.to_string()).unwrap_or_default(),
        role: filter.role.map(|id| id.to_string()).unwrap_or_default(),
        archived: if filter.archived == Some(true) { "yes".into() } else { String::new() },
        tickets: filter.tickets.map(TicketsAre::as_str).unwrap_or_default().into(),
    };
    let list = WorkerList {
        chosen,
        places: places(&app, &session).await?,
        rows: page.items.iter().map(worker_row).collect(),
        cursor: wanted.cursor,
        next_cursor: page.next,
    };
    Ok(page_or_results(&headers, || list.render(&ctx), || list.render_results(&ctx)))
}

/// Leads who sees no worker but himself to his own page.
pub(super) async fn himself(app: &App, member: &Member) -> Result<Option<Response>, Problem> {
    let (may, session) = (member.permissions(), &member.session);
    if may.contains(Permission::WorkerReadAll) || !may.contains(Permission::WorkerRead) {
        return Ok(None);
    }
    let own = app.store.nobody_but_himself(&session.caller, session.member).await?;
    Ok(own.map(|id| Redirect::to(&format!("/workers/{id}")).into_response()))
}

/// What there is to choose from.
pub(super) async fn places(app: &App, session: &Session) -> Result<Places, Problem> {
    let of = |kind| app.store.units(&session.caller, kind, None, None, CHOICES);
    let roles = DutyFilter { kind: Some(DutyKind::Role), limit: CHOICES, ..DutyFilter::default() };
    let (crews, sites, contractors, roles) = futures_util::future::try_join4(
        of(UnitKind::Crew),
        of(UnitKind::Site),
        of(UnitKind::Contractor),
        app.store.duties(&session.caller, &roles),
    )
    .await?;
    let named = |units: Vec<Unit>| units.into_iter().map(|unit| (unit.id.to_string(), unit.name)).collect();
    Ok(Places {
        crews: named(crews.1.items),
        sites: named(sites.1.items),
        contractors: named(contractors.1.items),
        roles: roles.1.items.into_iter().map(|role| (role.id.to_string(), role.name)).collect(),
    })
}

/// One worker.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(page(&app, &member, id, None).await?.render(&member.ctx)))
}

/// The page of a worker, with why a decision about a ticket was not taken.
pub(super) async fn page(
    app: &App,
    member: &Member,
    id: WorkerId,
    trouble: Option<String>,
) -> Result<WorkerPage, Problem> {
    let (_, worker, tickets) =
        app.store.worker_with_tickets(&member.session.caller, id, member.ctx.now).await?;
    let (_, photo) = app.store.photo(&member.session.caller, id).await?;
    let own = worker.member == Some(member.session.member);
    Ok(WorkerPage {
        photo: photo.is_some(),
        own,
        alone: own && himself(app, member).await?.is_some(),
        restricted: worker_records::restricted(app, member, id).await?,
        sites: sites(app, member, id).await?,
        row: worker_row(&worker),
        email: worker.email,
        tickets: tickets.into_iter().map(ticket_row).collect(),
        trouble,
        passes: worker_passes::of(app, &member.session, member.permissions(), id).await?,
    })
}

/// Where a worker may work, his own site first. Nothing of who is in the archive.
async fn sites(app: &App, member: &Member, id: WorkerId) -> Result<Vec<WorkerSite>, Problem> {
    let filter = ReadinessFilter { worker: Some(id), ..ReadinessFilter::default() };
    let (_, board) = app.store.readiness(&member.session.caller, &filter, member.ctx.now).await?;
    let Some(worker) = board.workers.first() else { return Ok(Vec::new()) };
    let site = |site: &store::SiteNeeds| {
        let ready = board.asked.judge(site, worker, board.day);
        WorkerSite {
            id: site.id,
            name: site.name.clone(),
            own: worker.site == Some(site.id),
            verdict: verdict(site, &board.asked, board.day, worker, &ready),
        }
    };
    let mut sites: Vec<_> = board.sites.iter().map(site).collect();
    sites.sort_by_key(|site| !site.own);
    Ok(sites)
}

fn worker_row(worker: &Worker) -> WorkerRow {
    let name = |of: Option<&String>| of.cloned();
    let counts = &worker.tickets;
    let tickets = [
        (TicketStatus::Expired, counts.expired),
        (TicketStatus::Suspended, counts.suspended),
        (TicketStatus::Expiring, counts.expiring),
        (TicketStatus::SentBack, counts.sent_back),
        (TicketStatus::Pending, counts.pending),
        (TicketStatus::Valid, counts.valid),
    ];
    WorkerRow {
        id: worker.id,
        name: worker.name.clone(),
        reference: worker.reference.clone(),
        contractor: name(worker.contractor.as_ref().map(|(_, name)| name)),
        crew: name(worker.crew.as_ref().map(|(_, name)| name)),
        site: name(worker.site.as_ref().map(|(_, name)| name)),
        roles: worker.roles.iter().map(|(_, name)| name.clone()).collect(),
        archived: worker.archived_at.is_some(),
        tickets: tickets.map(|(status, count)| (status, u64::try_from(count).unwrap_or(0))).to_vec(),
    }
}
