//! `POST /api/v1/certificates/{id}/download-url`.

use axum::extract::State;
use axum::response::Response;
use domain::id::CertificateId;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::download::{Part, issue_url};
use crate::problem::Problem;
use crate::routes::extract::{Id, Params, StepUp};
use crate::routes::respond::{moment, secret};

/// Which of the certificate's files.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// `file` (default), or `private_key` for the `.key` of a pair.
    #[param(inline)]
    part: Option<Part>,
}

/// A URL that works once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct DownloadUrlView {
    /// Fetch it with the same session.
    url: String,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
}

/// Get a URL under which the file can be fetched once, in this session, for a minute. Takes a step-up for
/// `certificate.download`.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/download-url", tag = "certificates",
    params(("id" = String, Path), Query, ("Step-Up" = String, Header)),
    responses((status = 200, body = DownloadUrlView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn download_url(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Download as u8 }>,
    Id(id): Id<CertificateId>,
    Params(query): Params<Query>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let issued = issue_url(&app, &session, id, query.part.unwrap_or_default(), proof.as_deref()).await?;
    Ok(secret(&DownloadUrlView { url: issued.url, expires_at: moment(issued.expires_at) }))
}
