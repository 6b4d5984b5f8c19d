//! `/api/v1/imports/workers` and `/tickets`: who works and what he is qualified for, from a table.

use axum::extract::{Request, State};
use axum::response::Response;
use domain::Action;
use serde::Deserialize;
use tokio::sync::mpsc::channel;

use super::import_lines::{ColumnView, ImportLine, Lines, TicketRowView, WorkerRowView, answer};
use super::imports::{TableForm, read_table, updates};
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::import::{Counts, DayOrder, Import, Sheet, TicketsPlan, WorkersPlan, begin, may_import};
use crate::problem::Problem;
use crate::routes::extract::Params;

/// How workers are to be imported.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WorkersQuery {
    /// `true` for a preview: nothing is written, and each row tells what it would come to.
    dry_run: Option<bool>,
    /// What becomes of a worker who is there and differs: `keep` (default) refuses the row, `update` changes him.
    existing: Option<String>,
}

/// How tickets are to be imported.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketsQuery {
    /// `true` for a preview: nothing is written, and each row tells what it would come to.
    dry_run: Option<bool>,
    /// Which number of 01/02/2026 is the day: `day_first` or `month_first`. Without it, a column in which no day lies after the 12th
    /// is refused row by row; 2026-02-01 and Excel's own dates need nothing.
    days: Option<String>,
}

impl TicketsQuery {
    fn order(&self) -> Result<Option<DayOrder>, Problem> {
        match self.days.as_deref() {
            None | Some("") => Ok(None),
            Some("day_first") => Ok(Some(DayOrder::DayFirst)),
            Some("month_first") => Ok(Some(DayOrder::MonthFirst)),
            Some(_) => Err(Problem::bad_request("days is day_first or month_first.")),
        }
    }
}

/// Import workers from a table, or preview it: `name`, and `reference`, `email`, `contractor`, `crew`, `roles` where there are such
/// columns, by their names in English, Spanish or Portuguese. Several roles stand in one cell with semicolons between them. A worker is known by his reference, or else by his name. Who does not see all
/// workers imports those only whom he will see. Otherwise as the import of customers.
#[utoipa::path(post, path = "/api/v1/imports/workers", tag = "imports", params(WorkersQuery),
    request_body(content = TableForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportLine, content_type = "application/x-ndjson", description = "One of these a line"),
        (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "No table of workers; `code` says why")))]
pub(super) async fn workers(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Import as u8 }>,
    Params(query): Params<WorkersQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let action = Action::WorkerImport;
    may_import(&app, &session, action).await?;
    let update = updates(query.existing.as_deref())?;
    let file = read_table(request, &app).await?;
    let plan = WorkersPlan::read(&app, &session, file, update).await?;
    let import = begun(&app, &session, action, query.dry_run, &plan.sheet, plan.len()).await?;
    Ok(answer(|lines| import_workers(app, session, plan, import, lines)))
}

async fn import_workers(app: App, session: Session, plan: WorkersPlan, import: Option<Import>, lines: Lines) {
    if !lines.tell(&first(import.is_none(), &plan.sheet, plan.len())).await {
        return;
    }
    let mut counts = Counts::default();
    let (told, rows) = channel(1);
    let line = |row| ImportLine::Worker(Box::new(WorkerRowView::from(row)));
    let done = plan.run(&app, &session, import.as_ref(), &mut counts, told);
    let (result, ()) = tokio::join!(done, lines.forward(rows, line));
    lines.end(counts, result).await;
}

/// Import tickets from a table, or preview it: `type` by code or name, whose by `reference` or `name`, `number`, `issuer`, `issued_on`,
/// `expires_on`. A ticket is known by its worker, type and number; without a number, by its days. Each is to be approved, as if it
/// had been recorded alone. Otherwise as the import of customers.
#[utoipa::path(post, path = "/api/v1/imports/tickets", tag = "imports", params(TicketsQuery),
    request_body(content = TableForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportLine, content_type = "application/x-ndjson", description = "One of these a line"),
        (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "No table of tickets; `code` says why")))]
pub(super) async fn tickets(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Import as u8 }>,
    Params(query): Params<TicketsQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let action = Action::TicketImport;
    may_import(&app, &session, action).await?;
    let order = query.order()?;
    let file = read_table(request, &app).await?;
    let plan = TicketsPlan::read(&app, &session, file, order).await?;
    let import = begun(&app, &session, action, query.dry_run, &plan.sheet, plan.len()).await?;
    Ok(answer(|lines| import_tickets(app, session, plan, import, lines)))
}

async fn import_tickets(app: App, session: Session, plan: TicketsPlan, import: Option<Import>, lines: Lines) {
    if !lines.tell(&first(import.is_none(), &plan.sheet, plan.len())).await {
        return;
    }
    let mut counts = Counts::default();
    let (told, rows) = channel(1);
    let line = |row| ImportLine::Ticket(Box::new(TicketRowView::from(row)));
    let done = plan.run(&app, &session, import.as_ref(), &mut counts, told);
    let (result, ()) = tokio::join!(done, lines.forward(rows, line));
    lines.end(counts, result).await;
}

async fn begun(
    app: &App,
    session: &Session,
    action: Action,
    dry_run: Option<bool>,
    sheet: &Sheet,
    rows: usize,
) -> Result<Option<Import>, Problem> {
    if dry_run.unwrap_or(false) {
        return Ok(None);
    }
    Ok(Some(begin(app, session, action, None, (&sheet.file, &sheet.sha256, rows)).await?))
}

fn first(dry_run: bool, sheet: &Sheet, rows: usize) -> ImportLine {
    let columns = sheet.headings.iter().map(|(heading, field)| ColumnView::new(heading.clone(), *field));
    ImportLine::Begin {
        dry_run,
        rows,
        format: Some(if sheet.form == intake::Form::Xlsx { "xlsx" } else { "csv" }),
        columns: columns.collect(),
    }
}
