//! `/api/v1/api-tokens`: the list, and making one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::ApiTokenId;
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use store::ApiToken;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::api_tokens::{Wanted, create as make};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, Params, StepUp};
use crate::routes::respond::{List, moment, secret};

/// An API token, without its secret.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ApiTokenView {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Whose it is.
    member_id: String,
    /// The permissions that it was made with. Those that its member has lost since, it has lost too.
    scopes: Vec<String>,
    /// From where it may be used, in CIDR notation; empty for anywhere.
    addresses: Vec<String>,
    /// What it may do although it takes a step-up.
    sensitive_actions: Vec<String>,
    /// On what: the organization's id or a customer's.
    sensitive_object: Option<String>,
    /// RFC 3339, UTC.
    created_at: String,
    /// When it ends, or has ended by itself (RFC 3339, UTC).
    expires_at: String,
    /// When it was ended before its time (RFC 3339, UTC).
    revoked_at: Option<String>,
    /// When it was used last, to the minute (RFC 3339, UTC).
    last_used_at: Option<String>,
    /// From which address.
    last_address: Option<String>,
}

impl From<ApiToken> for ApiTokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            member_id: token.member.to_string(),
            scopes: token.scope,
            addresses: token.ranges,
            sensitive_actions: token.sensitive,
            sensitive_object: token.sensitive_object,
            created_at: moment(token.created_at),
            expires_at: moment(token.expires_at),
            revoked_at: token.revoked_at.map(moment),
            last_used_at: token.last_used_at.map(moment),
            last_address: token.last_address,
        }
    }
}

/// Whose tokens.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Those of all members, for who may manage them; else one's own.
    #[serde(default)]
    all: bool,
}

/// A token as somebody wants it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApiToken {
    /// What it is for, to tell it from others.
    name: String,
    /// What it may do: permissions that its maker has, such as `certificate.read`.
    scopes: Vec<String>,
    /// 1 to 365; 90 by default.
    expires_in_days: Option<i32>,
    /// From where it may be used: addresses and networks in CIDR notation, at most 16; anywhere by default.
    #[serde(default)]
    addresses: Vec<String>,
    /// What it may do although it takes a step-up: `certificate.download`, `certificate.reveal_password`,
    /// `certificate.delete`, `audit.export`; and, for an organization that wants one there, `customer.create`,
    /// `customer.update`, `certificate.upload`, `certificate.update`.
    #[serde(default)]
    sensitive_actions: Vec<String>,
    /// On what: the organization's id, for all certificates and the audit log, or a customer's, for his certificates.
    sensitive_object: Option<String>,
}

impl From<NewApiToken> for Wanted {
    fn from(new: NewApiToken) -> Self {
        Self {
            name: new.name,
            scopes: new.scopes,
            days: new.expires_in_days,
            addresses: new.addresses,
            sensitive: new.sensitive_actions,
            sensitive_object: new.sensitive_object,
        }
    }
}

/// A token that was just made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MadeApiToken {
    /// Its id.
    id: String,
    /// The token: send it as `Authorization: Bearer cza_…`. It is shown this once.
    token: String,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
}

/// API tokens, live ones first.
#[utoipa::path(get, path = "/api/v1/api-tokens", tag = "api-tokens", params(Query),
    responses((status = 200, body = List<ApiTokenView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<ApiTokenView>>, Problem> {
    let (_, tokens) = app.store.api_tokens(&session.caller, query.all).await?;
    let items = tokens.into_iter().map(Into::into).collect();
    Ok(axum::Json(List { items, next_cursor: None }))
}

/// Make an API token of your own, for no more than you may do yourself. Takes a step-up for `api_token.create` on your
/// member id; with `sensitive_actions`, for `api_token.create_sensitive` on `sensitive_object`.
#[utoipa::path(post, path = "/api/v1/api-tokens", tag = "api-tokens", request_body = NewApiToken, params(("Step-Up" = String, Header)),
    responses((status = 201, body = MadeApiToken), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
    Body(new): Body<NewApiToken>,
) -> Result<Response, Problem> {
    let made = make(&app, &session, &new.into(), proof.as_deref()).await?;
    let answer = MadeApiToken {
        id: made.id.to_string(),
        token: made.token.expose_secret().to_owned(),
        expires_at: moment(made.expires_at),
    };
    Ok((StatusCode::CREATED, secret(&answer)).into_response())
}

/// Revoke an API token, at once: one of your own, or with the permission `token.manage` anybody's; that
/// takes a step-up for `api_token.revoke_other` where the organization wants one.
#[utoipa::path(delete, path = "/api/v1/api-tokens/{id}", tag = "api-tokens",
    params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<ApiTokenId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    crate::ops::api_tokens::revoke(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
