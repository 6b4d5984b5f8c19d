//! Single-use permissions to fetch one object in one session.

use domain::id::{CertificateId, DownloadId, ObjectId};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, Error, Result, Store, TenantTx};

/// A permission that has just been spent.
#[derive(Debug, Clone)]
pub struct Download {
    /// Which certificate.
    pub certificate: CertificateId,
    /// Which of its objects.
    pub object: ObjectId,
    /// Which version.
    pub version: u32,
    /// The stable name of its kind.
    pub kind: String,
    /// The name of the file it came in.
    pub file_name: String,
}

impl TenantTx {
    /// Issues a permission for this session that lives `seconds`; returns its end.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such object.
    pub async fn issue_download(
        &self,
        id: DownloadId,
        certificate: CertificateId,
        object: ObjectId,
        version: u32,
        seconds: u32,
    ) -> Result<OffsetDateTime> {
        let (org, session) = (self.actor().org.uuid(), self.actor().session.uuid());
        let version = i32::try_from(version).map_err(|_| Error::NotFound)?;
        let rows = self
            .query(
                include_str!("../sql/issue_download.sql"),
                &[
                    &org,
                    &id.uuid(),
                    &session,
                    &certificate.uuid(),
                    &object.uuid(),
                    &version,
                    &f64::from(seconds),
                ],
            )
            .await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get("expires_at")?)
    }
}

impl Store {
    /// Begins a transaction that spends a permission of the caller's session. Policy has not been asked yet: who may not
    /// download is told so, and the transaction given up.
    ///
    /// The permission is `None` when it is unknown, spent, expired, or another session's.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn begin_download(
        &self,
        caller: &Caller,
        id: DownloadId,
    ) -> Result<(TenantTx, Option<Download>)> {
        let spend = include_str!("../sql/spend_download.sql");
        let (tx, rows) = self.begin_with(caller, &[(spend, &[&id.uuid()])]).await?;
        let row = rows.iter().flatten().next();
        Ok((tx, row.map(download).transpose()?.flatten()))
    }
}

fn download(row: &Row) -> Result<Option<Download>> {
    let Some(object) = row.try_get("object_id")? else { return Ok(None) };
    Ok(Some(Download {
        certificate: CertificateId::from_uuid(row.try_get("certificate_id")?),
        object: ObjectId::from_uuid(object),
        version: u32::try_from(row.try_get::<_, i32>("object_version")?).map_err(|_| Error::NotFound)?,
        kind: row.try_get("kind")?,
        file_name: row.try_get("file_name")?,
    }))
}
