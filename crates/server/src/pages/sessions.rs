//! One's own sessions.

use askama::Template;
use domain::Permission;
use domain::id::SessionId;
use time::OffsetDateTime;

use super::{PageContext, render};
use crate::auth::device::Device;

/// A session, as the list shows it.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Whether it is the one that looks.
    pub current: bool,
    /// What it is on.
    pub device: Device,
    /// Where it began from.
    pub address: String,
    /// How its owner was authenticated: RFC 8176 values.
    pub methods: Vec<String>,
    /// UTC.
    pub started_at: OffsetDateTime,
    /// UTC.
    pub last_seen_at: OffsetDateTime,
    /// When and why it ended.
    pub ended: Option<(OffsetDateTime, String)>,
}

/// The list.
#[derive(Debug, Clone)]
pub struct SessionsPage {
    /// Those that live, the present one first.
    pub live: Vec<SessionRow>,
    /// Those that ended, the last first.
    pub ended: Vec<SessionRow>,
}

#[derive(Template)]
#[template(path = "sessions.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SessionsPage,
}

impl SessionsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn current(&self) -> Option<&SessionRow> {
        self.live.iter().find(|row| row.current)
    }

    fn has_others(&self) -> bool {
        self.live.iter().any(|row| !row.current)
    }
}

impl SessionRow {
    fn name(&self, ctx: &PageContext) -> String {
        match (&self.device.browser, self.device.system) {
            (Some(browser), Some(system)) => {
                ctx.t("session-device").with("browser", browser).with("system", system).to_string()
            }
            (Some(browser), None) => browser.clone(),
            (None, Some(system)) => system.to_owned(),
            (None, None) => ctx.t("session-device-unknown").to_string(),
        }
    }

    fn method_words(&self, ctx: &PageContext) -> String {
        let words: Vec<_> = self.methods.iter().map(|method| ctx.named("session-method", method)).collect();
        words.join(", ")
    }
}
