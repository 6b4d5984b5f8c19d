//! A photo that an enrolled scanner carries: its site says so, and the database which photos those are.

use domain::id::{KekId, ObjectId, OrgId, RequestId, WorkerId};

use crate::system::SystemTx;
use crate::{Grant, Result, ScannerCaller, SealedKey, Store};

/// A photo that is about to be sealed for a scanner: the intent is on disk.
#[derive(Debug)]
pub struct CarriedPhoto {
    /// Whose it is.
    pub org: OrgId,
    /// Whom it shows.
    pub worker: WorkerId,
    /// Its sealed bytes.
    pub object: ObjectId,
    /// The version of these.
    pub version: u32,
    /// What it takes, with the grant, to open it.
    pub sealed: SealedKey,
    intent: i64,
    request: RequestId,
}

impl Store {
    /// Commits the intent to seal a photo for the scanner that asks, and mints the grant to open it. `name`: that by which the
    /// scanner's bundle lists it. `None` for one that this scanner does not carry.
    ///
    /// # Errors
    /// [`crate::Error::NoSession`] as for [`Store::scanner_bundle`]; [`crate::Error::Unavailable`]. Then there is no grant.
    pub async fn begin_scanner_photo(
        &self,
        caller: &ScannerCaller,
        name: &[u8; 16],
    ) -> Result<Option<(Grant, CarriedPhoto)>> {
        let sql = "SELECT * FROM credenza.begin_scanner_photo($1, $2)";
        // When its rows are here, the transaction has been committed.
        let rows = self.as_scanner(caller, sql, &[&name.as_slice(), &caller.request.to_string()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let version: i32 = row.try_get("object_version")?;
        let photo = CarriedPhoto {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            worker: WorkerId::from_uuid(row.try_get("worker_id")?),
            object: ObjectId::from_uuid(row.try_get("object_id")?),
            version: u32::try_from(version).unwrap_or_default(),
            sealed: SealedKey {
                kek: KekId::from_uuid(row.try_get("kek_id")?),
                wrapped_kek: row.try_get("wrapped_kek")?,
                wrapped_dek: row.try_get("wrapped_dek")?,
            },
            intent: row.try_get("intent")?,
            request: caller.request,
        };
        Ok(Some((Grant::mint(photo.org, photo.object, photo.version), photo)))
    }
}

impl SystemTx<'_> {
    /// Records whether it was sealed.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn end_scanner_photo(&self, photo: &CarriedPhoto, done: bool) -> Result<()> {
        let (org, worker, request) = (photo.org.uuid(), photo.worker.uuid(), photo.request.to_string());
        let sql = "SELECT system.end_scanner_photo($1, $2, $3, $4, $5)";
        self.call(sql, &[&org, &worker, &done, &photo.intent, &request]).await.map(drop)
    }
}
