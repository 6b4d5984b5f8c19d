//! What people do, in raw SQL within one transaction: signing in, refreshing, proving themselves, keeping a certificate,
//! fetching it, reading the log. Whoever breaks the database for its users is noticed here.

use std::collections::BTreeSet;

use domain::Rng;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::cast::Cast;
use crate::firm::{PASSWORD, TestRng, request};
use crate::matrix::cell;

/// Blocks of a statement each, below a line `-- ROLE: NAME`. `:new_…` and `:next_…` are fresh ids.
const STEPS: &str = include_str!("flows.sql");

/// Walks through all of it in the transaction that is open on `client`, and leaves nothing. A line for each step: its
/// answer.
pub(crate) async fn walk(client: &Client, cast: &Cast) -> String {
    let (mut text, steps) = (String::new(), with_values(cast));
    client.batch_execute("SAVEPOINT walk").await.unwrap();
    for step in steps.split("-- ").skip(1) {
        let (title, sql) = step.split_once('\n').unwrap();
        let (role, name) = title.split_once(": ").unwrap();
        client.batch_execute(&format!("SET LOCAL SESSION AUTHORIZATION credenza_{role}")).await.unwrap();
        let outcome = cell(client, sql, false).await;
        text.push_str(&format!("{name}: {outcome}\n"));
        client.batch_execute("SET LOCAL SESSION AUTHORIZATION DEFAULT").await.unwrap();
    }
    client.batch_execute("ROLLBACK TO walk").await.unwrap();
    text
}

fn with_values(cast: &Cast) -> String {
    let (firm, other) = (&cast.north, &cast.south);
    let known = [
        (":other_session", firm.member.session.uuid().to_string()),
        (":other_member", firm.member.member.uuid().to_string()),
        (":other_org", other.org.uuid().to_string()),
        (":org_label", firm.org.to_string()),
        (":org", firm.org.uuid().to_string()),
        (":member_label", firm.admin.member.to_string()),
        (":member", firm.admin.member.uuid().to_string()),
        (":email", format!("{}@example.test", firm.admin.member)),
        (":phc", PASSWORD.to_owned()),
        (":kek", firm.kek.uuid().to_string()),
        (":certificate_label", firm.certificate.to_string()),
        (":certificate", firm.certificate.uuid().to_string()),
        (":file", firm.file.uuid().to_string()),
        (":request", request().to_string()),
        (":own_worker", firm.vouching.admin.uuid().to_string()),
        (":pass_key", firm.vouching.pass_key.uuid().to_string()),
        (":site_label", firm.records.site.to_string()),
        (":site", firm.records.site.uuid().to_string()),
    ];
    let mut values: Vec<(String, String)> = known.map(|(name, value)| (name.to_owned(), value)).into();
    // Whatever is new has an id of its own.
    let words = STEPS
        .split(':')
        .map(|text| text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().unwrap());
    let new: BTreeSet<_> =
        words.filter(|word| word.starts_with("new_") || word.starts_with("next_")).collect();
    values.extend(
        new.into_iter().map(|word| {
            (format!(":{word}"), Uuid::from_u128(u128::from_le_bytes(TestRng.bytes())).to_string())
        }),
    );
    // Of two names that begin alike, the longer one.
    values.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    values.iter().fold(STEPS.to_owned(), |sql, (name, value)| sql.replace(name, &format!("'{value}'")))
}

#[tokio::test]
async fn people_get_their_work_done() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    client.batch_execute("BEGIN").await.unwrap();
    insta::assert_snapshot!(walk(&client, &cast).await);
}
