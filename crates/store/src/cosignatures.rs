//! What witnesses saw of the logs: what is to be shown to them, across organizations; and what a member sees of it.

use domain::Action;
use domain::id::OrgId;
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, KeptCheckpoint, Result, Store, SystemTx};

/// A checkpoint that a witness has not cosigned.
#[derive(Debug, Clone)]
pub struct LogToWitness {
    /// Whose log.
    pub org: OrgId,
    /// The checkpoint, without cosignatures.
    pub kept: KeptCheckpoint,
    /// The size that the witness cosigned last; 0 when there is none.
    pub seen: i64,
    /// The edge of the tree at that size.
    pub edge: Option<Vec<u8>>,
}

/// A cosignature, as it is kept.
#[derive(Debug, Clone)]
pub struct KeptCosignature {
    /// The epoch.
    pub epoch: i32,
    /// The size of the checkpoint.
    pub size: i64,
    /// The witness's public key, in its text form.
    pub witness: String,
    /// The signature's line.
    pub line: String,
    /// The edge of the tree at this size.
    pub edge: Vec<u8>,
}

/// A checkpoint, and when it was kept.
#[derive(Debug, Clone)]
pub struct LastCheckpoint {
    /// The checkpoint with all its cosignatures.
    pub kept: KeptCheckpoint,
    /// Its root.
    pub root: Vec<u8>,
    /// When it was signed.
    pub at: OffsetDateTime,
}

/// What a witness cosigned last.
#[derive(Debug, Clone)]
pub struct Witnessed {
    /// The witness's public key, in its text form.
    pub witness: String,
    /// The epoch.
    pub epoch: i32,
    /// The number of its entries.
    pub size: i64,
    /// When.
    pub at: OffsetDateTime,
}

fn to_witness(row: &Row) -> Result<LogToWitness> {
    Ok(LogToWitness {
        org: OrgId::from_uuid(row.try_get("org")?),
        kept: KeptCheckpoint {
            epoch: row.try_get("epoch")?,
            size: row.try_get("size")?,
            note: row.try_get("note")?,
        },
        seen: row.try_get("seen")?,
        edge: row.try_get("edge")?,
    })
}

impl SystemTx<'_> {
    /// The last checkpoint of each epoch, of one organization or of all, that a witness has not cosigned.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn logs_to_witness(&self, witness: &str, org: Option<OrgId>) -> Result<Vec<LogToWitness>> {
        let sql = "SELECT * FROM system.logs_to_witness($1, $2)";
        let rows = self.call(sql, &[&witness, &org.map(OrgId::uuid)]).await?;
        rows.iter().map(to_witness).collect()
    }

    /// Keeps a cosignature. Nothing happens when one of this witness is kept for the checkpoint.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn add_cosignature(&self, org: OrgId, kept: &KeptCosignature) -> Result<()> {
        let KeptCosignature { epoch, size, witness, line, edge } = kept;
        let sql = "SELECT system.add_cosignature($1, $2, $3, $4, $5, $6)";
        self.call(sql, &[&org.uuid(), epoch, size, witness, line, edge]).await?;
        Ok(())
    }
}

impl Store {
    /// The last checkpoint of the caller's organization, and what each witness cosigned last.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`].
    pub async fn last_checkpoint(&self, caller: &Caller) -> Result<(Option<LastCheckpoint>, Vec<Witnessed>)> {
        let last = include_str!("../sql/last_checkpoint.sql");
        let seen = include_str!("../sql/witnessed.sql");
        let (_, rows) = self.read(caller, Action::AuditRead, &[(last, &[]), (seen, &[])]).await?;
        let checkpoint = |row: &Row| {
            let (epoch, size, note) = (row.try_get("epoch")?, row.try_get("size")?, row.try_get("note")?);
            let kept = KeptCheckpoint { epoch, size, note };
            Ok::<_, crate::Error>(LastCheckpoint { kept, root: row.try_get("root")?, at: row.try_get("at")? })
        };
        let witnessed = |row: &Row| {
            Ok::<_, crate::Error>(Witnessed {
                witness: row.try_get("witness")?,
                epoch: row.try_get("epoch")?,
                size: row.try_get("size")?,
                at: row.try_get("at")?,
            })
        };
        let last = rows.first().and_then(|rows| rows.first()).map(checkpoint).transpose()?;
        let seen = rows.get(1).into_iter().flatten().map(witnessed).collect::<Result<_>>()?;
        Ok((last, seen))
    }
}
