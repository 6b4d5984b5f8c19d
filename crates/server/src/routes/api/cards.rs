//! `/api/v1/workers/{id}/card`, `/api/v1/cards`: passes on paper; `/api/v1/workers/{id}/pass-mail`: the way to the pass on a phone.

use ::card::Layout;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::WorkerId;
use http::{StatusCode, header};
use serde::Deserialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passes::card::print;
use crate::ops::passes::mail;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};

/// For whom.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    /// 1 to 50 workers, in the order of their cards.
    #[schema(value_type = Vec<String>)]
    worker_ids: Vec<WorkerId>,
}

/// A PDF that is saved, and that nobody keeps on the way.
pub(in crate::routes) fn as_file(pdf: Vec<u8>, name: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, pdf).into_response()
}

/// A card on its own page.
pub(in crate::routes) const CARD: &str = "attachment; filename=\"pass-card.pdf\"";
/// Sheets of them.
pub(in crate::routes) const SHEET: &str = "attachment; filename=\"pass-cards.pdf\"";

/// Print a worker's pass: a PDF of a credit card's size, with a pass that anybody can copy. It is issued by this.
#[utoipa::path(post, path = "/api/v1/workers/{id}/card", tag = "passes", params(("id" = String, Path)),
    responses((status = 200, description = "The card", content_type = "application/pdf"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn card(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<Response, Problem> {
    Ok(as_file(print(&app, &session, &[id], Layout::Card, None).await?, CARD))
}

/// Print the passes of several workers, ten to a sheet of A4.
#[utoipa::path(post, path = "/api/v1/cards", tag = "passes", request_body = Sheet,
    responses((status = 200, description = "The sheets", content_type = "application/pdf"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn sheet(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(body): Body<Sheet>,
) -> Result<Response, Problem> {
    Ok(as_file(print(&app, &session, &body.worker_ids, Layout::Sheet, None).await?, SHEET))
}

/// Mail a worker where his pass is: the address of a page on which he signs in.
#[utoipa::path(post, path = "/api/v1/workers/{id}/pass-mail", tag = "passes", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem, description = "He has no address")))]
pub(super) async fn send(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<StatusCode, Problem> {
    mail::send(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
