//! `/`: what do I do today.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::{Permission, SubjectKind};
use futures_util::future::{try_join, try_join4};
use serde::Deserialize;
use store::{
    CalendarFilter, CertificateFilter, CertificateSort, CertificateStatus, CountedBy, RevocationConcern,
};
use time::{Duration, OffsetDateTime};

use super::context::Member;
use super::rows::certificate_row;
use crate::app::App;
use crate::pages::{CertificateRow, ConcernRow, Counts, Dashboard, KindCounts, Period, Schedule};
use crate::problem::Problem;

/// How many certificates the list of the most urgent has, unless more end today.
const URGENT: usize = 12;

/// How many of those that end today are listed at most.
const TODAY: usize = 100;

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

/// The dashboard. Who may see neither certificates nor workers is led to what he may see; and who is a worker and nothing else, to his
/// own page.
pub(super) async fn show(
    State(app): State<App>,
    Query(chart): Query<Chart>,
    member: Member,
) -> Result<Response, Problem> {
    let viewer = member.ctx.viewer.as_ref();
    let may = |permission| viewer.is_some_and(|viewer| viewer.permissions.contains(permission));
    let certificates = may(Permission::CertificateRead);
    if !certificates && !may(Permission::WorkerRead) {
        let elsewhere = if may(Permission::AuditRead) { "/settings/audit" } else { "/settings" };
        return Ok(Redirect::to(elsewhere).into_response());
    }
    if !certificates && let Some(own) = super::workers::himself(&app, &member).await? {
        return Ok(own);
    }
    let period = Period::from_query(chart.by.as_deref());
    let (caller, ctx) = (&member.session.caller, &member.ctx);
    let others = app.store.open_alerts_of_others(caller, ctx.now, OTHERS);
    let (schedule, kinds) = try_join(schedule(&app, &member, period), kinds(&app, &member)).await?;
    let custody = if certificates { custody(&app, &member).await? } else { Custody::default() };
    let page = Dashboard {
        counts: custody.counts,
        customers: custody.customers,
        schedule,
        concerns: custody.concerns,
        concerned: custody.concerned,
        others: others.await?.into_iter().map(|alert| super::alerts::row(alert, ctx)).collect(),
        kinds,
        urgent: custody.urgent,
    };
    Ok(Html(page.render(ctx)).into_response())
}

/// What needs somebody, whenever it ends.
fn everything(now: OffsetDateTime) -> CalendarFilter {
    CalendarFilter {
        from: now,
        before: now,
        kind: None,
        of_type: None,
        customer: None,
        crew: None,
        status: None,
        with_needless: false,
    }
}

/// How much ends in each period, of whatever kind.
async fn schedule(app: &App, member: &Member, period: Period) -> Result<Schedule, Problem> {
    let ctx = &member.ctx;
    let ranges = period.ranges(ctx.today());
    let last = ranges.last().map(|(_, last)| last.saturating_add(Duration::DAY));
    let days = ranges.iter().map(|(first, _)| *first).chain(last);
    let bounds: Vec<_> = days.map(|day| ctx.zone.start_of(day)).collect();
    let filter = everything(ctx.now);
    let counted =
        app.store.calendar_counts(&member.session.caller, &bounds, &filter, ctx.now, CountedBy::Kind).await?;
    let mut counts = vec![0; ranges.len()];
    for count in counted {
        if let Some(sum) = counts.get_mut(count.place) {
            *sum += count.count;
        }
    }
    Ok(Schedule { period, counts })
}

/// How many of what is no certificate have ended, or end soon.
async fn kinds(app: &App, member: &Member) -> Result<Vec<KindCounts>, Problem> {
    let now = member.ctx.now;
    // What ended a year ago and longer is not for today.
    let bounds = [-365, 0, 7, 30].map(|days| now + Duration::days(days));
    let filter = everything(now);
    let counted =
        app.store.calendar_counts(&member.session.caller, &bounds, &filter, now, CountedBy::Kind).await?;
    let of = |kind, place| {
        let these = counted.iter().filter(|count| count.kind == kind && count.place == place);
        these.map(|count| count.count).sum::<u64>()
    };
    let others = SubjectKind::ALL.into_iter().filter(|kind| *kind != SubjectKind::Certificate);
    let counts = others.map(|kind| KindCounts {
        kind,
        ended: of(kind, 0),
        within_7: of(kind, 1),
        within_30: of(kind, 2),
    });
    Ok(counts.filter(|kind| kind.ended + kind.within_7 + kind.within_30 > 0).collect())
}

/// What the dashboard tells of certificates.
#[derive(Default)]
struct Custody {
    counts: Counts,
    customers: u64,
    concerns: Vec<ConcernRow>,
    concerned: u64,
    urgent: Vec<CertificateRow>,
}

async fn custody(app: &App, member: &Member) -> Result<Custody, Problem> {
    let (caller, ctx) = (&member.session.caller, &member.ctx);
    let now = ctx.now;
    let expired = CertificateFilter {
        status: Some(CertificateStatus::Expired),
        sort: CertificateSort::ExpiresDescending,
        limit: EXPIRED,
        ..CertificateFilter::default()
    };
    let soon = CertificateFilter {
        status: Some(CertificateStatus::Expiring),
        limit: TODAY,
        ..CertificateFilter::default()
    };
    let waiting = CertificateFilter {
        status: Some(CertificateStatus::AwaitingCertificate),
        limit: WAITING,
        ..CertificateFilter::default()
    };
    let ((_, overview), (_, expired), (_, soon), (_, waiting)) = try_join4(
        app.store.overview(caller, now),
        app.store.certificates(caller, &expired, now),
        app.store.certificates(caller, &soon, now),
        app.store.certificates(caller, &waiting, now),
    )
    .await?;
    let (concerns, concerned) = app.store.revocation_concerns(caller, now, CONCERNS).await?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    // What ends today stands there, however much it is.
    let tomorrow = ctx.zone.start_of(ctx.today().saturating_add(Duration::DAY));
    let today = soon.items.iter().take_while(|soon| soon.not_after.is_some_and(|end| end < tomorrow)).count();
    let room = (URGENT - expired.items.len() - waiting.items.len()).max(today);
    let urgent = expired.items.iter().chain(soon.items.iter().take(room)).chain(&waiting.items);
    Ok(Custody {
        counts: Counts {
            expired: count(overview.expired),
            within_7: count(overview.week),
            within_30: count(overview.month),
            within_60: count(overview.two_months),
            later: count(overview.later),
            waiting: count(overview.awaiting),
        },
        customers: count(overview.customers),
        concerns: concerns.into_iter().map(concern).collect(),
        concerned: count(concerned),
        urgent: urgent.map(|certificate| certificate_row(certificate, now)).collect(),
    })
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
