//! One's own passkeys and recovery codes.

use askama::Template;
use domain::Permission;
use domain::id::{MemberId, PasskeyId};
use time::OffsetDateTime;

use super::{FieldError, PageContext, render};

/// A passkey in the list.
#[derive(Debug, Clone)]
pub struct PasskeyRow {
    /// Its id.
    pub id: PasskeyId,
    /// What its holder calls it.
    pub name: String,
    /// Whether copies of it are kept elsewhere.
    pub backed_up: bool,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub last_used_at: Option<OffsetDateTime>,
}

/// The page of one's own passkeys.
#[derive(Debug, Clone)]
pub struct PasskeysPage {
    /// Whose they are: what the step-up for a new one names.
    pub member: MemberId,
    /// Oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Whether the organization lets the member do nothing before he has one.
    pub must_enrol: bool,
    /// Whether the server is reached under a name: browsers make no passkey for a bare address.
    pub by_name: bool,
    /// What was wrong with a new name.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "passkeys.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a PasskeysPage,
}

impl PasskeysPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
