//! Types of tickets: what kinds there are, for how long one is good, and when it is time to renew it.

use std::collections::BTreeMap;

use domain::id::TicketTypeId;
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store, TenantTx};

/// A type of tickets.
#[derive(Debug, Clone)]
pub struct TicketType {
    /// Its id.
    pub id: TicketTypeId,
    /// Short and stable, which programs know it by; 1 to 32 of A-Z, a-z, 0-9, `.`, `_` and `-`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// For how many months one is usually good; `None` for ever.
    pub valid_months: Option<i32>,
    /// How many days before its end one counts as expiring.
    pub renewal_days: i32,
    /// Whether it tells something of its holder's health: then its name stays inside the organization.
    pub medical: bool,
    /// Since when there are no new ones, UTC.
    pub archived_at: Option<OffsetDateTime>,
    /// How many tickets there are of it, so far as the caller sees them.
    pub tickets: i64,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// What an edit writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketTypeEdit {
    /// See [`TicketType::code`].
    pub code: String,
    /// See [`TicketType::name`].
    pub name: String,
    /// See [`TicketType::valid_months`].
    pub valid_months: Option<i32>,
    /// See [`TicketType::renewal_days`].
    pub renewal_days: i32,
    /// See [`TicketType::medical`].
    pub medical: bool,
    /// See [`TicketType::archived_at`].
    pub archived_at: Option<OffsetDateTime>,
}

/// Which types to list, by name.
#[derive(Debug, Clone, Default)]
pub struct TicketTypeFilter {
    /// Part of the name or code; accents and case do not count.
    pub q: Option<String>,
    /// Only those in the archive, or only the others.
    pub archived: Option<bool>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

const SELECT: &str = include_str!("../sql/ticket_types.sql");

fn ticket_type(row: &Row) -> Result<TicketType> {
    Ok(TicketType {
        id: TicketTypeId::from_uuid(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        valid_months: row.try_get("valid_months")?,
        renewal_days: row.try_get("renewal_days")?,
        medical: row.try_get("medical")?,
        archived_at: row.try_get("archived_at")?,
        tickets: row.try_get("tickets")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

impl Store {
    /// Types of tickets by name.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn ticket_types(
        &self,
        caller: &Caller,
        filter: &TicketTypeFilter,
    ) -> Result<(Actor, Page<TicketType>)> {
        let (name, id) = page::name_and_id::<TicketTypeId>(filter.cursor.as_deref())?;
        let id = id.map(TicketTypeId::uuid);
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> =
            &[&filter.q, &filter.archived, &name, &id, &limit, &None::<Uuid>, &None::<&str>];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(SELECT, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = ticket_type(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// What the types are called, by code; those that tell of somebody's health are left out.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn ticket_type_names(
        &self,
        caller: &Caller,
        codes: &[&str],
    ) -> Result<BTreeMap<String, String>> {
        let sql = "SELECT code, name FROM credenza.ticket_types WHERE code = ANY ($1) AND NOT medical";
        let (_, rows) = self.read(caller, Action::GateLogRead, &[(sql, &[&codes])]).await?;
        rows.iter().flatten().map(|row| Ok((row.try_get("code")?, row.try_get("name")?))).collect()
    }

    /// One type of tickets.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn ticket_type(&self, caller: &Caller, id: TicketTypeId) -> Result<(Actor, TicketType)> {
        let none = None::<&str>;
        let params: crate::tenant::Params<'_> =
            &[&none, &None::<bool>, &none, &None::<Uuid>, &1_i64, &Some(id.uuid()), &none];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(SELECT, params)]).await?;
        Ok((actor, ticket_type(rows.iter().flatten().next().ok_or(Error::NotFound)?)?))
    }
}

impl TenantTx {
    /// The type as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ticket_type(&self, id: TicketTypeId) -> Result<TicketType> {
        self.one_type(Some(id), None).await?.ok_or(Error::NotFound)
    }

    /// The type that a text names: its id, or its code in any case, of which the one that is written just so comes first.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn ticket_type_named(&self, text: &str) -> Result<Option<TicketType>> {
        match text.parse::<TicketTypeId>() {
            Ok(id) => self.one_type(Some(id), None).await,
            Err(_) => self.one_type(None, Some(text)).await,
        }
    }

    async fn one_type(&self, id: Option<TicketTypeId>, code: Option<&str>) -> Result<Option<TicketType>> {
        let (none, id) = (None::<&str>, id.map(TicketTypeId::uuid));
        let params: crate::tenant::Params<'_> =
            &[&none, &None::<bool>, &none, &None::<Uuid>, &1_i64, &id, &code];
        self.query(SELECT, params).await?.first().map(ticket_type).transpose()
    }

    /// Makes a type.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the code is taken.
    pub async fn create_ticket_type(&self, id: TicketTypeId, new: &TicketTypeEdit) -> Result<()> {
        let sql = "INSERT INTO credenza.ticket_types
                (org_id, id, code, name, valid_months, renewal_days, medical, archived_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let org = self.actor().org.uuid();
        let params: crate::tenant::Params<'_> = &[
            &org,
            &id.uuid(),
            &new.code,
            &new.name,
            &new.valid_months,
            &new.renewal_days,
            &new.medical,
            &new.archived_at,
        ];
        self.execute(sql, params).await.map(drop)
    }

    /// Writes an edit over the version that the caller saw. What was worked out from a type's validity before stays.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since; [`Error::Conflict`] when the code is taken.
    pub async fn update_ticket_type(
        &self,
        id: TicketTypeId,
        version: i32,
        edit: &TicketTypeEdit,
    ) -> Result<()> {
        let sql = "UPDATE credenza.ticket_types
            SET code = $3, name = $4, valid_months = $5, renewal_days = $6, medical = $7, archived_at = $8,
                version = version + 1, updated_at = now()
            WHERE id = $1 AND version = $2";
        let params: crate::tenant::Params<'_> = &[
            &id.uuid(),
            &version,
            &edit.code,
            &edit.name,
            &edit.valid_months,
            &edit.renewal_days,
            &edit.medical,
            &edit.archived_at,
        ];
        if self.execute(sql, params).await? == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Deletes a type of which there are no tickets.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while there are tickets of it.
    pub async fn delete_ticket_type(&self, id: TicketTypeId) -> Result<()> {
        let deleted = self.execute("DELETE FROM credenza.ticket_types WHERE id = $1", &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}
