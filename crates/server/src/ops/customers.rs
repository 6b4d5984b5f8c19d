//! Creating and changing customers.

use domain::id::CustomerId;
use domain::{Action, CountryCode, TaxId};
use store::{AuditEvent, Customer, CustomerEdit, IdempotencyKey};

use super::{Result, field, name, once, permit_as_asked, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;

/// A customer as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct CustomerInput {
    /// Its name.
    pub name: String,
    /// Its tax id.
    pub tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Notes.
    pub notes: String,
}

/// Checks what was written, and puts the tax id into its country's normal form.
///
/// # Errors
/// [`super::Error::Field`] that names the field and says what was expected.
pub fn checked(input: &CustomerInput) -> Result<CustomerEdit> {
    let name = name("name", &input.name, 200)?;
    if input.notes.chars().count() > 4000 {
        return Err(field("notes", "notes_length", "Notes may have at most 4,000 characters."));
    }
    if input.notes.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)) {
        return Err(field("notes", "notes_control", "Write notes without control characters."));
    }
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let country = given(&input.country)
        .map(|code| {
            let detail = "Give the country as its two letters in ISO 3166-1, such as MX or ES.";
            code.to_uppercase().parse::<CountryCode>().map_err(|_| field("country", "country", detail))
        })
        .transpose()?;
    let tax_id = match (given(&input.tax_id), country) {
        (None, _) => None,
        (Some(_), None) => {
            return Err(field("country", "country_required", "Choose the country that issued the tax id."));
        }
        (Some(text), Some(country)) => Some(
            TaxId::parse(country, &text)
                .map_err(|error| field("tax_id", error.code(), error.to_string()))?
                .as_str()
                .to_owned(),
        ),
    };
    Ok(CustomerEdit {
        name,
        tax_id,
        country: country.map(|country| country.as_str().to_owned()),
        notes: input.notes.clone(),
    })
}

/// Creates a customer; asked again under the same key, it returns the one that was created. Where the organization asks for
/// a proof, it is for the act on the organization: the customer has no id yet.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says, a conflict when the tax id is taken.
pub async fn create(
    app: &App,
    session: &Session,
    input: &CustomerInput,
    key: Option<&IdempotencyKey>,
    proof: Option<&str>,
) -> Result<CustomerId> {
    let edit = checked(input)?;
    once(|| create_once(app, session, &edit, key, proof)).await
}

async fn create_once(
    app: &App,
    session: &Session,
    edit: &CustomerEdit,
    key: Option<&IdempotencyKey>,
    proof: Option<&str>,
) -> Result<CustomerId> {
    let tx = app.store.begin_for(&session.caller, Action::CustomerCreate).await?;
    // What was done with its proof is not asked for another.
    if tx.authorize(Action::CustomerCreate).is_ok()
        && let Some(id) = recalled(&tx, key).await?
    {
        tx.rollback().await;
        return Ok(id);
    }
    let id = CustomerId::new(app.clock.now(), &*app.rng);
    let event = AuditEvent::new(Action::CustomerCreate).on("customer", &id);
    let (tx, event) = permit_as_asked(app, session, tx, proof, event, &session.org.to_string()).await?;
    remember(&tx, key, &id).await?;
    let event = described(event.version(1), edit);
    tx.create_customer(id, edit, &event).await?;
    Ok(id)
}

/// Changes a customer over the version that the caller saw, or over the present one.
///
/// # Errors
/// As [`create`]; `Stale` when it was changed since.
pub async fn update(
    app: &App,
    session: &Session,
    id: CustomerId,
    version: Option<i32>,
    proof: Option<&str>,
    change: impl FnOnce(&Customer) -> CustomerInput,
) -> Result<()> {
    let tx = app.store.begin_for(&session.caller, Action::CustomerUpdate).await?;
    let event = AuditEvent::new(Action::CustomerUpdate).on("customer", &id);
    let (tx, event) = permit_as_asked(app, session, tx, proof, event, &id.to_string()).await?;
    let present = tx.customer(id, app.clock.now()).await?;
    let edit = checked(&change(&present))?;
    tx.update_customer(id, version.unwrap_or(present.version), &edit).await?;
    tx.commit(&described(event.version(present.version + 1), &edit)).await?;
    Ok(())
}

pub(super) fn described(event: AuditEvent, edit: &CustomerEdit) -> AuditEvent {
    // A customer may be a person: name and tax id are personal.
    let event = event.personal("name", &edit.name);
    match &edit.tax_id {
        Some(tax_id) => event.personal("tax_id", tax_id),
        None => event,
    }
}
