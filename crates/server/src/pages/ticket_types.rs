//! Types of tickets: the catalogue, and the form of one.

use askama::Template;
use domain::Permission;
use domain::id::TicketTypeId;

use super::{FieldError, PageContext, query, render};

/// A type, as the catalogue shows it.
#[derive(Debug, Clone)]
pub struct TicketTypeRow {
    /// Its id.
    pub id: TicketTypeId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// For how many months a ticket is usually good; `None` for ever.
    pub valid_months: Option<u32>,
    /// How many days before its end it counts as expiring.
    pub renewal_days: u32,
    /// Whether its name stays inside.
    pub medical: bool,
    /// Whether there are no new ones.
    pub archived: bool,
    /// How many tickets the viewer sees of it.
    pub tickets: u64,
}

impl TicketTypeRow {
    fn validity(&self, ctx: &PageContext) -> String {
        match self.valid_months {
            Some(months) => ctx.t("type-months").with("months", months).to_string(),
            None => ctx.t("type-for-ever").to_string(),
        }
    }
}

/// The catalogue.
#[derive(Debug, Clone, Default)]
pub struct TicketTypesPage {
    /// This page's, by name.
    pub rows: Vec<TicketTypeRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "ticket_types.html")]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a TicketTypesPage,
}

impl TicketTypesPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(format!("/workers/types?{}", query(&[("cursor", cursor)])))
    }
}

/// The form of a type.
#[derive(Debug, Clone, Default)]
pub struct TicketTypeForm {
    /// The type; `None` for a new one.
    pub id: Option<TicketTypeId>,
    /// The field `code`.
    pub code: String,
    /// The field `name`.
    pub name: String,
    /// The field `valid_months`.
    pub valid_months: String,
    /// The field `renewal_days`.
    pub renewal_days: String,
    /// Whether its name stays inside.
    pub medical: bool,
    /// Whether there are to be no new ones.
    pub archived: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "ticket_type_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a TicketTypeForm,
}

impl TicketTypeForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    /// Where the form is sent.
    fn address(&self) -> String {
        self.id.map_or_else(|| "/workers/types/new".to_owned(), |id| format!("/workers/types/{id}"))
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
