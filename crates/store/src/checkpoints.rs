//! What the signer of checkpoints reads and keeps, across organizations; and what exports show of it.

use domain::Action;
use domain::id::OrgId;
use time::Duration;
use tokio_postgres::{Client, Row};

use crate::{Caller, Result, Store, SystemTx};

/// The checkpoints that a caller sees, or those of one organization, with the cosignatures of witnesses.
const WITH_COSIGNATURES: &str = include_str!("../sql/checkpoints.sql");

/// A log and its last checkpoint.
#[derive(Debug, Clone)]
pub struct LogToSign {
    /// Whose.
    pub org: OrgId,
    /// The present epoch.
    pub epoch: i32,
    /// How many entries that has.
    pub seq: i64,
    /// The size of its last checkpoint; 0 when there is none.
    pub size: i64,
    /// The root of its last checkpoint.
    pub root: Option<Vec<u8>>,
}

/// An entry, as a tree has it.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Its place.
    pub seq: i64,
    /// The leaf hash of the entry that it follows.
    pub prev: Vec<u8>,
    /// Its own.
    pub hash: Vec<u8>,
}

/// A checkpoint, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// The epoch.
    pub epoch: i32,
    /// The number of its entries.
    pub size: i64,
    /// The signed note.
    pub note: String,
}

fn log(row: &Row) -> Result<LogToSign> {
    Ok(LogToSign {
        org: OrgId::from_uuid(row.try_get("org")?),
        epoch: row.try_get("epoch")?,
        seq: row.try_get("seq")?,
        size: row.try_get("size")?,
        root: row.try_get("root")?,
    })
}

fn kept(row: &Row) -> Result<KeptCheckpoint> {
    Ok(KeptCheckpoint {
        epoch: row.try_get("epoch")?,
        size: row.try_get("size")?,
        note: row.try_get("note")?,
    })
}

impl SystemTx<'_> {
    /// Logs for which a checkpoint is due: `entries` wait for one, or the last one is older than `after`.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn logs_to_sign(&self, after: Duration, entries: i64) -> Result<Vec<LogToSign>> {
        let sql = "SELECT * FROM system.logs_to_sign(NULL, make_interval(secs => $1), $2)";
        let rows = self.call(sql, &[&after.as_seconds_f64(), &entries]).await?;
        rows.iter().map(log).collect()
    }

    /// An organization's log and its last checkpoint.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`]; [`crate::Error::NotFound`].
    pub async fn log_to_sign(&self, org: OrgId) -> Result<LogToSign> {
        let sql = "SELECT * FROM system.logs_to_sign($1, NULL, NULL)";
        let rows = self.call(sql, &[&org.uuid()]).await?;
        rows.first().map(log).ok_or(crate::Error::NotFound)?
    }

    /// The leaves of an epoch after a place, at most `most`.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn leaves(&self, org: OrgId, epoch: i32, after: i64, most: i32) -> Result<Vec<Leaf>> {
        let sql = "SELECT * FROM system.leaves($1, $2, $3, $4)";
        let rows = self.call(sql, &[&org.uuid(), &epoch, &after, &most]).await?;
        let leaf = |row: &Row| {
            Ok(Leaf { seq: row.try_get("seq")?, prev: row.try_get("prev")?, hash: row.try_get("leaf")? })
        };
        rows.iter().map(leaf).collect()
    }

    /// Keeps a checkpoint. False when another root is kept for its size.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn add_checkpoint(&self, org: OrgId, root: &[u8], kept: &KeptCheckpoint) -> Result<bool> {
        let sql = "SELECT system.add_checkpoint($1, $2, $3, $4, $5)";
        let rows = self.call(sql, &[&org.uuid(), &kept.epoch, &kept.size, &root, &kept.note]).await?;
        Ok(rows.first().ok_or(crate::Error::NotFound)?.try_get(0)?)
    }
}

impl Store {
    /// The checkpoints of the caller's organization, by epoch and size.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`].
    pub async fn checkpoints(&self, caller: &Caller) -> Result<Vec<KeptCheckpoint>> {
        let (_, rows) =
            self.read(caller, Action::AuditExport, &[(WITH_COSIGNATURES, &[&None::<uuid::Uuid>])]).await?;
        rows.iter().flatten().map(kept).collect()
    }
}

/// The checkpoints of an organization, by epoch and size, on the operator's connection.
///
/// # Errors
/// [`crate::Error::Unavailable`].
pub(crate) async fn of_organization(admin: &Client, org: OrgId) -> Result<Vec<KeptCheckpoint>> {
    admin.query(WITH_COSIGNATURES, &[&org.uuid()]).await?.iter().map(kept).collect()
}
