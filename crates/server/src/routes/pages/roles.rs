//! `/settings/roles`: the list, and the form of a custom role.

use axum::extract::State;
use axum::response::Html;
use domain::PermissionSet;
use domain::id::RoleId;
use store::Role;

use super::context::Member;
use crate::app::App;
use crate::pages::{PageContext, RolePage, RoleRow, RolesPage};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// The list.
pub(super) async fn list(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let (actor, roles) = app.store.roles(&session.caller).await?;
    let rows = roles.iter().map(|role| row(&ctx, role, actor.permissions)).collect();
    Ok(Html(RolesPage { org: session.org, rows }.render(&ctx)))
}

/// A custom role.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<RoleId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let (actor, roles) = app.store.roles(&session.caller).await?;
    let id = id.to_string();
    let role = roles.iter().find(|role| role.id == id).ok_or_else(Problem::not_found)?;
    Ok(Html(RolePage { row: row(&ctx, role, actor.permissions) }.render(&ctx)))
}

/// What a role is called.
pub(super) fn called(ctx: &PageContext, role: &Role) -> String {
    role.name.clone().unwrap_or_else(|| ctx.named("role", &role.id))
}

fn row(ctx: &PageContext, role: &Role, held: PermissionSet) -> RoleRow {
    RoleRow {
        id: role.id.clone(),
        name: called(ctx, role),
        builtin: role.name.is_none(),
        permissions: role.permissions,
        version: role.version,
        members: role.members,
        covered: held.covers(role.permissions),
    }
}
