//! Whether a row of one organization can point at another's, or stand in the way of it.

use domain::Rng;
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::cast::Cast;
use crate::catalogue::{Key, Table, keys, tables};
use crate::firm::TestRng;
use crate::matrix::cell;
use crate::rows;

/// Tries, for every foreign key of a tenant table, to make a row of the north point at a row that only the south has; for
/// one that holds `org_id` alone, to make a row of an organization that is nowhere. Runs in the transaction that is open
/// on `client`, as a superuser, whom only the keys hold.
pub(crate) async fn crossings(client: &Client, cast: &Cast) -> String {
    let (tables, keys) = (tables(client).await, keys(client).await);
    let mut text = String::new();
    for key in &keys {
        let Some((target, _)) = &key.target else { continue };
        let table = tables.iter().find(|table| table.name == key.table && table.tenant);
        let Some(table) = table else { continue };
        let reaches_tenant = tables.iter().any(|table| table.name == *target && table.tenant);
        if !reaches_tenant {
            continue;
        }
        let sql = if key.references().is_empty() {
            let mut row = rows::sample(client, table, cast.south.org).await;
            row.insert("org_id".into(), json!(Uuid::from_u128(u128::from_le_bytes(TestRng.bytes()))));
            rows::insert(table, &row, &[])
        } else {
            point_at_the_other(key, target, cast)
        };
        let outcome = cell(client, &sql, true).await;
        text.push_str(&format!("{} {}: {outcome}\n", key.table, key.name));
    }
    text
}

fn point_at_the_other(key: &Key, target: &str, cast: &Cast) -> String {
    let (north, south, table) = (cast.north.org.uuid(), cast.south.org.uuid(), &key.table);
    let references = key.references();
    let from: Vec<_> = references.iter().map(|(from, _)| *from).collect();
    let to: Vec<_> = references.iter().map(|(_, to)| format!("t.{to}")).collect();
    let same: Vec<_> = references.iter().map(|(_, to)| format!("n.{to} = t.{to}")).collect();
    format!(
        "UPDATE {table} SET ({}) = (
             SELECT {} FROM {target} t WHERE t.org_id = '{south}'
                AND NOT EXISTS (SELECT FROM {target} n WHERE n.org_id = '{north}' AND {}) LIMIT 1)
         WHERE ctid = (SELECT ctid FROM {table} WHERE org_id = '{north}' AND {} IS NOT NULL LIMIT 1)",
        from.join(", "),
        to.join(", "),
        same.join(" AND "),
        from.join(" IS NOT NULL AND ")
    )
}

/// Tries, for every tenant table, to give the north a row with the same keys as one of the south: who is told that a key is
/// taken learns what others have.
pub(crate) async fn coexistence(client: &Client, cast: &Cast) -> String {
    let mut text = String::new();
    for table in tables(client).await.iter().filter(|table| table.tenant) {
        // A table with one row an organization has no other keys.
        if table.keys.iter().all(Vec::is_empty) {
            continue;
        }
        let mut row = unlike_north(client, table, cast).await;
        row.insert("org_id".into(), json!(cast.north.org.uuid()));
        let sql = rows::insert_exactly(table, &rows::overridden(table, row));
        client
            .batch_execute("SAVEPOINT coexistence; SET LOCAL session_replication_role = replica")
            .await
            .unwrap();
        let outcome = cell(client, &sql, true).await;
        client.batch_execute("ROLLBACK TO coexistence").await.unwrap();
        text.push_str(&format!("{}: {outcome}\n", table.name));
    }
    text
}

/// A row of the south that has no key in common with the north.
async fn unlike_north(client: &Client, table: &Table, cast: &Cast) -> serde_json::Map<String, Value> {
    let mut sql =
        format!("SELECT to_jsonb(t) FROM {} t WHERE org_id = '{}'", table.name, cast.south.org.uuid());
    for key in table.keys.iter().filter(|key| !key.is_empty()) {
        let same: Vec<_> = key.iter().map(|column| format!("n.{column} = t.{column}")).collect();
        sql += &format!(
            " AND NOT EXISTS (SELECT FROM {} n WHERE n.org_id = '{}' AND {})",
            table.name,
            cast.north.org.uuid(),
            same.join(" AND ")
        );
    }
    let row = client.query_opt(&(sql + " LIMIT 1"), &[]).await.unwrap();
    let row =
        row.unwrap_or_else(|| panic!("the south has nothing of its own in {}: see cast.rs", table.name));
    match row.get(0) {
        Value::Object(row) => row,
        other => panic!("not an object: {other}"),
    }
}

#[tokio::test]
async fn no_row_points_at_another_organizations() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    client.batch_execute("BEGIN").await.unwrap();
    let crossings = crossings(&client, &cast).await;
    assert!(crossings.lines().count() >= 18, "{crossings}");
    for line in crossings.lines() {
        // A column that is computed from others points where they do, and nowhere by itself.
        assert!(line.ends_with(": rule") || line.ends_with(": !428C9"), "{line}");
    }
}

#[tokio::test]
async fn organizations_do_not_meet_in_a_unique_key() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    client.batch_execute("BEGIN").await.unwrap();
    let coexistence = coexistence(&client, &cast).await;
    assert!(coexistence.lines().count() >= 14, "{coexistence}");
    for line in coexistence.lines() {
        assert!(line.ends_with(": 1"), "{line}");
    }
}
