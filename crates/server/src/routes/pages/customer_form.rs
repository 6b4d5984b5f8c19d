//! `/customers/new` and `/customers/{id}/edit`: the form, and what it sends.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::CustomerId;
use domain::{CountryCode, TaxId};
use http::StatusCode;
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::ops::customers::CustomerInput;
use crate::pages::{CustomerForm, FieldError, PageContext};
use crate::problem::Problem;
use crate::routes::extract::Id;

#[derive(Deserialize)]
pub(super) struct Fields {
    name: String,
    #[serde(default)]
    tax_id: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    notes: String,
    /// A proof, where the organization wants one.
    step_up: Option<String>,
}

impl Fields {
    fn input(&self) -> CustomerInput {
        CustomerInput {
            name: self.name.clone(),
            tax_id: Some(self.tax_id.clone()),
            country: Some(self.country.clone()),
            notes: self.notes.clone(),
        }
    }

    fn form(self, id: Option<CustomerId>, error: FieldError) -> CustomerForm {
        CustomerForm {
            id,
            name: self.name,
            tax_id: self.tax_id,
            country: self.country,
            notes: self.notes,
            errors: vec![error],
        }
    }
}

/// The empty form.
pub(super) async fn new(member: Member) -> Html<String> {
    Html(CustomerForm::default().render(&member.ctx))
}

/// The form of a customer.
pub(super) async fn edit(
    State(app): State<App>,
    Id(id): Id<CustomerId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let (_, customer) = app.store.customer(&session.caller, id, ctx.now).await?;
    let form = CustomerForm {
        id: Some(id),
        name: customer.name,
        tax_id: customer.tax_id.unwrap_or_default(),
        country: customer.country.unwrap_or_default(),
        notes: customer.notes,
        errors: Vec::new(),
    };
    Ok(Html(form.render(&ctx)))
}

/// Creates a customer.
pub(super) async fn create(
    State(app): State<App>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    match ops::customers::create(&app, &member.session, &fields.input(), None, fields.step_up.as_deref())
        .await
    {
        Ok(id) => Ok(Redirect::to(&format!("/customers/{id}")).into_response()),
        Err(error) => again(&member.ctx, None, fields, error),
    }
}

/// Changes a customer.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<CustomerId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let (input, proof) = (fields.input(), fields.step_up.as_deref());
    match ops::customers::update(&app, &member.session, id, None, proof, |_| input).await {
        Ok(()) => Ok(Redirect::to(&format!("/customers/{id}")).into_response()),
        Err(error) => again(&member.ctx, Some(id), fields, error),
    }
}

/// The form once more, with the message at its field.
fn again(
    ctx: &PageContext,
    id: Option<CustomerId>,
    fields: Fields,
    error: ops::Error,
) -> Result<Response, Problem> {
    let message = match &error {
        ops::Error::Field { field: "tax_id", .. } => {
            let country = fields.country.trim().to_uppercase().parse::<CountryCode>().ok();
            let wrong = country.and_then(|country| TaxId::parse(country, fields.tax_id.trim()).err());
            wrong.map(|wrong| FieldError::tax_id(ctx, &wrong))
        }
        ops::Error::Field { field, code, detail } => Some(FieldError::coded(ctx, field, code, detail)),
        ops::Error::Store(store::Error::Conflict { .. }) => {
            Some(FieldError::coded(ctx, "tax_id", "taken", ""))
        }
        _ => None,
    };
    match message {
        Some(message) => {
            // Where the form is, and not where it was sent to: a change of language leads back there.
            let path = id.map_or_else(|| "/customers/new".into(), |id| format!("/customers/{id}/edit"));
            let ctx = PageContext { path, ..ctx.clone() };
            let form = fields.form(id, message);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render(&ctx))).into_response())
        }
        None => Err(error.into()),
    }
}
