//! Workers: the list, one of them with his tickets, and the form that adds or changes one.

use askama::Template;
use domain::id::{SiteId, WorkerId};
use domain::{Permission, RestrictedField, TicketAct, TicketStatus};
use time::OffsetDateTime;

use super::markup::Html;
use super::tickets::{TicketRow, deed_words, sign, tone};
use super::{FieldError, PageContext, PassesCard, Verdict, query, render};

/// A worker, as lists show him.
#[derive(Debug, Clone)]
pub struct WorkerRow {
    /// His id.
    pub id: WorkerId,
    /// His name.
    pub name: String,
    /// What the organization calls him elsewhere.
    pub reference: Option<String>,
    /// Whose employee he is, if not the organization's.
    pub contractor: Option<String>,
    /// His crew.
    pub crew: Option<String>,
    /// Where it works.
    pub site: Option<String>,
    /// What he is by his work.
    pub roles: Vec<String>,
    /// Whether he has left.
    pub archived: bool,
    /// How many tickets of his stand how, what needs somebody first.
    pub tickets: Vec<(TicketStatus, u64)>,
}

impl WorkerRow {
    /// Colour, shape and words for each kind of tickets that he has.
    fn marks(&self, ctx: &PageContext) -> Vec<(&'static str, Html, String)> {
        let mark = |(status, count): &(TicketStatus, u64)| {
            let key = format!("ticket-count-{}", status.as_str());
            (tone(*status), sign(*status), ctx.t(&key).with("count", *count).to_string())
        };
        self.tickets.iter().filter(|(_, count)| *count > 0).map(mark).collect()
    }

    /// Where he belongs.
    fn place(&self) -> String {
        let parts = [self.crew.as_deref(), self.site.as_deref(), self.contractor.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// What the list is narrowed to: ids, empty for any.
#[derive(Debug, Clone, Default)]
pub struct WorkerChoice {
    /// Part of name or reference.
    pub q: String,
    /// A crew.
    pub crew: String,
    /// A site.
    pub site: String,
    /// A contractor.
    pub contractor: String,
    /// A role.
    pub role: String,
    /// `yes`: those in the archive.
    pub archived: String,
    /// A code of the message family `workers-tickets`.
    pub tickets: String,
}

/// What there is to choose from: id and name.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Crews.
    pub crews: Vec<(String, String)>,
    /// Sites.
    pub sites: Vec<(String, String)>,
    /// Contractors.
    pub contractors: Vec<(String, String)>,
    /// Roles of work.
    pub roles: Vec<(String, String)>,
}

/// How tickets may stand for the list to be narrowed to, in the order of the filter: codes of the message family `workers-tickets`.
const STANDINGS: [&str; 6] = ["expired", "expiring", "pending", "stopped", "none", "in_force"];

/// The list of workers.
#[derive(Debug, Clone, Default)]
pub struct WorkerList {
    /// What it is narrowed to.
    pub chosen: WorkerChoice,
    /// What there is to choose from.
    pub places: Places,
    /// This page's, by name.
    pub rows: Vec<WorkerRow>,
    /// Where this page begins; empty on the first.
    pub cursor: String,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "workers.html", blocks = ["results"])]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a WorkerList,
}

impl WorkerList {
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

    /// How tickets may stand, with their words.
    fn standings(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        STANDINGS.iter().map(|code| (*code, ctx.named("workers-tickets", code))).collect()
    }

    fn is_filtered(&self) -> bool {
        let WorkerChoice { q, crew, site, contractor, role, archived, tickets } = &self.chosen;
        [q, crew, site, contractor, role, archived, tickets].into_iter().any(|text| !text.is_empty())
    }

    /// What this page shows, by the names of fields.
    fn shown_pairs(&self) -> [(&'static str, &str); 7] {
        let WorkerChoice { q, crew, site, contractor, role, tickets, .. } = &self.chosen;
        [
            ("q", q),
            ("crew", crew),
            ("site", site),
            ("contractor", contractor),
            ("role", role),
            ("tickets", tickets),
            ("cursor", &self.cursor),
        ]
    }

    fn next_page(&self) -> Option<String> {
        let chosen = &self.chosen;
        let pairs: [(&str, &str); 8] = [
            ("q", &chosen.q),
            ("crew", &chosen.crew),
            ("site", &chosen.site),
            ("contractor", &chosen.contractor),
            ("role", &chosen.role),
            ("archived", &chosen.archived),
            ("tickets", &chosen.tickets),
            ("cursor", self.next_cursor.as_deref()?),
        ];
        Some(format!("/workers?{}", query(&pairs)))
    }
}

/// One worker.
#[derive(Debug, Clone)]
pub struct WorkerPage {
    /// What lists show of him.
    pub row: WorkerRow,
    /// His address.
    pub email: Option<String>,
    /// His tickets, those that end first first.
    pub tickets: Vec<TicketRow>,
    /// Why a decision was not taken.
    pub trouble: Option<String>,
    /// His passes, for who may issue any.
    pub passes: Option<PassesCard>,
    /// Whether there is a photo of him.
    pub photo: bool,
    /// Whether he is who looks.
    pub own: bool,
    /// Whether he sees nobody else.
    pub alone: bool,
    /// Where he may work, his own site first.
    pub sites: Vec<WorkerSite>,
    /// His restricted fields, those that the viewer may read or write.
    pub restricted: Vec<RestrictedRow>,
}

/// Whether a worker may work at a site.
#[derive(Debug, Clone)]
pub struct WorkerSite {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Whether his crew works there.
    pub own: bool,
    /// Whether he may, and why not.
    pub verdict: Verdict,
}

/// A restricted field, of which the page tells only that something is kept.
#[derive(Debug, Clone)]
pub struct RestrictedRow {
    /// Which.
    pub field: RestrictedField,
    /// Whether the viewer may have it shown.
    pub may_read: bool,
    /// Whether he may keep and remove it.
    pub may_write: bool,
    /// By whom, as far as the viewer may know, and when; `None` for nothing, or for who may not read it.
    pub kept: Option<(Option<String>, OffsetDateTime)>,
}

impl RestrictedRow {
    fn is_medical(&self) -> bool {
        self.field == RestrictedField::Medical
    }

    fn path(&self) -> &'static str {
        if self.is_medical() { "medical" } else { "government-id" }
    }

    fn title(&self, ctx: &PageContext) -> String {
        let key = if self.is_medical() { "restricted-medical" } else { "restricted-government_id" };
        ctx.t(key).to_string()
    }

    fn words(&self, ctx: &PageContext) -> String {
        match &self.kept {
            Some(kept) => deed_words(ctx, "restricted-kept-by", "restricted-kept", kept),
            None if self.may_read => ctx.t("restricted-none").to_string(),
            None => ctx.t("restricted-blind").to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "worker.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a WorkerPage,
}

impl WorkerPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }
}

/// The form for a new worker, or for one who is there.
#[derive(Debug, Clone, Default)]
pub struct WorkerForm {
    /// The worker; `None` for a new one.
    pub id: Option<WorkerId>,
    /// The field `name`.
    pub name: String,
    /// The field `reference`.
    pub reference: String,
    /// The field `email`.
    pub email: String,
    /// The field `contractor_id`.
    pub contractor: String,
    /// The field `crew_id`.
    pub crew: String,
    /// The fields `roles`.
    pub roles: Vec<String>,
    /// The field `member_id`.
    pub member: String,
    /// Whether he has left.
    pub archived: bool,
    /// Crews and contractors to choose from.
    pub places: Places,
    /// Accounts to choose from: id and name. None for who may not see the members.
    pub members: Vec<(String, String)>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "worker_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a WorkerForm,
}

impl WorkerForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    /// Where the form is sent.
    fn address(&self) -> String {
        self.id.map_or_else(|| "/workers/new".to_owned(), |id| format!("/workers/{id}/edit"))
    }

    /// Where cancelling leads.
    fn back(&self) -> String {
        self.id.map_or_else(|| "/workers".to_owned(), |id| format!("/workers/{id}"))
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

impl FieldError {
    /// What is wrong with a field of a worker, a ticket, a type or a place; `detail`, the server's own sentence, for a code
    /// without words.
    #[must_use]
    pub fn of_record(ctx: &PageContext, field: &'static str, code: &str, detail: &str) -> Self {
        let known = format!("record-error-{code}");
        let message = if crate::i18n::has(ctx.locale, &known) {
            ctx.t(&known).to_string()
        } else {
            return Self::coded(ctx, field, code, detail);
        };
        Self { field, message }
    }
}
