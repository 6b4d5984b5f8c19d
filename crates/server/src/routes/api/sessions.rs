//! `/api/v1/sessions`: the caller's own.

use axum::Json;
use axum::extract::State;
use domain::id::SessionId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::OwnSession;

use crate::app::App;
use crate::auth::device::Device;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::{Id, Params, StepUp};
use crate::routes::respond::{List, moment};

/// Which sessions.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SessionQuery {
    /// True for those that ended in the last 30 days; by default those that live.
    #[serde(default)]
    ended: bool,
}

/// A session.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SessionView {
    /// Its id.
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// The browser or program, as its user agent tells.
    browser: Option<String>,
    /// The operating system, as its user agent tells.
    system: Option<&'static str>,
    /// The address it began from.
    address: String,
    /// How the member was authenticated: RFC 8176 values.
    methods: Vec<String>,
    /// When it began (RFC 3339, UTC).
    started_at: String,
    /// When somebody was last seen in it, five minutes late at most.
    last_seen_at: String,
    /// When it ends if nobody acts in it.
    ends_at: String,
    /// When it ended.
    ended_at: Option<String>,
    /// Why: `signed_out`, `idle`, `expired`, `revoked`, `signed_in_again`, `password_changed`, `refresh_reuse`, and others.
    ended_because: Option<String>,
}

/// How many sessions were ended.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Ended {
    ended: i64,
}

fn view(session: OwnSession) -> SessionView {
    let device = Device::of(&session.user_agent);
    let (ended_at, ended_because) = session.ended.map(|(at, because)| (moment(at), because)).unzip();
    SessionView {
        id: session.id.to_string(),
        current: session.current,
        browser: device.browser,
        system: device.system,
        address: session.address,
        methods: session.amr,
        started_at: moment(session.started_at),
        last_seen_at: moment(session.last_seen_at),
        ends_at: moment(session.ends_at),
        ended_at,
        ended_because,
    }
}

/// The caller's sessions in this organization, a hundred at most: the present one first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "account", params(SessionQuery),
    responses((status = 200, body = List<SessionView>), (status = 401, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<SessionQuery>,
) -> Result<Json<List<SessionView>>, Problem> {
    let sessions = app.store.own_sessions(&session.caller, query.ended).await?;
    Ok(Json(List { items: sessions.into_iter().map(view).collect(), next_cursor: None }))
}

/// End all other sessions. Takes a step-up for `session.revoke_others` on the present session.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "account", params(("Step-Up" = String, Header)),
    responses((status = 200, body = Ended), (status = 403, body = Problem)))]
pub(super) async fn revoke_others(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    StepUp(proof): StepUp,
) -> Result<Json<Ended>, Problem> {
    let ended = ops::sessions::revoke_others(&app, &session, proof.as_deref()).await?;
    Ok(Json(Ended { ended }))
}

/// End one session, at once. Takes a step-up for `session.revoke`.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "account",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<SessionId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    ops::sessions::revoke(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
