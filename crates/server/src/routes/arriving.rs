//! The body of a request while it comes in. How long a request may take is counted from its last byte, since what is sent over a slow line
//! is no slow server; but a line has to be worth waiting for. And whoever is refused is heard out first: many clients read no answer before
//! they have sent all, and of an answer that overtakes their body they see a connection that breaks.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::{sleep, timeout};

/// How long a body is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For so long it may come as slowly as it likes.
    grace: Duration,
    /// Then at this rate at least, in bytes in a second, taken from its beginning.
    least_rate: u64,
    /// None takes longer.
    longest: Duration,
}

impl Patience {
    pub(super) const USUAL: Self =
        Self { grace: Duration::from_secs(30), least_rate: 8 * 1024, longest: Duration::from_secs(600) };

    fn is_over(&self, bytes: u64, took: Duration) -> bool {
        let owed = u128::from(self.least_rate) * took.as_nanos();
        took > self.longest || took > self.grace && u128::from(bytes) * 1_000_000_000 < owed
    }
}

/// The most that is read of a body that nobody wants, in bytes.
const MOST_UNHEARD: u64 = 64 * 1024 * 1024;

/// A body that is handed to whoever handles the request, while the shell keeps hold of it.
#[derive(Clone)]
pub(super) struct Arriving(Arc<Mutex<Arrival>>);

struct Arrival {
    body: Body,
    patience: Patience,
    begun: Instant,
    /// When the last of it came, or when the request did.
    last: Instant,
    bytes: u64,
    is_asked_for: bool,
    is_awaited: bool,
    is_too_slow: bool,
    is_over: bool,
}

/// Why a request was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenUp {
    /// Its body did not come, or too slowly.
    Body,
    /// It took too long to handle.
    Handling,
}

impl Arriving {
    pub(super) fn new(body: Body, patience: Patience) -> Self {
        let now = Instant::now();
        let is_over = body.is_end_stream();
        Self(Arc::new(Mutex::new(Arrival {
            body,
            patience,
            begun: now,
            last: now,
            bytes: 0,
            is_asked_for: false,
            is_awaited: false,
            is_too_slow: false,
            is_over,
        })))
    }

    fn arrival(&self) -> MutexGuard<'_, Arrival> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The body, for whoever handles the request.
    pub(super) fn body(&self) -> Body {
        Body::new(self.clone())
    }

    /// Waits until `most` has passed since the request, or the last of its body, came.
    pub(super) async fn outlast(&self, most: Duration) -> GivenUp {
        loop {
            let (last, is_awaited) = {
                let arrival = self.arrival();
                (arrival.last, arrival.is_awaited)
            };
            let Some(left) = most.checked_sub(last.elapsed()).filter(|left| !left.is_zero()) else {
                return if is_awaited { GivenUp::Body } else { GivenUp::Handling };
            };
            sleep(left).await;
        }
    }

    /// Whether it came so slowly that it was given up.
    pub(super) fn is_too_slow(&self) -> bool {
        self.arrival().is_too_slow
    }

    /// Reads what nobody has read, and forgets it. False when something is left, and the connection good for nothing more.
    pub(super) async fn hear_out(self, waits_to_be_asked: bool, most: Duration) -> bool {
        {
            let arrival = self.arrival();
            let is_much = arrival.body.size_hint().lower() > MOST_UNHEARD;
            // Who asks before he sends (RFC 9110, section 10.1.1) hears the answer and sends nothing.
            let is_held_back = waits_to_be_asked && !arrival.is_asked_for;
            if arrival.is_over || arrival.is_too_slow || is_much || is_held_back {
                return arrival.is_over;
            }
        }
        let mut rest = self;
        let hear = async {
            let mut heard = 0;
            while let Some(frame) = rest.frame().await {
                let Ok(frame) = frame else { return false };
                heard += frame.data_ref().map_or(0, |data| data.len() as u64);
                if heard > MOST_UNHEARD {
                    return false;
                }
            }
            true
        };
        timeout(most, hear).await.unwrap_or(false)
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut arrival = self.arrival();
        if arrival.is_over {
            return Poll::Ready(None);
        }
        arrival.is_asked_for = true;
        let frame = Pin::new(&mut arrival.body).poll_frame(cx);
        arrival.is_awaited = frame.is_pending();
        let frame = std::task::ready!(frame);
        arrival.last = Instant::now();
        match frame {
            Some(Ok(frame)) => {
                arrival.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                if arrival.patience.is_over(arrival.bytes, arrival.last - arrival.begun) {
                    arrival.is_too_slow = true;
                    return Poll::Ready(Some(Err("the body comes too slowly".into())));
                }
                arrival.is_over = arrival.body.is_end_stream();
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error.into()))),
            None => {
                arrival.is_over = true;
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.arrival().is_over
    }

    fn size_hint(&self) -> SizeHint {
        self.arrival().body.size_hint()
    }
}

#[cfg(test)]
mod tests;
