//! Destroying a certificate in custody.

use domain::Action;
use domain::id::CertificateId;
use store::AuditEvent;

use super::{Result, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Destroys the keys of a certificate's objects, and its metadata, in one commit with the entry that tells; then removes
/// the sealed bytes, which nothing can open any more. Should the server die in between, the sweep removes them.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn delete_certificate(
    app: &App,
    session: &Session,
    id: CertificateId,
    proof: Option<&str>,
) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::CertificateDelete).on("certificate", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let (certificate, objects) = tx.certificate(id).await?;
    tx.delete_certificate(id).await?;
    let mut event = event.version(certificate.version).detail("kind", &certificate.kind);
    if let Some(fingerprint) = &certificate.fingerprint_sha256 {
        event = event.detail("fingerprint_sha256", &hex::encode(fingerprint));
    }
    tx.commit(&event.personal("name", &certificate.name)).await?;
    for object in objects {
        if let Err(error) = app.store.objects().delete(session.org, object.id, object.version).await {
            tracing::warn!(%error, object = %object.id, "sealed bytes left for the sweep");
        }
    }
    Ok(())
}
