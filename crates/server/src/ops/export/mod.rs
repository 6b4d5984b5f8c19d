//! Everything that the organization keeps, taken away with one person: tables, the audit log, and the files in custody sealed
//! under a passphrase of his (`docs/adr/0031-exports.md`). The archive is written as it is sent: nothing of it rests here.

mod bundle;
mod files;
mod gate;
mod log;
mod tables;

use bytes::Bytes;
use domain::id::ExportId;
use domain::{Action, RestrictedField};
use envelope::{EXPORT_ITERATIONS, EXPORT_SALT_LEN, ExportKey};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::{AuditEvent, EXPORT_TABLES, Intent, Outcome, TenantTx};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::mpsc::Sender;

use super::{Result, field, permit, refuse};
use crate::app::App;
use crate::auth::password::judge;
use crate::auth::session::Session;
use bundle::{Bundle, Stopped};

/// The most files in custody that one export takes: what is kept of each until the end is a few hundred bytes.
const MOST_FILES: i64 = 200_000;
/// What says how the rest is to be read, as it is beside this program.
const TEXTS: [(&str, &str); 3] = [
    ("FORMAT.md", include_str!("../../../../../docs/FORMAT.md")),
    ("GATE.md", include_str!("../../../../../docs/GATE.md")),
    ("open_export.py", include_str!("../../../../../tools/open_export.py")),
];

/// A piece of the archive; an error in its place tells the client that it is not whole.
pub type Piece = std::io::Result<Bytes>;

/// An export whose intent is on disk.
pub struct Begun {
    /// Its id.
    pub id: ExportId,
    at: OffsetDateTime,
    intent: Intent,
    passphrase: Option<SecretString>,
}

/// With what files are sealed that leave custody.
struct Sealing {
    key: ExportKey,
    salt: [u8; EXPORT_SALT_LEN],
}

/// Begins an export, with the files in custody where there is a passphrase to seal them under.
///
/// # Errors
/// [`Password`](crate::ops::Error::Password) for a passphrase that is easily guessed; what policy, the step-up or the store says.
pub async fn begin(
    app: &App,
    session: &Session,
    passphrase: Option<SecretString>,
    proof: Option<&str>,
) -> Result<Begun> {
    if let Some(passphrase) = &passphrase {
        judge(passphrase.expose_secret(), &[])?;
    }
    let id = ExportId::new(app.clock.now(), &*app.rng);
    let org = session.org.to_string();
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::OrganizationExport)
        .on("organization", &org)
        .detail("export", &id)
        .detail("files", &passphrase.is_some());
    if let Err(denied) = sees_all(&tx, passphrase.is_some()) {
        return Err(refuse(app, session, tx, event, denied).await);
    }
    if passphrase.is_some() && app.store.count_export_objects(&session.caller).await? > MOST_FILES {
        tx.rollback().await;
        let detail = "There are more than 200,000 files in custody: export without them, and download those that you need.";
        return Err(field("certificates", "export_too_many", detail));
    }
    let (tx, event) = permit(app, session, tx, proof, event, &org).await?;
    let intent = tx.commit_beginning(event).await?;
    Ok(Begun { id, at: app.clock.now(), intent, passphrase })
}

/// An export is whole or it is none: who may not see a part of it may not take it away.
fn sees_all(tx: &TenantTx, files: bool) -> store::Result<()> {
    tx.authorize(Action::OrganizationExport)?;
    for table in EXPORT_TABLES {
        tx.authorize(table.action)?;
    }
    tx.authorize(Action::GateLogRead)?;
    tx.authorize(Action::ScannerRead)?;
    tx.authorize(Action::AuditExport)?;
    if files {
        tx.authorize(Action::CertificateDownload)?;
        tx.authorize(Action::CertificateReveal)?;
        tx.authorize(Action::EvidenceView)?;
        tx.authorize(Action::PhotoView)?;
        for field in RestrictedField::ALL {
            tx.authorize(field.reveal())?;
        }
    }
    Ok(())
}

async fn sealing(app: &App, passphrase: &SecretString) -> Result<Sealing> {
    let passphrase = passphrase.clone();
    let mut salt = [0; EXPORT_SALT_LEN];
    app.rng.fill(&mut salt);
    let derive = move || ExportKey::derive(&passphrase, &salt, EXPORT_ITERATIONS);
    let key = app.parsers.run(derive).await?;
    Ok(Sealing { key, salt })
}

/// Writes the archive, and records how it ended: the client sees its end only when that is on disk.
pub async fn run(app: &App, session: &Session, begun: Begun, out: Sender<Piece>) {
    let mut bundle = Bundle::new(out.clone());
    let mut ended = write(app, session, &begun, &mut bundle).await;
    if ended.is_ok() && out.reserve_many(out.max_capacity()).await.is_err() {
        ended = Err(Stopped::Gone);
    }
    let intent = begun
        .intent
        .with_detail("entries", &bundle.count())
        .with_detail("missing", &bundle.missing())
        .with_detail("bytes", &bundle.bytes());
    let (event, outcome) = match &ended {
        Ok(manifest) => (intent.with_detail("manifest_sha256", manifest), Outcome::Done),
        Err(Stopped::Gone) => (intent.with_detail("stopped", "cut_off"), Outcome::Failed),
        Err(Stopped::Failed(_)) => (intent.with_detail("stopped", "fault"), Outcome::Failed),
    };
    let recorded = app.store.record(&session.caller, &event.closed(outcome)).await;
    app.metrics.acted(Action::OrganizationExport, ended.is_ok() && recorded.is_ok());
    let broken = match (ended, recorded) {
        (Err(Stopped::Failed(error)), _) => Some(error.to_string()),
        (_, Err(error)) => Some(error.to_string()),
        _ => None,
    };
    if let Some(error) = broken {
        tracing::error!(%error, "an export of an organization broke off");
        // Who is gone does not hear it.
        let _ = out.send(Err(std::io::Error::other("the export broke off"))).await;
    }
}

/// All parts, and the manifest last. Returns that one's SHA-256.
async fn write(
    app: &App,
    session: &Session,
    begun: &Begun,
    bundle: &mut Bundle,
) -> std::result::Result<String, Stopped> {
    let files = match &begun.passphrase {
        Some(passphrase) => Some(sealing(app, passphrase).await?),
        None => None,
    };
    for (name, text) in TEXTS {
        bundle.whole(name, text.as_bytes(), None).await?;
    }
    tables::write(app, session, bundle).await?;
    gate::write(app, session, bundle).await?;
    if let Some(sealing) = &files {
        files::write(app, session, begun.id, &sealing.key, bundle).await?;
    }
    log::write(app, session, bundle).await?;
    let (_, organization) = app.store.organization(&session.caller).await?;
    let key = files.as_ref().map(|sealing| {
        json!({"kdf": "PBKDF2-HMAC-SHA-512", "iterations": EXPORT_ITERATIONS.get(), "salt": hex::encode(sealing.salt)})
    });
    let moment = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let head = json!({
        "format": "credenza/export/v1",
        "export": begun.id.to_string(),
        "org": session.org.to_string(),
        "name": organization.name,
        "begun_at": moment(begun.at),
        "ended_at": moment(app.clock.now()),
        "key": key,
    });
    bundle.finish(head).await
}
