//! `/certificates`: the list.

use axum::extract::{Query, State};
use axum::response::Response;
use http::HeaderMap;
use store::{CertificateSort, CertificateStatus};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime};

use super::context::Member;
use super::partial::page_or_results;
use super::rows::certificate_row;
use crate::app::App;
use crate::pages::{CertificateFilter, CertificateList, Facets, PageContext, Status};
use crate::problem::Problem;

/// Rows of a page.
const PAGE: usize = 50;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The list; for a search while typing, its results alone.
pub(super) async fn list(
    State(app): State<App>,
    Query(filter): Query<CertificateFilter>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let wanted = store_filter(&filter, &ctx)?;
    let ((_, page), facets) = futures_util::future::try_join(
        app.store.certificates(&session.caller, &wanted, ctx.now),
        app.store.facets(&session.caller),
    )
    .await?;
    let list = CertificateList {
        filter,
        facets: Facets { customers: facets.customers, countries: facets.countries, kinds: facets.kinds },
        total: None,
        rows: page.items.iter().map(|certificate| certificate_row(certificate, ctx.now)).collect(),
        next_cursor: page.next,
    };
    Ok(page_or_results(&headers, || list.render(&ctx), || list.render_results(&ctx)))
}

fn store_filter(filter: &CertificateFilter, ctx: &PageContext) -> Result<store::CertificateFilter, Problem> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut wanted = store::CertificateFilter {
        q: given(&filter.q),
        customer: given(&filter.customer)
            .map(|id| id.parse().map_err(|_| Problem::bad_request("There is no such customer.")))
            .transpose()?,
        country: given(&filter.country),
        shown_as: given(&filter.kind),
        expires_from: day(&filter.expires_from).map(|day| ctx.zone.start_of(day)),
        expires_before: day(&filter.expires_to)
            .map(|day| ctx.zone.start_of(day.saturating_add(Duration::DAY))),
        sort: match filter.sort.as_str() {
            "-expiry" => CertificateSort::ExpiresDescending,
            "name" => CertificateSort::Holder,
            "-name" => CertificateSort::HolderDescending,
            "customer" => CertificateSort::Customer,
            "-customer" => CertificateSort::CustomerDescending,
            _ => CertificateSort::Expires,
        },
        cursor: given(&filter.cursor),
        limit: PAGE,
        ..store::CertificateFilter::default()
    };
    if let Some(status) = Status::from_name(&filter.status) {
        narrow(&mut wanted, status, ctx.now);
    }
    Ok(wanted)
}

/// The spans of the list's statuses: each begins just after the one before it ends.
fn narrow(wanted: &mut store::CertificateFilter, status: Status, now: OffsetDateTime) {
    let after = |days: i64| now + Duration::days(days) + Duration::MICROSECOND;
    let mut span = |from: OffsetDateTime, before: Option<OffsetDateTime>| {
        wanted.expires_from = Some(wanted.expires_from.map_or(from, |there| there.max(from)));
        wanted.expires_before = match (wanted.expires_before, before) {
            (Some(there), Some(before)) => Some(there.min(before)),
            (there, before) => there.or(before),
        };
    };
    match status {
        Status::Expired => wanted.status = Some(CertificateStatus::Expired),
        Status::Within7 => span(now, Some(after(7))),
        Status::Within30 => span(after(7), Some(after(30))),
        Status::Within60 => span(after(30), Some(after(60))),
        Status::Later => span(after(60), None),
        Status::NotYetValid => wanted.status = Some(CertificateStatus::NotYetValid),
        Status::AwaitingCertificate => wanted.status = Some(CertificateStatus::AwaitingCertificate),
        Status::Revoked => wanted.revocation = Some("revoked".into()),
        // Not among the filter's choices.
        Status::Superseded => {}
    }
}

pub(super) fn day(text: &str) -> Option<Date> {
    Date::parse(text, DAY).ok()
}
