//! `/api/v1/members`: who is a member.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::Member;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::Params;
use crate::routes::respond::{List, moment, page_size};

/// A member.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MemberView {
    id: String,
    name: String,
    email: String,
    /// `active` or `suspended`.
    status: String,
    /// The ids of his roles.
    roles: Vec<String>,
    joined_at: String,
    /// Whether it is you.
    oneself: bool,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name,
            email: member.email,
            status: member.status,
            roles: member.roles,
            joined_at: moment(member.joined_at),
            oneself: member.oneself,
        }
    }
}

/// Which members.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// Members by name. Who was removed is not among them.
#[utoipa::path(get, path = "/api/v1/members", tag = "members", params(Query),
    responses((status = 200, body = List<MemberView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<MemberView>>, Problem> {
    let cursor = query.cursor.filter(|cursor| !cursor.is_empty());
    let (_, page) = app.store.members(&session.caller, cursor.as_deref(), page_size(query.limit)).await?;
    let items = page.items.into_iter().map(MemberView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}
