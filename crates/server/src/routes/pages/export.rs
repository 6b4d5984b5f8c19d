//! `/settings/export`: everything that the organization keeps, taken away. Exporting is the script's, which asks for a step-up.

use axum::response::Html;
use domain::Permission;

use super::context::Member;
use crate::pages::ExportPage;
use crate::problem::Problem;

/// The page, for who may export.
pub(super) async fn show(member: Member) -> Result<Html<String>, Problem> {
    let viewer = member.ctx.viewer.as_ref();
    if !viewer.is_some_and(|viewer| viewer.permissions.contains(Permission::OrganizationExport)) {
        return Err(Problem::not_found());
    }
    Ok(Html(ExportPage { org: member.session.org }.render(&member.ctx)))
}
