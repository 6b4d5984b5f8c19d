//! `/api/v1/auth/passkeys/{id}`: one of one's own passkeys.

use axum::extract::State;
use domain::id::PasskeyId;
use http::StatusCode;
use serde::Deserialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passkeys::{remove_passkey, rename_passkey};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// What to change.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeyPatch {
    /// What to call it, 1 to 100 characters.
    name: String,
}

/// Give a passkey another name.
#[utoipa::path(patch, path = "/api/v1/auth/passkeys/{id}", tag = "auth", request_body = PasskeyPatch, params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn rename(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<PasskeyId>,
    Body(patch): Body<PasskeyPatch>,
) -> Result<StatusCode, Problem> {
    rename_passkey(&app, &session, id, &patch.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a passkey, and end your other sessions. Takes a step-up for `passkey.remove`.
#[utoipa::path(delete, path = "/api/v1/auth/passkeys/{id}", tag = "auth",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<PasskeyId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    remove_passkey(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
