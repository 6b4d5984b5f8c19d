//! What members decide about the end of something: that they have seen it, that it can wait, that nobody need be told, who sees to
//! it, and what took its place. From a page, from the API, or by the link of a mail.

use domain::ladder::MOST_SNOOZE;
use domain::{Action, Subject};
use store::{AlertDecision, AlertLink, AuditEvent, LinkedAlert};
use time::OffsetDateTime;

use super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::{Origin, Session};

/// Writes a decision.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says.
pub async fn decide(app: &App, session: &Session, id: Subject, decision: AlertDecision) -> Result<()> {
    let decision = checked(id, decision, app.clock.now())?;
    let act = action(&decision);
    let event = match id.kind().deciding() {
        None => AuditEvent::new(act).on("certificate", &id),
        // What can be decided about it is in the details.
        Some(deciding) => {
            let word = act.as_str().trim_start_matches("alert.");
            AuditEvent::new(deciding).on(id.kind().as_str(), &id).detail("act", &word)
        }
    };
    let event = match &decision {
        AlertDecision::Acknowledge { .. } | AlertDecision::Mute(None) => event,
        AlertDecision::Snooze(None) => event.detail("until", "now"),
        AlertDecision::Snooze(Some(until)) => event.detail("until", until),
        // Who writes a reason may name people.
        AlertDecision::Mute(Some(reason)) => event.personal("reason", reason),
        AlertDecision::Assign(None) => event.detail("member", "none"),
        AlertDecision::Assign(Some(member)) => event.detail("member", member),
        AlertDecision::Supersede(None) => event.detail("successor", "none"),
        AlertDecision::Supersede(Some(successor)) => event.detail("successor", successor),
    };
    let tx = authorized(app.store.begin(&session.caller).await?, event.action()).await?;
    tx.decide_alert(id, &decision).await?;
    tx.commit(&event).await?;
    Ok(())
}

fn action(decision: &AlertDecision) -> Action {
    match decision {
        AlertDecision::Acknowledge { .. } => Action::AlertAcknowledge,
        AlertDecision::Snooze(_) => Action::AlertSnooze,
        AlertDecision::Mute(Some(_)) => Action::AlertMute,
        AlertDecision::Mute(None) => Action::AlertUnmute,
        AlertDecision::Assign(_) => Action::AlertAssign,
        AlertDecision::Supersede(_) => Action::AlertSupersede,
    }
}

/// Whether something can be snoozed until then.
fn within(until: OffsetDateTime, now: OffsetDateTime) -> bool {
    until > now && until <= now + MOST_SNOOZE
}

fn until_field() -> super::Error {
    let sentence = format!("Snooze until a moment within {} days.", MOST_SNOOZE.whole_days());
    field("until", "snooze_until", sentence)
}

/// The decision, if it makes sense at `now`.
fn checked(id: Subject, decision: AlertDecision, now: OffsetDateTime) -> Result<AlertDecision> {
    match decision {
        AlertDecision::Snooze(Some(until)) if !within(until, now) => Err(until_field()),
        AlertDecision::Mute(Some(reason)) => {
            Ok(AlertDecision::Mute(Some(super::name("reason", &reason, 500)?)))
        }
        AlertDecision::Supersede(_) if id.certificate().is_none() => {
            Err(field("act", "act", "Only a certificate is superseded by another. Mute it instead."))
        }
        AlertDecision::Supersede(Some(successor)) if Some(successor) == id.certificate() => {
            Err(field("successor_id", "successor", "Name another certificate, which ends later."))
        }
        decision => Ok(decision),
    }
}

/// What the link of a mail is about; none for a link that is not good (any more).
///
/// # Errors
/// What the store says.
pub async fn look(app: &App, token: &str) -> Result<Option<(AlertLink, LinkedAlert)>> {
    let Some(link) = app.tokens.alert_links().read_decide(token, app.clock.now()) else { return Ok(None) };
    Ok(app.store.system().find_alert(&link).await?.map(|alert| (link, alert)))
}

/// Acknowledges what a link is about, or snoozes it until `until`. False for a link that is not good (any more).
///
/// # Errors
/// [`super::Error::Field`]; what the store says.
pub async fn decide_by_link(
    app: &App,
    token: &str,
    until: Option<OffsetDateTime>,
    origin: &Origin,
) -> Result<bool> {
    let now = app.clock.now();
    let Some(link) = app.tokens.alert_links().read_decide(token, now) else { return Ok(false) };
    if until.is_some_and(|until| !within(until, now)) {
        return Err(until_field());
    }
    Ok(app.store.system().decide_alert(&link, until, now, origin.request).await?)
}

/// Ends a member's mails about alerts, by the link that each of them carries. False for a link that is not good.
///
/// # Errors
/// What the store says.
pub async fn unsubscribe(app: &App, token: &str, origin: &Origin) -> Result<bool> {
    let Some((org, member)) = app.tokens.alert_links().read_unsubscribe(token) else { return Ok(false) };
    Ok(app.store.system().unsubscribe_alerts(org, member, origin.request).await?)
}
