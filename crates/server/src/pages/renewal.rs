//! Asking for a new file: the card on a certificate's page, and the page that the customer sees.

use askama::Template;
use time::OffsetDateTime;

use super::{PageContext, render};

/// A link that was made.
#[derive(Debug, Clone)]
pub struct RenewalLinkRow {
    /// To whom it was sent; none when it was shown to who asked.
    pub email: Option<String>,
    /// Who asked, if one may know.
    pub asked_by: Option<String>,
    /// When.
    pub asked_at: OffsetDateTime,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// Whether that has passed.
    pub over: bool,
    /// How many files were sent by it.
    pub attempts: u32,
    /// When the new file came.
    pub used_at: Option<OffsetDateTime>,
}

impl RenewalLinkRow {
    pub(super) fn is_open(&self) -> bool {
        self.used_at.is_none() && !self.over
    }
}

/// What there is about a certificate's renewal, and the form that asks for it.
#[derive(Debug, Clone)]
pub struct RenewalCard {
    /// The newest link.
    pub link: Option<RenewalLinkRow>,
    /// The link that was made just now, to be copied. It is not shown again.
    pub url: Option<String>,
    /// The field `email`.
    pub email: String,
    /// The field `locale`.
    pub locale: String,
    /// The field `days`.
    pub days: u32,
    /// Whether the new file can be asked for.
    pub renewable: bool,
}

impl RenewalCard {
    /// For how many days a link is good, if nothing else is chosen.
    pub const DAYS: u32 = crate::ops::renewal::DAYS;

    /// For how many days at most.
    pub const MOST_DAYS: u32 = crate::ops::renewal::MOST_DAYS;

    pub(super) fn is_in(&self, locale: &crate::i18n::Locale) -> bool {
        self.locale == locale.tag()
    }
}

/// The page that a renewal link leads to. The secret comes in the fragment of the address, which no server or log sees; a script
/// asks with it what is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct RenewalPage;

#[derive(Template)]
#[template(path = "renewal.html")]
struct View<'a> {
    ctx: &'a PageContext,
}

impl RenewalPage {
    /// The whole page.
    #[must_use]
    pub fn render(self, ctx: &PageContext) -> String {
        render(&View { ctx })
    }
}
