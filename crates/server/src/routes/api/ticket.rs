//! `/api/v1/tickets/{id}`: one ticket, shown, corrected, withdrawn and renewed.

use axum::extract::State;
use axum::response::Response;
use domain::id::TicketId;
use http::StatusCode;
use serde::Deserialize;

use super::customer::present;
use super::tickets::{TicketView, key_of, made};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::tickets::record::{TicketInput, correct, renew as renew_ticket, withdraw};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Idempotency};

/// What to correct; what is absent stays, null removes. Whoever changes the type or the day of issue and says nothing of the last
/// day gets that worked out anew.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketPatch {
    /// The code of its type, or the type's id.
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "present")]
    number: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    issuer: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    issued_on: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    expires_on: Option<Option<String>>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

impl TicketPatch {
    fn over(self, present: TicketInput) -> TicketInput {
        let end = if self.kind.is_some() || self.issued_on.is_some() { None } else { present.expires_on };
        TicketInput {
            kind: self.kind.unwrap_or(present.kind),
            number: self.number.unwrap_or(present.number),
            issuer: self.issuer.unwrap_or(present.issuer),
            issued_on: self.issued_on.unwrap_or(present.issued_on),
            expires_on: self.expires_on.unwrap_or(end),
            renews: present.renews,
        }
    }
}

/// A ticket that renews another. What is absent is as on the old one, but for number and days.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketRenewal {
    number: Option<String>,
    issuer: Option<String>,
    /// Its first day, such as `2026-11-30`.
    issued_on: Option<String>,
    /// Its last day; when absent, worked out from the type's validity.
    expires_on: Option<String>,
}

/// Show a ticket.
#[utoipa::path(get, path = "/api/v1/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = TicketView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<TicketId>,
) -> Result<axum::Json<TicketView>, Problem> {
    let (_, ticket) = app.store.ticket(&session.caller, id, app.clock.now()).await?;
    Ok(axum::Json(ticket.into()))
}

/// Correct a ticket that nobody has approved. It waits to be checked then, also when it had been sent back.
#[utoipa::path(patch, path = "/api/v1/tickets/{id}", tag = "tickets", request_body = TicketPatch, params(("id" = String, Path)),
    responses((status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    Body(patch): Body<TicketPatch>,
) -> Result<axum::Json<TicketView>, Problem> {
    let version = patch.version;
    correct(&app, &session, id, version, |present| patch.over(present.into())).await?;
    let (_, ticket) = app.store.ticket(&session.caller, id, app.clock.now()).await?;
    Ok(axum::Json(ticket.into()))
}

/// Withdraw a ticket that nobody has approved. One that was approved is revoked instead: it stays known.
#[utoipa::path(delete, path = "/api/v1/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
) -> Result<StatusCode, Problem> {
    withdraw(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Renew an approved ticket, also one that has expired. The old one stays what it is until the new one is approved; then it is superseded. Asked again under the same `Idempotency-Key` within a day, it answers with the one it recorded.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/renew", tag = "tickets", request_body = TicketRenewal,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn renew(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    idempotency: Idempotency,
    Body(new): Body<TicketRenewal>,
) -> Result<Response, Problem> {
    let input = TicketInput {
        number: new.number,
        issuer: new.issuer,
        issued_on: new.issued_on,
        expires_on: new.expires_on,
        ..TicketInput::default()
    };
    let key = key_of(idempotency, &id.to_string(), &input);
    let new = renew_ticket(&app, &session, id, &input, key.as_ref()).await?;
    let (_, ticket) = app.store.ticket(&session.caller, new, app.clock.now()).await?;
    Ok(made(ticket))
}
