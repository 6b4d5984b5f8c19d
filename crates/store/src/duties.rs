//! Roles and tasks of work, and the tickets that they need (docs/adr/0043-duties.md).

use domain::id::{DutyId, TicketTypeId, WorkerId};
use domain::{Action, Actor, DutyKind};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store, TenantTx};

/// A role or task, with what there is about it.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// Whether workers have it, or it is chosen for the day.
    pub kind: DutyKind,
    /// Its name, which no other of its kind has.
    pub name: String,
    /// Types of tickets, by name.
    pub needed: Vec<(TicketTypeId, String)>,
    /// Of a role: how many workers have it who are not in the archive, so far as the caller sees them.
    pub workers: i64,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// What an edit writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyEdit {
    /// See [`Duty::name`].
    pub name: String,
    /// See [`Duty::needed`].
    pub needed: Vec<TicketTypeId>,
}

/// Which of them to list, by name.
#[derive(Debug, Clone, Default)]
pub struct DutyFilter {
    /// Part of the name; accents and case do not count.
    pub q: Option<String>,
    /// Only of this kind.
    pub kind: Option<DutyKind>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

const SELECT: &str = include_str!("../sql/duties.sql");

pub(crate) fn kind_of(row: &Row) -> Result<DutyKind> {
    DutyKind::from_word(row.try_get("kind")?).ok_or(Error::Malformed("kind"))
}

/// The types in the columns `needed` and `names`.
pub(crate) fn needed(row: &Row) -> Result<Vec<(TicketTypeId, String)>> {
    let (kinds, names): (Vec<Uuid>, Vec<String>) = (row.try_get("needed")?, row.try_get("names")?);
    Ok(kinds.into_iter().map(TicketTypeId::from_uuid).zip(names).collect())
}

fn duty(row: &Row) -> Result<Duty> {
    Ok(Duty {
        id: DutyId::from_uuid(row.try_get("id")?),
        kind: kind_of(row)?,
        name: row.try_get("name")?,
        needed: needed(row)?,
        workers: row.try_get("workers")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

impl Store {
    /// Roles and tasks, by name.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn duties(&self, caller: &Caller, filter: &DutyFilter) -> Result<(Actor, Page<Duty>)> {
        let (name, id) = page::name_and_id::<DutyId>(filter.cursor.as_deref())?;
        let (id, kind) = (id.map(DutyId::uuid), filter.kind.map(DutyKind::as_str));
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> = &[&filter.q, &kind, &name, &id, &limit, &None::<Uuid>];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(SELECT, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = duty(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn duty(&self, caller: &Caller, id: DutyId) -> Result<(Actor, Duty)> {
        let none = None::<&str>;
        let params: crate::tenant::Params<'_> =
            &[&none, &none, &none, &None::<Uuid>, &1_i64, &Some(id.uuid())];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(SELECT, params)]).await?;
        Ok((actor, duty(rows.iter().flatten().next().ok_or(Error::NotFound)?)?))
    }
}

impl TenantTx {
    /// The role or task as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn duty(&self, id: DutyId) -> Result<Duty> {
        let none = None::<&str>;
        let params: crate::tenant::Params<'_> =
            &[&none, &none, &none, &None::<Uuid>, &1_i64, &Some(id.uuid())];
        duty(self.query(SELECT, params).await?.first().ok_or(Error::NotFound)?)
    }

    /// Makes one.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken, or a type is not there.
    pub async fn create_duty(&self, id: DutyId, kind: DutyKind, new: &DutyEdit) -> Result<()> {
        let sql = "INSERT INTO credenza.duties (org_id, id, kind, name) VALUES ($1, $2, $3, $4)";
        let org = self.actor().org.uuid();
        self.execute(sql, &[&org, &id.uuid(), &kind.as_str(), &new.name]).await?;
        self.set_duty_needs(id, &new.needed).await
    }

    /// Writes an edit over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since; as [`TenantTx::create_duty`].
    pub async fn update_duty(&self, id: DutyId, version: i32, edit: &DutyEdit) -> Result<()> {
        let sql = "UPDATE credenza.duties SET name = $3, version = version + 1, updated_at = now()
            WHERE id = $1 AND version = $2";
        if self.execute(sql, &[&id.uuid(), &version, &edit.name]).await? != 1 {
            return Err(Error::Stale);
        }
        self.set_duty_needs(id, &edit.needed).await
    }

    /// Deletes one that nobody has.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while workers have it.
    pub async fn delete_duty(&self, id: DutyId) -> Result<()> {
        let deleted = self.execute("DELETE FROM credenza.duties WHERE id = $1", &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    async fn set_duty_needs(&self, id: DutyId, types: &[TicketTypeId]) -> Result<()> {
        let types: Vec<Uuid> = types.iter().map(|kind| kind.uuid()).collect();
        let (org, duty) = (self.actor().org.uuid(), id.uuid());
        let remove = "DELETE FROM credenza.duty_requirements WHERE duty_id = $1 AND type_id <> ALL ($2)";
        let add = "INSERT INTO credenza.duty_requirements (org_id, duty_id, type_id)
            SELECT $1, $2, y FROM unnest($3::uuid[]) AS y ON CONFLICT DO NOTHING";
        self.query_all(&[(remove, &[&duty, &types]), (add, &[&org, &duty, &types])]).await.map(drop)
    }

    /// Says which roles a worker has, in the place of those that he had. His own version tells of it: see
    /// [`TenantTx::update_worker`].
    pub(crate) async fn set_worker_roles(&self, worker: WorkerId, roles: &[DutyId]) -> Result<()> {
        let roles: Vec<Uuid> = roles.iter().map(|role| role.uuid()).collect();
        let (org, worker) = (self.actor().org.uuid(), worker.uuid());
        let remove = "DELETE FROM credenza.worker_duties WHERE worker_id = $1 AND duty_id <> ALL ($2)";
        let add = "INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id)
            SELECT $1, $2, d FROM unnest($3::uuid[]) AS d ON CONFLICT DO NOTHING";
        self.query_all(&[(remove, &[&worker, &roles]), (add, &[&org, &worker, &roles])]).await.map(drop)
    }
}
