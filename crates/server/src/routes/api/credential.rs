//! `/api/v1/workers/{id}/credential`: a worker's tickets for his wallet.

use axum::extract::State;
use axum::response::Response;
use domain::id::WorkerId;
use pass::Point;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::passes::key_problem;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passes::credential::{self, Form};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};
use crate::routes::respond::{moment, secret};

/// For which wallet, and in which form.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedCredential {
    /// The public key in the wallet, on P-256: a JWK.
    #[schema(value_type = Object)]
    holder_key: Value,
    /// `sd_jwt_vc`: one credential of all tickets, of which the holder shows what he wants. `open_badges`: a badge of each.
    format: String,
}

/// What the wallet keeps.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct GivenView {
    /// As what it is listed and taken back among the worker's passes; null for badges, which are worth what their tickets are.
    id: Option<String>,
    /// As it was asked for.
    format: &'static str,
    credentials: Vec<CredentialView>,
    /// How many tickets in force found no place.
    left_out: usize,
}

/// A credential.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CredentialView {
    /// What passes call the ticket's type, of a badge.
    ticket: Option<String>,
    /// An SD-JWT with all its disclosures, or a JWT.
    credential: String,
    /// When it ends (RFC 3339, UTC): get another before.
    expires_at: String,
}

/// Make a credential for a wallet of a worker: of those whom you see, or of yourself. It says which tickets are in force, and nothing of
/// health, of a government id or of a birth date. It is signed under the organization's key for wallets; see `docs/WALLET.md`.
#[utoipa::path(post, path = "/api/v1/workers/{id}/credential", tag = "passes", params(("id" = String, Path)),
    request_body(content = WantedCredential),
    responses((status = 200, body = GivenView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "The wallet's credential was taken back"), (status = 422, body = Problem)))]
pub(super) async fn give(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    Body(wanted): Body<WantedCredential>,
) -> Result<Response, Problem> {
    let form = Form::from_name(&wanted.format)
        .ok_or_else(|| Problem::field("format", "format", "Choose one of sd_jwt_vc and open_badges."))?;
    let wallet = Point::from_jwk(&wanted.holder_key.to_string())
        .map_err(|error| key_problem("holder_key", "Send the wallet's public key as a JWK.", error))?;
    let given = credential::give(&app, &session, id, wallet, form).await?;
    let credentials = given.credentials.into_iter().map(|one| CredentialView {
        ticket: one.ticket,
        credential: one.text,
        expires_at: moment(one.expires_at),
    });
    Ok(secret(&GivenView {
        id: given.id.map(|id| id.to_string()),
        format: form.as_str(),
        credentials: credentials.collect(),
        left_out: given.left_out,
    }))
}
