//! `/readiness`: who may work where; `/readiness/sites/{id}`: the form of what a site needs.

use axum::extract::{Query, RawForm, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Outlook;
use domain::id::SiteId;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{KeptBoard, ReadinessFilter, SiteNeeds, Standing, Tally, TicketTypeFilter};

use super::context::Member;
use super::partial::page_or_results;
use super::workers::{CHOICES, places};
use super::wrong::at_field;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops;
use crate::pages::{FieldError, NeedsForm, PageContext, ReadinessChoice, ReadinessPage, ReadyRow, SiteBar};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Wanted {
    site: String,
    crew: String,
    contractor: String,
    outlook: String,
    cursor: String,
}

/// The board; for a change of filters, its results alone. Without a site, the first is shown.
pub(super) async fn show(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let page = board(&app, &session, &ctx, &wanted, &mut KeptBoard::default()).await?;
    Ok(page_or_results(&headers, || page.render(&ctx), || page.render_results(&ctx)))
}

/// The board as it is now; `kept` is what was known of it before.
pub(super) async fn board(
    app: &App,
    session: &Session,
    ctx: &PageContext,
    wanted: &Wanted,
    kept: &mut KeptBoard,
) -> Result<ReadinessPage, Problem> {
    let filter = ReadinessFilter {
        crew: wanted.crew.parse().ok(),
        contractor: wanted.contractor.parse().ok(),
        worker: None,
    };
    let outlook = Outlook::from_word(&wanted.outlook);
    app.store.follow_readiness(&session.caller, &filter, ctx.now, kept).await?;
    let asked: Option<SiteId> = wanted.site.parse().ok();
    let site = kept.sites().iter().find(|site| Some(site.id) == asked).or_else(|| kept.sites().first());
    let site = site.map(|site| site.id);
    let chosen = ReadinessChoice {
        site: site.map(|site| site.to_string()).unwrap_or_default(),
        crew: filter.crew.map(|id| id.to_string()).unwrap_or_default(),
        contractor: filter.contractor.map(|id| id.to_string()).unwrap_or_default(),
        outlook: outlook.map(|outlook| outlook.as_str().to_owned()).unwrap_or_default(),
    };
    let mut page = ReadinessPage {
        chosen,
        places: places(app, session).await?,
        workers: kept.workers(),
        bars: kept.tallies().map(|(site, tally)| bar(site, tally)).collect(),
        ..ReadinessPage::default()
    };
    let Some(site) = site else { return Ok(page) };
    let found = if wanted.cursor.is_empty() {
        kept.page(site, outlook, PAGE).ok_or_else(Problem::not_found)?
    } else {
        let from = (Some(wanted.cursor.as_str()), PAGE);
        app.store.readiness_at(&session.caller, site, &filter, outlook, from, ctx.now).await?
    };
    let row = |(worker, ready): &(Standing, domain::Readiness)| row(&found.site, found.day, worker, ready);
    page.rows = found.page.items.iter().map(row).collect();
    page.next_cursor = found.page.next;
    page.needed = found.site.needed.into_iter().map(|(_, name)| name).collect();
    Ok(page)
}

fn bar(site: &SiteNeeds, tally: Tally) -> SiteBar {
    SiteBar { id: site.id, name: site.name.clone(), needs: site.needed.len(), tally }
}

fn row(site: &SiteNeeds, day: time::Date, worker: &Standing, ready: &domain::Readiness) -> ReadyRow {
    let crew = worker.crew.as_ref().map(|(_, name)| name.as_str());
    let contractor = worker.contractor.as_ref().map(|(_, name)| name.as_str());
    ReadyRow {
        id: worker.id,
        name: worker.name.clone(),
        place: [crew, contractor].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        outlook: ready.outlook(day),
        until: ready.until.map(|(end, kind)| (end, site.name_of(kind).to_owned())),
        lacks: ready.lacks.iter().map(|lack| (site.name_of(lack.kind).to_owned(), lack.why)).collect(),
    }
}

/// What there is to choose from: types that are in use, and those that the site needs anyway.
async fn form(
    app: &App,
    member: &Member,
    id: SiteId,
    chosen: Option<&[String]>,
    errors: Vec<FieldError>,
) -> Result<NeedsForm, Problem> {
    let caller = &member.session.caller;
    let (_, site) = app.store.site_needs(caller, id).await?;
    let filter = TicketTypeFilter { archived: Some(false), limit: CHOICES, ..TicketTypeFilter::default() };
    let (_, types) = app.store.ticket_types(caller, &filter).await?;
    let mut offered: Vec<(String, String)> =
        types.items.into_iter().map(|kind| (kind.id.to_string(), kind.name)).collect();
    let needed: Vec<(String, String)> =
        site.needed.into_iter().map(|(kind, name)| (kind.to_string(), name)).collect();
    offered.extend(needed.iter().filter(|one| !offered.contains(one)).cloned().collect::<Vec<_>>());
    let marked = |(id, name): (String, String)| {
        let by_form = chosen.map(|chosen| chosen.contains(&id));
        let checked = by_form.unwrap_or_else(|| needed.iter().any(|(kind, _)| *kind == id));
        (id, name, checked)
    };
    Ok(NeedsForm {
        id,
        name: site.name,
        types: offered.into_iter().map(marked).collect(),
        version: site.version,
        errors,
    })
}

/// The form of what a site needs.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<SiteId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(form(&app, &member, id, None, Vec::new()).await?.render(&member.ctx)))
}

/// Takes what was marked.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<SiteId>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let (mut types, mut version) = (Vec::new(), None);
    for (name, value) in form_urlencoded::parse(&body) {
        match &*name {
            "types" => types.push(value.into_owned()),
            "version" => version = value.parse().ok(),
            _ => {}
        }
    }
    match ops::site_requirements::set(&app, &member.session, id, version, &types).await {
        Ok(()) => Ok(Redirect::to(&format!("/readiness?site={id}")).into_response()),
        Err(error) => {
            let errors = vec![at_field(&member.ctx, error, &["types"])?];
            let form = form(&app, &member, id, Some(&types), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
        }
    }
}
