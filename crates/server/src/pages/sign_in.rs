//! Sign-in.

use askama::Template;

use super::{PageContext, render};

/// The sign-in page.
#[derive(Debug, Clone, Default)]
pub struct SignInPage {
    /// The address, as it was typed.
    pub email: String,
    /// The path to go to afterwards; the route makes sure that it is one of ours.
    pub next: String,
    /// Whether a new password was just set.
    pub reset: bool,
    /// Why the last attempt failed, in the user's language.
    pub error: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SignInPage,
}

impl SignInPage {
    /// The message when address and password do not go together. It never says which of them is wrong.
    #[must_use]
    pub fn failed(ctx: &PageContext) -> String {
        ctx.t("sign-in-failed").to_string()
    }

    /// The message when a passkey was refused.
    #[must_use]
    pub fn passkey_failed(ctx: &PageContext) -> String {
        ctx.t("passkey-failed").to_string()
    }

    /// Whether he wanted something else, and has done nothing here yet.
    fn was_sent_here(&self) -> bool {
        self.error.is_none() && !self.reset && !["", "/"].contains(&self.next.as_str())
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }
}
