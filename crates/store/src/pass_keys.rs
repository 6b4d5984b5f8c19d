//! The keys with which an organization signs passes, their status lists and what goes to wallets: which there are, which are wanted, and how one is
//! put in place. Their private halves are sealed objects.

use domain::id::{KekId, ObjectId, OrgId, PassKeyId, RequestId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::system::{SystemTx, first};
use crate::{Caller, Error, NewObject, PrimaryKek, Result, Store, TenantTx};

/// A key that an organization lacks.
#[derive(Debug, Clone)]
pub struct WantedPassKey {
    /// The organization.
    pub org: OrgId,
    /// `pass`, `status` or `wallet`.
    pub purpose: String,
    /// From when it is to sign, UTC.
    pub begins_at: OffsetDateTime,
    /// What wraps its DEK.
    pub kek: PrimaryKek,
}

/// A key whose private half lies sealed in the object store already.
#[derive(Debug, Clone)]
pub struct NewPassKey {
    /// Its id.
    pub id: PassKeyId,
    /// x and y, 32 bytes each, big-endian.
    pub point: Vec<u8>,
    /// Its id in headers.
    pub key_id: [u8; 8],
    /// The sealed object.
    pub object: NewObject,
}

/// A key as verifiers are told of it.
#[derive(Debug, Clone)]
pub struct PublishedPassKey {
    /// `pass`, `status` or `wallet`.
    pub purpose: String,
    /// x and y, 32 bytes each, big-endian.
    pub point: Vec<u8>,
    /// From when it signs, UTC.
    pub not_before: OffsetDateTime,
    /// Until when, UTC.
    pub not_after: OffsetDateTime,
    /// Whether it was given up.
    pub distrusted: bool,
}

/// A key as administrators see it.
#[derive(Debug, Clone)]
pub struct PassKey {
    /// Its id.
    pub id: PassKeyId,
    /// `pass`, `status` or `wallet`.
    pub purpose: String,
    /// Which of that purpose it is, from 1.
    pub epoch: i32,
    /// Its id in headers.
    pub key_id: Vec<u8>,
    /// From when it signs, UTC.
    pub not_before: OffsetDateTime,
    /// Until when, UTC.
    pub not_after: OffsetDateTime,
    /// When it was given up, UTC.
    pub distrusted_at: Option<OffsetDateTime>,
}

/// The key that signs passes, or what goes to wallets, now.
#[derive(Debug, Clone, Copy)]
pub struct SigningKey {
    /// Its id.
    pub id: PassKeyId,
    /// Which of its purpose it is: the status list of passes under a key has its number.
    pub epoch: i32,
    /// Its sealed private half.
    pub object: ObjectId,
    /// The version of that.
    pub version: u32,
    /// x and y, 32 bytes each, big-endian.
    pub point: [u8; 64],
}

fn primary_kek(row: &Row) -> Result<PrimaryKek> {
    Ok(PrimaryKek { id: KekId::from_uuid(row.try_get("kek_id")?), wrapped: row.try_get("wrapped_kek")? })
}

/// A point as the database keeps it.
pub(crate) fn point(row: &Row) -> Result<[u8; 64]> {
    let point: Vec<u8> = row.try_get("point")?;
    point.try_into().map_err(|_| Error::Internal("a point of another length".into()))
}

impl Store {
    /// The keys of the caller's organization, newest first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn pass_keys(&self, caller: &Caller) -> Result<(Actor, Vec<PassKey>)> {
        let sql =
            "SELECT id, purpose, epoch, key_id, not_before, not_after, distrusted_at FROM credenza.pass_keys
                   ORDER BY purpose, epoch DESC";
        let (actor, rows) = self.read(caller, Action::PassKeyRead, &[(sql, &[])]).await?;
        let key = |row: &Row| {
            Ok(PassKey {
                id: PassKeyId::from_uuid(row.try_get("id")?),
                purpose: row.try_get("purpose")?,
                epoch: row.try_get("epoch")?,
                key_id: row.try_get("key_id")?,
                not_before: row.try_get("not_before")?,
                not_after: row.try_get("not_after")?,
                distrusted_at: row.try_get("distrusted_at")?,
            })
        };
        Ok((actor, rows.iter().flatten().map(key).collect::<Result<_>>()?))
    }
}

impl TenantTx {
    /// What wraps the keys of new objects of the organization.
    ///
    /// # Errors
    /// [`Error::Internal`] when it has no primary KEK.
    pub async fn primary_kek(&self) -> Result<PrimaryKek> {
        let sql = "SELECT id AS kek_id, wrapped_kek FROM credenza.keks WHERE state = 'primary'";
        let rows = self.query(sql, &[]).await?;
        primary_kek(
            rows.first().ok_or_else(|| Error::Internal("the organization has no primary KEK".into()))?,
        )
    }

    /// The key that signs for `purpose` at `at`: of several, the one that began last. None when there is none.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn signing_key(&self, at: OffsetDateTime, purpose: &str) -> Result<Option<SigningKey>> {
        let sql = "SELECT id, epoch, object_id, object_version, point FROM credenza.pass_keys
                   WHERE purpose = $2 AND distrusted_at IS NULL AND not_before <= $1 AND $1 < not_after
                   ORDER BY not_before DESC, epoch DESC LIMIT 1";
        let rows = self.query(sql, &[&at, &purpose]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let version: i32 = row.try_get("object_version")?;
        Ok(Some(SigningKey {
            id: PassKeyId::from_uuid(row.try_get("id")?),
            epoch: row.try_get("epoch")?,
            object: ObjectId::from_uuid(row.try_get("object_id")?),
            version: u32::try_from(version).unwrap_or_default(),
            point: point(row)?,
        }))
    }

    /// Puts a key in the place of the one of this purpose that signs at `at`. Returns which it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn rotate_pass_key(&self, at: OffsetDateTime, purpose: &str, new: &NewPassKey) -> Result<i32> {
        let rows = self
            .query(
                "SELECT credenza.rotate_pass_key($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    &at,
                    &purpose,
                    &new.id.uuid(),
                    &new.point,
                    &new.key_id.as_slice(),
                    &new.object.id.uuid(),
                    &new.object.size,
                    &new.object.kek.uuid(),
                    &new.object.wrapped_dek,
                ],
            )
            .await?;
        first(&rows)
    }

    /// Gives a key up. Returns its purpose.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of this id that is trusted.
    pub async fn distrust_pass_key(&self, key: PassKeyId) -> Result<String> {
        first(&self.query("SELECT credenza.distrust_pass_key($1)", &[&key.uuid()]).await?)
    }
}

impl SystemTx<'_> {
    /// The keys that are lacking at `at`: in one organization, or, for none, in all that have workers.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn wanted_pass_keys(
        &self,
        at: OffsetDateTime,
        org: Option<OrgId>,
    ) -> Result<Vec<WantedPassKey>> {
        let org = org.map(OrgId::uuid);
        let rows = self.call("SELECT * FROM system.wanted_pass_keys($1, $2)", &[&at, &org]).await?;
        rows.iter()
            .map(|row| {
                Ok(WantedPassKey {
                    org: OrgId::from_uuid(row.try_get("org_id")?),
                    purpose: row.try_get("purpose")?,
                    begins_at: row.try_get("begins_at")?,
                    kek: primary_kek(row)?,
                })
            })
            .collect()
    }

    /// Puts a key in place that is wanted; false when it is not any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn add_pass_key(
        &self,
        at: OffsetDateTime,
        wanted: &WantedPassKey,
        new: &NewPassKey,
        request: RequestId,
    ) -> Result<bool> {
        let rows = self
            .call(
                "SELECT system.add_pass_key($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                &[
                    &at,
                    &wanted.org.uuid(),
                    &wanted.purpose,
                    &wanted.begins_at,
                    &new.id.uuid(),
                    &new.point,
                    &new.key_id.as_slice(),
                    &new.object.id.uuid(),
                    &new.object.size,
                    &new.object.kek.uuid(),
                    &new.object.wrapped_dek,
                    &request.to_string(),
                ],
            )
            .await?;
        first(&rows)
    }

    /// The keys that verifiers are to know at `at`; `None` when there is no such organization.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn published_pass_keys(
        &self,
        at: OffsetDateTime,
        org: OrgId,
    ) -> Result<Option<Vec<PublishedPassKey>>> {
        let sql = "SELECT * FROM system.published_pass_keys($1, $2)";
        let rows = self.call(sql, &[&at, &org.uuid()]).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut keys = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(purpose) = row.try_get::<_, Option<String>>("purpose")? else { continue };
            keys.push(PublishedPassKey {
                purpose,
                point: row.try_get("point")?,
                not_before: row.try_get("not_before")?,
                not_after: row.try_get("not_after")?,
                distrusted: row.try_get("distrusted")?,
            });
        }
        Ok(Some(keys))
    }
}
