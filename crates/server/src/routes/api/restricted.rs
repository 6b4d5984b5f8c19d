//! `/api/v1/workers/{id}/restricted`: which restricted fields are kept of a worker; `…/medical` and `…/government-id`: one of them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::RestrictedField::{GovernmentId, Medical};
use domain::id::WorkerId;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use store::Restricted;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::restricted;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};
use crate::routes::respond::{List, moment, secret};

/// That something is kept.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RestrictedView {
    /// `medical` or `government_id`.
    field: &'static str,
    /// The member who kept it.
    kept_by: String,
    kept_at: String,
}

impl From<Restricted> for RestrictedView {
    fn from(kept: Restricted) -> Self {
        Self {
            field: kept.field.as_str(),
            kept_by: kept.kept_by.0.to_string(),
            kept_at: moment(kept.kept_at),
        }
    }
}

/// What to keep.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestrictedText {
    /// Of somebody's health up to 4,000 characters; of a government id 64, in one line.
    #[schema(value_type = String)]
    text: SecretString,
}

/// A restricted field.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RevealedText {
    /// In clear.
    text: String,
}

/// Which restricted fields are kept of a worker, of those that you may read. What they say, this does not tell.
#[utoipa::path(get, path = "/api/v1/workers/{id}/restricted", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = List<RestrictedView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<Json<List<RestrictedView>>, Problem> {
    app.store.worker(&session.caller, id, app.clock.now()).await?;
    let (_, kept) = app.store.restricted(&session.caller, id).await?;
    Ok(Json(List { items: kept.into_iter().map(RestrictedView::from).collect(), next_cursor: None }))
}

/// Keep what tells of a worker's health, in the place of what there is. Takes a step-up for `worker.keep_medical`.
#[utoipa::path(put, path = "/api/v1/workers/{id}/medical", tag = "workers", request_body = RestrictedText,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn keep_medical(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
    Body(body): Body<RestrictedText>,
) -> Result<StatusCode, Problem> {
    restricted::keep(&app, &session, id, Medical, &body.text, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show what is kept of a worker's health. Takes a step-up for `worker.read_medical`.
#[utoipa::path(post, path = "/api/v1/workers/{id}/medical/reveal", tag = "workers",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 200, body = RevealedText), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn reveal_medical(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Reveal as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let text = restricted::reveal(&app, &session, id, Medical, proof.as_deref()).await?;
    Ok(secret(&RevealedText { text: text.expose_secret().to_owned() }))
}

/// Remove what is kept of a worker's health. Takes a step-up for `worker.remove_medical`.
#[utoipa::path(delete, path = "/api/v1/workers/{id}/medical", tag = "workers",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn remove_medical(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    restricted::remove(&app, &session, id, Medical, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keep a worker's government id, in the place of what there is. Takes a step-up for `worker.keep_government_id`.
#[utoipa::path(put, path = "/api/v1/workers/{id}/government-id", tag = "workers", request_body = RestrictedText,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn keep_government_id(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
    Body(body): Body<RestrictedText>,
) -> Result<StatusCode, Problem> {
    restricted::keep(&app, &session, id, GovernmentId, &body.text, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show a worker's government id. Takes a step-up for `worker.read_government_id`.
#[utoipa::path(post, path = "/api/v1/workers/{id}/government-id/reveal", tag = "workers",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 200, body = RevealedText), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn reveal_government_id(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Reveal as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let text = restricted::reveal(&app, &session, id, GovernmentId, proof.as_deref()).await?;
    Ok(secret(&RevealedText { text: text.expose_secret().to_owned() }))
}

/// Remove a worker's government id. Takes a step-up for `worker.remove_government_id`.
#[utoipa::path(delete, path = "/api/v1/workers/{id}/government-id", tag = "workers",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn remove_government_id(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    restricted::remove(&app, &session, id, GovernmentId, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
