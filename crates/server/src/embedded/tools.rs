//! Finding PostgreSQL's programs on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::EmbeddedError;

/// The oldest major version that has what the schema needs.
const OLDEST: u32 = 15;

/// The programs of one PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tools {
    pub(super) major: u32,
    bin: PathBuf,
}

impl Tools {
    /// Finds the installation for a cluster of the given major version, or the newest one for a new cluster.
    pub(super) fn find(cluster: Option<u32>) -> Result<Self, EmbeddedError> {
        pick(installations(), cluster)
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    pub(super) fn pg_dump(&self) -> PathBuf {
        self.bin.join("pg_dump")
    }

    pub(super) fn pg_restore(&self) -> PathBuf {
        self.bin.join("pg_restore")
    }

    pub(super) fn pg_ctl(&self) -> PathBuf {
        self.bin.join("pg_ctl")
    }
}

fn pick(mut found: Vec<Tools>, cluster: Option<u32>) -> Result<Tools, EmbeddedError> {
    found.sort();
    found.dedup();
    let missing = |message: String| Err(EmbeddedError::NoPostgres(message));
    let Some(version) = cluster else {
        return match found.pop() {
            Some(newest) if newest.major >= OLDEST => Ok(newest),
            Some(old) => missing(format!(
                "PostgreSQL {} is too old: {OLDEST} or newer is needed; run: apt-get install postgresql",
                old.major
            )),
            None => missing(format!(
                "PostgreSQL {OLDEST} or newer is needed and none was found on PATH or in /usr/lib/postgresql; \
                 run: apt-get install postgresql"
            )),
        };
    };
    match found.into_iter().find(|tools| tools.major == version) {
        Some(tools) => Ok(tools),
        None => missing(format!(
            "this data directory was made by PostgreSQL {version}, which is not installed; \
             run: apt-get install postgresql-{version}"
        )),
    }
}

fn installations() -> Vec<Tools> {
    let mut folders = BTreeSet::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    for folder in std::env::split_paths(&path) {
        // A link on PATH leads to the installation, where the other programs and the shared files are.
        if let Ok(program) = folder.join("postgres").canonicalize() {
            folders.extend(program.parent().map(Path::to_path_buf));
        }
    }
    // Where Debian puts each major version, off PATH.
    for version in Path::new("/usr/lib/postgresql").read_dir().into_iter().flatten().flatten() {
        folders.insert(version.path().join("bin"));
    }
    folders.into_iter().filter_map(examine).collect()
}

fn examine(bin: PathBuf) -> Option<Tools> {
    if !["initdb", "postgres", "pg_ctl"].iter().all(|program| bin.join(program).is_file()) {
        return None;
    }
    let output = Command::new(bin.join("postgres")).arg("--version").stdin(Stdio::null()).output().ok()?;
    let major = major_version(&String::from_utf8_lossy(&output.stdout))?;
    Some(Tools { major, bin })
}

/// Reads "postgres (PostgreSQL) 15.14 (Debian …)"; betas are "17beta1".
fn major_version(text: &str) -> Option<u32> {
    let version = text.split_whitespace().nth(2)?;
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version.get(..digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tools(major: u32) -> Tools {
        Tools { major, bin: PathBuf::from(format!("/usr/lib/postgresql/{major}/bin")) }
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta2"), Some(18));
        assert_eq!(major_version("postgres (PostgreSQL) devel"), None);
        assert_eq!(major_version(""), None);
    }

    #[test]
    fn a_new_cluster_takes_the_newest_and_an_old_cluster_its_own() {
        let found = || vec![tools(16), tools(15), tools(17), tools(16)];
        assert_eq!(pick(found(), None).unwrap(), tools(17));
        assert_eq!(pick(found(), Some(15)).unwrap(), tools(15));
        let message = pick(found(), Some(18)).unwrap_err().to_string();
        assert!(message.contains("apt-get install postgresql-18"), "{message}");
    }

    #[test]
    fn what_is_missing_is_named_with_the_command_that_installs_it() {
        for found in [vec![], vec![tools(14)]] {
            let message = pick(found, None).unwrap_err().to_string();
            assert!(message.contains("apt-get install postgresql"), "{message}");
        }
    }
}
