//! The page that says what went wrong and what to do.

use askama::Template;

use super::{PageContext, render};

/// An error page.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// Seconds after which another attempt makes sense.
    pub retry_after: Option<u64>,
    /// The request's id, under which the server's log tells more.
    pub request_id: Option<String>,
}

#[derive(Template)]
#[template(path = "error.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a ErrorPage,
}

impl ErrorPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// The statuses that have words of their own; others are told as 400 or 500.
    fn told_as(&self) -> u16 {
        match self.status {
            400 | 403 | 404 | 413 | 429 | 503 => self.status,
            401 => 403,
            405 | 410 => 404,
            status if status < 500 => 400,
            _ => 500,
        }
    }

    fn title(&self) -> &'static str {
        match self.told_as() {
            400 => "error-400-title",
            403 => "error-403-title",
            404 => "error-404-title",
            413 => "error-413-title",
            429 => "error-429-title",
            503 => "error-503-title",
            _ => "error-500-title",
        }
    }

    fn text(&self) -> &'static str {
        match self.told_as() {
            400 => "error-400-text",
            403 => "error-403-text",
            404 => "error-404-text",
            413 => "error-413-text",
            429 => "error-429-text",
            503 => "error-503-text",
            _ => "error-500-text",
        }
    }
}
