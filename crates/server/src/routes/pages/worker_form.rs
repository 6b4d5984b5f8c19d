//! `/workers/new` and `/workers/{id}/edit`: the form, and what it sends.

use axum::extract::{RawForm, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Permission;
use domain::id::WorkerId;
use http::StatusCode;

use super::context::Member;
use super::workers::{CHOICES, places};
use super::wrong::at_field;
use crate::app::App;
use crate::ops;
use crate::ops::workers::WorkerInput;
use crate::pages::WorkerForm;
use crate::problem::Problem;
use crate::routes::extract::Id;

const FIELDS: &[&str] = &["name", "reference", "email", "contractor_id", "crew_id", "roles", "member_id"];

#[derive(Default)]
pub(super) struct Fields {
    name: String,
    reference: String,
    email: String,
    contractor_id: String,
    crew_id: String,
    roles: Vec<String>,
    /// Missing for who may not see the members: then it stays what it is.
    member_id: Option<String>,
    archived: bool,
}

impl Fields {
    /// What the form sent. A field may come several times.
    fn read(body: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            match &*name {
                "name" => fields.name = value,
                "reference" => fields.reference = value,
                "email" => fields.email = value,
                "contractor_id" => fields.contractor_id = value,
                "crew_id" => fields.crew_id = value,
                "roles" => fields.roles.push(value),
                "member_id" => fields.member_id = Some(value),
                "archived" => fields.archived = true,
                _ => {}
            }
        }
        fields
    }

    fn input(&self, member: Option<String>) -> WorkerInput {
        WorkerInput {
            name: self.name.clone(),
            reference: Some(self.reference.clone()),
            email: Some(self.email.clone()),
            contractor: Some(self.contractor_id.clone()),
            crew: Some(self.crew_id.clone()),
            roles: self.roles.clone(),
            member: self.member_id.clone().or(member),
            archived: self.archived,
        }
    }

    fn form(self, id: Option<WorkerId>) -> WorkerForm {
        WorkerForm {
            id,
            name: self.name,
            reference: self.reference,
            email: self.email,
            contractor: self.contractor_id,
            crew: self.crew_id,
            roles: self.roles,
            member: self.member_id.unwrap_or_default(),
            archived: self.archived,
            ..WorkerForm::default()
        }
    }
}

/// The form with what there is to choose from.
async fn with_choices(app: &App, member: &Member, form: WorkerForm) -> Result<WorkerForm, Problem> {
    let members = members(app, member).await?;
    Ok(WorkerForm { places: places(app, &member.session).await?, members, ..form })
}

/// The members by name, for who may see them.
pub(super) async fn members(app: &App, member: &Member) -> Result<Vec<(String, String)>, Problem> {
    let viewer = member.ctx.viewer.as_ref();
    if !viewer.is_some_and(|viewer| viewer.permissions.contains(Permission::MemberRead)) {
        return Ok(Vec::new());
    }
    let (_, page) = app.store.members(&member.session.caller, None, CHOICES).await?;
    Ok(page.items.into_iter().map(|member| (member.id.to_string(), member.name)).collect())
}

/// The empty form.
pub(super) async fn new(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    let form = with_choices(&app, &member, WorkerForm::default()).await?;
    Ok(Html(form.render(&member.ctx)))
}

/// The form of a worker.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let (_, worker) = app.store.worker(&member.session.caller, id, member.ctx.now).await?;
    let form = WorkerForm {
        id: Some(id),
        name: worker.name,
        reference: worker.reference.unwrap_or_default(),
        email: worker.email.unwrap_or_default(),
        contractor: worker.contractor.map(|(id, _)| id.to_string()).unwrap_or_default(),
        crew: worker.crew.map(|(id, _)| id.to_string()).unwrap_or_default(),
        roles: worker.roles.into_iter().map(|(id, _)| id.to_string()).collect(),
        member: worker.member.map(|id| id.to_string()).unwrap_or_default(),
        archived: worker.archived_at.is_some(),
        ..WorkerForm::default()
    };
    Ok(Html(with_choices(&app, &member, form).await?.render(&member.ctx)))
}

/// Adds a worker.
pub(super) async fn create(
    State(app): State<App>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let fields = Fields::read(&body);
    match ops::workers::create(&app, &member.session, &fields.input(None), None).await {
        Ok(id) => Ok(Redirect::to(&format!("/workers/{id}")).into_response()),
        Err(error) => again(&app, &member, None, fields, error).await,
    }
}

/// Changes a worker.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<WorkerId>,
    member: Member,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let fields = Fields::read(&body);
    let changed = ops::workers::update(&app, &member.session, id, None, |present| {
        fields.input(present.member.map(|id| id.to_string()))
    })
    .await;
    match changed {
        Ok(()) => Ok(Redirect::to(&format!("/workers/{id}")).into_response()),
        Err(error) => again(&app, &member, Some(id), fields, error).await,
    }
}

/// The form once more, with the message at its field.
async fn again(
    app: &App,
    member: &Member,
    id: Option<WorkerId>,
    fields: Fields,
    error: ops::Error,
) -> Result<Response, Problem> {
    let error = at_field(&member.ctx, error, FIELDS)?;
    let form = WorkerForm { errors: vec![error], ..fields.form(id) };
    let form = with_choices(app, member, form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
}
