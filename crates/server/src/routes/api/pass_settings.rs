//! `/api/v1/pass-settings`: how much of a worker's name passes show.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passes::set_name::set_name;
use crate::problem::Problem;
use crate::routes::extract::Body;

/// How passes are made.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PassSettingsView {
    /// `full`, `short` (the first name and an initial), `initials` or `none`.
    shown_name: String,
    /// Counts changes: send the one that you saw.
    version: i32,
}

/// See how passes are made.
#[utoipa::path(get, path = "/api/v1/pass-settings", tag = "passes",
    responses((status = 200, body = PassSettingsView), (status = 403, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<PassSettingsView>, Problem> {
    let (_, settings) = app.store.pass_settings(&session.caller).await?;
    Ok(Json(PassSettingsView { shown_name: settings.shown_name, version: settings.version }))
}

/// Set how much of a worker's name passes show. Passes that are out keep what they show.
#[utoipa::path(put, path = "/api/v1/pass-settings", tag = "passes", request_body = PassSettingsView,
    responses((status = 200, body = PassSettingsView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(body): Body<PassSettingsView>,
) -> Result<Json<PassSettingsView>, Problem> {
    let version = set_name(&app, &session, body.version, &body.shown_name).await?;
    Ok(Json(PassSettingsView { version, ..body }))
}
