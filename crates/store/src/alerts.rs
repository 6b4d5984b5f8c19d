//! Alerts, as members see them and decide about them. The engine that tells people is in `alert_rounds`.

use domain::id::{CertificateId, MailId, MemberId};
use domain::ladder::{Ladder, WorkingDays};
use domain::{Action, Actor};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{decode, encode};
use crate::{AuditEvent, Caller, CustomerRef, Error, Page, Result, Store, TenantTx};

/// A certificate's end, and what people do about it.
#[derive(Debug, Clone)]
pub struct Alert {
    /// The certificate.
    pub certificate: CertificateId,
    /// What the firm calls it.
    pub name: String,
    /// Who is named in it.
    pub holder: Option<String>,
    /// Its profile, or its kind of file.
    pub kind: String,
    /// Whose it is.
    pub customer: Option<CustomerRef>,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// The step that was told last, in days before the end, and when.
    pub told: Option<(i32, OffsetDateTime)>,
    /// When somebody acknowledged it last, UTC.
    pub acknowledged_at: Option<OffsetDateTime>,
    /// Who did; none when the caller may not know.
    pub acknowledged_by: Option<String>,
    /// Until when nobody wants to hear of it, UTC.
    pub snoozed_until: Option<OffsetDateTime>,
    /// Why it is muted, if it is.
    pub muted_because: Option<String>,
    /// Who muted it; none when the caller may not know.
    pub muted_by: Option<String>,
    /// Who looks after it, with his name, if the caller may know it.
    pub assignee: Option<(MemberId, Option<String>)>,
    /// What took its place, and its end.
    pub successor: Option<(CertificateId, Option<OffsetDateTime>)>,
    /// `open`: people were told, and nobody has acknowledged; `acknowledged`, `snoozed`, `muted`, `superseded`; `quiet`: nobody
    /// was told yet.
    pub state: String,
}

/// Which alerts to list: those that end first come first.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only of this state; see [`Alert::state`].
    pub state: Option<String>,
    /// Only those that this member looks after.
    pub assignee: Option<MemberId>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

/// What a member decides about an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertDecision {
    /// He has seen what was told so far, and sees to it.
    Acknowledge {
        /// When, UTC.
        at: OffsetDateTime,
    },
    /// Nobody is to be told until then; `None` takes that back.
    Snooze(Option<OffsetDateTime>),
    /// Nobody is to be told, for this reason; `None` takes that back.
    Mute(Option<String>),
    /// This member looks after it; `None`: nobody in particular.
    Assign(Option<MemberId>),
    /// Another certificate took its place; `None`: none did.
    Supersede(Option<CertificateId>),
}

/// How an organization tells of ends, and how the caller wants to be told.
#[derive(Debug, Clone)]
pub struct AlertSettings {
    /// When people are told.
    pub ladder: Ladder,
    /// Rises with every change; 0 while nobody has changed it.
    pub version: i32,
    /// `each`, `daily`, `weekly` or `off`.
    pub delivery: String,
    /// The language of the caller's mails; the organization's when none.
    pub locale: Option<String>,
}

/// A mail about alerts, and what became of it.
#[derive(Debug, Clone)]
pub struct AlertMail {
    /// Its id, which is also its `Message-ID`.
    pub id: MailId,
    /// `alert`, `escalation`, `digest` or `revocation`.
    pub kind: String,
    /// What it tells of, with its name; none for a digest, and when it has been deleted.
    pub certificate: Option<(CertificateId, Option<String>)>,
    /// To whom; none when the caller may not know.
    pub member: Option<String>,
    /// UTC.
    pub queued_at: OffsetDateTime,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// How often its delivery was tried.
    pub attempts: i32,
    /// When it went out, or was given up, UTC.
    pub settled_at: Option<OffsetDateTime>,
    /// What the other side said last.
    pub answer: Option<String>,
}

const LIST: &str = concat!(include_str!("../sql/alerts_select.sql"), include_str!("../sql/alerts_where.sql"));
const ONE: &str = concat!(include_str!("../sql/alerts_select.sql"), "WHERE certificate_id = $2");

fn alert(row: &Row) -> Result<Alert> {
    let step: Option<i32> = row.try_get("last_step")?;
    let customer: Option<Uuid> = row.try_get("customer_id")?;
    let customer_name = row.try_get("customer_name")?;
    let assignee: Option<Uuid> = row.try_get("assignee_id")?;
    let successor: Option<Uuid> = row.try_get("successor_id")?;
    Ok(Alert {
        certificate: CertificateId::from_uuid(row.try_get("certificate_id")?),
        name: row.try_get("name")?,
        holder: row.try_get("holder")?,
        kind: row.try_get("kind")?,
        customer: customer
            .map(|id| CustomerRef { id: domain::id::CustomerId::from_uuid(id), name: customer_name }),
        ends_at: row.try_get("ends_at")?,
        told: step.zip(row.try_get("stepped_at")?),
        acknowledged_at: row.try_get("acknowledged_at")?,
        acknowledged_by: row.try_get("acknowledged_by")?,
        snoozed_until: row.try_get("snoozed_until")?,
        muted_because: row.try_get("muted_because")?,
        muted_by: row.try_get("muted_by")?,
        assignee: match assignee {
            Some(id) => Some((MemberId::from_uuid(id), row.try_get("assignee_name")?)),
            None => None,
        },
        successor: match successor {
            Some(id) => Some((CertificateId::from_uuid(id), row.try_get("successor_end")?)),
            None => None,
        },
        state: row.try_get("state")?,
    })
}

/// The ladder of a row that has its columns; the default where they are NULL.
pub(crate) fn ladder(row: &Row) -> Result<Ladder> {
    let Some(steps) = row.try_get::<_, Option<Vec<i32>>>("steps")? else { return Ok(Ladder::default()) };
    let wrong = || Error::Internal("a stored ladder is none".into());
    let days: Vec<i32> = row.try_get("working_days")?;
    Ladder::new(
        steps,
        row.try_get("repeat_days")?,
        row.try_get("escalate_days")?,
        row.try_get("hour")?,
        WorkingDays::from_numbers(days).ok_or_else(wrong)?,
    )
    .map_err(|_| wrong())
}

/// A cursor made of a moment and an id.
pub(crate) fn moment_and_id<T: std::str::FromStr>(
    cursor: Option<&str>,
) -> Result<(Option<OffsetDateTime>, Option<T>)> {
    let Some(cursor) = cursor else { return Ok((None, None)) };
    let (moment, id) = decode(cursor)?;
    let moment = OffsetDateTime::parse(&moment, &Rfc3339).map_err(|_| Error::Malformed("cursor"))?;
    let id = id.parse().map_err(|_| Error::Malformed("cursor"))?;
    Ok((Some(moment), Some(id)))
}

pub(crate) fn cursor(moment: OffsetDateTime, id: &impl ToString) -> Result<String> {
    let text = moment.format(&Rfc3339).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(encode(&text, &id.to_string()))
}

impl Store {
    /// A page of alerts.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn alerts(
        &self,
        caller: &Caller,
        filter: &AlertFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Alert>)> {
        let (end, id) = moment_and_id::<CertificateId>(filter.cursor.as_deref())?;
        let (id, assignee) = (id.map(CertificateId::uuid), filter.assignee.map(MemberId::uuid));
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let statement: (&str, crate::tenant::Params<'_>) =
            (LIST, &[&now, &filter.state, &assignee, &end, &id, &limit]);
        let (actor, rows) = self.read(caller, Action::AlertRead, &[statement]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = alert(row)?;
                Ok((cursor(item.ends_at, &item.certificate)?, item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// What there is about the end of one certificate; nothing of a key that waits for its certificate.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn alert(&self, caller: &Caller, id: CertificateId, now: OffsetDateTime) -> Result<Alert> {
        let (_, rows) = self.read(caller, Action::AlertRead, &[(ONE, &[&now, &id.uuid()])]).await?;
        alert(rows.iter().flatten().next().ok_or(Error::NotFound)?)
    }

    /// Who can look after an alert, by name, and what may have taken the place of the certificate.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn alert_choices(
        &self,
        caller: &Caller,
        id: CertificateId,
    ) -> Result<(Vec<(MemberId, String)>, Vec<(CertificateId, String, OffsetDateTime)>)> {
        let members = "SELECT id, name FROM credenza.members WHERE status = 'active' ORDER BY lower(name), id LIMIT 1000";
        let (_, rows) = self
            .read(
                caller,
                Action::AlertRead,
                &[(members, &[]), (include_str!("../sql/successors.sql"), &[&id.uuid()])],
            )
            .await?;
        let members = rows.iter().take(1).flatten();
        let members = members.map(|row| Ok((MemberId::from_uuid(row.try_get("id")?), row.try_get("name")?)));
        let successors = rows.iter().skip(1).flatten().map(|row| {
            let id = CertificateId::from_uuid(row.try_get("id")?);
            Ok((id, row.try_get("name")?, row.try_get("not_after")?))
        });
        Ok((members.collect::<Result<_>>()?, successors.collect::<Result<_>>()?))
    }

    /// How the caller's organization tells of ends, and how he wants to be told.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn alert_settings(&self, caller: &Caller) -> Result<(Actor, AlertSettings)> {
        // Every member may know when he would be told.
        let sql = include_str!("../sql/alert_settings.sql");
        let (actor, rows) = self.read(caller, Action::SignIn, &[(sql, &[])]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        let settings = AlertSettings {
            ladder: ladder(row)?,
            version: row.try_get("version")?,
            delivery: row.try_get("delivery")?,
            locale: row.try_get("locale")?,
        };
        Ok((actor, settings))
    }

    /// A page of the mails about alerts, the newest first: all of the organization for who manages it, else the caller's own.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn alert_mails(
        &self,
        caller: &Caller,
        from: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<AlertMail>)> {
        let (time, id) = moment_and_id::<MailId>(from)?;
        let (id, one_more) =
            (id.map(MailId::uuid), i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
        let sql = include_str!("../sql/alert_mails.sql");
        let (actor, rows) = self.read(caller, Action::AlertRead, &[(sql, &[&time, &id, &one_more])]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = mail(row)?;
                Ok((cursor(item.queued_at, &item.id)?, item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, limit)))
    }
}

fn mail(row: &Row) -> Result<AlertMail> {
    let certificate: Option<Uuid> = row.try_get("certificate_id")?;
    let name = row.try_get("certificate_name")?;
    Ok(AlertMail {
        id: MailId::from_uuid(row.try_get("id")?),
        kind: row.try_get("kind")?,
        certificate: certificate.map(|id| (CertificateId::from_uuid(id), name)),
        member: row.try_get("member_name")?,
        queued_at: row.try_get("queued_at")?,
        state: row.try_get("state")?,
        attempts: row.try_get("attempts")?,
        settled_at: row.try_get("settled_at")?,
        answer: row.try_get("answer")?,
    })
}

impl TenantTx {
    /// Writes what the caller decides about a certificate's alert.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such alert, member or certificate.
    pub async fn decide_alert(&self, id: CertificateId, decision: &AlertDecision) -> Result<()> {
        const UPDATE: &str = "UPDATE credenza.alerts SET ";
        const WHERE: &str = " WHERE certificate_id = $1";
        let id = id.uuid();
        let changed = match decision {
            AlertDecision::Acknowledge { at } => {
                let set = "acknowledged_step = last_step, acknowledged_at = $2";
                self.execute(&format!("{UPDATE}{set}{WHERE}"), &[&id, at]).await
            }
            AlertDecision::Snooze(until) => {
                self.execute(&format!("{UPDATE}snoozed_until = $2{WHERE}"), &[&id, until]).await
            }
            AlertDecision::Mute(reason) => {
                self.execute(&format!("{UPDATE}muted_because = $2{WHERE}"), &[&id, reason]).await
            }
            AlertDecision::Assign(member) => {
                let member = member.map(MemberId::uuid);
                self.execute(&format!("{UPDATE}assignee_id = $2{WHERE}"), &[&id, &member]).await
            }
            AlertDecision::Supersede(successor) => {
                let successor = successor.map(CertificateId::uuid);
                self.execute(&format!("{UPDATE}successor_id = $2{WHERE}"), &[&id, &successor]).await
            }
        };
        match changed {
            Ok(1) => Ok(()),
            Ok(_) | Err(Error::Conflict { .. }) => Err(Error::NotFound),
            Err(error) => Err(error),
        }
    }

    /// Sets the organization's ladder over the version that the caller saw, and commits.
    ///
    /// # Errors
    /// [`Error::Stale`]; as [`TenantTx::commit`].
    pub async fn set_alert_settings(self, version: i32, ladder: &Ladder, event: &AuditEvent) -> Result<()> {
        let steps: Vec<i32> = ladder.steps().iter().map(|step| i32::from(*step)).collect();
        let (repeat, escalate) = (i32::from(ladder.repeat()), i32::from(ladder.escalate()));
        let (hour, days) = (i32::from(ladder.hour()), ladder.days().numbers().collect::<Vec<_>>());
        let set = "SELECT credenza.set_alert_settings($1, $2, $3, $4, $5, $6)";
        let params: crate::tenant::Params<'_> = &[&steps, &repeat, &escalate, &hour, &days, &version];
        self.commit_with(&[(set, params)], event).await.map(drop)
    }

    /// Sets how the caller wants to be told of alerts, and commits.
    ///
    /// # Errors
    /// As [`TenantTx::commit`].
    pub async fn set_alert_preference(
        self,
        delivery: &str,
        locale: Option<&str>,
        event: &AuditEvent,
    ) -> Result<()> {
        let set = "SELECT credenza.set_alert_preference($1, $2)";
        self.commit_with(&[(set, &[&delivery, &locale])], event).await.map(drop)
    }
}
