//! `POST /api/v1/setup`: the first organization, by the one-time set-up link.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::create_organization::{Founding, create_organization};
use crate::problem::Problem;
use crate::routes::extract::Body;

/// Who sets up.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Setup {
    /// The part of the set-up link after `#`.
    token: String,
    /// The organization's name.
    organization: String,
    /// The administrator's name.
    #[serde(default)]
    name: String,
    /// His e-mail address.
    email: String,
    /// His password, 12 characters at least.
    #[schema(value_type = String)]
    password: SecretString,
    /// `en`, `es` or `pt`.
    #[serde(default)]
    locale: String,
    /// The time zone by its IANA name; by default `UTC`.
    #[serde(default)]
    time_zone: Option<String>,
}

/// What was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SetUp {
    /// The organization's id.
    organization_id: String,
    /// The administrator's member id.
    member_id: String,
}

/// Make the first organization and its administrator. The link works once, and only while there is no organization.
#[utoipa::path(post, path = "/api/v1/setup", tag = "auth", request_body = Setup, security(()),
    responses((status = 201, body = SetUp), (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn setup(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Body(body): Body<Setup>,
) -> Result<Response, Problem> {
    let founding = Founding {
        organization: body.organization,
        name: body.name,
        email: body.email,
        password: body.password,
        locale: body.locale,
        time_zone: body.time_zone.unwrap_or_else(|| "UTC".into()),
        setup_token: Some(body.token),
    };
    let founded = create_organization(&app, founding, origin.request).await?;
    let made = SetUp { organization_id: founded.org.to_string(), member_id: founded.member.to_string() };
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}
