//! `/settings/alerts/ladder`: when people are told of the ends of one kind of thing, or of one type of tickets, and what that means.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::TicketTypeId;
use domain::ladder::{MOST_DAYS, MOST_STEPS};
use domain::{Action, Denial, Ladder, Permission, SubjectKind};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use super::context::Member;
use super::partial::page_or_results;
use crate::app::App;
use crate::ops;
use crate::pages::{FieldError, LadderPage, PageContext};
use crate::problem::Problem;

/// Days without an answer about a revocation, after which people are told where nothing else was said.
const USUAL_UNANSWERED: i32 = 3;

/// What the address or the form says. What is absent is as it is kept.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Fields {
    subject: String,
    #[serde(rename = "type")]
    of_type: String,
    steps: Option<String>,
    repeat_days: Option<String>,
    escalate_days: Option<String>,
    /// Of certificates: days without an answer about a revocation.
    unanswered_days: Option<String>,
    version: i32,
    /// The end for which is shown what will be told.
    ends: String,
    /// Whether what is usual is wanted back.
    usual: Option<String>,
}

/// The ladder that is kept.
struct Kept {
    kind: SubjectKind,
    of_type: Option<(TicketTypeId, String)>,
    ladder: Ladder,
    own: bool,
    /// Of certificates: days without an answer about a revocation.
    unanswered: Option<i32>,
    version: i32,
}

/// The form, with what was typed so far; while typing, what it means alone.
pub(super) async fn show(
    State(app): State<App>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let kept = kept(&app, &member, &fields).await?;
    let page = page(&member.ctx, &fields, kept).0;
    let page = if fields.steps.is_none() { LadderPage { errors: Vec::new(), ..page } } else { page };
    Ok(page_or_results(&headers, || page.render(&member.ctx), || page.render_preview(&member.ctx)))
}

/// Saves it, or takes it back.
pub(super) async fn update(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let kept = kept(&app, &member, &fields).await?;
    let (kind, id) = (kept.kind, kept.of_type.as_ref().map(|(id, _)| *id));
    let usual = fields.usual.is_some();
    let wanted = if usual {
        Typed {
            ladder: kind.ladder().at(kept.ladder.hour(), kept.ladder.days()),
            unanswered: USUAL_UNANSWERED,
        }
    } else {
        match page(&member.ctx, &fields, kept) {
            (_, Some(typed)) => typed,
            (page, None) => {
                let html = Html(page.render(&member.ctx));
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
            }
        }
    };
    let (session, ladder) = (&member.session, &wanted.ladder);
    if kind == SubjectKind::Certificate {
        ops::alert_settings::set_ladder(&app, session, fields.version, ladder, wanted.unanswered).await?;
    } else {
        let ladder = Some(ladder).filter(|_| !usual);
        ops::alert_settings::set_subject_ladder(&app, session, kind, id, ladder).await?;
    }
    Ok(Redirect::to("/settings/alerts?saved=yes").into_response())
}

/// What is kept for what the fields name, for who may change it.
async fn kept(app: &App, member: &Member, fields: &Fields) -> Result<Kept, Problem> {
    let (action, missing) = (Action::AlertSetLadder, Permission::OrganizationManage);
    if !member.permissions().contains(missing) {
        return Err(store::Error::Denied(Denial { action, missing }).into());
    }
    let kind = fields.subject.parse::<SubjectKind>().map_err(|_| store::Error::NotFound)?;
    let caller = &member.session.caller;
    let (_, settings) = app.store.alert_settings(caller).await?;
    let (hour, days) = (settings.ladder.hour(), settings.ladder.days());
    if kind == SubjectKind::Certificate {
        let own =
            settings.ladder != kind.ladder().at(hour, days) || settings.unanswered_days != USUAL_UNANSWERED;
        let (ladder, version) = (settings.ladder, settings.version);
        let unanswered = Some(settings.unanswered_days);
        return Ok(Kept { kind, of_type: None, ladder, own, unanswered, version });
    }
    let of_type = match fields.of_type.as_str() {
        "" => None,
        id if kind == SubjectKind::Ticket => {
            let id = id.parse().map_err(|_| store::Error::NotFound)?;
            Some((id, app.store.ticket_type(caller, id).await?.1.name))
        }
        _ => return Err(store::Error::NotFound.into()),
    };
    let (_, ladders) = app.store.subject_ladders(caller).await?;
    let id = of_type.as_ref().map(|(id, _)| *id);
    let of = |id: Option<TicketTypeId>| {
        ladders.iter().find(|one| one.kind == kind && one.of_type.as_ref().map(|(id, _)| *id) == id)
    };
    let (own, all) = (of(id), of(None));
    // A type that has none is told of like all tickets.
    let ladder = own.or(all).map_or_else(|| kind.ladder(), |one| one.ladder.clone()).at(hour, days);
    Ok(Kept { kind, of_type, ladder, own: own.is_some(), unanswered: None, version: settings.version })
}

/// What was typed, where it is good.
struct Typed {
    ladder: Ladder,
    unanswered: i32,
}

/// The page for what was typed over what is kept, and what was typed if it is good.
fn page(ctx: &PageContext, fields: &Fields, kept: Kept) -> (LadderPage, Option<Typed>) {
    let present = &kept.ladder;
    let numbers: Vec<_> = present.steps().iter().map(ToString::to_string).collect();
    let typed = |field: &Option<String>, present: String| field.clone().unwrap_or(present);
    let steps = typed(&fields.steps, numbers.join(" "));
    let repeat_days = typed(&fields.repeat_days, present.repeat().to_string());
    let escalate_days = typed(&fields.escalate_days, present.escalate().to_string());
    let unanswered_days = kept.unanswered.map(|days| typed(&fields.unanswered_days, days.to_string()));
    let mut errors = Vec::new();
    let mut known = |days: Result<i32, FieldError>| days.map_err(|error| errors.push(error)).ok();
    let repeat = known(days_of(ctx, "repeat_days", &repeat_days));
    let escalate = known(days_of(ctx, "escalate_days", &escalate_days));
    let unanswered =
        known(unanswered_days.as_ref().map_or(Ok(0), |days| days_of(ctx, "unanswered_days", days)));
    let read = steps_of(ctx, &steps).map_err(|error| errors.push(error)).ok();
    let ladder = read.zip(repeat).zip(escalate).and_then(|((steps, repeat), escalate)| {
        Ladder::new(steps, repeat, escalate, i32::from(present.hour()), present.days()).ok()
    });
    let ends = Date::parse(&fields.ends, format_description!("[year]-[month]-[day]")).ok();
    let ends = ends.unwrap_or_else(|| LadderPage::example(ladder.as_ref().unwrap_or(present), ctx.today()));
    let page = LadderPage {
        kind: kept.kind,
        of_type: kept.of_type,
        steps,
        repeat_days,
        escalate_days,
        unanswered_days,
        version: kept.version,
        own: kept.own,
        ends,
        ladder: ladder.clone(),
        errors,
    };
    (page, ladder.zip(unanswered).map(|(ladder, unanswered)| Typed { ladder, unanswered }))
}

/// The steps of a text: different numbers of days, between blanks, commas or the like.
fn steps_of(ctx: &PageContext, text: &str) -> Result<Vec<i32>, FieldError> {
    let wrong = |message: String| FieldError { field: "steps", message };
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '·');
    let mut steps = Vec::new();
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        let step = word.parse().ok().filter(|step| (0..=i32::from(MOST_DAYS)).contains(step));
        let step = step.ok_or_else(|| wrong(ctx.t("ladder-error-step").with("step", word).to_string()))?;
        if steps.contains(&step) {
            return Err(wrong(ctx.t("ladder-error-twice").with("step", word).to_string()));
        }
        steps.push(step);
    }
    match steps.len() {
        0 => Err(wrong(ctx.t("ladder-error-no-steps").to_string())),
        1..=MOST_STEPS => Ok(steps),
        _ => Err(wrong(ctx.t("ladder-error-many").to_string())),
    }
}

/// A number of days.
fn days_of(ctx: &PageContext, field: &'static str, text: &str) -> Result<i32, FieldError> {
    let days = text.trim().parse().ok().filter(|days| (0..=i32::from(MOST_DAYS)).contains(days));
    days.ok_or_else(|| FieldError { field, message: ctx.t("ladder-error-days").to_string() })
}
