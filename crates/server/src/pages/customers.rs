//! The list of customers.

use askama::Template;
use domain::Permission;
use domain::id::CustomerId;
use time::OffsetDateTime;

use super::{PageContext, Status, query, render};

/// A customer, as the list shows him.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    /// His id.
    pub id: CustomerId,
    /// His name.
    pub name: String,
    /// His tax id.
    pub tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How many certificates of his are in custody.
    pub certificates: u64,
    /// The certificate of his that ends first, expired ones included and superseded ones not.
    pub next_expiry: Option<(OffsetDateTime, Status)>,
}

/// One page of the list.
#[derive(Debug, Clone)]
pub struct CustomerList {
    /// Words of name or tax id.
    pub q: String,
    /// How many match in all, when that was counted.
    pub total: Option<u64>,
    /// This page's, by name.
    pub rows: Vec<CustomerRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "customers.html", blocks = ["results"])]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CustomerList,
}

impl CustomerList {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// The results alone, for a search while typing (a request with the header `HX-Request`).
    #[must_use]
    pub fn render_results(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self }.as_results())
    }

    fn count_words(&self, ctx: &PageContext) -> String {
        match self.total {
            Some(count) => ctx.t("customers-count").with("count", count).to_string(),
            None => ctx.t("customers-shown").with("count", self.rows.len()).to_string(),
        }
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(format!("/customers?{}", query(&[("q", &self.q), ("cursor", cursor)])))
    }
}
