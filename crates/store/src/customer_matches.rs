//! Customers that a row of an import may be about.

use domain::Action;
use domain::id::CustomerId;
use tokio_postgres::Row;

use crate::{Caller, CustomerEdit, Result, Store, TenantTx};

const LIKE: &str = include_str!("../sql/customers_like.sql");

/// What is known of a customer with the same tax id or name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMatch {
    /// Its id.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its tax id, in its country's normal form.
    pub tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What the firm notes about it.
    pub notes: String,
    /// Rises with every change.
    pub version: i32,
}

fn matched(row: &Row) -> Result<CustomerMatch> {
    Ok(CustomerMatch {
        id: CustomerId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        tax_id: row.try_get("tax_id")?,
        country: row.try_get("country")?,
        notes: row.try_get("notes")?,
        version: row.try_get("version")?,
    })
}

/// What is looked for: countries and tax ids, pairwise, and names.
fn keys<'e>(edits: impl IntoIterator<Item = &'e CustomerEdit>) -> (Vec<&'e str>, Vec<&'e str>, Vec<&'e str>) {
    let (mut countries, mut tax_ids, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for edit in edits {
        if let (Some(country), Some(tax_id)) = (&edit.country, &edit.tax_id) {
            countries.push(country.as_str());
            tax_ids.push(tax_id.as_str());
        }
        names.push(edit.name.as_str());
    }
    (countries, tax_ids, names)
}

impl Store {
    /// Customers with a tax id or a name of these; in names, case does not count.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`](crate::Error::Denied).
    pub async fn customers_like(
        &self,
        caller: &Caller,
        edits: &[CustomerEdit],
    ) -> Result<Vec<CustomerMatch>> {
        let (countries, tax_ids, names) = keys(edits);
        let (_, rows) =
            self.read(caller, Action::CustomerRead, &[(LIKE, &[&countries, &tax_ids, &names])]).await?;
        rows.iter().flatten().map(matched).collect()
    }
}

impl TenantTx {
    /// Waits until no other import decides about a customer of this name, and finds those with its tax id or name. Two that
    /// are to create one of the same name at the same moment create one.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn lock_customers_like(&self, edit: &CustomerEdit) -> Result<Vec<CustomerMatch>> {
        let turn = format!("customer {} {}", self.actor().org, edit.name);
        let (countries, tax_ids, names) = keys([edit]);
        // The second statement begins, and takes its snapshot, when the first has the lock.
        let rows = self
            .query_all(&[
                ("SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 0))", &[&turn]),
                (LIKE, &[&countries, &tax_ids, &names]),
            ])
            .await?;
        rows.iter().skip(1).flatten().map(matched).collect()
    }

    /// Spends, for one row more, the proof with which an import began; returns the proof's id for the audit entry.
    ///
    /// # Errors
    /// [`Error::NoStepUp`](crate::Error::NoStepUp) when the import has not begun with it, or is over.
    pub async fn spend_step_up_for_row(&self, token: &[u8], import: Action) -> Result<String> {
        let sql = "SELECT credenza.spend_step_up_for_row($1, $2)";
        let rows = self.query(sql, &[&token, &import.as_str()]).await?;
        Ok(rows.first().ok_or(crate::Error::NoStepUp)?.try_get(0)?)
    }
}
