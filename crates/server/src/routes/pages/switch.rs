//! `/session/switch`: from one organization to another.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::id::OrgId;
use serde::Deserialize;

use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::switch_organization::switch_organization;
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Fields {
    organization: OrgId,
}

/// Switches, and begins where that organization begins.
pub(super) async fn submit(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let (tokens, _) = switch_organization(&app, &session, fields.organization).await?;
    Ok((with_session(CookieJar::new(), tokens), Redirect::to("/")).into_response())
}
