//! Workers: added, changed, put into the archive, deleted.

use domain::Action;
use domain::id::{DutyId, WorkerId};
use store::{AuditEvent, IdempotencyKey, Worker, WorkerEdit};

use super::create_organization::email;
use super::{Error, Result, authorized, field, id_in, name, noted, once, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;

/// The most roles that one worker may have.
const ROLES: usize = 20;

/// A worker as somebody wrote him down. Ids and texts that are empty are none.
#[derive(Debug, Clone, Default)]
pub struct WorkerInput {
    /// His name.
    pub name: String,
    /// What the organization calls him elsewhere.
    pub reference: Option<String>,
    /// His address.
    pub email: Option<String>,
    /// Whose employee he is.
    pub contractor: Option<String>,
    /// His crew.
    pub crew: Option<String>,
    /// The ids of his roles.
    pub roles: Vec<String>,
    /// His own account.
    pub member: Option<String>,
    /// Whether he has left.
    pub archived: bool,
}

impl From<&Worker> for WorkerInput {
    fn from(worker: &Worker) -> Self {
        Self {
            name: worker.name.clone(),
            reference: worker.reference.clone(),
            email: worker.email.clone(),
            contractor: worker.contractor.as_ref().map(|(id, _)| id.to_string()),
            crew: worker.crew.as_ref().map(|(id, _)| id.to_string()),
            roles: worker.roles.iter().map(|(id, _)| id.to_string()).collect(),
            member: worker.member.map(|id| id.to_string()),
            archived: worker.archived_at.is_some(),
        }
    }
}

/// Roles that are named by their ids, each once.
fn roles(texts: &[String]) -> Result<Vec<DutyId>> {
    let mut ids = texts
        .iter()
        .map(|text| text.parse().map_err(|_| field("roles", "unknown", "There is no such role.")))
        .collect::<Result<Vec<DutyId>>>()?;
    ids.sort_unstable();
    ids.dedup();
    few(ids)
}

/// Not more roles than one worker may have.
pub(super) fn few(roles: Vec<DutyId>) -> Result<Vec<DutyId>> {
    if roles.len() > ROLES {
        return Err(field("roles", "many_work_roles", format!("Name at most {ROLES} roles.")));
    }
    Ok(roles)
}

pub(super) fn checked(app: &App, input: &WorkerInput, present: Option<&Worker>) -> Result<WorkerEdit> {
    let since = present.and_then(|present| present.archived_at);
    let address = input.email.as_deref().map(str::trim).filter(|text| !text.is_empty());
    Ok(WorkerEdit {
        name: name("name", &input.name, 200)?,
        reference: noted("reference", input.reference.as_deref(), 80)?,
        email: address.map(email).transpose()?,
        contractor: id_in("contractor_id", input.contractor.as_deref(), "There is no such contractor.")?,
        crew: id_in("crew_id", input.crew.as_deref(), "There is no such crew.")?,
        roles: roles(&input.roles)?,
        member: id_in("member_id", input.member.as_deref(), "There is no such member.")?,
        archived_at: input.archived.then(|| since.unwrap_or_else(|| app.clock.now())),
    })
}

pub(super) fn described(event: AuditEvent, edit: &WorkerEdit) -> AuditEvent {
    let mut event = event.personal("name", &edit.name).detail("archived", &edit.archived_at.is_some());
    if let Some(reference) = &edit.reference {
        event = event.personal("reference", reference);
    }
    if !edit.roles.is_empty() {
        let roles = edit.roles.iter().map(DutyId::to_string).collect::<Vec<_>>().join(" ");
        event = event.detail("roles", &roles);
    }
    for (what, id) in [
        ("contractor", edit.contractor.map(|id| id.to_string())),
        ("crew", edit.crew.map(|id| id.to_string())),
        ("member", edit.member.map(|id| id.to_string())),
    ] {
        if let Some(id) = id {
            event = event.detail(what, &id);
        }
    }
    event
}

/// Who does not see all workers adds only those whom he will see.
pub(super) fn unseen(error: store::Error) -> Error {
    match error {
        store::Error::NotFound => field(
            "crew_id",
            "out_of_sight",
            "You do not see all workers: put him into a crew that you supervise, or name a contractor whose people you manage.",
        ),
        other => other.into(),
    }
}

/// Adds a worker; asked again under the same key, it returns the one that was added.
///
/// # Errors
/// [`Error::Field`]; what policy or the store says, a conflict when the reference or the account is another's.
pub async fn create(
    app: &App,
    session: &Session,
    input: &WorkerInput,
    key: Option<&IdempotencyKey>,
) -> Result<WorkerId> {
    once(|| create_once(app, session, input, key)).await
}

async fn create_once(
    app: &App,
    session: &Session,
    input: &WorkerInput,
    key: Option<&IdempotencyKey>,
) -> Result<WorkerId> {
    let action = Action::WorkerCreate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    if let Some(id) = recalled(&tx, key).await? {
        tx.rollback().await;
        return Ok(id);
    }
    let edit = checked(app, input, None)?;
    let id = WorkerId::new(app.clock.now(), &*app.rng);
    remember(&tx, key, &id).await?;
    tx.create_worker(id, &edit).await.map_err(unseen)?;
    tx.commit(&described(AuditEvent::new(action).on("worker", &id).version(1), &edit)).await?;
    Ok(id)
}

/// Changes a worker over the version that the caller saw, or over the present one.
///
/// # Errors
/// As [`create`]; `Stale` when he was changed since.
pub async fn update(
    app: &App,
    session: &Session,
    id: WorkerId,
    version: Option<i32>,
    change: impl FnOnce(&Worker) -> WorkerInput,
) -> Result<()> {
    let action = Action::WorkerUpdate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.worker(id, app.clock.now()).await?;
    let edit = checked(app, &change(&present), Some(&present))?;
    tx.update_worker(id, version.unwrap_or(present.version), &edit).await?;
    let event = AuditEvent::new(action).on("worker", &id).version(present.version + 1);
    tx.commit(&described(event, &edit)).await?;
    Ok(())
}

/// Deletes a worker who has no tickets and no restricted fields, and his photo with him.
///
/// # Errors
/// [`Error::InUse`]; what policy or the store says.
pub async fn delete(app: &App, session: &Session, id: WorkerId) -> Result<()> {
    let action = Action::WorkerDelete;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.worker(id, app.clock.now()).await?;
    let photo = tx.photo(id).await?.map(|photo| photo.object);
    tx.delete_worker(id).await.map_err(|error| match error {
        store::Error::Conflict { .. } => {
            Error::InUse("This worker has tickets or restricted fields; put him into the archive instead.")
        }
        other => other.into(),
    })?;
    let event = AuditEvent::new(action).on("worker", &id).version(present.version);
    tx.commit(&event.personal("name", &present.name)).await?;
    super::photos::forget(app, session, photo).await;
    Ok(())
}
