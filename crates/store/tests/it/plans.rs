//! No statement goes through other organizations' rows. The policies of some tables are joined by "or", and PostgreSQL looks by an index
//! only for what each of them names: what is looked for by another column then has to name the organization itself (ADR 46).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::cast::Cast;

/// A million rows on each page, so that an index is worth its while. Nothing gathers better knowledge of so large tables by itself. The
/// first page of an index has no entries.
const LARGE: &str =
    "UPDATE pg_class SET relpages = CASE relkind WHEN 'i' THEN 2 ELSE 1 END, reltuples = 1000000
    WHERE relnamespace = 'credenza'::regnamespace AND relkind IN ('r', 'i')";

/// The tables whose rows belong to organizations.
const TENANTS: &str =
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'credenza'::regnamespace AND c.relkind = 'r'";

/// A literal of Rust as it stands behind its first quotation mark, and where it ends.
fn literal(text: &str) -> (String, usize) {
    let (mut value, mut chars) = (String::new(), text.char_indices().peekable());
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (value, at + 1),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, char)| char.is_whitespace()).is_some() {},
                Some((_, escaped)) => value.push(if escaped == 'n' { '\n' } else { escaped }),
                None => break,
            },
            other => value.push(other),
        }
    }
    (String::new(), text.len())
}

/// The texts in a source file, each with what `concat!` joins to it, and files in the place of their names.
fn texts(source: &str, sql: &Path) -> Vec<String> {
    let (mut found, mut whole, mut rest) = (Vec::new(), None::<String>, source);
    while let Some(at) = rest.find(['"', ';']) {
        let before = &rest[..at];
        let ends = rest.as_bytes()[at] == b';';
        // What stands between the parts of a `concat!` is commas and the names of macros.
        let joins = before.trim_matches(|c: char| c.is_whitespace() || ",)(".contains(c));
        if before.contains("concat!(") || ends || !["", "include_str!"].contains(&joins) {
            found.extend(whole.take());
        }
        if before.contains("concat!(") {
            whole = Some(String::new());
        }
        if ends {
            rest = &rest[at + 1..];
            continue;
        }
        let (mut text, end) = literal(&rest[at + 1..]);
        if before.trim_end().ends_with("include_str!(") {
            let file = sql.join(text.trim_start_matches("../sql/"));
            text = std::fs::read_to_string(file).unwrap_or_default();
        }
        match &mut whole {
            Some(whole) => whole.push_str(&text),
            None => found.push(text),
        }
        rest = &rest[at + 1 + end..];
    }
    found.extend(whole);
    found
}

/// What the operator's commands ask over all organizations, as a superuser.
const OPERATORS: [&str; 4] = ["inspection", "operator", "provision", "rotation"];

/// Every statement of the store's that members ask with, as far as it stands in its sources.
fn statements() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let members = |path: &PathBuf| !OPERATORS.contains(&path.file_stem().unwrap().to_str().unwrap());
        let files = entries.filter(|path| path.is_file() && members(path));
        files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    };
    let mut all: BTreeSet<_> = files("sql/export").into_iter().collect();
    for source in files("src") {
        all.extend(texts(&source, &root.join("sql")));
    }
    let acts = ["SELECT", "WITH", "UPDATE", "DELETE", "INSERT"];
    let without_remarks = |text: &str| {
        text.lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with("--"))
            .map(|line| line.trim().to_owned())
    };
    all.retain(|text| without_remarks(text).is_some_and(|line| acts.iter().any(|act| line.starts_with(act))));
    all
}

/// The plan of a statement, whatever its values are; none for what is no statement of the application's.
async fn plan(client: &Client, sql: &str) -> Option<Value> {
    let values = client.prepare(sql).await.ok()?.params().len();
    let values = vec!["NULL"; values].join(", ");
    let values = if values.is_empty() { values } else { format!("({values})") };
    client.batch_execute(&format!("DEALLOCATE ALL; PREPARE planned AS {sql}")).await.ok()?;
    let explained =
        client.simple_query(&format!("EXPLAIN (FORMAT JSON) EXECUTE planned{values}")).await.ok()?;
    let lines = explained.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Some(serde_json::from_str::<Value>(&lines.collect::<String>()).unwrap()[0]["Plan"].clone())
}

/// Adds the scans below `node` that do not begin with an organization, of tables of tenants.
fn look(
    node: &Value,
    tenants: &BTreeSet<String>,
    indexes: &BTreeMap<String, String>,
    found: &mut Vec<String>,
) {
    let text = |name: &str| node[name].as_str().unwrap_or_default();
    let (kind, index) = (text("Node Type"), text("Index Name"));
    let table = if text("Relation Name").is_empty() {
        indexes.get(index).map_or("", String::as_str)
    } else {
        text("Relation Name")
    };
    let by_index = ["Index Scan", "Index Only Scan", "Bitmap Index Scan"].contains(&kind);
    let is_scan = by_index || ["Seq Scan", "Tid Scan", "Tid Range Scan"].contains(&kind);
    if is_scan && tenants.contains(table) && !text("Index Cond").contains("org_id") {
        found.push(format!("{kind} of {table} by {index} {} {}", text("Index Cond"), text("Filter")));
    }
    for below in node["Plans"].as_array().into_iter().flatten() {
        look(below, tenants, indexes, found);
    }
}

#[tokio::test]
async fn no_statement_goes_through_the_rows_of_other_organizations() {
    // A table without a row has no page that could be full.
    let database = &Cast::new().await.database;
    let superuser = database.superuser().await;
    superuser.batch_execute(LARGE).await.unwrap();
    let names = superuser.query(TENANTS, &[]).await.unwrap();
    let tenants: BTreeSet<String> = names.iter().map(|row| row.get(0)).collect();
    let of = "SELECT indexname::text, tablename::text FROM pg_indexes WHERE schemaname = 'credenza'";
    let indexes = superuser.query(of, &[]).await.unwrap();
    let indexes: BTreeMap<String, String> = indexes.iter().map(|row| (row.get(0), row.get(1))).collect();
    let client = database.app().await;
    client.batch_execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off").await.unwrap();
    let (mut planned, mut wrong) = (0, Vec::new());
    for sql in statements() {
        let Some(plan) = plan(&client, &sql).await else { continue };
        planned += 1;
        let mut found = Vec::new();
        look(&plan, &tenants, &indexes, &mut found);
        wrong.extend(found.into_iter().map(|scan| format!("{scan}\n    in {sql}\n")));
    }
    assert!(planned > 200, "only {planned} statements were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
