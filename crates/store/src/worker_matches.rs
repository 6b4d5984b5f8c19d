//! Workers and tickets that a row of an import may be about, so far as the caller sees them.

use domain::Action;
use domain::id::{ContractorId, CrewId, DutyId, MemberId, TicketId, TicketTypeId, WorkerId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{Caller, Result, Store, TenantTx, TicketEdit, WorkerEdit};

const WORKERS: &str = include_str!("../sql/workers_like.sql");
const TICKETS: &str = include_str!("../sql/tickets_like.sql");
const TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 0))";

/// What is known of a worker with the same reference or name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerMatch {
    /// His id.
    pub id: WorkerId,
    /// What is written of him.
    pub edit: WorkerEdit,
    /// Rises with every change.
    pub version: i32,
}

/// What is known of a ticket of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketMatch {
    /// Its id.
    pub id: TicketId,
    /// Whose it is.
    pub worker: WorkerId,
    /// What is written on it.
    pub edit: TicketEdit,
}

/// Crews, contractors and roles of work, by their names.
#[derive(Debug, Clone, Default)]
pub struct NamedUnits {
    /// Each crew with its name.
    pub crews: Vec<(CrewId, String)>,
    /// Each contractor with its name.
    pub contractors: Vec<(ContractorId, String)>,
    /// Each role with its name.
    pub roles: Vec<(DutyId, String)>,
}

fn worker(row: &Row) -> Result<WorkerMatch> {
    let id = |column: &str| row.try_get::<_, Option<Uuid>>(column);
    Ok(WorkerMatch {
        id: WorkerId::from_uuid(row.try_get("id")?),
        edit: WorkerEdit {
            name: row.try_get("name")?,
            reference: row.try_get("reference")?,
            email: row.try_get("email")?,
            contractor: id("contractor_id")?.map(ContractorId::from_uuid),
            crew: id("crew_id")?.map(CrewId::from_uuid),
            roles: row.try_get::<_, Vec<Uuid>>("roles")?.into_iter().map(DutyId::from_uuid).collect(),
            member: id("member_id")?.map(MemberId::from_uuid),
            archived_at: row.try_get("archived_at")?,
        },
        version: row.try_get("version")?,
    })
}

fn ticket(row: &Row) -> Result<TicketMatch> {
    Ok(TicketMatch {
        id: TicketId::from_uuid(row.try_get("id")?),
        worker: WorkerId::from_uuid(row.try_get("worker_id")?),
        edit: TicketEdit {
            kind: TicketTypeId::from_uuid(row.try_get("type_id")?),
            number: row.try_get("number")?,
            issuer: row.try_get("issuer")?,
            issued_on: row.try_get("issued_on")?,
            expires_on: row.try_get("expires_on")?,
        },
    })
}

impl Store {
    /// Workers with one of these references or names; in names, case does not count.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`](crate::Error::Denied).
    pub async fn workers_like(
        &self,
        caller: &Caller,
        references: &[&str],
        names: &[&str],
    ) -> Result<Vec<WorkerMatch>> {
        let (_, rows) = self.read(caller, Action::WorkerRead, &[(WORKERS, &[&references, &names])]).await?;
        rows.iter().flatten().map(worker).collect()
    }

    /// The tickets of these workers that are in force or may come to be.
    ///
    /// # Errors
    /// As [`Store::workers_like`].
    pub async fn tickets_like(&self, caller: &Caller, workers: &[WorkerId]) -> Result<Vec<TicketMatch>> {
        let workers: Vec<Uuid> = workers.iter().map(|id| id.uuid()).collect();
        let (_, rows) = self.read(caller, Action::WorkerRead, &[(TICKETS, &[&workers])]).await?;
        rows.iter().flatten().map(ticket).collect()
    }

    /// All crews, contractors and roles of work, by their names.
    ///
    /// # Errors
    /// As [`Store::workers_like`].
    pub async fn named_units(&self, caller: &Caller) -> Result<NamedUnits> {
        let crews = ("SELECT id, name FROM credenza.crews ORDER BY id", &[] as crate::tenant::Params<'_>);
        let contractors =
            ("SELECT id, name FROM credenza.contractors ORDER BY id", &[] as crate::tenant::Params<'_>);
        let roles = (
            "SELECT id, name FROM credenza.duties WHERE kind = 'role' ORDER BY id",
            &[] as crate::tenant::Params<'_>,
        );
        let (_, rows) = self.read(caller, Action::WorkerRead, &[crews, contractors, roles]).await?;
        let named = |row: &Row| -> Result<(Uuid, String)> { Ok((row.try_get("id")?, row.try_get("name")?)) };
        let mut found = NamedUnits::default();
        for row in rows.iter().take(1).flatten() {
            let (id, name) = named(row)?;
            found.crews.push((CrewId::from_uuid(id), name));
        }
        for row in rows.iter().skip(1).take(1).flatten() {
            let (id, name) = named(row)?;
            found.contractors.push((ContractorId::from_uuid(id), name));
        }
        for row in rows.iter().skip(2).flatten() {
            let (id, name) = named(row)?;
            found.roles.push((DutyId::from_uuid(id), name));
        }
        Ok(found)
    }
}

impl TenantTx {
    /// Waits until no other import decides about a worker of this name, and finds who has the reference; without one, those with the
    /// name.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn lock_workers_like(&self, edit: &WorkerEdit) -> Result<Vec<WorkerMatch>> {
        let turn = format!("worker {} {}", self.actor().org, edit.name);
        let references: Vec<&str> = edit.reference.as_deref().into_iter().collect();
        let names: Vec<&str> = edit.reference.is_none().then_some(edit.name.as_str()).into_iter().collect();
        // The second statement begins, and takes its snapshot, when the first has the lock.
        let rows = self.query_all(&[(TURN, &[&turn]), (WORKERS, &[&references, &names])]).await?;
        rows.iter().skip(1).flatten().map(worker).collect()
    }

    /// Waits until no other import decides about this worker's tickets, and finds them.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn lock_tickets_like(&self, of: WorkerId) -> Result<Vec<TicketMatch>> {
        let turn = format!("tickets {of}");
        let workers = [of.uuid()];
        let rows = self.query_all(&[(TURN, &[&turn]), (TICKETS, &[&workers.as_slice()])]).await?;
        rows.iter().skip(1).flatten().map(ticket).collect()
    }
}
