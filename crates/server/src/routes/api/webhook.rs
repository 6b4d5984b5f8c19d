//! `/api/v1/webhooks/{id}`: pausing, removing and testing a webhook.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::WebhookId;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::webhooks::{delete as delete_webhook, pause, test as test_webhook};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// What to change.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookPatch {
    /// Whether it is told nothing for the time being.
    paused: bool,
}

/// A test that is on its way.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TestView {
    /// The event's id: look among the deliveries what became of it.
    event_id: String,
}

/// Pause a webhook, or let it go on. Takes a step-up for `webhook.update` on it.
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "webhooks", request_body = WebhookPatch,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WebhookId>,
    StepUp(proof): StepUp,
    Body(patch): Body<WebhookPatch>,
) -> Result<StatusCode, Problem> {
    pause(&app, &session, id, patch.paused, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a webhook, with the log of what it was told. Takes a step-up for `webhook.delete` on it.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WebhookId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    delete_webhook(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a webhook a message that tells of nothing, also when it is paused.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 202, body = TestView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn test(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WebhookId>,
) -> Result<Response, Problem> {
    let event = test_webhook(&app, &session, id).await?;
    Ok((StatusCode::ACCEPTED, Json(TestView { event_id: event.to_string() })).into_response())
}
