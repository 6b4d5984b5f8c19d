//! `/customers/{id}`: one customer and his certificates.

use axum::extract::State;
use axum::response::Html;
use domain::id::CustomerId;
use store::CertificateFilter;

use super::context::Member;
use super::rows::{certificate_row, customer_row};
use crate::app::App;
use crate::pages::CustomerPage;
use crate::problem::Problem;
use crate::routes::extract::Id;

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<CustomerId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let filter = CertificateFilter { customer: Some(id), limit: 200, ..CertificateFilter::default() };
    let (_, customer) = app.store.customer(&session.caller, id, ctx.now).await?;
    let (_, certificates) = app.store.certificates(&session.caller, &filter, ctx.now).await?;
    let page = CustomerPage {
        row: customer_row(&customer, ctx.now),
        notes: customer.notes,
        certificates: certificates
            .items
            .iter()
            .map(|certificate| certificate_row(certificate, ctx.now))
            .collect(),
    };
    Ok(Html(page.render(&ctx)))
}
