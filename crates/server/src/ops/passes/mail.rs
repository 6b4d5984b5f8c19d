//! A mail that leads a worker to the page of his pass. It has an address in it that everybody knows, and no code: whoever reads it
//! has to sign in.

use domain::Action;
use domain::id::WorkerId;
use store::{AuditEvent, Rule};
use time::Duration;

use super::super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;
use crate::i18n::Locale;
use crate::mail::{Content, Letter};

/// For so long it is tried to deliver it.
const LIFETIME: Duration = Duration::days(2);

/// Sends it, to the address in the worker's record.
///
/// # Errors
/// [`super::super::Error::Field`] when he has no address; what policy or the store says.
pub async fn send(app: &App, session: &Session, worker: WorkerId) -> Result<()> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PassMail).await?;
    let record = tx.worker(worker, app.clock.now()).await?;
    if record.archived_at.is_some() {
        tx.rollback().await;
        return Err(store::Error::Rule(Rule::WorkerArchived).into());
    }
    let Some(address) = record.email else {
        tx.rollback().await;
        return Err(field("email", "worker_email", "Write an address into the worker's record first."));
    };
    let letter = Letter {
        to: address.clone(),
        name: Some(record.name),
        locale: Locale::from_tag(&organization.locale).unwrap_or_default(),
        sender: Some(session.org),
        content: Content::PassPage {
            organization: organization.name,
            page: format!("{}/pass", app.public_origin),
        },
    };
    let mail = app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?;
    tx.queue_pass_mail(worker, &mail).await?;
    let event = AuditEvent::new(Action::PassMail).on("worker", &worker).personal("email", &address);
    tx.commit(&event).await?;
    app.mail.wake();
    Ok(())
}
