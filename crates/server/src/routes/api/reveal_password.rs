//! `POST /api/v1/certificates/{id}/reveal-password`.

use axum::extract::State;
use axum::response::Response;
use domain::id::CertificateId;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::{Id, StepUp};
use crate::routes::respond::secret;

/// A password.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Revealed {
    /// In clear.
    password: String,
}

/// Show the password. Takes a step-up for `certificate.reveal_password`.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/reveal-password", tag = "certificates",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 200, body = Revealed), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn reveal_password(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Reveal as u8 }>,
    Id(id): Id<CertificateId>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let password = ops::reveal::reveal_password(&app, &session, id, proof.as_deref()).await?;
    Ok(secret(&Revealed { password: password.expose_secret().to_owned() }))
}
