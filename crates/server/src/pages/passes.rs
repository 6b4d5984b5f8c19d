//! The passes of a worker, on his page.

use domain::id::PassId;
use time::OffsetDateTime;

use super::PageContext;
use super::markup::{Html, icon};

/// A pass that was issued.
#[derive(Debug, Clone)]
pub struct PassRow {
    /// Its id.
    pub id: PassId,
    /// Whether it is a credential in a wallet.
    pub wallet: bool,
    /// Whether it is a phone's; one without can be copied.
    pub live: bool,
    /// The name of who issued it, if the reader may see members.
    pub issued_by: Option<String>,
    /// When it was first issued.
    pub issued_at: OffsetDateTime,
    /// When it was signed last.
    pub signed_at: OffsetDateTime,
    /// When that ends.
    pub expires_at: OffsetDateTime,
    /// When it was taken back, and why.
    pub revoked: Option<(OffsetDateTime, String)>,
}

/// What the page of a worker tells of his passes.
#[derive(Debug, Clone, Default)]
pub struct PassesCard {
    /// The newest hundred, newest first.
    pub rows: Vec<PassRow>,
    /// Whether the way to the pass was mailed just now.
    pub mailed: bool,
}

impl PassRow {
    fn is_over(&self, ctx: &PageContext) -> bool {
        self.expires_at <= ctx.now
    }

    /// Whether it can be taken back: also one that has ended, since the phone takes it anew.
    pub(super) fn can_be_revoked(&self, ctx: &PageContext) -> bool {
        self.revoked.is_none() && (self.live || !self.is_over(ctx))
    }

    fn state(&self, ctx: &PageContext) -> (&'static str, &'static str, &'static str) {
        match &self.revoked {
            Some(_) => ("tone-expired", "ban", "pass-revoked"),
            None if self.is_over(ctx) => ("tone-quiet", "clock", "pass-ended"),
            None => ("tone-fine", "circle-check", "pass-in-force"),
        }
    }

    pub(super) fn tone(&self, ctx: &PageContext) -> &'static str {
        self.state(ctx).0
    }

    pub(super) fn sign(&self, ctx: &PageContext) -> Html {
        icon(self.state(ctx).1)
    }

    pub(super) fn word(&self, ctx: &PageContext) -> String {
        ctx.t(self.state(ctx).2).to_string()
    }

    pub(super) fn issued(&self, ctx: &PageContext) -> String {
        let date = ctx.date_words(ctx.zone.local(self.issued_at).date());
        match &self.issued_by {
            Some(name) => ctx.t("pass-issued-by").with("name", name).with("date", date).to_string(),
            None => ctx.t("pass-issued").with("date", date).to_string(),
        }
    }
}
