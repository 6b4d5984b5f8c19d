//! Limits: how often who may do what. Decided in process, before a database connection is taken; a limiter that cannot
//! decide refuses.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

/// A class of endpoints that share a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Sign-in and set-up, per address.
    SignIn,
    /// Sign-in, per account: slows guessing from many addresses.
    SignInAccount,
    /// Refresh, per address.
    Refresh,
    /// Step-up, per member.
    StepUp,
    /// Reading, per member.
    Read,
    /// Writing, per member.
    Write,
    /// Uploads, per member.
    Upload,
    /// Downloads, per member.
    Download,
    /// Password reveals, per member.
    Reveal,
    /// Exports, per member.
    Export,
}

impl Class {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SignIn,
        Self::SignInAccount,
        Self::Refresh,
        Self::StepUp,
        Self::Read,
        Self::Write,
        Self::Upload,
        Self::Download,
        Self::Reveal,
        Self::Export,
    ];

    /// The name in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignInAccount => "sign_in_account",
            Self::Refresh => "refresh",
            Self::StepUp => "step_up",
            Self::Read => "read",
            Self::Write => "write",
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Reveal => "reveal",
            Self::Export => "export",
        }
    }

    /// How many a minute, and how many at once, unless configured otherwise. Uploads allow a folder at a time.
    #[must_use]
    pub const fn default_rate(self) -> Rate {
        let (per_minute, burst) = match self {
            Self::SignIn => (20, 20),
            Self::SignInAccount => (10, 10),
            Self::Refresh => (60, 60),
            Self::StepUp => (20, 20),
            Self::Download | Self::Reveal => (30, 30),
            Self::Read => (1200, 600),
            Self::Write => (240, 120),
            Self::Upload => (120, 240),
            Self::Export => (6, 3),
        };
        Rate { per_minute, burst }
    }
}

/// A steady rate, and how much may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// In the long run, at most so many a minute.
    pub per_minute: u32,
    /// After a pause, so many at once.
    pub burst: u32,
}

/// What the limiter says of one request, in the terms of the `RateLimit` headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may pass.
    pub allowed: bool,
    /// How many may come at once.
    pub limit: u32,
    /// How many more may come now.
    pub remaining: u32,
    /// Until when nothing passes, if this one does not; else until the limit is whole again.
    pub reset: Duration,
}

/// The limiter could not decide.
#[derive(Debug, thiserror::Error)]
#[error("the limiter cannot decide: {0}")]
pub struct LimiterError(pub String);

/// Decides about requests.
pub trait Limiter: Send + Sync {
    /// Counts one request of `class` by `key`.
    ///
    /// # Errors
    /// [`LimiterError`] when it cannot decide; the request is then refused.
    fn check(&self, class: Class, key: &str) -> Result<Decision, LimiterError>;
}

type Keyed = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The limiter of a single server: GCRA in this process's memory.
pub struct InProcess {
    classes: HashMap<Class, (Keyed, Rate)>,
    clock: DefaultClock,
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InProcess")
    }
}

impl InProcess {
    /// A limiter with these rates, and the default ones for classes that are not among them. A rate of zero counts as
    /// one.
    #[must_use]
    pub fn new(rates: &HashMap<Class, Rate>) -> Self {
        let classes = Class::ALL
            .iter()
            .map(|class| {
                let rate = rates.get(class).copied().unwrap_or(class.default_rate());
                let quota =
                    Quota::per_minute(at_least_one(rate.per_minute)).allow_burst(at_least_one(rate.burst));
                (*class, (RateLimiter::keyed(quota).with_middleware(), rate))
            })
            .collect();
        Self { classes, clock: DefaultClock::default() }
    }

    /// Forgets keys whose limit is whole again, so that memory does not grow with the number of addresses seen.
    pub fn forget_idle(&self) {
        for (limiter, _) in self.classes.values() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

impl Limiter for InProcess {
    fn check(&self, class: Class, key: &str) -> Result<Decision, LimiterError> {
        let (limiter, rate) = self
            .classes
            .get(&class)
            .ok_or_else(|| LimiterError(format!("no limit for {}", class.as_str())))?;
        let limit = rate.burst.max(1);
        Ok(match limiter.check_key(&key.to_owned()) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let missing = limit.saturating_sub(remaining);
                let reset = Duration::from_secs(60) * missing / rate.per_minute.max(1);
                Decision { allowed: true, limit, remaining, reset }
            }
            Err(until) => Decision {
                allowed: false,
                limit,
                remaining: 0,
                reset: until.wait_time_from(self.clock.now()),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_at_once() -> InProcess {
        InProcess::new(&HashMap::from([(Class::Reveal, Rate { per_minute: 1, burst: 2 })]))
    }

    #[test]
    fn the_third_of_two_is_refused_and_told_when_to_come_back() {
        let limiter = two_at_once();
        assert_eq!(limiter.check(Class::Reveal, "ana").unwrap().remaining, 1);
        assert_eq!(limiter.check(Class::Reveal, "ana").unwrap().remaining, 0);
        let refused = limiter.check(Class::Reveal, "ana").unwrap();
        assert!(!refused.allowed);
        assert!(
            refused.reset > Duration::from_secs(50) && refused.reset <= Duration::from_secs(60),
            "{refused:?}"
        );
    }

    #[test]
    fn keys_and_classes_are_counted_apart() {
        let limiter = two_at_once();
        for _ in 0..3 {
            limiter.check(Class::Reveal, "ana").unwrap();
        }
        assert!(limiter.check(Class::Reveal, "bruno").unwrap().allowed);
        assert!(limiter.check(Class::Download, "ana").unwrap().allowed);
    }
}
