//! `/account/sessions`: one's own.

use axum::extract::State;
use axum::response::{Html, Redirect};
use store::OwnSession;

use super::context::Member;
use crate::app::App;
use crate::auth::device::Device;
use crate::ops;
use crate::pages::{SessionRow, SessionsPage};
use crate::problem::Problem;

/// The page.
pub(super) async fn show(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let live = app.store.own_sessions(&member.session.caller, false).await?;
    let ended = app.store.own_sessions(&member.session.caller, true).await?;
    let rows = |sessions: Vec<OwnSession>| sessions.into_iter().map(row).collect();
    let page = SessionsPage { live: rows(live), ended: rows(ended) };
    Ok(Html(page.render(&member.ctx)))
}

/// The member knows of the reuse of a refresh token of his.
pub(super) async fn see_reuse(State(app): State<App>, member: Member) -> Result<Redirect, Problem> {
    ops::sessions::see_reuse(&app, &member.session).await?;
    Ok(Redirect::to("/account/sessions"))
}

fn row(session: OwnSession) -> SessionRow {
    SessionRow {
        id: session.id,
        current: session.current,
        device: Device::of(&session.user_agent),
        address: session.address,
        methods: session.amr,
        started_at: session.started_at,
        last_seen_at: session.last_seen_at,
        ended: session.ended,
    }
}
