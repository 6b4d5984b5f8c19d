//! One round: what is due, what that means, and who is told.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::id::{MailId, MemberId, OrgId, WebhookEventId};
use domain::{Subject, Zone};
use store::{
    AlertRecipient, AlertRound, AlertTurn, AudienceMember, DigestLine, DueAlert, FoundAlert, Looked, Notice,
    NoticeBy, PlannedEvent, ToldWebhook, Unanswered,
};
use time::{Duration, OffsetDateTime};

use super::AlertError;
use super::letters::{self, Reader};
use crate::app::App;
use crate::mail::EndingKind;
use crate::webhooks;

/// The step under which it is noted that somebody was told of a revocation: it has none, and is told of once.
const REVOKED: i32 = 0;

/// So many mails at once reach one person, and so many messages one chat, one by one; what is more comes in one, as a digest: who has
/// brought ninety certificates into custody would else find thirty mails a minute later, and read none.
pub(crate) const ONE_BY_ONE: usize = 3;

/// Such a digest goes at the next full two minutes, so that an import that takes a minute makes one or two, and what is replaced by what
/// comes in behind it is not told of.
const GATHERED: Duration = Duration::seconds(120);

/// A mail that could not be delivered for so long tells of what is known otherwise by then.
const LIFETIME: Duration = Duration::days(3);

/// Plans what was found to be due in this turn. How many are told; `None` when nothing of it is due still that nobody else is at.
pub(super) async fn plan(
    app: &App,
    turn: AlertTurn,
    found: &[FoundAlert],
) -> Result<Option<u64>, AlertError> {
    let round = app.store.system().begin_alert_round().await?;
    match plan_in(app, &round, turn, found).await {
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

async fn plan_in(
    app: &App,
    round: &AlertRound,
    turn: AlertTurn,
    found: &[FoundAlert],
) -> Result<Option<u64>, AlertError> {
    let at = turn.at;
    let due = round.claim(turn, found).await?;
    if due.is_empty() {
        return Ok(None);
    }
    let orgs: BTreeSet<_> = due.iter().map(|alert| alert.ending.org).collect();
    let orgs: Vec<_> = orgs.into_iter().collect();
    let known = Known::read(round, &due, &orgs).await?;
    let zones: HashMap<_, _> = due
        .iter()
        .map(|alert| alert.ending.time_zone.as_str())
        .map(|name| (name, Zone::named(name).unwrap_or(Zone::UTC)))
        .collect();
    let utc = Zone::UTC;
    let (mut looked, mut tellings, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for alert in &due {
        let zone = zones.get(alert.ending.time_zone.as_str()).unwrap_or(&utc);
        let outlook = alert.ladder.outlook(zone, &alert.standing, at);
        let unanswered = known.unanswered(alert, at);
        let later = unanswered.map(|silence| silence.tell_at).filter(|tell_at| *tell_at > at);
        looked.push(Looked {
            org: alert.ending.org,
            subject: alert.ending.subject,
            step: outlook.due.map(|(step, _)| step),
            escalated: outlook.escalate,
            next: outlook.next.into_iter().chain(later).min(),
        });
        let readers = known.readers(alert);
        let telling = |reader, step, kind, moment| Telling { alert, zone, reader, step, kind, moment };
        if known.is_revoked(alert) && !alert.standing.silent {
            events.extend(known.events(app, alert, REVOKED, EndingKind::Revocation));
            let told = told(alert, &readers).into_iter();
            tellings.extend(told.map(|reader| telling(reader, REVOKED, EndingKind::Revocation, at)));
        }
        if let Some(silence) = unanswered.filter(|silence| silence.tell_at <= at) {
            events.extend(known.events(app, alert, silence.step, EndingKind::Unanswered));
            let (step, since) = (silence.step, silence.tell_at);
            let told = told(alert, &readers).into_iter();
            tellings.extend(told.map(|reader| telling(reader, step, EndingKind::Unanswered, since)));
        }
        let Some((step, moment)) = outlook.due else { continue };
        events.extend(known.events(app, alert, step, EndingKind::Alert));
        let told = told(alert, &readers).into_iter();
        tellings.extend(told.map(|reader| telling(reader, step, EndingKind::Alert, moment)));
        if outlook.escalate {
            events.extend(known.events(app, alert, step, EndingKind::Escalation));
            let over = readers.iter().copied().filter(|one| one.member.administers);
            tellings.extend(over.map(|reader| telling(reader, step, EndingKind::Escalation, at)));
        }
    }
    let mut at_once = HashMap::new();
    for telling in tellings.iter().filter(|telling| telling.by_itself()) {
        *at_once.entry(telling.reader.member.member).or_insert(0_usize) += 1;
    }
    let many =
        |telling: &Telling<'_>| at_once.get(&telling.reader.member.member).is_some_and(|n| *n > ONE_BY_ONE);
    let notices = tellings.iter().map(|telling| telling.notice(app, at, many(telling)));
    let notices = notices.collect::<Result<Vec<_>, _>>()?;
    let told = round.plan(at, &looked, &notices, LIFETIME).await?;
    if !events.is_empty() {
        known.gather(&mut events);
        round.plan_webhooks(at, &events, GATHERED, webhooks::LIFETIME).await?;
    }
    Ok(Some(u64::try_from(told).unwrap_or(0)))
}

/// What a round knows beside the alerts: who is there, who may see what, and what was revoked.
struct Known {
    recipients: Vec<AlertRecipient>,
    webhooks: Vec<ToldWebhook>,
    audience: Vec<AudienceMember>,
    revoked: HashSet<(OrgId, Subject)>,
    unanswered: HashMap<(OrgId, Subject), Unanswered>,
}

impl Known {
    async fn read(round: &AlertRound, due: &[DueAlert], orgs: &[OrgId]) -> Result<Self, AlertError> {
        let (recipients, webhooks) = (round.recipients(orgs).await?, round.webhooks(orgs).await?);
        let certificates: Vec<_> = due
            .iter()
            .filter_map(|alert| Some((alert.ending.org, alert.ending.subject.certificate()?)))
            .collect();
        let others: Vec<_> = due
            .iter()
            .filter(|alert| alert.ending.subject.certificate().is_none())
            .map(|alert| (alert.ending.org, alert.ending.subject))
            .collect();
        let revoked = round.revoked(&certificates).await?;
        let unanswered = round.unanswered(&certificates).await?;
        Ok(Self {
            recipients,
            webhooks,
            audience: if others.is_empty() { Vec::new() } else { round.audience(&others).await? },
            revoked: revoked.into_iter().map(|(org, id)| (org, Subject::Certificate(id))).collect(),
            unanswered: unanswered
                .into_iter()
                .map(|silence| ((silence.org, Subject::Certificate(silence.certificate)), silence))
                .collect(),
        })
    }

    fn is_revoked(&self, alert: &DueAlert) -> bool {
        self.revoked.contains(&(alert.ending.org, alert.ending.subject))
    }

    /// That nobody answers whether it was revoked, of what somebody wants to hear of at `at`, and that has not ended.
    fn unanswered(&self, alert: &DueAlert, at: OffsetDateTime) -> Option<Unanswered> {
        let standing = &alert.standing;
        let heard = !standing.silent && standing.snoozed_until.is_none_or(|until| until <= at);
        let silence = self.unanswered.get(&(alert.ending.org, alert.ending.subject)).copied();
        silence.filter(|_| heard && standing.ends_at > at)
    }

    /// Who may see what an alert is about. Who has asked not to be told is not among them, so that what he looks after does not
    /// go unseen.
    fn readers(&self, alert: &DueAlert) -> Vec<AlertReader<'_>> {
        let here = self.recipients.iter().filter(|one| one.org == alert.ending.org && one.delivery != "off");
        if alert.ending.subject.certificate().is_some() {
            return here
                .filter(|member| member.reads)
                .map(|member| AlertReader { member, told: true, acts: member.acts })
                .collect();
        }
        let id = alert.ending.subject.uuid();
        here.filter_map(|member| {
            let seen = self.audience.iter().find(|one| one.subject == id && one.member == member.member)?;
            Some(AlertReader { member, told: seen.told, acts: seen.acts })
        })
        .collect()
    }

    /// What the organization's webhooks are told of. That it is once, the database sees to.
    fn events(&self, app: &App, alert: &DueAlert, step: i32, kind: EndingKind) -> Vec<PlannedEvent> {
        let here = self.webhooks.iter().filter(|webhook| webhook.org == alert.ending.org);
        here.map(|webhook| PlannedEvent {
            id: WebhookEventId::new(app.clock.now(), &*app.rng),
            org: webhook.org,
            webhook: webhook.id,
            subject: alert.ending.subject,
            step,
            kind: kind.as_str(),
            gathered: false,
        })
        .collect()
    }

    /// Lets the events of a chat that is told of many wait for each other. Programs are told of each by itself.
    fn gather(&self, events: &mut [PlannedEvent]) {
        let chats: HashSet<_> = self.webhooks.iter().filter(|one| one.chat).map(|one| one.id).collect();
        let waits = |event: &PlannedEvent| {
            event.kind != EndingKind::Revocation.as_str() && chats.contains(&event.webhook)
        };
        let mut of = HashMap::new();
        for event in events.iter().filter(|event| waits(event)) {
            *of.entry(event.webhook).or_insert(0_usize) += 1;
        }
        for event in events {
            event.gathered = waits(event) && of.get(&event.webhook).is_some_and(|n| *n > ONE_BY_ONE);
        }
    }
}

/// A member who may see what an alert is about.
#[derive(Clone, Copy)]
struct AlertReader<'a> {
    member: &'a AlertRecipient,
    /// Whether he is among those who are told.
    told: bool,
    /// Whether he may decide about it.
    acts: bool,
}

/// Who is told of an alert: who looks after it, or else those whose matter it is, or else who administers. All of them may see it.
fn told<'a>(alert: &DueAlert, readers: &[AlertReader<'a>]) -> Vec<AlertReader<'a>> {
    if let Some(assignee) = readers.iter().find(|one| Some(one.member.member) == alert.assignee) {
        return vec![*assignee];
    }
    let whose: Vec<_> = readers.iter().copied().filter(|one| one.told).collect();
    if whose.is_empty() {
        return readers.iter().copied().filter(|one| one.member.administers).collect();
    }
    whose
}

/// That somebody is told of something.
struct Telling<'a> {
    alert: &'a DueAlert,
    zone: &'a Zone,
    reader: AlertReader<'a>,
    step: i32,
    kind: EndingKind,
    /// When it was to be told.
    moment: OffsetDateTime,
}

impl Telling<'_> {
    /// Whether it is a mail of its own, unless there are many. What nobody answers about comes in one: a server that is away is silent
    /// about many.
    fn by_itself(&self) -> bool {
        self.reader.member.delivery == "each"
            && matches!(self.kind, EndingKind::Alert | EndingKind::Escalation)
    }

    /// Tells of it at `at`; `many`: beside many others.
    fn notice(&self, app: &App, at: OffsetDateTime, many: bool) -> Result<Notice, AlertError> {
        let AlertReader { member, acts, .. } = self.reader;
        // That a certificate is worth nothing any more waits for nothing.
        let by = if self.kind == EndingKind::Revocation || self.by_itself() && !many {
            let reader = Reader { recipient: member, links: app.tokens.alert_links(), at };
            let letter = letters::one(
                &reader,
                self.kind,
                &self.alert.ending,
                (self.step, acts),
                self.zone,
                &app.public_origin,
            );
            let mail = app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?;
            NoticeBy::Mail(mail.id, mail.sealed)
        } else if self.by_itself() {
            NoticeBy::Digest(gathered(at))
        } else {
            let weekly = member.delivery == "weekly";
            NoticeBy::Digest(self.alert.ladder.digest(self.zone, self.moment, at, weekly))
        };
        Ok(Notice {
            org: member.org,
            subject: self.alert.ending.subject,
            member: member.member,
            step: self.step,
            kind: self.kind.as_str(),
            by,
        })
    }
}

/// The next full [`GATHERED`] seconds, or `at` itself.
fn gathered(at: OffsetDateTime) -> OffsetDateTime {
    let begun = at.replace_nanosecond(0).unwrap_or(at)
        - Duration::seconds(at.unix_timestamp().rem_euclid(GATHERED.whole_seconds()));
    if begun == at { at } else { begun + GATHERED }
}

/// What became of the next digest.
pub(super) enum Digested {
    /// None is due that nobody else is at.
    None,
    /// It was sent.
    Sent,
    /// Nothing was sent to this member, and why, unless he may not be told any more. The others wait for nothing of this.
    Not(MemberId, Option<AlertError>),
}

/// Sends one digest that is due at `at`, to none of the members in `passed`.
///
/// # Errors
/// [`AlertError`] when none could be looked for.
pub(super) async fn digest(
    app: &App,
    at: OffsetDateTime,
    passed: &[MemberId],
) -> Result<Digested, AlertError> {
    let round = app.store.system().begin_alert_round().await?;
    let claimed = match round.claim_digest(at, passed).await {
        Ok(claimed) => claimed,
        Err(error) => {
            round.rollback().await;
            return Err(error.into());
        }
    };
    let Some((member, lines)) = claimed else {
        // What fell silent is noted also when there is nothing to send.
        round.commit().await?;
        return Ok(Digested::None);
    };
    match digest_in(app, &round, at, member, &lines).await {
        Ok(sent) => {
            round.commit().await?;
            Ok(if sent { Digested::Sent } else { Digested::Not(member, None) })
        }
        Err(error) => {
            round.rollback().await;
            Ok(Digested::Not(member, Some(error)))
        }
    }
}

async fn digest_in(
    app: &App,
    round: &AlertRound,
    at: OffsetDateTime,
    member: MemberId,
    lines: &[DigestLine],
) -> Result<bool, AlertError> {
    let Some(first) = lines.first() else { return Ok(false) };
    let recipients = round.recipients(&[first.ending.org]).await?;
    // Whoever may not be told any more has no digest; between the two looks he may have become so.
    let Some(recipient) = recipients.iter().find(|one| one.member == member) else { return Ok(false) };
    let reader = Reader { recipient, links: app.tokens.alert_links(), at };
    let letter = letters::digest(&reader, lines, &app.public_origin);
    let mail = app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?;
    let id: MailId = mail.id;
    round.send_digest(at, member, lines, (id, &mail.sealed), LIFETIME).await?;
    Ok(true)
}
