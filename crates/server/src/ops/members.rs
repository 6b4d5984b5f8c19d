//! What is done with members: suspended, reinstated, removed, given other roles; and leaving by oneself.
//!
//! Each spends a step-up proof for the act on that member, in the transaction of the change and of its entry. The engine
//! decides again who may do it to whom, and that an administrator and a free seat are left.

use domain::Action;
use domain::id::MemberId;
use store::AuditEvent;

use super::notices::{LIFETIME, letter};
use super::{Result, field, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;
use crate::mail::Content;

/// What is done with a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// He keeps his roles and can do nothing. His sessions end; his seat is free.
    Suspend,
    /// He is let in again, if a seat is free.
    Reinstate,
    /// He is no member any more.
    Remove,
}

impl Change {
    const fn action(self) -> Action {
        match self {
            Self::Suspend => Action::MemberSuspend,
            Self::Reinstate => Action::MemberReinstate,
            Self::Remove => Action::MemberRemove,
        }
    }
}

/// Suspends, reinstates or removes a member.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn change_member(
    app: &App,
    session: &Session,
    id: MemberId,
    change: Change,
    proof: Option<&str>,
) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(change.action()).on("member", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let changed = match change {
        Change::Suspend => tx.suspend_member(id).await,
        Change::Reinstate => tx.reinstate_member(id).await,
        Change::Remove => tx.remove_member(id).await,
    };
    match changed {
        Ok(name) => {
            tx.commit(&event.personal("name", &name)).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Takes all passkeys and recovery codes off a member who has lost them, ends his sessions, and tells him by mail. Only where
/// his account is this organization's alone: his passkeys guard the others too.
///
/// # Errors
/// As [`change_member`].
pub async fn remove_passkeys(app: &App, session: &Session, id: MemberId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::MemberRemovePasskeys).on("member", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let whose = match tx.remove_member_passkeys(id).await {
        Ok(whose) => whose,
        Err(error) => return Err(refuse(app, session, tx, event, error).await),
    };
    let at = app.clock.now();
    let letter = letter(&whose, Content::PasskeysTakenOff { at });
    tx.queue_mail(&app.mail.seal(&letter, LIFETIME, at, &*app.rng)?).await?;
    tx.commit(&event.personal("name", &whose.name)).await?;
    app.mail.wake();
    Ok(())
}

/// Gives a member these roles in the place of those he has.
///
/// # Errors
/// As [`change_member`]; [`super::Error::Field`] when no role is named.
pub async fn set_roles(
    app: &App,
    session: &Session,
    id: MemberId,
    roles: &[String],
    proof: Option<&str>,
) -> Result<()> {
    let roles = distinct(roles)?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::MemberSetRoles).on("member", &id).detail("roles", &roles.join(" "));
    let (mut tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    match tx.set_member_roles(id, &roles).await {
        Ok((name, before)) => {
            tx.commit(&event.detail("before", &before.join(" ")).personal("name", &name)).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// The most roles that a member has: their ids fit into a detail of an entry.
const MOST_ROLES: usize = 16;

/// The ids of roles to give, in order, none twice: one at least, and not more than [`MOST_ROLES`].
pub(super) fn distinct(roles: &[String]) -> Result<Vec<String>> {
    let mut distinct = roles.to_vec();
    distinct.sort();
    distinct.dedup();
    let plausible = |id: &String| {
        (1..=40).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if (1..=MOST_ROLES).contains(&distinct.len()) && distinct.iter().all(plausible) {
        Ok(distinct)
    } else {
        Err(field("roles", "unknown_role", format!("Name 1 to {MOST_ROLES} roles, each by its id.")))
    }
}

/// The caller leaves his organization. The proof is for the act on his own membership.
///
/// # Errors
/// As [`change_member`]; the last administrator cannot leave.
pub async fn leave(app: &App, session: &Session, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::MemberLeave).on("member", &session.member);
    let (tx, event) = permit(app, session, tx, proof, event, &session.member.to_string()).await?;
    match tx.leave(&event).await {
        Ok(()) => Ok(()),
        Err(error @ store::Error::Rule(_)) => {
            app.store.record(&session.caller, &event.outcome(store::Outcome::Refused)).await?;
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}
