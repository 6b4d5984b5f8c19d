//! Recording a ticket, by its worker or by the organization; renewing one; correcting and withdrawing what nobody has approved.

use domain::id::{TicketId, WorkerId};
use domain::ticket::{day_text, months_after, parse_day};
use domain::{Action, TicketAct, TicketCode, TicketState};
use store::{AuditEvent, IdempotencyKey, TenantTx, Ticket, TicketEdit, TicketType};
use time::Date;

use super::{about, evidence, must_allow};
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::{Error, Result, authorized, field, id_in, noted, once, recalled, remember};

/// How often another code is drawn when one is taken: with a thousand million tickets, one in thirty draws is.
pub(in crate::ops) const DRAWS: usize = 8;

/// A ticket as somebody wrote it down. Texts that are empty are none.
#[derive(Debug, Clone, Default)]
pub struct TicketInput {
    /// Its type: the code or the id.
    pub kind: String,
    /// What its issuer calls it.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its first day, `2026-11-30`.
    pub issued_on: Option<String>,
    /// Its last day; when none, it is worked out from the type's validity, or there is none.
    pub expires_on: Option<String>,
    /// The ticket that it renews.
    pub renews: Option<String>,
}

impl From<&Ticket> for TicketInput {
    fn from(ticket: &Ticket) -> Self {
        Self {
            kind: ticket.kind.id.to_string(),
            number: ticket.number.clone(),
            issuer: ticket.issuer.clone(),
            issued_on: ticket.issued_on.map(day_text),
            expires_on: ticket.expires_on.map(day_text),
            renews: ticket.renews.map(|id| id.to_string()),
        }
    }
}

fn day(name: &'static str, text: Option<&str>) -> Result<Option<Date>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let detail = "Give a day of the years 1900 to 2199 as year, month and day, such as 2026-11-30.";
    parse_day(text).map(Some).ok_or_else(|| field(name, "day", detail))
}

async fn type_of(tx: &TenantTx, text: &str) -> Result<TicketType> {
    let detail =
        "There is no type of tickets with this code; GET /api/v1/ticket-types lists those that there are.";
    tx.ticket_type_named(text.trim()).await?.ok_or_else(|| field("type", "unknown_type", detail))
}

pub(in crate::ops) fn checked(input: &TicketInput, kind: &TicketType) -> Result<TicketEdit> {
    let issued_on = day("issued_on", input.issued_on.as_deref())?;
    let expires_on = match (day("expires_on", input.expires_on.as_deref())?, kind.valid_months, issued_on) {
        (Some(end), ..) => Some(end),
        (None, None, _) => None,
        (None, Some(months), Some(issued)) => months_after(issued, months),
        (None, Some(_), None) => {
            let detail =
                "Give the day of issue, from which the last day is worked out, or the last day itself.";
            return Err(field("issued_on", "issued_on_required", detail));
        }
    };
    if expires_on.is_some_and(|end| issued_on.is_some_and(|issued| end < issued)) {
        return Err(field("expires_on", "before_issue", "The last day comes before the day of issue."));
    }
    Ok(TicketEdit {
        kind: kind.id,
        number: noted("number", input.number.as_deref(), 80)?,
        issuer: noted("issuer", input.issuer.as_deref(), 200)?,
        issued_on,
        expires_on,
    })
}

pub(in crate::ops) fn described(mut event: AuditEvent, edit: &TicketEdit) -> AuditEvent {
    for (what, day) in [("issued_on", edit.issued_on), ("expires_on", edit.expires_on)] {
        if let Some(day) = day {
            event = event.detail(what, &day_text(day));
        }
    }
    for (what, text) in [("number", &edit.number), ("issuer", &edit.issuer)] {
        if let Some(text) = text {
            event = event.personal(what, text);
        }
    }
    event
}

/// Records a ticket of a worker; asked again under the same key, it returns the one that was recorded.
///
/// # Errors
/// [`Error::Field`]; what policy or the store says.
pub async fn record(
    app: &App,
    session: &Session,
    worker: WorkerId,
    input: &TicketInput,
    key: Option<&IdempotencyKey>,
) -> Result<TicketId> {
    let mut left = DRAWS;
    loop {
        left -= 1;
        match once(|| record_once(app, session, worker, input, key)).await {
            Err(Error::Store(error)) if left > 0 && error.is_code_taken() => {}
            other => return other,
        }
    }
}

async fn record_once(
    app: &App,
    session: &Session,
    worker: WorkerId,
    input: &TicketInput,
    key: Option<&IdempotencyKey>,
) -> Result<TicketId> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::TicketCreate).await?;
    let whose = tx.worker(worker, app.clock.now()).await?;
    if let Some(id) = recalled(&tx, key).await? {
        tx.rollback().await;
        return Ok(id);
    }
    let kind = type_of(&tx, &input.kind).await?;
    let edit = checked(input, &kind)?;
    let renews: Option<TicketId> = id_in("renews", input.renews.as_deref(), "There is no such ticket.")?;
    let (id, code) = (TicketId::new(app.clock.now(), &*app.rng), TicketCode::new(&*app.rng));
    remember(&tx, key, &id).await?;
    let recorded = tx.record_ticket(id, worker, code, &edit, renews).await;
    recorded.map_err(|error| match error {
        // The worker is there: it was read in this transaction.
        store::Error::NotFound => field("renews", "ticket", "There is no such ticket."),
        other => other.into(),
    })?;
    let mut event = AuditEvent::new(Action::TicketCreate)
        .on("ticket", &id)
        .version(1)
        .detail("worker", &worker)
        .detail("type", &kind.code)
        .detail("code", &code)
        .personal("worker_name", &whose.name);
    if let Some(old) = renews {
        event = event.detail("renews", &old);
    }
    tx.commit(&described(event, &edit)).await?;
    Ok(id)
}

/// Records a ticket in the place of another, of the same worker and type; what is not said is as on the old one, but for its
/// days. The old one stays what it is until the new one is approved.
///
/// # Errors
/// As [`record`].
pub async fn renew(
    app: &App,
    session: &Session,
    old: TicketId,
    input: &TicketInput,
    key: Option<&IdempotencyKey>,
) -> Result<TicketId> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::TicketCreate).await?;
    let present = tx.ticket(old, app.clock.now()).await?;
    let known = recalled(&tx, key).await?;
    tx.rollback().await;
    if let Some(id) = known {
        return Ok(id);
    }
    if present.state != TicketState::Approved {
        return Err(Error::TicketState(present.state, TicketAct::Supersede));
    }
    let input = TicketInput {
        kind: present.kind.id.to_string(),
        issuer: input.issuer.clone().or(present.issuer),
        renews: Some(old.to_string()),
        ..input.clone()
    };
    record(app, session, present.worker.0, &input, key).await
}

/// Corrects a ticket that nobody has approved, over the version that the caller saw or over the present one. It is to be
/// checked then, also when it had been sent back.
///
/// # Errors
/// [`Error::TicketState`]; as [`record`]; `Stale` when it was changed since.
pub async fn correct(
    app: &App,
    session: &Session,
    id: TicketId,
    version: Option<i32>,
    change: impl FnOnce(&Ticket) -> TicketInput,
) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::TicketUpdate).await?;
    let present = tx.ticket(id, app.clock.now()).await?;
    must_allow(&present, TicketAct::Correct)?;
    let input = change(&present);
    let kind = type_of(&tx, &input.kind).await?;
    let edit = checked(&input, &kind)?;
    tx.correct_ticket(id, version.unwrap_or(present.version), &edit).await?;
    let event = about(Action::TicketUpdate, &present).version(present.version + 1).detail("type", &kind.code);
    tx.commit(&described(event, &edit)).await?;
    Ok(())
}

/// Takes a ticket away that nobody has approved, and what was to prove it: the keys go with the row, then the sealed bytes.
///
/// # Errors
/// [`Error::TicketState`]; what policy or the store says.
pub async fn withdraw(app: &App, session: &Session, id: TicketId) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::TicketWithdraw).await?;
    let present = tx.ticket(id, app.clock.now()).await?;
    must_allow(&present, TicketAct::Withdraw)?;
    let proofs = tx.evidence_of(id).await?;
    tx.withdraw_ticket(id).await?;
    let event = about(Action::TicketWithdraw, &present).version(present.version);
    tx.commit(&event.detail("evidence", &present.evidence)).await?;
    for proof in &proofs {
        evidence::forget(app, session, proof).await;
    }
    Ok(())
}
