//! Restricted fields of workers: kept, shown and removed, each with a permission of its own and a step-up.

use domain::RestrictedField;
use domain::id::{ObjectId, WorkerId};
use envelope::Kind;
use secrecy::{ExposeSecret, SecretString};
use store::{AuditEvent, NewObject, TenantTx};

use super::open::{Sealed, open};
use super::photos::forget;
use super::upload::place::Plain;
use super::upload::seal::{discard, seal_and_store};
use super::{Error, Result, field as wrong, permit};
use crate::app::App;
use crate::auth::session::Session;

const fn kind(field: RestrictedField) -> Kind {
    match field {
        RestrictedField::Medical => Kind::Medical,
        RestrictedField::GovernmentId => Kind::GovernmentId,
    }
}

/// A text as it is kept: without the blanks around it. What is wrong with it is told without any of it.
fn checked(field: RestrictedField, text: &SecretString) -> Result<SecretString> {
    let text = text.expose_secret().trim();
    let most = field.max_chars();
    if text.is_empty() || text.chars().count() > most {
        return Err(wrong("text", "restricted_length", format!("Write 1 to {most} characters.")));
    }
    let lines = field == RestrictedField::Medical;
    if text.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        return Err(wrong("text", "text_control", "Write this without control characters."));
    }
    Ok(SecretString::from(text))
}

/// Keeps a restricted field of a worker, in the place of what there is.
///
/// # Errors
/// [`Error::Field`]; what policy, the step-up or the store says.
pub async fn keep(
    app: &App,
    session: &Session,
    worker: WorkerId,
    field: RestrictedField,
    text: &SecretString,
    proof: Option<&str>,
) -> Result<()> {
    let action = field.keep();
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(action).on("worker", &worker);
    let (tx, event) = permit(app, session, tx, proof, event, &worker.to_string()).await?;
    let text = match checked(field, text) {
        Ok(text) => text,
        Err(error) => {
            tx.rollback().await;
            return Err(error);
        }
    };
    tx.worker(worker, app.clock.now()).await?;
    let kek = tx.primary_kek().await?;
    let name = format!("{}.txt", kind(field).name());
    let plain = Plain { kind: kind(field), file_name: &name, bytes: text.expose_secret().as_bytes() };
    let objects = seal_and_store(app, session.org, &kek, vec![plain]).await?;
    let kept = commit(tx, worker, field, &objects, event).await;
    // When the database went away, the commit may have taken effect unheard: then the bytes are the sweep's to judge.
    let unheard = matches!(kept, Err(Error::Store(store::Error::Unavailable(_) | store::Error::Internal(_))));
    if kept.is_err() && !unheard {
        discard(app, session.org, &objects).await;
    }
    app.metrics.acted(action, kept.is_ok());
    forget(app, session, kept?).await;
    Ok(())
}

async fn commit(
    tx: TenantTx,
    worker: WorkerId,
    field: RestrictedField,
    objects: &[NewObject],
    event: AuditEvent,
) -> Result<Option<ObjectId>> {
    let object = objects.first().ok_or_else(|| Error::Internal("nothing was sealed".into()))?;
    let old = tx.keep_restricted(worker, field, object).await?;
    tx.commit(&event.detail("object", &object.id).detail("replaced", &old.is_some())).await?;
    Ok(old)
}

/// Opens a restricted field of a worker.
///
/// # Errors
/// What policy, the step-up or the store says; `NotFound` when nothing is kept.
pub async fn reveal(
    app: &App,
    session: &Session,
    worker: WorkerId,
    field: RestrictedField,
    proof: Option<&str>,
) -> Result<SecretString> {
    let action = field.reveal();
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(action).on("worker", &worker);
    let (tx, event) = permit(app, session, tx, proof, event, &worker.to_string()).await?;
    let kept = tx.restricted(worker, field).await?;
    let event = event.detail("object", &kept.object);
    let (grant, intent) = tx.commit_intent(event, kept.object, kept.version).await?;
    let sealed = Sealed { action, object: kept.object, version: kept.version, kind: kind(field).name() };
    let plaintext = open(app, session, &sealed, grant, intent).await?;
    let text = std::str::from_utf8(&plaintext).map_err(|_| Error::Damaged)?;
    Ok(SecretString::from(text))
}

/// Removes a restricted field of a worker: its key is destroyed in the commit that tells of it, then the sealed bytes are removed.
///
/// # Errors
/// What policy, the step-up or the store says; `NotFound` when nothing is kept.
pub async fn remove(
    app: &App,
    session: &Session,
    worker: WorkerId,
    field: RestrictedField,
    proof: Option<&str>,
) -> Result<()> {
    let action = field.remove();
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(action).on("worker", &worker);
    let (tx, event) = permit(app, session, tx, proof, event, &worker.to_string()).await?;
    let old = tx.remove_restricted(worker, field).await?;
    let event = match &old {
        Some(object) => event.detail("object", object),
        None => event,
    };
    tx.commit(&event).await?;
    app.metrics.acted(action, true);
    forget(app, session, old).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(field: RestrictedField, text: &str) -> std::result::Result<String, &'static str> {
        match checked(field, &SecretString::from(text)) {
            Ok(kept) => Ok(kept.expose_secret().to_owned()),
            Err(Error::Field { code, detail, .. }) => {
                assert!(text.trim().is_empty() || !detail.contains(text), "{detail}");
                Err(code)
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_text_is_kept_within_its_bounds() {
        use RestrictedField::{GovernmentId, Medical};
        assert_eq!(code(GovernmentId, "  GOMC800101 ").as_deref(), Ok("GOMC800101"));
        assert_eq!(code(Medical, "Asthma.\nInhaler.").as_deref(), Ok("Asthma.\nInhaler."));
        assert_eq!(code(GovernmentId, "A\nB"), Err("text_control"));
        assert_eq!(code(Medical, "a\u{7}b"), Err("text_control"));
        for field in RestrictedField::ALL {
            assert_eq!(code(field, " \n "), Err("restricted_length"));
            assert!(code(field, &"ñ".repeat(field.max_chars())).is_ok());
            assert_eq!(code(field, &"ñ".repeat(field.max_chars() + 1)), Err("restricted_length"));
        }
    }
}
