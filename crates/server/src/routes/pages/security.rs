//! `/settings/security`: what the organization asks of sessions. Saving is the script's, which asks for a step-up.

use axum::extract::Query;
use axum::response::Html;
use domain::Permission;
use serde::Deserialize;

use super::context::Member;
use crate::pages::SecurityPage;
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Shown {
    saved: Option<String>,
}

/// The page, for who may change it.
pub(super) async fn show(Query(shown): Query<Shown>, member: Member) -> Result<Html<String>, Problem> {
    let may = member
        .ctx
        .viewer
        .as_ref()
        .is_some_and(|viewer| viewer.permissions.contains(Permission::OrganizationManage));
    if !may {
        return Err(Problem::not_found());
    }
    let page = SecurityPage {
        org: member.session.org,
        idle_minutes: member.organization.timeouts.idle_minutes,
        absolute_minutes: member.organization.timeouts.absolute_minutes,
        saved: shown.saved.is_some(),
    };
    Ok(Html(page.render(&member.ctx)))
}
