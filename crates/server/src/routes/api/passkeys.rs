//! `/api/v1/auth/passkeys`: one's own passkeys, and enrolling another.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::passkeys::{LIFETIME, Registration};
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passkeys::{Begun, begin_enrolment, enrol};
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};
use crate::routes::respond::{moment, secret};

/// A passkey.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PasskeyView {
    /// Its id.
    id: String,
    /// What its holder calls it.
    name: String,
    /// Whether copies of it are kept elsewhere, as in a synchronized password manager.
    backed_up: bool,
    /// When it was enrolled (RFC 3339, UTC).
    created_at: String,
    /// When it was last used (RFC 3339, UTC); null until it is.
    last_used_at: Option<String>,
}

/// What a member proves himself with, beside his password.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FactorsView {
    /// Oldest first.
    items: Vec<PasskeyView>,
    /// Always null: they come all at once.
    next_cursor: Option<String>,
    /// How many recovery codes are left.
    recovery_codes: usize,
}

/// A ceremony that has begun.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CeremonyView {
    /// Send it with the answer. It works once.
    token: String,
    /// For `navigator.credentials`, with binary values in base64url (`PublicKeyCredentialCreationOptionsJSON` or
    /// `PublicKeyCredentialRequestOptionsJSON` of Web Authentication Level 3).
    #[schema(value_type = Object)]
    options: serde_json::Value,
    /// Seconds until it ends.
    expires_in: i64,
}

impl From<Begun> for CeremonyView {
    fn from(begun: Begun) -> Self {
        Self {
            token: begun.token.expose_secret().to_owned(),
            options: begun.options,
            expires_in: LIFETIME.whole_seconds(),
        }
    }
}

/// A new passkey.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrolment {
    /// Of the ceremony.
    #[schema(value_type = String)]
    token: SecretString,
    /// What to call it, 1 to 100 characters.
    name: String,
    /// What the authenticator made.
    credential: Registration,
}

/// What was enrolled.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Enrolled {
    /// Its id.
    id: String,
}

/// Your own passkeys.
#[utoipa::path(get, path = "/api/v1/auth/passkeys", tag = "auth",
    responses((status = 200, body = FactorsView), (status = 401, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<FactorsView>, Problem> {
    let (_, own) = app.store.own_factors(&session.caller).await?;
    let view = |passkey: store::Passkey| PasskeyView {
        id: passkey.id.to_string(),
        name: passkey.name,
        backed_up: passkey.backed_up,
        created_at: moment(passkey.created_at),
        last_used_at: passkey.last_used_at.map(moment),
    };
    Ok(axum::Json(FactorsView {
        items: own.passkeys.into_iter().map(view).collect(),
        next_cursor: None,
        recovery_codes: own.recovery_codes,
    }))
}

/// Begin to enrol a passkey: the answer is for `navigator.credentials.create`.
#[utoipa::path(post, path = "/api/v1/auth/passkeys/begin", tag = "auth",
    responses((status = 200, body = CeremonyView), (status = 401, body = Problem)))]
pub(super) async fn begin(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
) -> Result<Response, Problem> {
    Ok(secret(&CeremonyView::from(begin_enrolment(&app, &session).await?)))
}

/// Enrol the passkey that was made. Takes a step-up for `passkey.enrol` on your own member id.
#[utoipa::path(post, path = "/api/v1/auth/passkeys", tag = "auth", request_body = Enrolment, params(("Step-Up" = String, Header)),
    responses((status = 201, body = Enrolled), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn finish(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(body): Body<Enrolment>,
) -> Result<Response, Problem> {
    let id = enrol(&app, &session, &body.token, &body.credential, &body.name, proof.as_deref()).await?;
    Ok((StatusCode::CREATED, axum::Json(Enrolled { id: id.to_string() })).into_response())
}
