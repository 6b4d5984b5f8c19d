//! `/api/v1/certificates/{id}/renewal`: a customer is asked for the new file of a certificate, by a link.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::CertificateId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{RENEWAL_ATTEMPTS, Renewal};

use crate::app::App;
use crate::auth::session::Limited;
use crate::i18n::Locale;
use crate::limit::Class;
use crate::ops::renewal::{self, Asking, DAYS};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};
use crate::routes::respond::{moment, secret};

/// How the customer is asked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    /// Where the link is mailed to. Without it, the answer has the link, once.
    email: Option<String>,
    /// The language of mail and page, `en`, `es` or `pt`; that of the organization if it is not given.
    locale: Option<String>,
    /// For how many days the link is good, 1 to 60; 14 by default.
    days: Option<u32>,
}

/// A link that was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AskedView {
    id: String,
    email: Option<String>,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
    /// The link, when it was not mailed. It is not told again.
    url: Option<String>,
}

/// A certificate's link.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RenewalLinkView {
    id: String,
    /// To whom it was mailed; null when it was given to who asked.
    email: Option<String>,
    locale: String,
    /// The name of who asked, if you may see members.
    asked_by: Option<String>,
    asked_at: String,
    expires_at: String,
    /// Whether that has passed.
    expired: bool,
    /// How many more files can be sent by it.
    attempts_left: i32,
    /// When the new file came.
    used_at: Option<String>,
}

/// What there is about a certificate's renewal.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RenewalView {
    /// The newest link.
    link: Option<RenewalLinkView>,
    /// To whom the firm last wrote about the customer's certificates.
    contact_email: Option<String>,
    /// Whether the new file can be asked for.
    renewable: bool,
}

impl From<Renewal> for RenewalView {
    fn from(renewal: Renewal) -> Self {
        let link = renewal.link.map(|link| RenewalLinkView {
            id: link.id.to_string(),
            email: link.email,
            locale: link.locale,
            asked_by: link.asked_by,
            asked_at: moment(link.asked_at),
            expires_at: moment(link.expires_at),
            expired: link.over,
            attempts_left: RENEWAL_ATTEMPTS - link.attempts,
            used_at: link.used_at.map(moment),
        });
        Self { link, contact_email: renewal.contact, renewable: renewal.renewable }
    }
}

/// See whether a certificate's new file was asked for.
#[utoipa::path(get, path = "/api/v1/certificates/{id}/renewal", tag = "renewals", params(("id" = String, Path)),
    responses((status = 200, body = RenewalView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<CertificateId>,
) -> Result<Json<RenewalView>, Problem> {
    let (_, renewal) = app.store.renewal(&session.caller, id).await?;
    Ok(Json(renewal.into()))
}

/// Ask for the new file, by a link that works once and replaces any earlier one. Who follows it needs no account; what he sends is
/// held against the certificate and takes its place.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/renewal", tag = "renewals", request_body = Ask, params(("id" = String, Path)),
    responses((status = 201, body = AskedView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Renewed already"), (status = 422, body = Problem)))]
pub(super) async fn ask(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
    Body(body): Body<Ask>,
) -> Result<Response, Problem> {
    let locale = match body.locale.as_deref() {
        Some(tag) => Locale::from_tag(tag).ok_or_else(|| {
            Problem::field("locale", "locale", "Choose one of the languages en, es and pt.")
        })?,
        None => {
            let (_, organization) = app.store.organization(&session.caller).await?;
            Locale::from_tag(&organization.locale).unwrap_or_default()
        }
    };
    let asking = Asking { email: body.email, locale, days: body.days.unwrap_or(DAYS) };
    let asked = renewal::ask(&app, &session, id, asking).await?;
    let view = AskedView {
        id: asked.id.to_string(),
        email: asked.email,
        expires_at: moment(asked.expires_at),
        url: asked.url,
    };
    Ok((StatusCode::CREATED, secret(&view)).into_response())
}

/// Take a certificate's link back.
#[utoipa::path(delete, path = "/api/v1/certificates/{id}/renewal", tag = "renewals", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
) -> Result<StatusCode, Problem> {
    renewal::revoke(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
