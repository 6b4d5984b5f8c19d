//! Roles: the built-in ones, and an organization's own.

use std::str::FromStr;

use domain::id::RoleId;
use domain::{Action, Actor, Permission, PermissionSet};

use crate::{Caller, Error, Result, Store, TenantTx};

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// The name of a built-in role; of a custom one, its typed id.
    pub id: String,
    /// What a custom role is called; `None` for a built-in one, whose id is its name.
    pub name: Option<String>,
    /// What it permits.
    pub permissions: PermissionSet,
    /// Rises with every change.
    pub version: i32,
    /// How many members have it, so far as the caller may see members.
    pub members: i64,
}

fn names(permissions: PermissionSet) -> Vec<&'static str> {
    permissions.iter().map(Permission::as_str).collect()
}

fn set(names: &[String]) -> PermissionSet {
    names.iter().filter_map(|name| Permission::from_str(name).ok()).collect()
}

impl Store {
    /// All roles of the caller's organization. Every member may know which there are.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn roles(&self, caller: &Caller) -> Result<(Actor, Vec<Role>)> {
        // What every member may know takes no permission, as signing in takes none.
        let (actor, rows) =
            self.read(caller, Action::SignIn, &[(include_str!("../sql/roles_list.sql"), &[])]).await?;
        let roles = rows
            .iter()
            .flatten()
            .map(|row| {
                let permissions: Vec<String> = row.try_get("permissions")?;
                Ok(Role {
                    id: row.try_get("id")?,
                    name: row.try_get("name")?,
                    permissions: set(&permissions),
                    version: row.try_get("version")?,
                    members: row.try_get("members")?,
                })
            })
            .collect::<Result<_>>()?;
        Ok((actor, roles))
    }
}

impl TenantTx {
    /// Makes a custom role.
    ///
    /// # Errors
    /// [`Error::Rule`] for what the caller does not hold; [`Error::Conflict`] for a name that is taken.
    pub async fn create_role(&self, id: RoleId, name: &str, permissions: PermissionSet) -> Result<()> {
        let permissions = names(permissions);
        self.execute("SELECT credenza.create_role($1, $2, $3)", &[&id.to_string(), &name, &permissions])
            .await
            .map(drop)
    }

    /// Changes a custom role, which the caller may have, over the version that he saw. Returns what it permitted before.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a built-in role; [`Error::Stale`]; as [`TenantTx::create_role`].
    pub async fn update_role(
        &mut self,
        id: RoleId,
        version: i32,
        name: &str,
        permissions: PermissionSet,
    ) -> Result<PermissionSet> {
        let rows = self
            .query_and_enter(
                "SELECT credenza.update_role($1, $2, $3, $4)",
                &[&id.to_string(), &name, &names(permissions), &version],
            )
            .await?;
        let before: Vec<String> = rows.first().ok_or(Error::NotFound)?.try_get(0)?;
        Ok(set(&before))
    }

    /// Deletes a custom role that nobody has. Returns its name.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a built-in role; [`Error::Rule`].
    pub async fn delete_role(&self, id: RoleId) -> Result<String> {
        let rows = self.query("SELECT credenza.delete_role($1)", &[&id.to_string()]).await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }
}
