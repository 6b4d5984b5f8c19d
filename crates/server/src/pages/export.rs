//! Where everything that the organization keeps is taken away. Its script asks for the step-up, and saves the archive.

use askama::Template;
use domain::Permission;
use domain::id::OrgId;

use super::{PageContext, render};
use crate::auth::password::{MAX_LENGTH, MIN_LENGTH};

/// The page.
#[derive(Debug, Clone)]
pub struct ExportPage {
    /// The organization: what the proof is about.
    pub org: OrgId,
}

#[derive(Template)]
#[template(path = "export.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a ExportPage,
}

impl ExportPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn least(&self) -> usize {
        MIN_LENGTH
    }

    fn most(&self) -> usize {
        MAX_LENGTH
    }

    fn file(&self) -> String {
        format!("{}.zip", self.org)
    }
}
