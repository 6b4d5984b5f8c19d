//! `credenza import workers` and `credenza import tickets`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use intake::limits::MAX_TABLE_BYTES;
use reqwest::multipart::{Form, Part};

use super::super::inspect::name;
use super::super::remote::Remote;
use super::{PATIENCE, follow};

#[derive(Args)]
pub(in crate::cli) struct Workers {
    #[command(flatten)]
    remote: Remote,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Change workers who are there and differ; otherwise their rows are refused
    #[arg(long)]
    update: bool,
    /// One JSON object a line, as the server tells them
    #[arg(long)]
    json: bool,
    /// The table; its first row names the columns
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Which number of 01/02/2026 is the day.
#[derive(Clone, Copy, ValueEnum)]
enum Days {
    /// 31/01/2026
    DayFirst,
    /// 01/31/2026
    MonthFirst,
}

#[derive(Args)]
pub(in crate::cli) struct Tickets {
    #[command(flatten)]
    remote: Remote,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How days such as 01/02/2026 are written, where the file does not say it
    #[arg(long)]
    days: Option<Days>,
    /// One JSON object a line, as the server tells them
    #[arg(long)]
    json: bool,
    /// The table; its first row names the columns
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Workers {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let existing = if self.update { "update" } else { "keep" };
        let path = format!("/api/v1/imports/workers?dry_run={}&existing={existing}", self.dry_run);
        send(&self.remote, &path, &self.file, self.json).await
    }
}

impl Tickets {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let days = match self.days {
            None => "",
            Some(Days::DayFirst) => "day_first",
            Some(Days::MonthFirst) => "month_first",
        };
        let path = format!("/api/v1/imports/tickets?dry_run={}&days={days}", self.dry_run);
        send(&self.remote, &path, &self.file, self.json).await
    }
}

async fn send(remote: &Remote, path: &str, table: &Path, json: bool) -> anyhow::Result<u8> {
    let server = remote.connect(PATIENCE)?;
    let file = table.display().to_string();
    let bytes = std::fs::read(table).with_context(|| file.clone())?;
    if bytes.len() > MAX_TABLE_BYTES {
        bail!("{file}: the table is larger than 2 MiB; split it");
    }
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name(table)));
    follow(&server, server.post(path).multipart(form), &file, json).await
}
