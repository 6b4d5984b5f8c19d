//! Tickets: how one stands, told by word, icon and colour; the list of them, what waits to be checked, and the form of one.

use askama::Template;
use domain::id::{TicketId, WorkerId};
use domain::{Permission, TicketAct, TicketState, TicketStatus};
use time::{Date, OffsetDateTime};

use super::markup::{self, Html};
use super::{FieldError, PageContext, query, render};

/// A ticket, as pages show it.
#[derive(Debug, Clone)]
pub struct TicketRow {
    /// Its id.
    pub id: TicketId,
    /// By which anybody can ask what it is worth.
    pub code: String,
    /// Whose it is.
    pub worker: (WorkerId, String),
    /// The name of its type.
    pub kind: String,
    /// What its issuer calls it.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its first day.
    pub issued_on: Option<Date>,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// Where it stands in its life.
    pub state: TicketState,
    /// What it is worth today.
    pub status: TicketStatus,
    /// Why the last decision was made.
    pub reason: Option<String>,
    /// How many photos and PDFs prove it, as far as the viewer may look at them.
    pub evidence: u64,
    /// Rises with every change.
    pub version: i32,
    /// Whether another comes in its place.
    pub renewed: bool,
    /// Who wrote it, as far as the viewer may know, and when.
    pub recorded: (Option<String>, OffsetDateTime),
    /// Who approved it, likewise.
    pub approved: Option<(Option<String>, OffsetDateTime)>,
}

/// The class that carries the colour of a status.
pub(super) const fn tone(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Expired | TicketStatus::Revoked => "tone-expired",
        TicketStatus::Expiring => "tone-soon",
        TicketStatus::SentBack | TicketStatus::Suspended => "tone-month",
        TicketStatus::Pending | TicketStatus::NotYetValid => "tone-waiting",
        TicketStatus::Valid => "tone-fine",
        TicketStatus::Superseded => "tone-quiet",
    }
}

/// The shape beside its word.
pub(super) fn sign(status: TicketStatus) -> Html {
    let icon = markup::icon;
    match status {
        TicketStatus::Expired => icon("circle-x"),
        TicketStatus::Revoked => icon("ban"),
        TicketStatus::Expiring => icon("alert-triangle"),
        TicketStatus::SentBack => icon("arrow-back-up"),
        TicketStatus::Suspended => icon("player-pause"),
        TicketStatus::Pending => icon("hourglass-high"),
        TicketStatus::NotYetValid => icon("calendar-pause"),
        TicketStatus::Valid => icon("circle-check"),
        TicketStatus::Superseded => icon("replace"),
    }
}

impl TicketRow {
    pub(super) fn tone(&self) -> &'static str {
        tone(self.status)
    }

    pub(super) fn sign(&self) -> Html {
        sign(self.status)
    }

    pub(super) fn status_word(&self, ctx: &PageContext) -> String {
        ctx.named("ticket-status", self.status.as_str())
    }

    /// Number and issuer, as far as there are any.
    pub(super) fn papers(&self) -> String {
        [self.number.as_deref(), self.issuer.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn issued(&self, ctx: &PageContext) -> Option<String> {
        self.issued_on.map(|day| ctx.t("ticket-issued").with("date", ctx.date_words(day)).to_string())
    }

    pub(super) fn end(&self, ctx: &PageContext) -> Option<String> {
        self.expires_on.map(|day| ctx.date_words(day))
    }

    /// How many days are left, of one that has an end that matters.
    pub(super) fn left(&self, ctx: &PageContext) -> Option<String> {
        let counts = !matches!(self.state, TicketState::Revoked | TicketState::Superseded);
        self.expires_on.filter(|_| counts).map(|day| ctx.day_left(day))
    }

    pub(super) fn allows(&self, act: TicketAct) -> bool {
        self.state.allows(act)
    }

    pub(super) fn may_be_renewed(&self) -> bool {
        self.state == TicketState::Approved && !self.renewed
    }

    pub(super) fn recorded_words(&self, ctx: &PageContext) -> String {
        deed_words(ctx, "ticket-recorded-by", "ticket-recorded", &self.recorded)
    }

    pub(super) fn approved_words(&self, ctx: &PageContext) -> Option<String> {
        let deed = self.approved.as_ref()?;
        Some(deed_words(ctx, "ticket-approved-by", "ticket-approved", deed))
    }

    /// Why the last decision was made, in a sentence.
    pub(super) fn because(&self, ctx: &PageContext) -> Option<String> {
        because(ctx, self.reason.as_deref())
    }
}

fn because(ctx: &PageContext, reason: Option<&str>) -> Option<String> {
    Some(ctx.t("ticket-because").with("reason", reason?).to_string())
}

pub(super) fn deed_words(
    ctx: &PageContext,
    named: &str,
    nameless: &str,
    deed: &(Option<String>, OffsetDateTime),
) -> String {
    let date = ctx.date_words(ctx.zone.local(deed.1).date());
    match &deed.0 {
        Some(name) => ctx.t(named).with("name", name).with("date", date).to_string(),
        None => ctx.t(nameless).with("date", date).to_string(),
    }
}

/// The list of tickets.
#[derive(Debug, Clone, Default)]
pub struct TicketList {
    /// Part of number, issuer, code, type or worker.
    pub q: String,
    /// The status chosen, empty for any.
    pub status: String,
    /// The id of the type chosen, empty for any.
    pub kind: String,
    /// The types to choose from: id and name.
    pub kinds: Vec<(String, String)>,
    /// This page's, those that end first first.
    pub rows: Vec<TicketRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "tickets.html", blocks = ["results"])]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a TicketList,
}

impl TicketList {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    /// The results alone, for a search while typing.
    #[must_use]
    pub fn render_results(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self }.as_results())
    }

    fn is_filtered(&self) -> bool {
        !(self.q.is_empty() && self.status.is_empty() && self.kind.is_empty())
    }

    fn statuses(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        TicketStatus::ALL
            .iter()
            .map(|known| (known.as_str(), ctx.named("ticket-status", known.as_str())))
            .collect()
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        let pairs: [(&str, &str); 4] =
            [("q", &self.q), ("status", &self.status), ("type", &self.kind), ("cursor", cursor)];
        Some(format!("/workers/tickets?{}", query(&pairs)))
    }
}

/// What waits to be checked.
#[derive(Debug, Clone, Default)]
pub struct ApprovalsPage {
    /// This page's, those that end first first.
    pub rows: Vec<TicketRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Why a decision was not taken.
    pub trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "approvals.html")]
struct ApprovalsView<'a> {
    ctx: &'a PageContext,
    page: &'a ApprovalsPage,
}

impl ApprovalsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ApprovalsView { ctx, page: self })
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(format!("/workers/approvals?{}", query(&[("cursor", cursor)])))
    }
}

/// The form of a ticket: a new one, one in another's place, or one to be corrected.
#[derive(Debug, Clone)]
pub struct TicketForm {
    /// Whose it is.
    pub worker: (WorkerId, String),
    /// The ticket that is corrected.
    pub id: Option<TicketId>,
    /// The ticket that is renewed, and what it is called.
    pub renews: Option<(TicketId, String)>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// The field `type`: an id.
    pub kind: String,
    /// The field `number`.
    pub number: String,
    /// The field `issuer`.
    pub issuer: String,
    /// The field `issued_on`.
    pub issued_on: String,
    /// The field `expires_on`.
    pub expires_on: String,
    /// The types to choose from: id and name.
    pub kinds: Vec<(String, String)>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "ticket_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a TicketForm,
}

impl TicketForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    fn because(&self, ctx: &PageContext) -> Option<String> {
        because(ctx, self.reason.as_deref())
    }

    /// Where the form is sent.
    fn address(&self) -> String {
        match (&self.id, &self.renews) {
            (Some(id), _) => format!("/workers/tickets/{id}/edit"),
            (None, Some((old, _))) => format!("/workers/tickets/{old}/renew"),
            (None, None) => format!("/workers/{}/tickets/new", self.worker.0),
        }
    }

    fn title(&self, ctx: &PageContext) -> String {
        match (&self.id, &self.renews) {
            (Some(_), _) => ctx.t("ticket-correct").to_string(),
            (None, Some((_, name))) => ctx.t("ticket-renew-title").with("name", name).to_string(),
            (None, None) => ctx.t("ticket-new").to_string(),
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Locale};

    #[test]
    fn every_status_has_its_word_and_its_shape() {
        let shapes: Vec<_> = TicketStatus::ALL.iter().map(|known| sign(*known).to_string()).collect();
        for (at, known) in TicketStatus::ALL.iter().enumerate() {
            assert!(i18n::has(Locale::En, &format!("ticket-status-{}", known.as_str())), "{known:?}");
            assert!(!shapes[..at].contains(&shapes[at]), "{known:?} looks like another");
        }
    }
}
