//! Who guards the guards: every policy, condition, FORCE and key of the catalogue is broken in turn, and each time one of
//! the observers of the other tests must see a difference.
//!
//! All of it happens in transactions of one database that are rolled back.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tokio_postgres::Client;

use crate::cast::Cast;
use crate::catalogue::{Policy, keys, policies, tables};
use crate::matrix::{Board, cell};
use crate::{flows, lints, references};

/// A way to look at the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Observer {
    /// The matrix of the table in question.
    Table,
    /// The whole matrix.
    Matrix,
    /// The same as `Table`, when every role has every privilege and policies alone decide.
    Unprivileged,
    /// What people do.
    Flows,
    /// The rules of the catalogue.
    Lints,
    /// References from one organization to another.
    Crossings,
    /// The same key in two organizations.
    Coexistence,
    /// The reviewed lists of keys and privileges.
    Lists,
}

struct Mutant {
    name: String,
    table: String,
    sql: String,
    /// Any of these may notice; the first that does ends the search.
    observers: &'static [Observer],
}

/// What an observer sees.
async fn look(observer: Observer, client: &Client, cast: &Cast, board: &Board, table: &str) -> String {
    match observer {
        Observer::Table => board.run(client, |name| name == table).await,
        Observer::Unprivileged => {
            let sql = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO credenza_app");
            client.batch_execute(&sql).await.unwrap();
            board.run(client, |name| name == table).await
        }
        Observer::Matrix => board.run(client, |_| true).await,
        Observer::Flows => flows::walk(client, cast).await,
        Observer::Lints => lints::findings(client).await.join("\n"),
        Observer::Crossings => references::crossings(client, cast).await,
        Observer::Coexistence => references::coexistence(client, cast).await,
        Observer::Lists => lints::listed_keys(client).await + &lints::listed_privileges(client).await,
    }
}

/// Breaks the database as each mutant says. Panics with the names of those that nobody notices.
async fn hunt(mutants: impl AsyncFn(&Client) -> Vec<Mutant>, least: usize, equivalent: &[&str]) {
    let cast = Box::new(Box::pin(Cast::new()).await);
    let client = cast.database.superuser().await;
    let board = Board::new(&client, &cast).await;
    let mutants = mutants(&client).await;
    assert!(mutants.len() >= least, "only {} mutants", mutants.len());
    let (mut survivors, mut sights) = (Vec::new(), HashMap::new());
    for mutant in &mutants {
        let mut noticed = false;
        for observer in mutant.observers {
            client.batch_execute("BEGIN").await.unwrap();
            let before = match sights.entry((*observer, &mutant.table)) {
                Entry::Occupied(seen) => seen.into_mut(),
                Entry::Vacant(unseen) => {
                    let seen = look(*observer, &client, &cast, &board, &mutant.table).await;
                    client.batch_execute("ROLLBACK; BEGIN").await.unwrap();
                    unseen.insert(seen)
                }
            };
            let made = cell(&client, &mutant.sql, false).await;
            // A key that the rows themselves contradict cannot be made.
            noticed = made == "rule";
            if !noticed {
                assert!(!made.starts_with('!'), "{}: {made}: {}", mutant.name, mutant.sql);
                let after = look(*observer, &client, &cast, &board, &mutant.table).await;
                noticed = *before != after;
            }
            client.batch_execute("ROLLBACK").await.unwrap();
            if noticed {
                break;
            }
        }
        if !noticed {
            survivors.push(mutant.name.as_str());
        }
    }
    assert_eq!(survivors, equivalent, "of {} mutants", mutants.len());
}

const ROWS: &[Observer] = &[Observer::Table, Observer::Unprivileged, Observer::Flows, Observer::Matrix];

#[tokio::test]
async fn a_policy_that_is_gone_is_missed() {
    hunt(
        async |client| {
            let policies = policies(client).await;
            let drop = |policy: &Policy| Mutant {
                name: format!("{} of {}", policy.name, policy.table),
                table: policy.table.clone(),
                sql: format!("DROP POLICY {} ON {}", policy.name, policy.table),
                observers: ROWS,
            };
            policies.iter().map(drop).collect()
        },
        45,
        &[],
    )
    .await;
}

/// Every comparison within a policy, made true.
#[tokio::test]
async fn a_condition_that_is_gone_is_missed() {
    let equivalent = [
        // Row-level security has confined these objects to the organization, and an object keeps its kind.
        "reveal_password of credenza.object_keys: USING o.org_id = object_keys.org_id",
        "reveal_password of credenza.object_keys: USING o.version = object_keys.version",
        // A key-encryption key has an id of its own, in whatever organization.
        "rotate of credenza.object_keys: USING e.org_id = object_keys.org_id",
        "rotate_see of credenza.object_keys: USING e.org_id = object_keys.org_id",
        // As above.
        "take_file of credenza.object_keys: USING o.org_id = object_keys.org_id",
        "take_file of credenza.object_keys: USING o.version = object_keys.version",
        // Nothing of a certificate is evidence: this spares the look.
        "see_evidence of credenza.objects: USING certificate_id IS NULL",
    ];
    hunt(
        async |client| {
            let mut mutants = Vec::new();
            for policy in policies(client).await {
                for (clause, text) in [("USING", &policy.using), ("WITH CHECK", &policy.check)] {
                    for condition in text.iter().flat_map(|text| conditions(text)) {
                        let weak = text.as_ref().unwrap().replacen(&condition, "(true)", 1);
                        mutants.push(Mutant {
                            name: format!(
                                "{} of {}: {clause} {}",
                                policy.name,
                                policy.table,
                                &condition[1..condition.len() - 1]
                            ),
                            table: policy.table.clone(),
                            sql: format!(
                                "ALTER POLICY {} ON {} {clause} ({weak})",
                                policy.name, policy.table
                            ),
                            observers: ROWS,
                        });
                    }
                }
            }
            mutants
        },
        45,
        &equivalent,
    )
    .await;
}

/// The permission that a policy asks for, forgotten: any member of the organization will do.
#[tokio::test]
async fn a_permission_that_is_not_asked_for_is_missed() {
    hunt(
        async |client| {
            let mut mutants = Vec::new();
            for policy in policies(client).await {
                for (clause, text) in [("USING", &policy.using), ("WITH CHECK", &policy.check)] {
                    let Some(text) = text else { continue };
                    // What may be updated at all is decided before what may be written.
                    if policy.command == "w" && clause == "WITH CHECK" {
                        continue;
                    }
                    let Some((before, rest)) = text.split_once("credenza.org_with(") else { continue };
                    let Some((_, after)) = rest.split_once("::text)") else { continue };
                    mutants.push(Mutant {
                        name: format!("{} of {}: {clause}", policy.name, policy.table),
                        table: policy.table.clone(),
                        sql: format!(
                            "ALTER POLICY {} ON {} {clause} ({before}credenza.org(){after})",
                            policy.name, policy.table
                        ),
                        observers: ROWS,
                    });
                }
            }
            mutants
        },
        20,
        &[],
    )
    .await;
}

/// The innermost parenthesized conditions of an expression, with their parentheses.
fn conditions(text: &str) -> Vec<String> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' => open.push(at),
            ')' => {
                let Some(from) = open.pop() else { continue };
                let inside = &text[from + 1..at];
                let compares = [" = ", " <> ", " < ", " IS NULL", " IS NOT NULL"]
                    .iter()
                    .any(|word| inside.contains(word));
                // A condition of its own is one that does not hold another of those in parentheses.
                let whole = !inside.contains(" AND ")
                    && !inside.starts_with("EXISTS")
                    && !inside.trim_start().starts_with("SELECT");
                if compares && whole {
                    found.push(text[from..=at].to_owned());
                }
            }
            _ => {}
        }
    }
    found
}

#[tokio::test]
async fn row_level_security_that_is_off_is_missed() {
    hunt(
        async |client| {
            let mut mutants = Vec::new();
            for table in tables(client).await {
                for change in ["NO FORCE", "DISABLE"] {
                    mutants.push(Mutant {
                        name: format!("{change} {}", table.name),
                        table: table.name.clone(),
                        sql: format!("ALTER TABLE {} {change} ROW LEVEL SECURITY", table.name),
                        observers: &[Observer::Lints],
                    });
                }
                mutants.push(Mutant {
                    name: format!("everything granted on {}", table.name),
                    table: table.name.clone(),
                    sql: format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO credenza_app", table.name),
                    observers: &[Observer::Table, Observer::Lists],
                });
                mutants.push(Mutant {
                    name: format!("{} shown to the system role", table.name),
                    table: table.name.clone(),
                    sql: format!("GRANT SELECT ON {} TO credenza_system", table.name),
                    observers: &[Observer::Lints],
                });
            }
            mutants
        },
        70,
        &[],
    )
    .await;
}

#[tokio::test]
async fn a_foreign_key_that_is_gone_or_plain_is_missed() {
    hunt(
        async |client| {
            let tables = tables(client).await;
            let tenant = |name: &str| tables.iter().any(|table| table.name == name && table.tenant);
            let mut mutants = Vec::new();
            for key in keys(client).await {
                let Some((target, _)) = key.target.as_ref().filter(|(target, _)| tenant(target)) else {
                    continue;
                };
                let drop = format!("ALTER TABLE {} DROP CONSTRAINT {}", key.table, key.name);
                mutants.push(Mutant {
                    name: format!("{} dropped", key.name),
                    table: key.table.clone(),
                    sql: drop.clone(),
                    observers: &[Observer::Crossings],
                });
                let (from, to): (Vec<_>, Vec<_>) = key.references().into_iter().unzip();
                if from.is_empty() {
                    continue;
                }
                let (from, to, table) = (from.join(", "), to.join(", "), &key.table);
                mutants.push(Mutant {
                    name: format!("{} plain", key.name),
                    table: table.clone(),
                    sql: format!(
                        "{drop}; ALTER TABLE {target} ADD UNIQUE ({to});
                         ALTER TABLE {table} ADD FOREIGN KEY ({from}) REFERENCES {target} ({to})"
                    ),
                    observers: &[Observer::Crossings],
                });
            }
            mutants
        },
        30,
        &[],
    )
    .await;
}

#[tokio::test]
async fn a_unique_key_that_is_gone_or_spans_organizations_is_missed() {
    let equivalent = [
        // What the row that is tried has nothing of: it stands for a pass, and renews nothing.
        "status_entries_org_id_ticket_id_list_key across organizations",
        "tickets_org_id_renews_id_key across organizations",
    ];
    hunt(
        async |client| {
            let tables = tables(client).await;
            let mut mutants = Vec::new();
            for key in keys(client).await.iter().filter(|key| key.target.is_none()) {
                let table = &key.table;
                let drop = match key.kind.as_str() {
                    "i" => format!("DROP INDEX {}.{}", table.split_once('.').unwrap().0, key.name),
                    _ => format!("ALTER TABLE {table} DROP CONSTRAINT {} CASCADE", key.name),
                };
                mutants.push(Mutant {
                    name: format!("{} dropped", key.name),
                    table: table.clone(),
                    sql: drop.clone(),
                    observers: &[Observer::Lists],
                });
                let rest: Vec<_> =
                    key.columns.iter().filter(|c| *c != "org_id").map(String::as_str).collect();
                let of_tenants = tables.iter().any(|t| t.name == *table && t.tenant);
                if of_tenants && key.kind != "i" && !rest.is_empty() {
                    mutants.push(Mutant {
                        name: format!("{} across organizations", key.name),
                        table: table.clone(),
                        sql: format!("{drop}; ALTER TABLE {table} ADD UNIQUE ({})", rest.join(", ")),
                        observers: &[Observer::Coexistence],
                    });
                    mutants.push(Mutant {
                        name: format!("{} with org_id last", key.name),
                        table: table.clone(),
                        sql: format!("{drop}; ALTER TABLE {table} ADD UNIQUE ({}, org_id)", rest.join(", ")),
                        observers: &[Observer::Lints],
                    });
                }
            }
            mutants
        },
        50,
        &equivalent,
    )
    .await;
}
