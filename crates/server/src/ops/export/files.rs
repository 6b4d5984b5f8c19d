//! The files in custody, and their passwords; what proves tickets; photos and restricted fields of workers: each opened by an intent and a grant of its own, and sealed under the key of the
//! export before it goes anywhere.

use domain::Action;
use domain::id::ExportId;
use envelope::{ExportKey, Kind};
use serde_json::json;
use store::{AuditEvent, ExportOwner, ExportedObject};
use zeroize::Zeroizing;

use super::super::open::{Sealed, open};
use super::super::{Error, Result, authorized};
use super::bundle::{Bundle, Stopped};
use crate::app::App;
use crate::auth::session::Session;

/// How much of a file's name is kept in its path, in characters.
const NAME: usize = 100;

/// All that are in custody, by their ids.
pub(super) async fn write(
    app: &App,
    session: &Session,
    export: ExportId,
    key: &ExportKey,
    bundle: &mut Bundle,
) -> std::result::Result<(), Stopped> {
    let mut after = None;
    loop {
        let objects = app.store.export_objects(&session.caller, after).await?;
        let Some(last) = objects.last() else { return Ok(()) };
        after = Some(last.id);
        for object in &objects {
            let (owner, id) = named(object.owner);
            let about = json!({owner: id, "kind": object.kind, "name": object.file_name});
            match opened(app, session, export, object).await {
                Ok(plaintext) => {
                    let path = path(object);
                    let sealed = key.seal(&export.to_string(), &path, &plaintext, &*app.rng);
                    bundle.whole(&path, &sealed, Some(about)).await?;
                }
                // It was deleted in the meantime.
                Err(Error::Store(store::Error::NotFound)) => {}
                // One damaged file does not hold back the others, and the manifest says so.
                Err(Error::Damaged) => bundle.lacks(about),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

async fn opened(
    app: &App,
    session: &Session,
    export: ExportId,
    object: &ExportedObject,
) -> Result<Zeroizing<Vec<u8>>> {
    let (tx, event) = match object.owner {
        ExportOwner::Certificate(id) => {
            let action = Action::CertificateExport;
            let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
            let (certificate, _) = tx.certificate(id).await?;
            let event =
                AuditEvent::new(action).version(certificate.version).personal("name", &certificate.name);
            (tx, event)
        }
        ExportOwner::Ticket(_) | ExportOwner::Worker(_) => {
            let action = Action::WorkerExport;
            (authorized(app.store.begin(&session.caller).await?, action).await?, AuditEvent::new(action))
        }
    };
    tx.export_object(object).await?;
    let (owner, id) = named(object.owner);
    let event = event
        .on(owner, &id)
        .detail("export", &export)
        .detail("object", &object.id)
        .detail("kind", &object.kind);
    let action = event.action();
    let (grant, intent) = tx.commit_intent(event, object.id, object.version).await?;
    let sealed = Sealed { action, object: object.id, version: object.version, kind: &object.kind };
    open(app, session, &sealed, grant, intent).await
}

/// What it belongs to: the kind of thing, and its id.
fn named(owner: ExportOwner) -> (&'static str, String) {
    match owner {
        ExportOwner::Certificate(id) => ("certificate", id.to_string()),
        ExportOwner::Ticket(id) => ("ticket", id.to_string()),
        ExportOwner::Worker(id) => ("worker", id.to_string()),
    }
}

/// Where it stands in the archive: by what it belongs to and its kind, under its own name as far as every system can write that.
/// Of a ticket there may be several files of a name.
fn path(object: &ExportedObject) -> String {
    let name = if object.kind == Kind::Password.name() { "password.txt" } else { &object.file_name };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = name.trim_start_matches('.').chars().map(plain).take(NAME).collect();
    let (owner, id) = named(object.owner);
    let under = match object.owner {
        ExportOwner::Ticket(_) => object.id.to_string(),
        ExportOwner::Certificate(_) | ExportOwner::Worker(_) => object.kind.clone(),
    };
    format!("{owner}s/{id}/{under}/{name}.sealed")
}
