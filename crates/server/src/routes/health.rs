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

/// The database and the limiter answer too. Which of them does not, stands in the problem and in the log.
pub(super) async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    let (database, limiter) = futures_util::future::join(app.store.ready(), app.limiter.ready()).await;
    database.map_err(|error| {
        tracing::warn!(%error, "not ready: the database");
        Problem::not_ready("database")
    })?;
    limiter.map_err(|error| {
        tracing::warn!(%error, "not ready: the limiter");
        Problem::not_ready("limiter")
    })?;
    Ok("ready\n")
}
