//! `credenza pass verify`: the verdict about a pass, offline.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use domain::Clock;
use pass::{
    Assurance, Freshness, MAX_KEY_SET, MAX_STATUS_LIST, Replays, Report, StatusList, Trust, Verifier,
};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::{NOT_ALL_WELL, OK};
use crate::machine::SystemClock;

#[derive(Subcommand)]
pub(super) enum Pass {
    /// Say what is to be thought of a pass, without a network
    Verify(Verify),
}

#[derive(Args)]
pub(super) struct Verify {
    /// The text of the QR code, or its digits; `-` reads it from standard input
    #[arg(value_name = "TEXT")]
    text: String,
    /// Keys to trust: a JWK set or a COSE key set
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// A signed status list (application/statuslist+cwt); may be given more than once
    #[arg(long, value_name = "FILE")]
    status: Vec<PathBuf>,
    /// The moment of the check, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<OffsetDateTime>,
    /// A type of ticket that is required; may be given more than once
    #[arg(long, value_name = "TYPE")]
    require: Vec<String>,
    /// The most seconds that the status may be old; never more than a day
    #[arg(long, value_name = "SECONDS", default_value_t = pass::LIFETIME)]
    max_age: i64,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let trust = read_bounded(&self.trust, MAX_KEY_SET)?;
        let trust = Trust::read(&trust).with_context(|| self.trust.display().to_string())?;
        let mut lists = Vec::with_capacity(self.status.len());
        for path in &self.status {
            let bytes = read_bounded(path, MAX_STATUS_LIST)?;
            lists.push(StatusList::read(&bytes, &trust).with_context(|| path.display().to_string())?);
        }
        let now = self.now.unwrap_or_else(|| SystemClock.now());
        let verifier = Verifier {
            max_age: self.max_age,
            // The day of a ticket's end is that of the place from which the moment was told.
            offset: self.now.map_or(UtcOffset::UTC, OffsetDateTime::offset),
            required: &self.require,
            ..Verifier::new(&trust, &lists)
        };
        let report = verifier.check(&self.text()?, now, &mut Replays::default());
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            print(&report);
        }
        Ok(if report.is_good() && report.go != Some(false) { OK } else { NOT_ALL_WELL })
    }

    fn text(&self) -> anyhow::Result<String> {
        if self.text != "-" {
            return Ok(self.text.clone());
        }
        // What is longer than any pass is none, however much longer.
        let mut bytes = Vec::new();
        std::io::stdin().take(64 * 1024).read_to_end(&mut bytes).context("standard input")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "expected a moment like 2026-11-22T06:30:00-07:00".into())
}

/// At most one byte more than is allowed: that is enough to be refused.
fn read_bounded(path: &Path, most: usize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    Ok(bytes)
}

fn print(report: &Report) {
    println!("{}: {}", words(report.verdict).to_uppercase(), report.sentence);
    if let Some(go) = report.go {
        println!("{}", if go { "GO" } else { "NO-GO" });
    }
    if let Some(name) = &report.name {
        println!("  name       {name}");
    }
    match report.assurance {
        Some(Assurance::Static) => println!("  assurance  static: anybody can copy it, compare the face"),
        Some(Assurance::Live) => println!("  assurance  live: shown by the phone that it was made for"),
        None => {}
    }
    if let (Some(as_of), Some(age)) = (report.status_as_of, report.status_age) {
        let worth = match report.freshness {
            Freshness::Fresh => "",
            Freshness::Aged => ", not fresh",
            Freshness::Unknown => ", too old to tell",
        };
        let as_of = as_of.format(&Rfc3339).unwrap_or_default();
        println!("  status     known as of {as_of}, {} min old{worth}", age / 60);
    }
    for ticket in &report.tickets {
        let until = ticket.valid_until.map_or_else(|| "no end".into(), |day| format!("until {day}"));
        println!("  {:<16} {until}, {}", ticket.code, words(ticket.state));
    }
}

/// The stable name, as people read it.
fn words(name: impl serde::Serialize) -> String {
    let name = serde_json::to_value(name).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().replace('_', " ")
}
