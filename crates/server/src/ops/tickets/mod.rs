//! The life of a ticket: recorded and renewed, corrected and withdrawn ([`record`]), decided about ([`decide`]); and what
//! proves one ([`evidence`]).

pub mod decide;
pub mod evidence;
pub mod record;

use domain::{Action, TicketAct, TicketState};
use store::{AuditEvent, Ticket};

use super::{Error, Result};

/// The act cannot be done in the state in which the ticket is.
///
/// # Errors
/// [`Error::TicketState`].
fn must_allow(ticket: &Ticket, act: TicketAct) -> Result<()> {
    if ticket.state.allows(act) { Ok(()) } else { Err(Error::TicketState(ticket.state, act)) }
}

/// What the log tells of every act on a ticket: whose it is, of which type, and its public code. Who is meant is personal.
fn about(action: Action, ticket: &Ticket) -> AuditEvent {
    told_of(AuditEvent::new(action), ticket)
}

fn told_of(event: AuditEvent, ticket: &Ticket) -> AuditEvent {
    event
        .on("ticket", &ticket.id)
        .detail("worker", &ticket.worker.0)
        .detail("type", &ticket.kind.code)
        .detail("code", &ticket.code)
        .personal("worker_name", &ticket.worker.1)
}

/// What a client is told who asked for what a ticket's state does not allow.
#[must_use]
pub fn refusal(state: TicketState, act: TicketAct) -> String {
    let is = match state {
        TicketState::Pending => "waits to be checked",
        TicketState::SentBack => "was sent back",
        TicketState::Approved => "is approved",
        TicketState::Suspended => "is suspended",
        TicketState::Revoked => "is revoked",
        TicketState::Superseded => "was replaced by another",
    };
    let done = match act {
        TicketAct::Correct => "changed; record another one, or renew it",
        TicketAct::Withdraw => "withdrawn; revoke it",
        TicketAct::Approve => "approved",
        TicketAct::SendBack => "sent back",
        TicketAct::Suspend => "suspended",
        TicketAct::Reinstate => "reinstated",
        TicketAct::Revoke => "revoked",
        TicketAct::Supersede => "renewed",
    };
    format!("This ticket {is}, so it cannot be {done}.")
}
