//! `/api/v1/certificates/{id}`: one certificate.

use axum::extract::State;
use domain::id::{CertificateId, CustomerId};
use http::StatusCode;
use serde::Deserialize;

use super::certificate_view::CertificateDetail;
use super::customer::present;
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::delete_certificate::delete_certificate;
use crate::ops::update_certificate::update_certificate;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificatePatch {
    name: Option<String>,
    /// Null: nobody's.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    customer_id: Option<Option<CustomerId>>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

async fn detail(
    app: &App,
    session: &Session,
    id: CertificateId,
) -> Result<axum::Json<CertificateDetail>, Problem> {
    let (_, certificate, objects) = app.store.certificate(&session.caller, id).await?;
    Ok(axum::Json(CertificateDetail::new(&certificate, objects, app.clock.now())))
}

/// Everything that was read from the file.
#[utoipa::path(get, path = "/api/v1/certificates/{id}", tag = "certificates", params(("id" = String, Path)),
    responses((status = 200, body = CertificateDetail), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<CertificateId>,
) -> Result<axum::Json<CertificateDetail>, Problem> {
    detail(&app, &session, id).await
}

/// Change what the firm notes about it. Takes a step-up for `certificate.update` where the organization wants one.
#[utoipa::path(patch, path = "/api/v1/certificates/{id}", tag = "certificates", request_body = CertificatePatch,
    params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    responses((status = 200, body = CertificateDetail), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
    StepUp(proof): StepUp,
    Body(patch): Body<CertificatePatch>,
) -> Result<axum::Json<CertificateDetail>, Problem> {
    update_certificate(&app, &session, id, patch.version, proof.as_deref(), |present| {
        let name = patch.name.unwrap_or_else(|| present.name.clone());
        (name, patch.customer_id.unwrap_or(present.customer.as_ref().map(|customer| customer.id)))
    })
    .await?;
    detail(&app, &session, id).await
}

/// Destroy it: its keys first, so that nothing opens what remains. Takes a step-up for `certificate.delete`.
#[utoipa::path(delete, path = "/api/v1/certificates/{id}", tag = "certificates",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    delete_certificate(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
