//! Alerts: what comes to an end and who sees to it, the mails that told of it, and the same on a certificate's page.

use askama::Template;
use domain::id::{CertificateId, MemberId, WorkerId};
use domain::{Permission, Subject, SubjectKind};
use time::{Date, OffsetDateTime};

use super::{PageContext, Status, query, render};

/// An alert, as lists and the certificate's page show it.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// What it is about.
    pub subject: Subject,
    /// The worker whose ticket it is.
    pub worker: Option<WorkerId>,
    /// What it is called.
    pub name: String,
    /// A code of the message family `kind`.
    pub kind: String,
    /// Whose it is: a customer, a worker, a member.
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

    /// The page on which it is seen to.
    pub(super) fn href(&self) -> String {
        crate::alerts::page("", self.subject)
    }

    /// Where the form of a decision goes.
    pub(super) fn action(&self) -> String {
        format!("/alerts/{}", self.subject)
    }

    /// Whether the viewer may decide about it.
    pub(super) fn is_decided(&self, ctx: &PageContext) -> bool {
        ctx.viewer.as_ref().is_some_and(|viewer| self.subject.kind().is_decided_by(viewer.permissions))
    }

    /// The page of the thing itself, and a word for the link; none for a key, which has no page.
    fn place(&self, ctx: &PageContext) -> Option<(String, String)> {
        let (href, key) = match self.subject {
            Subject::Certificate(id) => (format!("/certificates/{id}"), "alert-place-certificate"),
            Subject::Ticket(_) => (format!("/workers/{}", self.worker?), "alert-place-ticket"),
            Subject::Invitation(_) => ("/settings/members".to_owned(), "alert-place-invitation"),
            Subject::ApiToken(_) => ("/account/api-tokens".to_owned(), "alert-place-api_token"),
            Subject::Kek(_) => return None,
        };
        Some((href, ctx.t(key).to_string()))
    }

    pub(super) fn status(&self, ctx: &PageContext) -> Status {
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
    /// The kind of subject that is shown; none for all.
    pub kind: Option<SubjectKind>,
    /// What ends first comes first.
    pub rows: Vec<AlertRow>,
    /// Where this page begins; empty on the first.
    pub cursor: String,
    /// Whether something on it was just seen to.
    pub done: bool,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// One alert about what has no page of its own for it.
#[derive(Debug, Clone)]
pub struct AlertPage {
    /// The alert.
    pub alert: Option<AlertCard>,
}

/// A mail about alerts.
#[derive(Debug, Clone)]
pub struct AlertMailRow {
    /// `alert`, `escalation`, `digest` or `revocation`.
    pub kind: String,
    /// What it tells of.
    pub about: Option<(Subject, String)>,
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
#[template(path = "alert.html")]
struct OneView<'a> {
    ctx: &'a PageContext,
    page: &'a AlertPage,
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

    /// The kinds of subject that the viewer may see, each with a link to its alerts of this state.
    fn kinds(&self, ctx: &PageContext) -> Vec<(Option<SubjectKind>, String, String)> {
        let permissions = ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
        let seen = SubjectKind::ALL.into_iter().filter(|kind| kind.is_read_by(permissions));
        let link =
            |kind: &str| format!("/alerts?{}", query(&[("state", self.state.as_str()), ("subject", kind)]));
        [(None, ctx.t("alerts-kind-all").to_string(), link(""))]
            .into_iter()
            .chain(
                seen.map(|kind| (Some(kind), ctx.named("alerts-kind", kind.as_str()), link(kind.as_str()))),
            )
            .collect()
    }

    /// The same page once something on it was seen to, at the row that took its place.
    #[must_use]
    pub fn after(state: &str, kind: Option<SubjectKind>, cursor: &str, row: Option<Subject>) -> String {
        let kind = kind.map_or("", SubjectKind::as_str);
        let pairs = query(&[("state", state), ("subject", kind), ("cursor", cursor), ("done", "yes")]);
        let row = row.map(|row| format!("#{}", Self::anchor(&row))).unwrap_or_default();
        format!("/alerts?{pairs}{row}")
    }

    /// The name of a row within the page.
    fn anchor(subject: &Subject) -> String {
        format!("alert-{subject}")
    }

    fn kind_code(&self) -> &'static str {
        self.kind.map_or("", SubjectKind::as_str)
    }

    /// The row that takes this one's place when it goes; the one before it where it is the last.
    fn neighbour(&self, index: &usize) -> Option<Subject> {
        let row = self.rows.get(index + 1).or_else(|| self.rows.get(index.checked_sub(1)?));
        row.map(|row| row.subject)
    }

    fn next_page(&self) -> Option<String> {
        let (state, kind) = (self.state.as_str(), self.kind_code());
        let pairs = [("state", state), ("subject", kind), ("cursor", self.next_cursor.as_deref()?)];
        Some(format!("/alerts?{}", query(&pairs)))
    }
}

impl AlertPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&OneView { ctx, page: self })
    }

    /// A customer is asked for the new file of a certificate alone.
    #[allow(clippy::unused_self, reason = "the card asks the page that it is on")]
    const fn asks_renewal(&self) -> bool {
        false
    }

    /// What is wrong with a decision is said on a page of its own.
    #[allow(clippy::unused_self, reason = "the card asks the page that it is on")]
    const fn error(&self, _: &str) -> Option<&str> {
        None
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
