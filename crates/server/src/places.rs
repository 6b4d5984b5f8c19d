//! Places for work that keeps a core busy: off the async threads, as much at a time as the machine bears.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// So many places. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Places(Arc<Semaphore>);

/// The work could not be done, or not to its end.
#[derive(Debug, thiserror::Error)]
#[error("the work ended early: {0}")]
pub struct Ended(String);

impl Places {
    /// Places for `at_once` pieces of work.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// Does `work` when a place is free. The work itself holds the place: whoever waits for it may go, as a client that hangs up
    /// does, and nothing else begins there before it is done.
    ///
    /// # Errors
    /// [`Ended`] when it panicked, or the server stops.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Ended> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|error| Ended(error.to_string()))?;
        let work = move || {
            let _place = place;
            work()
        };
        spawn_blocking(work).await.map_err(|error| Ended(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_keeps_its_place_until_it_is_done() {
        let places = Places::new(1);
        let (go_on, told) = mpsc::channel::<()>();
        let mut abandoned = Box::pin(places.run(move || told.recv()));
        assert!(abandoned.as_mut().now_or_never().is_none(), "it has begun");
        drop(abandoned);

        let mut next = Box::pin(places.run(|| "next"));
        assert!(next.as_mut().now_or_never().is_none());
        assert_eq!(places.0.available_permits(), 0);
        go_on.send(()).expect("the work still waits");
        assert_eq!(next.await.expect("a place"), "next");
        // The place is given back before whoever waits for the work hears of it.
        assert_eq!(places.0.available_permits(), 1);
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_place_back() {
        let places = Places::new(1);
        assert!(places.run(|| assert_eq!(1, 2)).await.is_err());
        assert_eq!(places.run(|| 7).await.expect("a place"), 7);
    }
}
