//! Exporting an organization's audit log for offline verification.

use domain::Action;
use store::{AuditEvent, AuditRecord};

use super::{Result, permit};
use crate::app::App;
use crate::audit_archive::Log;
use crate::auth::session::Session;

/// Entries fetched at a time.
const BATCH: i64 = 1000;

/// The log up to the entry that records this export, or a little further, in the order of the chain, on disk before it is
/// returned; signed up to its last entry, unless the signer refuses: what is wrong with a log must get out.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn export_audit(app: &App, session: &Session, proof: Option<&str>) -> Result<Log> {
    let tx = app.store.begin(&session.caller).await?;
    let org = session.org.to_string();
    let event = AuditEvent::new(Action::AuditExport).on("organization", &org);
    let (tx, event) = permit(app, session, tx, proof, event, &org).await?;
    tx.commit(&event).await?;
    let head = app.store.audit_head(&session.caller).await?;
    let signed = app.signer.sign(&app.store, session.org).await;
    app.signer.witnesses().show_before_export(&app.store, session.org).await;
    let end = match signed {
        Ok(Some(signed)) => (
            i32::try_from(signed.epoch).unwrap_or(head.epoch),
            i64::try_from(signed.size).unwrap_or(head.seq),
        ),
        Ok(None) => (head.epoch, head.seq),
        Err(error) => {
            tracing::error!(%error, "an audit log is exported without a checkpoint of its end");
            (head.epoch, head.seq)
        }
    };
    let mut records: Vec<AuditRecord> = Vec::new();
    loop {
        let (epoch, seq) = records.last().map_or((0, 0), |last| (last.epoch, last.seq));
        if (epoch, seq) >= end {
            break;
        }
        let batch = app.store.audit_chain(&session.caller, epoch, seq, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        records.extend(batch.into_iter().filter(|record| (record.epoch, record.seq) <= end));
    }
    let mut checkpoints = app.store.checkpoints(&session.caller).await?;
    checkpoints.retain(|kept| (kept.epoch, kept.size) <= end);
    Ok(Log { records, checkpoints })
}
