//! `GET /api/v1/audit`: the log, newest first.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{AuditFilter, AuditRecord};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::{Params, moment};
use crate::routes::respond::{List, page_size};

/// Which entries.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Such as `certificate.download`.
    action: Option<String>,
    /// A member's id.
    actor: Option<String>,
    /// The id of what was acted on.
    object: Option<String>,
    /// Not before this moment (RFC 3339), or this day in UTC.
    from: Option<String>,
    /// Before this moment (RFC 3339), or this day in UTC.
    to: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// An entry of the log.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EntryView {
    /// The entry as it is chained (docs/AUDIT.md).
    #[serde(flatten)]
    #[schema(value_type = Object)]
    entry: serde_json::Value,
    /// The acting member's name, if he is still known.
    actor_name: Option<String>,
    /// The personal values behind the commitments that have not been erased.
    disclosed: BTreeMap<String, String>,
}

impl EntryView {
    fn new(record: AuditRecord) -> Result<Self, Problem> {
        let entry = serde_json::from_slice(&record.bytes)
            .map_err(|_| Problem::internal("an audit entry that is not JSON"))?;
        let disclosed = record.disclosures.into_iter().map(|d| (d.field, d.value)).collect();
        Ok(Self { entry, actor_name: record.actor_name, disclosed })
    }
}

/// The audit log.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Query),
    responses((status = 200, body = List<EntryView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<EntryView>>, Problem> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let filter = AuditFilter {
        action: given(query.action),
        actor: given(query.actor),
        object: given(query.object),
        from: moment("from", query.from.as_deref())?,
        to: moment("to", query.to.as_deref())?,
        cursor: given(query.cursor),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.audit_entries(&session.caller, &filter).await?;
    let items = page.items.into_iter().map(EntryView::new).collect::<Result<_, _>>()?;
    Ok(axum::Json(List { items, next_cursor: page.next }))
}
