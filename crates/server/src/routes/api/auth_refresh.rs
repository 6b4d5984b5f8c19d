//! `POST /api/v1/auth/refresh`: the next pair of tokens.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use time::Duration;

use super::auth_login::TokenPair;
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// A refresh token.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refresh {
    /// The newest one of the session.
    refresh_token: String,
}

/// Spend a refresh token. Using one a second time ends its session: somebody holds a copy.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth", request_body = Refresh, security(()),
    responses((status = 200, body = TokenPair), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn refresh(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Refresh as u8 }>,
    Body(body): Body<Refresh>,
) -> Result<Response, Problem> {
    let (tokens, _) = ops::refresh::refresh(&app, &body.refresh_token, Duration::ZERO, &origin).await?;
    Ok(secret(&TokenPair::from(tokens)))
}
