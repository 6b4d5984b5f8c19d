//! `/api/v1/pass-keys`: the keys with which the organization vouches.

use axum::Json;
use axum::extract::State;
use domain::id::PassKeyId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::PassKey;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passes::keys;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};
use crate::routes::respond::{List, moment};

/// A key.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PassKeyView {
    id: String,
    /// What it signs: `pass`, `status` or `wallet`.
    purpose: String,
    /// Which of its purpose it is. The status list of passes under a key has its number.
    epoch: i32,
    /// Its id in headers and key sets, hexadecimal.
    kid: String,
    /// From when it signs (RFC 3339, UTC).
    not_before: String,
    /// Until when.
    not_after: String,
    /// When it was given up.
    distrusted_at: Option<String>,
}

/// Which key.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    /// `pass`, `status` or `wallet`.
    purpose: String,
}

/// The new key.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RotatedView {
    epoch: i32,
}

impl From<PassKey> for PassKeyView {
    fn from(key: PassKey) -> Self {
        Self {
            id: key.id.to_string(),
            purpose: key.purpose,
            epoch: key.epoch,
            kid: hex::encode(key.key_id),
            not_before: moment(key.not_before),
            not_after: moment(key.not_after),
            distrusted_at: key.distrusted_at.map(moment),
        }
    }
}

/// The keys that sign passes, their status lists and what goes to wallets, newest first.
#[utoipa::path(get, path = "/api/v1/pass-keys", tag = "passes",
    responses((status = 200, body = List<PassKeyView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<List<PassKeyView>>, Problem> {
    let (_, keys) = app.store.pass_keys(&session.caller).await?;
    Ok(Json(List { items: keys.into_iter().map(PassKeyView::from).collect(), next_cursor: None }))
}

/// Put a new key in the place of the one that signs, at once. Keys are rotated by themselves every 90 days and published 30 days
/// ahead; after this, verifiers do not know the new key before they fetch the key set again. Takes a step-up for `pass_key.rotate` on the
/// organization.
#[utoipa::path(post, path = "/api/v1/pass-keys/rotate", tag = "passes", request_body = Rotation, params(("Step-Up" = Option<String>, Header)),
    responses((status = 200, body = RotatedView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn rotate(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(body): Body<Rotation>,
) -> Result<Json<RotatedView>, Problem> {
    let epoch = keys::rotate(&app, &session, &body.purpose, proof.as_deref()).await?;
    Ok(Json(RotatedView { epoch }))
}

/// Give a key up, because somebody else may have it: nothing that it ever signed is believed by who has fetched the key set since.
/// Passes under it have to be issued again. Takes a step-up for `pass_key.distrust` on the key.
#[utoipa::path(post, path = "/api/v1/pass-keys/{id}/distrust", tag = "passes",
    params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn distrust(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<PassKeyId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    keys::distrust(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
