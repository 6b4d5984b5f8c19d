//! `/settings/alerts`: when people are told of ends, and how one is told oneself.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::TicketTypeId;
use domain::ladder::WorkingDays;
use domain::{Permission, SubjectKind};
use http::StatusCode;
use serde::Deserialize;
use store::{SubjectLadder, TicketTypeFilter};

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::pages::{AlertSettingsPage, LadderRow};
use crate::problem::Problem;

/// Types of tickets that are offered, at most.
const TYPES: usize = 500;

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
    let caller = &member.session.caller;
    let (actor, settings) = app.store.alert_settings(caller).await?;
    let (_, own) = app.store.subject_ladders(caller).await?;
    let manages = actor.permissions.contains(Permission::OrganizationManage);
    let types = if manages { types(app, member, &own).await? } else { Vec::new() };
    let ladder = settings.ladder;
    let (hour, days) = (ladder.hour(), ladder.days());
    let usual = SubjectKind::Certificate.ladder().at(hour, days) == ladder;
    let certificates = LadderRow { kind: SubjectKind::Certificate, of_type: None, ladder, usual };
    let others = SubjectKind::ALL.into_iter().filter(|kind| *kind != SubjectKind::Certificate);
    let others = others.flat_map(|kind| rows(kind, &own));
    let seen = |kind: SubjectKind| manages || kind.is_read_by(actor.permissions);
    Ok(AlertSettingsPage {
        hour: i32::from(hour),
        working_days: days.numbers().collect(),
        version: settings.version,
        ladders: [certificates].into_iter().chain(others).filter(|row| seen(row.kind)).collect(),
        types,
        delivery: settings.delivery,
        locale: settings.locale.unwrap_or_default(),
        saved: false,
        errors: Vec::new(),
    })
}

/// The rows of a kind: for all of it, and for the types that have their own and that the viewer may know.
fn rows(kind: SubjectKind, own: &[SubjectLadder]) -> Vec<LadderRow> {
    let all = own.iter().find(|one| one.kind == kind && one.of_type.is_none());
    let ladder = all.map_or_else(|| kind.ladder(), |one| one.ladder.clone());
    let all = LadderRow { kind, of_type: None, ladder, usual: all.is_none() };
    let named = own.iter().filter(|one| one.kind == kind).filter_map(|one| {
        let of_type = one.of_type.clone().filter(|(_, name)| !name.is_empty())?;
        Some(LadderRow { kind, of_type: Some(of_type), ladder: one.ladder.clone(), usual: false })
    });
    [all].into_iter().chain(named).collect()
}

/// The types of tickets that have no ladder of their own: none for who may not see types.
async fn types(
    app: &App,
    member: &Member,
    own: &[SubjectLadder],
) -> Result<Vec<(TicketTypeId, String)>, Problem> {
    let filter = TicketTypeFilter { archived: Some(false), limit: TYPES, ..TicketTypeFilter::default() };
    let types = match app.store.ticket_types(&member.session.caller, &filter).await {
        Err(store::Error::Denied(_)) => return Ok(Vec::new()),
        types => types?.1.items,
    };
    let has_own = |id| own.iter().any(|one| one.of_type.as_ref().is_some_and(|(of_type, _)| *of_type == id));
    Ok(types.into_iter().filter(|one| !has_own(one.id)).map(|one| (one.id, one.name)).collect())
}

/// Saves at what hour and on which days people are told. The days come as one field each.
pub(super) async fn update(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let numbers = |name: &str| -> Vec<i32> {
        fields.iter().filter(|(key, _)| key == name).filter_map(|(_, value)| value.parse().ok()).collect()
    };
    let days = WorkingDays::from_numbers(numbers("working_day"));
    let hour = numbers("hour").first().copied().unwrap_or_default();
    let (Some(days), Ok(clock)) = (days, u8::try_from(hour)) else {
        let present = page(&app, &member).await?;
        let errors = vec![AlertSettingsPage::no_days(&member.ctx)];
        let page = AlertSettingsPage { hour, working_days: Vec::new(), errors, ..present };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&member.ctx))).into_response());
    };
    let (_, present) = app.store.alert_settings(&member.session.caller).await?;
    let version = numbers("version").first().copied().unwrap_or_default();
    let ladder = present.ladder.at(clock, days);
    let unanswered = present.unanswered_days;
    ops::alert_settings::set_ladder(&app, &member.session, version, &ladder, unanswered).await?;
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
