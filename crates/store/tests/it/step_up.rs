//! Step-up proofs: for one act, on one object, in one session, once, soon.

use domain::id::{CustomerId, StepUpId};
use domain::{Action, Clock, Rng};
use store::{AuditEvent, Error};
use time::Duration;

use crate::cast::{add_customer, prove};
use crate::firm::{Database, Persona, TestClock, TestRng, request};

const ACT: Action = Action::CustomerDelete;

async fn spend(
    database: &Database,
    persona: &Persona,
    token: &[u8],
    action: Action,
    object: &str,
) -> Result<String, Error> {
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    let spent = tx.spend_step_up(token, action, object).await?;
    tx.commit(&AuditEvent::new(action).step_up(spent.clone())).await?;
    Ok(spent)
}

#[tokio::test]
async fn a_proof_is_for_one_act_on_one_object_in_one_session() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let object = add_customer(&database, &north, "Uno").await.to_string();
    let other = CustomerId::new(TestClock.now(), &TestRng).to_string();
    let again = database.sign_in(north.org, north.member).await;
    let colleague = database.hire(north.org, "Otra", &["admin"]).await;
    let token = prove(&database, &north, ACT, &object).await;
    let wrong: [u8; 32] = TestRng.bytes();
    for (persona, token, action, object) in [
        (&north, &token, Action::CertificateDelete, &object),
        (&north, &token, ACT, &other),
        (&north, &wrong, ACT, &object),
        (&again, &token, ACT, &object),
        (&colleague, &token, ACT, &object),
        (&south, &token, ACT, &object),
    ] {
        let refused = spend(&database, persona, token, action, object).await;
        assert!(matches!(refused, Err(Error::NoStepUp)), "{refused:?}");
    }
    let spent = spend(&database, &north, &token, ACT, &object).await.unwrap();
    assert!(spent.parse::<StepUpId>().is_ok());
    assert!(matches!(spend(&database, &north, &token, ACT, &object).await, Err(Error::NoStepUp)), "once");
    let log = database.verified_log(&north).await;
    let assurance = log.last().unwrap().assurance.clone().unwrap();
    assert_eq!(assurance.step_up.unwrap().to_string(), spent, "the entry names the proof");
}

#[tokio::test]
async fn a_proof_lives_five_minutes_at_most() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let system = database.store.system();
    let id = StepUpId::new(TestClock.now(), &TestRng);
    let hash = database.sha256(b"long").await;
    let end = system
        .grant_step_up(&north.handle, id, &hash, ACT, "x", "pwd", Duration::hours(1), request())
        .await
        .unwrap();
    let left = end - TestClock.now();
    assert!(left <= Duration::minutes(5) && left > Duration::minutes(4), "{left}");
    let superuser = database.superuser().await;
    superuser
        .execute("UPDATE credenza.step_up_proofs SET expires_at = now() WHERE id = $1", &[&id.uuid()])
        .await
        .unwrap();
    assert!(matches!(spend(&database, &north, b"long", ACT, "x").await, Err(Error::NoStepUp)));
}

#[tokio::test]
async fn a_proof_is_spent_by_exactly_one_of_many() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let object = CustomerId::new(TestClock.now(), &TestRng).to_string();
    let token = prove(&database, &north, ACT, &object).await;
    let tries = (0..12).map(|_| spend(&database, &north, &token, ACT, &object));
    let results = futures_util::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(_) | Err(Error::NoStepUp))), "{results:?}");
}

#[tokio::test]
async fn a_proof_whose_act_is_rolled_back_is_not_spent() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let token = prove(&database, &north, ACT, "x").await;
    let first = database.store.begin(&north.caller()).await.unwrap();
    first.spend_step_up(&token, ACT, "x").await.unwrap();
    // The second waits for the first, and finds the proof whole.
    let (second, ()) = tokio::join!(spend(&database, &north, &token, ACT, "x"), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        first.rollback().await;
    });
    second.unwrap();
}
