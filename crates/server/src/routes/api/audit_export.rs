//! `POST /api/v1/audit/export`: the log, for offline verification.

use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, header};

use super::download::attachment;
use crate::app::App;
use crate::audit_archive;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::export_audit::export_audit;
use crate::problem::Problem;
use crate::routes::extract::StepUp;

/// Export the log as a tar archive, which `credenza audit verify` checks offline once it is unpacked. Takes a step-up for
/// `audit.export`, whose object is the organization's id.
#[utoipa::path(post, path = "/api/v1/audit/export", tag = "audit", params(("Step-Up" = String, Header)),
    responses((status = 200, description = "The archive", content_type = "application/x-tar"),
        (status = 403, body = Problem)))]
pub(super) async fn export(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Export as u8 }>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let log = export_audit(&app, &session, proof.as_deref()).await?;
    let files = audit_archive::files(session.org, &log, app.clock.now())
        .map_err(|error| Problem::internal(&error.to_string()))?;
    let folder = format!("audit-{}", session.org);
    let archive =
        files.tar(&folder, app.clock.now()).map_err(|error| Problem::internal(&error.to_string()))?;
    let mut response = Response::new(HttpBody::from(archive));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-tar"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&format!("{folder}.tar")));
    Ok(response)
}
