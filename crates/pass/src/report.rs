//! What is to be thought of a pass: a verdict, why, how sure, and since when.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

/// The verdict. Only the first two are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Valid,
    /// It holds, and a ticket that counts ends within 30 days.
    Expiring,
    /// It is over, or every ticket on it is.
    Expired,
    /// The organization took it back.
    Revoked,
    /// The organization suspended it.
    Suspended,
    /// It begins later.
    NotYetValid,
    /// Nobody who is trusted here issued it.
    UnknownIssuer,
    /// It is not what somebody trusted made.
    Forged,
    /// It was shown before, or too long ago.
    Stale,
    /// What is known here is not enough.
    CannotTell,
}

/// Why. Stable names, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// All that was asked is known and good.
    Good,
    /// A ticket ends within 30 days.
    EndsSoon,
    /// The text is no pass: not its form, not its digits, not its bytes.
    NotAPass,
    /// The key is not known here.
    UnknownKey,
    /// The key was given up.
    KeyDistrusted,
    /// The trust pack is over: what it says of keys is too old.
    TrustEnded,
    /// The organization's signature does not fit.
    BadSignature,
    /// The key is another organization's, or was not in use when the pass says it was made.
    NotItsKey,
    /// It is signed, and says something that this verifier does not understand.
    NotUnderstood,
    /// This device's clock is behind: signed things are from its future.
    ClockBehind,
    /// This device's clock is ahead, or the pass is very old.
    ClockAhead,
    /// It begins later.
    NotYet,
    /// It is over.
    PassEnded,
    /// No ticket on it is good any more.
    TicketsEnded,
    /// It is shown live, and says of no device that it may.
    NoDeviceKey,
    /// The device's signature does not fit.
    BadDeviceSignature,
    /// It was shown too long ago.
    ShownTooLongAgo,
    /// The two devices disagree about the time.
    ClocksDisagree,
    /// It does not answer what this scanner asked.
    OtherChallenge,
    /// It was shown here before.
    Replayed,
    /// The organization revoked it.
    Revoked,
    /// The organization suspended it.
    Suspended,
    /// The status list does not tell of it.
    NotInList,
    /// The last that is known of it is too old.
    StatusTooOld,
}

/// How sure it is that who shows the pass is who it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Anybody can copy it: compare the face.
    Static,
    /// A phone showed it just now, that it was made for.
    Live,
}

/// How old what is known of the pass's status is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// As new as can be asked for.
    Fresh,
    /// Older, and still of use.
    Aged,
    /// Too old to tell.
    Unknown,
}

/// What is to be thought of one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// It holds.
    Valid,
    /// It holds, and ends within 30 days.
    Expiring,
    /// It is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// It is suspended.
    Suspended,
    /// The status list does not tell of it.
    CannotTell,
}

impl TicketState {
    /// Whether it counts.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Self::Valid | Self::Expiring)
    }
}

/// A ticket on the pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketReport {
    /// The code of its type.
    #[serde(rename = "type")]
    pub code: String,
    /// The last day on which it is good, as `YYYY-MM-DD`.
    #[serde(serialize_with = "day")]
    pub valid_until: Option<Date>,
    /// Its state, on the day of the check.
    pub state: TicketState,
}

/// All that is known. What a pass says stands here only when its signature is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The same for people, in one sentence.
    pub sentence: String,
    /// How sure it is whose it is; `None` when nothing is.
    pub assurance: Option<Assurance>,
    /// Whether the requirements are met by a good pass; `None` when none were given.
    pub go: Option<bool>,
    /// The required types that no good ticket on it is of.
    pub missing: Vec<String>,
    /// The organization that vouches.
    pub issuer: Option<String>,
    /// Its name, when a trust pack tells it.
    pub issuer_name: Option<String>,
    /// The pass, in hexadecimal.
    pub pass: Option<String>,
    /// The name that it shows.
    pub name: Option<String>,
    /// The digest of the photo that belongs to it, in hexadecimal.
    pub photo: Option<String>,
    /// When it was made, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub issued_at: Option<OffsetDateTime>,
    /// When it ends, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// Since when its status is known, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub status_as_of: Option<OffsetDateTime>,
    /// How old that is, in seconds.
    pub status_age: Option<i64>,
    /// What that is worth.
    pub freshness: Freshness,
    /// Its tickets.
    pub tickets: Vec<TicketReport>,
    /// The marks of the roles that he had when it was made, in hexadecimal; `None` when it does not say.
    pub roles: Option<Vec<String>>,
}

impl Report {
    /// Whether the pass holds.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self.verdict, Verdict::Valid | Verdict::Expiring)
    }

    pub(crate) fn nothing(verdict: Verdict, reason: Reason) -> Self {
        Self {
            verdict,
            reason,
            sentence: reason.sentence().into(),
            assurance: None,
            go: None,
            missing: Vec::new(),
            issuer: None,
            issuer_name: None,
            pass: None,
            name: None,
            photo: None,
            issued_at: None,
            expires_at: None,
            status_as_of: None,
            status_age: None,
            freshness: Freshness::Unknown,
            tickets: Vec::new(),
            roles: None,
        }
    }
}

impl Reason {
    /// For people, in English.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Good => "The organization vouches for it.",
            Self::EndsSoon => "The organization vouches for it; a ticket on it ends within 30 days.",
            Self::NotAPass => "This is not a pass, or it was altered.",
            Self::UnknownKey => {
                "Nobody who is trusted here issued this pass; update the list of trusted keys."
            }
            Self::KeyDistrusted => "It was issued under a key that is no longer trusted; ask for a new pass.",
            Self::TrustEnded => "The list of trusted keys has ended; get the newest trust pack.",
            Self::BadSignature => "The pass was altered, or the organization did not issue it.",
            Self::NotItsKey => "The pass was not issued by the organization that it names.",
            Self::NotUnderstood => {
                "The pass says something that this verifier does not know; update the verifier."
            }
            Self::ClockBehind => "The clock of this device is behind; set it, and check again.",
            Self::ClockAhead => {
                "The clock of this device is ahead, or the pass is very old; look at the clock."
            }
            Self::NotYet => "The pass is not valid yet.",
            Self::PassEnded => "The pass has ended; the worker's app takes a new one when it has signal.",
            Self::TicketsEnded => "No ticket on the pass is good any more.",
            Self::NoDeviceKey => "The pass was made for no phone, and is shown as if it were.",
            Self::BadDeviceSignature => "The pass is shown by another phone than it was made for.",
            Self::ShownTooLongAgo => "The code is old; ask for the live pass on the worker's own phone.",
            Self::ClocksDisagree => {
                "The worker's phone and this device disagree about the time; look at both clocks."
            }
            Self::OtherChallenge => "The code does not answer this scanner; ask for it again.",
            Self::Replayed => {
                "This code was shown here before; ask for the live pass on the worker's own phone."
            }
            Self::Revoked => "The organization revoked it.",
            Self::Suspended => "The organization suspended it.",
            Self::NotInList => "The status list does not tell of this pass.",
            Self::StatusTooOld => {
                "The last that is known of this pass is too old; get signal, and check again."
            }
        }
    }
}

fn day<S: serde::Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    // A `Date` displays as ISO 8601 says.
    serializer.serialize_some(&day.map(|day| day.to_string()))
}
