//! `/gate-log`: what scanners said; `/gate-log/export.csv`: the same for a spreadsheet.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use store::{GateLogFilter, GateScan};
use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::certificates::day;
use super::context::Member;
use super::partial::page_or_results;
use super::workers::places;
use crate::app::App;
use crate::calendar::csv;
use crate::i18n::Message;
use crate::pages::{GateLogChoice, GateLogPage, PageContext, ScanRow};
use crate::problem::Problem;

/// Scans of a page.
const PAGE: usize = 50;
/// Scans that are read at a time for a file, and how many a file has at most.
const CHUNK: usize = 1000;
const MOST: usize = 50_000;

fn filter(ctx: &PageContext, chosen: &GateLogChoice, limit: usize) -> GateLogFilter {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    GateLogFilter {
        site: chosen.site.parse().ok(),
        scanner: chosen.scanner.parse().ok(),
        decision: given(&chosen.decision),
        verdict: given(&chosen.verdict),
        worker: chosen.worker.parse().ok(),
        from: day(&chosen.from).map(|day| ctx.zone.start_of(day)),
        to: day(&chosen.to).map(|day| ctx.zone.start_of(day.saturating_add(Duration::DAY))),
        cursor: given(&chosen.cursor),
        limit,
    }
}

/// The page; for a change of filters, its results alone.
pub(super) async fn show(
    State(app): State<App>,
    Query(chosen): Query<GateLogChoice>,
    headers: HeaderMap,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let wanted = filter(&ctx, &chosen, PAGE);
    let ((_, found), scanners) = futures_util::future::try_join(
        app.store.gate_log(&session.caller, &wanted),
        app.store.scanner_names(&session.caller),
    )
    .await?;
    // Who reads the log need not be somebody who may see sites.
    let sites = match places(&app, &session).await {
        Ok(places) => places.sites,
        Err(problem) if problem.status == 403 => Vec::new(),
        Err(problem) => return Err(problem),
    };
    let worker = match wanted.worker {
        Some(id) => app.store.worker(&session.caller, id, ctx.now).await.ok().map(|(_, worker)| worker.name),
        None => None,
    };
    let missing: Vec<_> = found.items.iter().flat_map(|scan| &scan.missing).map(String::as_str).collect();
    let names = match missing.is_empty() {
        true => BTreeMap::new(),
        false => app.store.ticket_type_names(&session.caller, &missing).await?,
    };
    let page = GateLogPage {
        chosen: GateLogChoice {
            worker: if worker.is_some() { chosen.worker.clone() } else { String::new() },
            ..chosen
        },
        sites,
        scanners: scanners.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        worker,
        rows: found.items.into_iter().map(|scan| row(scan, &names)).collect(),
        next_cursor: found.next,
    };
    Ok(page_or_results(&headers, || page.render(&ctx), || page.render_results(&ctx)))
}

/// A type that has no name here, as one about health or one that is no more, is told by its code.
fn row(scan: GateScan, names: &BTreeMap<String, String>) -> ScanRow {
    ScanRow {
        at: scan.told_at,
        received: scan.doubtful.then_some(scan.received_at),
        worker: scan.worker,
        scanner: scan.scanner.1,
        site: scan.site.1.unwrap_or_default(),
        compared: scan.decision == "go" && scan.assurance.as_deref() == Some("static"),
        decision: scan.decision,
        verdict: scan.verdict,
        reason: scan.reason,
        missing: scan.missing.into_iter().map(|code| names.get(&code).cloned().unwrap_or(code)).collect(),
        code: scan.code,
        task: scan.task.map(|(id, name)| name.unwrap_or_else(|| id.to_string())),
    }
}

/// What the filters show, as a file.
pub(super) async fn as_csv(
    State(app): State<App>,
    Query(chosen): Query<GateLogChoice>,
    member: Member,
) -> Result<Response, Problem> {
    let Member { session, ctx, .. } = member;
    let mut wanted = GateLogFilter { cursor: None, ..filter(&ctx, &chosen, CHUNK) };
    let mut scans = Vec::new();
    loop {
        let (_, page) = app.store.gate_log(&session.caller, &wanted).await?;
        scans.extend(page.items);
        match page.next {
            Some(next) if scans.len() < MOST => wanted.cursor = Some(next),
            _ => break,
        }
    }
    let head = |key: &str| Message::new(ctx.locale, key).to_string();
    let heads = [
        "gate-when",
        "gate-csv-received",
        "worker-site",
        "gate-scanner",
        "gate-csv-epoch",
        "gate-csv-number",
        "gate-worker",
        "gate-csv-pass",
        "gate-csv-code",
        "gate-decision",
        "gate-verdict",
        "gate-csv-reason",
        "gate-csv-assurance",
        "gate-csv-missing",
        "gate-csv-task",
        "gate-csv-hash",
    ]
    .map(head);
    let at = |moment: time::OffsetDateTime| ctx.zone.local(moment).format(&Rfc3339).unwrap_or_default();
    let rows = scans.into_iter().map(|scan| {
        [
            at(scan.told_at.replace_nanosecond(0).unwrap_or(scan.told_at)),
            at(scan.received_at.replace_nanosecond(0).unwrap_or(scan.received_at)),
            scan.site.1.unwrap_or_default(),
            scan.scanner.1,
            scan.epoch.to_string(),
            scan.seq.to_string(),
            scan.worker.map(|(_, name)| name).unwrap_or_default(),
            scan.pass.map(|pass| pass.to_string()).unwrap_or_default(),
            scan.code.map(|(code, _)| code).unwrap_or_default(),
            ctx.named("gate-decision", &scan.decision),
            ctx.named("gate-verdict", &scan.verdict),
            scan.reason,
            scan.assurance.unwrap_or_default(),
            scan.missing.join(" "),
            scan.task.map(|(id, name)| name.unwrap_or_else(|| id.to_string())).unwrap_or_default(),
            hex::encode(scan.hash),
        ]
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"gate-log.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, csv::write(&heads, rows)).into_response())
}
