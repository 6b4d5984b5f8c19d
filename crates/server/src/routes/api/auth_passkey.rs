//! `/api/v1/auth/passkey`: a session, by passkey alone.

use axum::extract::State;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;

use super::auth_login::TokenPair;
use super::passkeys::CeremonyView;
use crate::app::App;
use crate::auth::passkeys::Assertion;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::passkey_sign_in::{begin_passkey_sign_in, sign_in_with_passkey};
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// An answer to the ceremony.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeyLogin {
    /// Of the ceremony.
    #[schema(value_type = String)]
    token: SecretString,
    /// What the authenticator signed.
    credential: Assertion,
    /// Which organization, for members of several; by default the one joined first.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organization_id: Option<domain::id::OrgId>,
}

/// Begin to sign in with a passkey: the answer is for `navigator.credentials.get`.
#[utoipa::path(post, path = "/api/v1/auth/passkey/begin", tag = "auth", security(()),
    responses((status = 200, body = CeremonyView), (status = 429, body = Problem)))]
pub(super) async fn begin(
    State(app): State<App>,
    _: Anonymous<{ Class::Challenge as u8 }>,
) -> Result<Response, Problem> {
    Ok(secret(&CeremonyView::from(begin_passkey_sign_in(&app).await?)))
}

/// Sign in with a passkey.
#[utoipa::path(post, path = "/api/v1/auth/passkey", tag = "auth", request_body = PasskeyLogin, security(()),
    responses((status = 200, body = TokenPair), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn login(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<PasskeyLogin>,
) -> Result<Response, Problem> {
    let (tokens, _) =
        sign_in_with_passkey(&app, &body.token, &body.credential, body.organization_id, &origin).await?;
    Ok(secret(&TokenPair::from(tokens)))
}
