//! Members, and whom they have asked to join.

use askama::Template;
use domain::Permission;
use domain::id::{InvitationId, MemberId, OrgId};
use time::OffsetDateTime;

use super::roles::Choice;
use super::{PageContext, query, render};

/// A member, as pages show him.
#[derive(Debug, Clone)]
pub struct MemberRow {
    /// His id.
    pub id: MemberId,
    /// His name.
    pub name: String,
    /// His address.
    pub email: String,
    /// Whether he is suspended.
    pub suspended: bool,
    /// What his roles are called.
    pub roles: Vec<String>,
    /// When he joined, UTC.
    pub joined_at: OffsetDateTime,
    /// Whether he is the one who looks.
    pub oneself: bool,
}

/// An invitation that was neither accepted nor taken back.
#[derive(Debug, Clone)]
pub struct InvitationRow {
    /// Its id.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// What the roles are called that it gives.
    pub roles: Vec<String>,
    /// When its link ends, UTC.
    pub expires_at: OffsetDateTime,
    /// Whether that has passed.
    pub expired: bool,
}

/// The list of members.
#[derive(Debug, Clone)]
pub struct MembersPage {
    /// The organization, which the proof for an invitation names.
    pub org: OrgId,
    /// This page's members, by name.
    pub rows: Vec<MemberRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// How many seats are taken.
    pub taken: i64,
    /// How many there are, if that is limited.
    pub seats: Option<i32>,
    /// Invitations, by address; none for who may not invite.
    pub invitations: Vec<InvitationRow>,
    /// The roles that the viewer can give.
    pub roles: Vec<Choice>,
    /// Whether an invitation was just sent.
    pub invited: bool,
}

/// One member.
#[derive(Debug, Clone)]
pub struct MemberPage {
    /// What lists show of him.
    pub row: MemberRow,
    /// The roles, his marked. One that the viewer cannot give is not among them, unless he has it.
    pub roles: Vec<Choice>,
    /// Whether the viewer holds all that the member may do.
    pub covered: bool,
    /// Whether his passkeys were just taken off.
    pub passkeys_removed: bool,
}

#[derive(Template)]
#[template(path = "members.html")]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a MembersPage,
}

#[derive(Template)]
#[template(path = "member.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a MemberPage,
}

impl MembersPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(format!("/settings/members?{}", query(&[("cursor", cursor)])))
    }

    fn seat_words(&self, ctx: &PageContext) -> String {
        match self.seats {
            Some(seats) => {
                ctx.t("members-seats").with("taken", self.taken).with("seats", i64::from(seats)).to_string()
            }
            None => ctx.t("members-active").with("count", self.taken).to_string(),
        }
    }

    fn is_full(&self) -> bool {
        self.seats.is_some_and(|seats| self.taken >= i64::from(seats))
    }
}

impl MemberPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn may_be_managed(&self, ctx: &PageContext) -> bool {
        ctx.may(Permission::MemberManage) && self.covered
    }
}
