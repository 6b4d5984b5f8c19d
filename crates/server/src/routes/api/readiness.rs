//! `/api/v1/readiness` and `/api/v1/sites/{id}/readiness`: who may work where, who may not and why, and until when.

use axum::Json;
use axum::extract::State;
use domain::Outlook;
use domain::id::{ContractorId, CrewId, DutyId, SiteId, WorkerId};
use domain::readiness::{Lack, Readiness};
use domain::ticket::day_text;
use serde::{Deserialize, Serialize};
use store::{Asked, Asker, Board, People, ReadinessFilter, SiteNeeds, Standing};

use super::workers::RoleOfWorkView;
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
    /// Who is to do this task: its tickets are needed too.
    #[param(value_type = Option<String>)]
    task_id: Option<DutyId>,
    /// `all`: each site counts whoever could be sent there, the default; `site`: those whose crew works there.
    people: Option<String>,
}

/// How many of the workers may work on a site, and for how long.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SiteTallyView {
    site_id: String,
    site_name: String,
    /// How many types of tickets it needs, without those of roles and of the task.
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
    /// How many of them are of no site: their crew works at none, or they are in none.
    without_site: usize,
    /// By name.
    sites: Vec<SiteTallyView>,
}

fn people(word: Option<&str>) -> Result<People, Problem> {
    match word {
        None | Some("" | "all") => Ok(People::Everybody),
        Some("site") => Ok(People::OfSite),
        Some(_) => Err(Problem::bad_request("The people are `site` or `all`.")),
    }
}

fn tally(board: &Board, site: &SiteNeeds, people: People) -> SiteTallyView {
    let [not_ready, within_7, within_30, within_60, ready] = board.tally(site, people);
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
    responses((status = 200, body = BoardView), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn board(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<BoardQuery>,
) -> Result<Json<BoardView>, Problem> {
    let filter = ReadinessFilter {
        crew: query.crew_id,
        contractor: query.contractor_id,
        worker: query.worker_id,
        task: query.task_id,
    };
    let people = people(query.people.as_deref())?;
    let (_, board) = app.store.readiness(&session.caller, &filter, app.clock.now()).await?;
    let without_site = board.workers.iter().filter(|worker| worker.site.is_none()).count();
    let sites = board.sites.iter().map(|site| tally(&board, site, people)).collect();
    Ok(Json(BoardView { day: day_text(board.day), workers: board.workers.len(), without_site, sites }))
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
    /// Who is to do this task: its tickets are needed too.
    #[param(value_type = Option<String>)]
    task_id: Option<DutyId>,
    /// `all`: each site counts whoever could be sent there, the default; `site`: those whose crew works there.
    people: Option<String>,
    /// `not_ready`, `within_7`, `within_30`, `within_60` or `ready`; by default, all.
    outlook: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// Who asks for a ticket.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AskerView {
    /// `site`, `role` or `task`.
    kind: &'static str,
    id: String,
    name: String,
}

/// A ticket that somebody lacks.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LackView {
    type_id: String,
    type_name: String,
    /// `missing`, or what became of the one that there is: `suspended`, `pending`, `sent_back`, `not_yet_valid`, `expired` or
    /// `revoked`.
    why: &'static str,
    /// The site, his roles and the task, those that need it.
    asked_by: Vec<AskerView>,
}

/// Whether somebody may work at a site.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct VerdictView {
    /// Whether he may today.
    go: bool,
    /// `not_ready`, `within_7`, `within_30`, `within_60` or `ready`.
    outlook: &'static str,
    /// The last day on which he may; null when he may not, or for ever.
    until: Option<String>,
    /// The name of the type whose end that is.
    until_type: Option<String>,
    /// What he lacks.
    lacks: Vec<LackView>,
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
    /// What he is by his work, by name.
    roles: Vec<RoleOfWorkView>,
    #[serde(flatten)]
    readiness: VerdictView,
}

fn asker(asker: Asker<'_>) -> AskerView {
    match asker {
        Asker::Site(site) => AskerView { kind: "site", id: site.id.to_string(), name: site.name.clone() },
        Asker::Duty(duty) => {
            AskerView { kind: duty.kind.as_str(), id: duty.id.to_string(), name: duty.name.clone() }
        }
    }
}

pub(super) fn verdict(
    site: &SiteNeeds,
    asked: &Asked,
    day: time::Date,
    worker: &Standing,
    readiness: &Readiness,
) -> VerdictView {
    let lack = |lack: &Lack| LackView {
        type_id: lack.kind.to_string(),
        type_name: asked.name_of(site, lack.kind).to_owned(),
        why: lack.why.map_or("missing", domain::TicketStatus::as_str),
        asked_by: asked.askers(site, worker, lack.kind).into_iter().map(asker).collect(),
    };
    VerdictView {
        go: readiness.is_go(),
        outlook: readiness.outlook(day).as_str(),
        until: readiness.until.map(|(end, _)| day_text(end)),
        until_type: readiness.until.map(|(_, kind)| asked.name_of(site, kind).to_owned()),
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
    let filter = ReadinessFilter {
        crew: query.crew_id,
        contractor: query.contractor_id,
        worker: query.worker_id,
        task: query.task_id,
    };
    let people = people(query.people.as_deref())?;
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
        .readiness_at(
            &session.caller,
            (id, people),
            &filter,
            outlook,
            (cursor.as_deref(), limit),
            app.clock.now(),
        )
        .await?;
    let (site, asked, day) = (&found.site, &found.asked, found.day);
    let items = found.page.items.iter().map(|(worker, ready)| ReadinessView {
        worker_id: worker.id.to_string(),
        worker_name: worker.name.clone(),
        crew_id: worker.crew.as_ref().map(|(id, _)| id.to_string()),
        crew_name: worker.crew.as_ref().map(|(_, name)| name.clone()),
        contractor_id: worker.contractor.as_ref().map(|(id, _)| id.to_string()),
        contractor_name: worker.contractor.as_ref().map(|(_, name)| name.clone()),
        roles: asked.roles(worker).map(|role| (role.id, role.name.clone()).into()).collect(),
        readiness: verdict(site, asked, day, worker, ready),
    });
    Ok(Json(List { items: items.collect(), next_cursor: found.page.next }))
}
