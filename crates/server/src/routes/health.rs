//! What a supervisor asks: is the process alive, can it serve?

use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;

use crate::app::App;
use crate::problem::Problem;

/// The process answers.
pub(super) async fn healthz() -> impl IntoResponse {
    (StatusCode::OK, "ok\n")
}

/// The database answers too.
pub(super) async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    app.store.ready().await?;
    Ok("ready\n")
}
