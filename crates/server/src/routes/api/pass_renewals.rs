//! `/api/v1/pass-renewals`: a phone keeps its pass fresh, without a session.

use axum::extract::State;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::passes::{IssuedView, view};
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::passes::renew;
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// What the phone asks with.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// The organization that issued the pass: its `iss`.
    issuer: String,
    /// A `COSE_Sign1` by the key that the pass names, in base64url: see `docs/WALLET.md`.
    proof: String,
}

/// Have a pass signed anew for the phone that it is for: by its key, without a session. It ends when it would have ended before, and
/// has no type of ticket that it did not have. Each proof counts for a minute, and once.
#[utoipa::path(post, path = "/api/v1/pass-renewals", tag = "passes", security(()), request_body(content = Wish),
    responses((status = 200, body = IssuedView), (status = 403, body = Problem, description = "The proof is not that of the pass's phone, \
        or not of now"), (status = 409, body = Problem, description = "It is not renewed any more: take another, with a session"),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn renew(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::PassRenewal as u8 }>,
    Body(wish): Body<Wish>,
) -> Result<Response, Problem> {
    let issuer = wish.issuer.parse().map_err(|_| {
        Problem::field("issuer", "issuer", "Send the id of the organization that issued the pass.")
    })?;
    // What is not base64url is no proof, and is told so.
    let proof = URL_SAFE_NO_PAD.decode(&wish.proof).unwrap_or_default();
    Ok(secret(&view(renew::renew(&app, issuer, &proof, origin.request).await?)))
}
