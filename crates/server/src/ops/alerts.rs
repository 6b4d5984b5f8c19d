//! What members decide about a certificate's end: that they have seen it, that it can wait, that nobody need be told, who sees to
//! it, and what took its place. From a page, from the API, or by the link of a mail.

use domain::Action;
use domain::id::CertificateId;
use domain::ladder::MOST_SNOOZE;
use store::{AlertDecision, AlertLink, AuditEvent, LinkedAlert};
use time::OffsetDateTime;

use super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::{Origin, Session};

/// Writes a decision.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says.
pub async fn decide(app: &App, session: &Session, id: CertificateId, decision: AlertDecision) -> Result<()> {
    let decision = checked(id, decision, app.clock.now())?;
    let event = AuditEvent::new(action(&decision)).on("certificate", &id);
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

/// The decision, if it makes sense at `now`.
fn checked(id: CertificateId, decision: AlertDecision, now: OffsetDateTime) -> Result<AlertDecision> {
    match decision {
        AlertDecision::Snooze(Some(until)) if until <= now || until > now + MOST_SNOOZE => {
            let sentence = format!("Snooze until a moment within {} days.", MOST_SNOOZE.whole_days());
            Err(field("until", "snooze_until", sentence))
        }
        AlertDecision::Mute(Some(reason)) => {
            Ok(AlertDecision::Mute(Some(super::name("reason", &reason, 500)?)))
        }
        AlertDecision::Supersede(Some(successor)) if successor == id => {
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
    if let Some(until) = until {
        checked(link.certificate, AlertDecision::Snooze(Some(until)), now)?;
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
