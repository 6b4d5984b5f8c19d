//! Sites, crews and contractors: what workers are grouped by, and who stands over their people.

use domain::Action;
use domain::id::{ContractorId, CrewId, MemberId, SiteId};
use store::{AuditEvent, IdempotencyKey, Unit, UnitEdit, UnitId, UnitKind};

use super::{Error, Result, authorized, field, id_in, name, once, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;

/// How many may stand over one crew or contractor.
const OVERSEERS: usize = 50;

/// A unit as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct UnitInput {
    /// Its name.
    pub name: String,
    /// Of a crew: the id of the site where it works.
    pub site: Option<String>,
    /// Of a crew, the ids of its supervisors; of a contractor, of those who manage its people.
    pub overseers: Vec<String>,
}

/// The field that names who stands over a unit's people.
const fn overseers_field(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Contractor => "managers",
        UnitKind::Site | UnitKind::Crew => "supervisors",
    }
}

fn checked(kind: UnitKind, input: &UnitInput) -> Result<UnitEdit> {
    let members = overseers_field(kind);
    if input.overseers.len() > OVERSEERS {
        return Err(field(members, "too_many", format!("Name at most {OVERSEERS} members.")));
    }
    let mut overseers = input
        .overseers
        .iter()
        .map(|text| text.parse().map_err(|_| field(members, "member", "There is no such member.")))
        .collect::<Result<Vec<MemberId>>>()?;
    overseers.sort_unstable();
    overseers.dedup();
    Ok(UnitEdit {
        name: name("name", &input.name, 200)?,
        site: id_in("site_id", input.site.as_deref(), "There is no such site.")?,
        overseers,
    })
}

fn described(event: AuditEvent, edit: &UnitEdit) -> AuditEvent {
    // A crew or a contractor may be called after a person.
    let event = event.personal("name", &edit.name);
    let event = match edit.site {
        Some(site) => event.detail("site", &site),
        None => event,
    };
    match edit.overseers.as_slice() {
        [] => event,
        members => {
            event.detail("overseers", &members.iter().map(MemberId::to_string).collect::<Vec<_>>().join(" "))
        }
    }
}

const fn action(kind: UnitKind, site: Action, crew: Action, contractor: Action) -> Action {
    match kind {
        UnitKind::Site => site,
        UnitKind::Crew => crew,
        UnitKind::Contractor => contractor,
    }
}

/// Makes a unit; asked again under the same key, it returns the one that was made.
///
/// # Errors
/// [`Error::Field`]; what policy or the store says, a conflict when the name is taken.
pub async fn create(
    app: &App,
    session: &Session,
    kind: UnitKind,
    input: &UnitInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitId> {
    once(|| create_once(app, session, kind, input, key)).await
}

async fn create_once(
    app: &App,
    session: &Session,
    kind: UnitKind,
    input: &UnitInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitId> {
    let action = action(kind, Action::SiteCreate, Action::CrewCreate, Action::ContractorCreate);
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let known = match kind {
        UnitKind::Site => recalled(&tx, key).await?.map(UnitId::Site),
        UnitKind::Crew => recalled(&tx, key).await?.map(UnitId::Crew),
        UnitKind::Contractor => recalled(&tx, key).await?.map(UnitId::Contractor),
    };
    if let Some(id) = known {
        tx.rollback().await;
        return Ok(id);
    }
    let edit = checked(kind, input)?;
    let (now, rng) = (app.clock.now(), &*app.rng);
    let id = match kind {
        UnitKind::Site => UnitId::Site(SiteId::new(now, rng)),
        UnitKind::Crew => UnitId::Crew(CrewId::new(now, rng)),
        UnitKind::Contractor => UnitId::Contractor(ContractorId::new(now, rng)),
    };
    remember(&tx, key, &id).await?;
    tx.create_unit(id, &edit).await?;
    tx.commit(&described(AuditEvent::new(action).on(kind.as_str(), &id).version(1), &edit)).await?;
    Ok(id)
}

/// Changes a unit over the version that the caller saw, or over the present one.
///
/// # Errors
/// As [`create`]; `Stale` when it was changed since.
pub async fn update(
    app: &App,
    session: &Session,
    id: UnitId,
    version: Option<i32>,
    change: impl FnOnce(&Unit) -> UnitInput,
) -> Result<()> {
    let kind = id.kind();
    let action = action(kind, Action::SiteUpdate, Action::CrewUpdate, Action::ContractorUpdate);
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.unit(id).await?;
    let edit = checked(kind, &change(&present))?;
    tx.update_unit(id, version.unwrap_or(present.version), &edit).await?;
    let event = AuditEvent::new(action).on(kind.as_str(), &id).version(present.version + 1);
    tx.commit(&described(event, &edit)).await?;
    Ok(())
}

/// Deletes a unit to which nothing belongs.
///
/// # Errors
/// [`Error::InUse`]; what policy or the store says.
pub async fn delete(app: &App, session: &Session, id: UnitId) -> Result<()> {
    let kind = id.kind();
    let action = action(kind, Action::SiteDelete, Action::CrewDelete, Action::ContractorDelete);
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let unit = tx.unit(id).await?;
    tx.delete_unit(id).await.map_err(|error| match (error, kind) {
        (store::Error::Conflict { .. }, UnitKind::Site) => {
            Error::InUse("Crews still work here; move them first.")
        }
        (store::Error::Conflict { .. }, _) => {
            Error::InUse("Workers still belong to this, perhaps some in the archive; move them first.")
        }
        (other, _) => other.into(),
    })?;
    let event = AuditEvent::new(action).on(kind.as_str(), &id).version(unit.version);
    tx.commit(&event.personal("name", &unit.name)).await?;
    Ok(())
}
