//! The gate log, twice: as a table, and as scanners signed it, with the keys by which a stranger verifies it (docs/GATE.md).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::ScannerId;
use intake::{csv_rows, to_csv};
use serde_json::{Value, json};
use store::{ExportedEpoch, ExportedScan};

use super::bundle::{Bundle, Stopped};
use crate::app::App;
use crate::auth::scanner::point;
use crate::auth::session::Session;
use crate::ops::Error;

/// Both files, a page at a time. An archive has one file after the other, so the log is read once for each.
pub(super) async fn write(app: &App, session: &Session, bundle: &mut Bundle) -> Result<(), Stopped> {
    bundle.begin("gate_log.csv").await?;
    bundle.part(&to_csv([app.store.export_gate_columns().await?])).await?;
    let mut after = None;
    loop {
        let page = app.store.export_gate_log(&session.caller, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        bundle.part(&csv_rows(page.into_iter().map(|scan| scan.cells))).await?;
    }
    bundle.end().await?;

    bundle.begin("gate/log.jsonl").await?;
    let epochs = app.store.export_gate_epochs(&session.caller).await?;
    let mut epochs = epochs.iter().peekable();
    let mut after = None;
    loop {
        let page = app.store.export_gate_log(&session.caller, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        let mut lines = Vec::new();
        for scan in &page {
            // Those of an enrolment come after it; an enrolment without any stands alone.
            while let Some(epoch) =
                epochs.next_if(|epoch| (epoch.scanner, epoch.epoch) <= (scan.place.0, scan.place.1))
            {
                line(&mut lines, &begins(epoch)?);
            }
            line(&mut lines, &told(scan));
        }
        bundle.part(&lines).await?;
    }
    let mut rest = Vec::new();
    for epoch in epochs {
        line(&mut rest, &begins(epoch)?);
    }
    bundle.part(&rest).await?;
    bundle.end().await
}

fn begins(epoch: &ExportedEpoch) -> Result<Value, Error> {
    let key = point(&epoch.point).ok_or_else(|| Error::Internal("a scanner's key is none".into()))?;
    Ok(json!({
        "scanner": ScannerId::from_uuid(epoch.scanner).to_string(),
        "epoch": epoch.epoch,
        "key": URL_SAFE_NO_PAD.encode(key.to_cose_key()),
        "head": hex::encode(&epoch.start),
    }))
}

fn told(scan: &ExportedScan) -> Value {
    let (scanner, epoch, number) = scan.place;
    json!({
        "scanner": ScannerId::from_uuid(scanner).to_string(),
        "epoch": epoch,
        "number": number,
        "record": URL_SAFE_NO_PAD.encode(&scan.record),
    })
}

fn line(lines: &mut Vec<u8>, value: &Value) {
    lines.extend(value.to_string().into_bytes());
    lines.push(b'\n');
}
