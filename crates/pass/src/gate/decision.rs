//! Go, no-go, or nobody can tell: a verdict held against what a site requires.

use serde::{Deserialize, Serialize};

use super::Bundle;
use crate::report::{Assurance, Report, Verdict};

/// May he pass?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// He may.
    Go,
    /// He may not.
    NoGo,
    /// What is known here is not enough to say.
    CannotTell,
}

/// A decision, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// Whether it holds for him alone whose face is on the pass.
    pub compare_face: bool,
    /// The first code of each group that is required, and of which no good ticket is on a good pass; each once.
    pub missing: Vec<String>,
}

/// Holds a report against a site's bundle. The report is by the bundle's limit of age, and by the day that it is there.
#[must_use]
pub fn decide(report: &Report, bundle: Option<&Bundle>) -> Decided {
    let (decision, missing) = match (report.is_good(), bundle) {
        (false, _) if report.verdict == Verdict::CannotTell => (Decision::CannotTell, Vec::new()),
        (false, _) => (Decision::NoGo, Vec::new()),
        (true, None) => (Decision::CannotTell, Vec::new()),
        (true, Some(bundle)) => {
            let is_own = report.issuer.as_deref() == Some(bundle.organization.to_string().as_str());
            let missing = missing(report, bundle, is_own);
            let go = is_own && missing.is_empty() && report.assurance.is_some();
            (if go { Decision::Go } else { Decision::NoGo }, missing)
        }
    };
    let compare_face = decision == Decision::Go && report.assurance == Some(Assurance::Static);
    Decided { decision, compare_face, missing }
}

/// Of a good pass. A ticket is of a type of its issuer's catalogue, so another's says nothing about ours.
fn missing(report: &Report, bundle: &Bundle, is_own: bool) -> Vec<String> {
    let held = |code: &String| {
        is_own && report.tickets.iter().any(|ticket| ticket.code == *code && ticket.state.is_good())
    };
    let mut missing = Vec::new();
    for group in bundle.requirement.iter().filter(|group| !group.iter().any(held)) {
        // Two groups may begin alike.
        missing.extend(group.first().filter(|code| !missing.contains(*code)).cloned());
    }
    missing
}
