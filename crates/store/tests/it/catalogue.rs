//! What the database says of itself.

use tokio_postgres::Client;

pub(crate) use store::catalogue::{HISTORY, SCHEMAS};

pub(crate) struct Table {
    /// With its schema.
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// Whether its rows belong to organizations.
    pub(crate) tenant: bool,
    /// The columns of each unique key, the primary key first, without `org_id`.
    pub(crate) keys: Vec<Vec<String>>,
}

pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) generated: bool,
    /// Whether the app role may update it.
    pub(crate) app_updates: bool,
}

/// Every table but refinery's, by name.
pub(crate) async fn tables(client: &Client) -> Vec<Table> {
    let rows = client
        .query(
            "SELECT format('%s.%s', n.nspname, c.relname) AS name,
                    array_agg(a.attname::text ORDER BY a.attnum) AS columns,
                    array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum) AS kinds,
                    array_agg(a.attgenerated <> '' ORDER BY a.attnum) AS generated,
                    array_agg(has_column_privilege('credenza_app', c.oid, a.attnum, 'UPDATE') ORDER BY a.attnum) AS app_updates,
                    bool_or(a.attname = 'org_id') AS tenant
             FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)
             GROUP BY 1 ORDER BY 1",
            &[&SCHEMAS.as_slice()],
        )
        .await
        .unwrap();
    let mut tables = Vec::new();
    for row in rows {
        let name: String = row.get("name");
        if name == HISTORY {
            continue;
        }
        let names: Vec<String> = row.get("columns");
        let kinds: Vec<String> = row.get("kinds");
        let generated: Vec<bool> = row.get("generated");
        let app_updates: Vec<bool> = row.get("app_updates");
        let columns = names
            .into_iter()
            .zip(kinds)
            .zip(generated.into_iter().zip(app_updates))
            .map(|((name, kind), (generated, app_updates))| Column { name, kind, generated, app_updates })
            .collect();
        let keys = unique_keys(client, &name).await;
        tables.push(Table { name, columns, tenant: row.get("tenant"), keys });
    }
    tables
}

async fn unique_keys(client: &Client, table: &str) -> Vec<Vec<String>> {
    let rows = client
        .query(
            "SELECT ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                          WHERE a.attname <> 'org_id' ORDER BY k.place)
             FROM pg_index i WHERE i.indrelid = $1::text::regclass AND i.indisunique ORDER BY i.indisprimary DESC",
            &[&table],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A policy, as the catalogue has it.
pub(crate) struct Policy {
    pub(crate) table: String,
    pub(crate) name: String,
    /// `r` select, `a` insert, `w` update, `d` delete, `*` all.
    pub(crate) command: String,
    pub(crate) using: Option<String>,
    pub(crate) check: Option<String>,
}

pub(crate) async fn policies(client: &Client) -> Vec<Policy> {
    let rows = client
        .query(
            "SELECT format('%s.%s', n.nspname, c.relname) AS relation, p.polname::text, p.polcmd::text,
                    pg_get_expr(p.polqual, p.polrelid) AS using_, pg_get_expr(p.polwithcheck, p.polrelid) AS check_
             FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             ORDER BY 1, 2",
            &[],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| Policy {
            table: row.get("relation"),
            name: row.get("polname"),
            command: row.get("polcmd"),
            using: row.get("using_"),
            check: row.get("check_"),
        })
        .collect()
}

/// A constraint or unique index, as the catalogue defines it.
pub(crate) struct Key {
    pub(crate) table: String,
    pub(crate) name: String,
    /// `p` primary key, `u` unique, `f` foreign key, `i` unique index without a constraint.
    pub(crate) kind: String,
    pub(crate) definition: String,
    /// The columns it is about.
    pub(crate) columns: Vec<String>,
    /// Of a foreign key: the table and the columns it refers to.
    pub(crate) target: Option<(String, Vec<String>)>,
}

impl Key {
    /// Pairs of referring and referred column, without `org_id`.
    pub(crate) fn references(&self) -> Vec<(&str, &str)> {
        let targets = self.target.as_ref().map(|(_, columns)| columns.as_slice()).unwrap_or_default();
        let pairs = self.columns.iter().zip(targets).map(|(from, to)| (from.as_str(), to.as_str()));
        pairs.filter(|(from, _)| *from != "org_id").collect()
    }
}

/// Primary, unique and foreign keys of every table, by table and name.
pub(crate) async fn keys(client: &Client) -> Vec<Key> {
    let rows = client
        .query(
            "WITH columns AS (
                 SELECT attrelid, attnum, attname::text AS name FROM pg_attribute WHERE attnum > 0
             ), keys AS (
                 SELECT conrelid AS relation, conname::text AS name, contype::text AS kind,
                        pg_get_constraintdef(oid) AS definition, conkey AS columns, confrelid AS target, confkey AS targets
                 FROM pg_constraint WHERE contype IN ('p', 'u', 'f')
                 UNION ALL
                 SELECT i.indrelid, c.relname::text, 'i', pg_get_indexdef(i.indexrelid), i.indkey::smallint[], 0, NULL
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                 WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid)
             )
             SELECT format('%s.%s', n.nspname, r.relname) AS relation, k.name, k.kind, k.definition,
                    ARRAY(SELECT a.name FROM unnest(k.columns) WITH ORDINALITY AS u (attnum, place)
                          JOIN columns a ON a.attrelid = k.relation AND a.attnum = u.attnum ORDER BY u.place) AS columns,
                    (SELECT format('%s.%s', tn.nspname, t.relname) FROM pg_class t
                     JOIN pg_namespace tn ON tn.oid = t.relnamespace WHERE t.oid = k.target) AS target,
                    ARRAY(SELECT a.name FROM unnest(k.targets) WITH ORDINALITY AS u (attnum, place)
                          JOIN columns a ON a.attrelid = k.target AND a.attnum = u.attnum ORDER BY u.place) AS targets
             FROM keys k JOIN pg_class r ON r.oid = k.relation JOIN pg_namespace n ON n.oid = r.relnamespace
             WHERE n.nspname = ANY ($1) AND format('%s.%s', n.nspname, r.relname) <> $2
             ORDER BY 1, k.kind, k.name",
            &[&SCHEMAS.as_slice(), &HISTORY],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| Key {
            table: row.get("relation"),
            name: row.get("name"),
            kind: row.get("kind"),
            definition: row.get("definition"),
            columns: row.get("columns"),
            target: row.get::<_, Option<String>>("target").map(|table| (table, row.get("targets"))),
        })
        .collect()
}
