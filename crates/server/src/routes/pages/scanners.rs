//! `/workers/places/{id}/scanners`: the scanners of a site, how old the status of a pass may be there, and whether they carry photos.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::SiteId;
use serde::Deserialize;
use store::Scanner;

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::pages::{ScannerRow, ScannersPage};
use crate::problem::Problem;
use crate::routes::api::scanner_state;
use crate::routes::extract::Id;

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: bool,
}

#[derive(Deserialize)]
pub(super) struct Limit {
    max_status_age: String,
    #[serde(default)]
    photos: bool,
    version: i32,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Id(site): Id<SiteId>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let (_, gate, scanners) = app.store.scanners(&member.session.caller, site).await?;
    let page = ScannersPage {
        site: gate.id,
        name: gate.name,
        scanners: scanners.into_iter().map(row).collect(),
        max_status_age: gate.max_status_age,
        photos: gate.photos,
        version: gate.version,
        saved: shown.saved,
    };
    Ok(Html(page.render(&member.ctx)))
}

fn row(scanner: Scanner) -> ScannerRow {
    let state = scanner_state(&scanner);
    let epoch = scanner.epoch.as_ref();
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    ScannerRow {
        state,
        epoch: epoch.map(|epoch| (u32::try_from(epoch.number).unwrap_or(0), number(epoch.records))),
        forked: epoch.is_some_and(|epoch| epoch.forked_at.is_some()),
        last_seen: epoch.and_then(|epoch| epoch.last_seen_at),
        bundle: epoch.and_then(|epoch| epoch.bundle_at),
        id: scanner.id,
        name: scanner.name,
        created: (scanner.created_at, scanner.created_by),
        link_until: scanner.link_until,
    }
}

/// Sets both, and leads back.
pub(super) async fn limit(
    State(app): State<App>,
    Id(site): Id<SiteId>,
    member: Member,
    Form(limit): Form<Limit>,
) -> Result<Response, Problem> {
    let seconds = match limit.max_status_age.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::bad_request("The limit is a number of seconds."))?),
    };
    let wanted = (seconds, Some(limit.photos));
    ops::scanners::set_gate(&app, &member.session, site, wanted, Some(limit.version)).await?;
    Ok(Redirect::to(&format!("/workers/places/{site}/scanners?saved=true")).into_response())
}
