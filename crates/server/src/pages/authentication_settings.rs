//! Settings: how members must prove themselves, and for what they do so again.

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

/// A permission, and whether its acts take a step-up.
struct Sensitivity {
    id: &'static str,
    name: String,
    /// What else is to be said of it.
    hint: Option<String>,
    /// Whether they take one here.
    asked: bool,
    /// Whether the organization decides.
    free: bool,
}

impl AuthenticationSettingsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// What a step-up is or can be asked for. What only shows something is not among it.
    #[allow(clippy::unused_self, reason = "the template asks the page")]
    fn sensitivities(&self, ctx: &PageContext) -> Vec<Sensitivity> {
        let row = |permission: &Permission| {
            let (id, free) = (permission.as_str(), permission.may_be_made_sensitive());
            let hint = (free && permission.is_sensitive()).then(|| ctx.named("sensitive-hint", id));
            let asked = !free || ctx.asks(*permission);
            Sensitivity { id, name: ctx.named("permission", id), hint, asked, free }
        };
        let asked_for =
            |permission: &&Permission| permission.may_be_made_sensitive() || permission.is_sensitive();
        Permission::ALL.iter().filter(asked_for).map(row).collect()
    }

    fn minutes(self) -> impl Iterator<Item = u32> {
        1..=5
    }
}
