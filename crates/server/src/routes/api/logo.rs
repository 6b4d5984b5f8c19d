//! `/api/v1/organization/logo`: the picture of mails and of the pages that customers see.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use store::Logo;

use super::evidence::{POLICY, read_form};
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::logo;
use crate::problem::Problem;

/// The form of an upload, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a multipart form, which is read field by field")]
pub(super) struct LogoForm {
    /// A PNG or JPEG, of at most 128 KiB and 1,200 pixels a side.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The organization's logo.
#[utoipa::path(get, path = "/api/v1/organization/logo", tag = "organization",
    responses((status = 200, description = "The picture", content_type = "image/*"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Response, Problem> {
    let logo = app.store.logo(&session.caller).await?.ok_or(store::Error::NotFound)?;
    Ok(served_logo(logo))
}

/// Set the logo, in the place of any other. What the picture tells beside what shows is left behind.
#[utoipa::path(put, path = "/api/v1/organization/logo", tag = "organization",
    request_body(content = LogoForm, content_type = "multipart/form-data"),
    responses((status = 204), (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "Not accepted; `code` says why")))]
pub(super) async fn set(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Upload as u8 }>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let file = read_form(request, &app).await?;
    logo::set(&app, &session, file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take the logo away.
#[utoipa::path(delete, path = "/api/v1/organization/logo", tag = "organization",
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
) -> Result<StatusCode, Problem> {
    logo::remove(&app, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer that shows it.
pub(in crate::routes) fn served_logo(logo: Logo) -> Response {
    let png = HeaderValue::from_static("image/png");
    let media_type =
        if logo.media_type == "image/png" { png } else { HeaderValue::from_static("image/jpeg") };
    let mut response = Response::new(Body::from(logo.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response
}
