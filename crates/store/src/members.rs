//! Members: who they are, and what an administrator does with them. The functions of the database that change people
//! decide again who may; see the migration.

use domain::id::MemberId;
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::page::{decode, encode};
use crate::{AuditEvent, Caller, Error, Page, Result, Store, TenantTx};

/// A member.
#[derive(Debug, Clone)]
pub struct Member {
    /// His id.
    pub id: MemberId,
    /// His name.
    pub name: String,
    /// His e-mail address.
    pub email: String,
    /// `active` or `suspended`.
    pub status: String,
    /// The ids of his roles.
    pub roles: Vec<String>,
    /// UTC.
    pub joined_at: OffsetDateTime,
    /// Whether it is the caller.
    pub oneself: bool,
}

fn member(row: &Row) -> Result<Member> {
    Ok(Member {
        id: MemberId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        status: row.try_get("status")?,
        roles: row.try_get("roles")?,
        joined_at: row.try_get("joined_at")?,
        oneself: row.try_get("oneself")?,
    })
}

impl Store {
    /// Members that have not been removed, by name: `limit` of them from `cursor` on.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn members(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<Member>)> {
        let from = cursor.map(decode).transpose()?;
        let id = from
            .as_ref()
            .map(|(_, id)| id.parse::<MemberId>())
            .transpose()
            .map_err(|_| Error::Malformed("cursor"))?;
        let (key, id) = (from.map(|(key, _)| key), id.map(MemberId::uuid));
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let (actor, rows) = self
            .read(
                caller,
                Action::MemberRead,
                &[(include_str!("../sql/members.sql"), &[&key, &id, &one_more])],
            )
            .await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let member = member(row)?;
                Ok((encode(row.try_get("sort_key")?, &member.id.to_string()), member))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((actor, Page::cut(items, limit)))
    }

    /// How many members are active, each of whom holds a seat.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn active_members(&self, caller: &Caller) -> Result<i64> {
        let sql = "SELECT count(*) FROM credenza.members WHERE status = 'active'";
        let (_, rows) = self.read(caller, Action::MemberRead, &[(sql, &[])]).await?;
        Ok(rows.iter().flatten().next().ok_or(Error::NotFound)?.try_get(0)?)
    }

    /// One member.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn member(&self, caller: &Caller, id: MemberId) -> Result<(Actor, Member)> {
        let (actor, rows) = self
            .read(caller, Action::MemberRead, &[(include_str!("../sql/member.sql"), &[&id.uuid()])])
            .await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        Ok((actor, member(row)?))
    }
}

impl TenantTx {
    /// Suspends a member: his sessions end, his invitations are void, his seat is free. Returns his name.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn suspend_member(&self, id: MemberId) -> Result<String> {
        self.about(id, "SELECT credenza.suspend_member($1)").await
    }

    /// Lets a suspended member in again, if a seat is free. Returns his name.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn reinstate_member(&self, id: MemberId) -> Result<String> {
        self.about(id, "SELECT credenza.reinstate_member($1)").await
    }

    /// Removes a member, with his roles. Returns his name.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn remove_member(&self, id: MemberId) -> Result<String> {
        self.about(id, "SELECT credenza.remove_member($1)").await
    }

    async fn about(&self, id: MemberId, sql: &str) -> Result<String> {
        let rows = self.query(sql, &[&id.uuid()]).await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }

    /// Gives a member, who may be the caller, these roles in the place of those he has. Returns his name and the roles he had.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn set_member_roles(
        &mut self,
        id: MemberId,
        roles: &[String],
    ) -> Result<(String, Vec<String>)> {
        let rows = self
            .query_and_enter(
                "SELECT member_name, before FROM credenza.set_member_roles($1, $2)",
                &[&id.uuid(), &roles],
            )
            .await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        Ok((row.try_get("member_name")?, row.try_get("before")?))
    }

    /// The caller leaves his organization, and the transaction commits.
    ///
    /// # Errors
    /// [`Error::Rule`]; as [`TenantTx::commit`].
    pub async fn leave(self, event: &AuditEvent) -> Result<()> {
        // The context dies with the membership, so the entry comes before.
        let (before, after) = ("SELECT credenza.may_leave()", "SELECT credenza.leave_organization()");
        self.commit_around(&[(before, &[])], event, &[(after, &[])]).await.map(drop)
    }
}
