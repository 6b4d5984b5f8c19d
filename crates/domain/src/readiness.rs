//! Who may work where: the tickets that a place and the work need, held against those that a worker has.
//!
//! A decision is a function of what is needed, what is held and the day. It names what is lacking and why, and the last day on
//! which it will still be so (`docs/adr/0029-readiness.md`).

use time::{Date, Duration};

use crate::id::TicketTypeId;
use crate::{TicketState, TicketStatus};

/// A ticket, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its type.
    pub kind: TicketTypeId,
    /// Where it stands in its life.
    pub state: TicketState,
    /// The first day on which it is good; without one, always.
    pub issued_on: Option<Date>,
    /// The last one; without one, for ever.
    pub expires_on: Option<Date>,
}

/// A ticket that is needed and not there, or not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// Its type.
    pub kind: TicketTypeId,
    /// What became of the one that there is; `None` when there is none.
    pub why: Option<TicketStatus>,
}

/// Whether somebody may work somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// What he lacks, in the order in which it is needed. Empty: he may work.
    pub lacks: Vec<Lack>,
    /// Who may work: the last day on which he will, and the type that ends it. `None`: for ever.
    pub until: Option<(Date, TicketTypeId)>,
}

/// For how long somebody may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outlook {
    /// Not even today.
    NotReady,
    /// Today, and not in 7 days any more.
    Within7,
    /// In 7 days, and not in 30.
    Within30,
    /// In 30 days, and not in 60.
    Within60,
    /// In 60 days too.
    Ready,
}

impl Outlook {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::NotReady, Self::Within7, Self::Within30, Self::Within60, Self::Ready];

    /// The word in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::Within7 => "within_7",
            Self::Within30 => "within_30",
            Self::Within60 => "within_60",
            Self::Ready => "ready",
        }
    }

    /// The one that this word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl Readiness {
    /// Holds what is needed against what is held. Good tickets of one type count one after the other, where no day is between
    /// them.
    #[must_use]
    pub fn of(needed: &[TicketTypeId], held: &[Held], today: Date) -> Self {
        let mut readiness = Self { lacks: Vec::new(), until: None };
        for &kind in needed {
            let own = || held.iter().filter(move |ticket| ticket.kind == kind);
            match covered(own(), today) {
                Covered::No => readiness.lacks.push(Lack { kind, why: excuse(own(), today) }),
                Covered::Until(end) => {
                    if readiness.until.is_none_or(|(first, _)| end < first) {
                        readiness.until = Some((end, kind));
                    }
                }
                Covered::Always => {}
            }
        }
        if !readiness.lacks.is_empty() {
            readiness.until = None;
        }
        readiness
    }

    /// Whether he may work today.
    #[must_use]
    pub const fn is_go(&self) -> bool {
        self.lacks.is_empty()
    }

    /// For how long he may.
    #[must_use]
    pub fn outlook(&self, today: Date) -> Outlook {
        if !self.is_go() {
            return Outlook::NotReady;
        }
        match self.until.map(|(end, _)| (end - today).whole_days()) {
            Some(..7) => Outlook::Within7,
            Some(7..30) => Outlook::Within30,
            Some(30..60) => Outlook::Within60,
            _ => Outlook::Ready,
        }
    }
}

/// What several ask for together: each type once, in the order in which it is asked for.
#[must_use]
pub fn joined<'a>(lists: impl IntoIterator<Item = &'a [TicketTypeId]>) -> Vec<TicketTypeId> {
    let mut all = Vec::new();
    for &kind in lists.into_iter().flatten() {
        if !all.contains(&kind) {
            all.push(kind);
        }
    }
    all
}

enum Covered {
    No,
    Until(Date),
    Always,
}

/// How far tickets of one type reach from today on.
fn covered<'a>(own: impl Iterator<Item = &'a Held> + Clone, today: Date) -> Covered {
    let good = own.filter(|ticket| ticket.state == TicketState::Approved);
    let mut reached: Option<Date> = None;
    loop {
        let next = reached.map_or(Some(today), |end| end.checked_add(Duration::DAY));
        let Some(next) = next else { return Covered::Always };
        let mut further = reached;
        for ticket in good.clone().filter(|ticket| ticket.issued_on.is_none_or(|first| first <= next)) {
            match ticket.expires_on {
                None => return Covered::Always,
                Some(end) if end >= next && further.is_none_or(|far| end > far) => further = Some(end),
                Some(_) => {}
            }
        }
        if further == reached {
            return reached.map_or(Covered::No, Covered::Until);
        }
        reached = further;
    }
}

/// Of tickets none of which is good, what to say: what is nearest to becoming good first, then what ended.
fn excuse<'a>(own: impl Iterator<Item = &'a Held>, today: Date) -> Option<TicketStatus> {
    const ORDER: [TicketStatus; 6] = [
        TicketStatus::Suspended,
        TicketStatus::Pending,
        TicketStatus::SentBack,
        TicketStatus::NotYetValid,
        TicketStatus::Expired,
        TicketStatus::Revoked,
    ];
    let place = |status: &TicketStatus| ORDER.iter().position(|known| known == status);
    own.map(|ticket| ticket.state.status(ticket.issued_on, ticket.expires_on, 0, today))
        .filter_map(|status| place(&status).map(|place| (place, status)))
        .min_by_key(|(place, _)| *place)
        .map(|(_, status)| status)
}

#[cfg(test)]
mod tests;
