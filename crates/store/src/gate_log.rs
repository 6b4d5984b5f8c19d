//! Reading the gate log: what scanners said, as far as the caller may see of whom.

use domain::id::{DutyId, PassId, ScannerId, SiteId, TicketId, WorkerId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::page::{self, Page};
use crate::tenant::Params;
use crate::{Caller, Error, Result, Store};

/// Which scans to list, the newest first.
#[derive(Debug, Clone, Default)]
pub struct GateLogFilter {
    /// At this site.
    pub site: Option<SiteId>,
    /// By this scanner.
    pub scanner: Option<ScannerId>,
    /// With this decision.
    pub decision: Option<String>,
    /// With this verdict.
    pub verdict: Option<String>,
    /// Of this worker.
    pub worker: Option<WorkerId>,
    /// Not before this moment.
    pub from: Option<OffsetDateTime>,
    /// Before this moment.
    pub to: Option<OffsetDateTime>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

/// A scan.
#[derive(Debug, Clone)]
pub struct GateScan {
    /// The scanner, with its name.
    pub scanner: (ScannerId, String),
    /// Which of its enrolments.
    pub epoch: i32,
    /// The number of the record in it.
    pub seq: i64,
    /// The site, with its name, if the caller sees sites.
    pub site: (SiteId, Option<String>),
    /// When, as far as that can be believed, UTC.
    pub told_at: OffsetDateTime,
    /// Whether it is not certain when.
    pub doubtful: bool,
    /// When, by the phone's clock as it stood, UTC.
    pub phone_at: OffsetDateTime,
    /// What the phone knew of its error, in seconds.
    pub clock_offset: Option<i64>,
    /// When the record came, UTC.
    pub received_at: OffsetDateTime,
    /// When the bundle was made by which it was decided, UTC.
    pub bundle_at: Option<OffsetDateTime>,
    /// The pass, whether it is one of the organization's or not.
    pub pass: Option<PassId>,
    /// Where a ticket's code was typed: the code, and what the server said of it.
    pub code: Option<(String, String)>,
    /// The organization's ticket with that code.
    pub ticket: Option<TicketId>,
    /// The worker whose pass or ticket it is, with his name.
    pub worker: Option<(WorkerId, String)>,
    /// The verdict.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// `static` or `live`.
    pub assurance: Option<String>,
    /// Since when the status of the pass was known, UTC.
    pub status_as_of: Option<OffsetDateTime>,
    /// The decision.
    pub decision: String,
    /// The codes that were missing.
    pub missing: Vec<String>,
    /// The task of the day; with its name, where it was one of the organization's when the record came.
    pub task: Option<(DutyId, Option<String>)>,
    /// SHA-256 of what was signed.
    pub hash: Vec<u8>,
    /// The signed bytes.
    pub record: Vec<u8>,
}

fn scan(row: &Row) -> Result<GateScan> {
    let worker = row.try_get::<_, Option<_>>("worker_id")?.map(WorkerId::from_uuid);
    let pass: Option<Vec<u8>> = row.try_get("cti")?;
    let pass = pass.and_then(|cti| <[u8; 16]>::try_from(cti).ok());
    let task: Option<Vec<u8>> = row.try_get("task")?;
    let task = task.and_then(|id| <[u8; 16]>::try_from(id).ok());
    Ok(GateScan {
        scanner: (ScannerId::from_uuid(row.try_get("scanner_id")?), row.try_get("scanner_name")?),
        epoch: row.try_get("epoch")?,
        seq: row.try_get("seq")?,
        site: (SiteId::from_uuid(row.try_get("site_id")?), row.try_get("site_name")?),
        told_at: row.try_get("told_at")?,
        doubtful: row.try_get("doubtful")?,
        phone_at: row.try_get("at")?,
        clock_offset: row.try_get("clock_offset")?,
        received_at: row.try_get("received_at")?,
        bundle_at: row.try_get("bundle_at")?,
        pass: pass.map(|bytes| PassId::from_uuid(uuid::Uuid::from_bytes(bytes))),
        code: row.try_get::<_, Option<_>>("code")?.zip(row.try_get("code_status")?),
        ticket: row.try_get::<_, Option<_>>("ticket_id")?.map(TicketId::from_uuid),
        worker: worker.zip(row.try_get("worker_name")?),
        verdict: row.try_get("verdict")?,
        reason: row.try_get("reason")?,
        assurance: row.try_get("assurance")?,
        status_as_of: row.try_get("status_as_of")?,
        decision: row.try_get("decision")?,
        missing: row.try_get("missing")?,
        task: task
            .map(|bytes| DutyId::from_uuid(uuid::Uuid::from_bytes(bytes)))
            .zip(Some(row.try_get("task_name")?)),
        hash: row.try_get("hash")?,
        record: row.try_get("record")?,
    })
}

/// The moment in microseconds; and scanner, epoch and number.
fn cursor(scan: &GateScan) -> String {
    let micros = scan.told_at.unix_timestamp_nanos() / 1000;
    page::encode(&micros.to_string(), &format!("{} {} {}", scan.scanner.0, scan.epoch, scan.seq))
}

fn read_cursor(text: &str) -> Result<(OffsetDateTime, ScannerId, i32, i64)> {
    let malformed = || Error::Malformed("cursor");
    let (micros, place) = page::decode(text)?;
    let micros: i128 = micros.parse().map_err(|_| malformed())?;
    let nanos = micros.checked_mul(1000).ok_or_else(malformed)?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| malformed())?;
    let [scanner, epoch, seq] = place.split(' ').collect::<Vec<_>>()[..] else { return Err(malformed()) };
    let (epoch, seq) = (epoch.parse().map_err(|_| malformed())?, seq.parse().map_err(|_| malformed())?);
    Ok((at, scanner.parse().map_err(|_| malformed())?, epoch, seq))
}

impl Store {
    /// A page of the gate log, as far as the caller sees it.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn gate_log(&self, caller: &Caller, filter: &GateLogFilter) -> Result<(Actor, Page<GateScan>)> {
        let from = filter.cursor.as_deref().map(read_cursor).transpose()?;
        let (site, scanner) = (filter.site.map(SiteId::uuid), filter.scanner.map(ScannerId::uuid));
        let worker = filter.worker.map(WorkerId::uuid);
        let (at, by) = (from.map(|from| from.0), from.map(|from| from.1.uuid()));
        let (epoch, seq) = (from.map(|from| from.2), from.map(|from| from.3));
        let one_more = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: Params<'_> = &[
            &site,
            &scanner,
            &filter.decision,
            &filter.verdict,
            &worker,
            &filter.from,
            &filter.to,
            &at,
            &by,
            &epoch,
            &seq,
            &one_more,
        ];
        let sql = include_str!("../sql/gate_log.sql");
        let (actor, rows) = self.read(caller, Action::GateLogRead, &[(sql, params)]).await?;
        let items = rows.iter().flatten().map(|row| {
            let item = scan(row)?;
            Ok((cursor(&item), item))
        });
        Ok((actor, Page::cut(items.collect::<Result<_>>()?, filter.limit)))
    }
}
