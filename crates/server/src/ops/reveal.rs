//! Showing a stored password.

use domain::Action;
use domain::id::CertificateId;
use envelope::Kind;
use secrecy::SecretString;
use store::AuditEvent;

use super::open::{Sealed, open};
use super::{Error, Result, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Opens the password of a certificate.
///
/// # Errors
/// What policy, the step-up or the store says; `NotFound` when no password is in custody.
pub async fn reveal_password(
    app: &App,
    session: &Session,
    id: CertificateId,
    proof: Option<&str>,
) -> Result<SecretString> {
    let action = Action::CertificateReveal;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(action).on("certificate", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let (certificate, objects) = tx.certificate(id).await?;
    let Some(object) = objects.into_iter().find(|object| object.kind == Kind::Password.name()) else {
        tx.rollback().await;
        return Err(store::Error::NotFound.into());
    };
    let event =
        event.version(certificate.version).detail("object", &object.id).personal("name", &certificate.name);
    let (grant, intent) = tx.commit_intent(event, object.id, object.version).await?;
    let sealed = Sealed { action, object: object.id, version: object.version, kind: &object.kind };
    let plaintext = open(app, session, &sealed, grant, intent).await?;
    let text = std::str::from_utf8(&plaintext).map_err(|_| Error::Damaged)?;
    Ok(SecretString::from(text))
}
