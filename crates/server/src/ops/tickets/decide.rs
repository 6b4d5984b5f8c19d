//! Deciding about a ticket: approving it or sending it back, suspending, reinstating and revoking it.

use domain::id::TicketId;
use domain::{Action, TicketAct};
use store::{AuditEvent, Rule};

use super::{must_allow, told_of};
use crate::app::App;
use crate::auth::session::Session;
use crate::ops::{Error, Result, field, noted, permit_as_asked, refuse};

/// The action under which a decision is recorded; none for what is no decision.
const fn action(act: TicketAct) -> Option<Action> {
    match act {
        TicketAct::Approve => Some(Action::TicketApprove),
        TicketAct::SendBack => Some(Action::TicketSendBack),
        TicketAct::Suspend => Some(Action::TicketSuspend),
        TicketAct::Reinstate => Some(Action::TicketReinstate),
        TicketAct::Revoke => Some(Action::TicketRevoke),
        TicketAct::Correct | TicketAct::Withdraw | TicketAct::Supersede => None,
    }
}

/// What is decided.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// The act.
    pub act: TicketAct,
    /// Why.
    pub reason: Option<&'a str>,
    /// The version that was looked at; `None`: the present one.
    pub seen: Option<i32>,
}

/// Decides about a ticket, over the version that was looked at or over the present one. Who wrote it, or holds it, approves it only when nobody else can, and the entry says so.
///
/// # Errors
/// [`Error::TicketState`]; [`Error::Field`] for a reason that is missing; `Stale` when it was changed since; what policy, the step-up or the
/// store says.
pub async fn decide(
    app: &App,
    session: &Session,
    id: TicketId,
    decision: Decision<'_>,
    proof: Option<&str>,
) -> Result<()> {
    let Decision { act, reason, seen } = decision;
    let action = action(act).ok_or_else(|| Error::Internal(format!("{} is no decision", act.as_str())))?;
    let tx = app.store.begin_for(&session.caller, action).await?;
    let event = AuditEvent::new(action).on("ticket", &id);
    let (tx, event) = permit_as_asked(app, session, tx, proof, event, &id.to_string()).await?;
    let present = tx.ticket(id, app.clock.now()).await?;
    if seen.is_some_and(|seen| seen != present.version) {
        tx.rollback().await;
        return Err(store::Error::Stale.into());
    }
    must_allow(&present, act)?;
    let reason = noted("reason", reason, 1000)?;
    if act.takes_reason() && reason.is_none() {
        return Err(field("reason", "reason_required", "Say why, in at most 1,000 characters."));
    }
    let mut event = told_of(event, &present).version(present.version + 1);
    if let Some(reason) = &reason {
        // Why somebody's ticket is not good may tell much of him.
        event = event.personal("reason", reason);
    }
    match tx.decide_ticket(id, act, reason.as_deref()).await {
        Ok(decision) => {
            // The function holds the ticket's lock; somebody may have changed what was seen before it did.
            if seen.is_some() && tx.ticket(id, app.clock.now()).await?.version != present.version + 1 {
                tx.rollback().await;
                return Err(store::Error::Stale.into());
            }
            if act == TicketAct::Approve {
                event = event.detail("evidence", &present.evidence);
            }
            if decision.alone {
                event = event.detail("only_approver", &true);
            }
            if let Some(old) = decision.replaced {
                event = event.detail("replaces", &old);
            }
            tx.commit(&event).await?;
            Ok(())
        }
        // That somebody tried to approve his own, or what he cannot look at, is for the log to tell.
        Err(error @ store::Error::Rule(Rule::OwnTicket | Rule::EvidenceUnseen)) => {
            Err(refuse(app, session, tx, event.version(present.version), error).await)
        }
        Err(error) => Err(error.into()),
    }
}
