//! The first administrator's page, reached by the one-time link that the server prints.

use askama::Template;

use super::{FieldError, PageContext, render};

/// What can be wrong with what was typed into the set-up form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupError {
    /// The link was used, or the server has started anew since.
    Token,
    /// Not an e-mail address.
    Email,
    /// Fewer than [`SetupPage::MIN_PASSWORD`] characters.
    ShortPassword,
    /// More than [`SetupPage::MAX_PASSWORD`] characters.
    LongPassword,
    /// The second password is not the first.
    PasswordsDiffer,
}

impl SetupError {
    /// The message at its field.
    #[must_use]
    pub fn at_field(self, ctx: &PageContext) -> FieldError {
        let (field, message) = match self {
            Self::Token => ("token", ctx.t("error-setup-token")),
            Self::Email => ("email", ctx.t("error-email")),
            Self::ShortPassword => {
                ("password", ctx.t("error-password-short").with("least", SetupPage::MIN_PASSWORD))
            }
            Self::LongPassword => {
                ("password", ctx.t("error-password-long").with("most", SetupPage::MAX_PASSWORD))
            }
            Self::PasswordsDiffer => ("password_again", ctx.t("error-passwords-differ")),
        };
        FieldError { field, message: message.to_string() }
    }
}

/// The set-up form. The token comes in the fragment of the address, which no server or log sees; a script moves it
/// into the form.
#[derive(Debug, Clone, Default)]
pub struct SetupPage {
    /// The field `organization`.
    pub organization: String,
    /// The field `name`.
    pub name: String,
    /// The field `email`.
    pub email: String,
    /// The field `token`, when the form comes back with errors.
    pub token: String,
    /// The field `time_zone`, which a script fills with the browser's.
    pub time_zone: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SetupPage,
}

impl SetupPage {
    /// The least number of characters of a password.
    pub const MIN_PASSWORD: usize = crate::auth::password::MIN_LENGTH;

    /// The greatest number of characters of a password.
    pub const MAX_PASSWORD: usize = crate::auth::password::MAX_LENGTH;

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
