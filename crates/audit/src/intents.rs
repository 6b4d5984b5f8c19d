//! Intents that wait for their outcome.

use std::collections::BTreeMap;

use crate::entry::{Entry, ObjectRef, Outcome};
use crate::finding::Code;

/// The most intents that may be open at one time, which bounds the verifier's memory. A log comes near it only when
/// the server died that many times in the middle of an act, within one epoch.
pub const MAX_OPEN_INTENTS: usize = 65_536;

/// The open intents of the epoch that is being read, by their place in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenIntents(BTreeMap<u64, OpenIntent>);

#[derive(Debug, Clone)]
pub(crate) struct OpenIntent {
    pub(crate) line: u64,
    pub(crate) action: String,
    object: Option<ObjectRef>,
}

impl OpenIntents {
    /// Opens the intent that `entry` is, or closes the one that it names. An outcome that does not fit closes nothing.
    pub(crate) fn take_in(&mut self, entry: &Entry, line: u64) -> Result<(), (Code, String)> {
        if entry.outcome == Outcome::Intent {
            return self.open(entry, line);
        }
        let Some(seq) = entry.intent else { return Ok(()) };
        let Some(intent) = self.0.get(&seq) else {
            return Err((
                Code::IntentNotOpen,
                format!(
                    "The outcome names entry {seq}, which is no earlier intent, or is one that was closed before."
                ),
            ));
        };
        if intent.action != entry.action || intent.object != entry.object {
            return Err((
                Code::IntentMismatch,
                format!(
                    "The outcome names the intent {seq}, which was about another action or another object."
                ),
            ));
        }
        self.0.remove(&seq);
        Ok(())
    }

    fn open(&mut self, entry: &Entry, line: u64) -> Result<(), (Code, String)> {
        if self.0.len() >= MAX_OPEN_INTENTS {
            return Err((
                Code::TooManyOpenIntents,
                format!(
                    "More than {MAX_OPEN_INTENTS} intents are open: whether this one was closed is not checked."
                ),
            ));
        }
        let intent = OpenIntent { line, action: entry.action.clone(), object: entry.object.clone() };
        self.0.insert(entry.seq, intent);
        Ok(())
    }

    /// Ends an epoch: what is still open, by place.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (u64, OpenIntent)> + use<> {
        std::mem::take(&mut self.0).into_iter()
    }
}
