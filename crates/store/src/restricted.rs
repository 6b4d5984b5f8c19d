//! Restricted fields of workers: what tells of their health, and numbers that a government has given them. Each is a sealed object.

use domain::id::{MemberId, ObjectId, WorkerId};
use domain::{Action, Actor, RestrictedField};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::photos::old;
use crate::{Caller, Error, NewObject, Result, Store, TenantTx};

/// That something is kept, and where. What it says, only a grant opens.
#[derive(Debug, Clone)]
pub struct Restricted {
    /// Which field.
    pub field: RestrictedField,
    /// Its sealed bytes.
    pub object: ObjectId,
    /// The version of these.
    pub version: u32,
    /// Who kept it, and what he is called where the caller may know it.
    pub kept_by: (MemberId, Option<String>),
    /// UTC.
    pub kept_at: OffsetDateTime,
}

const OF_WORKER: &str =
    "SELECT f.kind, f.object_id, f.object_version, f.kept_by, m.name AS kept_by_name, f.kept_at
    FROM credenza.restricted_fields f LEFT JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.kept_by
    WHERE f.worker_id = $1 ORDER BY f.kind";

fn restricted(row: &Row) -> Result<Restricted> {
    let (kind, version): (&str, i32) = (row.try_get("kind")?, row.try_get("object_version")?);
    Ok(Restricted {
        field: RestrictedField::from_name(kind)
            .ok_or_else(|| Error::Internal(format!("a field of another version: {kind}")))?,
        object: ObjectId::from_uuid(row.try_get("object_id")?),
        version: u32::try_from(version).unwrap_or_default(),
        kept_by: (MemberId::from_uuid(row.try_get("kept_by")?), row.try_get("kept_by_name")?),
        kept_at: row.try_get("kept_at")?,
    })
}

impl Store {
    /// Which restricted fields are kept of a worker, as far as the caller may read them.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn restricted(&self, caller: &Caller, worker: WorkerId) -> Result<(Actor, Vec<Restricted>)> {
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(OF_WORKER, &[&worker.uuid()])]).await?;
        Ok((actor, rows.iter().flatten().map(restricted).collect::<Result<_>>()?))
    }
}

impl TenantTx {
    /// One of a worker's restricted fields.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for who may not read it.
    pub async fn restricted(&self, worker: WorkerId, field: RestrictedField) -> Result<Restricted> {
        let rows = self.query(OF_WORKER, &[&worker.uuid()]).await?;
        let all = rows.iter().map(restricted).collect::<Result<Vec<_>>>()?;
        all.into_iter().find(|one| one.field == field).ok_or(Error::NotFound)
    }

    /// Keeps a restricted field of a worker, perhaps in the place of another, whose key is destroyed: returns that object.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller sees no such worker; [`Error::Rule`].
    pub async fn keep_restricted(
        &self,
        worker: WorkerId,
        field: RestrictedField,
        object: &NewObject,
    ) -> Result<Option<ObjectId>> {
        let sql = "SELECT credenza.keep_restricted($1, $2, $3, $4, $5, $6, $7)";
        let params: crate::tenant::Params<'_> = &[
            &worker.uuid(),
            &field.as_str(),
            &object.id.uuid(),
            &object.file_name,
            &object.size,
            &object.kek.uuid(),
            &object.wrapped_dek,
        ];
        old(self.query(sql, params).await?.first())
    }

    /// Removes a restricted field of a worker and destroys its key. Returns the object.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_restricted(
        &self,
        worker: WorkerId,
        field: RestrictedField,
    ) -> Result<Option<ObjectId>> {
        let sql = "SELECT credenza.remove_restricted($1, $2)";
        old(self.query(sql, &[&worker.uuid(), &field.as_str()]).await?.first())
    }
}
