//! Webhooks, as who manages the organization sees them, and how what they are told of goes out (`docs/adr/0023-channels.md`).

use domain::id::{OrgId, WebhookEventId, WebhookId};
use domain::{Action, Actor, Subject};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::alert_rounds::AlertRound;
use crate::alerts::{about, cursor, moment_and_id, subject};
use crate::system::{SystemTx, first};
use crate::tenant::Params;
use crate::{Caller, Error, Page, Result, Store, TenantTx};

/// A webhook, without its address and its secret.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// What the firm calls it.
    pub name: String,
    /// `credenza`, `slack` or `teams`.
    pub format: String,
    /// The host of its address, with a port that is not the usual one.
    pub host: String,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// Who made it; none when the caller may not know.
    pub created_by: Option<String>,
    /// Since when it is paused, and why: `member`, `gone` (the other side said so) or `restored`.
    pub paused: Option<(OffsetDateTime, String)>,
    /// How often in a row it has not taken anything.
    pub failures: i32,
    /// Until when it is left alone, UTC.
    pub held_until: Option<OffsetDateTime>,
}

/// A webhook to be made.
#[derive(Debug)]
pub struct NewWebhook<'a> {
    /// Its id.
    pub id: WebhookId,
    /// What it is called.
    pub name: &'a str,
    /// See [`Webhook::format`].
    pub format: &'a str,
    /// See [`Webhook::host`].
    pub host: &'a str,
    /// Address and secret, sealed by who made it: the database cannot read them.
    pub sealed: &'a [u8],
}

/// What a webhook was told of, and what became of it.
#[derive(Debug, Clone)]
pub struct WebhookDelivery {
    /// The event's id, which stays the same however often it is sent.
    pub id: WebhookEventId,
    /// To which webhook, with its name.
    pub webhook: (WebhookId, String),
    /// `alert`, `escalation`, `revocation` or `test`.
    pub kind: String,
    /// Of what, with its name; none for a test, and of what the caller may not see.
    pub about: Option<(Subject, Option<String>)>,
    /// Of which step.
    pub step: Option<i32>,
    /// When it came to be, UTC.
    pub planned_at: OffsetDateTime,
    /// `queued`, `delivered`, `failed`, or `silent`: somebody saw to it before it went.
    pub state: String,
    /// When it is tried next, if it is queued, UTC.
    pub due_at: OffsetDateTime,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was delivered, or given up, UTC.
    pub settled_at: Option<OffsetDateTime>,
    /// The status of the last answer.
    pub status: Option<i32>,
    /// The beginning of that answer, or why there is none.
    pub answer: Option<String>,
}

/// An event that a round plans for a webhook.
#[derive(Debug, Clone)]
pub struct PlannedEvent {
    /// Its id.
    pub id: WebhookEventId,
    /// Where.
    pub org: OrgId,
    /// For which webhook.
    pub webhook: WebhookId,
    /// Of what it tells.
    pub subject: Subject,
    /// Of which step.
    pub step: i32,
    /// `alert`, `escalation`, `revocation` or `unanswered`.
    pub kind: &'static str,
    /// Whether it waits for others of its webhook, to be told of with them.
    pub gathered: bool,
}

/// Where a round can tell of something.
#[derive(Debug, Clone, Copy)]
pub struct ToldWebhook {
    /// Where.
    pub org: OrgId,
    /// Which.
    pub id: WebhookId,
    /// Whether people read there, and no program.
    pub chat: bool,
}

/// What an event tells of.
#[derive(Debug, Clone)]
pub struct ToldEnd {
    /// What ends.
    pub subject: Subject,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// The step of the ladder, in days before the end.
    pub step: i32,
    /// See [`crate::Ending::called`].
    pub called: String,
}

/// An event that was claimed for delivery.
#[derive(Debug, Clone)]
pub struct ClaimedEvent {
    /// Its id.
    pub id: WebhookEventId,
    /// Where.
    pub org: OrgId,
    /// The organization's name.
    pub organization: String,
    /// The organization's time zone, an IANA name.
    pub time_zone: String,
    /// The organization's language.
    pub locale: String,
    /// To which webhook.
    pub webhook: WebhookId,
    /// See [`Webhook::format`].
    pub format: String,
    /// See [`NewWebhook::sealed`].
    pub sealed: Vec<u8>,
    /// See [`WebhookDelivery::kind`].
    pub kind: String,
    /// What it tells of; nothing for a test.
    pub told: Option<ToldEnd>,
    /// When it came to be, UTC.
    pub planned_at: OffsetDateTime,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// What became of an attempt to deliver an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// It was taken.
    Delivered,
    /// It is tried again.
    Deferred,
    /// It is given up.
    Failed,
    /// It is given up, and its webhook is paused: there is nothing behind the address any more.
    Gone,
}

impl WebhookOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }
}

fn webhook(row: &Row) -> Result<Webhook> {
    let paused: Option<OffsetDateTime> = row.try_get("paused_at")?;
    Ok(Webhook {
        id: WebhookId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        format: row.try_get("format")?,
        host: row.try_get("host")?,
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
        paused: paused.zip(row.try_get("paused_because")?),
        failures: row.try_get("failures")?,
        held_until: row.try_get("held_until")?,
    })
}

fn delivery(row: &Row) -> Result<WebhookDelivery> {
    Ok(WebhookDelivery {
        id: WebhookEventId::from_uuid(row.try_get("id")?),
        webhook: (WebhookId::from_uuid(row.try_get("webhook_id")?), row.try_get("webhook_name")?),
        kind: row.try_get("kind")?,
        about: about(row)?,
        step: row.try_get("step")?,
        planned_at: row.try_get("planned_at")?,
        state: row.try_get("state")?,
        due_at: row.try_get("due_at")?,
        attempts: row.try_get("attempts")?,
        settled_at: row.try_get("settled_at")?,
        status: row.try_get("status")?,
        answer: row.try_get("answer")?,
    })
}

impl Store {
    /// The organization's webhooks, the oldest first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn webhooks(&self, caller: &Caller) -> Result<(Actor, Vec<Webhook>)> {
        let sql = include_str!("../sql/webhooks.sql");
        let (actor, rows) = self.read(caller, Action::WebhookRead, &[(sql, &[])]).await?;
        Ok((actor, rows.iter().flatten().map(webhook).collect::<Result<_>>()?))
    }

    /// A page of what webhooks were told of, of one or of all of them, the newest first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn webhook_deliveries(
        &self,
        caller: &Caller,
        of: Option<WebhookId>,
        from: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<WebhookDelivery>)> {
        let (time, id) = moment_and_id::<WebhookEventId>(from)?;
        let (of, id) = (of.map(WebhookId::uuid), id.map(WebhookEventId::uuid));
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let sql = include_str!("../sql/webhook_deliveries.sql");
        let params: Params<'_> = &[&of, &time, &id, &one_more];
        let (actor, rows) = self.read(caller, Action::WebhookRead, &[(sql, params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = delivery(row)?;
                Ok((cursor(item.planned_at, &item.id)?, item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, limit)))
    }
}

impl TenantTx {
    /// Makes a webhook, with the step-up proof that this transaction has spent.
    ///
    /// # Errors
    /// [`Error::NoStepUp`]; [`Error::Rule`] when there are as many as there may be.
    pub async fn create_webhook(&self, new: &NewWebhook<'_>, proof: &str) -> Result<()> {
        let sql = "SELECT credenza.create_webhook($1, $2, $3, $4, $5, $6)";
        let params: Params<'_> = &[&new.id.uuid(), &new.name, &new.format, &new.host, &new.sealed, &proof];
        self.query(sql, params).await.map(drop)
    }

    /// Pauses a webhook, or lets it go on.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn pause_webhook(&self, id: WebhookId, paused: bool) -> Result<()> {
        self.query("SELECT credenza.pause_webhook($1, $2)", &[&id.uuid(), &paused]).await.map(drop)
    }

    /// Removes a webhook with its log.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_webhook(&self, id: WebhookId) -> Result<()> {
        self.query("SELECT credenza.delete_webhook($1)", &[&id.uuid()]).await.map(drop)
    }

    /// Queues a test for a webhook.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn test_webhook(&self, event: WebhookEventId, id: WebhookId) -> Result<()> {
        self.query("SELECT credenza.test_webhook($1, $2)", &[&event.uuid(), &id.uuid()]).await.map(drop)
    }

    /// Sends an event that was delivered, or given up, again, under the same id; returns the webhook.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such event, or it is on its way.
    pub async fn resend_webhook(&self, event: WebhookEventId) -> Result<WebhookId> {
        let rows = self.query("SELECT credenza.resend_webhook($1)", &[&event.uuid()]).await?;
        Ok(WebhookId::from_uuid(rows.first().ok_or(Error::NotFound)?.try_get(0)?))
    }
}

impl AlertRound {
    /// The webhooks of these organizations that are not paused.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn webhooks(&self, orgs: &[OrgId]) -> Result<Vec<ToldWebhook>> {
        let orgs: Vec<Uuid> = orgs.iter().map(|org| org.uuid()).collect();
        let rows = self.query("SELECT * FROM system.webhooks_of($1)", &[&orgs]).await?;
        let webhook = |row: &Row| {
            Ok(ToldWebhook {
                org: OrgId::from_uuid(row.try_get("org_id")?),
                id: WebhookId::from_uuid(row.try_get("webhook_id")?),
                chat: row.try_get("chat")?,
            })
        };
        rows.iter().map(webhook).collect()
    }

    /// Queues events of a round at `at`; what a webhook was told of already is left out. Those that are gathered go at the next
    /// full `every` of the database's clock. Returns how many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn plan_webhooks(
        &self,
        at: OffsetDateTime,
        events: &[PlannedEvent],
        every: Duration,
        lifetime: Duration,
    ) -> Result<i64> {
        let ids: Vec<Uuid> = events.iter().map(|event| event.id.uuid()).collect();
        let orgs: Vec<Uuid> = events.iter().map(|event| event.org.uuid()).collect();
        let webhooks: Vec<Uuid> = events.iter().map(|event| event.webhook.uuid()).collect();
        let subjects: Vec<Uuid> = events.iter().map(|event| event.subject.uuid()).collect();
        let steps: Vec<i32> = events.iter().map(|event| event.step).collect();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind).collect();
        let gathered: Vec<bool> = events.iter().map(|event| event.gathered).collect();
        let sql = "SELECT system.plan_webhooks($1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9), make_interval(secs => $10))";
        let (every, lifetime) = (every.as_seconds_f64(), lifetime.as_seconds_f64());
        let params: Params<'_> =
            &[&at, &ids, &orgs, &webhooks, &subjects, &steps, &kinds, &gathered, &every, &lifetime];
        first(&self.query(sql, params).await?)
    }
}

fn claimed(row: &Row) -> Result<ClaimedEvent> {
    let kind: Option<String> = row.try_get("subject")?;
    let told = match kind {
        Some(_) => Some(ToldEnd {
            subject: subject(row)?,
            ends_at: row.try_get("ends_at")?,
            step: row.try_get("step")?,
            called: row.try_get("called")?,
        }),
        None => None,
    };
    Ok(ClaimedEvent {
        id: WebhookEventId::from_uuid(row.try_get("event_id")?),
        org: OrgId::from_uuid(row.try_get("org_id")?),
        organization: row.try_get("organization")?,
        time_zone: row.try_get("time_zone")?,
        locale: row.try_get("locale")?,
        webhook: WebhookId::from_uuid(row.try_get("webhook_id")?),
        format: row.try_get("format")?,
        sealed: row.try_get("sealed")?,
        kind: row.try_get("kind")?,
        told,
        planned_at: row.try_get("planned_at")?,
        attempts: row.try_get("attempts")?,
    })
}

impl SystemTx<'_> {
    /// Claims at most `most` events that are due, and of as many chats all that they are to be told of, for as long as `lifetime`:
    /// nobody else takes them meanwhile. What ends first comes first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_webhooks(&self, most: i32, lifetime: Duration) -> Result<Vec<ClaimedEvent>> {
        let sql = "SELECT * FROM system.claim_webhooks($1, make_interval(secs => $2))";
        self.call(sql, &[&most, &lifetime.as_seconds_f64()]).await?.iter().map(claimed).collect()
    }

    /// Notes what became of an attempt to tell a webhook of these events: the answer's status, and the beginning of what was said.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn settle_webhook(
        &self,
        webhook: (OrgId, WebhookId),
        events: &[WebhookEventId],
        outcome: WebhookOutcome,
        status: Option<u16>,
        said: &str,
    ) -> Result<()> {
        let status = status.map(i32::from);
        let events: Vec<Uuid> = events.iter().map(|id| id.uuid()).collect();
        let sql = "SELECT system.settle_webhook($1, $2, $3, $4, $5, $6)";
        let params: Params<'_> =
            &[&webhook.0.uuid(), &webhook.1.uuid(), &events, &outcome.as_str(), &status, &said];
        self.call(sql, params).await.map(drop)
    }

    /// Gives up events that could not be delivered in their time; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn expire_webhooks(&self) -> Result<i64> {
        first(&self.call("SELECT system.expire_webhooks()", &[]).await?)
    }
}
