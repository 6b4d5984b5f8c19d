//! When an organization tells of ends, and how a member wants to be told.

use domain::id::TicketTypeId;
use domain::ladder::MOST_DAYS;
use domain::{Action, Ladder, SubjectKind};
use store::AuditEvent;

use super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;
use crate::i18n::Locale;

/// The ways to be told.
pub const DELIVERIES: [&str; 4] = ["each", "daily", "weekly", "off"];

/// Writes the organization's ladder, and after how many days without an answer about a revocation people are told, over the version
/// that the caller saw.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says.
pub async fn set_ladder(
    app: &App,
    session: &Session,
    version: i32,
    ladder: &Ladder,
    unanswered_days: i32,
) -> Result<()> {
    let unanswered = u16::try_from(unanswered_days).ok().filter(|days| *days <= MOST_DAYS);
    let unanswered =
        unanswered.ok_or_else(|| field("unanswered_days", "ladder", "Give 0 to 730 days, 0 for never."))?;
    let words = |numbers: Vec<String>| numbers.join(" ");
    let event = AuditEvent::new(Action::AlertSetLadder)
        .on("organization", &session.org)
        .detail("steps", &words(ladder.steps().iter().map(ToString::to_string).collect()))
        .detail("repeat_days", &ladder.repeat())
        .detail("escalate_days", &ladder.escalate())
        .detail("hour", &ladder.hour())
        .detail("unanswered_days", &unanswered)
        .detail("working_days", &words(ladder.days().numbers().map(|day| day.to_string()).collect()));
    let tx = authorized(app.store.begin(&session.caller).await?, Action::AlertSetLadder).await?;
    Ok(tx.set_alert_settings(version, ladder, unanswered, &event).await?)
}

/// Writes the ladder of a kind of subject that is no certificate, or of one type of tickets; without one, the usual steps are back.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says.
pub async fn set_subject_ladder(
    app: &App,
    session: &Session,
    kind: SubjectKind,
    of_type: Option<TicketTypeId>,
    ladder: Option<&Ladder>,
) -> Result<()> {
    if kind == SubjectKind::Certificate {
        return Err(field("subject", "subject", "The ladder of certificates is the organization's own."));
    }
    if of_type.is_some() && kind != SubjectKind::Ticket {
        return Err(field("type_id", "type", "Only tickets have types."));
    }
    let mut event = AuditEvent::new(Action::AlertSetLadder)
        .on("organization", &session.org)
        .detail("subject", &kind.as_str());
    if let Some(of_type) = of_type {
        event = event.detail("type", &of_type);
    }
    event = match ladder {
        None => event.detail("steps", &"usual"),
        Some(ladder) => {
            let steps: Vec<_> = ladder.steps().iter().map(ToString::to_string).collect();
            event
                .detail("steps", &steps.join(" "))
                .detail("repeat_days", &ladder.repeat())
                .detail("escalate_days", &ladder.escalate())
        }
    };
    let tx = authorized(app.store.begin(&session.caller).await?, Action::AlertSetLadder).await?;
    tx.set_subject_ladder(kind, of_type, ladder).await?;
    tx.commit(&event).await?;
    Ok(())
}

/// Writes how the caller wants to be told, and in which language: that of the organization when none.
///
/// # Errors
/// [`super::Error::Field`]; what the store says.
pub async fn set_preference(
    app: &App,
    session: &Session,
    delivery: &str,
    locale: Option<&str>,
) -> Result<()> {
    if !DELIVERIES.contains(&delivery) {
        return Err(field("delivery", "delivery", "Choose each, daily, weekly or off."));
    }
    if locale.is_some_and(|locale| Locale::kept(locale).is_none()) {
        return Err(field("locale", "locale", "Choose en, es or pt, or none for the organization's."));
    }
    let event = AuditEvent::new(Action::AlertSetPreference)
        .on("member", &session.member)
        .detail("delivery", delivery);
    let tx = authorized(app.store.begin(&session.caller).await?, Action::AlertSetPreference).await?;
    Ok(tx.set_alert_preference(delivery, locale, &event).await?)
}
