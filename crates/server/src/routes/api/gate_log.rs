//! `GET /api/v1/gate-log`: what scanners said, the newest first.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::{GateLogFilter, GateScan};

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::{Params, moment as parsed};
use crate::routes::respond::{List, moment, page_size};

/// Which scans.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// A site's id.
    site: Option<String>,
    /// A scanner's id.
    scanner: Option<String>,
    /// `go`, `no_go` or `cannot_tell`.
    decision: Option<String>,
    /// Such as `expired`.
    verdict: Option<String>,
    /// A worker's id.
    worker: Option<String>,
    /// Not before this moment (RFC 3339), or this day in UTC.
    from: Option<String>,
    /// Before this moment (RFC 3339), or this day in UTC.
    to: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// Items on the page, 1 to 200; 50 by default.
    limit: Option<usize>,
}

/// A scan.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ScanView {
    scanner_id: String,
    scanner_name: String,
    /// Which enrolment of the scanner.
    epoch: i32,
    /// The number of the record in that.
    number: i64,
    site_id: String,
    /// The site's name, if you see sites.
    site_name: Option<String>,
    /// When it was, as far as that can be believed (RFC 3339, UTC).
    at: String,
    /// Whether the phone's own time cannot be, or is not corrected.
    doubtful: bool,
    /// When it was by the phone's clock as it stood.
    phone_at: String,
    /// What the phone knew that its clock was wrong by, in seconds.
    clock_offset: Option<i64>,
    /// When the record came.
    received_at: String,
    /// When the bundle was made by which it was decided.
    bundle_at: Option<String>,
    /// The pass that was shown: one of yours when there is a worker.
    pass_id: Option<String>,
    /// `pass`, or `code` where a ticket's code was typed.
    kind: &'static str,
    /// The code that was typed.
    code: Option<String>,
    /// What was said of it: `valid`, `expiring`, `expired`, `not_yet_valid`, `suspended`, `revoked`, `superseded` or `unknown`.
    code_status: Option<String>,
    /// Your ticket with that code.
    ticket_id: Option<String>,
    worker_id: Option<String>,
    worker_name: Option<String>,
    verdict: String,
    reason: String,
    /// `static` or `live`.
    assurance: Option<String>,
    status_as_of: Option<String>,
    decision: String,
    /// The codes of the types that were missing: the first fifty of them.
    missing: Vec<String>,
    /// The task of the day, where one was chosen on the scanner.
    task_id: Option<String>,
    /// What it was called when the record came; null when it was no task of yours.
    task_name: Option<String>,
    /// SHA-256 of what the scanner signed; the audit log has it as `record`.
    hash: String,
    /// What the scanner signed, a `COSE_Sign1` in base64url (docs/GATE.md).
    record: String,
}

impl From<GateScan> for ScanView {
    fn from(scan: GateScan) -> Self {
        let (code, code_status) = scan.code.unzip();
        let (worker_id, worker_name) = scan.worker.map(|(id, name)| (id.to_string(), name)).unzip();
        Self {
            scanner_id: scan.scanner.0.to_string(),
            scanner_name: scan.scanner.1,
            epoch: scan.epoch,
            number: scan.seq,
            site_id: scan.site.0.to_string(),
            site_name: scan.site.1,
            at: moment(scan.told_at),
            doubtful: scan.doubtful,
            phone_at: moment(scan.phone_at),
            clock_offset: scan.clock_offset,
            received_at: moment(scan.received_at),
            bundle_at: scan.bundle_at.map(moment),
            pass_id: scan.pass.map(|pass| pass.to_string()),
            kind: if code.is_some() { "code" } else { "pass" },
            code,
            code_status,
            ticket_id: scan.ticket.map(|ticket| ticket.to_string()),
            worker_id,
            worker_name,
            verdict: scan.verdict,
            reason: scan.reason,
            assurance: scan.assurance,
            status_as_of: scan.status_as_of.map(moment),
            decision: scan.decision,
            missing: scan.missing,
            task_id: scan.task.as_ref().map(|(id, _)| id.to_string()),
            task_name: scan.task.and_then(|(_, name)| name),
            hash: hex::encode(scan.hash),
            record: URL_SAFE_NO_PAD.encode(scan.record),
        }
    }
}

/// An id in the query; empty is as not given.
pub(in crate::routes) fn id<T: std::str::FromStr>(
    name: &str,
    text: Option<&str>,
) -> Result<Option<T>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    let read =
        |text: &str| text.parse().map_err(|_| Problem::bad_request(format!("There is no such {name}.")));
    text.map(read).transpose()
}

/// What scanners said at the gates: of the workers over whom you stand; for who sees all workers, of everybody.
#[utoipa::path(get, path = "/api/v1/gate-log", tag = "scanners", params(Query),
    responses((status = 200, body = List<ScanView>), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<Query>,
) -> Result<Json<List<ScanView>>, Problem> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let filter = GateLogFilter {
        site: id("site", query.site.as_deref())?,
        scanner: id("scanner", query.scanner.as_deref())?,
        decision: given(query.decision),
        verdict: given(query.verdict),
        worker: id("worker", query.worker.as_deref())?,
        from: parsed("from", query.from.as_deref())?,
        to: parsed("to", query.to.as_deref())?,
        cursor: given(query.cursor),
        limit: page_size(query.limit),
    };
    let (_, page) = app.store.gate_log(&session.caller, &filter).await?;
    Ok(Json(List { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next }))
}
