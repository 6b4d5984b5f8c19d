//! `/readiness`: who may work where; `/readiness/sites/{id}`: the form of what a site needs.

use axum::extract::{Query, RawForm, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::{SiteId, TicketTypeId};
use domain::{Outlook, Readiness};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{Asked, Asker, KeptBoard, People, ReadinessFilter, SiteNeeds, Standing, Tally, TicketTypeFilter};

use super::context::Member;
use super::partial::page_or_results;
use super::workers::{CHOICES, places};
use super::wrong::at_field;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops;
use crate::pages::{
    AskedBy, FieldError, LackRow, NeedsForm, PageContext, ReadinessChoice, ReadinessPage, ReadyRow, SiteBar,
    Verdict,
};
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
    task: String,
    people: String,
    cursor: String,
}

impl Wanted {
    /// A task that is none is refused: without it, less would be asked for than was meant.
    fn filter(&self) -> Result<ReadinessFilter, Problem> {
        let task = Some(self.task.as_str()).filter(|task| !task.is_empty());
        Ok(ReadinessFilter {
            crew: self.crew.parse().ok(),
            contractor: self.contractor.parse().ok(),
            worker: None,
            task: task.map(str::parse).transpose().map_err(|_| Problem::not_found())?,
        })
    }

    /// Of each site its own people, as long as any are of one: with many sites, everybody else is noise.
    fn people(&self, kept: &KeptBoard) -> People {
        match self.people.as_str() {
            "site" => People::OfSite,
            "all" => People::Everybody,
            _ if kept.of_no_site() < kept.workers() => People::OfSite,
            _ => People::Everybody,
        }
    }
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
    let filter = wanted.filter()?;
    let outlook = Outlook::from_word(&wanted.outlook);
    app.store.follow_readiness(&session.caller, &filter, ctx.now, kept).await?;
    let people = wanted.people(kept);
    let meant: Option<SiteId> = wanted.site.parse().ok();
    let site = kept.sites().iter().find(|site| Some(site.id) == meant).or_else(|| kept.sites().first());
    let site = site.map(|site| site.id);
    let chosen = ReadinessChoice {
        site: site.map(|site| site.to_string()).unwrap_or_default(),
        crew: filter.crew.map(|id| id.to_string()).unwrap_or_default(),
        contractor: filter.contractor.map(|id| id.to_string()).unwrap_or_default(),
        outlook: outlook.map(|outlook| outlook.as_str().to_owned()).unwrap_or_default(),
        task: filter.task.map(|id| id.to_string()).unwrap_or_default(),
        of_site: people == People::OfSite,
    };
    let asked = kept.asked();
    let mut page = ReadinessPage {
        chosen,
        places: places(app, session).await?,
        tasks: asked.tasks().map(|task| (task.id.to_string(), task.name.clone())).collect(),
        task_needs: asked
            .task()
            .map(|task| task.needed.iter().map(|(_, name)| name.clone()).collect())
            .unwrap_or_default(),
        workers: kept.workers(),
        of_no_site: kept.of_no_site(),
        bars: kept.tallies(people).into_iter().map(|(site, tally)| bar(site, asked, tally)).collect(),
        ..ReadinessPage::default()
    };
    let Some(site) = site else { return Ok(page) };
    let found = if wanted.cursor.is_empty() {
        kept.page((site, people), outlook, PAGE).ok_or_else(Problem::not_found)?
    } else {
        let from = (Some(wanted.cursor.as_str()), PAGE);
        app.store.readiness_at(&session.caller, (site, people), &filter, outlook, from, ctx.now).await?
    };
    let row = |(worker, ready): &(Standing, Readiness)| ReadyRow {
        id: worker.id,
        name: worker.name.clone(),
        roles: found.asked.roles(worker).map(|role| role.name.clone()).collect(),
        place: place(worker),
        verdict: verdict(&found.site, &found.asked, found.day, worker, ready),
    };
    page.rows = found.page.items.iter().map(row).collect();
    page.next_cursor = found.page.next;
    page.needed = found.site.needed.into_iter().map(|(_, name)| name).collect();
    Ok(page)
}

fn bar(site: &SiteNeeds, asked: &Asked, tally: Tally) -> SiteBar {
    let asks = !site.needed.is_empty() || asked.asks();
    SiteBar { id: site.id, name: site.name.clone(), asks, tally }
}

fn place(worker: &Standing) -> String {
    let crew = worker.crew.as_ref().map(|(_, name)| name.as_str());
    let contractor = worker.contractor.as_ref().map(|(_, name)| name.as_str());
    [crew, contractor].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What pages say of a worker at a site.
pub(super) fn verdict(
    site: &SiteNeeds,
    asked: &Asked,
    day: time::Date,
    worker: &Standing,
    ready: &Readiness,
) -> Verdict {
    let asker = |asker| match asker {
        Asker::Site(_) => AskedBy::Site,
        Asker::Duty(duty) => AskedBy::Duty(duty.kind, duty.name.clone()),
    };
    let lack = |lack: &domain::readiness::Lack| LackRow {
        kind: asked.name_of(site, lack.kind).to_owned(),
        why: lack.why,
        asked_by: asked.askers(site, worker, lack.kind).into_iter().map(asker).collect(),
    };
    Verdict {
        outlook: ready.outlook(day),
        until: ready.until.map(|(end, kind)| (end, asked.name_of(site, kind).to_owned())),
        lacks: ready.lacks.iter().map(lack).collect(),
    }
}

/// Types to choose from, id and name: those that are in use, and those that are needed anyway.
pub(super) async fn offered_types(
    app: &App,
    session: &Session,
    needed: Vec<(TicketTypeId, String)>,
) -> Result<Vec<(String, String)>, Problem> {
    let filter = TicketTypeFilter { archived: Some(false), limit: CHOICES, ..TicketTypeFilter::default() };
    let (_, types) = app.store.ticket_types(&session.caller, &filter).await?;
    let mut offered: Vec<(String, String)> =
        types.items.into_iter().map(|kind| (kind.id.to_string(), kind.name)).collect();
    let needed = needed.into_iter().map(|(kind, name)| (kind.to_string(), name));
    let others: Vec<_> = needed.filter(|one| !offered.contains(one)).collect();
    offered.extend(others);
    Ok(offered)
}

/// The form with what there is to choose from.
async fn form(
    app: &App,
    member: &Member,
    id: SiteId,
    chosen: Option<&[String]>,
    errors: Vec<FieldError>,
) -> Result<NeedsForm, Problem> {
    let (_, site) = app.store.site_needs(&member.session.caller, id).await?;
    let needed: Vec<String> = site.needed.iter().map(|(kind, _)| kind.to_string()).collect();
    let offered = offered_types(app, &member.session, site.needed).await?;
    let marked = |(id, name): (String, String)| {
        let by_form = chosen.map(|chosen| chosen.contains(&id));
        let checked = by_form.unwrap_or_else(|| needed.contains(&id));
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
