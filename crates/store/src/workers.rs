//! Workers: who works, where, under whom, and how his tickets stand.

use domain::id::{ContractorId, CrewId, DutyId, MemberId, SiteId, WorkerId};
use domain::{Action, Actor};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::tickets::{self, Ticket};
use crate::{Caller, Error, Result, Store, TenantTx};

/// A worker.
#[derive(Debug, Clone)]
pub struct Worker {
    /// His id.
    pub id: WorkerId,
    /// His name.
    pub name: String,
    /// What the organization calls him elsewhere, such as his number in the payroll. No other worker has it.
    pub reference: Option<String>,
    /// His address, in lower case.
    pub email: Option<String>,
    /// Whose employee he is; `None`: the organization's own.
    pub contractor: Option<(ContractorId, String)>,
    /// His crew.
    pub crew: Option<(CrewId, String)>,
    /// Where his crew works.
    pub site: Option<(SiteId, String)>,
    /// What he is by his work, by name: see [`Duty`](crate::Duty).
    pub roles: Vec<(DutyId, String)>,
    /// His own account in the organization.
    pub member: Option<MemberId>,
    /// Since when he is in the archive, UTC.
    pub archived_at: Option<OffsetDateTime>,
    /// How his tickets stand.
    pub tickets: TicketCounts,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// How many tickets of a worker stand how, today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketCounts {
    /// To be checked.
    pub pending: i64,
    /// To be corrected.
    pub sent_back: i64,
    /// In force for a good while.
    pub valid: i64,
    /// In force, and to be renewed.
    pub expiring: i64,
    /// Over.
    pub expired: i64,
    /// Suspended.
    pub suspended: i64,
    /// The next end of one in force.
    pub next_end: Option<Date>,
}

/// What an edit writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerEdit {
    /// See [`Worker::name`].
    pub name: String,
    /// See [`Worker::reference`].
    pub reference: Option<String>,
    /// See [`Worker::email`].
    pub email: Option<String>,
    /// See [`Worker::contractor`].
    pub contractor: Option<ContractorId>,
    /// See [`Worker::crew`].
    pub crew: Option<CrewId>,
    /// See [`Worker::roles`].
    pub roles: Vec<DutyId>,
    /// See [`Worker::member`].
    pub member: Option<MemberId>,
    /// See [`Worker::archived_at`].
    pub archived_at: Option<OffsetDateTime>,
}

/// How the tickets of a worker stand, for a list to be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketsAre {
    /// There is none.
    None,
    /// One has ended.
    Expired,
    /// One ends within 30 days.
    Expiring,
    /// One is to be checked.
    Pending,
    /// One is suspended, or was revoked and there is none of its type in force.
    Stopped,
    /// There are some in force, and none of those above that have ended or are stopped.
    InForce,
}

impl TicketsAre {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Expired, Self::Expiring, Self::Pending, Self::Stopped, Self::None, Self::InForce];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::Pending => "pending",
            Self::Stopped => "stopped",
            Self::InForce => "in_force",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// Which workers to list, by name.
#[derive(Debug, Clone, Default)]
pub struct WorkerFilter {
    /// Part of the name or reference; accents and case do not count.
    pub q: Option<String>,
    /// Only of this crew.
    pub crew: Option<CrewId>,
    /// Only of crews on this site.
    pub site: Option<SiteId>,
    /// Only of this contractor.
    pub contractor: Option<ContractorId>,
    /// Only who has this role.
    pub role: Option<DutyId>,
    /// Only those in the archive, or only the others.
    pub archived: Option<bool>,
    /// Only those whose tickets stand so.
    pub tickets: Option<TicketsAre>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

const LIST: &str = concat!(
    "WITH w AS (\n",
    include_str!("../sql/workers_page.sql"),
    ")\n",
    include_str!("../sql/workers_view.sql")
);
const ONE: &str = concat!(
    "WITH w AS (\n",
    include_str!("../sql/worker_one.sql"),
    ")\n",
    include_str!("../sql/workers_view.sql")
);

fn worker(row: &Row) -> Result<Worker> {
    let named = |id: &str, name: &str| -> Result<Option<(Uuid, String)>> {
        let (id, name): (Option<Uuid>, Option<String>) = (row.try_get(id)?, row.try_get(name)?);
        Ok(id.zip(name))
    };
    let member: Option<Uuid> = row.try_get("member_id")?;
    let (roles, role_names): (Vec<Uuid>, Vec<String>) = (row.try_get("roles")?, row.try_get("role_names")?);
    Ok(Worker {
        id: WorkerId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        reference: row.try_get("reference")?,
        email: row.try_get("email")?,
        contractor: named("contractor_id", "contractor_name")?
            .map(|(id, name)| (ContractorId::from_uuid(id), name)),
        crew: named("crew_id", "crew_name")?.map(|(id, name)| (CrewId::from_uuid(id), name)),
        site: named("site_id", "site_name")?.map(|(id, name)| (SiteId::from_uuid(id), name)),
        roles: roles.into_iter().map(DutyId::from_uuid).zip(role_names).collect(),
        member: member.map(MemberId::from_uuid),
        archived_at: row.try_get("archived_at")?,
        tickets: TicketCounts {
            pending: row.try_get("pending")?,
            sent_back: row.try_get("sent_back")?,
            valid: row.try_get("valid")?,
            expiring: row.try_get("expiring")?,
            expired: row.try_get("expired")?,
            suspended: row.try_get("suspended")?,
            next_end: row.try_get("next_end")?,
        },
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

impl Store {
    /// The workers whom the caller sees, by name.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn workers(
        &self,
        caller: &Caller,
        filter: &WorkerFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Worker>)> {
        let (name, id) = page::name_and_id::<WorkerId>(filter.cursor.as_deref())?;
        let (id, crew) = (id.map(WorkerId::uuid), filter.crew.map(CrewId::uuid));
        let (site, contractor) = (filter.site.map(SiteId::uuid), filter.contractor.map(ContractorId::uuid));
        let role = filter.role.map(DutyId::uuid);
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let tickets = filter.tickets.map(TicketsAre::as_str);
        let params: crate::tenant::Params<'_> = &[
            &now,
            &filter.q,
            &crew,
            &site,
            &contractor,
            &filter.archived,
            &name,
            &id,
            &limit,
            &tickets,
            &role,
        ];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(LIST, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = worker(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// One worker.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn worker(
        &self,
        caller: &Caller,
        id: WorkerId,
        now: OffsetDateTime,
    ) -> Result<(Actor, Worker)> {
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(ONE, &[&now, &id.uuid()])]).await?;
        Ok((actor, worker(rows.iter().flatten().next().ok_or(Error::NotFound)?)?))
    }

    /// One worker with all his tickets, those that end first first; in one round trip.
    ///
    /// # Errors
    /// As [`Store::worker`].
    pub async fn worker_with_tickets(
        &self,
        caller: &Caller,
        id: WorkerId,
        now: OffsetDateTime,
    ) -> Result<(Actor, Worker, Vec<Ticket>)> {
        let uuid = id.uuid();
        let (actor, rows) = self
            .read(caller, Action::WorkerRead, &[(ONE, &[&now, &uuid]), (tickets::OF_WORKER, &[&now, &uuid])])
            .await?;
        let found = worker(rows.iter().take(1).flatten().next().ok_or(Error::NotFound)?)?;
        let held = rows.iter().skip(1).flatten().map(tickets::ticket).collect::<Result<_>>()?;
        Ok((actor, found, held))
    }

    /// The worker whose own account a member is, when he sees nobody else.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn nobody_but_himself(&self, caller: &Caller, member: MemberId) -> Result<Option<WorkerId>> {
        let sql = "SELECT id, member_id FROM credenza.workers LIMIT 2";
        let (_, rows) = self.read(caller, Action::WorkerRead, &[(sql, &[])]).await?;
        let seen: Vec<&Row> = rows.iter().flatten().collect();
        let [only] = seen[..] else { return Ok(None) };
        let own: Option<Uuid> = only.try_get("member_id")?;
        Ok((own == Some(member.uuid())).then_some(WorkerId::from_uuid(only.try_get("id")?)))
    }

    /// The worker whose own account a member is.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`] when he is none.
    pub async fn own_worker(&self, caller: &Caller, member: MemberId) -> Result<(Actor, WorkerId)> {
        let sql = "SELECT id FROM credenza.workers WHERE member_id = $1";
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(sql, &[&member.uuid()])]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        Ok((actor, WorkerId::from_uuid(row.try_get("id")?)))
    }
}

impl TenantTx {
    /// The worker as he is now, if the caller sees him.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn worker(&self, id: WorkerId, now: OffsetDateTime) -> Result<Worker> {
        let rows = self.query(ONE, &[&now, &id.uuid()]).await?;
        worker(rows.first().ok_or(Error::NotFound)?)
    }

    /// Adds a worker.
    ///
    /// # Errors
    /// [`Error::Conflict`] when his reference or account is another's, or his crew, contractor, account or a role is not there;
    /// [`Error::NotFound`] when the caller would not see him: he stands over nobody there.
    pub async fn create_worker(&self, id: WorkerId, new: &WorkerEdit) -> Result<()> {
        let sql = "INSERT INTO credenza.workers
                (org_id, id, name, reference, email, contractor_id, crew_id, member_id, archived_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let (org, uuid) = (self.actor().org.uuid(), id.uuid());
        let (contractor, crew, member) = ids(new);
        let params: crate::tenant::Params<'_> = &[
            &org,
            &uuid,
            &new.name,
            &new.reference,
            &new.email,
            &contractor,
            &crew,
            &member,
            &new.archived_at,
        ];
        self.execute(sql, params).await?;
        let seen = self.query("SELECT FROM credenza.workers WHERE id = $1", &[&uuid]).await?;
        if seen.is_empty() {
            return Err(Error::NotFound);
        }
        if new.roles.is_empty() { Ok(()) } else { self.set_worker_roles(id, &new.roles).await }
    }

    /// Writes an edit over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when he was changed since; [`Error::Conflict`] as [`TenantTx::create_worker`].
    pub async fn update_worker(&self, id: WorkerId, version: i32, edit: &WorkerEdit) -> Result<()> {
        let sql = "UPDATE credenza.workers
            SET name = $3, reference = $4, email = $5, contractor_id = $6, crew_id = $7, member_id = $8, archived_at = $9,
                version = version + 1, updated_at = now()
            WHERE id = $1 AND version = $2";
        let (contractor, crew, member) = ids(edit);
        // Before he goes, perhaps, to a crew where the caller does not see him any more.
        self.set_worker_roles(id, &edit.roles).await?;
        let params: crate::tenant::Params<'_> = &[
            &id.uuid(),
            &version,
            &edit.name,
            &edit.reference,
            &edit.email,
            &contractor,
            &crew,
            &member,
            &edit.archived_at,
        ];
        if self.execute(sql, params).await? == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Deletes a worker who has no tickets and no restricted fields, and destroys the key of his photo.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while he has any of them.
    pub async fn delete_worker(&self, id: WorkerId) -> Result<()> {
        let deleted = self.execute("DELETE FROM credenza.workers WHERE id = $1", &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}

fn ids(edit: &WorkerEdit) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
    (edit.contractor.map(ContractorId::uuid), edit.crew.map(CrewId::uuid), edit.member.map(MemberId::uuid))
}
