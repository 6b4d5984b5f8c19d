//! `POST /api/v1/auth/recovery-codes`: new recovery codes.

use axum::extract::State;
use axum::response::Response;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::recovery_codes::create_recovery_codes;
use crate::problem::Problem;
use crate::routes::extract::StepUp;
use crate::routes::respond::secret;

/// Recovery codes.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RecoveryCodes {
    /// Each works once. They are not shown again.
    codes: Vec<String>,
}

/// Make ten new recovery codes; the old ones stop working. Takes a step-up for `recovery_codes.create` on your own member id.
#[utoipa::path(post, path = "/api/v1/auth/recovery-codes", tag = "auth", params(("Step-Up" = String, Header)),
    responses((status = 200, body = RecoveryCodes), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let codes = create_recovery_codes(&app, &session, proof.as_deref()).await?;
    Ok(secret(&RecoveryCodes { codes: codes.iter().map(|code| code.expose_secret().to_owned()).collect() }))
}
