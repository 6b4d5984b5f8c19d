//! What is to be written into the audit log.

use std::collections::BTreeMap;

use domain::{Action, Rng};
use serde_json::json;

/// How an act ended, or that it is about to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is about to be done; its outcome follows in another entry.
    Intent,
    /// It was done.
    Done,
    /// It was tried and did not succeed.
    Failed,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The word in the entry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
        }
    }
}

/// The thing an act is about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `certificate`, `customer`, …
    pub kind: &'static str,
    /// Its typed id, in text form.
    pub id: String,
    /// Its version, where it has one.
    pub version: Option<i32>,
}

/// An audit entry before the database gives it its place in the chain. Actor, organization, session and time are not
/// here: the engine takes them from the context it minted.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    pub(crate) action: Action,
    pub(crate) subject: Option<Subject>,
    pub(crate) outcome: Outcome,
    pub(crate) intent: Option<i64>,
    details: BTreeMap<&'static str, String>,
    personal: BTreeMap<&'static str, String>,
    pub(crate) step_up: Option<String>,
}

impl AuditEvent {
    /// `action` was done.
    #[must_use]
    pub fn new(action: Action) -> Self {
        Self {
            action,
            subject: None,
            outcome: Outcome::Done,
            intent: None,
            details: BTreeMap::new(),
            personal: BTreeMap::new(),
            step_up: None,
        }
    }

    /// What was done.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The same, as another act.
    #[must_use]
    pub fn renamed(mut self, action: Action) -> Self {
        self.action = action;
        self
    }

    /// … on this thing.
    #[must_use]
    pub fn on(mut self, kind: &'static str, id: &(impl ToString + ?Sized)) -> Self {
        self.subject = Some(Subject { kind, id: id.to_string(), version: None });
        self
    }

    /// … in this version of it.
    #[must_use]
    pub fn version(mut self, version: i32) -> Self {
        if let Some(subject) = &mut self.subject {
            subject.version = Some(version);
        }
        self
    }

    /// … with this outcome.
    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// … by the step-up proof of this id.
    #[must_use]
    pub fn step_up(mut self, id: String) -> Self {
        self.step_up = Some(id);
        self
    }

    /// The id of the step-up proof by which it is done, if one was given.
    #[must_use]
    pub fn step_up_id(&self) -> Option<&str> {
        self.step_up.as_deref()
    }

    /// A detail that is nobody's personal data. Texts over 512 bytes are cut at a character's border.
    #[must_use]
    pub fn detail(mut self, field: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        let mut text = value.to_string();
        text.truncate(text.floor_char_boundary(512));
        self.details.insert(field, text);
        self
    }

    /// A personal value: the entry holds a salted commitment to it, and the value lies beside it, where it can be
    /// erased without breaking the chain.
    #[must_use]
    pub fn personal(mut self, field: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.personal.insert(field, value.to_string());
        self
    }

    pub(crate) fn details_json(&self) -> serde_json::Value {
        json!(self.details)
    }

    pub(crate) fn personal_json(&self, org: domain::id::OrgId, rng: &dyn Rng) -> serde_json::Value {
        commitments(org, &self.personal, rng)
    }
}

/// `{field: [commitment, salt, value]}`, as the appending functions of the database take it.
pub(crate) fn commitments(
    org: domain::id::OrgId,
    personal: &BTreeMap<&'static str, String>,
    rng: &dyn Rng,
) -> serde_json::Value {
    personal
        .iter()
        .map(|(field, value)| {
            let mut salt = [0; 32];
            rng.fill(&mut salt);
            let commitment = audit::commit(org, field, &salt, value);
            ((*field).to_owned(), json!([commitment.to_string(), hex::encode(salt), value]))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}
