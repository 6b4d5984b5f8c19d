//! The second wall, seen whole: every table of the catalogue × every statement × everybody who might send it, in raw SQL
//! that no policy of ours has looked at.

use std::fmt::Write;

use futures_util::join;
use serde_json::{Map, Value, json};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::cast::Cast;
use crate::catalogue::{Table, tables};
use crate::firm::Persona;
use crate::rows;

const STATEMENTS: [&str; 5] = ["select", "insert", "update", "delete", "move"];

/// Whom a new row is about, where that decides who may write it: it stays who is in the row that is copied.
const ABOUT: [(&str, &str); 1] = [("credenza.worker_duties", "worker_id")];

/// Who sends a statement, with what context, and at whose rows it aims.
pub(crate) struct Scenario {
    name: &'static str,
    /// The database role.
    role: &'static str,
    /// What it does before the statement.
    context: String,
    /// The member who sends it.
    sender: Option<Persona>,
    /// Whether the statement asks for the other organization's rows by name, or for all that there are.
    aims_at_other: bool,
}

/// What a run needs of the database as it was before it.
pub(crate) struct Board {
    pub(crate) tables: Vec<Table>,
    scenarios: Vec<Scenario>,
    north: String,
    south: String,
    /// A row of each organization for each table.
    samples: Vec<[Map<String, Value>; 2]>,
    /// How many rows each organization has in each table.
    counts: Vec<[i64; 2]>,
}

pub(crate) fn enter(persona: &Persona) -> String {
    format!("SELECT FROM credenza.enter('\\x{}')", hex::encode(persona.handle))
}

fn set(context: &str) -> String {
    format!("SELECT set_config('credenza.context', '{context}', true)")
}

impl Board {
    pub(crate) async fn new(client: &Client, cast: &Cast) -> Self {
        let tables = tables(client).await;
        let (north, south) = (&cast.north, &cast.south);
        let (mut samples, mut counts) = (Vec::new(), Vec::new());
        for table in &tables {
            samples.push([
                rows::sample(client, table, north.org).await,
                rows::sample(client, table, south.org).await,
            ]);
            let mut count = [0; 2];
            for (count, org) in count.iter_mut().zip([north.org, south.org]) {
                let of_org =
                    if table.tenant { format!("WHERE org_id = '{}'", org.uuid()) } else { String::new() };
                let sql = format!("SELECT count(*) FROM {} {of_org}", table.name);
                *count = client.query_one(&sql, &[]).await.unwrap().get(0);
            }
            counts.push(count);
        }
        Self {
            tables,
            scenarios: scenarios(client, cast).await,
            north: north.org.uuid().to_string(),
            south: south.org.uuid().to_string(),
            samples,
            counts,
        }
    }

    fn sql(&self, at: usize, statement: &str, scenario: &Scenario) -> String {
        let table = &self.tables[at];
        let name = &table.name;
        let other = scenario.aims_at_other && table.tenant;
        let aimed = if other { format!(" WHERE org_id = '{}'", self.south) } else { String::new() };
        match statement {
            "select" => format!("SELECT count(*) FROM {name}{aimed}"),
            "insert" => {
                let of_other = other || scenario.name == "forged";
                let mut row = self.samples[at][usize::from(of_other)].clone();
                // Some rows are for whom they name.
                let own = scenario
                    .sender
                    .map(|p| [("member_id", p.member.uuid()), ("session_id", p.session.uuid())]);
                let own: Vec<_> =
                    own.iter().flatten().filter(|(column, _)| row.contains_key(*column)).collect();
                let mut fixed: Vec<_> = own.iter().map(|(column, _)| *column).collect();
                fixed.extend(ABOUT.iter().filter(|(table, _)| table == name).map(|(_, column)| *column));
                for (column, id) in own {
                    row.insert((*column).into(), json!(id));
                }
                rows::insert(table, &row, &fixed)
            }
            "update" => {
                let granted = table.columns.iter().find(|column| column.app_updates && !column.generated);
                // Where it may, it writes blindly: a statement that reads a column is held by the policies on reading too.
                let row = Value::Object(self.samples[at][0].clone()).to_string().replace('\'', "''");
                let blind = granted.map(|column| {
                    (
                        &*column.name,
                        format!("(jsonb_populate_record(NULL::{name}, '{row}'::jsonb)).{}", column.name),
                    )
                });
                let first = table.columns.first().map_or("?", |column| &column.name);
                let (column, value) = blind.unwrap_or((first, first.into()));
                format!("UPDATE {name} SET {column} = {value}{aimed}")
            }
            "delete" => format!("DELETE FROM {name}{aimed}"),
            _ => {
                let to = if other { &self.north } else { &self.south };
                format!("UPDATE {name} SET org_id = '{to}'{aimed}")
            }
        }
    }

    /// Runs every statement of the tables that `wanted` names, within the transaction that is open on `client`, and
    /// leaves nothing. Foreign keys are set aside, so that what decides is privileges and policies alone.
    pub(crate) async fn run(&self, client: &Client, wanted: impl Fn(&str) -> bool) -> String {
        let mut cells =
            vec![vec![vec![String::new(); self.scenarios.len()]; STATEMENTS.len()]; self.tables.len()];
        for (column, scenario) in self.scenarios.iter().enumerate() {
            let role = scenario.role;
            let begin = format!(
                "SAVEPOINT scenario; SET LOCAL session_replication_role = replica; SET LOCAL SESSION AUTHORIZATION {role}"
            );
            client.batch_execute(&begin).await.unwrap();
            let entered = if scenario.context.is_empty() {
                "ok".into()
            } else {
                cell(client, &scenario.context, false).await
            };
            for (at, table) in self.tables.iter().enumerate().filter(|(_, table)| wanted(&table.name)) {
                for (line, statement) in STATEMENTS.iter().enumerate() {
                    cells[at][line][column] = match *statement {
                        "move" if !table.tenant => "-".into(),
                        _ if entered.starts_with('!') => entered.clone(),
                        _ => cell(client, &self.sql(at, statement, scenario), true).await,
                    };
                }
            }
            client.batch_execute("ROLLBACK TO scenario").await.unwrap();
        }
        self.render(&cells, wanted)
    }

    fn render(&self, cells: &[Vec<Vec<String>>], wanted: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        for (at, table) in self.tables.iter().enumerate().filter(|(_, table)| wanted(&table.name)) {
            let [ours, theirs] = self.counts[at];
            let held =
                if table.tenant { format!("{ours} ours, {theirs} theirs") } else { format!("{ours} rows") };
            writeln!(text, "{} ({held})", table.name).unwrap();
            write!(text, "          ").unwrap();
            for scenario in &self.scenarios {
                write!(text, "{:<9}", scenario.name).unwrap();
            }
            text.truncate(text.trim_end().len());
            for (line, statement) in STATEMENTS.iter().enumerate() {
                write!(text, "\n  {statement:<8}").unwrap();
                for cell in &cells[at][line] {
                    write!(text, "{cell:<9}").unwrap();
                }
                text.truncate(text.trim_end().len());
            }
            text.push_str("\n\n");
        }
        text
    }
}

/// The outcome of one statement: a number of rows, `denied` (no privilege), `refused` (row-level security), `rule` (a
/// constraint, of which class 23 of SQLSTATE speaks) or `!SQLSTATE`.
pub(crate) async fn cell(client: &Client, sql: &str, undo: bool) -> String {
    let (begun, answer, ended) = join!(
        client.batch_execute("SAVEPOINT cell"),
        client.simple_query(sql),
        client.batch_execute(if undo { "ROLLBACK TO cell" } else { "" }),
    );
    begun.unwrap();
    let failed = answer.is_err();
    let outcome = match answer {
        Ok(messages) => match messages.as_slice() {
            [.., SimpleQueryMessage::Row(row), _] => {
                row.try_get(0).ok().flatten().unwrap_or_default().to_owned()
            }
            [.., SimpleQueryMessage::CommandComplete(count)] => count.to_string(),
            other => panic!("{sql}: {other:?}"),
        },
        Err(error) => {
            let error = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error}"));
            match error.code().code() {
                "42501" if error.message().contains("row-level security") => "refused".into(),
                "42501" => "denied".into(),
                code if code.starts_with("23") => "rule".into(),
                code => format!("!{code}"),
            }
        }
    };
    if failed && !undo {
        client.batch_execute("ROLLBACK TO cell").await.unwrap();
    } else {
        ended.unwrap();
    }
    outcome
}

async fn scenarios(client: &Client, cast: &Cast) -> Vec<Scenario> {
    let (north, south) = (&cast.north, &cast.south);
    // A true context, on this very connection, of another transaction.
    client.batch_execute("BEGIN").await.unwrap();
    client.batch_execute(&enter(&north.admin)).await.unwrap();
    let copied: String =
        client.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0);
    client.batch_execute("ROLLBACK").await.unwrap();
    let session = async |persona: &Persona| hex::encode(cast.database.sha256(&persona.handle).await);
    let (ours, theirs) = (session(&north.admin).await, session(&south.admin).await);
    assert!(copied.starts_with(&ours));
    let member = |name, persona: &Persona, aims_at_other| Scenario {
        name,
        role: "credenza_app",
        context: enter(persona),
        sender: Some(*persona),
        aims_at_other,
    };
    let nobody = |name, role, context| Scenario { name, role, context, sender: None, aims_at_other: false };
    // The other organization's session in a true context of this transaction: what would be needed is its MAC.
    let forged = format!(
        "{}; SELECT set_config('credenza.context', replace(current_setting('credenza.context'), '{}', '{}'), true)",
        enter(&north.admin),
        ours,
        theirs
    );
    vec![
        member("admin", &north.admin, false),
        member("member", &north.member, false),
        member("auditor", &north.auditor, false),
        member("courier", &north.courier, false),
        member("teller", &north.teller, false),
        member("guest", &north.guest, false),
        member("foreman", &north.foreman, false),
        member("token", &north.token, false),
        member("reader", &north.reader, false),
        member("other", &north.admin, true),
        nobody("none", "credenza_app", String::new()),
        nobody("forged", "credenza_app", forged),
        nobody("stale", "credenza_app", set(&copied)),
        nobody("system", "credenza_system", String::new()),
        nobody("owner", "credenza_owner", String::new()),
        nobody("audit", "credenza_audit", String::new()),
    ]
}

/// What the columns are.
const LEGEND: &str = "\
Everything that a statement can do to any table, by who sends it, with policy in code out of the way.
A number: rows seen or changed. denied: no privilege. refused: row-level security. rule: the wall let it pass, but
a constraint did not. Statements name no organization, but for the column `other`; `move` writes the other organization's id
into a row.

admin, member, auditor  the built-in roles in our organization
courier, teller, guest  custom roles: may download, and see all workers if he saw any; may see passwords and, of his
                        crew, workers, what proves their tickets and what scanners said of them; may do nothing
foreman                 a custom role: may see, add and change workers and record tickets, of the crew that he supervises,
                        and enrol scanners
token, reader           API tokens: the courier's, for all that he may; our administrator's, for seeing certificates
other                   our administrator, asking for the other organization's rows
none, forged, stale     no context; our administrator's with the other's session in it; one of another transaction
system, owner, audit    the database roles credenza_system, credenza_owner and credenza_audit

";

#[tokio::test]
async fn the_engine_answers_everybody_as_the_table_says() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    let board = Board::new(&client, &cast).await;
    client.batch_execute("BEGIN").await.unwrap();
    let matrix = board.run(&client, |_| true).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    assert!(!matrix.contains('!'), "a statement failed for another reason than the wall:\n{matrix}");
    insta::assert_snapshot!(format!("{LEGEND}{matrix}"));
}

/// The matrix is run by a superuser who puts on the roles. A login gets the same.
#[tokio::test]
async fn a_login_gets_what_the_table_says() {
    let cast = Cast::new().await;
    let superuser = cast.database.superuser().await;
    let board = Board::new(&superuser, &cast).await;
    let app = cast.database.app().await;
    for scenario in board.scenarios.iter().filter(|s| s.role == "credenza_app" && s.name != "stale") {
        for at in 0..board.tables.len() {
            for statement in ["select", "update", "move"] {
                let sql = board.sql(at, statement, scenario);
                let mut seen = Vec::new();
                for (client, role) in
                    [(&app, ""), (&superuser, "SET LOCAL SESSION AUTHORIZATION credenza_app")]
                {
                    client.batch_execute(&format!("BEGIN; {role}")).await.unwrap();
                    client.batch_execute(&scenario.context).await.unwrap();
                    seen.push(cell(client, &sql, true).await);
                    client.batch_execute("ROLLBACK").await.unwrap();
                }
                assert_eq!(seen[0], seen[1], "{}: {sql}", scenario.name);
            }
        }
    }
}
