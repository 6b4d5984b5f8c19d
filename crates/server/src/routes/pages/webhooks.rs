//! `/settings/webhooks`: what there are, what they were told, and a form for a new one.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::{WebhookEventId, WebhookId};
use serde::Deserialize;
use store::{Webhook, WebhookDelivery};

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::pages::{DeliveryRow, WebhookRow, WebhooksPage};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Deliveries on a page.
const PAGE: usize = 25;

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    done: String,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let cursor = Some(shown.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let ((_, webhooks), (_, page)) = futures_util::future::try_join(
        app.store.webhooks(&session.caller),
        app.store.webhook_deliveries(&session.caller, None, cursor, PAGE),
    )
    .await?;
    let page = WebhooksPage {
        webhooks: webhooks.into_iter().map(webhook).collect(),
        deliveries: page.items.into_iter().map(delivery).collect(),
        next_cursor: page.next,
        done: ["test", "resend"].into_iter().find(|done| *done == shown.done),
    };
    Ok(Html(page.render(&ctx)))
}

fn webhook(webhook: Webhook) -> WebhookRow {
    WebhookRow {
        id: webhook.id,
        name: webhook.name,
        format: webhook.format,
        host: webhook.host,
        created: (webhook.created_at, webhook.created_by),
        paused: webhook.paused.map(|(_, why)| why),
        failures: u32::try_from(webhook.failures).unwrap_or(0),
        held_until: webhook.held_until,
    }
}

fn delivery(delivery: WebhookDelivery) -> DeliveryRow {
    let status = delivery.status.map(|status| status.to_string());
    let said = [status, delivery.answer].into_iter().flatten().filter(|text| !text.is_empty());
    let answer = said.collect::<Vec<_>>().join(" ");
    DeliveryRow {
        id: delivery.id,
        webhook: delivery.webhook.1,
        kind: delivery.kind,
        about: delivery.about.and_then(|(id, name)| Some((id, name?))),
        planned_at: delivery.planned_at,
        state: delivery.state,
        attempts: u32::try_from(delivery.attempts).unwrap_or(0),
        answer: Some(answer).filter(|answer| !answer.is_empty()),
    }
}

/// Sends a test, and leads back.
pub(super) async fn test(
    State(app): State<App>,
    Id(id): Id<WebhookId>,
    member: Member,
) -> Result<Response, Problem> {
    ops::webhooks::test(&app, &member.session, id).await?;
    Ok(Redirect::to("/settings/webhooks?done=test").into_response())
}

/// Sends something again, and leads back.
pub(super) async fn resend(
    State(app): State<App>,
    Id(id): Id<WebhookEventId>,
    member: Member,
) -> Result<Response, Problem> {
    ops::webhooks::resend(&app, &member.session, id).await?;
    Ok(Redirect::to("/settings/webhooks?done=resend").into_response())
}
