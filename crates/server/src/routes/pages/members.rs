//! `/settings/members`: the list, and one member.

use axum::extract::{Query, State};
use axum::response::Html;
use domain::id::MemberId;
use domain::{Permission, PermissionSet};
use serde::Deserialize;
use store::{Invitation, Role};

use super::context::Member;
use super::roles::called;
use crate::app::App;
use crate::pages::{Choice, InvitationRow, MemberPage, MemberRow, MembersPage, PageContext};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Members on a page, and the most invitations.
const PAGE: usize = 50;

/// The most invitations that are shown.
const INVITATIONS: usize = 200;

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    cursor: String,
    invited: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Just {
    /// Present when they have just been taken off.
    passkeys: Option<String>,
}

/// The list.
pub(super) async fn list(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, organization } = member;
    let cursor = Some(shown.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let ((actor, members), (_, roles), taken) = futures_util::future::try_join3(
        app.store.members(&session.caller, cursor, PAGE),
        app.store.roles(&session.caller),
        app.store.active_members(&session.caller),
    )
    .await?;
    let invitations = if actor.permissions.contains(Permission::MemberInvite) {
        app.store.invitations(&session.caller, None, INVITATIONS).await?.1.items
    } else {
        Vec::new()
    };
    let page = MembersPage {
        org: session.org,
        rows: members.items.iter().map(|member| row(&ctx, &roles, member)).collect(),
        next_cursor: members.next,
        taken,
        seats: organization.seat_limit,
        invitations: invitations.iter().map(|invitation| invited(&ctx, &roles, invitation)).collect(),
        roles: choices(&ctx, &roles, actor.permissions, &["member".to_owned()]),
        invited: shown.invited.is_some(),
    };
    Ok(Html(page.render(&ctx)))
}

/// One member.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<MemberId>,
    Query(just): Query<Just>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let ((actor, member), (_, roles)) = futures_util::future::try_join(
        app.store.member(&session.caller, id),
        app.store.roles(&session.caller),
    )
    .await?;
    let held: PermissionSet = roles
        .iter()
        .filter(|role| member.roles.contains(&role.id))
        .flat_map(|role| role.permissions.iter())
        .collect();
    let page = MemberPage {
        row: row(&ctx, &roles, &member),
        roles: choices(&ctx, &roles, actor.permissions, &member.roles),
        covered: actor.permissions.covers(held),
        passkeys_removed: just.passkeys.is_some(),
    };
    Ok(Html(page.render(&ctx)))
}

fn row(ctx: &PageContext, roles: &[Role], member: &store::Member) -> MemberRow {
    MemberRow {
        id: member.id,
        name: member.name.clone(),
        email: member.email.clone(),
        suspended: member.status == "suspended",
        roles: names(ctx, roles, &member.roles),
        joined_at: member.joined_at,
        oneself: member.oneself,
    }
}

fn invited(ctx: &PageContext, roles: &[Role], invitation: &Invitation) -> InvitationRow {
    InvitationRow {
        id: invitation.id,
        email: invitation.email.clone(),
        roles: names(ctx, roles, &invitation.roles),
        expires_at: invitation.expires_at,
        expired: invitation.expired,
    }
}

fn names(ctx: &PageContext, roles: &[Role], ids: &[String]) -> Vec<String> {
    roles.iter().filter(|role| ids.contains(&role.id)).map(|role| called(ctx, role)).collect()
}

fn choices(ctx: &PageContext, roles: &[Role], permissions: PermissionSet, chosen: &[String]) -> Vec<Choice> {
    let choice = |role: &Role| Choice {
        id: role.id.clone(),
        name: called(ctx, role),
        chosen: chosen.contains(&role.id),
        covered: permissions.covers(role.permissions),
    };
    roles.iter().map(choice).collect()
}
