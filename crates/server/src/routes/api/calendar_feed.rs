//! `/api/v1/auth/calendar-feed`: the link by which one's own calendar reads what ends.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::calendar_feed::{make as make_feed, revoke as revoke_feed};
use crate::problem::Problem;
use crate::routes::extract::StepUp;
use crate::routes::respond::{moment, secret};

/// Whether there is a link. The link itself was told once.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CalendarFeedView {
    /// Null when there is none.
    id: Option<String>,
    created_at: Option<String>,
    /// When a calendar read it last, to the minute.
    last_read_at: Option<String>,
}

/// A link that was just made.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MadeCalendarFeed {
    id: String,
    /// The link, which lets in who has it. It is told this once.
    feed_url: String,
}

/// See whether you have a link for your calendar.
#[utoipa::path(get, path = "/api/v1/auth/calendar-feed", tag = "calendar",
    responses((status = 200, body = CalendarFeedView), (status = 403, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<CalendarFeedView>, Problem> {
    let (_, feed) = app.store.calendar_feed(&session.caller).await?;
    Ok(Json(CalendarFeedView {
        id: feed.as_ref().map(|feed| feed.id.to_string()),
        created_at: feed.as_ref().map(|feed| moment(feed.created_at)),
        last_read_at: feed.and_then(|feed| feed.last_read_at).map(moment),
    }))
}

/// Make a link by which your calendar reads what ends; an earlier one ends at once. Takes a step-up for `calendar_feed.create` on
/// your member id.
#[utoipa::path(post, path = "/api/v1/auth/calendar-feed", tag = "calendar", params(("Step-Up" = String, Header)),
    responses((status = 201, body = MadeCalendarFeed), (status = 403, body = Problem)))]
pub(super) async fn make(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
) -> Result<Response, Problem> {
    let made = make_feed(&app, &session, proof.as_deref()).await?;
    let view = MadeCalendarFeed { id: made.id.to_string(), feed_url: made.url.expose_secret().to_owned() };
    Ok((StatusCode::CREATED, secret(&view)).into_response())
}

/// Take your link back, at once.
#[utoipa::path(delete, path = "/api/v1/auth/calendar-feed", tag = "calendar",
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
) -> Result<StatusCode, Problem> {
    revoke_feed(&app, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}
