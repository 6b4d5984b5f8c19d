//! The limiter of a single server: GCRA in this process's memory.

use std::collections::HashMap;
use std::num::NonZeroU32;

use futures_util::future::BoxFuture;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::{Class, Decision, Limiter, LimiterError, Rate};

type Keyed = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// Counts in this process's memory.
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
    /// A limiter with these rates, and the default ones for classes that are not among them.
    #[must_use]
    pub fn new(rates: &HashMap<Class, Rate>) -> Self {
        let classes = Class::ALL
            .iter()
            .map(|class| {
                let rate = rates.get(class).copied().unwrap_or(class.default_rate());
                (*class, (RateLimiter::keyed(quota(rate)).with_middleware(), rate))
            })
            .collect();
        Self { classes, clock: DefaultClock::default() }
    }

    fn decide(&self, class: Class, key: &str) -> Result<Decision, LimiterError> {
        let (limiter, rate) = self
            .classes
            .get(&class)
            .ok_or_else(|| LimiterError(format!("no limit for {}", class.as_str())))?;
        let (limit, window) = (rate.burst, rate.window());
        Ok(match limiter.check_key(&key.to_owned()) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let reset = rate.interval.saturating_mul(limit.saturating_sub(remaining));
                Decision { class, allowed: true, limit, window, remaining, reset }
            }
            Err(until) => {
                let reset = until.wait_time_from(self.clock.now());
                Decision { class, allowed: false, limit, window, remaining: 0, reset }
            }
        })
    }
}

fn quota(rate: Rate) -> Quota {
    let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(rate.interval).unwrap_or(Quota::per_second(NonZeroU32::MIN));
    quota.allow_burst(burst)
}

impl Limiter for InProcess {
    fn check<'a>(&'a self, class: Class, key: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>> {
        Box::pin(std::future::ready(self.decide(class, key)))
    }

    fn forget_idle(&self) {
        for (limiter, _) in self.classes.values() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn two_at_once() -> InProcess {
        InProcess::new(&HashMap::from([(Class::Reveal, Rate::per_minute(1, 2))]))
    }

    #[test]
    fn the_third_of_two_is_refused_and_told_when_to_come_back() {
        let limiter = two_at_once();
        assert_eq!(limiter.decide(Class::Reveal, "ana").unwrap().remaining, 1);
        assert_eq!(limiter.decide(Class::Reveal, "ana").unwrap().remaining, 0);
        let refused = limiter.decide(Class::Reveal, "ana").unwrap();
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
            limiter.decide(Class::Reveal, "ana").unwrap();
        }
        assert!(limiter.decide(Class::Reveal, "bruno").unwrap().allowed);
        assert!(limiter.decide(Class::Download, "ana").unwrap().allowed);
    }

    #[test]
    fn a_rate_an_hour_is_no_rate_a_minute() {
        let rate = Rate::per(Duration::from_secs(3600), 7, 7);
        assert!(rate.window() >= Duration::from_secs(3600) && rate.window() < Duration::from_secs(3601));
        let limiter = InProcess::new(&HashMap::from([(Class::Export, rate)]));
        for _ in 0..7 {
            assert!(limiter.decide(Class::Export, "ana").unwrap().allowed);
        }
        let refused = limiter.decide(Class::Export, "ana").unwrap();
        assert!(!refused.allowed && refused.reset > Duration::from_secs(500), "{refused:?}");
    }
}
