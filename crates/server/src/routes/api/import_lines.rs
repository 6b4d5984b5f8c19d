//! What an import answers: one JSON object a line, as the rows are done, so that a client can show how far it is. Whoever
//! gets no last line knows that he was cut off, and imports the same file again.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::poll_fn;
use http::{HeaderValue, header};
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tracing::Instrument;

use crate::ops::import::{CertificateRow, Counts, CustomerRow, Reason, TicketRow, WorkerRow};
use crate::problem::Problem;
use crate::routes::respond::moment;

/// Lines that wait for a slow reader.
const AHEAD: usize = 64;

/// One line of the answer.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "line", rename_all = "snake_case")]
pub(super) enum ImportLine {
    /// The first: what is going to be looked at.
    Begin {
        /// Whether nothing is written.
        dry_run: bool,
        /// How many rows there are.
        rows: usize,
        /// `csv` or `xlsx`; null for certificates.
        format: Option<&'static str>,
        /// The columns of the table, with the field that each was taken for.
        columns: Vec<ColumnView>,
    },
    /// Before the first, of certificates: how many files were looked into so far.
    Reading {
        /// So many.
        done: usize,
        /// Of so many.
        files: usize,
    },
    /// A row of a table, in its order.
    Row(Box<RowView>),
    /// A row of a table of workers, in its order.
    Worker(Box<WorkerRowView>),
    /// A row of a table of tickets, in its order.
    Ticket(Box<TicketRowView>),
    /// A file, or a certificate and its key, in the order of the files.
    Files(Box<FilesView>),
    /// The last: all rows were looked at.
    End(CountsView),
    /// The last, when it could not go on: the rows above are done.
    Stop {
        /// What came to what until then.
        counts: CountsView,
        /// Why.
        problem: Problem,
    },
}

/// A column of a table.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ColumnView {
    heading: String,
    /// `name`, `tax_id`, `reference`, …; null for a column that is not read.
    field: Option<&'static str>,
}

/// A row of a table of customers.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RowView {
    /// Its line in the text, or its row in the sheet.
    row: u32,
    /// `created`, `updated`, `unchanged` or `refused`; in a dry run, what it would be.
    outcome: &'static str,
    name: String,
    /// In the country's normal form, where it is one.
    tax_id: Option<String>,
    country: Option<String>,
    /// Null for one that is yet to be created.
    customer_id: Option<String>,
    /// The fields that it changes, or would.
    changes: Vec<&'static str>,
    reason: Option<ReasonView>,
}

/// A row of a table of workers.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WorkerRowView {
    /// Its line in the text, or its row in the sheet.
    row: u32,
    /// `created`, `updated`, `unchanged` or `refused`; in a dry run, what it would be.
    outcome: &'static str,
    name: String,
    reference: Option<String>,
    crew: Option<String>,
    contractor: Option<String>,
    /// His roles, as the file has them.
    roles: Option<String>,
    /// Null for one who is yet to be added.
    worker_id: Option<String>,
    /// The fields that it changes, or would.
    changes: Vec<&'static str>,
    reason: Option<ReasonView>,
}

impl From<WorkerRow> for WorkerRowView {
    fn from(row: WorkerRow) -> Self {
        Self {
            row: row.row,
            outcome: row.fate.as_str(),
            name: row.name,
            reference: row.reference,
            crew: row.crew,
            contractor: row.contractor,
            roles: row.roles,
            worker_id: row.worker.map(|id| id.to_string()),
            changes: row.changes,
            reason: row.reason.map(ReasonView::from),
        }
    }
}

/// A row of a table of tickets.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TicketRowView {
    /// Its line in the text, or its row in the sheet.
    row: u32,
    /// `created`, `unchanged` or `refused`; in a dry run, what it would be.
    outcome: &'static str,
    /// The worker's.
    name: String,
    /// The worker's, as the file has it.
    reference: Option<String>,
    /// The type's code; what the file says where there is no such type.
    r#type: String,
    number: Option<String>,
    /// `2026-11-30`; what the file says where that is no day.
    issued_on: Option<String>,
    /// Likewise.
    expires_on: Option<String>,
    /// Null where the worker is not known.
    worker_id: Option<String>,
    reason: Option<ReasonView>,
}

impl From<TicketRow> for TicketRowView {
    fn from(row: TicketRow) -> Self {
        Self {
            row: row.row,
            outcome: row.fate.as_str(),
            name: row.name,
            reference: row.reference,
            r#type: row.kind,
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            worker_id: row.worker.map(|id| id.to_string()),
            reason: row.reason.map(ReasonView::from),
        }
    }
}

/// A row of an import of certificates.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct FilesView {
    /// From 1.
    row: u32,
    /// `created`; `updated` for a certificate that gets its key, or a key that gets its certificate; `unchanged` for what is in
    /// custody; `refused`. In a dry run, what it would be.
    outcome: &'static str,
    /// One file, or a certificate and its key, by name and folder.
    files: Vec<String>,
    /// `pair`, `pkcs12`, …, where it could be read.
    kind: Option<&'static str>,
    holder: Option<String>,
    tax_id: Option<String>,
    country: Option<String>,
    /// RFC 3339, UTC.
    not_after: Option<String>,
    /// Whose it becomes: the customer's with that tax id.
    customer_id: Option<String>,
    customer: Option<String>,
    /// Null for one that is yet to be taken in.
    certificate_id: Option<String>,
    reason: Option<ReasonView>,
}

impl From<CertificateRow> for FilesView {
    fn from(row: CertificateRow) -> Self {
        let (customer_id, customer) = row.customer.map(|(id, name)| (id.to_string(), name)).unzip();
        Self {
            row: row.row,
            outcome: row.fate.as_str(),
            files: row.files,
            kind: row.kind,
            holder: row.holder,
            tax_id: row.tax_id,
            country: row.country,
            not_after: row.not_after.map(moment),
            customer_id,
            customer,
            certificate_id: row.certificate.map(|id| id.to_string()),
            reason: row.reason.map(ReasonView::from),
        }
    }
}

/// Why a row is not taken.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ReasonView {
    /// What is wrong: a field, or `row`.
    field: &'static str,
    /// Stable code.
    code: String,
    /// One sentence.
    detail: String,
}

/// How many rows came to what.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CountsView {
    created: usize,
    updated: usize,
    unchanged: usize,
    refused: usize,
}

impl ColumnView {
    pub(super) fn new(heading: String, field: Option<&'static str>) -> Self {
        Self { heading, field }
    }
}

impl From<CustomerRow> for RowView {
    fn from(row: CustomerRow) -> Self {
        Self {
            row: row.row,
            outcome: row.fate.as_str(),
            name: row.name,
            tax_id: row.tax_id,
            country: row.country,
            customer_id: row.customer.map(|id| id.to_string()),
            changes: row.changes,
            reason: row.reason.map(ReasonView::from),
        }
    }
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        let field = if reason.field.is_empty() { "row" } else { reason.field };
        Self { field, code: reason.code, detail: reason.detail }
    }
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        let Counts { created, updated, unchanged, refused } = counts;
        Self { created, updated, unchanged, refused }
    }
}

/// Where the lines go.
pub(super) struct Lines(Sender<Bytes>);

impl Lines {
    /// Sends a line; whether anybody still listens.
    pub(super) async fn tell(&self, line: &impl Serialize) -> bool {
        let Ok(mut text) = serde_json::to_vec(line) else { return false };
        text.push(b'\n');
        self.0.send(text.into()).await.is_ok()
    }

    /// Sends a line for each that comes, as long as anybody listens.
    pub(super) async fn forward<T>(&self, mut coming: Receiver<T>, line: impl Fn(T) -> ImportLine) {
        while let Some(one) = coming.recv().await {
            if !self.tell(&line(one)).await {
                return;
            }
        }
    }

    /// The last line.
    pub(super) async fn end(&self, counts: Counts, result: Result<(), impl Into<Problem>>) {
        let line = match result {
            Ok(()) => ImportLine::End(counts.into()),
            Err(error) => ImportLine::Stop { counts: counts.into(), problem: error.into() },
        };
        self.tell(&line).await;
    }
}

/// Answers with the lines that `run` tells. It is a task of its own: a client that goes away does not cut off a row in its
/// middle, and the time limit of requests is for the answer's beginning.
pub(super) fn answer<F>(run: impl FnOnce(Lines) -> F) -> Response
where
    F: Future<Output = ()> + Send + 'static,
{
    let (sender, mut receiver) = channel::<Bytes>(AHEAD);
    tokio::spawn(run(Lines(sender)).in_current_span());
    let lines = poll_fn(move |context| receiver.poll_recv(context).map(|line| line.map(Ok::<_, Infallible>)));
    let mut response = Response::new(Body::from_stream(lines));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers the answer would show all at its end.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
