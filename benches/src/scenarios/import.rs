//! A table of workers and one of their tickets, imported once each.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context, anyhow, ensure};
use domain::Action;
use server::app::App;
use server::auth::session::Session;
use server::ops::import::{Counts, TicketsPlan, WorkersPlan, begin};
use server::ops::upload::UploadedFile;
use tokio::sync::mpsc::channel;

use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::{Round, once};

/// A minute, in milliseconds.
const GOAL: f64 = 60_000.0;

const TYPES: &str = "
    INSERT INTO credenza.ticket_types (org_id, id, code, name)
    SELECT $1, gen_random_uuid(), 'IMPORT-' || n, 'Type ' || n FROM generate_series(1, 5) AS n";

fn file(name: &str, text: String) -> UploadedFile {
    UploadedFile { name: name.into(), bytes: text.into_bytes().into() }
}

fn workers(rows: usize) -> UploadedFile {
    let mut text = "Reference,Name,Email\n".to_owned();
    for n in 0..rows {
        let _ = writeln!(text, "I-{n},Worker {n},worker{n}@example.test");
    }
    file("workers.csv", text)
}

fn tickets(rows: usize) -> UploadedFile {
    let mut text = "Reference,Type,Number,Issued on,Expires on\n".to_owned();
    for n in 0..rows {
        let _ = writeln!(text, "I-{n},IMPORT-{},N-{n},2026-01-31,2028-01-31", n % 5 + 1);
    }
    file("tickets.csv", text)
}

async fn import_workers(app: &App, session: &Session, rows: usize) -> anyhow::Result<Counts> {
    let plan =
        WorkersPlan::read(app, session, workers(rows), false).await.map_err(|error| refused(&error))?;
    let about = (plan.sheet.file.as_str(), plan.sheet.sha256.as_str(), plan.len());
    let import =
        begin(app, session, Action::WorkerImport, None, about).await.map_err(|error| refused(&error))?;
    let (told, mut lines) = channel(64);
    let mut counts = Counts::default();
    let done = plan.run(app, session, Some(&import), &mut counts, told);
    let (done, ()) = tokio::join!(done, async { while lines.recv().await.is_some() {} });
    done.map_err(|error| refused(&error))?;
    Ok(counts)
}

async fn import_tickets(app: &App, session: &Session, rows: usize) -> anyhow::Result<Counts> {
    let plan = TicketsPlan::read(app, session, tickets(rows), None).await.map_err(|error| refused(&error))?;
    let about = (plan.sheet.file.as_str(), plan.sheet.sha256.as_str(), plan.len());
    let import =
        begin(app, session, Action::TicketImport, None, about).await.map_err(|error| refused(&error))?;
    let (told, mut lines) = channel(64);
    let mut counts = Counts::default();
    let done = plan.run(app, session, Some(&import), &mut counts, told);
    let (done, ()) = tokio::join!(done, async { while lines.recv().await.is_some() {} });
    done.map_err(|error| refused(&error))?;
    Ok(counts)
}

fn refused(error: &server::ops::Error) -> anyhow::Error {
    anyhow!("the import: {error:?}")
}

fn line(what: &str, rows: usize, counts: &Counts, began: Instant) -> anyhow::Result<Line> {
    let elapsed = began.elapsed();
    ensure!(counts.created == rows, "{} of {rows} rows created", counts.created);
    let round = Round { latencies: vec![u32::try_from(elapsed.as_micros())?], elapsed };
    Ok(Line::alone(&format!("import of {rows} {what}"), 1, once(round), Some(GOAL)))
}

pub(super) async fn measure(ground: &Ground, rows: usize) -> anyhow::Result<Vec<Line>> {
    let firm = ground.firms.first().context("no organization")?;
    ground.admin.execute(TYPES, &[&firm.org.uuid()]).await?;
    let session = firm.session(&ground.app);
    let began = Instant::now();
    let counts = import_workers(&ground.app, &session, rows).await?;
    let workers = line("workers", rows, &counts, began)?;
    let began = Instant::now();
    let counts = import_tickets(&ground.app, &session, rows).await?;
    Ok(vec![workers, line("tickets", rows, &counts, began)?])
}
