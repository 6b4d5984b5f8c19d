//! Passes of workers: what stands on one, that it was issued, and that it was taken back.

use domain::id::{MemberId, PassId, TicketId, TicketTypeId, WorkerId};
use domain::{Action, Actor};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;

use crate::{Caller, Error, Result, Store, TenantTx};

const PASSES: &str = include_str!("../sql/passes.sql");

/// A pass, as who may issue passes sees it.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Its id.
    pub id: PassId,
    /// The worker's phone's key, a compressed point; a pass without one can be copied.
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
}

/// A ticket that may stand on a pass.
#[derive(Debug, Clone)]
pub struct PassTicket {
    /// Its id.
    pub id: TicketId,
    /// Its type.
    pub kind: TicketTypeId,
    /// The type's code in the organization's catalogue.
    pub code: String,
    /// Whether the type tells of its holder's health.
    pub medical: bool,
    /// Its last day.
    pub expires_on: Option<Date>,
}

/// When a pass is signed, and until when that counts.
#[derive(Debug, Clone, Copy)]
pub struct Signed {
    /// UTC.
    pub at: OffsetDateTime,
    /// UTC, at most seven days later.
    pub until: OffsetDateTime,
}

fn pass(row: &Row) -> Result<Pass> {
    Ok(Pass {
        id: PassId::from_uuid(row.try_get("id")?),
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
                          o.time_zone
                   FROM credenza.workers w JOIN credenza.organizations o ON o.org_id = w.org_id
                   LEFT JOIN credenza.pass_settings s ON s.org_id = w.org_id
                   WHERE w.id = $1";
        let rows = self.query(sql, &[&worker.uuid()]).await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        Ok(PassHolder {
            name: row.try_get("name")?,
            member: row.try_get::<_, Option<_>>("member_id")?.map(MemberId::from_uuid),
            archived: row.try_get("archived")?,
            shown_name: row.try_get("shown_name")?,
            time_zone: row.try_get("time_zone")?,
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
                    code: row.try_get("code")?,
                    medical: row.try_get("medical")?,
                    expires_on: row.try_get("expires_on")?,
                })
            })
            .collect()
    }

    /// Notes that a pass is about to be signed: anew, where the phone with this key has one already, whose id this returns; else
    /// as `new`.
    ///
    /// # Errors
    /// [`Error::Rule`] when the phone's pass was taken back.
    pub async fn put_pass(
        &self,
        new: PassId,
        worker: WorkerId,
        device_key: Option<&[u8]>,
        signed: Signed,
    ) -> Result<PassId> {
        let org = self.actor().org.uuid();
        let (worker, member) = (worker.uuid(), self.actor().member.uuid());
        // Of two at the same moment, one waits here for the other, and then finds its pass.
        let made = "INSERT INTO credenza.passes (org_id, id, worker_id, device_key, issued_by, signed_at, expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let Signed { at, until } = signed;
        if self.execute(made, &[&org, &new.uuid(), &worker, &device_key, &member, &at, &until]).await? == 1 {
            return Ok(new);
        }
        let again = "UPDATE credenza.passes SET signed_at = $3, expires_at = $4
                     WHERE worker_id = $1 AND device_key = $2 AND revoked_at IS NULL RETURNING id";
        let rows = self.query(again, &[&worker, &device_key, &at, &until]).await?;
        let row = rows.first().ok_or(Error::Rule(crate::Rule::PassRevoked))?;
        Ok(PassId::from_uuid(row.try_get("id")?))
    }

    /// The place of a pass in a status list.
    ///
    /// # Errors
    /// [`Error::Internal`] when the list is full.
    pub async fn pass_place(&self, list: i32, pass: PassId) -> Result<u32> {
        let rows = self.query("SELECT credenza.status_place($1, $2, NULL)", &[&list, &pass.uuid()]).await?;
        place(&rows)
    }

    /// The place of a ticket in a status list.
    ///
    /// # Errors
    /// [`Error::Internal`] when the list is full.
    pub async fn ticket_place(&self, list: i32, ticket: TicketId) -> Result<u32> {
        let rows = self.query("SELECT credenza.status_place($1, NULL, $2)", &[&list, &ticket.uuid()]).await?;
        place(&rows)
    }

    /// Takes a pass back, of a worker whom the caller sees. Returns whose it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`] when it was taken back before.
    pub async fn revoke_pass(&self, pass: PassId, reason: &str) -> Result<WorkerId> {
        let sql = "UPDATE credenza.passes SET revoked_at = now(), revoked_by = $2, revoked_because = $3
                   WHERE id = $1 AND revoked_at IS NULL RETURNING worker_id";
        let rows = self.query(sql, &[&pass.uuid(), &self.actor().member.uuid(), &reason]).await?;
        if let Some(row) = rows.first() {
            return Ok(WorkerId::from_uuid(row.try_get("worker_id")?));
        }
        let there = self.query("SELECT FROM credenza.passes WHERE id = $1", &[&pass.uuid()]).await?;
        Err(if there.is_empty() { Error::NotFound } else { Error::Rule(crate::Rule::PassRevoked) })
    }

    /// Sets how much of a worker's name passes show, over the version that the caller saw. Returns the new version.
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub async fn set_pass_name(&self, version: i32, shown_name: &str) -> Result<i32> {
        let org = self.actor().org.uuid();
        let sql = "INSERT INTO credenza.pass_settings AS s (org_id, shown_name, version) VALUES ($1, $2, 1)
                   ON CONFLICT (org_id) DO UPDATE SET shown_name = $2, version = s.version + 1 WHERE s.version = $3
                   RETURNING version";
        let rows = self.query(sql, &[&org, &shown_name, &version]).await?;
        let found: i32 = rows.first().ok_or(Error::Stale)?.try_get(0)?;
        if found == version + 1 { Ok(found) } else { Err(Error::Stale) }
    }
}

fn place(rows: &[Row]) -> Result<u32> {
    let place: i32 = crate::system::first(rows)?;
    u32::try_from(place).map_err(|_| Error::Internal("a place below zero".into()))
}
