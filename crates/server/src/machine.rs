//! The machine's own clock and randomness: the only place that asks them. Everything else takes them as arguments.

use domain::{Clock, Rng};
use time::OffsetDateTime;

/// The system's clock, UTC.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the clock that the others take as an argument")]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// The random generator of aws-lc.
#[derive(Debug, Clone, Copy)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[allow(clippy::disallowed_methods, reason = "this is the source that the others take as an argument")]
    fn fill(&self, out: &mut [u8]) {
        if aws_lc_rs::rand::fill(out).is_err() {
            // Going on with predictable keys would be worse than any outage.
            std::process::abort();
        }
    }
}
