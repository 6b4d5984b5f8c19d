//! The life of a ticket: what can become of it, what it is worth on a day, and when it ends.
//!
//! A ticket is recorded by one person and approved by another. What is stored is its [`TicketState`]; whether an approved
//! one is valid, expiring or expired follows from its dates and the day ([`TicketStatus`]). The database holds the same
//! steps (`docs/adr/0020-tickets.md`).

mod code;
mod starter;

use time::{Date, Month};

pub use code::{InvalidTicketCode, TicketCode};
pub use starter::{STARTER, StarterType};

/// Months for which a type of tickets may be valid, at most.
pub const MAX_MONTHS: i32 = 600;

/// Days before its end from which on a ticket counts as expiring, where its type says nothing else.
pub const RENEWAL_DAYS: i32 = 60;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the database and in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The one that this word means.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// Where a ticket stands in its life.
    TicketState {
        /// Recorded; somebody has to check it against its evidence.
        Pending = "pending",
        /// Sent back with a reason, to be corrected.
        SentBack = "sent_back",
        /// Checked and approved.
        Approved = "approved",
        /// Not to be relied on for a time.
        Suspended = "suspended",
        /// Not to be relied on any more.
        Revoked = "revoked",
        /// Another has taken its place.
        Superseded = "superseded",
    }
}

words! {
    /// What can be done with a ticket that is there.
    TicketAct {
        /// It is written anew, with what was wrong put right.
        Correct = "correct",
        /// It is taken away before anybody approved it.
        Withdraw = "withdraw",
        /// It is found to be as its evidence says.
        Approve = "approve",
        /// It is sent back with a reason.
        SendBack = "send_back",
        /// It is suspended with a reason.
        Suspend = "suspend",
        /// A suspended one is reinstated.
        Reinstate = "reinstate",
        /// It is revoked with a reason.
        Revoke = "revoke",
        /// Another takes its place.
        Supersede = "supersede",
    }
}

words! {
    /// What a ticket is worth on a day.
    TicketStatus {
        /// See [`TicketState::Pending`].
        Pending = "pending",
        /// See [`TicketState::SentBack`].
        SentBack = "sent_back",
        /// Approved, and its day of issue lies ahead.
        NotYetValid = "not_yet_valid",
        /// Approved and in force.
        Valid = "valid",
        /// In force, and its end is near.
        Expiring = "expiring",
        /// Its last day has passed.
        Expired = "expired",
        /// See [`TicketState::Suspended`].
        Suspended = "suspended",
        /// See [`TicketState::Revoked`].
        Revoked = "revoked",
        /// See [`TicketState::Superseded`].
        Superseded = "superseded",
    }
}

impl TicketState {
    /// Where the act leads from here; `None` when it cannot be done. A ticket that is withdrawn is gone: it leads nowhere.
    #[must_use]
    pub const fn after(self, act: TicketAct) -> Option<Self> {
        match (self, act) {
            (Self::Pending | Self::SentBack, TicketAct::Correct) => Some(Self::Pending),
            (Self::Pending, TicketAct::Approve) | (Self::Suspended, TicketAct::Reinstate) => {
                Some(Self::Approved)
            }
            (Self::Pending, TicketAct::SendBack) => Some(Self::SentBack),
            (Self::Approved, TicketAct::Suspend) => Some(Self::Suspended),
            (Self::Approved | Self::Suspended, TicketAct::Revoke) => Some(Self::Revoked),
            (Self::Approved | Self::Suspended, TicketAct::Supersede) => Some(Self::Superseded),
            _ => None,
        }
    }

    /// Whether the act can be done.
    #[must_use]
    pub const fn allows(self, act: TicketAct) -> bool {
        match act {
            TicketAct::Withdraw => matches!(self, Self::Pending | Self::SentBack),
            _ => self.after(act).is_some(),
        }
    }

    /// Whether it was approved once: then it has a history that others rely on.
    #[must_use]
    pub const fn was_approved(self) -> bool {
        !matches!(self, Self::Pending | Self::SentBack)
    }

    /// The status on `today` of a ticket with these dates, both of which are part of its validity. Without an end it is good
    /// for ever.
    #[must_use]
    pub fn status(
        self,
        issued_on: Option<Date>,
        expires_on: Option<Date>,
        renewal_days: i32,
        today: Date,
    ) -> TicketStatus {
        match self {
            Self::Pending => TicketStatus::Pending,
            Self::SentBack => TicketStatus::SentBack,
            Self::Suspended => TicketStatus::Suspended,
            Self::Revoked => TicketStatus::Revoked,
            Self::Superseded => TicketStatus::Superseded,
            Self::Approved => {
                let left = expires_on.map(|end| end.to_julian_day().saturating_sub(today.to_julian_day()));
                match left {
                    Some(days) if days < 0 => TicketStatus::Expired,
                    _ if issued_on.is_some_and(|issued| issued > today) => TicketStatus::NotYetValid,
                    Some(days) if days <= renewal_days => TicketStatus::Expiring,
                    _ => TicketStatus::Valid,
                }
            }
        }
    }
}

impl TicketStatus {
    /// Whether its holder may rely on it.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Valid | Self::Expiring)
    }
}

impl TicketAct {
    /// Whether it takes a reason.
    #[must_use]
    pub const fn takes_reason(self) -> bool {
        matches!(self, Self::SendBack | Self::Suspend | Self::Revoke)
    }
}

/// The day `months` after `from`: the same day of the month, or the last one where there is none. `None` beyond the years
/// that a calendar has.
#[must_use]
pub fn months_after(from: Date, months: i32) -> Option<Date> {
    let count = from
        .year()
        .checked_mul(12)?
        .checked_add(i32::from(u8::from(from.month())) - 1)?
        .checked_add(months)?;
    let month = Month::try_from(u8::try_from(count.rem_euclid(12)).ok()? + 1).ok()?;
    let year = count.div_euclid(12);
    Date::from_calendar_date(year, month, from.day().min(month.length(year))).ok()
}

/// A day as people write it to a program: `2026-11-30`, or a moment (RFC 3339), of which the day counts as it is written.
/// `None` for anything else, and for years before 1900 or after 2199.
#[must_use]
pub fn parse_day(text: &str) -> Option<Date> {
    let day = match text.split_once(['T', 't', ' ']) {
        None => text,
        Some((day, _)) => {
            time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
            day
        }
    };
    let [year, month, day] = day.split('-').collect::<Vec<_>>().try_into().ok()?;
    let number = |digits: &str, length| {
        (digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<u16>().ok())?
    };
    let year = number(year, 4).filter(|year| (1900..2200).contains(year))?;
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(number(day, 2)?).ok()?).ok()
}

/// `2026-11-30`.
#[must_use]
pub fn day_text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

#[cfg(test)]
mod tests;
