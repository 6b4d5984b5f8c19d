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

/// An organization that the first version has made.
async fn founded(database: &Database) -> tokio_postgres::Client {
    let mut client = database.superuser().await;
    client
        .batch_execute(
            "CREATE SCHEMA credenza AUTHORIZATION credenza_owner; CREATE SCHEMA audit AUTHORIZATION credenza_audit",
        )
        .await
        .unwrap();
    to(&mut client, 8).await;
    let roles = r#"{"admin": ["customer.read", "customer.write", "customer.delete", "certificate.read",
        "certificate.write", "certificate.download", "certificate.reveal_password", "certificate.delete", "audit.read",
        "audit.export", "member.read", "organization.manage"],
        "member": ["customer.read", "customer.write", "certificate.read", "certificate.write", "certificate.download",
        "certificate.reveal_password", "certificate.delete", "member.read"],
        "auditor": ["audit.read", "audit.export", "member.read"]}"#;
    client.execute(FOUNDED, &[&PASSWORD, &roles, &request().to_string()]).await.unwrap();
    client
}

/// Brings it to a version that was once.
async fn to(client: &mut tokio_postgres::Client, version: i32) {
    let version = refinery::Target::Version(version);
    client.batch_execute("SET ROLE credenza_owner").await.unwrap();
    embedded::migrations::runner().set_target(version).run_async(client).await.unwrap();
    client.batch_execute("RESET ROLE").await.unwrap();
}

#[tokio::test]
async fn organizations_of_the_first_version_get_the_roles_of_this_one() {
    let database = Database::empty().await;
    let mut client = founded(&database).await;
    provision::migrate(&mut client).await.unwrap();

    let rows = client.query("SELECT id, permissions, name FROM credenza.roles", &[]).await.unwrap();
    let found: BTreeSet<(String, BTreeSet<String>)> =
        rows.iter().map(|row| (row.get(0), row.get::<_, Vec<String>>(1).into_iter().collect())).collect();
    let names = |role: &Role| role.permissions().iter().map(|p| p.as_str().to_owned()).collect();
    let expected = Role::ALL.iter().map(|role| (role.as_str().to_owned(), names(role))).collect();
    assert_eq!(found, expected);
}

/// What people date themselves was not made when that began to be watched, but before.
#[tokio::test]
async fn what_was_there_before_it_was_watched_is_watched_since_it_was_made() {
    let database = Database::empty().await;
    let mut client = founded(&database).await;
    to(&mut client, 72).await;
    for made in [
        "INSERT INTO credenza.invitations (org_id, id, token_hash, email, invited_by, sent_at, expires_at)
         SELECT org_id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), 'berta@example.test', id, '2001-01-01', '2001-01-08'
         FROM credenza.members",
        "WITH session AS (
             INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, scope)
             SELECT org_id, gen_random_uuid(), id, sha256('token'), '{api_token}', '2001-03-01', '2001-03-01', '{customer.read}'
             FROM credenza.members RETURNING org_id, id, member_id)
         INSERT INTO credenza.api_tokens (org_id, id, member_id, name, scope, step_up, created_at, expires_at)
         SELECT org_id, id, member_id, 'Nube', '{customer.read}', credenza.type_id('stp', id), '2001-01-01', '2001-03-01' FROM session",
        "UPDATE credenza.keks SET created_at = '2001-01-01'",
    ] {
        assert_eq!(client.execute(made, &[]).await.unwrap(), 1, "{made}");
    }
    provision::migrate(&mut client).await.unwrap();
    let watched =
        "SELECT array_agg(subject ORDER BY subject) FROM credenza.alerts WHERE watched_from = '2001-01-01'";
    let subjects: Vec<String> = client.query_one(watched, &[]).await.unwrap().get(0);
    assert_eq!(subjects, ["api_token", "invitation", "kek"]);
}

/// Who was signed in when the server was brought up to date still is, and who was not is not.
#[tokio::test]
async fn sessions_outlive_what_contexts_are_made_with() {
    let database = Database::empty().await;
    let mut client = founded(&database).await;
    to(&mut client, 108).await;
    let signed_in = "INSERT INTO credenza.sessions
            (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, revoked_at, revoked_because)
        SELECT org_id, gen_random_uuid(), id, sha256(convert_to($1, 'UTF8')), '{pwd}', now() + interval '1 hour',
               now() + interval '1 hour', CASE WHEN $2 THEN now() END, CASE WHEN $2 THEN 'signed_out' END
        FROM credenza.members";
    for (handle, ended) in [("present", false), ("gone", true)] {
        assert_eq!(client.execute(signed_in, &[&handle, &ended]).await.unwrap(), 1);
    }
    provision::migrate(&mut client).await.unwrap();
    let mut app = database.app().await;
    let tx = app.transaction().await.unwrap();
    let enter = "SELECT credenza.enter(convert_to($1, 'UTF8'))";
    tx.query_one(enter, &[&"present"]).await.unwrap();
    let name = tx.query_one("SELECT name FROM credenza.organizations", &[]).await.unwrap();
    assert_eq!(name.get::<_, String>(0), "Norte");
    tx.rollback().await.unwrap();
    assert_eq!(app.query_one(enter, &[&"gone"]).await.unwrap_err().code().unwrap().code(), "CZ401");
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
