//! `/settings/alerts`: when people are told of ends, and how one is told oneself.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Ladder;
use domain::ladder::WorkingDays;
use http::StatusCode;
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::pages::AlertSettingsPage;
use crate::problem::Problem;

const SAVED: &str = "/settings/alerts?saved=yes";

#[derive(Deserialize)]
pub(super) struct Shown {
    saved: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Own {
    delivery: String,
    #[serde(default)]
    locale: String,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let mut page = page(&app, &member).await?;
    page.saved = shown.saved.is_some();
    Ok(Html(page.render(&member.ctx)))
}

async fn page(app: &App, member: &Member) -> Result<AlertSettingsPage, Problem> {
    let (_, settings) = app.store.alert_settings(&member.session.caller).await?;
    let ladder = &settings.ladder;
    let steps: Vec<_> = ladder.steps().iter().map(ToString::to_string).collect();
    Ok(AlertSettingsPage {
        steps: steps.join(" "),
        repeat_days: i32::from(ladder.repeat()),
        escalate_days: i32::from(ladder.escalate()),
        hour: i32::from(ladder.hour()),
        working_days: ladder.days().numbers().collect(),
        version: settings.version,
        delivery: settings.delivery,
        locale: settings.locale.unwrap_or_default(),
        saved: false,
        errors: Vec::new(),
    })
}

/// Saves the organization's ladder. The form's days come as one field each.
pub(super) async fn update(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = |name: &str| {
        fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let number = |name: &str| texts(name).first().and_then(|text| text.trim().parse::<i32>().ok());
    let typed = texts("steps").first().copied().unwrap_or_default();
    let days: Vec<i32> = texts("working_day").iter().filter_map(|day| day.parse().ok()).collect();
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/');
    let steps: Result<Vec<i32>, _> =
        typed.split(separators).filter(|step| !step.is_empty()).map(str::parse).collect();
    let (repeat, escalate, hour) = (number("repeat_days"), number("escalate_days"), number("hour"));
    let ladder = steps
        .ok()
        .zip(WorkingDays::from_numbers(days.iter().copied()))
        .and_then(|(steps, days)| Ladder::new(steps, repeat?, escalate?, hour?, days).ok());
    let Some(ladder) = ladder else {
        let present = page(&app, &member).await?;
        let page = AlertSettingsPage {
            steps: typed.to_owned(),
            repeat_days: repeat.unwrap_or(present.repeat_days),
            escalate_days: escalate.unwrap_or(present.escalate_days),
            hour: hour.unwrap_or(present.hour),
            working_days: days,
            errors: vec![AlertSettingsPage::no_ladder(&member.ctx)],
            ..present
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&member.ctx))).into_response());
    };
    let version = number("version").unwrap_or_default();
    ops::alert_settings::set_ladder(&app, &member.session, version, &ladder).await?;
    Ok(Redirect::to(SAVED).into_response())
}

/// Saves how the viewer is told.
pub(super) async fn update_own(
    State(app): State<App>,
    member: Member,
    Form(own): Form<Own>,
) -> Result<Response, Problem> {
    let locale = Some(own.locale.as_str()).filter(|locale| !locale.is_empty());
    ops::alert_settings::set_preference(&app, &member.session, &own.delivery, locale).await?;
    Ok(Redirect::to(SAVED).into_response())
}
