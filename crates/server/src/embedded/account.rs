//! The users of the operating system that run the server and PostgreSQL.

use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::EmbeddedError;

/// Whom PostgreSQL runs as when root starts the server: Debian's own user for it, else one made for Credenza.
const UNPRIVILEGED: [&str; 2] = ["postgres", "credenza"];

/// The effective user id of this process.
///
/// # Errors
/// When `/proc` is not mounted.
pub fn effective_user() -> io::Result<u32> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    // "Uid:" real, effective, saved, file system
    status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:"))
        .and_then(|ids| ids.split_whitespace().nth(1))
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| io::Error::other("/proc/self/status names no user"))
}

/// A user of the operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Who runs what.
#[derive(Debug)]
pub(super) struct Accounts {
    /// Runs this process.
    pub(super) server: Account,
    /// Runs PostgreSQL, and owns the cluster. Never root.
    pub(super) database: Account,
}

impl Accounts {
    /// Settles who runs PostgreSQL: the user of this process, or, for root, the owner of the cluster that exists
    /// already, or else the first unprivileged user there is.
    pub(super) async fn choose(cluster: &Path) -> Result<Self, EmbeddedError> {
        let uid = effective_user().map_err(EmbeddedError::io("read", Path::new("/proc/self/status")))?;
        let server = look_up(&uid.to_string()).await?.ok_or_else(|| {
            EmbeddedError::NoUser(format!(
                "user id {uid} has no name, which PostgreSQL needs; add it to /etc/passwd or run as another user"
            ))
        })?;
        let owner = cluster.metadata().ok().map(|metadata| metadata.uid());
        let database = match owner {
            Some(owner) if uid != 0 && owner != uid => {
                return Err(EmbeddedError::Unusable(format!(
                    "{} belongs to user id {owner}, but this is {}; run as its owner, or as root",
                    cluster.display(),
                    server.name
                )));
            }
            _ if uid != 0 => server.clone(),
            Some(owner) if owner != 0 => look_up(&owner.to_string()).await?.ok_or_else(|| {
                EmbeddedError::NoUser(format!(
                    "{} belongs to user id {owner}, which has no name",
                    cluster.display()
                ))
            })?,
            _ => unprivileged().await?,
        };
        Ok(Self { server, database })
    }

    /// Whether PostgreSQL runs as another user than this process.
    pub(super) fn differ(&self) -> bool {
        self.server.uid != self.database.uid
    }

    /// A command that runs as the database user, with nothing of this process' environment but `PATH`: variables such
    /// as `PGDATA` or `PGOPTIONS` would change what PostgreSQL's programs do.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        // The programs look up their working directory, which that user may not be allowed to.
        command.current_dir("/");
        if self.differ() {
            // With the user id, the standard library drops root's supplementary groups too.
            command.uid(self.database.uid).gid(self.database.gid);
        }
        command
    }

    /// Whether the database user can enter a folder: asked of the kernel as that user, so that access lists count too.
    pub(super) async fn can_enter(&self, folder: &Path) -> Result<bool, EmbeddedError> {
        let shell = Path::new("/bin/sh");
        let status = self
            .command(shell)
            .args(["-c", "cd -- \"$1\"", "sh"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .map_err(EmbeddedError::io("run", shell))?;
        Ok(status.success())
    }

    /// Makes the database user the owner of `path`.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        if !self.differ() {
            return Ok(());
        }
        chown(path, Some(self.database.uid), Some(self.database.gid))
            .map_err(EmbeddedError::io("change the owner of", path))
    }
}

async fn unprivileged() -> Result<Account, EmbeddedError> {
    for name in UNPRIVILEGED {
        if let Some(account) = look_up(name).await?
            && account.uid != 0
        {
            return Ok(account);
        }
    }
    Err(EmbeddedError::NoUser(
        "PostgreSQL does not run as root, and there is no user `postgres` or `credenza` to run it; \
         run: adduser --system --group --no-create-home credenza"
            .to_owned(),
    ))
}

/// Finds a user by name or number, wherever the system keeps its users.
async fn look_up(key: &str) -> Result<Option<Account>, EmbeddedError> {
    let output = Command::new("getent")
        .args(["passwd", key])
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(EmbeddedError::io("run", Path::new("getent")))?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().find_map(parse))
}

/// Reads a line of `passwd`: name, password, user id, group id, and more.
fn parse(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name, uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_passwd_is_read_and_a_damaged_one_is_not() {
        let line = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
        let expected = Account { name: "postgres".to_owned(), uid: 101, gid: 104 };
        assert_eq!(parse(line), Some(expected));
        assert_eq!(parse("postgres:x:many:104::/:/bin/sh"), None);
        assert_eq!(parse("postgres"), None);
    }

    #[tokio::test]
    async fn users_are_found_by_name_and_by_number() {
        let root = look_up("root").await.unwrap().unwrap();
        assert_eq!((root.uid, root.gid), (0, 0));
        assert_eq!(look_up("0").await.unwrap(), Some(root));
        assert_eq!(look_up("no-such-user-here").await.unwrap(), None);
    }
}
