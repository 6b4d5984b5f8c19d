//! Changing what the firm notes about a certificate: its name, whose it is.

use domain::Action;
use domain::id::{CertificateId, CustomerId};
use store::{AuditEvent, Certificate, CertificateEdit};

use super::{Result, permit_as_asked};
use crate::app::App;
use crate::auth::session::Session;

/// Changes a certificate over the version that the caller saw, or over the present one.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn update_certificate(
    app: &App,
    session: &Session,
    id: CertificateId,
    version: Option<i32>,
    proof: Option<&str>,
    change: impl FnOnce(&Certificate) -> (String, Option<CustomerId>),
) -> Result<()> {
    let tx = app.store.begin_for(&session.caller, Action::CertificateUpdate).await?;
    let event = AuditEvent::new(Action::CertificateUpdate).on("certificate", &id);
    let (tx, event) = permit_as_asked(app, session, tx, proof, event, &id.to_string()).await?;
    let (present, _) = tx.lock_certificate(id).await?;
    let (name, customer) = change(&present);
    let edit = CertificateEdit { name: super::name("name", &name, 255)?, customer };
    tx.update_certificate(id, version.unwrap_or(present.version), &edit).await?;
    let event = event.version(present.version + 1);
    let event = match customer {
        Some(customer) => event.detail("customer", &customer),
        None => event,
    };
    tx.commit(&event.personal("name", &edit.name)).await?;
    Ok(())
}
