//! What `credenza kek rotate` does in the database, on the operator's connection: each step is one commit, with its entry.
//! Nothing here has a key: keys come and go wrapped.

use domain::id::{KekId, ObjectId, OrgId, RequestId};
use time::OffsetDateTime;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use crate::{Error, Result};

/// Any constant, but another than that of migrations. PostgreSQL takes a moment to see that a run was killed.
const ONE_AT_A_TIME: &str =
    "SET lock_timeout = '10s'; SELECT pg_advisory_lock(7260130882); RESET lock_timeout";

/// A KEK, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKek {
    /// Its id.
    pub id: KekId,
    /// The same, wrapped under a root key.
    pub wrapped: Vec<u8>,
}

/// Up to where an organization's keys have been looked at: object and version.
pub type Cursor = (ObjectId, i32);

/// How the rotation of an organization's KEK stands.
#[derive(Debug, Clone)]
pub struct State {
    /// The KEK that the rotation leads to; the primary one when none is under way.
    pub kek: StoredKek,
    /// Whether a rotation is under way.
    pub open: bool,
    /// Whether new keys are wrapped under [`State::kek`] already.
    pub primary: bool,
    /// Where the rotation that is under way has got to.
    pub cursor: Option<Cursor>,
    /// When the last rotation was finished, UTC.
    pub finished_at: Option<OffsetDateTime>,
}

/// A wrapped DEK that is to get under another KEK.
#[derive(Debug, Clone)]
pub struct WrappedKey {
    /// Its object.
    pub object: ObjectId,
    /// The version of the object.
    pub version: i32,
    /// What the object holds, by its name in the format.
    pub kind: String,
    /// What it is wrapped under.
    pub kek: StoredKek,
    /// The same, wrapped.
    pub wrapped_dek: Vec<u8>,
}

/// Takes the right to rotate, for as long as `admin` is connected. False when somebody else has it.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn alone(admin: &Client) -> Result<bool> {
    match admin.batch_execute(ONE_AT_A_TIME).await {
        Ok(()) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Every organization.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn organizations(admin: &Client) -> Result<Vec<OrgId>> {
    let rows = admin.query("SELECT org_id FROM credenza.organizations ORDER BY 1", &[]).await?;
    rows.iter().map(|row| Ok(OrgId::from_uuid(row.try_get(0)?))).collect()
}

/// Every KEK that is there, of every organization or of one.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn keks(admin: &Client, org: Option<OrgId>) -> Result<Vec<(OrgId, StoredKek)>> {
    let sql = "SELECT org_id, id, wrapped_kek FROM credenza.keks
               WHERE wrapped_kek IS NOT NULL AND ($1::uuid IS NULL OR org_id = $1) ORDER BY 1, 2";
    let rows = admin.query(sql, &[&org.map(OrgId::uuid)]).await?;
    rows.iter().map(|row| Ok((OrgId::from_uuid(row.try_get(0)?), stored(row)?))).collect()
}

/// How an organization's rotation stands; `None` when it has no key any more.
///
/// # Errors
/// [`Error::NotFound`] when there is no such organization.
pub async fn state(admin: &Client, org: OrgId) -> Result<Option<State>> {
    let row = admin.query_opt(include_str!("../sql/rotation_state.sql"), &[&org.uuid()]).await?;
    let row = row.ok_or(Error::NotFound)?;
    let Some(state) = row.try_get::<_, Option<String>>("state")? else { return Ok(None) };
    let (object, version): (Option<Uuid>, Option<i32>) = (row.try_get("object")?, row.try_get("version")?);
    Ok(Some(State {
        kek: stored(&row)?,
        open: row.try_get("open")?,
        primary: state == "primary",
        cursor: object.map(ObjectId::from_uuid).zip(version),
        finished_at: row.try_get("finished_at")?,
    }))
}

/// Begins a rotation, with a new KEK that is pending. False when one is under way.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn begin(admin: &Client, org: OrgId, kek: &StoredKek, request: RequestId) -> Result<bool> {
    let sql = "SELECT credenza_private.begin_kek_rotation($1, $2, $3, $4)";
    let params = (org.uuid(), kek.id.uuid(), &kek.wrapped, request.to_string());
    Ok(admin.query_one(sql, &[&params.0, &params.1, &params.2, &params.3]).await?.try_get(0)?)
}

/// Makes the pending KEK primary.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn promote(admin: &Client, org: OrgId, kek: KekId, request: RequestId) -> Result<()> {
    let sql = "SELECT credenza_private.promote_kek($1, $2, $3)";
    admin.query_one(sql, &[&org.uuid(), &kek.uuid(), &request.to_string()]).await?;
    Ok(())
}

/// How many keys of an organization are not under `kek`.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn count(admin: &Client, org: OrgId, kek: KekId) -> Result<u64> {
    let sql = "SELECT count(*) FROM credenza.object_keys WHERE org_id = $1 AND kek_id <> $2";
    let count: i64 = admin.query_one(sql, &[&org.uuid(), &kek.uuid()]).await?.try_get(0)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The next keys that are not under `kek`, at most `limit`.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn next(
    admin: &Client,
    org: OrgId,
    kek: KekId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<WrappedKey>> {
    let (object, version) = (after.map(|(object, _)| object.uuid()), after.map(|(_, version)| version));
    let sql = include_str!("../sql/rotation_keys.sql");
    let rows = admin.query(sql, &[&org.uuid(), &kek.uuid(), &object, &version, &limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(WrappedKey {
                object: ObjectId::from_uuid(row.try_get("object_id")?),
                version: row.try_get("version")?,
                kind: row.try_get("kind")?,
                kek: stored(row)?,
                wrapped_dek: row.try_get("wrapped_dek")?,
            })
        })
        .collect()
}

/// Puts keys that were wrapped anew in the place of those they were made of, where these are still there. `reached`: up to
/// where all have been looked at. Returns how many there were.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was changed, or, when the connection broke in the commit, everything.
pub async fn rewrap(
    admin: &Client,
    org: OrgId,
    kek: KekId,
    keys: &[(WrappedKey, Vec<u8>)],
    reached: Cursor,
    request: RequestId,
) -> Result<u64> {
    let objects: Vec<Uuid> = keys.iter().map(|(old, _)| old.object.uuid()).collect();
    let versions: Vec<i32> = keys.iter().map(|(old, _)| old.version).collect();
    let keks: Vec<Uuid> = keys.iter().map(|(old, _)| old.kek.id.uuid()).collect();
    let before: Vec<&[u8]> = keys.iter().map(|(old, _)| old.wrapped_dek.as_slice()).collect();
    let after: Vec<&[u8]> = keys.iter().map(|(_, new)| new.as_slice()).collect();
    let moved: i32 = admin
        .query_one(
            "SELECT credenza_private.rewrap_keys($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &org.uuid(),
                &kek.uuid(),
                &objects,
                &versions,
                &keks,
                &before,
                &after,
                &reached.0.uuid(),
                &reached.1,
                &request.to_string(),
            ],
        )
        .await?
        .try_get(0)?;
    Ok(u64::try_from(moved).unwrap_or_default())
}

/// Ends the rotation when no key is left that opens under another KEK. Returns how many are.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn finish(admin: &Client, org: OrgId, kek: KekId, request: RequestId) -> Result<u64> {
    let sql = "SELECT credenza_private.finish_kek_rotation($1, $2, $3)";
    let left: i64 =
        admin.query_one(sql, &[&org.uuid(), &kek.uuid(), &request.to_string()]).await?.try_get(0)?;
    Ok(u64::try_from(left).unwrap_or_default())
}

/// Puts a KEK that was wrapped anew, under the root key of that name, in the place of the one it was made of. False when
/// that has changed meanwhile.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rewrap_kek(
    admin: &Client,
    org: OrgId,
    old: &StoredKek,
    new: &[u8],
    root: &str,
    request: RequestId,
) -> Result<bool> {
    let sql = "SELECT credenza_private.rewrap_kek($1, $2, $3, $4, $5, $6)";
    let request = request.to_string();
    let row =
        admin.query_one(sql, &[&org.uuid(), &old.id.uuid(), &old.wrapped, &new, &root, &request]).await?;
    Ok(row.try_get(0)?)
}

fn stored(row: &Row) -> Result<StoredKek> {
    Ok(StoredKek { id: KekId::from_uuid(row.try_get("id")?), wrapped: row.try_get("wrapped_kek")? })
}
