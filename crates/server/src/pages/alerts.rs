//! Alerts: what comes to an end and who sees to it, the mails that told of it, and the same on a certificate's page.

use askama::Template;
use domain::Permission;
use domain::id::{CertificateId, MemberId};
use time::{Date, OffsetDateTime};

use super::{FieldError, PageContext, Status, query, render};

/// An alert, as lists and the certificate's page show it.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// The certificate.
    pub certificate: CertificateId,
    /// What it is called.
    pub name: String,
    /// A code of the message family `kind`.
    pub kind: String,
    /// Whose it is.
    pub customer: Option<String>,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// A code of the message family `alerts-state`.
    pub state: String,
    /// The step that was told last, and when.
    pub told: Option<(i32, OffsetDateTime)>,
    /// Who acknowledged it last, if one may know.
    pub acknowledged_by: Option<String>,
    /// Until when nobody is told.
    pub snoozed_until: Option<OffsetDateTime>,
    /// Why nobody is told.
    pub muted_because: Option<String>,
    /// Who looks after it, with his name.
    pub assignee: Option<(MemberId, String)>,
    /// What took its place.
    pub successor: Option<CertificateId>,
}

impl AlertRow {
    pub(super) fn is(&self, state: &str) -> bool {
        self.state == state
    }

    fn status(&self, ctx: &PageContext) -> Status {
        Status::of_validity(OffsetDateTime::UNIX_EPOCH, self.ends_at, ctx.now)
    }

    /// “30 days before”.
    pub(super) fn step_words(&self, ctx: &PageContext) -> Option<String> {
        let (step, _) = self.told?;
        let key = if step < 0 { "alerts-step-after" } else { "alerts-step" };
        Some(ctx.t(key).with("days", i64::from(step.abs())).to_string())
    }

    /// Who sees to it, as one sentence.
    pub(super) fn who(&self, ctx: &PageContext) -> String {
        match (&self.assignee, &self.acknowledged_by) {
            (Some((_, name)), _) => name.clone(),
            (None, Some(name)) if self.is("acknowledged") => name.clone(),
            _ if self.is("acknowledged") => ctx.t("alerts-acknowledged").to_string(),
            _ => ctx.t("alerts-nobody").to_string(),
        }
    }

    pub(super) fn is_assigned_to(&self, member: &MemberId) -> bool {
        self.assignee.as_ref().is_some_and(|(id, _)| id == member)
    }

    pub(super) fn is_renewed_by(&self, certificate: &CertificateId) -> bool {
        self.successor == Some(*certificate)
    }
}

/// What the page of a certificate shows of its alert, and what can be chosen there.
#[derive(Debug, Clone)]
pub struct AlertCard {
    /// The alert.
    pub row: AlertRow,
    /// Who may look after it.
    pub members: Vec<(MemberId, String)>,
    /// What may have taken its place, with its end.
    pub successors: Vec<(CertificateId, String, OffsetDateTime)>,
}

/// The states that the page has a view of.
const VIEWS: [&str; 5] = ["open", "acknowledged", "snoozed", "muted", "superseded"];

/// The page of alerts.
#[derive(Debug, Clone)]
pub struct AlertsPage {
    /// The state that is shown.
    pub state: String,
    /// What ends first comes first.
    pub rows: Vec<AlertRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A mail about alerts.
#[derive(Debug, Clone)]
pub struct AlertMailRow {
    /// `alert`, `escalation`, `digest` or `revocation`.
    pub kind: String,
    /// What it tells of.
    pub certificate: Option<(CertificateId, String)>,
    /// To whom.
    pub member: Option<String>,
    /// When it was queued.
    pub queued_at: OffsetDateTime,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// How often its delivery was tried.
    pub attempts: u32,
    /// What the other side said last.
    pub answer: Option<String>,
}

impl AlertMailRow {
    fn class(&self) -> &'static str {
        match self.state.as_str() {
            "failed" => "tone-expired",
            "queued" => "tone-waiting",
            _ => "tone-quiet",
        }
    }
}

/// The mails about alerts.
#[derive(Debug, Clone)]
pub struct AlertMailsPage {
    /// Newest first.
    pub rows: Vec<AlertMailRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What the link of a mail leads to.
#[derive(Debug, Clone)]
pub enum AlertLinkPage {
    /// It is good: what it is about can be decided.
    Open {
        /// The link's token.
        token: String,
        /// The organization's name.
        organization: String,
        /// What ends.
        what: String,
        /// When, in the organization's time zone.
        date: Date,
        /// Whether there is nothing left to decide.
        seen: bool,
    },
    /// Somebody sees to it now.
    Acknowledged,
    /// Nobody is told for so many days.
    Snoozed(u32),
    /// It is not good (any more).
    Closed,
}

/// For how many days a link can snooze.
pub const LINK_SNOOZE_DAYS: u32 = 7;

/// What the link that ends mails about alerts leads to.
#[derive(Debug, Clone)]
pub enum UnsubscribePage {
    /// It asks.
    Ask {
        /// The link's token.
        token: String,
    },
    /// It is done.
    Done,
    /// The link is not good.
    Closed,
}

#[derive(Template)]
#[template(path = "alerts.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a AlertsPage,
}

#[derive(Template)]
#[template(path = "alert_mails.html")]
struct MailsView<'a> {
    ctx: &'a PageContext,
    page: &'a AlertMailsPage,
}

#[derive(Template)]
#[template(path = "alert_link.html")]
struct LinkView<'a> {
    ctx: &'a PageContext,
    page: &'a AlertLinkPage,
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribeView<'a> {
    ctx: &'a PageContext,
    page: &'a UnsubscribePage,
}

impl AlertsPage {
    /// Whether there is a view of this state.
    #[must_use]
    pub fn has_view(state: &str) -> bool {
        VIEWS.contains(&state)
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn views(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        VIEWS.iter().map(|state| (*state, ctx.named("alerts-state", state))).collect()
    }

    fn next_page(&self) -> Option<String> {
        let pairs = [("state", self.state.as_str()), ("cursor", self.next_cursor.as_deref()?)];
        Some(format!("/alerts?{}", query(&pairs)))
    }
}

impl AlertMailsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&MailsView { ctx, page: self })
    }

    fn next_page(&self) -> Option<String> {
        Some(format!("/alerts/mails?{}", query(&[("cursor", self.next_cursor.as_deref()?)])))
    }
}

impl AlertLinkPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&LinkView { ctx, page: self })
    }
}

impl UnsubscribePage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&UnsubscribeView { ctx, page: self })
    }
}

/// When people are told, and how the viewer is.
#[derive(Debug, Clone)]
pub struct AlertSettingsPage {
    /// The field `steps`, as it was typed.
    pub steps: String,
    /// The field `repeat_days`.
    pub repeat_days: i32,
    /// The field `escalate_days`.
    pub escalate_days: i32,
    /// The field `hour`.
    pub hour: i32,
    /// ISO 8601 numbers.
    pub working_days: Vec<i32>,
    /// The version that is changed.
    pub version: i32,
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

    /// The message for a ladder that is none.
    #[must_use]
    pub fn no_ladder(ctx: &PageContext) -> FieldError {
        FieldError { field: "steps", message: ctx.t("alert-settings-error").to_string() }
    }

    fn hours(&self) -> Vec<(i32, String)> {
        (0..24).map(|hour| (hour, format!("{hour:02}:00"))).collect()
    }

    fn days(&self, ctx: &PageContext) -> Vec<(i32, String, bool)> {
        let word = |day: i32| ctx.named("weekday", &day.to_string());
        (1..=7).map(|day| (day, word(day), self.working_days.contains(&day))).collect()
    }

    fn deliveries(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let word = |way: &'static str| (way, ctx.named("alert-delivery", way));
        crate::ops::alert_settings::DELIVERIES.into_iter().map(word).collect()
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
