//! The organization itself.

use domain::id::OrgId;
use domain::{Action, Actor, Permission, PermissionSet};
use uuid::Uuid;

use crate::tenant::sensitive;
use crate::{AuditEvent, Caller, Error, Result, Store, TenantTx};

/// A row when the database knows the time zone.
pub(crate) const KNOWN_TIME_ZONE: &str = "SELECT FROM pg_timezone_names WHERE name = $1";

/// An organization and the member who looks at it.
#[derive(Debug, Clone)]
pub struct Organization {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// An IANA time zone name.
    pub time_zone: String,
    /// The language of those who chose none.
    pub locale: String,
    /// How long its sessions may last.
    pub timeouts: SessionTimes,
    /// Rises with every change.
    pub version: i32,
    /// Whether every member needs a passkey.
    pub require_passkeys: bool,
    /// Minutes that a step-up proof is good for, 1 to 5.
    pub step_up_minutes: i32,
    /// Whose acts take a step-up, beside those that always do.
    pub sensitive: PermissionSet,
    /// The present member's name.
    pub member_name: String,
    /// His e-mail address.
    pub member_email: String,
    /// Whether a refresh token of his was used twice, and he has not yet said that he knows.
    pub unseen_reuse: bool,
    /// Where else the present member's person is a member, with this organization, by name.
    pub own: Vec<(OrgId, String)>,
    /// How many active members there may be, if that is limited.
    pub seat_limit: Option<i32>,
}

/// How long an organization's sessions may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// With nobody there: minutes, 5 to 1,440.
    pub idle_minutes: i32,
    /// In any case: minutes, 15 to 43,200, and no fewer than idle.
    pub absolute_minutes: i32,
}

/// What an edit of the settings writes.
#[derive(Debug, Clone)]
pub struct OrganizationEdit {
    /// See [`Organization::name`].
    pub name: String,
    /// See [`Organization::time_zone`].
    pub time_zone: String,
    /// See [`Organization::locale`].
    pub locale: String,
}

impl Store {
    /// The caller's organization.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn organization(&self, caller: &Caller) -> Result<(Actor, Organization)> {
        // Every member may know where he is: the action has no permission of its own.
        let (actor, rows) =
            self.read(caller, Action::SignIn, &[(include_str!("../sql/organization.sql"), &[])]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        let ids: Vec<Uuid> = row.try_get("own_ids")?;
        let names: Vec<String> = row.try_get("own_names")?;
        let organization = Organization {
            id: actor.org,
            name: row.try_get("name")?,
            time_zone: row.try_get("time_zone")?,
            locale: row.try_get("locale")?,
            timeouts: SessionTimes {
                idle_minutes: row.try_get("idle_minutes")?,
                absolute_minutes: row.try_get("absolute_minutes")?,
            },
            version: row.try_get("version")?,
            require_passkeys: row.try_get("require_passkeys")?,
            step_up_minutes: row.try_get("step_up_minutes")?,
            sensitive: sensitive(Some(row))?,
            member_name: row.try_get("member_name")?,
            member_email: row.try_get("member_email")?,
            unseen_reuse: row.try_get("unseen_reuse")?,
            own: ids.into_iter().map(OrgId::from_uuid).zip(names).collect(),
            seat_limit: row.try_get("seat_limit")?,
        };
        Ok((actor, organization))
    }
}

impl TenantTx {
    /// Writes the settings over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`]; [`Error::Malformed`] for a time zone that PostgreSQL does not know.
    pub async fn update_organization(&self, version: i32, edit: &OrganizationEdit) -> Result<()> {
        let known = self.query(KNOWN_TIME_ZONE, &[&edit.time_zone]).await?;
        if known.is_empty() {
            return Err(Error::Malformed("time zone"));
        }
        let changed = self
            .execute(
                include_str!("../sql/update_organization.sql"),
                &[&version, &edit.name, &edit.time_zone, &edit.locale],
            )
            .await?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Sets how members must prove themselves, and commits.
    ///
    /// # Errors
    /// [`Error::Wall`] when passkeys are required while no administrator has one; as [`TenantTx::commit`].
    pub async fn set_authentication_policy(
        self,
        require_passkeys: bool,
        step_up_minutes: i32,
        event: &AuditEvent,
    ) -> Result<()> {
        let set = include_str!("../sql/set_authentication_policy.sql");
        self.commit_with(&[(set, &[&require_passkeys, &step_up_minutes])], event).await.map(drop)
    }

    /// Sets which permissions' acts take a step-up, beside those that always do, and commits. The transaction has spent a
    /// proof for it.
    ///
    /// # Errors
    /// [`Error::NoStepUp`] without one; as [`TenantTx::commit`].
    pub async fn set_sensitive_permissions(self, sensitive: PermissionSet, event: &AuditEvent) -> Result<()> {
        let names: Vec<_> = sensitive.iter().map(Permission::as_str).collect();
        let set = "UPDATE credenza.organizations SET sensitive_permissions = $1, version = version + 1";
        self.commit_with(&[(set, &[&names])], event).await.map(drop)
    }

    /// What the organization has made sensitive.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn sensitive_permissions(&self) -> Result<PermissionSet> {
        sensitive(self.query("SELECT sensitive_permissions FROM credenza.organizations", &[]).await?.first())
    }

    /// Writes how long sessions may last, over the version that the caller saw. Shorter times count at once.
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub async fn update_timeouts(&self, version: i32, timeouts: SessionTimes) -> Result<()> {
        let sql = include_str!("../sql/update_timeouts.sql");
        let changed =
            self.execute(sql, &[&version, &timeouts.idle_minutes, &timeouts.absolute_minutes]).await?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Ends the session of this transaction, and commits.
    ///
    /// # Errors
    /// As [`TenantTx::commit`].
    pub async fn end_session(self, event: &AuditEvent) -> Result<()> {
        // The context dies with the session, so the entry comes first.
        self.commit_around(&[], event, &[("SELECT credenza.end_session()", &[])]).await.map(drop)
    }
}
