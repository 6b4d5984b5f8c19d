//! `/workers/places`: sites, crews and contractors, and the form of one.

use axum::extract::{Query, RawForm, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use store::{Unit, UnitId, UnitKind};

use super::context::Member;
use super::worker_form::members;
use super::workers::{CHOICES, places};
use super::wrong::at_field;
use crate::app::App;
use crate::ops;
use crate::ops::units::UnitInput;
use crate::pages::{PlaceForm, PlaceRow, PlacesPage};
use crate::problem::Problem;
use crate::routes::extract::Segments;

const FIELDS: &[&str] = &["name", "site_id"];

#[derive(Deserialize)]
pub(super) struct Wanted {
    kind: String,
}

fn kind_of(word: &str) -> Result<UnitKind, Problem> {
    let kinds = [UnitKind::Site, UnitKind::Crew, UnitKind::Contractor];
    kinds.into_iter().find(|kind| kind.as_str() == word).ok_or_else(Problem::not_found)
}

fn id_of(text: &str) -> Result<UnitId, Problem> {
    let site = text.parse().map(UnitId::Site);
    let crew = text.parse().map(UnitId::Crew);
    let contractor = text.parse().map(UnitId::Contractor);
    site.or(crew).or(contractor).map_err(|_| Problem::not_found())
}

/// The three lists.
pub(super) async fn list(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let of = |kind| app.store.units(&member.session.caller, kind, None, None, CHOICES);
    let (sites, crews, contractors) =
        futures_util::future::try_join3(of(UnitKind::Site), of(UnitKind::Crew), of(UnitKind::Contractor))
            .await?;
    let rows = |units: Vec<Unit>| units.into_iter().map(row).collect();
    let page = PlacesPage {
        sites: rows(sites.1.items),
        crews: rows(crews.1.items),
        contractors: rows(contractors.1.items),
    };
    Ok(Html(page.render(&member.ctx)))
}

fn row(unit: Unit) -> PlaceRow {
    PlaceRow {
        id: unit.id.to_string(),
        name: unit.name,
        site: unit.site.map(|(_, name)| name),
        overseers: unit.overseers.into_iter().filter_map(|(_, name)| name).collect(),
        workers: u64::try_from(unit.workers).unwrap_or(0),
    }
}

/// The form with what there is to choose from, those marked who are chosen.
async fn form(
    app: &App,
    member: &Member,
    kind: UnitKind,
    id: Option<UnitId>,
    input: &UnitInput,
) -> Result<PlaceForm, Problem> {
    let marked = |(id, name): (String, String)| {
        let chosen = input.overseers.contains(&id);
        (id, name, chosen)
    };
    Ok(PlaceForm {
        kind: kind.as_str(),
        id: id.map(|id| id.to_string()),
        name: input.name.clone(),
        site: input.site.clone().unwrap_or_default(),
        sites: places(app, &member.session).await?.sites,
        members: members(app, member).await?.into_iter().map(marked).collect(),
        errors: Vec::new(),
    })
}

/// The empty form.
pub(super) async fn new(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let kind = kind_of(&wanted.kind)?;
    Ok(Html(form(&app, &member, kind, None, &UnitInput::default()).await?.render(&member.ctx)))
}

/// The form of one.
pub(super) async fn edit(
    State(app): State<App>,
    Segments(id): Segments<String>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let id = id_of(&id)?;
    let (_, unit) = app.store.unit(&member.session.caller, id).await?;
    let input = UnitInput {
        name: unit.name,
        site: unit.site.map(|(id, _)| id.to_string()),
        overseers: unit.overseers.iter().map(|(id, _)| id.to_string()).collect(),
    };
    Ok(Html(form(&app, &member, id.kind(), Some(id), &input).await?.render(&member.ctx)))
}

/// What the form sent. A field may come several times.
fn read(body: &[u8]) -> UnitInput {
    let mut input = UnitInput::default();
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "name" => input.name = value.into_owned(),
            "site_id" => input.site = Some(value.into_owned()).filter(|site| !site.is_empty()),
            "overseers" => input.overseers.push(value.into_owned()),
            _ => {}
        }
    }
    input
}

/// Makes one.
pub(super) async fn create(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let (kind, input) = (kind_of(&wanted.kind)?, read(&body));
    let done = ops::units::create(&app, &member.session, kind, &input, None).await;
    answer(&app, &member, kind, None, &input, done.map(drop)).await
}

/// Changes one. Who may not see the members leaves those who stand over its people as they are.
pub(super) async fn update(
    State(app): State<App>,
    Segments(id): Segments<String>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let (id, input) = (id_of(&id)?, read(&body));
    let offered = !members(&app, &member).await?.is_empty();
    let done = ops::units::update(&app, &member.session, id, None, |present| {
        let kept = present.overseers.iter().map(|(id, _)| id.to_string()).collect();
        UnitInput { overseers: if offered { input.overseers.clone() } else { kept }, ..input.clone() }
    })
    .await;
    answer(&app, &member, id.kind(), Some(id), &input, done).await
}

async fn answer(
    app: &App,
    member: &Member,
    kind: UnitKind,
    id: Option<UnitId>,
    input: &UnitInput,
    done: ops::Result<()>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to("/workers/places").into_response()),
        Err(error) => {
            let errors = vec![at_field(&member.ctx, error, FIELDS)?];
            let form = PlaceForm { errors, ..form(app, member, kind, id, input).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
        }
    }
}
