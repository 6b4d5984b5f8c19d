//! The audit log beside the rest, as `credenza audit verify` reads it: up to the last file that was opened for this export.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use audit::{Disclosure, ExportWriter};
use store::{AuditRecord, Head};

use super::bundle::{Bundle, Stopped};
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::Error;

/// Entries fetched at a time.
const BATCH: i64 = 1000;

/// What a writer has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Spool(Arc<Mutex<Vec<u8>>>);

impl Spool {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn unwritten(error: io::Error) -> Stopped {
    Stopped::Failed(Error::Internal(error.to_string()))
}

/// The four files. An archive has one file after the other, so the log is read once for each of its two lists.
pub(super) async fn write(app: &App, session: &Session, bundle: &mut Bundle) -> Result<(), Stopped> {
    let head = app.store.audit_head(&session.caller).await?;
    if let Err(error) = app.signer.sign(&app.store, session.org).await {
        tracing::error!(%error, "an organization is exported without a checkpoint of its log's end");
    }
    let entries = Spool::default();
    let mut writer = ExportWriter::new(session.org, entries.clone(), io::sink());
    let mut after = (0, 0);
    bundle.begin("audit/entries.jsonl").await?;
    while let Some(records) = batch(app, session, &head, &mut after).await? {
        for record in &records {
            writer.entry(&record.bytes).map_err(unwritten)?;
        }
        bundle.part(&entries.take()).await?;
    }
    bundle.end().await?;

    let disclosures = Spool::default();
    let mut disclosing = ExportWriter::new(session.org, io::sink(), disclosures.clone());
    let mut after = (0, 0);
    bundle.begin("audit/disclosures.jsonl").await?;
    while let Some(records) = batch(app, session, &head, &mut after).await? {
        for record in &records {
            disclose(&mut disclosing, record).map_err(unwritten)?;
        }
        bundle.part(&disclosures.take()).await?;
    }
    bundle.end().await?;

    bundle.begin("audit/checkpoints.jsonl").await?;
    let end = (head.epoch, head.seq);
    for kept in app.store.checkpoints(&session.caller).await? {
        if (kept.epoch, kept.size) <= end {
            bundle.part(&audit::checkpoint_line(&kept.note).map_err(unwritten)?).await?;
        }
    }
    bundle.end().await?;
    let finished = writer.finish(app.clock.now()).map_err(unwritten)?;
    bundle.whole("audit/manifest.json", &finished.manifest, None).await
}

/// The next entries up to the end that was seen first, none when there are no more.
async fn batch(
    app: &App,
    session: &Session,
    head: &Head,
    after: &mut (i32, i64),
) -> Result<Option<Vec<AuditRecord>>, Stopped> {
    let end = (head.epoch, head.seq);
    if *after >= end {
        return Ok(None);
    }
    let mut records = app.store.audit_chain(&session.caller, after.0, after.1, BATCH).await?;
    let Some(last) = records.last() else { return Ok(None) };
    *after = (last.epoch, last.seq);
    records.retain(|record| (record.epoch, record.seq) <= end);
    Ok(Some(records))
}

fn disclose<E: Write, D: Write>(writer: &mut ExportWriter<E, D>, record: &AuditRecord) -> io::Result<()> {
    for disclosure in &record.disclosures {
        let salt = disclosure.salt.as_slice().try_into();
        writer.disclosure(&Disclosure {
            epoch: u64::try_from(record.epoch).unwrap_or_default(),
            seq: u64::try_from(record.seq).unwrap_or_default(),
            field: disclosure.field.clone(),
            salt: salt.map_err(|_| io::Error::other("a salt of another length"))?,
            value: disclosure.value.clone(),
        })?;
    }
    Ok(())
}
