//! Customers: whose certificates a firm keeps.

use domain::id::CustomerId;
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::page::{self, Page};
use crate::{AuditEvent, Caller, Error, Result, Store, TenantTx};

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its tax id, as its country writes it.
    pub tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What the firm notes about it.
    pub notes: String,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
    /// How many certificates are kept for it; 0 for who may not see certificates.
    pub certificates: i64,
    /// The first of their ends that has not passed.
    pub next_expiry: Option<OffsetDateTime>,
}

/// What an edit writes.
#[derive(Debug, Clone)]
pub struct CustomerEdit {
    /// See [`Customer::name`].
    pub name: String,
    /// See [`Customer::tax_id`].
    pub tax_id: Option<String>,
    /// See [`Customer::country`].
    pub country: Option<String>,
    /// See [`Customer::notes`].
    pub notes: String,
}

/// Which customers to list.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Part of the name or tax id; accents and case do not count.
    pub q: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

fn customer(row: &Row) -> Result<Customer> {
    Ok(Customer {
        id: CustomerId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        tax_id: row.try_get("tax_id")?,
        country: row.try_get("country")?,
        notes: row.try_get("notes")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        certificates: row.try_get("certificates")?,
        next_expiry: row.try_get("next_expiry")?,
    })
}

impl Store {
    /// Customers by name.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn customers(
        &self,
        caller: &Caller,
        filter: &CustomerFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Customer>)> {
        let (name, id) = match &filter.cursor {
            Some(cursor) => {
                let (name, id) = page::decode(cursor)?;
                (Some(name), Some(id.parse::<CustomerId>().map_err(|_| Error::Malformed("cursor"))?.uuid()))
            }
            None => (None, None),
        };
        let limit = i64::try_from(filter.limit + 1).unwrap_or(i64::MAX);
        let sql = include_str!("../sql/customers.sql");
        let (actor, rows) = self
            .read(
                caller,
                Action::CustomerRead,
                &[(sql, &[&now, &filter.q, &filter.country, &name, &id, &limit])],
            )
            .await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = customer(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// One customer.
    ///
    /// # Errors
    /// As [`Store::customers`]; [`Error::NotFound`].
    pub async fn customer(
        &self,
        caller: &Caller,
        id: CustomerId,
        now: OffsetDateTime,
    ) -> Result<(Actor, Customer)> {
        let sql = include_str!("../sql/customer.sql");
        let (actor, rows) = self.read(caller, Action::CustomerRead, &[(sql, &[&now, &id.uuid()])]).await?;
        let found = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        Ok((actor, customer(found)?))
    }
}

impl TenantTx {
    /// Creates a customer and commits.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the tax id is taken; as [`TenantTx::commit`].
    pub async fn create_customer(self, id: CustomerId, new: &CustomerEdit, event: &AuditEvent) -> Result<()> {
        let org = self.actor().org.uuid();
        let sql = include_str!("../sql/create_customer.sql");
        self.commit_with(
            &[(sql, &[&org, &id.uuid(), &new.name, &new.tax_id, &new.country, &new.notes])],
            event,
        )
        .await?;
        Ok(())
    }

    /// The customer as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn customer(&self, id: CustomerId, now: OffsetDateTime) -> Result<Customer> {
        let rows = self.query(include_str!("../sql/customer.sql"), &[&now, &id.uuid()]).await?;
        customer(rows.first().ok_or(Error::NotFound)?)
    }

    /// Writes an edit over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since; [`Error::Conflict`] when the tax id is taken.
    pub async fn update_customer(&self, id: CustomerId, version: i32, edit: &CustomerEdit) -> Result<()> {
        let sql = include_str!("../sql/update_customer.sql");
        let changed = self
            .execute(sql, &[&id.uuid(), &version, &edit.name, &edit.tax_id, &edit.country, &edit.notes])
            .await?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Deletes a customer that no certificate refers to.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while certificates refer to it.
    pub async fn delete_customer(&self, id: CustomerId) -> Result<()> {
        let deleted = self.execute("DELETE FROM credenza.customers WHERE id = $1", &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}
