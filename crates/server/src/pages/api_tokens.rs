//! API tokens: what there are, and the form for a new one.

use askama::Template;
use domain::Permission;
use domain::id::{ApiTokenId, CustomerId, MemberId, OrgId};
use time::OffsetDateTime;

use super::{PageContext, render};

/// A token, as the page shows it.
#[derive(Debug, Clone)]
pub struct ApiTokenRow {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose it is.
    pub member: String,
    /// Its name.
    pub name: String,
    /// What it may do: names of permissions.
    pub scopes: Vec<String>,
    /// From where, as CIDR; empty for anywhere.
    pub addresses: Vec<String>,
    /// What it may do although it takes a step-up: names of actions.
    pub sensitive: Vec<String>,
    /// The customer on whose certificates alone; `None` for all.
    pub on_customer: Option<String>,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// When it was revoked.
    pub revoked_at: Option<OffsetDateTime>,
    /// When it was used last, and from where.
    pub last_use: Option<(OffsetDateTime, String)>,
    /// Whether it is good for nothing any more.
    pub ended: bool,
}

/// The page.
#[derive(Debug, Clone)]
pub struct ApiTokensPage {
    /// Who looks: what the step-up for a plain token is bound to.
    pub member: MemberId,
    /// His organization: what the step-up for a token for all certificates is bound to.
    pub organization: OrgId,
    /// His tokens.
    pub own: Vec<ApiTokenRow>,
    /// The others', for who manages them.
    pub others: Option<Vec<ApiTokenRow>>,
    /// What he may give: names of permissions.
    pub scopes: Vec<&'static str>,
    /// What a token of his may do although it takes a step-up: names of actions, each with its permission's.
    pub sensitive: Vec<(&'static str, &'static str)>,
    /// How long a token may live, days.
    pub days: [i64; 4],
    /// How long, unless he chooses.
    pub default_days: i64,
    /// Whose certificates he can confine a token to.
    pub customers: Vec<(CustomerId, String)>,
}

#[derive(Template)]
#[template(path = "api_tokens.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a ApiTokensPage,
}

impl ApiTokensPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }
}
