//! `POST /api/v1/auth/logout`: the end of a session.

use axum::extract::State;
use http::StatusCode;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::sign_out::sign_out;
use crate::problem::Problem;

/// End the session. Its tokens open nothing any more, at once.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth",
    responses((status = 204), (status = 401, body = Problem)))]
pub(super) async fn logout(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
) -> Result<StatusCode, Problem> {
    sign_out(&app, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}
