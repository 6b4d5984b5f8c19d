//! `GET /api/v1/overview`: what expires when, in numbers.

use axum::extract::State;
use serde::Serialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;

/// Certificates, counted by how long they have to live. Each is counted once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OverviewView {
    /// All in custody.
    total: i64,
    /// Their end has passed.
    expired: i64,
    /// They end within 7 days.
    within_7_days: i64,
    /// Within 30.
    within_30_days: i64,
    /// Within 60.
    within_60_days: i64,
    /// Later.
    later: i64,
    /// Keys that wait for their certificate.
    awaiting_certificate: i64,
    /// Customers.
    customers: i64,
    /// The twelve months from the present one on.
    months: Vec<MonthView>,
}

/// A month of the organization's time zone.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MonthView {
    /// `2026-11`.
    month: String,
    /// How many certificates end in it, from now on.
    count: i64,
}

/// What expires when.
#[utoipa::path(get, path = "/api/v1/overview", tag = "certificates",
    responses((status = 200, body = OverviewView), (status = 403, body = Problem)))]
pub(super) async fn overview(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<axum::Json<OverviewView>, Problem> {
    let (_, overview) = app.store.overview(&session.caller, app.clock.now()).await?;
    Ok(axum::Json(OverviewView {
        total: overview.total,
        expired: overview.expired,
        within_7_days: overview.week,
        within_30_days: overview.month,
        within_60_days: overview.two_months,
        later: overview.later,
        awaiting_certificate: overview.awaiting,
        customers: overview.customers,
        months: overview
            .months
            .iter()
            .map(|m| MonthView { month: format!("{:04}-{:02}", m.year, m.month), count: m.count })
            .collect(),
    }))
}
