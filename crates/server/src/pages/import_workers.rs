//! The pages where workers and their tickets come in from a table, and the tables to begin with.

use askama::Template;
use domain::Permission;

use super::{PageContext, render};

/// One of the two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportWorkersPage {
    /// Who works.
    Workers,
    /// What they are qualified for.
    Tickets,
}

#[derive(Template)]
#[template(path = "import_workers.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: ImportWorkersPage,
}

impl ImportWorkersPage {
    /// The whole page.
    #[must_use]
    pub fn render(self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// An empty table with headings in the language of the page.
    #[must_use]
    pub fn table(self, ctx: &PageContext) -> Vec<u8> {
        let headings = self.columns().iter().map(|column| ctx.named("import-heading", column).to_string());
        intake::to_csv([headings.collect::<Vec<_>>()])
    }

    /// The last part of the API's path.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Workers => "workers",
            Self::Tickets => "tickets",
        }
    }

    const fn is_of_tickets(self) -> bool {
        matches!(self, Self::Tickets)
    }

    const fn back(self) -> &'static str {
        match self {
            Self::Workers => "/workers",
            Self::Tickets => "/workers/tickets",
        }
    }

    const fn after(self) -> &'static str {
        match self {
            Self::Workers => "/workers",
            Self::Tickets => "/workers/approvals",
        }
    }

    /// The fields of a table, those that it must have first.
    pub(crate) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Workers => &["name", "reference", "email", "contractor", "crew", "roles"],
            Self::Tickets => &["type", "reference", "name", "number", "issuer", "issued_on", "expires_on"],
        }
    }

    /// A text of the page.
    fn t(self, ctx: &PageContext, what: &str) -> String {
        ctx.named(&format!("import-{}", self.kind()), what).to_string()
    }
}
