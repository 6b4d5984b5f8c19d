//! The pages where customers come in from a table, and certificates from folders and archives. Their script asks the API; here is
//! what it fills.

use askama::Template;
use domain::Permission;

use super::{CustomerForm, PageContext, render};

/// The page where customers come in.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportCustomersPage;

#[derive(Template)]
#[template(path = "import_customers.html")]
struct Customers<'a> {
    ctx: &'a PageContext,
}

impl ImportCustomersPage {
    /// The whole page.
    #[must_use]
    pub fn render(self, ctx: &PageContext) -> String {
        render(&Customers { ctx })
    }
}

/// The page where certificates come in.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportCertificatesPage;

#[derive(Template)]
#[template(path = "import_certificates.html")]
struct Certificates<'a> {
    ctx: &'a PageContext,
}

impl ImportCertificatesPage {
    /// The whole page.
    #[must_use]
    pub fn render(self, ctx: &PageContext) -> String {
        render(&Certificates { ctx })
    }
}
