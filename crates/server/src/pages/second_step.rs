//! The second step of a sign-in.

use askama::Template;

use super::{PageContext, render};

/// The page of the second step.
#[derive(Debug, Clone, Default)]
pub struct SecondStepPage {
    /// The secret of the step.
    pub token: String,
    /// What the browser is asked to do, as JSON; none once a recovery code was mistyped.
    pub options: Option<String>,
    /// The path to go to afterwards; the route makes sure that it is one of ours.
    pub next: String,
    /// Why the last attempt failed, in the user's language.
    pub error: Option<String>,
}

#[derive(Template)]
#[template(path = "second_step.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SecondStepPage,
}

impl SecondStepPage {
    /// The message for a recovery code that is none.
    #[must_use]
    pub fn bad_code(ctx: &PageContext) -> String {
        ctx.t("second-step-bad-code").to_string()
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }
}
