//! When people are told of ends: the ladder of each kind, what it means for an end, and how the viewer is told himself.

use askama::Template;
use domain::id::TicketTypeId;
use domain::ladder::PlannedStep;
use domain::{Ladder, Permission, SubjectKind};
use time::{Date, Duration, OffsetDateTime, Weekday};

use super::{FieldError, PageContext, query, render};
use crate::i18n::Message;

/// How many of the repetitions after the end are shown.
const REPETITIONS: usize = 3;

/// When people are told of one kind of thing, or of one type of tickets.
#[derive(Debug, Clone)]
pub struct LadderRow {
    /// Of what.
    pub kind: SubjectKind,
    /// One type of tickets, with its name.
    pub of_type: Option<(TicketTypeId, String)>,
    /// When.
    pub ladder: Ladder,
    /// Whether the organization has said nothing of its own.
    pub usual: bool,
}

impl LadderRow {
    fn name(&self, ctx: &PageContext) -> String {
        name(ctx, self.kind, self.of_type.as_ref().map(|(_, name)| name.as_str()))
    }

    fn href(&self) -> String {
        let of_type = self.of_type.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
        address(self.kind, &of_type)
    }

    fn steps(&self, ctx: &PageContext) -> String {
        let steps: Vec<_> = self.ladder.steps().iter().map(ToString::to_string).collect();
        ctx.t("ladder-steps").with("steps", steps.join(" · ")).to_string()
    }

    fn repeats(&self, ctx: &PageContext) -> String {
        ctx.t("ladder-repeats").with("days", u32::from(self.ladder.repeat())).to_string()
    }

    fn escalates(&self, ctx: &PageContext) -> String {
        ctx.t("ladder-escalates").with("days", u32::from(self.ladder.escalate())).to_string()
    }
}

fn name(ctx: &PageContext, kind: SubjectKind, of_type: Option<&str>) -> String {
    match of_type {
        Some(name) => ctx.t("ladder-of-type").with("type", name).to_string(),
        None => ctx.named("alerts-kind", kind.as_str()),
    }
}

fn address(kind: SubjectKind, of_type: &str) -> String {
    format!("/settings/alerts/ladder?{}", query(&[("subject", kind.as_str()), ("type", of_type)]))
}

/// When people are told, and how the viewer is.
#[derive(Debug, Clone)]
pub struct AlertSettingsPage {
    /// The field `hour`.
    pub hour: i32,
    /// ISO 8601 numbers.
    pub working_days: Vec<i32>,
    /// The version that is changed.
    pub version: i32,
    /// The ladders of what the viewer may see.
    pub ladders: Vec<LadderRow>,
    /// Types of tickets that have no ladder of their own.
    pub types: Vec<(TicketTypeId, String)>,
    /// The viewer's own way.
    pub delivery: String,
    /// The language of his mails; empty for the organization's.
    pub locale: String,
    /// Whether something was just saved.
    pub saved: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "alert_settings.html")]
struct SettingsView<'a> {
    ctx: &'a PageContext,
    page: &'a AlertSettingsPage,
}

impl AlertSettingsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&SettingsView { ctx, page: self })
    }

    /// The message for working days of which there is none.
    #[must_use]
    pub fn no_days(ctx: &PageContext) -> FieldError {
        FieldError { field: "working_day", message: ctx.t("alert-settings-no-days").to_string() }
    }

    fn hours(&self) -> Vec<(i32, String)> {
        (0..24).map(|hour| (hour, format!("{hour:02}:00"))).collect()
    }

    fn days(&self, ctx: &PageContext) -> Vec<(i32, String, bool)> {
        let word = |day: i32| ctx.named("weekday", &day.to_string());
        (1..=7).map(|day| (day, word(day), self.working_days.contains(&day))).collect()
    }

    /// The working days in one line.
    fn day_words(&self, ctx: &PageContext) -> String {
        let words = self.days(ctx).into_iter().filter(|(_, _, works)| *works).map(|(_, word, _)| word);
        words.collect::<Vec<_>>().join(", ")
    }

    fn deliveries(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let word = |way: &'static str| (way, ctx.named("alert-delivery", way));
        crate::ops::alert_settings::DELIVERIES.into_iter().map(word).collect()
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

/// The form of one ladder, and what it means.
#[derive(Debug, Clone)]
pub struct LadderPage {
    /// Of what.
    pub kind: SubjectKind,
    /// One type of tickets, with its name.
    pub of_type: Option<(TicketTypeId, String)>,
    /// The field `steps`, as it was typed.
    pub steps: String,
    /// The field `repeat_days`, as it was typed.
    pub repeat_days: String,
    /// The field `escalate_days`, as it was typed.
    pub escalate_days: String,
    /// The field `unanswered_days`, as it was typed; of certificates alone.
    pub unanswered_days: Option<String>,
    /// The version of the organization's settings that is changed.
    pub version: i32,
    /// Whether the organization has said something of its own, which can be taken back.
    pub own: bool,
    /// The end for which is shown what will be told.
    pub ends: Date,
    /// The ladder as it was typed; none where that is wrong.
    pub ladder: Option<Ladder>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "alert_ladder.html")]
struct LadderView<'a> {
    ctx: &'a PageContext,
    page: &'a LadderPage,
}

#[derive(Template)]
#[template(path = "alert_ladder_preview.html")]
struct PreviewView<'a> {
    ctx: &'a PageContext,
    page: &'a LadderPage,
}

impl LadderPage {
    /// An end that shows all steps of a ladder, seen today.
    #[must_use]
    pub fn example(ladder: &Ladder, today: Date) -> Date {
        let longest = ladder.steps().first().copied().unwrap_or_default();
        today.saturating_add(Duration::days(i64::from(longest) + 7))
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&LadderView { ctx, page: self })
    }

    /// What it means, alone.
    #[must_use]
    pub fn render_preview(&self, ctx: &PageContext) -> String {
        render(&PreviewView { ctx, page: self })
    }

    fn name(&self, ctx: &PageContext) -> String {
        name(ctx, self.kind, self.of_type.as_ref().map(|(_, name)| name.as_str()))
    }

    fn type_id(&self) -> String {
        self.of_type.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default()
    }

    /// The steps that are usual, for the hint of the field.
    fn usual(&self) -> String {
        let usual = self.kind.ladder();
        usual.steps().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// The sentence above what will be told.
    fn lead(&self, ctx: &PageContext) -> String {
        let key = format!("ladder-lead-{}", self.kind.as_str());
        Message::new(ctx.locale, &key).with("date", ctx.date_words(self.ends)).to_string()
    }

    fn plan(&self, ctx: &PageContext) -> Vec<PlannedRow> {
        let Some(ladder) = &self.ladder else { return Vec::new() };
        // Any hour of that day; its end is the latest.
        let ends_at = ctx.zone.at(self.ends, 23);
        let plan = ladder.plan(&ctx.zone, ends_at, REPETITIONS);
        plan.into_iter().map(|planned| PlannedRow { planned, ends: self.ends, now: ctx.now }).collect()
    }

    fn goes_on(&self) -> bool {
        self.ladder.as_ref().is_some_and(|ladder| ladder.repeat() > 0)
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

/// A step of the preview.
struct PlannedRow {
    planned: PlannedStep,
    ends: Date,
    now: OffsetDateTime,
}

impl PlannedRow {
    /// “30 days before”.
    fn step(&self, ctx: &PageContext) -> String {
        let days = i64::from(self.planned.step.abs());
        ctx.t(if self.planned.step < 0 { "alerts-step-after" } else { "alerts-step" })
            .with("days", days)
            .to_string()
    }

    /// “Friday, 20 November 2026, 08:00”.
    fn moment(&self, ctx: &PageContext) -> String {
        let local = ctx.zone.local(self.planned.moment);
        ctx.t("date-time")
            .with("date", ctx.weekday_date_words(local.date()))
            .with("time", format!("{:02}:{:02}", local.hour(), local.minute()))
            .to_string()
    }

    /// The day that it would have been, if people worked on it.
    fn day_off(&self, ctx: &PageContext) -> Option<String> {
        let day = self.ends.saturating_sub(Duration::days(i64::from(self.planned.step)));
        let moved = ctx.zone.local(self.planned.moment).date() != day;
        moved.then(|| ctx.t("ladder-day-off").with("day", weekday(ctx, day.weekday())).to_string())
    }

    fn escalation(&self, ctx: &PageContext) -> Option<String> {
        let local = ctx.zone.local(self.planned.escalation?);
        Some(ctx.t("ladder-escalation").with("date", ctx.date_words(local.date())).to_string())
    }

    /// Whether it lies behind already.
    fn past(&self) -> bool {
        self.planned.moment < self.now
    }
}

fn weekday(ctx: &PageContext, day: Weekday) -> String {
    ctx.named("weekday", &day.number_from_monday().to_string())
}
