//! Go, no-go, or nobody can tell: a verdict held against what a site requires.

use serde::{Deserialize, Serialize};

use super::{Bundle, Duty};
use crate::claims::role_mark;
use crate::report::{Assurance, Report, Verdict};
use domain::id::DutyId;

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

/// Why nobody can tell, though the pass is good and nothing is known to be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// There is no bundle.
    NoRules,
    /// The bundle has no such task as was chosen, and so nobody knows what it asks for.
    TaskUnknown,
    /// The pass does not say which roles he has, and some role asks for something.
    RolesNotStated,
    /// The pass names a role that is not in the bundle, and so nobody knows what it asks for.
    RoleUnknown,
}

/// A decision, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// Whether it holds for him alone whose face is on the pass.
    pub compare_face: bool,
    /// The first code of each group that is required, and of which no good ticket is on a good pass, then the codes of his
    /// roles and of the task likewise; each once. A record has the first [`super::MAX_GROUPS`] of them.
    pub missing: Vec<String>,
    /// Of a good pass for which nobody can tell: why.
    pub open: Option<Open>,
}

/// Holds a report against a site's bundle, and against the task that was chosen for today. The report is by the bundle's limit of
/// age, by the day that it is there, and by what is [required](Bundle::required) and [asked for by roles](Bundle::asked_by_roles).
#[must_use]
pub fn decide(report: &Report, bundle: Option<&Bundle>, task: Option<DutyId>) -> Decided {
    let mut decided =
        Decided { decision: Decision::NoGo, compare_face: false, missing: Vec::new(), open: None };
    if !report.is_good() {
        if report.verdict == Verdict::CannotTell {
            decided.decision = Decision::CannotTell;
        }
        return decided;
    }
    let Some(bundle) = bundle else {
        return Decided { decision: Decision::CannotTell, open: Some(Open::NoRules), ..decided };
    };
    let is_own = report.issuer.as_deref() == Some(bundle.organization.to_string().as_str());
    decided.missing = missing(report, bundle, task, is_own);
    if !is_own || !decided.missing.is_empty() || report.assurance.is_none() {
        return decided;
    }
    decided.open = open(report, bundle, task);
    decided.decision = if decided.open.is_some() { Decision::CannotTell } else { Decision::Go };
    decided.compare_face = decided.decision == Decision::Go && report.assurance == Some(Assurance::Static);
    decided
}

/// What nobody knows of a good pass of the organization, and so nobody can tell.
fn open(report: &Report, bundle: &Bundle, task: Option<DutyId>) -> Option<Open> {
    if task.is_some_and(|task| bundle.task(task).is_none()) {
        return Some(Open::TaskUnknown);
    }
    let Some(marks) = &report.roles else {
        // Where no role asks for anything, it does not matter which he has.
        return bundle.roles.as_ref().filter(|roles| roles.may_ask()).map(|_| Open::RolesNotStated);
    };
    let known = |mark: &String| roles(bundle).any(|role| is_marked(role, mark));
    (!marks.iter().all(known)).then_some(Open::RoleUnknown)
}

fn roles(bundle: &Bundle) -> impl Iterator<Item = &Duty> {
    bundle.roles.iter().flat_map(|roles| &roles.here)
}

/// Whether a mark in a report is that of this role.
fn is_marked(role: &Duty, mark: &str) -> bool {
    hex::encode(role_mark(role.id)) == mark
}

/// Of a good pass. A ticket is of a type of its issuer's catalogue, so another's says nothing about ours.
fn missing(report: &Report, bundle: &Bundle, task: Option<DutyId>, is_own: bool) -> Vec<String> {
    let held = |code: &String| {
        is_own && report.tickets.iter().any(|ticket| ticket.code == *code && ticket.state.is_good())
    };
    let mut missing = Vec::new();
    // Two may begin alike.
    let mut lack = |code: &String| {
        if !missing.contains(code) {
            missing.push(code.clone());
        }
    };
    let unmet = bundle.requirement.iter().filter(|group| !group.iter().any(held));
    unmet.filter_map(|group| group.first()).for_each(&mut lack);
    let marks = report.roles.as_deref().filter(|_| is_own).unwrap_or_default();
    let has = |role: &&Duty| marks.iter().any(|mark| is_marked(role, mark));
    let of_task = task.and_then(|task| bundle.task(task));
    let work = roles(bundle).filter(has).chain(of_task).flat_map(|duty| &duty.codes);
    work.filter(|code| !held(code)).for_each(&mut lack);
    missing
}
