//! What ends when, for a calendar: counted by month, listed, and read by the link that a member's calendar has.

use domain::id::{CalendarFeedId, CertificateId, CustomerId, OrgId};
use domain::{Action, Actor, Subject};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::alerts::{cursor, moment_and_id};
use crate::system::SystemTx;
use crate::{Caller, CustomerRef, Error, Page, Result, Store, TenantTx};

/// Which ends to count or list.
#[derive(Debug, Clone)]
pub struct CalendarFilter {
    /// From this moment on.
    pub from: OffsetDateTime,
    /// Before this one.
    pub before: OffsetDateTime,
    /// Only of this customer.
    pub customer: Option<CustomerId>,
    /// Only what lists show as this: its profile, or its kind of file when it has none.
    pub shown_as: Option<String>,
    /// Whether also what another certificate has taken the place of.
    pub with_renewed: bool,
}

/// A certificate's end.
#[derive(Debug, Clone)]
pub struct CalendarEntry {
    /// The certificate.
    pub certificate: CertificateId,
    /// What the firm calls it.
    pub name: String,
    /// Who is named in it.
    pub holder: Option<String>,
    /// The holder's tax id.
    pub tax_id: Option<String>,
    /// What leaves the house calls it: who is named in it, or else its name, without the tax id.
    pub called: String,
    /// Its profile, or its kind of file.
    pub kind: String,
    /// Whose it is.
    pub customer: Option<CustomerRef>,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// Whether another has taken its place.
    pub renewed: bool,
}

/// How many end in one span, of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarCount {
    /// Which of the spans, from 0 on.
    pub place: usize,
    /// A customer's id (empty: nobody's) or a kind; none for all the groups that are rarer than eleven others.
    pub key: Option<String>,
    /// The customer's name.
    pub name: Option<String>,
    /// How many.
    pub count: u64,
}

/// The link of a member's calendar.
#[derive(Debug, Clone)]
pub struct CalendarFeed {
    /// Its id.
    pub id: CalendarFeedId,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// To the minute, UTC.
    pub last_read_at: Option<OffsetDateTime>,
}

/// Whose link was followed.
#[derive(Debug, Clone)]
pub struct OpenFeed {
    /// The organization.
    pub org: OrgId,
    /// Its name.
    pub organization: String,
    /// Its time zone, an IANA name.
    pub time_zone: String,
    /// The member's language.
    pub locale: String,
}

/// What a followed link shows of one end.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// What ends.
    pub subject: Subject,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// See [`crate::Ending::called`].
    pub called: String,
    /// A certificate's profile, or its kind of file; else the kind of subject.
    pub kind: String,
}

fn entry(row: &Row) -> Result<CalendarEntry> {
    let customer: Option<Uuid> = row.try_get("customer_id")?;
    let name = row.try_get("customer_name")?;
    Ok(CalendarEntry {
        certificate: CertificateId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        holder: row.try_get("holder")?,
        tax_id: row.try_get("tax_id")?,
        called: row.try_get("called")?,
        kind: row.try_get("kind")?,
        customer: customer.map(|id| CustomerRef { id: CustomerId::from_uuid(id), name }),
        ends_at: row.try_get("not_after")?,
        renewed: row.try_get("renewed")?,
    })
}

/// The id of a customer, as the database writes it; an empty text is nobody's.
fn customer_id(text: &str) -> Result<String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let id = Uuid::parse_str(text).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(CustomerId::from_uuid(id).to_string())
}

impl Store {
    /// A page of what ends: what ends first comes first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn calendar(
        &self,
        caller: &Caller,
        filter: &CalendarFilter,
        from: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<CalendarEntry>)> {
        let (end, id) = moment_and_id::<CertificateId>(from)?;
        let id = id.map(CertificateId::uuid);
        let customer = filter.customer.map(CustomerId::uuid);
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> = &[
            &filter.from,
            &filter.before,
            &customer,
            &filter.shown_as,
            &filter.with_renewed,
            &end,
            &id,
            &one_more,
        ];
        let sql = include_str!("../sql/calendar.sql");
        let (actor, rows) = self.read(caller, Action::CertificateRead, &[(sql, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = entry(row)?;
                Ok((cursor(item.ends_at, &item.certificate)?, item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, limit)))
    }

    /// How many end in each of these spans, by customer or by kind. The spans of the filter itself are not looked at.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn calendar_counts(
        &self,
        caller: &Caller,
        spans: &[(OffsetDateTime, OffsetDateTime)],
        filter: &CalendarFilter,
        by_customer: bool,
    ) -> Result<Vec<CalendarCount>> {
        let (from, to): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
        let customer = filter.customer.map(CustomerId::uuid);
        let params: crate::tenant::Params<'_> =
            &[&from, &to, &customer, &filter.shown_as, &filter.with_renewed, &by_customer];
        let sql = include_str!("../sql/calendar_counts.sql");
        let (_, rows) = self.read(caller, Action::CertificateRead, &[(sql, params)]).await?;
        let count = |row: &Row| {
            let (place, count): (i64, i64) = (row.try_get("place")?, row.try_get("count")?);
            let key: Option<String> = row.try_get("key")?;
            Ok(CalendarCount {
                place: usize::try_from(place.saturating_sub(1)).unwrap_or(0),
                key: key.map(|key| if by_customer { customer_id(&key) } else { Ok(key) }).transpose()?,
                name: row.try_get("name")?,
                count: u64::try_from(count).unwrap_or(0),
            })
        };
        rows.iter().flatten().map(count).collect()
    }

    /// The caller's link, if there is one.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn calendar_feed(&self, caller: &Caller) -> Result<(Actor, Option<CalendarFeed>)> {
        let sql = "SELECT id, created_at, last_read_at FROM credenza.calendar_feeds";
        let (actor, rows) = self.read(caller, Action::CertificateRead, &[(sql, &[])]).await?;
        let Some(row) = rows.iter().flatten().next() else { return Ok((actor, None)) };
        let feed = CalendarFeed {
            id: CalendarFeedId::from_uuid(row.try_get("id")?),
            created_at: row.try_get("created_at")?,
            last_read_at: row.try_get("last_read_at")?,
        };
        Ok((actor, Some(feed)))
    }
}

impl TenantTx {
    /// Makes the caller's link in the place of any earlier one, with the step-up proof that this transaction has spent.
    ///
    /// # Errors
    /// [`Error::NoStepUp`]; [`Error::Wall`] for who may not see certificates.
    pub async fn make_calendar_feed(
        &self,
        id: CalendarFeedId,
        token_hash: &[u8; 32],
        proof: &str,
    ) -> Result<()> {
        let sql = "SELECT credenza.make_calendar_feed($1, $2, $3)";
        self.query(sql, &[&id.uuid(), &token_hash.as_slice(), &proof]).await.map(drop)
    }

    /// Takes the caller's link back; returns its id.
    ///
    /// # Errors
    /// [`Error::NotFound`] when he has none.
    pub async fn revoke_calendar_feed(&self) -> Result<CalendarFeedId> {
        let rows = self.query("SELECT credenza.revoke_calendar_feed()", &[]).await?;
        Ok(CalendarFeedId::from_uuid(rows.first().ok_or(Error::NotFound)?.try_get(0)?))
    }
}

impl SystemTx<'_> {
    /// Whose link this is the hash of, if he may see certificates at this moment.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn open_calendar_feed(&self, token_hash: &[u8; 32]) -> Result<Option<OpenFeed>> {
        let rows =
            self.call("SELECT * FROM system.open_calendar_feed($1)", &[&token_hash.as_slice()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(OpenFeed {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            organization: row.try_get("organization")?,
            time_zone: row.try_get("time_zone")?,
            locale: row.try_get("locale")?,
        }))
    }

    /// What ends from `since` on, by a link's hash, at most `most`, what ends first before the others. Nothing when its member may
    /// not see it any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn calendar_feed_ends(
        &self,
        token_hash: &[u8; 32],
        since: OffsetDateTime,
        most: i32,
    ) -> Result<Vec<FeedEntry>> {
        let sql = "SELECT * FROM system.calendar_feed_ends($1, $2, $3)";
        let rows = self.call(sql, &[&token_hash.as_slice(), &since, &most]).await?;
        let entry = |row: &Row| {
            Ok(FeedEntry {
                subject: crate::alerts::subject(row)?,
                ends_at: row.try_get("ends_at")?,
                called: row.try_get("called")?,
                kind: row.try_get("kind")?,
            })
        };
        rows.iter().map(entry).collect()
    }
}
