//! `/api/v1/customers/{id}`: one customer.

use axum::extract::State;
use domain::id::CustomerId;
use http::StatusCode;
use serde::{Deserialize, Deserializer};

use super::customers::CustomerView;
use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::customers::{CustomerInput, update as update_customer};
use crate::ops::delete_customer::delete_customer;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id, StepUp};

/// What to change; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerPatch {
    name: Option<String>,
    /// Null removes it.
    #[serde(default, deserialize_with = "present")]
    tax_id: Option<Option<String>>,
    /// Null removes it.
    #[serde(default, deserialize_with = "present")]
    country: Option<Option<String>>,
    notes: Option<String>,
    /// The version that was changed; by default the present one.
    version: Option<i32>,
}

/// Tells "absent" (`None`) from "null" (`Some(None)`).
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Show a customer.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<CustomerId>,
) -> Result<axum::Json<CustomerView>, Problem> {
    let (_, customer) = app.store.customer(&session.caller, id, app.clock.now()).await?;
    Ok(axum::Json(customer.into()))
}

/// Change a customer. Takes a step-up for `customer.update` where the organization wants one.
#[utoipa::path(patch, path = "/api/v1/customers/{id}", tag = "customers", request_body = CustomerPatch,
    params(("id" = String, Path), ("Step-Up" = Option<String>, Header)),
    responses((status = 200, body = CustomerView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn update(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CustomerId>,
    StepUp(proof): StepUp,
    Body(patch): Body<CustomerPatch>,
) -> Result<axum::Json<CustomerView>, Problem> {
    update_customer(&app, &session, id, patch.version, proof.as_deref(), |present| CustomerInput {
        name: patch.name.unwrap_or_else(|| present.name.clone()),
        tax_id: patch.tax_id.unwrap_or_else(|| present.tax_id.clone()),
        country: patch.country.unwrap_or_else(|| present.country.clone()),
        notes: patch.notes.unwrap_or_else(|| present.notes.clone()),
    })
    .await?;
    let (_, customer) = app.store.customer(&session.caller, id, app.clock.now()).await?;
    Ok(axum::Json(customer.into()))
}

/// Delete a customer that no certificate refers to. Takes a step-up for `customer.delete`.
#[utoipa::path(delete, path = "/api/v1/customers/{id}", tag = "customers",
    params(("id" = String, Path), ("Step-Up" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(super) async fn delete(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CustomerId>,
    StepUp(proof): StepUp,
) -> Result<StatusCode, Problem> {
    delete_customer(&app, &session, id, proof.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
