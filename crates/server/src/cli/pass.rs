//! `credenza pass verify`: the verdict about a pass, offline.
//! What it trusts is a key set, or a trust pack under a root; `credenza pass trust` makes those.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::Clock;
use pass::{
    Assurance, Freshness, MAX_STATUS_LIST, MAX_TRUST_PACK, Point, Replays, Report, StatusList, Trust,
    TrustPack, Verifier,
};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::say::say;
use super::trust::TrustCommand;
use super::{NOT_ALL_WELL, OK};
use crate::machine::SystemClock;

#[derive(Subcommand)]
pub(super) enum Pass {
    /// Say what is to be thought of a pass, without a network
    Verify(Verify),
    /// Make a root, and sign trust packs under it, offline
    #[command(subcommand)]
    Trust(TrustCommand),
}

#[derive(Args)]
pub(super) struct Verify {
    /// The text of the QR code, or its digits; `-` reads it from standard input
    #[arg(value_name = "TEXT")]
    text: String,
    /// Keys to trust: a JWK set, a COSE key set, or a trust pack
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// The root that the trust pack is to be under: its public half
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// The highest number of a trust pack that was seen: an older pack is refused
    #[arg(long, value_name = "N", default_value_t = 0, requires = "root")]
    newest: u32,
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
        let trust = self.trusted()?;
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
            say!("{}", serde_json::to_string(&report)?);
        } else {
            print(&report);
        }
        Ok(if report.is_good() && report.go != Some(false) { OK } else { NOT_ALL_WELL })
    }

    fn trusted(&self) -> anyhow::Result<Trust> {
        let (bytes, named) =
            (read_bounded(&self.trust, MAX_TRUST_PACK)?, || self.trust.display().to_string());
        let Some(root) = &self.root else {
            // Keys that nobody vouches for do not become trusted by an option that was forgotten.
            if TrustPack::is_named_so(&bytes) {
                bail!("{}: it is a trust pack; say under which root: --root FILE", named());
            }
            return Trust::read(&bytes).with_context(named);
        };
        let pack = TrustPack::read(&bytes, &read_root(root)?, self.newest).with_context(named)?;
        Ok(pack.into())
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

pub(super) fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "expected a moment like 2026-11-22T06:30:00-07:00".into())
}

/// At most one byte more than is allowed: that is enough to be refused.
pub(super) fn read_bounded(path: &Path, most: usize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    Ok(bytes)
}

/// The public half of a root, as `credenza pass trust new-root` writes it.
pub(super) fn read_root(path: &Path) -> anyhow::Result<Point> {
    let bytes = read_bounded(path, 256)?;
    Point::from_cose_key(&bytes)
        .with_context(|| format!("{}: it is not the public half of a root", path.display()))
}

fn print(report: &Report) {
    say!("{}: {}", words(report.verdict).to_uppercase(), report.sentence);
    if let Some(go) = report.go {
        say!("{}", if go { "GO" } else { "NO-GO" });
    }
    if let Some(name) = &report.name {
        say!("  name       {name}");
    }
    if let Some(issuer) = &report.issuer_name {
        say!("  issuer     {issuer}");
    }
    match report.assurance {
        Some(Assurance::Static) => say!("  assurance  static: anybody can copy it, compare the face"),
        Some(Assurance::Live) => say!("  assurance  live: shown by the phone that it was made for"),
        None => {}
    }
    if let (Some(as_of), Some(age)) = (report.status_as_of, report.status_age) {
        let worth = match report.freshness {
            Freshness::Fresh => "",
            Freshness::Aged => ", not fresh",
            Freshness::Unknown => ", too old to tell",
        };
        let as_of = as_of.format(&Rfc3339).unwrap_or_default();
        say!("  status     known as of {as_of}, {} min old{worth}", age / 60);
    }
    for ticket in &report.tickets {
        let until = ticket.valid_until.map_or_else(|| "no end".into(), |day| format!("until {day}"));
        say!("  {:<16} {until}, {}", ticket.code, words(ticket.state));
    }
}

/// The stable name, as people read it.
fn words(name: impl serde::Serialize) -> String {
    let name = serde_json::to_value(name).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().replace('_', " ")
}
