//! `/`: what do I do today.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Permission;
use serde::Deserialize;
use store::{CertificateFilter, CertificateSort, CertificateStatus, RevocationConcern};
use time::Duration;

use super::context::Member;
use super::rows::certificate_row;
use crate::app::App;
use crate::pages::{ConcernRow, Counts, Dashboard, Period, Schedule};
use crate::problem::Problem;

/// How many certificates the list of the most urgent has.
const URGENT: usize = 12;

/// How many of them may have expired: what can still be renewed must not be crowded out.
const EXPIRED: usize = 4;

/// How many of them may be keys that wait for their certificate.
const WAITING: usize = 2;

/// How many certificates that were revoked, or that nobody answers about, are listed.
const CONCERNS: usize = 6;

/// How many alerts about other things are listed.
const OTHERS: usize = 6;

#[derive(Deserialize)]
pub(super) struct Chart {
    by: Option<String>,
}

/// The dashboard. Who may not see certificates is led to what he may see.
pub(super) async fn show(
    State(app): State<App>,
    Query(chart): Query<Chart>,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let may = |permission| ctx.viewer.as_ref().is_some_and(|viewer| viewer.permissions.contains(permission));
    if !may(Permission::CertificateRead) {
        let elsewhere = if may(Permission::WorkerRead) {
            "/workers"
        } else if may(Permission::AuditRead) {
            "/settings/audit"
        } else {
            "/settings"
        };
        return Ok(Redirect::to(elsewhere).into_response());
    }
    let period = Period::from_query(chart.by.as_deref());
    let spans: Vec<_> = period
        .ranges(ctx.today())
        .into_iter()
        .map(|(first, last)| {
            (ctx.zone.start_of(first), ctx.zone.start_of(last.saturating_add(Duration::DAY)))
        })
        .collect();
    let expired = CertificateFilter {
        status: Some(CertificateStatus::Expired),
        sort: CertificateSort::ExpiresDescending,
        limit: EXPIRED,
        ..CertificateFilter::default()
    };
    let soon = CertificateFilter {
        status: Some(CertificateStatus::Expiring),
        limit: URGENT,
        ..CertificateFilter::default()
    };
    let waiting = CertificateFilter {
        status: Some(CertificateStatus::AwaitingCertificate),
        limit: WAITING,
        ..CertificateFilter::default()
    };
    let others = app.store.open_alerts_of_others(&session.caller, ctx.now, OTHERS);
    let ((_, overview), counts, (_, expired), (_, soon), (_, waiting)) = futures_util::future::try_join5(
        app.store.overview(&session.caller, ctx.now),
        app.store.count_ending(&session.caller, &spans),
        app.store.certificates(&session.caller, &expired, ctx.now),
        app.store.certificates(&session.caller, &soon, ctx.now),
        app.store.certificates(&session.caller, &waiting, ctx.now),
    )
    .await?;
    let (concerns, concerned) = app.store.revocation_concerns(&session.caller, ctx.now, CONCERNS).await?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let room = URGENT - expired.items.len() - waiting.items.len();
    let urgent = expired.items.iter().chain(soon.items.iter().take(room)).chain(&waiting.items);
    let page = Dashboard {
        counts: Counts {
            expired: count(overview.expired),
            within_7: count(overview.week),
            within_30: count(overview.month),
            within_60: count(overview.two_months),
            later: count(overview.later),
            waiting: count(overview.awaiting),
        },
        customers: count(overview.customers),
        schedule: Schedule { period, counts: counts.into_iter().map(count).collect() },
        concerns: concerns.into_iter().map(concern).collect(),
        concerned: count(concerned),
        others: others.await?.into_iter().map(|alert| super::alerts::row(alert, &ctx)).collect(),
        urgent: urgent.map(|certificate| certificate_row(certificate, ctx.now)).collect(),
    };
    Ok(Html(page.render(&ctx)).into_response())
}

fn concern(concern: RevocationConcern) -> ConcernRow {
    let RevocationConcern { certificate, called, customer, revoked, since, .. } = concern;
    ConcernRow {
        id: certificate,
        customer: customer.filter(|name| *name != called),
        name: called,
        revoked,
        since,
    }
}
