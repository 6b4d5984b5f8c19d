//! `GET /api/v1/audit/checkpoint`: what vouches for the log.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::checkpoints::seal::Seal;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::respond::moment;

/// What vouches for the organization's log.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SealView {
    /// The public key that verifies checkpoints: `NAME+ID+KEY`. Have it from the operator too, by another way.
    key: String,
    /// The last checkpoint; `null` before the first.
    checkpoint: Option<CheckpointView>,
    /// Witnesses.
    witnesses: Vec<WitnessView>,
}

/// A checkpoint.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CheckpointView {
    epoch: i32,
    /// How many entries of the epoch it covers.
    size: i64,
    /// The root of the tree over them, hexadecimal.
    root: String,
    /// When it was signed (RFC 3339, UTC).
    signed_at: String,
    /// The signed note with its cosignatures (docs/AUDIT.md).
    note: String,
}

/// A witness.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WitnessView {
    name: String,
    /// The public key that verifies his cosignatures. Have it from him.
    key: String,
    /// The epoch of the last checkpoint that he cosigned.
    epoch: Option<i32>,
    /// How many entries of the epoch it covers.
    size: Option<i64>,
    /// When he cosigned it (RFC 3339, UTC).
    cosigned_at: Option<String>,
    /// `cosigned` the last checkpoint; `waiting` to be asked; `away`; `refuses`; `former`, not asked any more.
    state: &'static str,
}

/// The public key, the last checkpoint, and what witnesses saw.
#[utoipa::path(get, path = "/api/v1/audit/checkpoint", tag = "audit",
    responses((status = 200, body = SealView), (status = 403, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<SealView>, Problem> {
    let seal = Seal::read(&app.signer, &app.store, &session.caller).await?;
    let checkpoint = seal.last.map(|last| CheckpointView {
        epoch: last.kept.epoch,
        size: last.kept.size,
        root: hex::encode(last.root),
        signed_at: moment(last.at),
        note: last.kept.note,
    });
    let witness = |seen: crate::checkpoints::seal::Seen| WitnessView {
        name: seen.name,
        key: seen.key,
        epoch: seen.last.map(|(epoch, ..)| epoch),
        size: seen.last.map(|(_, size, _)| size),
        cosigned_at: seen.last.map(|(.., at)| moment(at)),
        state: seen.state.as_str(),
    };
    let witnesses = seal.witnesses.into_iter().map(witness).collect();
    Ok(Json(SealView { key: seal.key, checkpoint, witnesses }))
}
