//! Photos and restricted fields of workers: who finds the key of what, and that what is replaced or removed loses its key.

use domain::id::{ObjectId, WorkerId};
use domain::{Action, Clock, RestrictedField};
use store::{AuditEvent, Error, NewObject, Rule};

use crate::cast::{Cast, Firm};
use crate::firm::{Persona, TestClock, TestRng};

fn object(firm: &Firm, kind: &'static str) -> NewObject {
    NewObject {
        id: ObjectId::new(TestClock.now(), &TestRng),
        kind,
        file_name: kind.into(),
        size: 90,
        kek: firm.kek,
        wrapped_dek: vec![13; 40],
    }
}

/// Whether the key is found by who gets past policy.
async fn finds(cast: &Cast, who: &Persona, object: ObjectId) -> bool {
    match cast.database.sealed_key(who, object).await {
        Ok(key) => {
            assert_eq!(key.wrapped_dek, [12; 40]);
            true
        }
        Err(Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn each_key_is_found_by_who_sees_the_worker_and_holds_its_permission() {
    let cast = Cast::new().await;
    let (north, south) = (&cast.north, &cast.south);
    let records = &north.records;
    let table = [
        ("admin", &north.admin, [true, true, true]),
        ("who reads of health", &north.teller, [true, true, false]),
        ("who reads government ids", &north.foreman, [true, false, true]),
        ("the worker himself", &north.worker, [true, false, false]),
        ("who sees no worker", &north.courier, [false; 3]),
        ("a member", &north.member, [false; 3]),
        ("a guest", &north.guest, [false; 3]),
        ("another firm's administrator", &south.admin, [false; 3]),
    ];
    for (what, who, wanted) in table {
        let objects = [records.face, records.medical, records.government_id];
        let found = [
            finds(&cast, who, objects[0]).await,
            finds(&cast, who, objects[1]).await,
            finds(&cast, who, objects[2]).await,
        ];
        assert_eq!(found, wanted, "{what}");
    }
    // He reads of the health of those whom he sees.
    let outsider = cast.database.superuser().await;
    let sql = "SELECT object_id FROM credenza.restricted_fields WHERE worker_id = $1 AND kind = 'medical'";
    let row = outsider.query_one(sql, &[&records.outsider.uuid()]).await.unwrap();
    let other = ObjectId::from_uuid(row.get(0));
    assert!(!finds(&cast, &north.teller, other).await && finds(&cast, &north.admin, other).await);
}

#[tokio::test]
async fn that_something_is_kept_is_shown_to_who_may_read_it() {
    let cast = Cast::new().await;
    let (north, store) = (&cast.north, &cast.database.store);
    let worker = north.records.worker;
    let (medical, government_id) = (RestrictedField::Medical, RestrictedField::GovernmentId);
    for (who, wanted) in [
        (&north.admin, vec![government_id, medical]),
        (&north.teller, vec![medical]),
        (&north.foreman, vec![government_id]),
        (&north.worker, vec![]),
    ] {
        let (_, kept) = store.restricted(&who.caller(), worker).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.field).collect::<Vec<_>>(), wanted);
        let tx = store.begin(&who.caller()).await.unwrap();
        assert_eq!(tx.restricted(worker, medical).await.is_ok(), wanted.contains(&medical));
    }
    // The south has a worker with the id of the north's first.
    let foreign = store.restricted(&cast.south.admin.caller(), north.records.outsider).await;
    assert!(foreign.unwrap().1.is_empty());
    assert!(matches!(store.restricted(&north.courier.caller(), worker).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn what_is_replaced_or_removed_loses_its_key_in_the_same_commit() {
    let cast = Cast::new().await;
    let (north, store) = (&cast.north, &cast.database.store);
    let records = &north.records;
    let superuser = cast.database.superuser().await;
    let there = async |object: ObjectId| {
        let sql = "SELECT (SELECT count(*) FROM credenza.objects WHERE id = $1)
                        + (SELECT count(*) FROM credenza.object_keys WHERE object_id = $1)";
        superuser.query_one(sql, &[&object.uuid()]).await.unwrap().get::<_, i64>(0)
    };
    let begin = async || store.begin(&north.admin.caller()).await.unwrap();
    let done = AuditEvent::new(Action::SignOut);

    let (photo, medical) = (object(north, "photo"), object(north, "medical"));
    let tx = begin().await;
    let old = tx.keep_photo(records.worker, "image/jpeg", &[7; 16], &photo).await.unwrap();
    assert_eq!(old, Some(records.face));
    let old = tx.keep_restricted(records.worker, RestrictedField::Medical, &medical).await.unwrap();
    assert_eq!(old, Some(records.medical));
    tx.commit(&done).await.unwrap();
    for (object, wanted) in [(records.face, 0), (records.medical, 0), (photo.id, 2), (medical.id, 2)] {
        assert_eq!(there(object).await, wanted);
    }
    assert_eq!(there(records.government_id).await, 2, "another field stays");
    let (_, found) = store.photo(&north.admin.caller(), records.worker).await.unwrap();
    assert_eq!(found.unwrap().digest, [7; 16]);

    let tx = begin().await;
    assert_eq!(tx.remove_photo(records.worker).await.unwrap(), Some(photo.id));
    let removed = tx.remove_restricted(records.worker, RestrictedField::Medical).await.unwrap();
    assert_eq!(removed, Some(medical.id));
    tx.commit(&done).await.unwrap();
    assert_eq!((there(photo.id).await, there(medical.id).await), (0, 0));
    let tx = begin().await;
    assert!(matches!(tx.remove_photo(records.worker).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn nobody_writes_of_whom_he_does_not_see_or_of_who_has_left() {
    let cast = Cast::new().await;
    let (north, store) = (&cast.north, &cast.database.store);
    let keep = async |who: &Persona, worker: WorkerId| {
        let tx = store.begin(&who.caller()).await.unwrap();
        let photo = tx.keep_photo(worker, "image/png", &[7; 16], &object(north, "photo")).await;
        let tx = store.begin(&who.caller()).await.unwrap();
        let field = RestrictedField::GovernmentId;
        (photo, tx.keep_restricted(worker, field, &object(north, "government-id")).await)
    };
    // The south has a worker with the id of the north's first.
    let foreign = keep(&cast.south.admin, north.records.outsider).await;
    assert!(matches!(foreign, (Err(Error::NotFound), Err(Error::NotFound))), "{foreign:?}");
    // He may change workers of his crew, and read government ids, and write none.
    let (photo, field) = keep(&north.foreman, north.records.worker).await;
    assert!(photo.is_ok() && matches!(field, Err(Error::Wall(_))), "{field:?}");
    let (photo, _) = keep(&north.foreman, north.records.outsider).await;
    assert!(matches!(photo, Err(Error::NotFound)), "{photo:?}");
    let superuser = cast.database.superuser().await;
    superuser.batch_execute("UPDATE credenza.workers SET archived_at = now()").await.unwrap();
    let left = keep(&north.admin, north.records.worker).await;
    let (Err(Error::Rule(one)), Err(Error::Rule(two))) = left else { panic!("{left:?}") };
    assert_eq!((one, two), (Rule::WorkerArchived, Rule::WorkerArchived));
}
