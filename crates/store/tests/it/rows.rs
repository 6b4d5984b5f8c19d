//! Rows to insert, made from rows that are there, for any table that the catalogue lists.

use domain::Rng;
use domain::id::OrgId;
use serde_json::{Map, Value, json};
use tokio_postgres::Client;

use crate::catalogue::Table;
use crate::firm::TestRng;

/// What a copy of a row must have changed beside its keys.
const OVERRIDES: [(&str, &str, &str); 1] = [
    // One KEK of an organization is the primary one.
    ("credenza.keks", "state", "decrypt_only"),
];

/// A row of this organization, or any row of a table that is not of organizations.
pub(crate) async fn sample(client: &Client, table: &Table, org: OrgId) -> Map<String, Value> {
    let of_org = if table.tenant { format!("WHERE org_id = '{}'", org.uuid()) } else { String::new() };
    let row = client
        .query_opt(&format!("SELECT to_jsonb(t) FROM {} t {of_org} LIMIT 1", table.name), &[])
        .await
        .unwrap();
    let row =
        row.unwrap_or_else(|| panic!("{} has no row of this organization: add one in cast.rs", table.name));
    match row.get(0) {
        Value::Object(row) => row,
        other => panic!("not an object: {other}"),
    }
}

/// An insert of a copy of `row` with new values in its unique keys, but for the columns that are to stay as they are.
pub(crate) fn insert(table: &Table, row: &Map<String, Value>, fixed: &[&str]) -> String {
    let mut row = row.clone();
    for key in &table.keys {
        let kind = |name: &String| table.columns.iter().find(|c| c.name == *name).map(|c| c.kind.as_str());
        let free = || key.iter().filter(|name| !fixed.contains(&name.as_str()));
        let renewable: Vec<_> = free().filter(|name| kind(name) != Some("text")).collect();
        // A text may be one of a few words; it is only changed where nothing else can be, and the last one at that.
        let chosen: Vec<_> =
            if renewable.is_empty() { free().next_back().into_iter().collect() } else { renewable };
        for name in chosen {
            let old = row.get(name).cloned().unwrap_or(Value::Null);
            // What is not known is the same as nothing: NULL may stay.
            if old.is_null() {
                continue;
            }
            row.insert(name.clone(), renewed(kind(name).unwrap_or_default(), &old));
        }
    }
    insert_exactly(table, &overridden(table, row))
}

/// The row, so that it can stand beside the one it was copied from.
pub(crate) fn overridden(table: &Table, mut row: Map<String, Value>) -> Map<String, Value> {
    for (_, column, value) in OVERRIDES.iter().filter(|(name, ..)| *name == table.name) {
        row.insert((*column).into(), json!(value));
    }
    row
}

/// An insert of exactly this row.
pub(crate) fn insert_exactly(table: &Table, row: &Map<String, Value>) -> String {
    let columns: Vec<_> = table.columns.iter().filter(|c| !c.generated).map(|c| c.name.as_str()).collect();
    let (name, columns) = (&table.name, columns.join(", "));
    let row = Value::Object(row.clone()).to_string().replace('\'', "''");
    format!(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{name}, '{row}'::jsonb)"
    )
}

fn renewed(kind: &str, old: &Value) -> Value {
    let random = hex::encode(TestRng.bytes::<32>());
    match kind {
        "uuid" => json!(uuid::Uuid::from_u128(u128::from_le_bytes(TestRng.bytes()))),
        "bytea" => json!(format!("\\x{random}")),
        "integer" | "bigint" => json!(old.as_i64().unwrap_or(0) + 1_000_000),
        "text" => json!(format!("{}{}", old.as_str().unwrap_or("x"), &random[..8])),
        // Another column of the key makes the difference.
        "boolean" | "timestamp with time zone" => old.clone(),
        other => panic!("how is a unique {other} renewed? Say so in rows.rs"),
    }
}
