//! What the person who runs the database may do from the command line of the server's machine. A connection of this kind
//! is not held by row-level security, so there is little here, and nothing that opens a sealed object: it has no grant.

use domain::id::{OrgId, RequestId};
use tokio_postgres::Client;

use crate::audit_log::{AuditRecord, Head, record};
use crate::{Error, KeptCheckpoint, Result};

/// Whether nothing can have been sealed yet: no organization has a key.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn is_fresh(admin: &Client) -> Result<bool> {
    let row = admin.query_one("SELECT NOT EXISTS (SELECT FROM credenza.keks)", &[]).await?;
    Ok(row.try_get(0)?)
}

/// The whole audit log of an organization, in the order of the chain.
///
/// # Errors
/// [`Error::NotFound`] when there is no such organization.
pub async fn audit_chain(admin: &Client, org: OrgId) -> Result<Vec<AuditRecord>> {
    let known = admin.query_opt("SELECT FROM audit.heads WHERE org_id = $1", &[&org.uuid()]).await?;
    if known.is_none() {
        return Err(Error::NotFound);
    }
    let rows = admin.query(include_str!("../sql/operator_audit_chain.sql"), &[&org.uuid()]).await?;
    rows.iter().map(record).collect()
}

/// The checkpoints of an organization's log, by epoch and size.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn checkpoints(admin: &Client, org: OrgId) -> Result<Vec<KeptCheckpoint>> {
    crate::checkpoints::of_organization(admin, org).await
}

/// What setting the seats of an organization came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seats {
    /// It has so many seats now, of which so many are taken.
    Set {
        /// Active members.
        taken: i32,
    },
    /// More are taken: nothing was changed.
    TooFew {
        /// Active members.
        taken: i32,
    },
}

/// Sets how many active members an organization may have; `None` for any number. Recorded in its log.
///
/// # Errors
/// [`Error::NotFound`] when there is no such organization.
pub async fn set_seats(admin: &Client, org: OrgId, seats: Option<i32>, request: RequestId) -> Result<Seats> {
    let row = admin
        .query_one(
            "SELECT credenza_private.set_seats($1, $2, $3)",
            &[&org.uuid(), &seats, &request.to_string()],
        )
        .await?;
    let taken: i32 = row.try_get(0)?;
    Ok(if seats.is_some_and(|seats| taken > seats) { Seats::TooFew { taken } } else { Seats::Set { taken } })
}

/// The version of the schema: that of the last migration.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn schema_version(admin: &Client) -> Result<i32> {
    let sql = format!("SELECT max(version) FROM {}", crate::catalogue::HISTORY);
    Ok(admin.query_one(&sql, &[]).await?.try_get(0)?)
}

/// Where an organization's log ends; `None` when there is no such organization.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn log_end(admin: &Client, org: OrgId) -> Result<Option<Head>> {
    let sql = "SELECT epoch, seq, hash FROM audit.heads WHERE org_id = $1";
    let row = admin.query_opt(sql, &[&org.uuid()]).await?;
    row.map(|row| Ok(Head { epoch: row.try_get(0)?, seq: row.try_get(1)?, hash: row.try_get(2)? }))
        .transpose()
}

/// Makes a restored database fit to be served from: whatever the time since the backup has ended or spent is ended or spent,
/// and every log goes on in a new epoch with an entry that tells. `details`: what it tells of the backup, by field. Nobody believes the
/// passes that are out any more, since it is not known which were taken back.
/// Returns how many organizations there are.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn begin_after_restore(
    admin: &Client,
    details: &serde_json::Value,
    request: RequestId,
) -> Result<i64> {
    let sql = "SELECT credenza_private.begin_after_restore($1, $2)";
    Ok(admin.query_one(sql, &[details, &request.to_string()]).await?.try_get(0)?)
}
