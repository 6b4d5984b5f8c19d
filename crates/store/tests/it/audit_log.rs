//! The chain in the database is the chain that the verifier knows.

use domain::Action;
use domain::id::CustomerId;
use store::{AuditEvent, AuditFilter, CustomerEdit};

use crate::firm::{Database, TestClock, TestRng};
use domain::Clock;

#[tokio::test]
async fn entries_are_canonical_and_chained() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    for name in ["uno", "dos \"tres\"\\ \u{7}\n€\u{1f600}"] {
        let id = CustomerId::new(TestClock.now(), &TestRng);
        let tx = database.store.begin(&north.caller()).await.unwrap();
        let edit = CustomerEdit { name: name.into(), tax_id: None, country: None, notes: String::new() };
        let event = AuditEvent::new(Action::CustomerCreate)
            .on("customer", &id)
            .version(1)
            .detail("note", name)
            .personal("name", name);
        tx.create_customer(id, &edit, &event).await.unwrap();
    }
    let records = database.store.audit_chain(&north.caller(), 1, 0, 100).await.unwrap();
    assert_eq!(records.len(), 4, "created, signed in, two customers");
    let mut prev = "0".repeat(64);
    for (position, record) in records.iter().enumerate() {
        let entry = audit::Entry::parse(&record.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&record.bytes)));
        assert_eq!(usize::try_from(entry.seq).unwrap(), position + 1);
        assert_eq!(entry.prev.to_string(), prev);
        assert_eq!(entry.to_bytes().unwrap(), record.bytes);
        prev = audit::leaf_hash(&record.bytes).to_string();
        for disclosure in &record.disclosures {
            let salt = disclosure.salt.clone().try_into().unwrap();
            assert_eq!(
                entry.committed[&disclosure.field],
                audit::commit(north.org, &disclosure.field, &salt, &disclosure.value)
            );
        }
    }
    let head = database.store.audit_head(&north.caller()).await.unwrap();
    assert_eq!(hex::encode(head.hash), prev);
    let (_, page) = database
        .store
        .audit_entries(&south.caller(), &AuditFilter { limit: 10, ..AuditFilter::default() })
        .await
        .unwrap();
    assert_eq!(page.items.len(), 2, "the other firm has its own");
}
