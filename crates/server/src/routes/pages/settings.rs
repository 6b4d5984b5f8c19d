//! `/settings`: the organization's, and one's own.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use store::OrganizationEdit;

use super::context::Member;
use crate::app::App;
use crate::i18n::Locale;
use crate::ops;
use crate::pages::{FieldError, OrganizationSettings, SettingsPage};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Shown {
    saved: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    name: String,
    locale: String,
    time_zone: String,
    /// A proof, where the organization wants one.
    step_up: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let mut page = page(&app, &member).await?;
    page.saved = shown.saved.is_some();
    Ok(Html(page.render(&member.ctx)))
}

/// The page as it is kept.
pub(super) async fn page(app: &App, member: &Member) -> Result<SettingsPage, Problem> {
    let organization = OrganizationSettings {
        name: member.organization.name.clone(),
        locale: Locale::from_tag(&member.organization.locale).unwrap_or_default(),
        time_zone: member.organization.time_zone.clone(),
    };
    let logo = app.store.logo(&member.session.caller).await?.is_some();
    Ok(SettingsPage { organization, logo, saved: false, errors: Vec::new() })
}

/// Saves the organization's settings.
pub(super) async fn update(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let Member { session, ctx, organization } = &member;
    let edit = OrganizationEdit {
        name: fields.name.clone(),
        time_zone: fields.time_zone.clone(),
        locale: fields.locale.clone(),
    };
    let (version, proof) = (organization.version, fields.step_up.as_deref());
    let error = match ops::update_organization::update_organization(&app, session, version, edit, proof).await
    {
        Ok(()) => return Ok(Redirect::to("/settings?saved=yes").into_response()),
        Err(ops::Error::Field { field: "time_zone", .. }) => SettingsPage::unknown_time_zone(ctx),
        Err(ops::Error::Field { field, code, detail }) => FieldError::coded(ctx, field, code, &detail),
        Err(error) => return Err(error.into()),
    };
    let settings = OrganizationSettings {
        name: fields.name,
        locale: Locale::from_tag(&fields.locale).unwrap_or_default(),
        time_zone: fields.time_zone,
    };
    let page = SettingsPage { organization: settings, errors: vec![error], ..page(&app, &member).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(ctx))).into_response())
}
