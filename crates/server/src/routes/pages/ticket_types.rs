//! `/workers/types`: the catalogue of types, and the form of one.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::TicketTypeId;
use domain::ticket::RENEWAL_DAYS;
use http::StatusCode;
use serde::Deserialize;
use store::{TicketType, TicketTypeFilter};

use super::context::Member;
use super::wrong::at_field;
use crate::app::App;
use crate::ops;
use crate::ops::ticket_types::TicketTypeInput;
use crate::pages::{FieldError, TicketTypeForm, TicketTypeRow, TicketTypesPage};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Rows of a page.
const PAGE: usize = 100;

const FIELDS: &[&str] = &["code", "name", "valid_months", "renewal_days"];

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Wanted {
    cursor: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    code: String,
    name: String,
    #[serde(default)]
    valid_months: String,
    #[serde(default)]
    renewal_days: String,
    medical: Option<String>,
    archived: Option<String>,
}

/// The catalogue.
pub(super) async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let cursor = Some(wanted.cursor).filter(|cursor| !cursor.is_empty());
    let filter = TicketTypeFilter { cursor, limit: PAGE, ..TicketTypeFilter::default() };
    let (_, page) = app.store.ticket_types(&member.session.caller, &filter).await?;
    let rows = page.items.into_iter().map(row).collect();
    Ok(Html(TicketTypesPage { rows, next_cursor: page.next }.render(&member.ctx)))
}

fn row(kind: TicketType) -> TicketTypeRow {
    TicketTypeRow {
        id: kind.id,
        code: kind.code,
        name: kind.name,
        valid_months: kind.valid_months.and_then(|months| u32::try_from(months).ok()),
        renewal_days: u32::try_from(kind.renewal_days).unwrap_or(0),
        medical: kind.medical,
        archived: kind.archived_at.is_some(),
        tickets: u64::try_from(kind.tickets).unwrap_or(0),
    }
}

/// Takes in the usual types.
pub(super) async fn start(State(app): State<App>, member: Member) -> Result<Redirect, Problem> {
    ops::ticket_types::start(&app, &member.session).await?;
    Ok(Redirect::to("/workers/types"))
}

/// The empty form.
pub(super) async fn new(member: Member) -> Html<String> {
    let form = TicketTypeForm { renewal_days: RENEWAL_DAYS.to_string(), ..TicketTypeForm::default() };
    Html(form.render(&member.ctx))
}

/// The form of a type.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<TicketTypeId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let (_, kind) = app.store.ticket_type(&member.session.caller, id).await?;
    let form = TicketTypeForm {
        id: Some(id),
        code: kind.code,
        name: kind.name,
        valid_months: kind.valid_months.map(|months| months.to_string()).unwrap_or_default(),
        renewal_days: kind.renewal_days.to_string(),
        medical: kind.medical,
        archived: kind.archived_at.is_some(),
        errors: Vec::new(),
    };
    Ok(Html(form.render(&member.ctx)))
}

/// Makes a type.
pub(super) async fn create(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let input = match fields.input() {
        Ok(input) => input,
        Err(field) => return again(&member, None, fields, field),
    };
    let done = ops::ticket_types::create(&app, &member.session, &input, None).await;
    answer(&member, None, fields, done.map(drop))
}

/// Changes a type.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<TicketTypeId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let input = match fields.input() {
        Ok(input) => input,
        Err(field) => return again(&member, Some(id), fields, field),
    };
    let done = ops::ticket_types::update(&app, &member.session, id, None, |_| input).await;
    answer(&member, Some(id), fields, done)
}

impl Fields {
    /// What was written, or the field that holds no number.
    fn input(&self) -> Result<TicketTypeInput, &'static str> {
        let number = |field, text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| field),
        };
        Ok(TicketTypeInput {
            code: self.code.clone(),
            name: self.name.clone(),
            valid_months: number("valid_months", &self.valid_months)?,
            renewal_days: number("renewal_days", &self.renewal_days)?,
            medical: self.medical.is_some(),
            archived: self.archived.is_some(),
        })
    }
}

fn again(
    member: &Member,
    id: Option<TicketTypeId>,
    fields: Fields,
    field: &'static str,
) -> Result<Response, Problem> {
    let error = FieldError::of_record(&member.ctx, field, field, "");
    Ok(form(member, id, fields, error))
}

fn answer(
    member: &Member,
    id: Option<TicketTypeId>,
    fields: Fields,
    done: ops::Result<()>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to("/workers/types").into_response()),
        Err(error) => Ok(form(member, id, fields, at_field(&member.ctx, error, FIELDS)?)),
    }
}

fn form(member: &Member, id: Option<TicketTypeId>, fields: Fields, error: FieldError) -> Response {
    let form = TicketTypeForm {
        id,
        code: fields.code,
        name: fields.name,
        valid_months: fields.valid_months,
        renewal_days: fields.renewal_days,
        medical: fields.medical.is_some(),
        archived: fields.archived.is_some(),
        errors: vec![error],
    };
    (StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response()
}
