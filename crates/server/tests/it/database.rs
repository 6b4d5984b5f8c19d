//! A fresh database for a test, removed at its end.

use std::path::PathBuf;

use domain::Rng;
use server::machine::SystemRng;
use store::provision;
use tokio_postgres::{Client, Config, NoTls};

/// Where the tests' PostgreSQL listens: `script/test-postgres` starts one and tells.
pub(crate) fn socket() -> PathBuf {
    let dir = std::env::var_os("CREDENZA_TEST_PG")
        .expect("CREDENZA_TEST_PG is not set: run `eval $(script/test-postgres start)`, or script/test");
    PathBuf::from(dir)
}

/// How to connect to `database` through the socket in `folder`.
pub(crate) fn config(folder: PathBuf, user: &str, database: &str) -> Config {
    let mut config = Config::new();
    config.host_path(folder).user(user).dbname(database);
    config
}

async fn connect(database: &str) -> Client {
    let (client, connection) =
        config(socket(), "postgres", database).connect(NoTls).await.expect("the tests' PostgreSQL");
    tokio::spawn(connection);
    client
}

/// A migrated database of its own.
pub(crate) struct Database {
    pub(crate) name: String,
}

impl Database {
    pub(crate) async fn new() -> Self {
        let name = format!("it_{:032x}", u128::from_le_bytes(SystemRng.bytes()));
        provision::create_database(&connect("postgres").await, &name).await.expect("a new database");
        let database = Self { name };
        provision::migrate(&mut database.superuser().await).await.expect("migrations");
        database
    }

    /// A connection that may do everything, for looking behind the curtain.
    pub(crate) async fn superuser(&self) -> Client {
        connect(&self.name).await
    }

    /// One value, as the superuser sees it.
    pub(crate) async fn one<T>(&self, sql: &str) -> T
    where
        T: for<'a> tokio_postgres::types::FromSql<'a>,
    {
        self.superuser().await.query_one(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get(0)
    }

    /// Changes something behind the server's back, and says how many rows it was.
    pub(crate) async fn change(&self, sql: &str) -> u64 {
        self.superuser().await.execute(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"))
    }

    /// All tables of this database that are not PostgreSQL's own.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                   WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1";
        let rows = self.superuser().await.query(sql, &[]).await.expect("the catalogue");
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = self.name.clone();
        // The test's runtime may be ending: this takes one of its own.
        let removal = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                connect("postgres").await.batch_execute(&sql).await.expect("removing the database");
            });
        });
        // A failed removal must not hide the test's own failure.
        drop(removal.join());
    }
}
