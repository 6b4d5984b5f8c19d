//! `POST /api/v1/organization/export`: everything that the organization keeps, as one archive.

use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream::poll_fn;
use http::{HeaderValue, header};
use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::mpsc::channel;
use tracing::Instrument;

use super::download::attachment;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::export;
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};

/// Pieces of 64 KiB that wait for a slow reader.
const AHEAD: usize = 4;

/// What is to be exported.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedExport {
    /// Whether the files in custody are to be in it, with their passwords, sealed under `passphrase`.
    certificates: bool,
    /// What they are sealed under: 12 characters at least. Nobody else has it, and it is kept nowhere.
    #[schema(value_type = Option<String>)]
    passphrase: Option<SecretString>,
}

/// Export the organization as a ZIP archive: its tables as CSV, its audit log, and the files in custody if they are wanted, each
/// with an entry of its own in the log. `docs/FORMAT.md` describes it, and a program in it opens it. The archive is sent as it is
/// written; without its end it is none. Takes a step-up for `organization.export`, whose object is the organization's id.
#[utoipa::path(post, path = "/api/v1/organization/export", tag = "organization", params(("Step-Up" = String, Header)),
    request_body = WantedExport,
    responses((status = 200, description = "The archive", content_type = "application/zip"), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn export(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Export as u8 }>,
    StepUp(proof): StepUp,
    Body(wanted): Body<WantedExport>,
) -> Result<Response, Problem> {
    let passphrase = match (wanted.certificates, wanted.passphrase) {
        (false, _) => None,
        (true, Some(passphrase)) => Some(passphrase),
        (true, None) => {
            let detail = "Files leave custody sealed: give a passphrase for them.";
            return Err(Problem::field("passphrase", "passphrase_required", detail));
        }
    };
    let begun = export::begin(&app, &session, passphrase, proof.as_deref()).await?;
    let name = format!("{}.zip", begun.id);
    let (sender, mut pieces) = channel(AHEAD);
    let run = async move { export::run(&app, &session, begun, sender).await };
    tokio::spawn(run.in_current_span());
    let mut response =
        Response::new(HttpBody::from_stream(poll_fn(move |context| pieces.poll_recv(context))));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&name));
    // A proxy that gathers the answer would keep all of it.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}
