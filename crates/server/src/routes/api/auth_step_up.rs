//! `POST /api/v1/auth/step-up`: proving afresh who one is.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::auth_login::TokenPair;
use super::passkeys::CeremonyView;
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::passkeys::Assertion;
use crate::auth::session::{Limited, REFRESH_COOKIE};
use crate::limit::Class;
use crate::ops::refresh::{BROWSER_GRACE, refresh_own};
use crate::ops::step_up::{Evidence, LIFETIME, Question, begin_step_up, step_up};
use crate::problem::Problem;
use crate::routes::extract::Body;
use crate::routes::respond::{moment, secret};

/// For what.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepUpAct {
    /// The sensitive action, such as `certificate.download`.
    action: String,
    /// The id of what it is about.
    object: String,
}

/// How to prove it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StepUpQuestion {
    /// What will do: `password`; or, for who has one, `passkey`, and `recovery_code` where that may stand in for it.
    methods: Vec<&'static str>,
    #[serde(flatten)]
    ceremony: Option<CeremonyView>,
}

/// For what, and the proof: a passkey's answer by who has one, else the password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepUpRequest {
    /// The sensitive action, such as `certificate.download`.
    action: String,
    /// The id of what it is about.
    object: String,
    /// The member's password.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
    /// The answer to the ceremony of `/api/v1/auth/step-up/begin`.
    #[serde(default)]
    passkey: Option<StepUpPasskey>,
    /// One of the ten, where it will do.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    recovery_code: Option<SecretString>,
    /// The session's newest refresh token. Sent along, it is spent like by `/api/v1/auth/refresh`, and the answer has the next pair: a
    /// copy that somebody took before is then worth nothing. A browser's is spent without asking.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    refresh_token: Option<SecretString>,
}

/// An answer to a ceremony.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct StepUpPasskey {
    /// Of the ceremony.
    #[schema(value_type = String)]
    token: SecretString,
    /// What the authenticator signed.
    credential: Assertion,
}

/// A proof.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StepUpToken {
    /// Send it in the header `Step-Up`. It works once, for this action on this object, in this session.
    step_up_token: String,
    /// Seconds until it ends.
    expires_in: i64,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
    /// The session's next tokens, when its refresh token came along.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<TokenPair>,
}

/// Ask how to prove it; for who has a passkey this begins the ceremony, for `navigator.credentials.get`.
#[utoipa::path(post, path = "/api/v1/auth/step-up/begin", tag = "auth", request_body = StepUpAct,
    responses((status = 200, body = StepUpQuestion), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn begin(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(body): Body<StepUpAct>,
) -> Result<Response, Problem> {
    let question = match begin_step_up(&app, &session, &body.action, &body.object).await? {
        Question::Password => StepUpQuestion { methods: vec!["password"], ceremony: None },
        Question::Passkey(begun, false) => {
            StepUpQuestion { methods: vec!["passkey"], ceremony: Some(begun.into()) }
        }
        Question::Passkey(begun, true) => {
            StepUpQuestion { methods: vec!["passkey", "recovery_code"], ceremony: Some(begun.into()) }
        }
    };
    Ok(secret(&question))
}

/// Prove afresh who you are, for one action on one object.
#[utoipa::path(post, path = "/api/v1/auth/step-up", tag = "auth", request_body = StepUpRequest,
    responses((status = 200, body = StepUpToken), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn prove(
    State(app): State<App>,
    Limited(session): Limited<{ Class::StepUp as u8 }>,
    jar: CookieJar,
    Body(body): Body<StepUpRequest>,
) -> Result<Response, Problem> {
    let evidence = match (body.password, body.passkey, body.recovery_code) {
        (Some(password), None, None) => Evidence::Password(password),
        (None, Some(passkey), None) => Evidence::Passkey(passkey.token, Box::new(passkey.credential)),
        (None, None, Some(code)) => Evidence::RecoveryCode(code),
        _ => return Err(Problem::bad_request("Send one of password, passkey and recovery_code.")),
    };
    let proof = step_up(&app, &session, &body.action, &body.object, &evidence).await?;
    let left: Duration = proof.expires_at - OffsetDateTime::min(app.clock.now(), proof.expires_at);
    let mut answer = StepUpToken {
        step_up_token: proof.token,
        expires_in: left.whole_seconds().min(LIFETIME.whole_seconds()),
        expires_at: moment(proof.expires_at),
        session: None,
    };
    // Who has just proven himself goes on with tokens that nobody can have seen before.
    let cookie = jar.get(REFRESH_COOKIE).filter(|_| session.by_cookie);
    match (body.refresh_token, cookie) {
        (Some(token), _) => {
            let next = refresh_own(&app, &session, token.expose_secret(), Duration::ZERO).await?;
            answer.session = Some(next.into());
            Ok(secret(&answer))
        }
        (None, Some(cookie)) => {
            let next = refresh_own(&app, &session, cookie.value(), BROWSER_GRACE).await?;
            Ok((with_session(CookieJar::new(), next), secret(&answer)).into_response())
        }
        (None, None) => Ok(secret(&answer)),
    }
}
