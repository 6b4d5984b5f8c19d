//! Custom roles: sets of permissions under a name of the organization's own. Nobody puts into a role what he does not hold.

use std::str::FromStr;

use domain::id::RoleId;
use domain::{Action, Permission, PermissionSet};
use store::AuditEvent;

use super::{Result, field, name, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;

/// A role as somebody wrote it down.
#[derive(Debug, Clone)]
pub struct RoleInput {
    /// What it is called.
    pub name: String,
    /// Names of permissions.
    pub permissions: Vec<String>,
}

struct Checked {
    name: String,
    permissions: PermissionSet,
}

impl RoleInput {
    fn checked(&self) -> Result<Checked> {
        let name = name("name", &self.name, 80)?;
        let known = |text: &String| {
            Permission::from_str(text).map_err(|_| {
                field("permissions", "unknown_permission", format!("There is no permission {text:.60}."))
            })
        };
        let permissions = self.permissions.iter().map(known).collect::<Result<_>>()?;
        Ok(Checked { name, permissions })
    }
}

impl Checked {
    fn described(&self, event: AuditEvent) -> AuditEvent {
        event.detail("permissions", &words(self.permissions)).personal("name", &self.name)
    }
}

fn words(permissions: PermissionSet) -> String {
    permissions.iter().map(Permission::as_str).collect::<Vec<_>>().join(" ")
}

/// Makes a role. The proof is for the act on the organization: the role has no id yet.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn create(app: &App, session: &Session, input: &RoleInput, proof: Option<&str>) -> Result<RoleId> {
    let role = input.checked()?;
    let id = RoleId::new(app.clock.now(), &*app.rng);
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::RoleCreate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    let event = role.described(event);
    match tx.create_role(id, &role.name, role.permissions).await {
        Ok(()) => {
            tx.commit(&event.on("role", &id).version(1)).await?;
            Ok(id)
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Changes a role over the version that the caller saw. Members who have it can do what it permits now from the next
/// statement on.
///
/// # Errors
/// As [`create`]; `Stale` when it was changed since; `NotFound` also for a built-in role.
pub async fn update(
    app: &App,
    session: &Session,
    id: RoleId,
    version: i32,
    input: &RoleInput,
    proof: Option<&str>,
) -> Result<()> {
    let role = input.checked()?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::RoleUpdate).on("role", &id);
    let (mut tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let event = role.described(event);
    match tx.update_role(id, version, &role.name, role.permissions).await {
        Ok(before) => {
            tx.commit(&event.version(version + 1).detail("before", &words(before))).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Deletes a role that nobody has.
///
/// # Errors
/// What policy, the step-up or the store says; `NotFound` also for a built-in role.
pub async fn delete(app: &App, session: &Session, id: RoleId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::RoleDelete).on("role", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    match tx.delete_role(id).await {
        Ok(name) => {
            tx.commit(&event.personal("name", &name)).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}
