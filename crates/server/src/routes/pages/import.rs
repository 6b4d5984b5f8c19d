//! `/customers/import` and `/certificates/import`: where much comes in at once.

use axum::response::Html;
use domain::Action;

use super::context::Member;
use crate::pages::{ImportCertificatesPage, ImportCustomersPage};
use crate::problem::Problem;

/// The page for customers, for who may import them.
pub(super) async fn customers(member: Member) -> Result<Html<String>, Problem> {
    allowed(&member, [Action::CustomerImport, Action::CustomerRead])?;
    Ok(Html(ImportCustomersPage.render(&member.ctx)))
}

/// The page for certificates, likewise.
pub(super) async fn certificates(member: Member) -> Result<Html<String>, Problem> {
    allowed(&member, [Action::CertificateImport, Action::CertificateRead])?;
    Ok(Html(ImportCertificatesPage.render(&member.ctx)))
}

fn allowed(member: &Member, actions: [Action; 2]) -> Result<(), Problem> {
    let permissions = member.ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
    for action in actions {
        if let Some(missing) = action.permission().filter(|permission| !permissions.contains(*permission)) {
            return Err(store::Error::Denied(domain::Denial { action, missing }).into());
        }
    }
    Ok(())
}
