//! `/api/v1/readiness` and `/api/v1/sites/{id}/readiness`: who may work where, who may not and why, and until when.

use axum::Json;
use axum::extract::State;
use domain::Outlook;
use domain::id::{ContractorId, CrewId, SiteId, WorkerId};
use domain::ticket::day_text;
use serde::{Deserialize, Serialize};
use store::{Board, ReadinessFilter, SiteNeeds};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::{Id, Params};
use crate::routes::respond::{List, page_size};

/// Of which workers.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BoardQuery {
    /// Only of this crew.
    #[param(value_type = Option<String>)]
    crew_id: Option<CrewId>,
    /// Only of this contractor.
    #[param(value_type = Option<String>)]
    contractor_id: Option<ContractorId>,
    /// Only this one.
    #[param(value_type = Option<String>)]
    worker_id: Option<WorkerId>,
}

/// How many of the workers may work on a site, and for how long.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SiteTallyView {
    site_id: String,
    site_name: String,
    /// How many types of tickets it needs.
    requirements: usize,
    /// They may not, today.
    not_ready: usize,
    /// They may today, and not in 7 days any more.
    within_7: usize,
    /// In 7 days, and not in 30.
    within_30: usize,
    /// In 30 days, and not in 60.
    within_60: usize,
    /// In 60 days too.
    ready: usize,
}

/// Readiness of the workers whom you see.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct BoardView {
    /// The day of the organization's calendar for which this holds.
    day: String,
    /// How many workers were looked at.
    workers: usize,
    /// By name.
    sites: Vec<SiteTallyView>,
}

fn tally(board: &Board, site: &SiteNeeds) -> SiteTallyView {
    let [not_ready, within_7, within_30, within_60, ready] = board.tally(site);
    SiteTallyView {
        site_id: site.id.to_string(),
        site_name: site.name.clone(),
        requirements: site.needed.len(),
        not_ready,
        within_7,
        within_30,
        within_60,
        ready,
    }
}

/// How many of the workers whom you see may work on each site.
#[utoipa::path(get, path = "/api/v1/readiness", tag = "readiness", params(BoardQuery),
    responses((status = 200, body = BoardView), (status = 403, body = Problem)))]
pub(super) async fn board(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<BoardQuery>,
) -> Result<Json<BoardView>, Problem> {
    let filter =
        ReadinessFilter { crew: query.crew_id, contractor: query.contractor_id, worker: query.worker_id };
    let (_, board) = app.store.readiness(&session.caller, &filter, app.clock.now()).await?;
    let sites = board.sites.iter().map(|site| tally(&board, site)).collect();
    Ok(Json(BoardView { day: day_text(board.day), workers: board.workers.len(), sites }))
}

/// Of which workers, and which page.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SiteQuery {
    /// Only of this crew.
    #[param(value_type = Option<String>)]
    crew_id: Option<CrewId>,
    /// Only of this contractor.
    #[param(value_type = Option<String>)]
    contractor_id: Option<ContractorId>,
    /// Only this one.
    #[param(value_type = Option<String>)]
    worker_id: Option<WorkerId>,
    /// `not_ready`, `within_7`, `within_30`, `within_60` or `ready`; by default, all.
    outlook: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A ticket that somebody lacks.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LackView {
    type_id: String,
    type_name: String,
    /// `missing`, or what became of the one that there is: `suspended`, `pending`, `sent_back`, `not_yet_valid`, `expired` or
    /// `revoked`.
    why: &'static str,
}

/// Whether a worker may work on the site.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ReadinessView {
    worker_id: String,
    worker_name: String,
    crew_id: Option<String>,
    crew_name: Option<String>,
    contractor_id: Option<String>,
    contractor_name: Option<String>,
    /// Whether he may work here today.
    go: bool,
    /// See the query.
    outlook: &'static str,
    /// The last day on which he may; null when he may not, or for ever.
    until: Option<String>,
    /// The name of the type whose end that is.
    until_type: Option<String>,
    /// What he lacks.
    lacks: Vec<LackView>,
}

fn view(
    site: &SiteNeeds,
    day: time::Date,
    worker: store::Standing,
    readiness: &domain::Readiness,
) -> ReadinessView {
    let lack = |lack: &domain::readiness::Lack| LackView {
        type_id: lack.kind.to_string(),
        type_name: site.name_of(lack.kind).to_owned(),
        why: lack.why.map_or("missing", domain::TicketStatus::as_str),
    };
    let (crew_id, crew_name) = worker.crew.map(|(id, name)| (id.to_string(), name)).unzip();
    let (contractor_id, contractor_name) = worker.contractor.map(|(id, name)| (id.to_string(), name)).unzip();
    ReadinessView {
        worker_id: worker.id.to_string(),
        worker_name: worker.name,
        crew_id,
        crew_name,
        contractor_id,
        contractor_name,
        go: readiness.is_go(),
        outlook: readiness.outlook(day).as_str(),
        until: readiness.until.map(|(end, _)| day_text(end)),
        until_type: readiness.until.map(|(_, kind)| site.name_of(kind).to_owned()),
        lacks: readiness.lacks.iter().map(lack).collect(),
    }
}

/// The workers whom you see, by name, and whether each may work on the site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/readiness", tag = "readiness",
    params(("id" = String, Path), SiteQuery),
    responses((status = 200, body = List<ReadinessView>), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn at_site(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<SiteId>,
    Params(query): Params<SiteQuery>,
) -> Result<Json<List<ReadinessView>>, Problem> {
    let filter =
        ReadinessFilter { crew: query.crew_id, contractor: query.contractor_id, worker: query.worker_id };
    let outlook = match query.outlook.as_deref().filter(|word| !word.is_empty()) {
        Some(word) => {
            Some(Outlook::from_word(word).ok_or_else(|| Problem::bad_request("There is no such outlook."))?)
        }
        None => None,
    };
    let cursor = query.cursor.filter(|cursor| !cursor.is_empty());
    let limit = page_size(query.limit);
    let found = app
        .store
        .readiness_at(&session.caller, id, &filter, outlook, (cursor.as_deref(), limit), app.clock.now())
        .await?;
    let items =
        found.page.items.into_iter().map(|(worker, ready)| view(&found.site, found.day, worker, &ready));
    Ok(Json(List { items: items.collect(), next_cursor: found.page.next }))
}
