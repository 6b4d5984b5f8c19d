//! `/api/v1/customers`: the list, and new ones.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Customer, CustomerFilter};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::customers::{CustomerInput, create as create_customer};
use crate::problem::Problem;
use crate::routes::extract::{Body, Idempotency, Params, StepUp};
use crate::routes::respond::{List, moment, page_size};

/// A customer.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CustomerView {
    id: String,
    name: String,
    /// In the country's normal form.
    tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    notes: String,
    /// Rises with every change.
    version: i32,
    /// How many certificates are kept for it.
    certificates: i64,
    /// The first of their ends that has not passed (RFC 3339, UTC).
    next_expiry: Option<String>,
    created_at: String,
    updated_at: String,
}

impl From<Customer> for CustomerView {
    fn from(customer: Customer) -> Self {
        Self {
            id: customer.id.to_string(),
            name: customer.name,
            tax_id: customer.tax_id,
            country: customer.country,
            notes: customer.notes,
            version: customer.version,
            certificates: customer.certificates,
            next_expiry: customer.next_expiry.map(moment),
            created_at: moment(customer.created_at),
            updated_at: moment(customer.updated_at),
        }
    }
}

/// Which customers.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Part of the name or tax id; accents and case do not count.
    q: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A new customer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCustomer {
    name: String,
    tax_id: Option<String>,
    /// ISO 3166-1 alpha-2. Tax ids of MX, ES, BR, CO, AR, IT and IN are checked.
    country: Option<String>,
    notes: Option<String>,
}

/// Customers by name.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", params(Query),
    responses((status = 200, body = List<CustomerView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<axum::Json<List<CustomerView>>, Problem> {
    let filter = CustomerFilter {
        q: query.q.filter(|q| !q.is_empty()),
        country: query.country.filter(|c| !c.is_empty()),
        cursor: query.cursor.filter(|c| !c.is_empty()),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.customers(&session.caller, &filter, app.clock.now()).await?;
    let items = page.items.into_iter().map(CustomerView::from).collect();
    Ok(axum::Json(List { items, next_cursor: page.next }))
}

/// Create a customer. Takes a step-up for `customer.create` on the organization where that wants one. Asked again under the same `Idempotency-Key` within a day, it answers with the one it created.
#[utoipa::path(post, path = "/api/v1/customers", tag = "customers", request_body = NewCustomer, params(("Idempotency-Key" = Option<String>, Header), ("Step-Up" = Option<String>, Header)),
    responses((status = 201, body = CustomerView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    idempotency: Idempotency,
    StepUp(proof): StepUp,
    Body(new): Body<NewCustomer>,
) -> Result<Response, Problem> {
    let input = CustomerInput {
        name: new.name,
        tax_id: new.tax_id,
        country: new.country,
        notes: new.notes.unwrap_or_default(),
    };
    let texts = [
        &input.name,
        input.tax_id.as_deref().unwrap_or(""),
        input.country.as_deref().unwrap_or(""),
        &input.notes,
    ];
    let key = idempotency.of(&[
        b"customer",
        texts[0].as_bytes(),
        texts[1].as_bytes(),
        texts[2].as_bytes(),
        texts[3].as_bytes(),
    ]);
    let id = create_customer(&app, &session, &input, key.as_ref(), proof.as_deref()).await?;
    let (_, customer) = app.store.customer(&session.caller, id, app.clock.now()).await?;
    let location = [(http::header::LOCATION, format!("/api/v1/customers/{id}"))];
    Ok((StatusCode::CREATED, location, axum::Json(CustomerView::from(customer))).into_response())
}
