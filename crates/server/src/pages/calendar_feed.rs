//! The link by which one's calendar reads what ends: whether there is one, and a form for another.

use askama::Template;
use domain::Permission;
use domain::id::MemberId;
use time::OffsetDateTime;

use super::{PageContext, render};

/// The page.
#[derive(Debug, Clone)]
pub struct CalendarFeedPage {
    /// Who looks: what the step-up is bound to.
    pub member: MemberId,
    /// When the link was made, if there is one, and when a calendar read it last.
    pub feed: Option<(OffsetDateTime, Option<OffsetDateTime>)>,
}

#[derive(Template)]
#[template(path = "calendar_feed.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CalendarFeedPage,
}

impl CalendarFeedPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }
}
