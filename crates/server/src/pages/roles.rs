//! Roles: what each permits, and the organization's own.

use askama::Template;
use domain::id::OrgId;
use domain::{Permission, PermissionSet};

use super::{PageContext, render};

/// A role or permission that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether the viewer can give or take it.
    pub covered: bool,
}

/// Every permission, those of `chosen` marked.
fn permissions(ctx: &PageContext, chosen: PermissionSet) -> Vec<Choice> {
    let choice = |permission: &Permission| Choice {
        id: permission.as_str().to_owned(),
        name: ctx.named("permission", permission.as_str()),
        chosen: chosen.contains(*permission),
        covered: ctx.may(*permission),
    };
    Permission::ALL.iter().map(choice).collect()
}

/// A role, as the list shows it.
#[derive(Debug, Clone)]
pub struct RoleRow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it came with Credenza.
    pub builtin: bool,
    /// What it permits.
    pub permissions: PermissionSet,
    /// Rises with every change.
    pub version: i32,
    /// How many members have it.
    pub members: i64,
    /// Whether the viewer holds all that it permits.
    pub covered: bool,
}

/// The list of roles.
#[derive(Debug, Clone)]
pub struct RolesPage {
    /// The organization, which the proof for a new role names.
    pub org: OrgId,
    /// All of them.
    pub rows: Vec<RoleRow>,
}

/// The form of a custom role.
#[derive(Debug, Clone)]
pub struct RolePage {
    /// The role.
    pub row: RoleRow,
}

#[derive(Template)]
#[template(path = "roles.html")]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a RolesPage,
}

#[derive(Template)]
#[template(path = "role.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a RolePage,
}

impl RoleRow {
    fn words(&self, ctx: &PageContext) -> String {
        let words: Vec<_> = self.permissions.iter().map(|p| ctx.named("permission", p.as_str())).collect();
        words.join(" · ")
    }
}

impl RolesPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    #[allow(clippy::unused_self, reason = "the template asks the page, whichever it is")]
    fn permissions(&self, ctx: &PageContext) -> Vec<Choice> {
        permissions(ctx, PermissionSet::EMPTY)
    }
}

impl RolePage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn permissions(&self, ctx: &PageContext) -> Vec<Choice> {
        permissions(ctx, self.row.permissions)
    }
}
