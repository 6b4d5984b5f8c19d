//! Tickets: what workers are qualified for, and the steps of a ticket's life. The functions of the database take them.

use domain::id::{ContractorId, CrewId, MemberId, SiteId, TicketId, TicketTypeId, WorkerId};
use domain::{Action, Actor, TicketAct, TicketCode, TicketState, TicketStatus};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store, TenantTx};

/// A ticket.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// By which anybody can ask what it is worth.
    pub code: TicketCode,
    /// Whose it is.
    pub worker: (WorkerId, String),
    /// What it is for.
    pub kind: TicketTypeRef,
    /// What its issuer calls it.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its first day.
    pub issued_on: Option<Date>,
    /// Its last day; `None`: it has none.
    pub expires_on: Option<Date>,
    /// Where it stands in its life.
    pub state: TicketState,
    /// What it is worth today, in the organization's time zone.
    pub status: TicketStatus,
    /// Why the last decision was made.
    pub reason: Option<String>,
    /// In whose place it comes, once it is approved.
    pub renews: Option<TicketId>,
    /// Which one comes, or has come, in its place.
    pub renewed_by: Option<TicketId>,
    /// Who wrote it last, and when.
    pub recorded: Deed,
    /// Who approved it, and when.
    pub approved: Option<Deed>,
    /// Who decided about it last, and when.
    pub decided: Option<Deed>,
    /// How many photos and PDFs prove it, as far as the caller may look at them.
    pub evidence: i64,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// The type of a ticket, as a ticket tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketTypeRef {
    /// Its id.
    pub id: TicketTypeId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether its name stays inside the organization.
    pub medical: bool,
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The member.
    pub by: MemberId,
    /// His name, where the caller may know it.
    pub name: Option<String>,
    /// UTC.
    pub at: OffsetDateTime,
}

/// What is written on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEdit {
    /// Its type.
    pub kind: TicketTypeId,
    /// See [`Ticket::number`].
    pub number: Option<String>,
    /// See [`Ticket::issuer`].
    pub issuer: Option<String>,
    /// See [`Ticket::issued_on`].
    pub issued_on: Option<Date>,
    /// See [`Ticket::expires_on`].
    pub expires_on: Option<Date>,
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketDecision {
    /// Who approved it had written it, or holds it: there is nobody else who could.
    pub alone: bool,
    /// The ticket whose place it has taken.
    pub replaced: Option<TicketId>,
}

/// Which tickets to list: those that end first come first.
#[derive(Debug, Clone, Default)]
pub struct TicketFilter {
    /// Part of the number, issuer, code, type or worker; accents and case do not count.
    pub q: Option<String>,
    /// Only of this worker. Without one, those of workers in the archive are left out.
    pub worker: Option<WorkerId>,
    /// Only of this type.
    pub kind: Option<TicketTypeId>,
    /// Only of this status.
    pub status: Option<TicketStatus>,
    /// Only of this crew.
    pub crew: Option<CrewId>,
    /// Only of crews on this site.
    pub site: Option<SiteId>,
    /// Only of this contractor.
    pub contractor: Option<ContractorId>,
    /// Only what ends before this day.
    pub expires_before: Option<Date>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

const LIST: &str =
    concat!(include_str!("../sql/tickets_select.sql"), include_str!("../sql/tickets_where.sql"));
const ONE: &str = concat!(include_str!("../sql/tickets_select.sql"), "WHERE v.id = $2");
pub(crate) const OF_WORKER: &str =
    concat!(include_str!("../sql/tickets_select.sql"), "WHERE v.worker_id = $2 ORDER BY v.ends_on, v.id");

pub(crate) fn ticket(row: &Row) -> Result<Ticket> {
    let wrong = |what: &str| Error::Internal(format!("a stored ticket's {what} is none"));
    let (code, state, status): (&str, &str, &str) =
        (row.try_get("code")?, row.try_get("state")?, row.try_get("status")?);
    let other = |column: &str| -> Result<Option<TicketId>> {
        Ok(row.try_get::<_, Option<Uuid>>(column)?.map(TicketId::from_uuid))
    };
    Ok(Ticket {
        id: TicketId::from_uuid(row.try_get("id")?),
        code: code.parse().map_err(|_| wrong("code"))?,
        worker: (WorkerId::from_uuid(row.try_get("worker_id")?), row.try_get("worker_name")?),
        kind: TicketTypeRef {
            id: TicketTypeId::from_uuid(row.try_get("type_id")?),
            code: row.try_get("type_code")?,
            name: row.try_get("type_name")?,
            medical: row.try_get("medical")?,
        },
        number: row.try_get("number")?,
        issuer: row.try_get("issuer")?,
        issued_on: row.try_get("issued_on")?,
        expires_on: row.try_get("expires_on")?,
        state: TicketState::from_word(state).ok_or_else(|| wrong("state"))?,
        status: TicketStatus::from_word(status).ok_or_else(|| wrong("status"))?,
        reason: row.try_get("reason")?,
        renews: other("renews_id")?,
        renewed_by: other("renewed_by_id")?,
        recorded: Deed {
            by: MemberId::from_uuid(row.try_get("recorded_by")?),
            name: row.try_get("recorded_by_name")?,
            at: row.try_get("recorded_at")?,
        },
        approved: deed(row, "approved_by", "approved_by_name", "approved_at")?,
        decided: deed(row, "decided_by", "decided_by_name", "decided_at")?,
        evidence: row.try_get("evidence")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn deed(row: &Row, by: &str, name: &str, at: &str) -> Result<Option<Deed>> {
    let (by, at): (Option<Uuid>, Option<OffsetDateTime>) = (row.try_get(by)?, row.try_get(at)?);
    let name = row.try_get(name)?;
    Ok(by.zip(at).map(|(by, at)| Deed { by: MemberId::from_uuid(by), name, at }))
}

impl Store {
    /// Tickets of the workers whom the caller sees.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn tickets(
        &self,
        caller: &Caller,
        filter: &TicketFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Ticket>)> {
        let (end, id) = page::name_and_id::<TicketId>(filter.cursor.as_deref())?;
        if end.as_deref().is_some_and(|end| end != "infinity" && domain::ticket::parse_day(end).is_none()) {
            return Err(Error::Malformed("cursor"));
        }
        let (id, worker) = (id.map(TicketId::uuid), filter.worker.map(WorkerId::uuid));
        let (kind, crew) = (filter.kind.map(TicketTypeId::uuid), filter.crew.map(CrewId::uuid));
        let (site, contractor) = (filter.site.map(SiteId::uuid), filter.contractor.map(ContractorId::uuid));
        let status = filter.status.map(TicketStatus::as_str);
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> = &[
            &now,
            &filter.q,
            &worker,
            &kind,
            &status,
            &crew,
            &site,
            &contractor,
            &filter.expires_before,
            &end,
            &id,
            &limit,
        ];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(LIST, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = ticket(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// One ticket.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn ticket(
        &self,
        caller: &Caller,
        id: TicketId,
        now: OffsetDateTime,
    ) -> Result<(Actor, Ticket)> {
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(ONE, &[&now, &id.uuid()])]).await?;
        Ok((actor, ticket(rows.iter().flatten().next().ok_or(Error::NotFound)?)?))
    }
}

impl TenantTx {
    /// The ticket as it is now, if the caller sees its worker.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ticket(&self, id: TicketId, now: OffsetDateTime) -> Result<Ticket> {
        let rows = self.query(ONE, &[&now, &id.uuid()]).await?;
        ticket(rows.first().ok_or(Error::NotFound)?)
    }

    /// Records a ticket of a worker, in the place of another if it renews one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such worker, or ticket to be renewed; [`Error::Rule`]; [`Error::Conflict`] for a
    /// code that was given before (see [`Error::is_code_taken`]).
    pub async fn record_ticket(
        &self,
        id: TicketId,
        worker: WorkerId,
        code: TicketCode,
        new: &TicketEdit,
        renews: Option<TicketId>,
    ) -> Result<()> {
        let sql = "SELECT credenza.record_ticket($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let (code, renews) = (code.as_str(), renews.map(TicketId::uuid));
        let params: crate::tenant::Params<'_> = &[
            &id.uuid(),
            &worker.uuid(),
            &new.kind.uuid(),
            &code,
            &new.number,
            &new.issuer,
            &new.issued_on,
            &new.expires_on,
            &renews,
        ];
        self.query(sql, params).await.map(drop)
    }

    /// Writes a ticket that nobody has approved anew, over the version that the caller saw. It is to be checked then.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Rule`].
    pub async fn correct_ticket(&self, id: TicketId, version: i32, edit: &TicketEdit) -> Result<()> {
        let sql = "SELECT credenza.correct_ticket($1, $2, $3, $4, $5, $6, $7)";
        let params: crate::tenant::Params<'_> = &[
            &id.uuid(),
            &version,
            &edit.kind.uuid(),
            &edit.number,
            &edit.issuer,
            &edit.issued_on,
            &edit.expires_on,
        ];
        self.query(sql, params).await.map(drop)
    }

    /// Takes a ticket away that nobody has approved.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn withdraw_ticket(&self, id: TicketId) -> Result<()> {
        self.query("SELECT credenza.withdraw_ticket($1)", &[&id.uuid()]).await.map(drop)
    }

    /// Approves a ticket, sends it back, suspends, reinstates or revokes it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`]: the act is not possible in its state, or not for who wrote it.
    pub async fn decide_ticket(
        &self,
        id: TicketId,
        act: TicketAct,
        reason: Option<&str>,
    ) -> Result<TicketDecision> {
        let sql = "SELECT alone, replaced FROM credenza.decide_ticket($1, $2, $3)";
        let rows = self.query(sql, &[&id.uuid(), &act.as_str(), &reason]).await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        let replaced: Option<Uuid> = row.try_get("replaced")?;
        Ok(TicketDecision { alone: row.try_get("alone")?, replaced: replaced.map(TicketId::from_uuid) })
    }
}

impl Error {
    /// Whether another ticket has, or had, the code: another one has to be drawn.
    #[must_use]
    pub fn is_code_taken(&self) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == "ticket_codes_pkey")
    }
}
