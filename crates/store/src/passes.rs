//! Passes of workers: what stands on one, that it was issued, and that it was taken back.

use domain::id::{DutyId, MemberId, PassId, TicketId, TicketTypeId, WorkerId};
use domain::{Action, Actor};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;

use crate::system::first;
use crate::{Caller, Error, Result, Store, TenantTx};

const PASSES: &str = include_str!("../sql/passes.sql");

/// A pass, as who may issue passes sees it.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Its id.
    pub id: PassId,
    /// What it is: a `pass`, or a credential for a `wallet`.
    pub form: String,
    /// The key in the worker's phone or wallet, a compressed point; a pass without one can be copied.
    pub device_key: Option<Vec<u8>>,
    /// The name of who issued it, if the caller may see members.
    pub issued_by: Option<String>,
    /// When it was first issued, UTC.
    pub issued_at: OffsetDateTime,
    /// When it was signed last, UTC.
    pub signed_at: OffsetDateTime,
    /// When that ends, UTC.
    pub expires_at: OffsetDateTime,
    /// When it was taken back, UTC.
    pub revoked_at: Option<OffsetDateTime>,
    /// Why.
    pub revoked_because: Option<String>,
}

/// How much of a worker's name passes show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassSettings {
    /// `full`, `short`, `initials` or `none`.
    pub shown_name: String,
    /// Counts changes; zero when nothing was ever set.
    pub version: i32,
}

/// The worker that a pass is for.
#[derive(Debug, Clone)]
pub struct PassHolder {
    /// His name.
    pub name: String,
    /// His own account, if he has one.
    pub member: Option<MemberId>,
    /// Whether he has left.
    pub archived: bool,
    /// See [`PassSettings::shown_name`].
    pub shown_name: String,
    /// The organization's time zone, an IANA name.
    pub time_zone: String,
    /// See [`crate::WorkerPhoto::digest`].
    pub photo: Option<[u8; 16]>,
}

/// A ticket that may stand on a pass.
#[derive(Debug, Clone)]
pub struct PassTicket {
    /// Its id.
    pub id: TicketId,
    /// Its type.
    pub kind: TicketTypeId,
    /// Its own code.
    pub public_code: String,
    /// The type's code in the organization's catalogue.
    pub code: String,
    /// The type's name there.
    pub type_name: String,
    /// Whether the type tells of its holder's health.
    pub medical: bool,
    /// Its first day.
    pub issued_on: Option<Date>,
    /// Its last day.
    pub expires_on: Option<Date>,
}

/// A pass that is about to be signed.
#[derive(Debug, Clone, Copy)]
pub struct NewPass<'a> {
    /// Whether the worker takes it for himself.
    pub own: bool,
    /// Its id, unless the phone has one already.
    pub id: PassId,
    /// Whose.
    pub worker: WorkerId,
    /// The phone's key, a compressed point.
    pub device_key: Option<&'a [u8]>,
    /// UTC.
    pub signed_at: OffsetDateTime,
    /// UTC, at most seven days later.
    pub expires_at: OffsetDateTime,
    /// The status list.
    pub list: i32,
    /// The tickets on it.
    pub tickets: &'a [TicketId],
}

/// A pass whose row and places are in the transaction.
#[derive(Debug, Clone)]
pub struct PutPass {
    /// Its id.
    pub id: PassId,
    /// Its own place in the status list, then those of the tickets.
    pub places: Vec<u32>,
    /// The worker's roles; `None` where the organization has no role.
    pub roles: Option<Vec<DutyId>>,
}

/// Roles as the database tells them.
pub(crate) fn roles(row: &Row) -> Result<Option<Vec<DutyId>>> {
    let roles: Option<Vec<uuid::Uuid>> = row.try_get("roles")?;
    Ok(roles.map(|roles| roles.into_iter().map(DutyId::from_uuid).collect()))
}

fn pass(row: &Row) -> Result<Pass> {
    Ok(Pass {
        id: PassId::from_uuid(row.try_get("id")?),
        form: row.try_get("form")?,
        device_key: row.try_get("device_key")?,
        issued_by: row.try_get("issued_by_name")?,
        issued_at: row.try_get("issued_at")?,
        signed_at: row.try_get("signed_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
        revoked_because: row.try_get("revoked_because")?,
    })
}

fn settings(row: Option<&Row>) -> Result<PassSettings> {
    match row {
        Some(row) => {
            Ok(PassSettings { shown_name: row.try_get("shown_name")?, version: row.try_get("version")? })
        }
        None => Ok(PassSettings { shown_name: "full".into(), version: 0 }),
    }
}

fn placed(row: &Row) -> Result<(PassId, Vec<u32>)> {
    Ok((PassId::from_uuid(row.try_get("pass")?), places(row.try_get("places")?)))
}

fn places(places: Vec<i32>) -> Vec<u32> {
    places.into_iter().map(|place| u32::try_from(place).unwrap_or_default()).collect()
}

impl Store {
    /// The newest hundred passes of a worker whom the caller sees.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn passes(&self, caller: &Caller, worker: WorkerId) -> Result<(Actor, Vec<Pass>)> {
        let there = "SELECT FROM credenza.workers WHERE id = $1";
        let id = worker.uuid();
        let (actor, rows) = self.read(caller, Action::PassRead, &[(there, &[&id]), (PASSES, &[&id])]).await?;
        let [there, passes] = rows.as_slice() else { return Err(Error::NotFound) };
        if there.is_empty() {
            return Err(Error::NotFound);
        }
        Ok((actor, passes.iter().map(pass).collect::<Result<_>>()?))
    }

    /// How much of a worker's name passes of the caller's organization show.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn pass_settings(&self, caller: &Caller) -> Result<(Actor, PassSettings)> {
        let sql = "SELECT shown_name, version FROM credenza.pass_settings";
        let (actor, rows) = self.read(caller, Action::PassRead, &[(sql, &[])]).await?;
        Ok((actor, settings(rows.iter().flatten().next())?))
    }
}

impl TenantTx {
    /// The worker that a pass is to be for, if the caller sees him.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn pass_holder(&self, worker: WorkerId) -> Result<PassHolder> {
        let sql = "SELECT w.name, w.member_id, w.archived_at IS NOT NULL AS archived, coalesce(s.shown_name, 'full') AS shown_name,
                          o.time_zone, p.digest
                   FROM credenza.workers w JOIN credenza.organizations o ON o.org_id = w.org_id
                   LEFT JOIN credenza.pass_settings s ON s.org_id = w.org_id
                   LEFT JOIN credenza.worker_photos p ON p.org_id = w.org_id AND p.worker_id = w.id
                   WHERE w.id = $1";
        let rows = self.query(sql, &[&worker.uuid()]).await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        Ok(PassHolder {
            name: row.try_get("name")?,
            member: row.try_get::<_, Option<_>>("member_id")?.map(MemberId::from_uuid),
            archived: row.try_get("archived")?,
            shown_name: row.try_get("shown_name")?,
            time_zone: row.try_get("time_zone")?,
            photo: row.try_get::<_, Option<&[u8]>>("digest")?.and_then(|digest| digest.try_into().ok()),
        })
    }

    /// The tickets in force on `today`: of each type the one that ends last; those that end last first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn pass_tickets(&self, worker: WorkerId, today: Date) -> Result<Vec<PassTicket>> {
        let sql = include_str!("../sql/pass_tickets.sql");
        let rows = self.query(sql, &[&worker.uuid(), &today]).await?;
        rows.iter()
            .map(|row| {
                Ok(PassTicket {
                    id: TicketId::from_uuid(row.try_get("id")?),
                    kind: TicketTypeId::from_uuid(row.try_get("type_id")?),
                    public_code: row.try_get("public_code")?,
                    code: row.try_get("code")?,
                    type_name: row.try_get("type_name")?,
                    medical: row.try_get("medical")?,
                    issued_on: row.try_get("issued_on")?,
                    expires_on: row.try_get("expires_on")?,
                })
            })
            .collect()
    }

    /// Notes that a pass is about to be signed, with approved tickets of the worker: anew, where the phone with this key has one
    /// already, whose id this returns; else as a new one. With it come the places in the status list, and the worker's roles.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may issue none of this worker, or a ticket is not approved any more; [`Error::Rule`]
    /// when the worker is in the archive, or the phone's pass was taken back.
    pub async fn put_pass(&self, new: &NewPass<'_>) -> Result<PutPass> {
        let sql = "SELECT pass, places, roles FROM credenza.put_pass($1, $2, $3, $4, $5, $6, $7, $8)";
        let row = self.put(sql, new).await?;
        let (id, places) = placed(&row)?;
        Ok(PutPass { id, places, roles: roles(&row)? })
    }

    /// The same of a credential for the wallet that has the key; it lives for 366 days at most.
    ///
    /// # Errors
    /// As [`TenantTx::put_pass`].
    pub async fn put_wallet_credential(&self, new: &NewPass<'_>) -> Result<(PassId, Vec<u32>)> {
        let sql = "SELECT pass, places FROM credenza.put_wallet_credential($1, $2, $3, $4, $5, $6, $7, $8)";
        placed(&self.put(sql, new).await?)
    }

    async fn put(&self, sql: &str, new: &NewPass<'_>) -> Result<Row> {
        let tickets: Vec<_> = new.tickets.iter().map(|ticket| ticket.uuid()).collect();
        let rows = self
            .query(
                sql,
                &[
                    &new.own,
                    &new.id.uuid(),
                    &new.worker.uuid(),
                    &new.device_key,
                    &new.signed_at,
                    &new.expires_at,
                    &new.list,
                    &tickets,
                ],
            )
            .await?;
        rows.into_iter().next().ok_or(Error::NotFound)
    }

    /// The places of tickets of a worker in a status list, of which badges are about to be signed.
    ///
    /// # Errors
    /// As [`TenantTx::put_pass`].
    pub async fn put_badges(
        &self,
        own: bool,
        worker: WorkerId,
        list: i32,
        tickets: &[TicketId],
    ) -> Result<Vec<u32>> {
        let tickets: Vec<_> = tickets.iter().map(|ticket| ticket.uuid()).collect();
        let sql = "SELECT credenza.put_badges($1, $2, $3, $4)";
        Ok(places(first(&self.query(sql, &[&own, &worker.uuid(), &list, &tickets]).await?)?))
    }

    /// Takes a pass back, of a worker whom the caller sees. Returns whose it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`] when it was taken back before.
    pub async fn revoke_pass(&self, pass: PassId, reason: &str) -> Result<WorkerId> {
        let rows = self.query("SELECT credenza.revoke_pass($1, $2)", &[&pass.uuid(), &reason]).await?;
        Ok(WorkerId::from_uuid(first(&rows)?))
    }

    /// Sets how much of a worker's name passes show, over the version that the caller saw. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub async fn set_pass_name(&self, version: i32, shown_name: &str) -> Result<i32> {
        first(&self.query("SELECT credenza.set_pass_name($1, $2)", &[&version, &shown_name]).await?)
    }
}
