//! `/api/v1/sites/{id}/scanners`: the scanners of a site, and making one. `/api/v1/scanners/{id}`: one of them.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::{ScannerId, SiteId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::Scanner;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::scanners::{self, Invited};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};
use crate::routes::respond::{List, moment, secret};

/// A scanner.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ScannerView {
    id: String,
    name: String,
    site_id: String,
    /// `invited`, `enrolled` or `revoked`.
    state: &'static str,
    created_at: String,
    /// The name of who made it, if you may see members.
    created_by: Option<String>,
    revoked_at: Option<String>,
    /// Until when the link is good by which it can be enrolled.
    link_expires_at: Option<String>,
    /// The number of its newest enrolment.
    epoch: Option<i32>,
    enrolled_at: Option<String>,
    /// How many records there are of that enrolment.
    records: Option<i64>,
    /// When its log was first told in two ways.
    forked_at: Option<String>,
    /// When it last brought or asked something.
    last_seen_at: Option<String>,
    /// When it last asked for its bundle.
    bundle_at: Option<String>,
}

/// `invited`, `enrolled` or `revoked`.
pub(in crate::routes) fn state(scanner: &Scanner) -> &'static str {
    match &scanner.epoch {
        _ if scanner.revoked_at.is_some() => "revoked",
        Some(epoch) if epoch.closed_at.is_none() => "enrolled",
        _ => "invited",
    }
}

impl From<Scanner> for ScannerView {
    fn from(scanner: Scanner) -> Self {
        let (state, epoch) = (state(&scanner), scanner.epoch.as_ref());
        Self {
            state,
            epoch: epoch.map(|epoch| epoch.number),
            enrolled_at: epoch.map(|epoch| moment(epoch.enrolled_at)),
            records: epoch.map(|epoch| epoch.records),
            forked_at: epoch.and_then(|epoch| epoch.forked_at).map(moment),
            last_seen_at: epoch.and_then(|epoch| epoch.last_seen_at).map(moment),
            bundle_at: epoch.and_then(|epoch| epoch.bundle_at).map(moment),
            id: scanner.id.to_string(),
            name: scanner.name,
            site_id: scanner.site.to_string(),
            created_at: moment(scanner.created_at),
            created_by: scanner.created_by,
            revoked_at: scanner.revoked_at.map(moment),
            link_expires_at: scanner.link_until.map(moment),
        }
    }
}

/// A scanner as somebody wants it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewScanner {
    /// What it is called, 1 to 80 characters: where it stands, or which phone it is.
    name: String,
}

/// A link by which a phone becomes a scanner.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct InvitedView {
    /// The scanner.
    id: String,
    /// The link. It is shown this once, and good for one phone.
    link: String,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
    /// The link as a QR code.
    code: CodeView,
}

/// A QR code, to be drawn dark on white.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CodeView {
    /// The side of the square, in modules, with what stays white.
    size: usize,
    /// The dark modules, as the path of an SVG.
    path: String,
}

fn shown_once(invited: &Invited) -> Result<Response, Problem> {
    let code = card::path_of(&invited.link).ok_or_else(|| Problem::internal("a link too long for a code"))?;
    let view = InvitedView {
        code: CodeView { size: code.size, path: code.path },
        id: invited.id.to_string(),
        link: invited.link.clone(),
        expires_at: moment(invited.expires_at),
    };
    Ok((StatusCode::CREATED, secret(&view)).into_response())
}

/// What holds at a site's gate.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteGate {
    /// Seconds, 300 to 86400; null for as old as anywhere, a day.
    max_status_age: Option<i32>,
    /// Whether the site's scanners carry the photos of those whose crew belongs to it; by default as before.
    photos: Option<bool>,
    /// The version of the site that was changed; by default the present one.
    version: Option<i32>,
}

/// The scanners of a site, at most 500: those that were revoked last, else the newest first.
#[utoipa::path(get, path = "/api/v1/sites/{id}/scanners", tag = "scanners", params(("id" = String, Path)),
    responses((status = 200, body = List<ScannerView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<SiteId>,
) -> Result<Json<List<ScannerView>>, Problem> {
    let (_, _, scanners) = app.store.scanners(&session.caller, id).await?;
    Ok(Json(List { items: scanners.into_iter().map(Into::into).collect(), next_cursor: None }))
}

/// Make a scanner of a site, and the link by which a phone becomes it. Takes a step-up for `scanner.create` on the site.
#[utoipa::path(post, path = "/api/v1/sites/{id}/scanners", tag = "scanners", request_body = NewScanner,
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 201, body = InvitedView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SiteId>,
    StepUp(proof): StepUp,
    Body(new): Body<NewScanner>,
) -> Result<Response, Problem> {
    shown_once(&scanners::create(&app, &session, id, &new.name, proof.as_deref()).await?)
}

/// Make a further link of a scanner, for a phone that lost its key, or another one. It takes the place of any earlier link, and the phone
/// that follows it that of the one before. Takes a step-up for `scanner.invite` on the scanner.
#[utoipa::path(post, path = "/api/v1/scanners/{id}/enrollments", tag = "scanners",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 201, body = InvitedView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn invite(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<ScannerId>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    shown_once(&scanners::invite(&app, &session, id, proof.as_deref()).await?)
}

/// Take a scanner's authority away, at once and for good.
#[utoipa::path(post, path = "/api/v1/scanners/{id}/revoke", tag = "scanners", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<ScannerId>,
) -> Result<StatusCode, Problem> {
    scanners::revoke(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say how old the status of a pass may be at a site's gate, and whether its scanners carry photos.
#[utoipa::path(put, path = "/api/v1/sites/{id}/gate", tag = "scanners", request_body = SiteGate, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn limit(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SiteId>,
    Body(gate): Body<SiteGate>,
) -> Result<StatusCode, Problem> {
    scanners::set_gate(&app, &session, id, (gate.max_status_age, gate.photos), gate.version).await?;
    Ok(StatusCode::NO_CONTENT)
}
