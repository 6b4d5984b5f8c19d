//! The witness over HTTP: `POST /add-checkpoint`, with the statuses of C2SP tlog-witness.

use audit::{MAX_REQUEST_BYTES, Refusal};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Answer, Witness};

/// The routes of a witness.
pub fn router(witness: Witness) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/healthz", get(async || "ok\n"))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state(witness)
}

/// Serves without TLS until `shutdown`: on this machine, for a proxy.
///
/// # Errors
/// Those of the listener.
pub async fn serve_plainly(
    listener: TcpListener,
    witness: Witness,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    axum::serve(listener, router(witness)).with_graceful_shutdown(shutdown.cancelled_owned()).await
}

async fn add_checkpoint(State(witness): State<Witness>, body: Bytes) -> Response {
    // It waits for the disk.
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await;
    match answer.unwrap_or(Answer::Failed) {
        Answer::Cosigned(line) => text(StatusCode::OK, line),
        Answer::Malformed(why) => text(StatusCode::BAD_REQUEST, format!("{why}\n")),
        Answer::Refused(Refusal::Backwards) => {
            text(StatusCode::BAD_REQUEST, "the old size is above the checkpoint's\n".into())
        }
        Answer::Refused(Refusal::Unsigned) => {
            text(StatusCode::FORBIDDEN, "no key that is accepted for this origin signed it\n".into())
        }
        Answer::Refused(Refusal::UnknownOrigin) => {
            text(StatusCode::NOT_FOUND, "no log of this origin is witnessed\n".into())
        }
        Answer::Refused(Refusal::Conflict(size)) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            (StatusCode::CONFLICT, kind, format!("{size}\n")).into_response()
        }
        Answer::Refused(Refusal::Inconsistent) => {
            text(StatusCode::UNPROCESSABLE_ENTITY, "the log does not grow from what was cosigned\n".into())
        }
        Answer::Full => text(StatusCode::INSUFFICIENT_STORAGE, "there are too many logs\n".into()),
        Answer::Failed => text(StatusCode::INTERNAL_SERVER_ERROR, "the witness's memory failed\n".into()),
    }
}

fn text(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}
