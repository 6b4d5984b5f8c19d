//! What somebody with a renewal link does: he looks at what is asked for, and sends it.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::certificates::{UploadForm, read_form};
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::{logo, renewal};
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::{moment, secret};

/// A link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenewalToken {
    /// The part of the link after `#`.
    token: String,
}

/// What is asked for.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AskedFor {
    /// The organization's name.
    organization: String,
    /// Its logo, as a `data:` URL; null when it has none.
    logo: Option<String>,
    /// Whose certificate, as the firm calls it: without tax id.
    holder: String,
    /// A kind of file, or a profile such as `mx.efirma`.
    kind: String,
    /// When the present certificate ends (RFC 3339, UTC).
    ends_at: String,
    /// When the link ends.
    expires_at: String,
    /// Whether the private key must come too.
    with_private_key: bool,
}

/// What came in.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Arrived {
    /// When the new certificate ends (RFC 3339, UTC).
    ends_at: String,
}

/// See what a renewal link asks for.
#[utoipa::path(post, path = "/api/v1/renewals/look", tag = "renewals", request_body = RenewalToken, security(()),
    responses((status = 200, body = AskedFor), (status = 410, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn look(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Renewal as u8 }>,
    Body(body): Body<RenewalToken>,
) -> Result<Response, Problem> {
    let asked = renewal::look(&app, &body.token).await?;
    let logo = logo::as_url(&app, asked.org).await?;
    Ok(secret(&AskedFor {
        logo,
        organization: asked.organization,
        holder: asked.called,
        kind: asked.profile.unwrap_or(asked.kind),
        ends_at: moment(asked.not_after),
        expires_at: moment(asked.expires_at),
        with_private_key: asked.has_private_key,
    }))
}

/// Send the new file by a renewal link, with its secret in the header `Renewal-Token`. The file is held against the certificate that
/// is asked for: `errors` says everything that is wrong with it, and nothing is kept of it. What is accepted uses the link up.
#[utoipa::path(post, path = "/api/v1/renewals", tag = "renewals", security(()),
    params(("Renewal-Token" = String, Header)),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Arrived), (status = 410, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "Not taken; `code` and `errors` say why"),
        (status = 429, body = Problem)))]
pub(super) async fn send(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Renewal as u8 }>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let token = headers.get("renewal-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Who has no good link does not get to send a file.
    renewal::look(&app, token).await?;
    let upload = read_form(request, &app).await?;
    if upload.customer.is_some() {
        return Err(Problem::bad_request("A renewal is for the customer of the certificate."));
    }
    let arrived = renewal::renew(&app, token, upload, &origin).await?;
    Ok((StatusCode::CREATED, secret(&Arrived { ends_at: moment(arrived.not_after) })).into_response())
}
