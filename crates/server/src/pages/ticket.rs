//! One ticket: what proves it, and what is decided about it, beside each other.

use askama::Template;
use domain::id::EvidenceId;
use domain::{Permission, TicketAct};
use time::OffsetDateTime;

use super::certificate::size_words;
use super::tickets::{TicketRow, deed_words};
use super::{PageContext, render};

/// A photo or PDF, as the page of its ticket tells of it.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    /// Its id.
    pub id: EvidenceId,
    /// What the file was called.
    pub file_name: String,
    /// Whether it is a picture, which is shown in its place.
    pub picture: bool,
    /// Bytes.
    pub size: u64,
    /// Who added it, as far as the viewer may know, and when.
    pub added: (Option<String>, OffsetDateTime),
}

impl EvidenceRow {
    fn size_words(&self) -> String {
        size_words(&self.size)
    }

    fn added_words(&self, ctx: &PageContext) -> String {
        deed_words(ctx, "evidence-added-by", "evidence-added", &self.added)
    }
}

/// The page of a ticket.
#[derive(Debug, Clone)]
pub struct TicketPage {
    /// The ticket.
    pub row: TicketRow,
    /// What proves it, oldest first.
    pub evidence: Vec<EvidenceRow>,
    /// Why something was not done.
    pub trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a TicketPage,
}

impl TicketPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn may_change(&self, ctx: &PageContext) -> bool {
        ctx.may(Permission::TicketWrite) && self.row.allows(TicketAct::Correct)
    }
}
