//! What the dashboard tells.

use domain::id::CustomerId;
use domain::{Action, Actor};
use time::OffsetDateTime;

use crate::{Caller, Error, Result, Store};

/// How many certificates end in a month of the organization's time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// How many end in it.
    pub count: i64,
}

/// Certificates, counted by how long they have to live.
#[derive(Debug, Clone)]
pub struct Overview {
    /// All in custody.
    pub total: i64,
    /// Their end has passed.
    pub expired: i64,
    /// They end within 7 days.
    pub week: i64,
    /// They end within 30 days, those of [`Overview::week`] not counted.
    pub month: i64,
    /// They end within 60 days, the earlier ones not counted.
    pub two_months: i64,
    /// They end later.
    pub later: i64,
    /// Keys that wait for their certificate.
    pub awaiting: i64,
    /// Customers.
    pub customers: i64,
    /// The twelve months from the present one on.
    pub months: Vec<Month>,
}

/// What certificates can be filtered by.
#[derive(Debug, Clone)]
pub struct Facets {
    /// ISO 3166-1 alpha-2 codes that occur.
    pub countries: Vec<String>,
    /// Profiles that occur, and kinds of file of what has no profile: see [`crate::CertificateFilter::shown_as`].
    pub kinds: Vec<String>,
    /// Customers by name, the first thousand.
    pub customers: Vec<(CustomerId, String)>,
}

impl Store {
    /// Counts the organization's certificates.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn overview(&self, caller: &Caller, now: OffsetDateTime) -> Result<(Actor, Overview)> {
        let (actor, rows) = self
            .read(
                caller,
                Action::CertificateRead,
                &[
                    (include_str!("../sql/overview.sql"), &[&now]),
                    (include_str!("../sql/overview_months.sql"), &[&now]),
                ],
            )
            .await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or(Error::NotFound)?;
        let months = rows
            .iter()
            .skip(1)
            .flatten()
            .map(|row| {
                Ok(Month {
                    year: row.try_get("year")?,
                    month: u8::try_from(row.try_get::<_, i32>("month")?).unwrap_or(1),
                    count: row.try_get("count")?,
                })
            })
            .collect::<Result<_>>()?;
        let overview = Overview {
            total: row.try_get("total")?,
            expired: row.try_get("expired")?,
            week: row.try_get("week")?,
            month: row.try_get("month")?,
            two_months: row.try_get("two_months")?,
            later: row.try_get("later")?,
            awaiting: row.try_get("awaiting")?,
            customers: row.try_get("customers")?,
            months,
        };
        Ok((actor, overview))
    }

    /// What there is to filter certificates by: countries and kinds that occur, customers by name.
    ///
    /// # Errors
    /// As [`Store::overview`].
    pub async fn facets(&self, caller: &Caller) -> Result<Facets> {
        let (_, rows) = self
            .read(
                caller,
                Action::CertificateRead,
                &[
                    (include_str!("../sql/facets.sql"), &[]),
                    ("SELECT id, name FROM credenza.customers ORDER BY lower(name), id LIMIT 1000", &[]),
                ],
            )
            .await?;
        let row = rows.first().and_then(|rows| rows.first()).ok_or(Error::NotFound)?;
        let customers = rows
            .iter()
            .skip(1)
            .flatten()
            .map(|row| Ok((CustomerId::from_uuid(row.try_get("id")?), row.try_get("name")?)))
            .collect::<Result<_>>()?;
        Ok(Facets { countries: row.try_get("countries")?, kinds: row.try_get("kinds")?, customers })
    }
}
