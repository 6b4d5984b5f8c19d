//! `/api/v1/tickets/{id}/approve`, `/send-back`, `/suspend`, `/reinstate` and `/revoke`: what others decide about a ticket.

use axum::Json;
use axum::extract::State;
use domain::TicketAct;
use domain::id::TicketId;
use serde::Deserialize;

use super::tickets::TicketView;
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::tickets::decide::{Decision, decide as decide_ticket};
use crate::problem::Problem;
use crate::routes::extract::{Id, OptionalBody, StepUp};

/// Why.
#[derive(Deserialize, Default, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketReason {
    /// At most 1,000 characters. Who suspends, revokes or sends back gives one.
    reason: Option<String>,
    /// The version that was looked at; by default the present one.
    version: Option<i32>,
}

async fn decide(
    app: &App,
    session: &Session,
    id: TicketId,
    act: TicketAct,
    told: &TicketReason,
    StepUp(proof): StepUp,
) -> Result<Json<TicketView>, Problem> {
    let decision = Decision { act, reason: told.reason.as_deref(), seen: told.version };
    decide_ticket(app, session, id, decision, proof.as_deref()).await?;
    let (_, ticket) = app.store.ticket(&session.caller, id, app.clock.now()).await?;
    Ok(Json(ticket.into()))
}

/// Approve a ticket that waits to be checked. Who wrote it, or holds it, can only where nobody else may approve tickets. A ticket that it renews is superseded. Takes a step-up for `ticket.approve` where the organization asks for one.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/approve", tag = "tickets", params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    request_body(content = Option<TicketReason>, content_type = "application/json"),
    responses((status = 200, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn approve(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    proof: StepUp,
    OptionalBody(decision): OptionalBody<TicketReason>,
) -> Result<Json<TicketView>, Problem> {
    decide(&app, &session, id, TicketAct::Approve, &decision, proof).await
}

/// Send a ticket back that waits to be checked, with a reason. Corrected, it waits again. Takes a step-up for `ticket.send_back` where the organization asks for one.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/send-back", tag = "tickets", params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    request_body(content = Option<TicketReason>, content_type = "application/json"),
    responses((status = 200, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn send_back(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    proof: StepUp,
    OptionalBody(decision): OptionalBody<TicketReason>,
) -> Result<Json<TicketView>, Problem> {
    decide(&app, &session, id, TicketAct::SendBack, &decision, proof).await
}

/// Suspend an approved ticket, with a reason. Takes a step-up for `ticket.suspend` where the organization asks for one.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/suspend", tag = "tickets", params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    request_body(content = Option<TicketReason>, content_type = "application/json"),
    responses((status = 200, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn suspend(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    proof: StepUp,
    OptionalBody(decision): OptionalBody<TicketReason>,
) -> Result<Json<TicketView>, Problem> {
    decide(&app, &session, id, TicketAct::Suspend, &decision, proof).await
}

/// Reinstate a suspended ticket. Takes a step-up for `ticket.reinstate` where the organization asks for one.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/reinstate", tag = "tickets", params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    request_body(content = Option<TicketReason>, content_type = "application/json"),
    responses((status = 200, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn reinstate(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    proof: StepUp,
    OptionalBody(decision): OptionalBody<TicketReason>,
) -> Result<Json<TicketView>, Problem> {
    decide(&app, &session, id, TicketAct::Reinstate, &decision, proof).await
}

/// Revoke an approved or suspended ticket for good, with a reason. Takes a step-up for `ticket.revoke` where the organization asks for one.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/revoke", tag = "tickets", params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    request_body(content = Option<TicketReason>, content_type = "application/json"),
    responses((status = 200, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<TicketId>,
    proof: StepUp,
    OptionalBody(decision): OptionalBody<TicketReason>,
) -> Result<Json<TicketView>, Problem> {
    decide(&app, &session, id, TicketAct::Revoke, &decision, proof).await
}
