//! Time as an argument.

use time::OffsetDateTime;

/// Tells what time it is, in UTC. The server has one over the system's clock; tests set theirs by hand.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> OffsetDateTime;
}

/// A clock that stands still: for tests, and for tools that judge a file "as of" a given moment.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub OffsetDateTime);

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        self.0
    }
}
