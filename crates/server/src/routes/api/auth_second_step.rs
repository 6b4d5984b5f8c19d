//! `POST /api/v1/auth/login/second-step`: the second step of a sign-in, after the password.

use axum::extract::State;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;

use super::auth_login::TokenPair;
use crate::app::App;
use crate::auth::passkeys::Assertion;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::second_step::{second_step_by_passkey, second_step_by_recovery_code};
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::secret;

/// A passkey's answer or a recovery code: one of the two.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondStep {
    /// From the answer to the password.
    #[schema(value_type = String)]
    token: SecretString,
    /// What the authenticator signed.
    #[serde(default)]
    credential: Option<Assertion>,
    /// One of the ten.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    recovery_code: Option<SecretString>,
}

/// Take the second step of a sign-in. A passkey that is refused ends it; a recovery code can be typed again.
#[utoipa::path(post, path = "/api/v1/auth/login/second-step", tag = "auth", request_body = SecondStep, security(()),
    responses((status = 200, body = TokenPair), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn second_step(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<SecondStep>,
) -> Result<Response, Problem> {
    let (tokens, _) = match (&body.credential, &body.recovery_code) {
        (Some(credential), None) => second_step_by_passkey(&app, &body.token, credential, &origin).await?,
        (None, Some(code)) => second_step_by_recovery_code(&app, &body.token, code, &origin).await?,
        _ => return Err(Problem::bad_request("Send either a credential or a recovery_code.")),
    };
    Ok(secret(&TokenPair::from(tokens)))
}
