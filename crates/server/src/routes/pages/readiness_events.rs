//! `/readiness/events`: the board again whenever it has changed, as server-sent events.
//!
//! Each look goes through the engine like a request of its own: who the member is and whom he sees is established anew, and the
//! stream ends with his session or his right. It stands outside what renews sessions, and following it is no activity: a board
//! that is left open does not keep anybody signed in. The id of an event is the mark of what it shows, so that a browser that
//! comes back after a cut says what it has seen, and is told at once if that is not so any more.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::id::MemberId;
use futures_util::Stream;
use futures_util::stream::unfold;
use http::{HeaderMap, StatusCode, header};
use store::KeptBoard;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::context::Member;
use super::readiness::{Wanted, board};
use crate::app::App;
use crate::auth::session::Session;
use crate::pages::PageContext;
use crate::problem::Problem;

/// How often it is looked whether something has changed.
const LOOK: Duration = Duration::from_secs(1);

/// Streams of this process at a time: each looks every second.
static PLACES: Semaphore = Semaphore::const_new(128);

/// Streams of one member at a time: his windows, and not everybody's places.
const OF_ONE: usize = 6;

/// Who has how many.
static FOLLOWERS: Mutex<BTreeMap<MemberId, usize>> = Mutex::new(BTreeMap::new());

/// A place among a member's own, until it is dropped.
struct OwnPlace(MemberId);

impl OwnPlace {
    fn take(member: MemberId) -> Option<Self> {
        let mut followers = FOLLOWERS.lock().unwrap_or_else(PoisonError::into_inner);
        let count = followers.entry(member).or_default();
        (*count < OF_ONE).then(|| {
            *count += 1;
            Self(member)
        })
    }
}

impl Drop for OwnPlace {
    fn drop(&mut self) {
        let mut followers = FOLLOWERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = followers.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                followers.remove(&self.0);
            }
        }
    }
}

struct Follower {
    app: App,
    session: Session,
    ctx: PageContext,
    wanted: Wanted,
    seen: Option<String>,
    /// What is known of the board: after a change, those alone are worked out again whom it is about.
    kept: KeptBoard,
    look: Interval,
    _places: (OwnPlace, SemaphorePermit<'static>),
}

/// Follows the board with these filters.
pub(super) async fn follow(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    member: Member,
) -> Result<impl IntoResponse, Problem> {
    // Who may not see workers is refused now, and not by a stream that ends.
    app.store.readiness_mark(&member.session.caller, app.clock.now()).await?;
    let busy = || {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Too many boards are open. Try again later.")
    };
    let own = OwnPlace::take(member.session.member).ok_or_else(busy)?;
    let place = PLACES.try_acquire().map_err(|_| busy())?;
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let Member { session, ctx, .. } = member;
    let kept = KeptBoard::default();
    let follower = Follower { app, session, ctx, wanted, seen, kept, look, _places: (own, place) };
    let headers =
        [(header::CACHE_CONTROL, "no-store"), (header::HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, Sse::new(events(follower)).keep_alive(KeepAlive::default())))
}

fn events(follower: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(Some(follower), |follower| async move {
        let mut follower = follower?;
        loop {
            follower.look.tick().await;
            match follower.news().await {
                Ok(Some(event)) => return Some((Ok(event), Some(follower))),
                Ok(None) => {}
                // Nothing is known, so nothing is said; it is looked again.
                Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => {}
                Err(_) => return Some((Ok(Event::default().event("over").data("over")), None)),
            }
        }
    })
}

impl Follower {
    /// The board, if it is another than the one that was seen.
    async fn news(&mut self) -> Result<Option<Event>, Problem> {
        let now = self.app.clock.now();
        let (actor, mark) = self.app.store.readiness_mark(&self.session.caller, now).await?;
        if self.seen.as_ref() == Some(&mark) {
            return Ok(None);
        }
        self.ctx.now = now;
        if let Some(viewer) = &mut self.ctx.viewer {
            viewer.permissions = actor.permissions;
        }
        let page = board(&self.app, &self.session, &self.ctx, &self.wanted, &mut self.kept).await?;
        self.seen = Some(mark.clone());
        Ok(Some(Event::default().event("board").id(mark).data(page.render_board(&self.ctx))))
    }
}
