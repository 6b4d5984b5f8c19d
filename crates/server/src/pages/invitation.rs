//! Joining by the link of an invitation.

use askama::Template;

use super::{FieldError, PageContext, SetupPage, render};

/// The form that accepts. The secret comes in the fragment of the address, which no server or log sees; a script moves it
/// into the form, and asks what is behind it.
#[derive(Debug, Clone, Default)]
pub struct InvitationPage {
    /// The field `token`, when the form comes back with errors.
    pub token: String,
    /// The field `name`.
    pub name: String,
    /// What was wrong. A message at the field `token` is about the invitation itself.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a InvitationPage,
}

/// Why an invitation was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationError {
    /// It was used or taken back, or has ended.
    Closed,
    /// No seat is free.
    NoSeat,
    /// The address has an account of another password.
    Password,
    /// The password of a new account is too short.
    ShortPassword,
    /// The password of a new account is too long.
    LongPassword,
}

impl InvitationError {
    /// The message at its field.
    #[must_use]
    pub fn at_field(self, ctx: &PageContext) -> FieldError {
        let (field, message) = match self {
            Self::Closed => ("token", ctx.t("invitation-closed")),
            Self::NoSeat => ("token", ctx.t("invitation-no-seat")),
            Self::Password => ("password", ctx.t("invitation-wrong-password")),
            Self::ShortPassword => {
                ("password", ctx.t("error-password-short").with("least", SetupPage::MIN_PASSWORD))
            }
            Self::LongPassword => {
                ("password", ctx.t("error-password-long").with("most", SetupPage::MAX_PASSWORD))
            }
        };
        FieldError { field, message: message.to_string() }
    }
}

impl InvitationPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
