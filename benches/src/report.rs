//! What was measured, as a table and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::rounds::{Comparison, Figures};

/// What a figure is to reach.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    /// The subject's throughput by the baseline's, at least.
    Ratio(f64),
    /// Half of the acts take no longer, in milliseconds.
    MedianMs(f64),
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// What was done.
    pub(crate) subject: String,
    /// Beside what; absent when it was measured alone.
    pub(crate) baseline: Option<String>,
    /// By how many clients at a time.
    pub(crate) clients: usize,
    pub(crate) figures: Figures,
    pub(crate) comparison: Option<Comparison>,
    pub(crate) goal: Option<Goal>,
    /// Whether the goal was reached.
    pub(crate) reached: Option<bool>,
}

impl Line {
    /// A subject beside its baseline.
    pub(crate) fn compared(
        subject: &str,
        baseline: &str,
        clients: usize,
        comparison: Comparison,
        goal: Option<f64>,
    ) -> Self {
        Self {
            subject: subject.to_owned(),
            baseline: Some(baseline.to_owned()),
            clients,
            figures: comparison.subject.clone(),
            reached: goal.map(|goal| comparison.ratio >= goal),
            goal: goal.map(Goal::Ratio),
            comparison: Some(comparison),
        }
    }

    /// A subject alone, whose median may have a goal in milliseconds.
    pub(crate) fn alone(subject: &str, clients: usize, figures: Figures, goal: Option<f64>) -> Self {
        Self {
            subject: subject.to_owned(),
            baseline: None,
            clients,
            reached: goal.map(|goal| figures.p50_ms <= goal),
            goal: goal.map(Goal::MedianMs),
            comparison: None,
            figures,
        }
    }
}

/// The heads of the columns.
const HEADS: [&str; 8] = ["what", "clients", "a second", "median ms", "p99 ms", "ratio", "goal", "reached"];

/// The table.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut rows = vec![HEADS.map(str::to_owned)];
    for line in lines {
        if let (Some(baseline), Some(comparison)) = (&line.baseline, &line.comparison) {
            rows.push(row(
                baseline,
                line.clients,
                &comparison.baseline,
                [String::new(), String::new(), String::new()],
            ));
        }
        let ratio = line.comparison.as_ref().map_or(String::new(), |comparison| {
            let (least, most) = comparison.spread;
            format!("{:.2} ({least:.2}-{most:.2})", comparison.ratio)
        });
        let goal = match line.goal {
            Some(Goal::Ratio(goal)) => format!("{goal:.2}"),
            Some(Goal::MedianMs(goal)) => format!("{goal:.0} ms"),
            None => String::new(),
        };
        let reached = line.reached.map_or("", |reached| if reached { "yes" } else { "no" }).to_owned();
        let name = if line.baseline.is_some() { format!("  {}", line.subject) } else { line.subject.clone() };
        rows.push(row(&name, line.clients, &line.figures, [ratio, goal, reached]));
    }
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Names to the left, figures to the right.
            let _ = match column {
                0 => write!(text, "{cell:<width$}"),
                _ => write!(text, "  {cell:>width$}"),
            };
        }
        text.push('\n');
    }
    text
}

fn row(name: &str, clients: usize, figures: &Figures, [ratio, goal, reached]: [String; 3]) -> [String; 8] {
    [
        name.to_owned(),
        clients.to_string(),
        format!("{:.0}", figures.per_second),
        format!("{:.2}", figures.p50_ms),
        format!("{:.2}", figures.p99_ms),
        ratio,
        goal,
        reached,
    ]
}

/// Writes everything as JSON.
pub(crate) fn write(path: &Path, lines: &[Line]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, serde_json::to_vec_pretty(lines)?)?)
}
