//! Exporting an organization's audit log for offline verification.

use domain::Action;
use store::{AuditEvent, AuditRecord};

use super::{Result, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Entries fetched at a time.
const BATCH: i64 = 1000;

/// The log up to the entry that records this export, in the order of the chain, on disk before it is returned.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn export_audit(app: &App, session: &Session, proof: Option<&str>) -> Result<Vec<AuditRecord>> {
    let tx = app.store.begin(&session.caller).await?;
    let org = session.org.to_string();
    let event = AuditEvent::new(Action::AuditExport).on("organization", &org);
    let (tx, event) = permit(app, session, tx, proof, event, &org).await?;
    tx.commit(&event).await?;
    let head = app.store.audit_head(&session.caller).await?;
    let mut records: Vec<AuditRecord> = Vec::new();
    loop {
        let (epoch, seq) = records.last().map_or((0, 0), |last| (last.epoch, last.seq));
        if (epoch, seq) >= (head.epoch, head.seq) {
            break;
        }
        let batch = app.store.audit_chain(&session.caller, epoch, seq, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        records
            .extend(batch.into_iter().filter(|record| (record.epoch, record.seq) <= (head.epoch, head.seq)));
    }
    Ok(records)
}
