//! What proves a ticket: photos and PDFs, checked, stripped and sealed as they come in, opened under a grant, and destroyed key
//! first.

use domain::Action;
use domain::id::{EvidenceId, TicketId};
use envelope::Kind;
use store::{AuditEvent, Evidence, Ticket};
use zeroize::Zeroizing;

use super::about;
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::open::{Sealed, open};
use crate::ops::upload::UploadedFile;
use crate::ops::upload::place::Plain;
use crate::ops::upload::seal::{discard, seal_and_store};
use crate::ops::{Error, Result, authorized};

/// A photo or PDF, as it is shown.
#[derive(Debug)]
pub struct Shown {
    /// Its media type.
    pub form: evidence::Form,
    /// What the file was called.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Adds a photo or PDF to a ticket that nobody has approved. Who adds it has written the ticket, so somebody else checks it.
///
/// # Errors
/// [`Error::NoEvidence`] with the reason; [`Error::TicketState`]; what policy or the store says.
pub async fn add(app: &App, session: &Session, ticket: TicketId, file: UploadedFile) -> Result<EvidenceId> {
    // Who may not add does not get to make the server parse, nor whoever does not see the ticket.
    let kek = app.store.kek_for_evidence(&session.caller).await?;
    let (_, present) = app.store.ticket(&session.caller, ticket, app.clock.now()).await?;
    super::must_allow(&present, domain::TicketAct::Correct)?;
    let (file_name, read) = read(app, file).await?;
    let plain = Plain { kind: Kind::Evidence, file_name: &file_name, bytes: &read.bytes };
    let objects = seal_and_store(app, session.org, &kek, vec![plain]).await?;
    let added = commit(app, session, ticket, &read, &objects).await;
    // When the database went away, the commit may have taken effect unheard: then the bytes are the sweep's to judge.
    let unheard =
        matches!(added, Err(Error::Store(store::Error::Unavailable(_) | store::Error::Internal(_))));
    if added.is_err() && !unheard {
        discard(app, session.org, &objects).await;
    }
    app.metrics.acted(Action::EvidenceAdd, added.is_ok());
    added
}

/// Reads off the async threads, as many at a time as the machine bears. The name keeps its words and gets the ending of what
/// the file is.
async fn read(app: &App, file: UploadedFile) -> Result<(String, evidence::Evidence)> {
    let UploadedFile { name, bytes } = file;
    let read = app.parsers.run(move || evidence::read(&bytes)).await??;
    let words = name.rsplit_once('.').map_or(name.as_str(), |(words, _)| words).trim();
    let words: String = words.chars().take(200).collect();
    let words = if words.is_empty() { "file" } else { &words };
    Ok((format!("{words}.{}", read.form.extension()), read))
}

async fn commit(
    app: &App,
    session: &Session,
    ticket: TicketId,
    read: &evidence::Evidence,
    objects: &[store::NewObject],
) -> Result<EvidenceId> {
    let object = objects.first().ok_or_else(|| Error::Internal("nothing was sealed".into()))?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::EvidenceAdd).await?;
    let present = tx.ticket(ticket, app.clock.now()).await?;
    let id = EvidenceId::new(app.clock.now(), &*app.rng);
    tx.add_evidence(id, ticket, read.form.media_type(), object).await?;
    let event = told(Action::EvidenceAdd, &present, &id)
        .version(present.version + 1)
        .detail("object", &object.id)
        .detail("media_type", &read.form.media_type())
        .personal("file", &object.file_name);
    tx.commit(&event).await?;
    Ok(id)
}

fn told(action: Action, ticket: &Ticket, id: &EvidenceId) -> AuditEvent {
    about(action, ticket).detail("evidence", id)
}

/// Shows a photo or PDF of a ticket. It takes no step-up; the log has it before and after.
///
/// # Errors
/// What policy or the store says.
pub async fn view(app: &App, session: &Session, id: EvidenceId) -> Result<Shown> {
    let action = Action::EvidenceView;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let found = tx.evidence(id).await?;
    let form = evidence::Form::from_media_type(&found.media_type)
        .ok_or_else(|| Error::Internal(format!("no such form of evidence: {}", found.media_type)))?;
    let event = AuditEvent::new(action)
        .on("ticket", &found.ticket)
        .detail("evidence", &id)
        .detail("object", &found.object)
        .personal("file", &found.file_name);
    let (grant, intent) = tx.commit_intent(event, found.object, found.version).await?;
    let sealed = Sealed { action, object: found.object, version: found.version, kind: Kind::Evidence.name() };
    let bytes = open(app, session, &sealed, grant, intent).await?;
    Ok(Shown { form, file_name: found.file_name, bytes })
}

/// Takes a photo or PDF away from a ticket that nobody has approved: its key is destroyed in the commit that tells of it, then
/// the sealed bytes are removed, which nothing can open any more. The ticket is to be checked then. Returns which that is.
///
/// # Errors
/// [`Error::TicketState`]; what policy or the store says.
pub async fn remove(app: &App, session: &Session, id: EvidenceId) -> Result<TicketId> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::EvidenceRemove).await?;
    let found = tx.evidence(id).await?;
    let present = tx.ticket(found.ticket, app.clock.now()).await?;
    super::must_allow(&present, domain::TicketAct::Correct)?;
    tx.remove_evidence(id).await?;
    let event = told(Action::EvidenceRemove, &present, &id)
        .version(present.version + 1)
        .detail("object", &found.object)
        .personal("file", &found.file_name);
    tx.commit(&event).await?;
    app.metrics.acted(Action::EvidenceRemove, true);
    forget(app, session, &found).await;
    Ok(found.ticket)
}

/// Removes sealed bytes whose key is destroyed. What cannot be removed now, the sweep removes.
pub(super) async fn forget(app: &App, session: &Session, gone: &Evidence) {
    if let Err(error) = app.store.objects().delete(session.org, gone.object, gone.version).await {
        tracing::warn!(%error, object = %gone.object, "sealed bytes left for the sweep");
    }
}
