//! The listener of the metrics: plain HTTP, one path, for this machine alone.

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// The media type of the text form.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves `GET /metrics` until `shutdown`.
pub async fn serve(listener: TcpListener, app: App, shutdown: CancellationToken) {
    let router = Router::new().route("/metrics", get(metrics)).with_state(app);
    let served = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "metrics are no longer served");
    }
}

async fn metrics(State(app): State<App>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")],
        app.metrics.text(&app).await,
    )
}
