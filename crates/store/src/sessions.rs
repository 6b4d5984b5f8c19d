//! A member's own sessions.

use domain::Action;
use domain::id::SessionId;
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, Error, Result, Store, TenantTx};

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// How the member was authenticated: RFC 8176 values.
    pub amr: Vec<String>,
    /// What the client called itself.
    pub user_agent: String,
    /// Where it connected from.
    pub address: String,
    /// When it began, UTC.
    pub started_at: OffsetDateTime,
    /// When somebody was last seen in it, UTC; five minutes late at most.
    pub last_seen_at: OffsetDateTime,
    /// When it ends if nobody acts in it, UTC.
    pub ends_at: OffsetDateTime,
    /// When and why it ended: a word of the database, or `idle`, or `expired`.
    pub ended: Option<(OffsetDateTime, String)>,
    /// Whether a refresh token of it was used twice, and its owner has not yet said that he knows.
    pub unseen_reuse: bool,
}

fn own_session(row: &Row) -> Result<OwnSession> {
    let ended_at: Option<OffsetDateTime> = row.try_get("ended_at")?;
    let because: Option<String> = row.try_get("ended_because")?;
    Ok(OwnSession {
        id: SessionId::from_uuid(row.try_get("id")?),
        current: row.try_get("current")?,
        amr: row.try_get("amr")?,
        user_agent: row.try_get("user_agent")?,
        address: row.try_get("address")?,
        started_at: row.try_get("created_at")?,
        last_seen_at: row.try_get("last_seen_at")?,
        ends_at: row.try_get("ends_at")?,
        ended: ended_at.zip(because),
        unseen_reuse: row.try_get::<_, Option<bool>>("unseen")?.unwrap_or(false),
    })
}

impl Store {
    /// The caller's own sessions in his organization: those that live, the present one first; or those that ended, the
    /// last one first, of the last 30 days. A hundred at most.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn own_sessions(&self, caller: &Caller, ended: bool) -> Result<Vec<OwnSession>> {
        // Every member may see his own: the action has no permission.
        let sql = include_str!("../sql/sessions.sql");
        let (_, rows) = self.read(caller, Action::SignIn, &[(sql, &[&ended])]).await?;
        rows.iter().flatten().map(own_session).collect()
    }
}

impl TenantTx {
    /// Ends one of the caller's own sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is none of his, or has ended.
    pub async fn end_own_session(&self, id: SessionId) -> Result<()> {
        let rows = self.query("SELECT credenza.end_own_session($1)", &[&id.uuid()]).await?;
        match rows.first().map(|row| row.try_get(0)).transpose()? {
            Some(true) => Ok(()),
            _ => Err(Error::NotFound),
        }
    }

    /// Ends all of the caller's sessions but the present one; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn end_other_sessions(&self) -> Result<i64> {
        self.count("SELECT credenza.end_other_sessions()").await
    }

    /// Notes that the caller knows of the reuse of his refresh tokens; returns about how many sessions.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn see_reuse(&self) -> Result<i64> {
        self.count("SELECT credenza.see_reuse()").await
    }

    async fn count(&self, sql: &str) -> Result<i64> {
        let rows = self.query(sql, &[]).await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }
}
