//! Photos of workers, which are sealed objects.

use domain::id::{ObjectId, WorkerId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, Error, NewObject, PrimaryKek, Result, Store, TenantTx};

/// A photo of a worker.
#[derive(Debug, Clone)]
pub struct WorkerPhoto {
    /// Its sealed bytes.
    pub object: ObjectId,
    /// The version of these.
    pub version: u32,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// The first 16 bytes of its SHA-256, as passes carry them.
    pub digest: [u8; 16],
    /// UTC.
    pub kept_at: OffsetDateTime,
}

const OF_WORKER: &str = "SELECT object_id, object_version, media_type, digest, kept_at
                         FROM credenza.worker_photos WHERE worker_id = $1";

fn photo(row: &Row) -> Result<WorkerPhoto> {
    let version: i32 = row.try_get("object_version")?;
    let digest: &[u8] = row.try_get("digest")?;
    Ok(WorkerPhoto {
        object: ObjectId::from_uuid(row.try_get("object_id")?),
        version: u32::try_from(version).unwrap_or_default(),
        media_type: row.try_get("media_type")?,
        digest: digest.try_into().map_err(|_| Error::Internal("a digest of another length".into()))?,
        kept_at: row.try_get("kept_at")?,
    })
}

impl Store {
    /// The photo of a worker; `None` where there is none, or the caller does not see him.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn photo(&self, caller: &Caller, worker: WorkerId) -> Result<(Actor, Option<WorkerPhoto>)> {
        let (actor, rows) = self.read(caller, Action::PhotoView, &[(OF_WORKER, &[&worker.uuid()])]).await?;
        Ok((actor, rows.iter().flatten().next().map(photo).transpose()?))
    }

    /// The key under which a photo that the caller keeps is to be sealed.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn kek_for_photo(&self, caller: &Caller) -> Result<PrimaryKek> {
        self.primary_kek_for(caller, Action::PhotoKeep).await
    }
}

impl TenantTx {
    /// The photo of a worker, if there is one and the caller sees it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn photo(&self, worker: WorkerId) -> Result<Option<WorkerPhoto>> {
        self.query(OF_WORKER, &[&worker.uuid()]).await?.first().map(photo).transpose()
    }

    /// Keeps a photo of a worker, perhaps in the place of another, whose key is destroyed: returns that object.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller sees no such worker; [`Error::Rule`].
    pub async fn keep_photo(
        &self,
        worker: WorkerId,
        media_type: &str,
        digest: &[u8; 16],
        object: &NewObject,
    ) -> Result<Option<ObjectId>> {
        let sql = "SELECT credenza.keep_photo($1, $2, $3, $4, $5, $6, $7, $8)";
        let params: crate::tenant::Params<'_> = &[
            &worker.uuid(),
            &media_type,
            &digest.as_slice(),
            &object.id.uuid(),
            &object.file_name,
            &object.size,
            &object.kek.uuid(),
            &object.wrapped_dek,
        ];
        old(self.query(sql, params).await?.first())
    }

    /// Removes a worker's photo and destroys its key. Returns the object.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_photo(&self, worker: WorkerId) -> Result<Option<ObjectId>> {
        old(self.query("SELECT credenza.remove_photo($1)", &[&worker.uuid()]).await?.first())
    }
}

/// The object whose key a function has destroyed.
pub(crate) fn old(row: Option<&Row>) -> Result<Option<ObjectId>> {
    Ok(row.ok_or(Error::NotFound)?.try_get::<_, Option<_>>(0)?.map(ObjectId::from_uuid))
}
