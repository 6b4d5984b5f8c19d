//! Any limiter, with what it refuses counted.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Class, Decision, Limiter, LimiterError};
use crate::metrics::Metrics;

/// A limiter whose refusals and errors are counted.
pub struct Counted {
    limiter: Arc<dyn Limiter>,
    metrics: Arc<Metrics>,
}

impl Counted {
    /// Counts what `limiter` says.
    #[must_use]
    pub fn new(limiter: Arc<dyn Limiter>, metrics: Arc<Metrics>) -> Self {
        Self { limiter, metrics }
    }
}

impl std::fmt::Debug for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counted")
    }
}

impl Limiter for Counted {
    fn check<'a>(&'a self, class: Class, key: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>> {
        Box::pin(async move {
            let decided = self.limiter.check(class, key).await;
            match &decided {
                Ok(decision) if !decision.allowed => self.metrics.refused(class),
                Ok(_) => {}
                Err(_) => self.metrics.undecided(),
            }
            decided
        })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LimiterError>> {
        self.limiter.ready()
    }

    fn forget_idle(&self) {
        self.limiter.forget_idle();
    }
}
