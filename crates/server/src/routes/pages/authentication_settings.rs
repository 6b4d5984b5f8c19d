//! `/settings/authentication`: how members must prove themselves. Its script saves through the API, after a step-up.

use axum::extract::Query;
use axum::response::Html;
use serde::Deserialize;

use super::context::Member;
use crate::pages::AuthenticationSettingsPage;

#[derive(Deserialize)]
pub(super) struct Shown {
    saved: Option<String>,
}

/// The page.
pub(super) async fn show(Query(shown): Query<Shown>, member: Member) -> Html<String> {
    let page = AuthenticationSettingsPage {
        organization: member.organization.id,
        require_passkeys: member.organization.require_passkeys,
        step_up_minutes: member.organization.step_up_minutes.unsigned_abs(),
        saved: shown.saved.is_some(),
    };
    Html(page.render(&member.ctx))
}
