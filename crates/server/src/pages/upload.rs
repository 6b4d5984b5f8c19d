//! The page where files come into custody.

use askama::Template;
use domain::Permission;
use domain::id::CustomerId;

use super::{PageContext, render};

/// The upload page.
#[derive(Debug, Clone)]
pub struct UploadPage {
    /// Customers to choose from, by name.
    pub customers: Vec<(CustomerId, String)>,
    /// The customer chosen already.
    pub customer: Option<CustomerId>,
    /// What went wrong with an upload by form, without scripts.
    pub error: Option<String>,
}

#[derive(Template)]
#[template(path = "upload.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a UploadPage,
}

impl UploadPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn is_chosen(&self, customer: &CustomerId) -> bool {
        self.customer == Some(*customer)
    }
}
