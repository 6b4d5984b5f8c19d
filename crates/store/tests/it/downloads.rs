//! Permissions to download: one object, one session, once.

use domain::id::{CertificateId, DownloadId};
use domain::{Action, Clock};
use store::{AuditEvent, Download, Error};

use crate::cast::{Cast, Firm, issue_download};
use crate::firm::{Database, Persona, TestClock, TestRng};

async fn spend(database: &Database, persona: &Persona, id: DownloadId) -> Result<Download, Error> {
    let (tx, spent) = database.store.begin_download(&persona.caller(), id).await?;
    let download = spent.ok_or(Error::NotFound)?;
    tx.commit(&AuditEvent::new(Action::CertificateDownload)).await?;
    Ok(download)
}

fn new_id() -> DownloadId {
    DownloadId::new(TestClock.now(), &TestRng)
}

#[tokio::test]
async fn a_permission_is_for_its_session_and_once() {
    let cast = Cast::new().await;
    let (north, database) = (&cast.north, &cast.database);
    let again = database.sign_in(north.org, north.admin.member).await;
    let id = new_id();
    issue_download(database, &north.admin, id, north.certificate, north.file).await;
    for persona in [&again, &north.member, &north.auditor, &cast.south.admin] {
        assert!(matches!(spend(database, persona, id).await, Err(Error::NotFound)));
    }
    let download = spend(database, &north.admin, id).await.unwrap();
    assert_eq!((download.certificate, download.object), (north.certificate, north.file));
    assert!(matches!(spend(database, &north.admin, id).await, Err(Error::NotFound)), "once");
    assert!(matches!(spend(database, &north.admin, new_id()).await, Err(Error::NotFound)), "unknown");
}

#[tokio::test]
async fn a_permission_is_spent_by_exactly_one_of_many() {
    let cast = Cast::new().await;
    let id = new_id();
    issue_download(&cast.database, &cast.north.admin, id, cast.north.certificate, cast.north.file).await;
    let tries = (0..12).map(|_| spend(&cast.database, &cast.north.admin, id));
    let results = futures_util::future::join_all(tries).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().all(|result| matches!(result, Ok(_) | Err(Error::NotFound))), "{results:?}");
}

/// Not only the store's statement: whatever the app says, and whatever the function did.
#[tokio::test]
async fn the_engine_does_not_let_a_spent_permission_be_spent_again() {
    let cast = Cast::new().await;
    let id = new_id();
    issue_download(&cast.database, &cast.north.admin, id, cast.north.certificate, cast.north.file).await;
    let mut app = cast.database.app().await;
    let spend = "SELECT object_id IS NOT NULL FROM credenza.spend_download($1)";
    let update = "UPDATE credenza.downloads SET used_at = now() WHERE id = $1";
    for expected in [true, false] {
        let tx = app.transaction().await.unwrap();
        assert!(!tx.query_one(spend, &[&id.uuid()]).await.unwrap().get::<_, bool>(0), "without a context");
        tx.query_one("SELECT credenza.enter($1)", &[&cast.north.admin.handle.as_slice()]).await.unwrap();
        assert_eq!(tx.query_one(spend, &[&id.uuid()]).await.unwrap().get::<_, bool>(0), expected);
        tx.commit().await.unwrap();
    }
    let denied = app.execute(update, &[&id.uuid()]).await.unwrap_err();
    assert_eq!(denied.code(), Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE));
    let owner = cast.database.superuser().await;
    owner.batch_execute("SET ROLE credenza_owner").await.unwrap();
    assert_eq!(owner.execute(update, &[&id.uuid()]).await.unwrap(), 0, "the owner's functions neither");
}

#[tokio::test]
async fn a_permission_expires_and_goes_with_its_object() {
    let cast = Cast::new().await;
    let (north, database) = (&cast.north, &cast.database);
    let superuser = database.superuser().await;
    let (expired, gone) = (new_id(), new_id());
    issue_download(database, &north.admin, expired, north.certificate, north.file).await;
    issue_download(database, &north.admin, gone, north.certificate, north.file).await;
    superuser
        .execute("UPDATE credenza.downloads SET expires_at = now() WHERE id = $1", &[&expired.uuid()])
        .await
        .unwrap();
    assert!(matches!(spend(database, &north.admin, expired).await, Err(Error::NotFound)));
    let tx = database.store.begin(&north.admin.caller()).await.unwrap();
    tx.delete_certificate(north.certificate).await.unwrap();
    tx.commit(&AuditEvent::new(Action::CertificateDelete).on("certificate", &north.certificate))
        .await
        .unwrap();
    assert!(matches!(spend(database, &north.admin, gone).await, Err(Error::NotFound)));
    let keys = "SELECT count(*) FROM credenza.object_keys WHERE org_id = $1 AND object_id IN ($2, $3)";
    let of = |firm: &Firm| [firm.org.uuid(), firm.file.uuid(), firm.password.uuid()];
    let [org, file, password] = of(north);
    let left: i64 = superuser.query_one(keys, &[&org, &file, &password]).await.unwrap().get(0);
    assert_eq!(left, 0, "the keys went with the objects");
    let [org, file, password] = of(&cast.south);
    let theirs: i64 = superuser.query_one(keys, &[&org, &file, &password]).await.unwrap().get(0);
    assert_eq!(theirs, 2);
}

#[tokio::test]
async fn a_permission_is_for_an_object_of_ones_own() {
    let cast = Cast::new().await;
    let (north, south) = (&cast.north, &cast.south);
    let unknown = CertificateId::new(TestClock.now(), &TestRng);
    for (certificate, object) in
        [(north.certificate, south.file), (south.certificate, north.file), (unknown, north.file)]
    {
        let tx = cast.database.store.begin(&north.admin.caller()).await.unwrap();
        let refused = tx.issue_download(new_id(), certificate, object, 1, 60).await;
        assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    }
}
