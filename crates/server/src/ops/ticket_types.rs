//! Types of tickets: made, changed, put into the archive, deleted; and a catalogue of them to start from.

use domain::Action;
use domain::id::TicketTypeId;
use domain::ticket::{MAX_MONTHS, RENEWAL_DAYS, STARTER};
use store::{AuditEvent, IdempotencyKey, TenantTx, TicketType, TicketTypeEdit};

use super::{Error, Result, authorized, field, name, once, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;

/// A type as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct TicketTypeInput {
    /// Short and stable, which programs know it by.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// For how many months a ticket is usually good; `None` for ever.
    pub valid_months: Option<i32>,
    /// How many days before its end a ticket counts as expiring; the usual number when `None`.
    pub renewal_days: Option<i32>,
    /// Whether it tells something of its holder's health.
    pub medical: bool,
    /// Whether there are to be no new tickets of it.
    pub archived: bool,
}

fn checked(app: &App, input: &TicketTypeInput, present: Option<&TicketType>) -> Result<TicketTypeEdit> {
    let code = input.code.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if !(1..=32).contains(&code.len())
        || !code.bytes().all(plain)
        || !code.starts_with(|first: char| first.is_ascii_alphanumeric())
    {
        let detail =
            "Give a code of 1 to 32 letters, digits, points, hyphens and underscores, such as first_aid.";
        return Err(field("code", "code", detail));
    }
    if input.valid_months.is_some_and(|months| !(1..=MAX_MONTHS).contains(&months)) {
        let detail = format!("Give 1 to {MAX_MONTHS} months, or null for tickets that do not end.");
        return Err(field("valid_months", "valid_months", detail));
    }
    let renewal_days = input.renewal_days.unwrap_or(RENEWAL_DAYS);
    if !(0..=730).contains(&renewal_days) {
        return Err(field("renewal_days", "renewal_days", "Give 0 to 730 days."));
    }
    let since = present.and_then(|present| present.archived_at);
    Ok(TicketTypeEdit {
        code: code.to_owned(),
        name: name("name", &input.name, 120)?,
        valid_months: input.valid_months,
        renewal_days,
        medical: input.medical,
        archived_at: input.archived.then(|| since.unwrap_or_else(|| app.clock.now())),
    })
}

/// No two codes differ in case alone: people would take them for the same.
async fn must_be_free(tx: &TenantTx, code: &str, but: Option<TicketTypeId>) -> Result<()> {
    match tx.ticket_type_named(code).await? {
        Some(other) if Some(other.id) != but => {
            Err(store::Error::Conflict { constraint: "ticket_types_org_id_code_key".into() }.into())
        }
        _ => Ok(()),
    }
}

fn described(event: AuditEvent, edit: &TicketTypeEdit) -> AuditEvent {
    let months = edit.valid_months.map_or_else(|| "any".to_owned(), |months| months.to_string());
    event
        .detail("code", &edit.code)
        .detail("name", &edit.name)
        .detail("valid_months", &months)
        .detail("renewal_days", &edit.renewal_days)
        .detail("medical", &edit.medical)
        .detail("archived", &edit.archived_at.is_some())
}

/// Makes a type; asked again under the same key, it returns the one that was made.
///
/// # Errors
/// [`Error::Field`]; what policy or the store says, a conflict when the code is taken.
pub async fn create(
    app: &App,
    session: &Session,
    input: &TicketTypeInput,
    key: Option<&IdempotencyKey>,
) -> Result<TicketTypeId> {
    once(|| create_once(app, session, input, key)).await
}

async fn create_once(
    app: &App,
    session: &Session,
    input: &TicketTypeInput,
    key: Option<&IdempotencyKey>,
) -> Result<TicketTypeId> {
    let action = Action::TicketTypeCreate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    if let Some(id) = recalled(&tx, key).await? {
        tx.rollback().await;
        return Ok(id);
    }
    let edit = checked(app, input, None)?;
    let id = TicketTypeId::new(app.clock.now(), &*app.rng);
    remember(&tx, key, &id).await?;
    must_be_free(&tx, &edit.code, None).await?;
    tx.create_ticket_type(id, &edit).await?;
    tx.commit(&described(AuditEvent::new(action).on("ticket_type", &id).version(1), &edit)).await?;
    Ok(id)
}

/// Takes in those types of the catalogue to start from whose codes the organization has not; says which. Asked again, it adds
/// nothing.
///
/// # Errors
/// What policy or the store says.
pub async fn start(app: &App, session: &Session) -> Result<Vec<TicketTypeId>> {
    let action = Action::TicketTypeCreate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let (mut added, mut codes) = (Vec::new(), Vec::new());
    for known in STARTER {
        if tx.ticket_type_named(known.code).await?.is_some() {
            continue;
        }
        let id = TicketTypeId::new(app.clock.now(), &*app.rng);
        let edit = TicketTypeEdit {
            code: known.code.to_owned(),
            name: known.name.to_owned(),
            valid_months: known.valid_months,
            renewal_days: known.renewal_days,
            medical: known.medical,
            archived_at: None,
        };
        tx.create_ticket_type(id, &edit).await?;
        added.push(id);
        codes.push(known.code);
    }
    if added.is_empty() {
        tx.rollback().await;
        return Ok(added);
    }
    let event = AuditEvent::new(action).on("organization", &session.org).detail("codes", &codes.join(" "));
    tx.commit(&event).await?;
    Ok(added)
}

/// Changes a type over the version that the caller saw, or over the present one. Tickets that there are keep their dates.
///
/// # Errors
/// As [`create`]; `Stale` when it was changed since.
pub async fn update(
    app: &App,
    session: &Session,
    id: TicketTypeId,
    version: Option<i32>,
    change: impl FnOnce(&TicketType) -> TicketTypeInput,
) -> Result<()> {
    let action = Action::TicketTypeUpdate;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.ticket_type(id).await?;
    let edit = checked(app, &change(&present), Some(&present))?;
    must_be_free(&tx, &edit.code, Some(id)).await?;
    tx.update_ticket_type(id, version.unwrap_or(present.version), &edit).await?;
    let event = AuditEvent::new(action).on("ticket_type", &id).version(present.version + 1);
    tx.commit(&described(event, &edit)).await?;
    Ok(())
}

/// Deletes a type of which there are no tickets.
///
/// # Errors
/// [`Error::InUse`]; what policy or the store says.
pub async fn delete(app: &App, session: &Session, id: TicketTypeId) -> Result<()> {
    let action = Action::TicketTypeDelete;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.ticket_type(id).await?;
    tx.delete_ticket_type(id).await.map_err(|error| match error {
        store::Error::Conflict { .. } => Error::InUse(
            "There are tickets of this type, or sites, roles or tasks that need it; put it into the archive instead.",
        ),
        other => other.into(),
    })?;
    let event = AuditEvent::new(action).on("ticket_type", &id).version(present.version);
    tx.commit(&event.detail("code", &present.code)).await?;
    Ok(())
}
