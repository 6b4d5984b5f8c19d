//! Makes an empty PostgreSQL ready for Credenza, and brings its schema up to date.

use tokio_postgres::Client;

use crate::{Error, Result};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Roles of the cluster, made once: an operator of an own PostgreSQL runs the same file.
const ROLES: &str = include_str!("../sql/roles.sql");

/// Everybody may make temporary tables in a new database. Nothing of Credenza does, so no statement shall.
const NO_TEMPORARY_TABLES: &str = "
    DO $$ BEGIN
        IF has_database_privilege('public', current_database(), 'TEMPORARY') THEN
            EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        END IF;
    END $$";

/// Creates the roles and, unless it exists, the database `name`. `admin` is connected as a superuser to any database.
///
/// # Errors
/// What PostgreSQL says.
pub async fn create_database(admin: &Client, name: &str) -> Result<()> {
    admin.batch_execute(ROLES).await?;
    let exists = admin.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_some();
    if !exists {
        let quoted = name.replace('"', "\"\"");
        admin
            .batch_execute(&format!(
                "CREATE DATABASE \"{quoted}\" OWNER credenza_owner ENCODING 'UTF8' TEMPLATE template0"
            ))
            .await?;
        admin
            .batch_execute(&format!(
                "REVOKE ALL ON DATABASE \"{quoted}\" FROM PUBLIC;
                 GRANT CONNECT ON DATABASE \"{quoted}\" TO credenza_app, credenza_system;"
            ))
            .await?;
    }
    Ok(())
}

/// Applies the migrations that are missing. `admin` is connected, as a superuser or as a member of both owning roles,
/// to the database itself. Safe to run by several replicas at once: they take turns.
///
/// # Errors
/// [`Error::Internal`] when a migration fails, or one that was applied has changed since.
pub async fn migrate(admin: &mut Client) -> Result<()> {
    // Any constant will do, as long as all replicas use the same.
    admin.batch_execute("SELECT pg_advisory_lock(7260130881)").await?;
    admin
        .batch_execute(
            "CREATE SCHEMA IF NOT EXISTS credenza AUTHORIZATION credenza_owner;
             CREATE SCHEMA IF NOT EXISTS audit AUTHORIZATION credenza_audit;
             SET ROLE credenza_owner;",
        )
        .await?;
    admin.batch_execute(NO_TEMPORARY_TABLES).await?;
    let applied = embedded::migrations::runner().run_async(admin).await;
    admin.batch_execute("RESET ROLE; SELECT pg_advisory_unlock(7260130881)").await?;
    let report = applied.map_err(|error| Error::Internal(told(&error)))?;
    if let [.., last] = report.applied_migrations().as_slice() {
        let (applied, version) = (report.applied_migrations().len(), last.version());
        tracing::info!(applied, %version, "brought the database's schema up to date");
    }
    Ok(())
}

/// Why migrations were not applied, and what to do: by version and name, never by the text of a migration.
fn told(error: &refinery::Error) -> String {
    use refinery::error::Kind;
    match error.kind() {
        Kind::DivergentVersion(applied, ours) => format!(
            "the database was migrated with another {applied} than this program has ({ours}): use the program that it was \
             migrated with, or a released one; a migration is never changed once it was applied"
        ),
        Kind::MissingVersion(applied) => format!(
            "the database has {applied}, which this program does not know: it was migrated by a newer version; use that one, or \
             restore the backup that was made before"
        ),
        Kind::Connection(what, cause) => format!("migration failed: {what}: {}", causes(&**cause)),
        other => format!("migration failed: {other}"),
    }
}

/// An error and what it comes from, in one line.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
