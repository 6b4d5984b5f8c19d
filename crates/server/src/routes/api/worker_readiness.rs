//! `/api/v1/workers/{id}/readiness`: where one worker may work, where not and why, and until when.

use axum::Json;
use axum::extract::State;
use domain::id::{DutyId, WorkerId};
use serde::{Deserialize, Serialize};
use store::ReadinessFilter;

use super::readiness::{VerdictView, verdict};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::{Id, Params};
use crate::routes::respond::List;

/// For what.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskQuery {
    /// To do this task: its tickets are needed too.
    #[param(value_type = Option<String>)]
    task_id: Option<DutyId>,
}

/// Whether a worker may work at a site.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PlaceView {
    site_id: String,
    site_name: String,
    /// Whether his crew works there.
    own: bool,
    #[serde(flatten)]
    readiness: VerdictView,
}

/// Where a worker may work: all sites, by name, on one page. None for who is in the archive.
#[utoipa::path(get, path = "/api/v1/workers/{id}/readiness", tag = "readiness",
    params(("id" = String, Path), TaskQuery),
    responses((status = 200, body = List<PlaceView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn of_worker(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<WorkerId>,
    Params(query): Params<TaskQuery>,
) -> Result<Json<List<PlaceView>>, Problem> {
    let now = app.clock.now();
    app.store.worker(&session.caller, id, now).await?;
    let filter = ReadinessFilter { worker: Some(id), task: query.task_id, ..ReadinessFilter::default() };
    let (_, board) = app.store.readiness(&session.caller, &filter, now).await?;
    let items = board
        .workers
        .iter()
        .flat_map(|worker| board.sites.iter().map(move |site| (worker, site)))
        .map(|(worker, site)| PlaceView {
            site_id: site.id.to_string(),
            site_name: site.name.clone(),
            own: worker.site == Some(site.id),
            readiness: verdict(
                site,
                &board.asked,
                board.day,
                worker,
                &board.asked.judge(site, worker, board.day),
            ),
        })
        .collect();
    Ok(Json(List { items, next_cursor: None }))
}
