//! The page on which anybody asks what a ticket is worth, by its code.

use askama::Template;
use domain::TicketStatus;
use time::{Date, OffsetDateTime};

use super::markup::Html;
use super::tickets::{sign, tone};
use super::{PageContext, render};

/// What the page says.
#[derive(Debug, Clone)]
pub enum VerifyPage {
    /// Nothing yet, or that what was typed is no code.
    Ask {
        /// What was typed; empty for nothing.
        typed: String,
    },
    /// No ticket has this code.
    Unknown {
        /// The code.
        code: String,
    },
    /// What the ticket is worth.
    Told(VerifiedTicket),
}

/// A ticket, as far as anybody is told of it.
#[derive(Debug, Clone)]
pub struct VerifiedTicket {
    /// Its code.
    pub code: String,
    /// What it is worth.
    pub status: TicketStatus,
    /// What kind of ticket it is; `None` when that would tell of somebody's health.
    pub kind: Option<String>,
    /// The organization that vouches.
    pub issuer: String,
    /// Its first day.
    pub issued_on: Option<Date>,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// As of when this is so.
    pub as_of: OffsetDateTime,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a VerifyPage,
}

impl VerifyPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// What stands in the field.
    fn typed(&self) -> &str {
        match self {
            Self::Ask { typed } => typed,
            Self::Unknown { code } => code,
            Self::Told(_) => "",
        }
    }

    fn is_wrong(&self) -> bool {
        matches!(self, Self::Ask { typed } if !typed.is_empty())
    }
}

impl VerifiedTicket {
    fn tone(&self) -> &'static str {
        tone(self.status)
    }

    fn sign(&self) -> Html {
        sign(self.status)
    }

    fn from(&self, ctx: &PageContext) -> Option<String> {
        self.issued_on.map(|day| ctx.date_words(day))
    }

    fn end(&self, ctx: &PageContext) -> Option<String> {
        self.expires_on.map(|day| ctx.date_words(day))
    }

    fn sentence(&self, ctx: &PageContext) -> String {
        ctx.named("verify-says", self.status.as_str())
    }
}
