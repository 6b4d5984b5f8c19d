//! One round: what is due, what that means, and who is told.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::Zone;
use domain::id::{MailId, WebhookEventId, WebhookId};
use store::{AlertRecipient, AlertRound, AlertTurn, DueAlert, Looked, Notice, NoticeBy, PlannedEvent};
use time::{Duration, OffsetDateTime};

use super::AlertError;
use super::letters::{self, Reader};
use crate::app::App;
use crate::mail::EndingKind;
use crate::webhooks;

/// Alerts looked at in one transaction.
const BATCH: i32 = 250;

/// The step under which it is noted that somebody was told of a revocation: it has none, and is told of once.
const REVOKED: i32 = 0;

/// A mail that could not be delivered for so long tells of what is known otherwise by then.
const LIFETIME: Duration = Duration::days(3);

/// Plans some of what is due in this turn. How many are told; `None` when nothing is due that nobody else is at.
pub(super) async fn plan(app: &App, turn: AlertTurn) -> Result<Option<u64>, AlertError> {
    let round = app.store.system().begin_alert_round().await?;
    match plan_in(app, &round, turn).await {
        Ok(Some(told)) => {
            round.commit().await?;
            Ok(Some(told))
        }
        Ok(None) => {
            round.rollback().await;
            Ok(None)
        }
        Err(error) => {
            round.rollback().await;
            Err(error)
        }
    }
}

async fn plan_in(app: &App, round: &AlertRound, turn: AlertTurn) -> Result<Option<u64>, AlertError> {
    let at = turn.at;
    let due = round.claim(turn, BATCH).await?;
    if due.is_empty() {
        return Ok(None);
    }
    let orgs: BTreeSet<_> = due.iter().map(|alert| alert.ending.org).collect();
    let orgs: Vec<_> = orgs.into_iter().collect();
    let (recipients, hooks) = (round.recipients(&orgs).await?, round.webhooks(&orgs).await?);
    let among: Vec<_> = due.iter().map(|alert| (alert.ending.org, alert.ending.certificate)).collect();
    let revoked: HashSet<_> = round.revoked(&among).await?.into_iter().collect();
    let (mut looked, mut notices, mut zones) = (Vec::new(), Vec::new(), HashMap::new());
    let mut events = Vec::new();
    for alert in &due {
        let name = alert.ending.time_zone.as_str();
        let zone = zones.entry(name).or_insert_with(|| Zone::named(name).unwrap_or(Zone::UTC));
        let outlook = alert.ladder.outlook(zone, &alert.standing, at);
        looked.push(Looked {
            org: alert.ending.org,
            certificate: alert.ending.certificate,
            step: outlook.due.map(|(step, _)| step),
            escalated: outlook.escalate,
            next: outlook.next,
        });
        let here = recipients.iter().filter(|one| one.org == alert.ending.org && one.delivery != "off");
        let here: Vec<_> = here.collect();
        if revoked.contains(&(alert.ending.org, alert.ending.certificate)) && !alert.standing.silent {
            let telling = Telling { app, alert, zone, step: REVOKED, at };
            for reader in told(alert, &here) {
                notices.push(telling.notice(reader, EndingKind::Revocation, at)?);
            }
        }
        let Some((step, moment)) = outlook.due else { continue };
        for (_, webhook) in hooks.iter().filter(|(org, _)| *org == alert.ending.org) {
            events.push(event(app, alert, *webhook, step, EndingKind::Alert));
            if outlook.escalate {
                events.push(event(app, alert, *webhook, step, EndingKind::Escalation));
            }
        }
        let telling = Telling { app, alert, zone, step, at };
        for reader in told(alert, &here) {
            notices.push(telling.notice(reader, EndingKind::Alert, moment)?);
        }
        if outlook.escalate {
            for reader in here.iter().filter(|one| one.administers) {
                notices.push(telling.notice(reader, EndingKind::Escalation, at)?);
            }
        }
    }
    let told = round.plan(at, &looked, &notices, LIFETIME).await?;
    if !events.is_empty() {
        round.plan_webhooks(at, &events, webhooks::LIFETIME).await?;
    }
    Ok(Some(u64::try_from(told).unwrap_or(0)))
}

/// What a webhook is told of. That it is once, the database sees to.
fn event(app: &App, alert: &DueAlert, webhook: WebhookId, step: i32, kind: EndingKind) -> PlannedEvent {
    PlannedEvent {
        id: WebhookEventId::new(app.clock.now(), &*app.rng),
        org: alert.ending.org,
        webhook,
        certificate: alert.ending.certificate,
        step,
        kind: kind.as_str(),
    }
}

/// Who is told of an alert: who looks after it, or else everybody who may see it. Who has asked not to be told is not among
/// those who are here, so that what he looks after does not go unseen.
fn told<'a>(alert: &DueAlert, here: &[&'a AlertRecipient]) -> Vec<&'a AlertRecipient> {
    match here.iter().find(|one| Some(one.member) == alert.assignee) {
        Some(assignee) => vec![assignee],
        None => here.to_vec(),
    }
}

/// What somebody is told of.
struct Telling<'a> {
    app: &'a App,
    alert: &'a DueAlert,
    zone: &'a Zone,
    step: i32,
    at: OffsetDateTime,
}

impl Telling<'_> {
    fn notice(
        &self,
        reader: &AlertRecipient,
        kind: EndingKind,
        moment: OffsetDateTime,
    ) -> Result<Notice, AlertError> {
        // That a certificate is worth nothing any more does not wait for a digest.
        let by = if reader.delivery == "each" || kind == EndingKind::Revocation {
            let reader = Reader { recipient: reader, links: self.app.tokens.alert_links(), at: self.at };
            let letter = letters::one(
                &reader,
                kind,
                &self.alert.ending,
                self.step,
                self.zone,
                &self.app.public_origin,
            );
            let mail = self.app.mail.seal(&letter, LIFETIME, self.app.clock.now(), &*self.app.rng)?;
            NoticeBy::Mail(mail.id, mail.sealed)
        } else {
            let weekly = reader.delivery == "weekly";
            NoticeBy::Digest(self.alert.ladder.digest(self.zone, moment, self.at, weekly))
        };
        Ok(Notice {
            org: reader.org,
            certificate: self.alert.ending.certificate,
            member: reader.member,
            step: self.step,
            kind: kind.as_str(),
            by,
        })
    }
}

/// Sends one digest that is due at `at`; false when none is that nobody else is at.
pub(super) async fn digest(app: &App, at: OffsetDateTime) -> Result<bool, AlertError> {
    let round = app.store.system().begin_alert_round().await?;
    match digest_in(app, &round, at).await {
        Ok(sent) => {
            // What fell silent is noted also when there is nothing to send.
            round.commit().await?;
            Ok(sent)
        }
        Err(error) => {
            round.rollback().await;
            Err(error)
        }
    }
}

async fn digest_in(app: &App, round: &AlertRound, at: OffsetDateTime) -> Result<bool, AlertError> {
    let Some((member, lines)) = round.claim_digest(at).await? else { return Ok(false) };
    let Some(first) = lines.first() else { return Ok(false) };
    let recipients = round.recipients(&[first.ending.org]).await?;
    // Whoever may not be told any more has no digest; between the two looks he may have become so.
    let Some(recipient) = recipients.iter().find(|one| one.member == member) else { return Ok(false) };
    let reader = Reader { recipient, links: app.tokens.alert_links(), at };
    let letter = letters::digest(&reader, &lines, &app.public_origin);
    let mail = app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?;
    let id: MailId = mail.id;
    round.send_digest(at, member, &lines, (id, &mail.sealed), LIFETIME).await?;
    Ok(true)
}
