use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};

use super::*;

const CHUNK: usize = 1024 * 1024;
const LONG: Duration = Duration::from_secs(60);

/// A body of so many megabytes, and how many of them were asked for.
fn megabytes(count: usize) -> (Body, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let chunks = stream::iter(0..count).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, BoxError>(Bytes::from_static(&[0; CHUNK]))
    });
    (Body::from_stream(chunks), asked)
}

fn patient(body: Body) -> Arriving {
    Arriving::new(body, Patience::USUAL)
}

#[test]
fn a_line_has_to_be_worth_waiting_for() {
    let seconds = Duration::from_secs;
    let over = |bytes, took| Patience::USUAL.is_over(bytes, took);
    assert!(!over(0, seconds(30)), "a slow beginning");
    assert!(over(8 * 1024 * 31 - 1, seconds(31)) && !over(8 * 1024 * 31, seconds(31)));
    // The largest import over a line of half a megabit.
    assert!(!over(16 * 1024 * 1024, seconds(270)));
    assert!(over(u64::MAX, seconds(601)), "long enough for anything");
}

#[tokio::test]
async fn what_comes_too_slowly_breaks_off() {
    let hasty = Patience { grace: Duration::ZERO, least_rate: u64::MAX, longest: LONG };
    for patience in [hasty, Patience { longest: Duration::ZERO, ..Patience::USUAL }] {
        let arriving = Arriving::new(megabytes(2).0, patience);
        assert!(arriving.body().collect().await.is_err() && arriving.is_too_slow());
        assert!(!arriving.hear_out(false, LONG).await);
    }
    let arriving = patient(megabytes(2).0);
    assert_eq!(arriving.body().collect().await.unwrap().to_bytes().len(), 2 * CHUNK);
    assert!(!arriving.is_too_slow() && arriving.body().is_end_stream());
}

#[tokio::test]
async fn time_counts_from_the_last_that_came() {
    assert_eq!(patient(Body::empty()).outlast(Duration::ZERO).await, GivenUp::Handling);
    let arriving = patient(Body::from_stream(stream::pending::<Result<Bytes, BoxError>>()));
    let mut body = arriving.body();
    assert!(futures_util::poll!(body.frame()).is_pending());
    assert_eq!(arriving.outlast(Duration::ZERO).await, GivenUp::Body);
    // What came a moment ago is no reason to give up.
    let long_ago = Instant::now().checked_sub(LONG).unwrap();
    let arriving = patient(megabytes(1).0);
    arriving.arrival().last = long_ago;
    assert!(futures_util::poll!(Box::pin(arriving.outlast(LONG))).is_ready());
    arriving.body().collect().await.unwrap();
    assert!(futures_util::poll!(Box::pin(arriving.outlast(LONG))).is_pending());
}

#[tokio::test]
async fn who_is_refused_is_heard_out() {
    let (body, asked) = megabytes(5);
    let arriving = patient(body);
    arriving.body().frame().await.unwrap().unwrap();
    assert!(arriving.hear_out(false, LONG).await);
    assert_eq!(asked.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn nobody_is_heard_for_ever() {
    let (body, asked) = megabytes(100);
    assert!(!patient(body).hear_out(false, LONG).await);
    assert_eq!(asked.load(Ordering::Relaxed), 65);
    let silent = Body::from_stream(stream::pending::<Result<Bytes, BoxError>>());
    assert!(!patient(silent).hear_out(false, Duration::ZERO).await);
    let broken = Body::from_stream(stream::iter([Err::<Bytes, BoxError>("gone".into())]));
    assert!(!patient(broken).hear_out(false, LONG).await);
    // What says that it is too much is not begun.
    assert!(!patient(Body::from(vec![0; 65 * CHUNK])).hear_out(false, LONG).await);
}

#[tokio::test]
async fn who_asks_before_he_sends_is_not_told_to() {
    let (body, asked) = megabytes(2);
    assert!(!patient(body).hear_out(true, LONG).await);
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    // He was told to go on, and does.
    let (body, asked) = megabytes(2);
    let arriving = patient(body);
    arriving.body().frame().await.unwrap().unwrap();
    assert!(arriving.hear_out(true, LONG).await);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
