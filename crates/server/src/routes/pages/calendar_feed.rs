//! `/account/calendar-feed`: one's own link; `/calendar/feed.ics`: what it leads to.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::header;
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::ops::calendar_feed;
use crate::pages::CalendarFeedPage;
use crate::problem::Problem;
use crate::routes::extract::Params;

#[derive(Deserialize)]
pub(super) struct Followed {
    #[serde(default)]
    key: String,
}

/// The page.
pub(super) async fn show(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let (_, feed) = app.store.calendar_feed(&session.caller).await?;
    let feed = feed.map(|feed| (feed.created_at, feed.last_read_at));
    Ok(Html(CalendarFeedPage { member: session.member, feed }.render(&ctx)))
}

/// The calendar behind a link, for whoever has it.
pub(super) async fn read(
    State(app): State<App>,
    Anonymous(_): Anonymous<{ Class::Feed as u8 }>,
    Params(followed): Params<Followed>,
) -> Result<Response, Problem> {
    let calendar = calendar_feed::read(&app, &followed.key).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"credenza.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, calendar.write()).into_response())
}
