//! What sites, crews and contractors have in common, as the API shows them.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{IdempotencyKey, Unit, UnitId, UnitKind};

use crate::app::App;
use crate::auth::session::Session;
use crate::ops::units::{UnitInput, create, delete, update};
use crate::problem::Problem;
use crate::routes::extract::Idempotency;
use crate::routes::respond::{List, moment, page_size};

/// Which of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UnitQuery {
    /// Part of the name; accents and case do not count.
    q: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A member who stands over people.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OverseerView {
    id: String,
    /// Where you may see who is a member.
    name: Option<String>,
}

/// When something was made and changed.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Changes {
    /// Rises with every change.
    version: i32,
    created_at: String,
    updated_at: String,
}

impl Changes {
    pub(super) fn of(unit: &Unit) -> Self {
        Self {
            version: unit.version,
            created_at: moment(unit.created_at),
            updated_at: moment(unit.updated_at),
        }
    }
}

pub(super) fn overseers(unit: &Unit) -> Vec<OverseerView> {
    let view = |(id, name): &(domain::id::MemberId, Option<String>)| OverseerView {
        id: id.to_string(),
        name: name.clone(),
    };
    unit.overseers.iter().map(view).collect()
}

pub(super) async fn page<T: From<Unit>>(
    app: &App,
    session: &Session,
    kind: UnitKind,
    query: UnitQuery,
) -> Result<Json<List<T>>, Problem> {
    let (q, cursor) = (query.q.filter(|q| !q.is_empty()), query.cursor.filter(|c| !c.is_empty()));
    let limit = page_size(query.limit);
    let (_, page) = app.store.units(&session.caller, kind, q.as_deref(), cursor.as_deref(), limit).await?;
    let items = page.items.into_iter().map(T::from).collect();
    Ok(Json(List { items, next_cursor: page.next }))
}

pub(super) async fn one<T: From<Unit>>(app: &App, session: &Session, id: UnitId) -> Result<Json<T>, Problem> {
    let (_, unit) = app.store.unit(&session.caller, id).await?;
    Ok(Json(unit.into()))
}

/// Makes a unit, and answers with it; `place` is where units of its kind are.
pub(super) async fn made<T: From<Unit> + Serialize>(
    app: &App,
    session: &Session,
    kind: UnitKind,
    input: &UnitInput,
    idempotency: Idempotency,
    place: &str,
) -> Result<Response, Problem> {
    let key = key_of(idempotency, kind, input);
    let id = create(app, session, kind, input, key.as_ref()).await?;
    let view = one::<T>(app, session, id).await?;
    let location = [(http::header::LOCATION, format!("{place}/{id}"))];
    Ok((StatusCode::CREATED, location, view).into_response())
}

fn key_of(idempotency: Idempotency, kind: UnitKind, input: &UnitInput) -> Option<IdempotencyKey> {
    let mut parts = vec![kind.as_str().as_bytes(), input.name.as_bytes()];
    parts.push(input.site.as_deref().unwrap_or("").as_bytes());
    parts.extend(input.overseers.iter().map(String::as_bytes));
    idempotency.of(&parts)
}

pub(super) async fn changed<T: From<Unit>>(
    app: &App,
    session: &Session,
    id: UnitId,
    version: Option<i32>,
    change: impl FnOnce(UnitInput) -> UnitInput,
) -> Result<Json<T>, Problem> {
    update(app, session, id, version, |present| {
        change(UnitInput {
            name: present.name.clone(),
            site: present.site.as_ref().map(|(id, _)| id.to_string()),
            overseers: present.overseers.iter().map(|(id, _)| id.to_string()).collect(),
        })
    })
    .await?;
    one(app, session, id).await
}

pub(super) async fn deleted(app: &App, session: &Session, id: UnitId) -> Result<StatusCode, Problem> {
    delete(app, session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
