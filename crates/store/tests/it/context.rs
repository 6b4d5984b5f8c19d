//! Who acts is what the engine says, and nothing that a statement could say.

use store::{CustomerFilter, Error};

use crate::cast::add_customer;
use crate::firm::{Database, TestClock, TestRng, connect};
use domain::{Clock, Rng};

#[tokio::test]
async fn each_firm_sees_its_own_customers() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Despacho Norte").await, database.firm("Gestoría Sur").await);
    let id = add_customer(&database, &north, "Muñoz e Hijos").await;
    add_customer(&database, &south, "Panadería").await;
    let filter = CustomerFilter { q: Some("MUNOZ".into()), limit: 10, ..CustomerFilter::default() };
    let (_, page) = database.store.customers(&north.caller(), &filter, TestClock.now()).await.unwrap();
    assert_eq!(page.items.iter().map(|c| c.id).collect::<Vec<_>>(), [id]);
    let (_, page) = database.store.customers(&south.caller(), &filter, TestClock.now()).await.unwrap();
    assert!(page.items.is_empty());
    let missing = database.store.customer(&south.caller(), id, TestClock.now()).await.unwrap_err();
    assert!(matches!(missing, Error::NotFound));
}

#[tokio::test]
async fn an_unknown_handle_is_no_session() {
    let database = Database::new().await;
    database.firm("Despacho").await;
    let stranger = store::Caller::new(&TestRng.bytes(), crate::firm::request());
    assert!(matches!(database.store.begin(&stranger).await, Err(Error::NoSession)));
}

#[tokio::test]
async fn a_context_is_worth_nothing_outside_its_transaction() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let mut app = connect("credenza_app", &database.name).await;
    let count = "SELECT count(*) FROM credenza.customers";
    // No context.
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    // A true context, copied.
    let tx = app.transaction().await.unwrap();
    tx.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
    let copied: String =
        tx.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0);
    // Forged within its own transaction: the other organization's id in place of its own.
    let forged = copied.replace(&north.org.uuid().to_string(), &south.org.uuid().to_string());
    assert_ne!(forged, copied);
    tx.execute("SELECT set_config('credenza.context', $1, true)", &[&forged]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    tx.commit().await.unwrap();
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "it ends with the transaction");
    let tx = app.transaction().await.unwrap();
    tx.execute("SELECT set_config('credenza.context', $1, true)", &[&copied]).await.unwrap();
    assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "stale");
    tx.rollback().await.unwrap();
    app.execute("SELECT set_config('credenza.context', $1, false)", &[&copied]).await.unwrap();
    assert_eq!(app.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "stale, for the session");
}

#[tokio::test]
async fn a_removed_member_stops_at_the_next_statement() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    add_customer(&database, &north, "Uno").await;
    let mut app = connect("credenza_app", &database.name).await;
    let superuser = database.superuser().await;
    for end in [
        "UPDATE credenza.members SET status = 'removed' WHERE id = $1",
        "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1",
        "UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out' WHERE member_id = $1",
    ] {
        let tx = app.transaction().await.unwrap();
        tx.query_one("SELECT credenza.enter($1)", &[&north.handle.as_slice()]).await.unwrap();
        let count = "SELECT count(*) FROM credenza.customers";
        assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
        superuser.execute(end, &[&north.member.uuid()]).await.unwrap();
        assert_eq!(tx.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0, "{end}");
        tx.rollback().await.unwrap();
        superuser.execute("UPDATE credenza.members SET status = 'active'", &[]).await.unwrap();
    }
}
