//! `/api/v1/tickets/{id}/evidence`: the photos and PDFs that prove a ticket; `/api/v1/evidence/{id}`: one of them, looked at and
//! taken away.

use axum::Json;
use axum::body::Body as HttpBody;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use domain::id::{EvidenceId, TicketId};
use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use store::Evidence;

use super::certificates::{read_within, unreadable};
use super::download::attachment;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::tickets::evidence::{
    Shown, add as add_evidence, remove as remove_evidence, view as view_evidence,
};
use crate::ops::upload::UploadedFile;
use crate::problem::Problem;
use crate::routes::extract::Id;
use crate::routes::respond::{List, moment};

/// Nothing of it runs, and it loads nothing.
pub(super) const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The limit of these routes, which is wider than that of the others.
pub(in crate::routes) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(evidence::limits::MAX_BYTES + (64 << 10))
}

/// A photo or PDF that proves a ticket.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EvidenceView {
    id: String,
    ticket_id: String,
    file_name: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    media_type: String,
    /// Bytes.
    size: i32,
    /// The member who added it.
    added_by: String,
    added_at: String,
}

impl From<Evidence> for EvidenceView {
    fn from(evidence: Evidence) -> Self {
        Self {
            id: evidence.id.to_string(),
            ticket_id: evidence.ticket.to_string(),
            file_name: evidence.file_name,
            media_type: evidence.media_type,
            size: evidence.size,
            added_by: evidence.added_by.0.to_string(),
            added_at: moment(evidence.added_at),
        }
    }
}

/// The form of an upload, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a multipart form, which is read field by field")]
pub(super) struct EvidenceForm {
    /// A photo (JPEG, PNG) or a PDF, 8 MiB at most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What proves a ticket, oldest first.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/evidence", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = List<EvidenceView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<TicketId>,
) -> Result<Json<List<EvidenceView>>, Problem> {
    let (_, evidence) = app.store.evidence(&session.caller, id).await?;
    // Nobody is told apart which tickets have nothing and which are not there, but by this.
    app.store.ticket(&session.caller, id, app.clock.now()).await?;
    Ok(Json(List { items: evidence.into_iter().map(EvidenceView::from).collect(), next_cursor: None }))
}

/// Add a photo or PDF to a ticket that nobody has approved, 10 at most. Of a photo, everything that does not show is left behind: camera, place, moment. The ticket waits to be checked then, by somebody else.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/evidence", tag = "tickets", params(("id" = String, Path)),
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Option<EvidenceView>, description = "Added; null for who may not look at it"),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "Not accepted; `code` says why")))]
pub(super) async fn add(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    Id(ticket): Id<TicketId>,
    request: Request,
) -> Result<Response, Problem> {
    let file = read_form(request, &app).await?;
    let id = add_evidence(&app, &session, ticket, file).await?;
    let location = [(header::LOCATION, format!("/api/v1/evidence/{id}"))];
    // Who may add may not for that look.
    let added = match app.store.evidence(&session.caller, ticket).await {
        Ok((_, all)) => all.into_iter().find(|one| one.id == id),
        Err(store::Error::Denied(_)) => None,
        Err(error) => return Err(error.into()),
    };
    Ok((StatusCode::CREATED, location, Json(added.map(EvidenceView::from))).into_response())
}

/// Look at a photo or PDF. The log has it before and after.
#[utoipa::path(get, path = "/api/v1/evidence/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, description = "The photo or PDF", content_type = "*/*"),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn view(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<EvidenceId>,
    method: Method,
) -> Result<Response, Problem> {
    // The router sends HEAD here too: it would open the file for nobody.
    if method != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    Ok(served(&view_evidence(&app, &session, id).await?))
}

/// Take a photo or PDF away from a ticket that nobody has approved. What was approved keeps what it was approved on.
#[utoipa::path(delete, path = "/api/v1/evidence/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<EvidenceId>,
) -> Result<StatusCode, Problem> {
    remove_evidence(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer that shows it: a picture in its place; a PDF, which a sandbox shows nowhere, as a file.
pub(in crate::routes) fn served(shown: &Shown) -> Response {
    let mut response = Response::new(HttpBody::from(shown.bytes.to_vec()));
    let disposition = if shown.form.is_picture() {
        HeaderValue::from_static("inline")
    } else {
        attachment(&shown.file_name)
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(shown.form.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}

/// Reads the form of an upload.
pub(in crate::routes) async fn read_form(request: Request, app: &App) -> Result<UploadedFile, Problem> {
    read_within_form(request, app, evidence::limits::MAX_BYTES, evidence::Refusal::TooLarge).await
}

/// Reads the form of an upload of at most so many bytes.
pub(super) async fn read_within_form(
    request: Request,
    app: &App,
    most: usize,
    refusal: evidence::Refusal,
) -> Result<UploadedFile, Problem> {
    let asked = || Problem::bad_request("Send one file as multipart/form-data, in the field `file`.");
    let mut form = Multipart::from_request(request, app).await.map_err(|_: MultipartRejection| asked())?;
    let field = form.next_field().await.map_err(unreadable)?;
    let field = field.filter(|field| field.name() == Some("file"));
    let field =
        field.ok_or_else(|| Problem::field("file", "file_required", "Send a file in the field `file`."))?;
    let file = read_within(field, most, (refusal.code(), &refusal.to_string())).await?;
    match form.next_field().await.map_err(unreadable)? {
        None => Ok(file),
        Some(_) => Err(asked()),
    }
}
