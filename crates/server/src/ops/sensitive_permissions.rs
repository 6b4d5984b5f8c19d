//! Which permissions' acts take a step-up in an organization, beside those that take one everywhere.

use std::str::FromStr;

use domain::{Action, Permission, PermissionSet};
use store::AuditEvent;

use super::{Result, field, permit};
use crate::app::App;
use crate::auth::session::Session;

/// Sets the list. Permissions whose acts take a step-up everywhere may stand in it and change nothing.
///
/// # Errors
/// [`super::Error::Field`] for what is no permission or cannot be made sensitive; what policy, the step-up or the store says.
pub async fn set_sensitive_permissions(
    app: &App,
    session: &Session,
    names: &[String],
    proof: Option<&str>,
) -> Result<()> {
    let wanted = checked(names)?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::SensitivePermissionsUpdate).on("organization", &session.org);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    let before = tx.sensitive_permissions().await?;
    let event = event.detail("before", &words(before)).detail("permissions", &words(wanted));
    tx.set_sensitive_permissions(wanted, &event).await?;
    Ok(())
}

fn checked(names: &[String]) -> Result<PermissionSet> {
    let wrong = |code, detail: String| field("permissions", code, detail);
    let mut wanted = PermissionSet::EMPTY;
    for name in names {
        let permission = Permission::from_str(name)
            .map_err(|_| wrong("unknown_permission", format!("There is no permission {name:.60}.")))?;
        if permission.may_be_made_sensitive() {
            wanted = wanted.with(permission);
        } else if !permission.is_sensitive() {
            let detail = format!("{permission} only shows something, and takes no confirmation.");
            return Err(wrong("permission_shows", detail));
        }
    }
    Ok(wanted)
}

fn words(permissions: PermissionSet) -> String {
    permissions.iter().map(Permission::as_str).collect::<Vec<_>>().join(" ")
}
