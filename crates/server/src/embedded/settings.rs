//! PostgreSQL's configuration files, written anew at every start.

use std::path::Path;

use super::account::Accounts;
use super::place::Place;
use super::{APP_ROLE, DATABASE, EmbeddedError, SUPERUSER, SYSTEM_ROLE};
use crate::datadir::durable;

/// Not a port of the network: it only names the socket.
pub(super) const PORT: u16 = 5432;

/// The file in the cluster in which its operator overrides settings.
const OPERATOR_FILE: &str = "operator.conf";

pub(super) fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

pub(super) fn socket_lock_name() -> String {
    format!(".s.PGSQL.{PORT}.lock")
}

/// Writes the three files into the cluster.
pub(super) fn write(place: &Place, accounts: &Accounts) -> Result<(), EmbeddedError> {
    let owner = accounts.differ().then_some((accounts.database.uid, accounts.database.gid));
    for (name, content) in [
        ("postgresql.conf", postgresql_conf(&place.sockets)?),
        ("pg_hba.conf", hba_conf()),
        ("pg_ident.conf", ident_conf(accounts)?),
    ] {
        durable::write_for(&place.data.join(name), content.as_bytes(), owner)?;
    }
    Ok(())
}

/// For a small server: one machine, a handful of people, nothing lost that was acknowledged.
///
/// Statements are logged when they are slow, but never their values, and errors without the detail that quotes rows.
fn postgresql_conf(sockets: &Path) -> Result<String, EmbeddedError> {
    let sockets = quote_folder(sockets)?;
    Ok(format!(
        "# Written by credenza at every start. Put settings of your own into {OPERATOR_FILE} beside this file.
listen_addresses = ''
port = {PORT}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
max_connections = 100

shared_buffers = 128MB
effective_cache_size = 512MB
work_mem = 8MB
maintenance_work_mem = 64MB
random_page_cost = 1.1
jit = off

fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
wal_compression = on
max_wal_size = 1GB
min_wal_size = 80MB
checkpoint_completion_target = 0.9

idle_in_transaction_session_timeout = 60s
password_encryption = scram-sha-256

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'

logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = 500ms
log_checkpoints = off
log_lock_waits = on
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
log_error_verbosity = terse

include_if_exists = '{OPERATOR_FILE}'
"
    ))
}

/// A list of one folder, quoted for the list (double quotes) and for the file (single quotes).
fn quote_folder(folder: &Path) -> Result<String, EmbeddedError> {
    let unusable = || {
        EmbeddedError::Unusable(format!(
            "the path {} cannot be used: it is not UTF-8 or has a line break",
            folder.display()
        ))
    };
    let text = folder.to_str().filter(|text| !text.contains(char::is_control)).ok_or_else(unusable)?;
    let listed = format!("\"{}\"", text.replace('"', "\"\""));
    Ok(format!("'{}'", listed.replace('\\', "\\\\").replace('\'', "''")))
}

/// Who may connect to what. The socket is the only way in; there is no line for the network.
fn hba_conf() -> String {
    format!(
        "# Written by credenza at every start.
local  all         {SUPERUSER}                 peer map=credenza
local  {DATABASE}    {APP_ROLE},{SYSTEM_ROLE}  peer map=credenza
"
    )
}

/// Which user of the operating system may connect as which role: the one that runs credenza, root (who could anyhow
/// become that one), and the one that runs PostgreSQL (who owns its files).
fn ident_conf(accounts: &Accounts) -> Result<String, EmbeddedError> {
    let mut users = vec![accounts.server.name.as_str(), accounts.database.name.as_str(), "root"];
    users.sort_unstable();
    users.dedup();
    let mut lines = String::from("# Written by credenza at every start.\n");
    for user in users {
        // A name that begins with a slash would be a regular expression.
        if user.starts_with('/') || user.contains(|c: char| c == '"' || c.is_control()) {
            return Err(EmbeddedError::NoUser(format!("PostgreSQL cannot be told of a user named {user:?}")));
        }
        for role in [SUPERUSER, APP_ROLE, SYSTEM_ROLE] {
            lines.push_str(&format!("credenza  \"{user}\"  {role}\n"));
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::account::Account;

    fn accounts(server: &str, database: &str) -> Accounts {
        let account = |name: &str| Account { name: name.to_owned(), uid: 1, gid: 1 };
        Accounts { server: account(server), database: account(database) }
    }

    #[test]
    fn folders_are_quoted_twice() {
        assert_eq!(quote_folder(Path::new("/run/a, b")).unwrap(), "'\"/run/a, b\"'");
        assert_eq!(quote_folder(Path::new("/o'brien/\"x\"")).unwrap(), "'\"/o''brien/\"\"x\"\"\"'");
        assert!(quote_folder(Path::new("/a\nlisten_addresses = '*'")).is_err());
    }

    #[test]
    fn each_user_is_mapped_to_each_role_once() {
        let lines = ident_conf(&accounts("root", "postgres")).unwrap();
        assert_eq!(lines.matches("credenza  \"root\"  credenza_app\n").count(), 1);
        assert_eq!(lines.lines().count(), 1 + 2 * 3);
        assert!(ident_conf(&accounts("/^.*$", "ana")).is_err());
    }
}
