//! A new password: by who knows the old one, and by who has forgotten it.

use askama::Template;
use domain::Permission;
use domain::id::MemberId;

use super::{FieldError, PageContext, SetupError, SetupPage, render};
use crate::auth::password::PasswordError;

/// The form that changes one's password.
#[derive(Debug, Clone, Default)]
pub struct PasswordPage {
    /// Whether it was just changed.
    pub saved: bool,
    /// The member, if he has a passkey to prove the change with.
    pub by_passkey: Option<MemberId>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// The page on which a link for a new password is asked for.
#[derive(Debug, Clone, Default)]
pub struct ForgotPage {
    /// The field `email`.
    pub email: String,
    /// Whether the request was taken: the same words whether or not there is an account.
    pub asked: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// The page that a link for a new password leads to. Its token comes in the fragment, which no server or log sees; a script moves
/// it into the form.
#[derive(Debug, Clone, Default)]
pub struct ResetPage {
    /// The field `token`, when the form comes back with errors.
    pub token: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordView<'a> {
    ctx: &'a PageContext,
    page: &'a PasswordPage,
}

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotView<'a> {
    ctx: &'a PageContext,
    page: &'a ForgotPage,
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetView<'a> {
    ctx: &'a PageContext,
    page: &'a ResetPage,
}

impl PasswordPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&PasswordView { ctx, page: self })
    }

    /// The message for a present password that is another.
    #[must_use]
    pub fn wrong(ctx: &PageContext) -> FieldError {
        FieldError { field: "current_password", message: ctx.t("error-current-password").to_string() }
    }

    /// The message for a new password that is the present one.
    #[must_use]
    pub fn same(ctx: &PageContext) -> FieldError {
        FieldError { field: "password", message: ctx.t("error-password-same").to_string() }
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

impl ForgotPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ForgotView { ctx, page: self })
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

impl ResetPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ResetView { ctx, page: self })
    }

    /// The message for a link that is not good (any more).
    #[must_use]
    pub fn closed(ctx: &PageContext) -> FieldError {
        FieldError { field: "token", message: ctx.t("error-reset-token").to_string() }
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

impl FieldError {
    /// The message for a new password that is not accepted, at the field `password`; none when that is not its fault.
    #[must_use]
    pub fn password(ctx: &PageContext, error: &PasswordError) -> Option<Self> {
        let message = match error {
            PasswordError::TooShort => return Some(SetupError::ShortPassword.at_field(ctx)),
            PasswordError::TooLong => return Some(SetupError::LongPassword.at_field(ctx)),
            PasswordError::Common => ctx.t("error-password-common").to_string(),
            PasswordError::Personal => ctx.t("error-password-personal").to_string(),
            PasswordError::Unavailable => return None,
        };
        Some(Self { field: "password", message })
    }
}
