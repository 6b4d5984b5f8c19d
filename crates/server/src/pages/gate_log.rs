//! The gate log: what scanners said, the newest first.

use askama::Template;
use domain::Permission;
use domain::id::WorkerId;
use time::OffsetDateTime;

use super::markup::{self, Html};
use super::{PageContext, query, render};

/// A scan, as the page shows it.
#[derive(Debug, Clone)]
pub struct ScanRow {
    /// When, as far as that can be believed.
    pub at: OffsetDateTime,
    /// When the record came, where it is not certain when it was.
    pub received: Option<OffsetDateTime>,
    /// The worker, with his name.
    pub worker: Option<(WorkerId, String)>,
    /// The scanner's name.
    pub scanner: String,
    /// The site's name.
    pub site: String,
    /// A code of the message family `gate-decision`.
    pub decision: String,
    /// A code of the message family `gate-verdict`.
    pub verdict: String,
    /// A code of the message family `gate-reason`.
    pub reason: String,
    /// Whether it held for a face alone.
    pub compared: bool,
    /// The tickets that were missing: the names of their types, or else their codes.
    pub missing: Vec<String>,
    /// Where a ticket's code was typed: the code, and a code of the message family `gate-code`.
    pub code: Option<(String, String)>,
    /// What the task of the day was called, or else its id.
    pub task: Option<String>,
}

impl ScanRow {
    fn class(&self) -> &'static str {
        match self.decision.as_str() {
            "go" => "tone-fine",
            "no_go" => "tone-expired",
            _ => "tone-waiting",
        }
    }

    fn icon(&self) -> Html {
        markup::icon(match self.decision.as_str() {
            "go" => "check",
            "no_go" => "ban",
            _ => "zoom-question",
        })
    }
}

/// What the log was asked for. Empty texts do not restrict.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct GateLogChoice {
    /// A site's id.
    pub site: String,
    /// A scanner's id.
    pub scanner: String,
    /// A decision.
    pub decision: String,
    /// A verdict.
    pub verdict: String,
    /// A worker's id.
    pub worker: String,
    /// The first day to show, `2026-11-22`, in the organization's time zone.
    pub from: String,
    /// The last day to show.
    pub to: String,
    /// Where the page begins.
    pub cursor: String,
}

impl GateLogChoice {
    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("site", &self.site),
            ("scanner", &self.scanner),
            ("decision", &self.decision),
            ("verdict", &self.verdict),
            ("worker", &self.worker),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }
}

/// A page of the log.
#[derive(Debug, Clone, Default)]
pub struct GateLogPage {
    /// What was asked for.
    pub chosen: GateLogChoice,
    /// Sites to choose from.
    pub sites: Vec<(String, String)>,
    /// Scanners to choose from.
    pub scanners: Vec<(String, String)>,
    /// The name of the worker that was chosen.
    pub worker: Option<String>,
    /// The newest first.
    pub rows: Vec<ScanRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// The decisions, in the order of the filter.
const DECISIONS: [&str; 3] = ["go", "no_go", "cannot_tell"];

/// The verdicts, likewise.
const VERDICTS: [&str; 10] = [
    "valid",
    "expiring",
    "expired",
    "revoked",
    "suspended",
    "not_yet_valid",
    "unknown_issuer",
    "forged",
    "stale",
    "cannot_tell",
];

#[derive(Template)]
#[template(path = "gate_log.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a GateLogPage,
}

#[derive(Template)]
#[template(path = "gate_log.html", block = "results")]
struct Results<'a> {
    ctx: &'a PageContext,
    page: &'a GateLogPage,
}

impl GateLogPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// What was found, alone.
    #[must_use]
    pub fn render_results(&self, ctx: &PageContext) -> String {
        render(&Results { ctx, page: self })
    }

    fn words(ctx: &PageContext, family: &str, codes: &[&'static str]) -> Vec<(&'static str, String)> {
        codes.iter().map(|code| (*code, ctx.named(family, code))).collect()
    }

    fn decisions(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        Self::words(ctx, "gate-decision", &DECISIONS)
    }

    fn verdicts(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        Self::words(ctx, "gate-verdict", &VERDICTS)
    }

    fn next_page(&self) -> Option<String> {
        let mut pairs = self.chosen.pairs().to_vec();
        pairs.push(("cursor", self.next_cursor.as_deref()?));
        Some(format!("/gate-log?{}", query(&pairs)))
    }

    /// The same as a file.
    fn as_file(&self) -> String {
        format!("/gate-log/export.csv?{}", query(&self.chosen.pairs()))
    }

    fn is_filtered(&self) -> bool {
        self.chosen.pairs().iter().any(|(_, value)| !value.is_empty())
    }
}
