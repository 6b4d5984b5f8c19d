//! A typed code: it tells of one ticket, and not of who typed it. It is never enough to let anybody in.

use serde::{Deserialize, Serialize};

use super::Decision;
use crate::report::{Reason, Verdict};

/// What the server said of a ticket's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeStatus {
    /// The ticket is in force.
    Valid,
    /// It is, and ends soon.
    Expiring,
    /// It has ended.
    Expired,
    /// It is not in force yet.
    NotYetValid,
    /// The organization suspended it.
    Suspended,
    /// The organization revoked it.
    Revoked,
    /// Another ticket has taken its place.
    Superseded,
    /// No ticket has this code.
    Unknown,
}

impl CodeStatus {
    /// The verdict that stands for it in a record, and its reason.
    #[must_use]
    pub const fn verdict(self) -> (Verdict, Reason) {
        match self {
            Self::Valid => (Verdict::Valid, Reason::Good),
            Self::Expiring => (Verdict::Expiring, Reason::EndsSoon),
            Self::Expired | Self::Superseded => (Verdict::Expired, Reason::TicketsEnded),
            Self::NotYetValid => (Verdict::NotYetValid, Reason::NotYet),
            Self::Suspended => (Verdict::Suspended, Reason::Suspended),
            Self::Revoked => (Verdict::Revoked, Reason::Revoked),
            Self::Unknown => (Verdict::UnknownIssuer, Reason::UnknownKey),
        }
    }

    /// What a scanner says by it. A ticket that is good says nothing of whose it is, nor of others that the site requires.
    #[must_use]
    pub const fn decision(self) -> Decision {
        match self {
            Self::Valid | Self::Expiring => Decision::CannotTell,
            _ => Decision::NoGo,
        }
    }
}
