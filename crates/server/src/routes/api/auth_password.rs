//! `/api/v1/auth/password` and the two steps to a new one without the old one.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;

use super::auth_login::TokenPair;
use crate::app::App;
use crate::auth::session::{Anonymous, Limited};
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::{Body, StepUp};
use crate::routes::respond::secret;

/// The present password, and a new one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The present one.
    #[schema(value_type = String)]
    current_password: SecretString,
    /// The new one, 12 characters at least.
    #[schema(value_type = String)]
    new_password: SecretString,
}

/// Who has forgotten his password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgottenPassword {
    /// The account's e-mail address.
    email: String,
}

/// A link's token, and a new password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordReset {
    /// The part of the link after `#`.
    token: String,
    /// The new password, 12 characters at least.
    #[schema(value_type = String)]
    password: SecretString,
}

/// Change your password. Who has a passkey proves himself with it as well, by a step-up for `account.password_change` on his
/// member id. Every session of yours ends; the answer has the tokens of the one that takes the place of this.
#[utoipa::path(post, path = "/api/v1/auth/password", tag = "account", request_body = PasswordChange,
    params(("Step-Up" = Option<String>, Header)),
    responses((status = 200, body = TokenPair), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn change(
    State(app): State<App>,
    Limited(session): Limited<{ Class::StepUp as u8 }>,
    StepUp(proof): StepUp,
    Body(body): Body<PasswordChange>,
) -> Result<Response, Problem> {
    let (present, new) = (&body.current_password, &body.new_password);
    let tokens =
        ops::change_password::change_password(&app, &session, present, new, proof.as_deref()).await?;
    Ok(secret(&TokenPair::from(tokens)))
}

/// Ask for a link to set a new password. The answer is the same whether or not there is an account.
#[utoipa::path(post, path = "/api/v1/auth/forgot-password", tag = "auth", request_body = ForgottenPassword, security(()),
    responses((status = 202), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn forgot(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::Forgot as u8 }>,
    Body(body): Body<ForgottenPassword>,
) -> Result<StatusCode, Problem> {
    ops::reset_password::ask(&app, &body.email, &origin).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Set a new password by a link, which works once. Every session of yours ends; sign in afterwards.
#[utoipa::path(post, path = "/api/v1/auth/reset-password", tag = "auth", request_body = PasswordReset, security(()),
    responses((status = 204), (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn reset(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<PasswordReset>,
) -> Result<StatusCode, Problem> {
    ops::reset_password::reset_password(&app, &body.token, &body.password, &origin).await?;
    Ok(StatusCode::NO_CONTENT)
}
