//! Settings: the organization's, and one's own.

use askama::Template;
use domain::Permission;

use super::{FieldError, PageContext, Zone, render};
use crate::i18n::Locale;

/// The organization's settings.
#[derive(Debug, Clone)]
pub struct OrganizationSettings {
    /// The field `name`.
    pub name: String,
    /// The field `locale`: the language of mail, and of members who chose none.
    pub locale: Locale,
    /// The field `time_zone`: an IANA name.
    pub time_zone: String,
}

/// The settings page.
#[derive(Debug, Clone)]
pub struct SettingsPage {
    /// The organization's settings.
    pub organization: OrganizationSettings,
    /// Whether there is a logo.
    pub logo: bool,
    /// Whether they were just saved.
    pub saved: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SettingsPage,
}

impl SettingsPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// The message for a time zone that does not exist.
    #[must_use]
    pub fn unknown_time_zone(ctx: &PageContext) -> FieldError {
        FieldError { field: "time_zone", message: ctx.t("error-time-zone").to_string() }
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
