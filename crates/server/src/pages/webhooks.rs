//! Webhooks: what there are, what they were told, and a form for a new one.

use askama::Template;
use domain::Permission;
use domain::Subject;
use domain::id::{WebhookEventId, WebhookId};
use time::OffsetDateTime;

use super::{PageContext, query, render};

/// A webhook, as the page shows it.
#[derive(Debug, Clone)]
pub struct WebhookRow {
    /// Its id.
    pub id: WebhookId,
    /// Its name.
    pub name: String,
    /// A code of the message family `webhook-format`.
    pub format: String,
    /// The host of its address.
    pub host: String,
    /// When it was made, and by whom if one may know.
    pub created: (OffsetDateTime, Option<String>),
    /// Why it is paused: a code of the message family `webhook-paused`.
    pub paused: Option<String>,
    /// How often in a row it has not taken anything.
    pub failures: u32,
    /// Until when it is left alone.
    pub held_until: Option<OffsetDateTime>,
}

/// What a webhook was told of.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// The event's id.
    pub id: WebhookEventId,
    /// The webhook's name.
    pub webhook: String,
    /// `alert`, `escalation` or `test`.
    pub kind: String,
    /// What it tells of, with its name.
    pub about: Option<(Subject, String)>,
    /// When it came to be.
    pub planned_at: OffsetDateTime,
    /// `queued`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The last answer: its status and its beginning.
    pub answer: Option<String>,
}

impl DeliveryRow {
    fn class(&self) -> &'static str {
        match self.state.as_str() {
            "failed" => "tone-expired",
            "queued" => "tone-waiting",
            _ => "tone-quiet",
        }
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct WebhooksPage {
    /// The oldest first.
    pub webhooks: Vec<WebhookRow>,
    /// Newest first.
    pub deliveries: Vec<DeliveryRow>,
    /// Where the next page of deliveries begins.
    pub next_cursor: Option<String>,
    /// What was done just now: a code of the message family `webhook-done`.
    pub done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "webhooks.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a WebhooksPage,
}

impl WebhooksPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn formats(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let word = |format: &'static str| (format, ctx.named("webhook-format", format));
        crate::webhooks::FORMATS.into_iter().map(word).collect()
    }

    fn next_page(&self) -> Option<String> {
        Some(format!("/settings/webhooks?{}#log", query(&[("cursor", self.next_cursor.as_deref()?)])))
    }
}
