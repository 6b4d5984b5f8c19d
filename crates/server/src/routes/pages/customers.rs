//! `/customers`: the list.

use axum::extract::{Query, State};
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use store::CustomerFilter;

use super::context::Member;
use super::partial::page_or_results;
use super::rows::customer_row;
use crate::app::App;
use crate::pages::CustomerList;
use crate::problem::Problem;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Wanted {
    q: String,
    cursor: String,
}

/// The list; for a search while typing, its results alone.
pub(super) async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter =
        CustomerFilter { q: given(&wanted.q), country: None, cursor: given(&wanted.cursor), limit: PAGE };
    let (_, page) = app.store.customers(&session.caller, &filter, ctx.now).await?;
    let list = CustomerList {
        q: wanted.q,
        total: None,
        rows: page.items.iter().map(|customer| customer_row(customer, ctx.now)).collect(),
        next_cursor: page.next,
    };
    Ok(page_or_results(&headers, || list.render(&ctx), || list.render_results(&ctx)))
}
