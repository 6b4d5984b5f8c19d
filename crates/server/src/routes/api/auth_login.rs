//! `POST /api/v1/auth/login`: a session by password, or the second step to one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::passkeys::CeremonyView;
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::sign_in::{SessionTokens, SignedIn, sign_in};
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// Who signs in.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// E-mail address.
    email: String,
    /// Password.
    #[schema(value_type = String)]
    password: SecretString,
    /// Which organization, for members of several; by default the one joined first.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organization_id: Option<domain::id::OrgId>,
}

/// The tokens of a session.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TokenPair {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: i64,
    /// Good for one call of `/api/v1/auth/refresh`. Absent when a call at the same moment has just got the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl From<SessionTokens> for TokenPair {
    fn from(tokens: SessionTokens) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh,
        }
    }
}

/// The second step, which a password leads to for who has a passkey.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SecondStepView {
    /// What the second step takes: `passkey`, or `recovery_code` in its place.
    methods: [&'static str; 2],
    #[serde(flatten)]
    ceremony: CeremonyView,
}

/// Sign in with a password. For who has a passkey that is half of it: answer the ceremony at
/// `/api/v1/auth/login/second-step`.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = Login, security(()),
    responses((status = 200, body = TokenPair), (status = 202, body = SecondStepView), (status = 401, body = Problem),
        (status = 429, body = Problem)))]
pub(super) async fn login(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<Login>,
) -> Result<Response, Problem> {
    match sign_in(&app, &body.email, &body.password, body.organization_id, &origin).await? {
        SignedIn::Session(tokens, _) => Ok(secret(&TokenPair::from(tokens))),
        SignedIn::SecondStep(begun) => {
            let methods = ["passkey", "recovery_code"];
            let view = SecondStepView { methods, ceremony: begun.into() };
            Ok((StatusCode::ACCEPTED, secret(&view)).into_response())
        }
    }
}
