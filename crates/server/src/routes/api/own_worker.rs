//! `/api/v1/own-worker`: the worker that the caller is himself.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::tickets::TicketView;
use super::workers::RoleOfWorkView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::respond::secret;

/// Oneself, as a worker.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OwnWorker {
    id: String,
    name: String,
    /// What the organization calls him elsewhere.
    reference: Option<String>,
    /// The organization's name.
    organization: String,
    /// The first 16 bytes of the SHA-256 of his photo, in hexadecimal, as his passes name it.
    photo: Option<String>,
    /// All of his tickets, those that end first first.
    tickets: Vec<TicketView>,
    /// His roles of work, as his passes state them.
    roles: Vec<RoleOfWorkView>,
}

/// Show the worker whose own account yours is, with his tickets.
#[utoipa::path(get, path = "/api/v1/own-worker", tag = "passes",
    responses((status = 200, body = OwnWorker), (status = 403, body = Problem),
        (status = 404, body = Problem, description = "Your account belongs to no worker's record")))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Response, Problem> {
    let (_, id) = app.store.own_worker(&session.caller, session.member).await?;
    let (_, organization) = app.store.organization(&session.caller).await?;
    let (_, worker, tickets) = app.store.worker_with_tickets(&session.caller, id, app.clock.now()).await?;
    let (_, photo) = app.store.photo(&session.caller, id).await?;
    Ok(secret(&OwnWorker {
        id: worker.id.to_string(),
        name: worker.name,
        reference: worker.reference,
        organization: organization.name,
        photo: photo.map(|photo| hex::encode(photo.digest)),
        tickets: tickets.into_iter().map(TicketView::from).collect(),
        roles: worker.roles.into_iter().map(RoleOfWorkView::from).collect(),
    }))
}
