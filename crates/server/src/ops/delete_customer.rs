//! Deleting a customer.

use domain::Action;
use domain::id::CustomerId;
use store::AuditEvent;

use super::{Error, Result, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Deletes a customer that no certificate refers to.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn delete_customer(
    app: &App,
    session: &Session,
    id: CustomerId,
    proof: Option<&str>,
) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::CustomerDelete).on("customer", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let customer = tx.customer(id, app.clock.now()).await?;
    tx.delete_customer(id).await.map_err(|error| match error {
        store::Error::Conflict { .. } => Error::CustomerInUse,
        other => other.into(),
    })?;
    tx.commit(&event.version(customer.version).personal("name", &customer.name)).await?;
    Ok(())
}
