//! `/workers/duties`: roles and tasks of work, and the form of one.

use axum::extract::{Query, RawForm, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::DutyKind;
use domain::id::DutyId;
use http::StatusCode;
use serde::Deserialize;
use store::{Duty, DutyFilter};

use super::context::Member;
use super::readiness::offered_types;
use super::workers::CHOICES;
use super::wrong::{at_field, whole};
use crate::app::App;
use crate::ops;
use crate::ops::duties::DutyInput;
use crate::pages::{DutiesPage, DutyForm, DutyRow, FieldError};
use crate::problem::Problem;
use crate::routes::extract::Id;

const FIELDS: &[&str] = &["name", "types"];

#[derive(Deserialize)]
pub(super) struct Wanted {
    kind: String,
}

impl Wanted {
    fn kind(&self) -> Result<DutyKind, Problem> {
        DutyKind::from_word(&self.kind).ok_or_else(Problem::not_found)
    }
}

/// Both lists.
pub(super) async fn list(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let of = async |kind| {
        let filter = DutyFilter { kind: Some(kind), limit: CHOICES, ..DutyFilter::default() };
        app.store.duties(&member.session.caller, &filter).await
    };
    let (roles, tasks) = futures_util::future::try_join(of(DutyKind::Role), of(DutyKind::Task)).await?;
    let rows = |duties: Vec<Duty>| duties.into_iter().map(row).collect();
    let page = DutiesPage { roles: rows(roles.1.items), tasks: rows(tasks.1.items) };
    Ok(Html(page.render(&member.ctx)))
}

fn row(duty: Duty) -> DutyRow {
    DutyRow {
        id: duty.id,
        name: duty.name,
        needed: duty.needed.into_iter().map(|(_, name)| name).collect(),
        workers: u64::try_from(duty.workers).unwrap_or(0),
    }
}

/// The form with what there is to choose from; `present`: what there is, and `input`: what was written over it.
async fn form(
    app: &App,
    member: &Member,
    kind: DutyKind,
    present: Option<&Duty>,
    input: Option<&DutyInput>,
    errors: Vec<FieldError>,
) -> Result<DutyForm, Problem> {
    let needed = present.map(|duty| duty.needed.clone()).unwrap_or_default();
    let input = input.cloned().or_else(|| present.map(DutyInput::from)).unwrap_or_default();
    let types = offered_types(app, &member.session, needed).await?;
    let marked = |(id, name): (String, String)| {
        let chosen = input.types.contains(&id);
        (id, name, chosen)
    };
    Ok(DutyForm {
        kind,
        id: present.map(|duty| (duty.id, duty.version)),
        types: types.into_iter().map(marked).collect(),
        workers: present.and_then(|duty| u64::try_from(duty.workers).ok()).unwrap_or(0),
        name: input.name,
        errors,
    })
}

/// The empty form.
pub(super) async fn new(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let form = form(&app, &member, wanted.kind()?, None, None, Vec::new()).await?;
    Ok(Html(form.render(&member.ctx)))
}

/// The form of one.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<DutyId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let (_, duty) = app.store.duty(&member.session.caller, id).await?;
    Ok(Html(form(&app, &member, duty.kind, Some(&duty), None, Vec::new()).await?.render(&member.ctx)))
}

/// What the form sent, and over which version. A field may come several times.
fn read(body: &[u8]) -> (DutyInput, Option<i32>) {
    let (mut input, mut version) = (DutyInput::default(), None);
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "name" => input.name = value.into_owned(),
            "types" => input.types.push(value.into_owned()),
            "version" => version = value.parse().ok(),
            _ => {}
        }
    }
    (input, version)
}

/// Makes one.
pub(super) async fn create(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let (kind, (input, _)) = (wanted.kind()?, read(&body));
    match ops::duties::create(&app, &member.session, kind.as_str(), &input, None).await {
        Ok(_) => Ok(Redirect::to("/workers/duties").into_response()),
        Err(error) => {
            let errors = vec![at_field(&member.ctx, error, FIELDS)?];
            let form = form(&app, &member, kind, None, Some(&input), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
        }
    }
}

/// Changes one.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<DutyId>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let (input, version) = read(&body);
    match ops::duties::update(&app, &member.session, id, version, |_| input.clone()).await {
        Ok(()) => Ok(Redirect::to("/workers/duties").into_response()),
        Err(error) => {
            let errors = vec![at_field(&member.ctx, error, FIELDS)?];
            let (_, duty) = app.store.duty(&member.session.caller, id).await?;
            let form = form(&app, &member, duty.kind, Some(&duty), Some(&input), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
        }
    }
}

/// Removes one.
pub(super) async fn remove(
    State(app): State<App>,
    Id(id): Id<DutyId>,
    member: Member,
) -> Result<Response, Problem> {
    match ops::duties::delete(&app, &member.session, id).await {
        Ok(()) => Ok(Redirect::to("/workers/duties").into_response()),
        Err(error) => {
            let message = whole(&member.ctx, error.into())?;
            let (_, duty) = app.store.duty(&member.session.caller, id).await?;
            let errors = vec![FieldError { field: "", message }];
            let form = form(&app, &member, duty.kind, Some(&duty), None, errors).await?;
            Ok((StatusCode::CONFLICT, Html(form.render(&member.ctx))).into_response())
        }
    }
}
