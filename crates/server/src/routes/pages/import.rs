//! `/customers/import`, `/certificates/import`, `/workers/import` and `/workers/tickets/import`: where much comes in at once.

use axum::response::{Html, IntoResponse, Response};
use domain::Action;
use http::{HeaderValue, header};

use super::super::api::attachment;
use super::context::Member;
use crate::pages::{ImportCertificatesPage, ImportCustomersPage, ImportWorkersPage};
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

/// The page for workers, likewise.
pub(super) async fn workers(member: Member) -> Result<Html<String>, Problem> {
    allowed(&member, [Action::WorkerImport, Action::WorkerRead])?;
    Ok(Html(ImportWorkersPage::Workers.render(&member.ctx)))
}

/// The page for tickets, likewise.
pub(super) async fn tickets(member: Member) -> Result<Html<String>, Problem> {
    allowed(&member, [Action::TicketImport, Action::WorkerRead])?;
    Ok(Html(ImportWorkersPage::Tickets.render(&member.ctx)))
}

/// A table of workers to begin with.
pub(super) async fn workers_table(member: Member) -> Result<Response, Problem> {
    allowed(&member, [Action::WorkerImport, Action::WorkerRead])?;
    Ok(table(&member, ImportWorkersPage::Workers))
}

/// A table of tickets to begin with.
pub(super) async fn tickets_table(member: Member) -> Result<Response, Problem> {
    allowed(&member, [Action::TicketImport, Action::WorkerRead])?;
    Ok(table(&member, ImportWorkersPage::Tickets))
}

fn table(member: &Member, page: ImportWorkersPage) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, attachment(&format!("{}.csv", page.kind()))),
    ];
    (headers, page.table(&member.ctx)).into_response()
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
