//! A ticket of a worker, written down: a new one, one in another's place, or one that nobody has approved, put right.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::{TicketId, WorkerId};
use domain::ticket::day_text;
use http::StatusCode;
use serde::Deserialize;

use super::context::Member;
use super::tickets::kinds;
use super::wrong::at_field;
use crate::app::App;
use crate::ops;
use crate::ops::tickets::record::{self, TicketInput};
use crate::pages::TicketForm;
use crate::problem::Problem;
use crate::routes::extract::Id;

const FIELDS: &[&str] = &["type", "number", "issuer", "issued_on", "expires_on"];

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Fields {
    #[serde(rename = "type")]
    kind: String,
    number: String,
    issuer: String,
    issued_on: String,
    expires_on: String,
}

impl Fields {
    fn input(&self) -> TicketInput {
        TicketInput {
            kind: self.kind.clone(),
            number: Some(self.number.clone()),
            issuer: Some(self.issuer.clone()),
            issued_on: Some(self.issued_on.clone()),
            expires_on: Some(self.expires_on.clone()),
            renews: None,
        }
    }

    fn over(self, form: TicketForm) -> TicketForm {
        TicketForm {
            kind: self.kind,
            number: self.number,
            issuer: self.issuer,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            ..form
        }
    }
}

/// The empty form of a worker's ticket.
async fn empty(app: &App, member: &Member, worker: WorkerId) -> Result<TicketForm, Problem> {
    let (_, worker) = app.store.worker(&member.session.caller, worker, member.ctx.now).await?;
    Ok(TicketForm {
        worker: (worker.id, worker.name),
        id: None,
        renews: None,
        reason: None,
        kind: String::new(),
        number: String::new(),
        issuer: String::new(),
        issued_on: String::new(),
        expires_on: String::new(),
        kinds: kinds(app, &member.session, Some(false)).await?,
        errors: Vec::new(),
    })
}

/// The form in which a ticket is corrected, as it stands.
async fn present(app: &App, member: &Member, id: TicketId) -> Result<TicketForm, Problem> {
    let (_, ticket) = app.store.ticket(&member.session.caller, id, member.ctx.now).await?;
    let empty = empty(app, member, ticket.worker.0).await?;
    Ok(TicketForm {
        id: Some(id),
        reason: ticket.reason,
        kind: ticket.kind.id.to_string(),
        number: ticket.number.unwrap_or_default(),
        issuer: ticket.issuer.unwrap_or_default(),
        issued_on: ticket.issued_on.map(day_text).unwrap_or_default(),
        expires_on: ticket.expires_on.map(day_text).unwrap_or_default(),
        ..empty
    })
}

/// The form in which a ticket is renewed: who issued it stays, its days do not.
async fn renewing(app: &App, member: &Member, old: TicketId) -> Result<TicketForm, Problem> {
    let (_, ticket) = app.store.ticket(&member.session.caller, old, member.ctx.now).await?;
    let empty = empty(app, member, ticket.worker.0).await?;
    Ok(TicketForm {
        renews: Some((old, ticket.kind.name)),
        issuer: ticket.issuer.unwrap_or_default(),
        ..empty
    })
}

/// The form of a new one.
pub(super) async fn new(
    State(app): State<App>,
    Id(worker): Id<WorkerId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(empty(&app, &member, worker).await?.render(&member.ctx)))
}

/// The form of one to be corrected.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<TicketId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(present(&app, &member, id).await?.render(&member.ctx)))
}

/// The form of one in another's place.
pub(super) async fn renew(
    State(app): State<App>,
    Id(old): Id<TicketId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    Ok(Html(renewing(&app, &member, old).await?.render(&member.ctx)))
}

/// Records a ticket.
pub(super) async fn create(
    State(app): State<App>,
    Id(worker): Id<WorkerId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let done = record::record(&app, &member.session, worker, &fields.input(), None).await;
    let form = empty(&app, &member, worker).await?;
    answer(&member, done.map(drop), fields.over(form))
}

/// Records a ticket in another's place.
pub(super) async fn create_renewal(
    State(app): State<App>,
    Id(old): Id<TicketId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let form = renewing(&app, &member, old).await?;
    let done = record::renew(&app, &member.session, old, &fields.input(), None).await;
    answer(&member, done.map(drop), fields.over(form))
}

/// Corrects a ticket.
pub(super) async fn correct(
    State(app): State<App>,
    Id(id): Id<TicketId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let form = present(&app, &member, id).await?;
    let done = record::correct(&app, &member.session, id, None, |_| fields.input()).await;
    answer(&member, done, fields.over(form))
}

/// To the worker, or the form once more with the message at its field.
fn answer(member: &Member, done: ops::Result<()>, form: TicketForm) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/workers/{}", form.worker.0)).into_response()),
        Err(error) => {
            let form = TicketForm { errors: vec![at_field(&member.ctx, error, FIELDS)?], ..form };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&member.ctx))).into_response())
        }
    }
}
