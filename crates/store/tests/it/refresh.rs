//! Refresh tokens: each is used once, and a second use ends the session, unless it comes a moment after the first.

use domain::id::SessionId;
use domain::{Action, Rng};
use store::{Error, Refreshed};
use time::Duration;
use tokio_postgres::Client;

use crate::firm::{Database, Persona, TestRng, request};

/// What browsers get.
const GRACE: Duration = Duration::seconds(10);

async fn refresh(database: &Database, old: &[u8; 32], new: &[u8; 32]) -> Refreshed {
    database.store.system().refresh_session(old, new, GRACE, request()).await.unwrap()
}

fn session(refreshed: &Refreshed) -> Option<SessionId> {
    match refreshed {
        Refreshed::Rotated(place) => Some(place.session),
        _ => None,
    }
}

/// Moves the uses of a session's tokens into the past.
async fn wait_eleven_seconds(superuser: &Client, persona: &Persona) {
    superuser
        .execute(
            "UPDATE credenza.refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE session_id = $1",
            &[&persona.session.uuid()],
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_is_replaced_by_its_successor() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    let mut token = north.refresh;
    for _ in 0..3 {
        let next = TestRng.bytes();
        let refreshed = refresh(&database, &token, &next).await;
        let Refreshed::Rotated(place) = refreshed else { panic!("{refreshed:?}") };
        assert_eq!((place.org, place.member, place.session), (north.org, north.member, north.session));
        token = next;
        wait_eleven_seconds(&superuser, &north).await;
    }
    assert_eq!(refresh(&database, &TestRng.bytes(), &TestRng.bytes()).await, Refreshed::Invalid);
    assert_eq!(session(&refresh(&database, &south.refresh, &TestRng.bytes()).await), Some(south.session));
}

#[tokio::test]
async fn a_second_use_ends_the_session_and_no_other() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let (other, superuser) = (database.sign_in(north.org, north.member).await, database.superuser().await);
    let (second, third) = (TestRng.bytes(), TestRng.bytes());
    refresh(&database, &north.refresh, &second).await;
    wait_eleven_seconds(&superuser, &north).await;
    let reused = refresh(&database, &north.refresh, &third).await;
    let Refreshed::Reused(place) = reused else { panic!("{reused:?}") };
    assert_eq!((place.org, place.member, place.session), (north.org, north.member, north.session));
    assert!(matches!(database.store.begin(&north.caller()).await, Err(Error::NoSession)));
    for token in [north.refresh, second, third] {
        assert_eq!(
            refresh(&database, &token, &TestRng.bytes()).await,
            Refreshed::Invalid,
            "the family is over"
        );
    }
    let log = database.verified_log(&other).await;
    let recorded: Vec<_> = log.iter().filter(|e| e.action == Action::RefreshReuse.as_str()).collect();
    assert_eq!(recorded.len(), 1, "once, and where it happened");
    assert_eq!(recorded[0].object.as_ref().unwrap().id, north.session.to_string());
    assert!(database.verified_log(&south).await.iter().all(|e| e.action != Action::RefreshReuse.as_str()));
}

#[tokio::test]
async fn a_token_spent_a_moment_ago_is_overtaken_and_gives_no_token() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let (second, unwanted) = (TestRng.bytes(), TestRng.bytes());
    refresh(&database, &north.refresh, &second).await;
    let refreshed = refresh(&database, &north.refresh, &unwanted).await;
    assert!(
        matches!(refreshed, Refreshed::Overtaken(place) if place.session == north.session),
        "{refreshed:?}"
    );
    assert_eq!(refresh(&database, &unwanted, &TestRng.bytes()).await, Refreshed::Invalid);
    assert_eq!(session(&refresh(&database, &second, &TestRng.bytes()).await), Some(north.session));
}

#[tokio::test]
async fn without_grace_a_second_use_at_once_ends_the_session() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let second = TestRng.bytes();
    refresh(&database, &north.refresh, &second).await;
    let system = database.store.system();
    let again = system.refresh_session(&north.refresh, &TestRng.bytes(), Duration::ZERO, request()).await;
    assert!(matches!(again.unwrap(), Refreshed::Reused(_)));
    assert_eq!(refresh(&database, &second, &TestRng.bytes()).await, Refreshed::Invalid);
    assert_eq!(session(&refresh(&database, &south.refresh, &TestRng.bytes()).await), Some(south.session));
}

#[tokio::test]
async fn of_many_at_once_exactly_one_rotates() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let successors: Vec<[u8; 32]> = (0..12).map(|_| TestRng.bytes()).collect();
    let refreshed =
        futures_util::future::join_all(successors.iter().map(|new| refresh(&database, &north.refresh, new)))
            .await;
    assert_eq!(refreshed.iter().filter(|r| matches!(r, Refreshed::Rotated(_))).count(), 1);
    assert_eq!(
        refreshed.iter().filter(|r| matches!(r, Refreshed::Overtaken(_))).count(),
        11,
        "{refreshed:?}"
    );
    let mut good = 0;
    for token in &successors {
        good += usize::from(session(&refresh(&database, token, &TestRng.bytes()).await).is_some());
    }
    assert_eq!(good, 1, "one successor is in place");
}

#[tokio::test]
async fn a_refresh_pushes_the_idle_end_but_not_the_absolute_one() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    superuser
        .execute(
            "UPDATE credenza.sessions SET idle_expires_at = now() + interval '1 second', expires_at = now() + interval '2 minutes'
             WHERE id = $1",
            &[&north.session.uuid()],
        )
        .await
        .unwrap();
    refresh(&database, &north.refresh, &TestRng.bytes()).await;
    let pushed: bool = superuser
        .query_one(
            "SELECT idle_expires_at = expires_at AND idle_expires_at > now() + interval '1 minute'
             FROM credenza.sessions WHERE id = $1",
            &[&north.session.uuid()],
        )
        .await
        .unwrap()
        .get(0);
    assert!(pushed);
}
