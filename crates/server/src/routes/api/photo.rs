//! `/api/v1/workers/{id}/photo`: a worker's photo, kept, looked at and removed.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::Response;
use domain::id::WorkerId;
use http::{Method, StatusCode};

use super::evidence::{EvidenceForm, read_within_form, served};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::photos;
use crate::ops::upload::UploadedFile;
use crate::problem::Problem;
use crate::routes::extract::Id;

/// The limit of these routes.
pub(in crate::routes) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(evidence::limits::MAX_PHOTO_BYTES + (64 << 10))
}

/// Reads the form of an upload.
pub(in crate::routes) async fn read_form(request: Request, app: &App) -> Result<UploadedFile, Problem> {
    read_within_form(request, app, evidence::limits::MAX_PHOTO_BYTES, evidence::Refusal::PhotoTooLarge).await
}

/// Look at a worker's photo. The log has it before and after.
#[utoipa::path(get, path = "/api/v1/workers/{id}/photo", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, description = "The photo", content_type = "image/*"),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn view(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<WorkerId>,
    method: Method,
) -> Result<Response, Problem> {
    // The router sends HEAD here too: it would open the photo for nobody.
    if method != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    Ok(served(&photos::view(&app, &session, id).await?))
}

/// Keep a photo of a worker, in the place of the one that there is: JPEG or PNG, 1 MiB at most; 600 by 800 pixels are enough. Everything that does not show is left behind. Passes that are issued from now on name it.
#[utoipa::path(put, path = "/api/v1/workers/{id}/photo", tag = "workers", params(("id" = String, Path)),
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "Not accepted; `code` says why")))]
pub(super) async fn keep(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    Id(id): Id<WorkerId>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let file = read_form(request, &app).await?;
    photos::keep(&app, &session, id, file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a worker's photo.
#[utoipa::path(delete, path = "/api/v1/workers/{id}/photo", tag = "workers", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<StatusCode, Problem> {
    photos::remove(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
