//! `/api/v1/webhooks`: the list, and making one.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use store::Webhook;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::webhooks::{Wanted, create as make};
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};
use crate::routes::respond::{List, moment, secret};

/// A webhook, without its address and its secret.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WebhookView {
    id: String,
    name: String,
    /// `credenza`, `slack` or `teams`.
    format: String,
    /// The host of its address.
    host: String,
    created_at: String,
    /// The name of who made it, if you may see members.
    created_by: Option<String>,
    /// Since when it is told nothing.
    paused_at: Option<String>,
    /// `member`: somebody paused it; `gone`: it answered 410; `restored`: a backup was restored, make it anew.
    paused_because: Option<String>,
    /// How often in a row it has not taken anything.
    failures: i32,
    /// Until when it is left alone, because it has not.
    held_until: Option<String>,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let (paused_at, paused_because) = webhook.paused.unzip();
        Self {
            id: webhook.id.to_string(),
            name: webhook.name,
            format: webhook.format,
            host: webhook.host,
            created_at: moment(webhook.created_at),
            created_by: webhook.created_by,
            paused_at: paused_at.map(moment),
            paused_because,
            failures: webhook.failures,
            held_until: webhook.held_until.map(moment),
        }
    }
}

/// A webhook as somebody wants it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    /// 1 to 80 characters.
    name: String,
    /// An address that begins with `https://`, on the public Internet.
    url: String,
    /// `credenza` (the default), `slack` or `teams`.
    format: Option<String>,
}

/// A webhook that was just made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MadeWebhook {
    id: String,
    /// What its messages are signed with, as the Standard Webhooks specification has it. It is told this once.
    secret: String,
}

/// The organization's webhooks.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, body = List<WebhookView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<List<WebhookView>>, Problem> {
    let (_, webhooks) = app.store.webhooks(&session.caller).await?;
    Ok(Json(List { items: webhooks.into_iter().map(Into::into).collect(), next_cursor: None }))
}

/// Make a webhook, which is told of ends as people are: each step once, under an id that stays the same, signed. Ten at most. Takes
/// a step-up for `webhook.create` on the organization.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhook, params(("Step-Up" = String, Header)),
    responses((status = 201, body = MadeWebhook), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(new): Body<NewWebhook>,
) -> Result<Response, Problem> {
    let format = new.format.unwrap_or_else(|| "credenza".into());
    let wanted = Wanted { name: new.name, format, url: new.url };
    let made = make(&app, &session, &wanted, proof.as_deref()).await?;
    let view = MadeWebhook { id: made.id.to_string(), secret: made.secret.expose_secret().to_owned() };
    Ok((StatusCode::CREATED, secret(&view)).into_response())
}
