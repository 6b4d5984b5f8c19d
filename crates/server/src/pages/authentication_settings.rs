//! Settings: how members must prove themselves.

use askama::Template;
use domain::Permission;
use domain::id::OrgId;

use super::{PageContext, render};

/// The page.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticationSettingsPage {
    /// Which organization: what the step-up names.
    pub organization: OrgId,
    /// Whether every member needs a passkey.
    pub require_passkeys: bool,
    /// Minutes that a step-up proof is good for.
    pub step_up_minutes: u32,
    /// Whether they were just saved.
    pub saved: bool,
}

#[derive(Template)]
#[template(path = "authentication_settings.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a AuthenticationSettingsPage,
}

impl AuthenticationSettingsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn minutes(self) -> impl Iterator<Item = u32> {
        1..=5
    }
}
