//! `/account/api-tokens`: one's own tokens, and a form for a new one; for who manages tokens, those of the others too.

use axum::extract::State;
use axum::response::Html;
use domain::{Action, Permission};
use store::ApiToken;

use super::context::Member;
use crate::app::App;
use crate::ops::api_tokens::{DEFAULT_DAYS, MOST_DAYS};
use crate::pages::{ApiTokenRow, ApiTokensPage};
use crate::problem::Problem;

/// Whether a program can do anything by this permission alone. What takes a step-up is chosen apart, and some things a
/// person does himself.
fn is_of_use(permission: Permission) -> bool {
    let mut standing = Action::ALL.iter().filter(|action| action.can_be_standing() && action.is_sensitive());
    !matches!(permission, Permission::CustomerDelete | Permission::TokenManage)
        && !standing.any(|action| action.permission() == Some(permission))
}

/// The page.
pub(super) async fn show(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let Member { session, ctx, organization } = member;
    let permissions = ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
    let manages = permissions.contains(Permission::TokenManage);
    let (_, tokens) = app.store.api_tokens(&session.caller, manages).await?;
    let customers = if permissions.contains(Permission::CertificateRead) {
        app.store.facets(&session.caller).await?.customers
    } else {
        Vec::new()
    };
    let (own, others) = tokens.into_iter().partition::<Vec<_>, _>(|token| token.member == session.member);
    let row = |token: ApiToken| ApiTokenRow {
        ended: token.revoked_at.is_some() || token.expires_at <= ctx.now,
        id: token.id,
        member: token.member_name,
        name: token.name,
        scopes: token.scope,
        addresses: token.ranges,
        sensitive: token.sensitive,
        on_customer: token.sensitive_object.filter(|object| object.starts_with("cus_")).map(|object| {
            let known = customers.iter().find(|(id, _)| id.to_string() == object);
            known.map_or(object, |(_, name)| name.clone())
        }),
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
        last_use: token.last_used_at.map(|at| (at, token.last_address.unwrap_or_default())),
    };
    let own = own.into_iter().map(row).collect();
    let others = others.into_iter().map(row).collect();
    let sensitive = organization.sensitive;
    let asked_for = |permission| permissions.contains(permission) && sensitive.contains(permission);
    let standing = |action: &Action| {
        let permission = action.permission().filter(|permission| {
            if action.is_sensitive() { permissions.contains(*permission) } else { asked_for(*permission) }
        });
        permission
            .filter(|_| action.can_be_standing())
            .map(|permission| (action.as_str(), permission.as_str()))
    };
    let page = ApiTokensPage {
        member: session.member,
        organization: session.org,
        own,
        others: manages.then_some(others),
        scopes: permissions.iter().filter(|p| is_of_use(*p)).map(Permission::as_str).collect(),
        sensitive: Action::ALL.iter().filter_map(standing).collect(),
        days: [30, DEFAULT_DAYS, 180, MOST_DAYS].map(i64::from),
        default_days: DEFAULT_DAYS.into(),
        customers,
    };
    Ok(Html(page.render(&ctx)))
}
