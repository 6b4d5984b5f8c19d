//! `/api/v1/organization/alerts`: when people are told of ends; `/api/v1/auth/alerts`: how the caller wants to be told.

use axum::Json;
use axum::extract::State;
use domain::Ladder;
use domain::ladder::WorkingDays;
use serde::{Deserialize, Serialize};

use super::customer::present;
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::Body;

/// When people are told.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct LadderView {
    /// Days before the end, descending.
    steps: Vec<u16>,
    /// Days between repetitions after the end, until somebody has acknowledged it; 0 for none.
    repeat_days: u16,
    /// Days after which the administrators are told of what nobody has acknowledged; 0 for never.
    escalate_days: u16,
    /// The hour of the day, in the organization's time zone.
    hour: u8,
    /// ISO 8601 numbers: Monday is 1.
    working_days: Vec<i32>,
    /// Days without an answer whether a certificate was revoked, after which people are told; 0 for never.
    unanswered_days: i32,
    /// Rises with every change; 0 while nobody has changed it.
    version: i32,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LadderPatch {
    /// 1 to 12 different numbers of 0 to 730 days.
    steps: Option<Vec<i32>>,
    /// 0 to 730.
    repeat_days: Option<i32>,
    /// 0 to 730.
    escalate_days: Option<i32>,
    /// 0 to 23.
    hour: Option<i32>,
    /// 1 to 7 of them.
    working_days: Option<Vec<i32>>,
    /// 0 to 730.
    unanswered_days: Option<i32>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// How the caller wants to be told.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PreferenceView {
    /// `each`: a mail for each alert; `daily` or `weekly`: a digest; `off`.
    delivery: String,
    /// `en`, `es` or `pt`; null: the organization's.
    locale: Option<String>,
}

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferencePatch {
    delivery: Option<String>,
    /// Null: the organization's.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    locale: Option<Option<String>>,
}

async fn view(app: &App, session: &Session) -> Result<Json<LadderView>, Problem> {
    let (_, settings) = app.store.alert_settings(&session.caller).await?;
    let ladder = settings.ladder;
    Ok(Json(LadderView {
        steps: ladder.steps().to_vec(),
        repeat_days: ladder.repeat(),
        escalate_days: ladder.escalate(),
        hour: ladder.hour(),
        working_days: ladder.days().numbers().collect(),
        unanswered_days: settings.unanswered_days,
        version: settings.version,
    }))
}

/// When people are told of ends.
#[utoipa::path(get, path = "/api/v1/organization/alerts", tag = "alerts",
    responses((status = 200, body = LadderView), (status = 401, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<LadderView>, Problem> {
    view(&app, &session).await
}

/// Change when people are told of ends.
#[utoipa::path(patch, path = "/api/v1/organization/alerts", tag = "alerts", request_body = LadderPatch,
    responses((status = 200, body = LadderView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(patch): Body<LadderPatch>,
) -> Result<Json<LadderView>, Problem> {
    let (_, present) = app.store.alert_settings(&session.caller).await?;
    let ladder = &present.ladder;
    let days = patch.working_days.unwrap_or_else(|| ladder.days().numbers().collect());
    let days = WorkingDays::from_numbers(days)
        .ok_or_else(|| refused("working_days", "Give 1 to 7 days, of which Monday is 1."))?;
    let ladder = Ladder::new(
        patch.steps.unwrap_or_else(|| ladder.steps().iter().map(|step| i32::from(*step)).collect()),
        patch.repeat_days.unwrap_or(i32::from(ladder.repeat())),
        patch.escalate_days.unwrap_or(i32::from(ladder.escalate())),
        patch.hour.unwrap_or(i32::from(ladder.hour())),
        days,
    )
    .map_err(|error| refused("ladder", &format!("{error}.")))?;
    let version = patch.version.unwrap_or(present.version);
    let unanswered = patch.unanswered_days.unwrap_or(present.unanswered_days);
    ops::alert_settings::set_ladder(&app, &session, version, &ladder, unanswered).await?;
    view(&app, &session).await
}

fn refused(field: &'static str, detail: &str) -> Problem {
    ops::field(field, "ladder", detail).into()
}

async fn preference_view(app: &App, session: &Session) -> Result<Json<PreferenceView>, Problem> {
    let (_, settings) = app.store.alert_settings(&session.caller).await?;
    Ok(Json(PreferenceView { delivery: settings.delivery, locale: settings.locale }))
}

/// How the caller wants to be told of ends.
#[utoipa::path(get, path = "/api/v1/auth/alerts", tag = "alerts",
    responses((status = 200, body = PreferenceView), (status = 401, body = Problem)))]
pub(super) async fn show_own(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<PreferenceView>, Problem> {
    preference_view(&app, &session).await
}

/// Change how the caller wants to be told of ends.
#[utoipa::path(patch, path = "/api/v1/auth/alerts", tag = "alerts", request_body = PreferencePatch,
    responses((status = 200, body = PreferenceView), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update_own(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(patch): Body<PreferencePatch>,
) -> Result<Json<PreferenceView>, Problem> {
    let (_, present) = app.store.alert_settings(&session.caller).await?;
    let delivery = patch.delivery.unwrap_or(present.delivery);
    let locale = patch.locale.unwrap_or(present.locale);
    ops::alert_settings::set_preference(&app, &session, &delivery, locale.as_deref()).await?;
    preference_view(&app, &session).await
}
