//! A database of an earlier version is brought up to date with what is in it.

use std::collections::BTreeSet;

use domain::Role;
use store::provision;

use crate::firm::{Database, PASSWORD, request};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// As the first version made an organization.
const FOUNDED: &str = "SELECT system.create_organization(gen_random_uuid(), 'Norte', 'es', 'UTC', gen_random_uuid(), gen_random_uuid(),
    'ana@example.test', 'Ana', $1, gen_random_uuid(), decode(repeat('07', 48), 'hex'), $2::text::jsonb, NULL, $3, '{}')";

#[tokio::test]
async fn organizations_of_the_first_version_get_the_roles_of_this_one() {
    let database = Database::empty().await;
    let mut client = database.superuser().await;
    client
        .batch_execute(
            "CREATE SCHEMA credenza AUTHORIZATION credenza_owner; CREATE SCHEMA audit AUTHORIZATION credenza_audit;
             SET ROLE credenza_owner",
        )
        .await
        .unwrap();
    let first_version = refinery::Target::Version(8);
    embedded::migrations::runner().set_target(first_version).run_async(&mut client).await.unwrap();
    let roles = r#"{"admin": ["customer.read", "customer.write", "customer.delete", "certificate.read",
        "certificate.write", "certificate.download", "certificate.reveal_password", "certificate.delete", "audit.read",
        "audit.export", "member.read", "organization.manage"],
        "member": ["customer.read", "customer.write", "certificate.read", "certificate.write", "certificate.download",
        "certificate.reveal_password", "certificate.delete", "member.read"],
        "auditor": ["audit.read", "audit.export", "member.read"]}"#;
    client.batch_execute("RESET ROLE").await.unwrap();
    client.execute(FOUNDED, &[&PASSWORD, &roles, &request().to_string()]).await.unwrap();
    provision::migrate(&mut client).await.unwrap();

    let rows = client.query("SELECT id, permissions, name FROM credenza.roles", &[]).await.unwrap();
    let found: BTreeSet<(String, BTreeSet<String>)> =
        rows.iter().map(|row| (row.get(0), row.get::<_, Vec<String>>(1).into_iter().collect())).collect();
    let names = |role: &Role| role.permissions().iter().map(|p| p.as_str().to_owned()).collect();
    let expected = Role::ALL.iter().map(|role| (role.as_str().to_owned(), names(role))).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_migration_that_is_not_ours_is_named_and_not_printed() {
    let database = Database::new().await;
    let mut client = database.superuser().await;
    let change = "UPDATE public.refinery_schema_history SET checksum = '1' WHERE version = 5";
    assert_eq!(client.execute(change, &[]).await.unwrap(), 1);
    let changed = provision::migrate(&mut client).await.unwrap_err().to_string();
    assert!(changed.contains("V5__audit") && changed.contains("use the program"), "{changed}");
    let later =
        "UPDATE public.refinery_schema_history SET version = 999, name = 'of_tomorrow' WHERE version = 5";
    assert_eq!(client.execute(later, &[]).await.unwrap(), 1);
    let newer = provision::migrate(&mut client).await.unwrap_err().to_string();
    assert!(newer.contains("V999__of_tomorrow") && newer.contains("newer version"), "{newer}");
    for said in [changed, newer] {
        assert!(said.len() < 400 && !said.to_lowercase().contains("create "), "{said}");
    }
}
