//! `/api/v1/webhook-deliveries`: what webhooks were told of, what became of it, and sending it again.

use axum::Json;
use axum::extract::State;
use domain::id::{WebhookEventId, WebhookId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::WebhookDelivery;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::webhooks::resend as send_again;
use crate::problem::Problem;
use crate::routes::extract::{Id, Params};
use crate::routes::respond::{List, moment, page_size};

/// What a webhook was told of.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DeliveryView {
    /// The event's id, the header `webhook-id` of each message about it.
    id: String,
    webhook_id: String,
    /// `alert`, `escalation`, `revocation`, `unanswered` or `test`.
    kind: String,
    /// What it tells of; null for a test.
    subject_id: Option<String>,
    /// The same, of a certificate.
    certificate_id: Option<String>,
    /// Of which step: days before the end, negative after it.
    step: Option<i32>,
    /// When it came to be.
    planned_at: String,
    /// `queued`, `delivered`, `failed`, or `silent`: somebody saw to it before a chat was told.
    state: String,
    /// When it is tried next.
    due_at: Option<String>,
    attempts: i32,
    /// When it was delivered, or given up.
    settled_at: Option<String>,
    /// The status of the last answer.
    status: Option<i32>,
    /// Its beginning, or why there is none.
    answer: Option<String>,
}

impl From<WebhookDelivery> for DeliveryView {
    fn from(delivery: WebhookDelivery) -> Self {
        let queued = delivery.state == "queued";
        Self {
            id: delivery.id.to_string(),
            webhook_id: delivery.webhook.0.to_string(),
            kind: delivery.kind,
            subject_id: delivery.about.as_ref().map(|(id, _)| id.to_string()),
            certificate_id: delivery.about.and_then(|(id, _)| Some(id.certificate()?.to_string())),
            step: delivery.step,
            planned_at: moment(delivery.planned_at),
            state: delivery.state,
            due_at: queued.then(|| moment(delivery.due_at)),
            attempts: delivery.attempts,
            settled_at: delivery.settled_at.map(moment),
            status: delivery.status,
            answer: delivery.answer,
        }
    }
}

/// Of which webhook, and where the page begins.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryQuery {
    /// Only of this one.
    #[param(value_type = Option<String>)]
    webhook: Option<WebhookId>,
    cursor: Option<String>,
    /// 1 to 200, by default 50.
    limit: Option<usize>,
}

/// What webhooks were told of, newest first.
#[utoipa::path(get, path = "/api/v1/webhook-deliveries", tag = "webhooks", params(DeliveryQuery),
    responses((status = 200, body = List<DeliveryView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<DeliveryQuery>,
) -> Result<Json<List<DeliveryView>>, Problem> {
    let limit = page_size(query.limit);
    let (_, page) =
        app.store.webhook_deliveries(&session.caller, query.webhook, query.cursor.as_deref(), limit).await?;
    Ok(Json(List { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next }))
}

/// Send what was delivered, or given up, again, under the same id.
#[utoipa::path(post, path = "/api/v1/webhook-deliveries/{id}/resend", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 202), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn resend(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WebhookEventId>,
) -> Result<StatusCode, Problem> {
    send_again(&app, &session, id).await?;
    Ok(StatusCode::ACCEPTED)
}
