//! The link by which a member's own calendar reads what ends.

use domain::id::{CalendarFeedId, OrgId};
use domain::{Action, Actor, Subject};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::alerts::subject;
use crate::calendar::may_look;
use crate::system::SystemTx;
use crate::{Caller, Error, Result, Store, TenantTx};

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

impl Store {
    /// The caller's link, if there is one.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn calendar_feed(&self, caller: &Caller) -> Result<(Actor, Option<CalendarFeed>)> {
        let sql = "SELECT id, created_at, last_read_at FROM credenza.calendar_feeds";
        // Each sees his own.
        let (actor, rows) = self.read(caller, Action::SignIn, &[(sql, &[])]).await?;
        may_look(&actor)?;
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
    /// [`Error::NoStepUp`]; [`Error::Wall`] for who may see neither certificates nor workers.
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
                subject: subject(row)?,
                ends_at: row.try_get("ends_at")?,
                called: row.try_get("called")?,
                kind: row.try_get("kind")?,
            })
        };
        rows.iter().map(entry).collect()
    }
}
