//! `credenza import`: files with many rows, through the API of a running server.

mod certificates;
mod customers;
mod workers;

use std::time::Duration;

use anyhow::{Context, bail};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::RequestBuilder;
use serde_json::Value;

use super::remote::Connected;
use super::say::say;
use super::{FAILED, NOT_ALL_WELL, OK};

/// How long the server may be silent between two rows.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Subcommand)]
pub(super) enum Import {
    /// Import customers from a CSV or XLSX file; the same file may be imported again after an interruption
    Customers(customers::Customers),
    /// Take certificate files into custody, from folders, files and ZIP archives; the same may be imported again after an
    /// interruption
    Certificates(certificates::Certificates),
    /// Import workers from a CSV or XLSX file; the same file may be imported again after an interruption
    Workers(workers::Workers),
    /// Import workers' tickets from a CSV or XLSX file; the same file may be imported again after an interruption
    Tickets(workers::Tickets),
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        match self {
            Self::Customers(command) => command.run().await,
            Self::Certificates(command) => command.run().await,
            Self::Workers(command) => command.run().await,
            Self::Tickets(command) => command.run().await,
        }
    }
}

/// Sends an import, and tells its lines as they come.
async fn follow(server: &Connected, request: RequestBuilder, what: &str, json: bool) -> anyhow::Result<u8> {
    let mut answer = request.send().await.with_context(|| server.silent())?;
    if !answer.status().is_success() {
        let problem: Value = answer.json().await.with_context(|| server.foreign())?;
        return Ok(refused(what, &problem, json));
    }
    let mut told = Told::new(json)?;
    let mut waiting = Vec::new();
    while let Some(chunk) = answer.chunk().await.with_context(|| server.silent())? {
        waiting.extend_from_slice(&chunk);
        while let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = waiting.drain(..=end).collect();
            told.line(&serde_json::from_slice(&line).with_context(|| server.foreign())?);
        }
    }
    told.finish()
}

/// A file that was refused as a whole.
fn refused(file: &str, problem: &Value, json: bool) -> u8 {
    if json {
        say!("{problem}");
    } else {
        eprintln!("credenza: {file}: {}", text(problem, "detail"));
    }
    FAILED
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// What the server has told so far.
struct Told {
    json: bool,
    progress: ProgressBar,
    /// The last line: without it the answer was cut off.
    last: Option<Value>,
}

impl Told {
    fn new(json: bool) -> anyhow::Result<Self> {
        let progress = ProgressBar::new(0);
        progress.set_style(ProgressStyle::with_template("{wide_bar} {pos}/{len}")?);
        Ok(Self { json, progress, last: None })
    }

    fn line(&mut self, line: &Value) {
        if self.json {
            say!("{line}");
        }
        match text(line, "line") {
            "reading" => {
                self.progress.set_length(number(line, "files"));
                self.progress.set_position(number(line, "done"));
            }
            "begin" => {
                self.progress.set_length(number(line, "rows"));
                self.progress.set_position(0);
            }
            "row" | "files" | "worker" | "ticket" => {
                self.progress.inc(1);
                if !self.json {
                    self.progress.suspend(|| print_row(line));
                }
            }
            "end" | "stop" => self.last = Some(line.clone()),
            _ => {}
        }
    }

    fn finish(self) -> anyhow::Result<u8> {
        self.progress.finish_and_clear();
        let Some(last) = self.last else {
            bail!("the answer was cut off; import the same file again: what is done is not done twice");
        };
        let counts = last.get("counts").unwrap_or(&last);
        let count = |field| number(counts, field);
        if !self.json {
            say!(
                "{} created, {} updated, {} unchanged, {} refused",
                count("created"),
                count("updated"),
                count("unchanged"),
                count("refused")
            );
        }
        if let Some(problem) = last.get("problem") {
            bail!("it could not go on: {} The same file may be imported again.", text(problem, "detail"));
        }
        Ok(if count("refused") == 0 { OK } else { NOT_ALL_WELL })
    }
}

fn number(value: &Value, field: &str) -> u64 {
    value.get(field).and_then(Value::as_u64).unwrap_or(0)
}

/// Rows that are as they were are not worth a line.
fn print_row(row: &Value) {
    let outcome = text(row, "outcome");
    let what = match row.get("files").and_then(Value::as_array) {
        Some(files) => files.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" + "),
        None if text(row, "line") == "ticket" => {
            format!("row {}: {}, {}", number(row, "row"), text(row, "name"), text(row, "type"))
        }
        None => format!("row {}: {}", number(row, "row"), text(row, "name")),
    };
    match row.get("reason").filter(|reason| !reason.is_null()) {
        Some(reason) => say!("{outcome}: {what}: {}", text(reason, "detail")),
        None if outcome != "unchanged" => say!("{outcome}: {what}"),
        None => {}
    }
}
