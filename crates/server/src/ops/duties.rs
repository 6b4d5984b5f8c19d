//! Roles and tasks of work: what they are called, and which tickets they need (docs/adr/0043-duties.md).

use domain::id::DutyId;
use domain::{Action, DutyKind};
use store::{AuditEvent, Duty, DutyEdit, IdempotencyKey};

use super::site_requirements::{checked as checked_types, told};
use super::{Error, Result, authorized, field, name, once, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;

/// A role or task as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct DutyInput {
    /// Its name.
    pub name: String,
    /// The ids of the types that it needs.
    pub types: Vec<String>,
}

impl From<&Duty> for DutyInput {
    fn from(duty: &Duty) -> Self {
        Self {
            name: duty.name.clone(),
            types: duty.needed.iter().map(|(kind, _)| kind.to_string()).collect(),
        }
    }
}

fn checked(input: &DutyInput) -> Result<DutyEdit> {
    let name = name("name", &input.name, 120)?;
    if name.contains([';', '|']) {
        let detail = "Give a name without semicolons and bars: in tables, they stand between names.";
        return Err(field("name", "separator", detail));
    }
    Ok(DutyEdit { name, needed: checked_types(&input.types)? })
}

fn described(event: AuditEvent, kind: DutyKind, edit: &DutyEdit) -> AuditEvent {
    told(event.detail("kind", &kind.as_str()).detail("name", &edit.name), &edit.needed)
}

/// Makes one of the kind that a word names; asked again under the same key, it returns the one that was made.
///
/// # Errors
/// [`Error::Field`]; what policy or the store says, a conflict when the name is taken.
pub async fn create(
    app: &App,
    session: &Session,
    kind: &str,
    input: &DutyInput,
    key: Option<&IdempotencyKey>,
) -> Result<DutyId> {
    once(|| create_once(app, session, kind, input, key)).await
}

async fn create_once(
    app: &App,
    session: &Session,
    kind: &str,
    input: &DutyInput,
    key: Option<&IdempotencyKey>,
) -> Result<DutyId> {
    let action = Action::DutyCreate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    if let Some(id) = recalled(&tx, key).await? {
        tx.rollback().await;
        return Ok(id);
    }
    let kind = DutyKind::from_word(kind)
        .ok_or_else(|| field("kind", "unknown", "Say whether it is a `role` or a `task`."))?;
    let edit = checked(input)?;
    let id = DutyId::new(app.clock.now(), &*app.rng);
    remember(&tx, key, &id).await?;
    tx.create_duty(id, kind, &edit).await?;
    tx.commit(&described(AuditEvent::new(action).on("duty", &id).version(1), kind, &edit)).await?;
    Ok(id)
}

/// Changes one over the version that the caller saw, or over the present one. Its kind stays.
///
/// # Errors
/// As [`create`]; `Stale` when it was changed since.
pub async fn update(
    app: &App,
    session: &Session,
    id: DutyId,
    version: Option<i32>,
    change: impl FnOnce(&Duty) -> DutyInput,
) -> Result<()> {
    let action = Action::DutyUpdate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.duty(id).await?;
    let edit = checked(&change(&present))?;
    tx.update_duty(id, version.unwrap_or(present.version), &edit).await?;
    let event = AuditEvent::new(action).on("duty", &id).version(present.version + 1);
    tx.commit(&described(event, present.kind, &edit)).await?;
    Ok(())
}

/// Deletes one that no worker has.
///
/// # Errors
/// [`Error::InUse`]; what policy or the store says.
pub async fn delete(app: &App, session: &Session, id: DutyId) -> Result<()> {
    let action = Action::DutyDelete;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.duty(id).await?;
    tx.delete_duty(id).await.map_err(|error| match error {
        store::Error::Conflict { .. } => Error::InUse(
            "Workers still have this role, perhaps some in the archive; take it from them first.",
        ),
        other => other.into(),
    })?;
    let event = AuditEvent::new(action).on("duty", &id).version(present.version);
    tx.commit(&event.detail("kind", &present.kind.as_str()).detail("name", &present.name)).await?;
    Ok(())
}
