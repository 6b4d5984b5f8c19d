//! Alerts, as members see them and decide about them. The engine that tells people is in `alert_rounds`.

use domain::id::{CertificateId, MailId, MemberId, TicketTypeId, WorkerId};
use domain::ladder::{Ladder, WorkingDays};
use domain::{Action, Actor, Subject, SubjectKind};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{decode, encode};
use crate::{AuditEvent, Caller, CustomerRef, Error, Page, Result, Store, TenantTx};

/// The end of something, and what people do about it.
#[derive(Debug, Clone)]
pub struct Alert {
    /// What it is about.
    pub subject: Subject,
    /// What the firm calls it; of an invitation its address, of a key nothing.
    pub name: String,
    /// Who is named in a certificate, whose ticket or token it is, who invited.
    pub holder: Option<String>,
    /// A certificate's profile, or its kind of file; else the kind of subject.
    pub kind: String,
    /// The worker of a ticket.
    pub worker: Option<WorkerId>,
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
    /// was told yet; `closed`: it needs nobody, since it was revoked, or something else took its place.
    pub state: String,
}

/// Which alerts to list: those that end first come first.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only of this state; see [`Alert::state`].
    pub state: Option<String>,
    /// Only about this.
    pub kind: Option<SubjectKind>,
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
    /// Days without an answer whether a certificate was revoked, after which people are told; 0 for never.
    pub unanswered_days: i32,
    /// Rises with every change; 0 while nobody has changed it.
    pub version: i32,
    /// `each`, `daily`, `weekly` or `off`.
    pub delivery: String,
    /// The language of the caller's mails; the organization's when none.
    pub locale: Option<String>,
}

/// A ladder of a kind of subject that is no certificate, or of one type of tickets.
#[derive(Debug, Clone)]
pub struct SubjectLadder {
    /// Of what.
    pub kind: SubjectKind,
    /// Of which type of tickets, with its name; none for all of the kind.
    pub of_type: Option<(TicketTypeId, String)>,
    /// When people are told; its hour and days are the organization's.
    pub ladder: Ladder,
}

/// A mail about alerts, and what became of it.
#[derive(Debug, Clone)]
pub struct AlertMail {
    /// Its id, which is also its `Message-ID`.
    pub id: MailId,
    /// `alert`, `escalation`, `digest` or `revocation`.
    pub kind: String,
    /// What it tells of, with its name; none for a digest, and when it has been deleted.
    pub about: Option<(Subject, Option<String>)>,
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
const OTHERS: &str = concat!(
    include_str!("../sql/alerts_select.sql"),
    "WHERE state = 'open' AND last_step IS NOT NULL AND subject <> 'certificate' ORDER BY ends_at, subject_id LIMIT $2"
);
const ONE: &str = concat!(include_str!("../sql/alerts_select.sql"), "WHERE subject_id = $2");

fn alert(row: &Row) -> Result<Alert> {
    let step: Option<i32> = row.try_get("last_step")?;
    let customer: Option<Uuid> = row.try_get("customer_id")?;
    let customer_name = row.try_get("customer_name")?;
    let assignee: Option<Uuid> = row.try_get("assignee_id")?;
    let successor: Option<Uuid> = row.try_get("successor_id")?;
    Ok(Alert {
        subject: subject(row)?,
        worker: row.try_get::<_, Option<Uuid>>("worker_id")?.map(WorkerId::from_uuid),
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

/// The ladder of a row that has its columns; what is usual for this kind where they are NULL.
pub(crate) fn ladder(row: &Row, kind: SubjectKind) -> Result<Ladder> {
    let usual = kind.ladder();
    let steps: Option<Vec<i32>> = row.try_get("steps")?;
    let (repeat, escalate): (Option<i32>, Option<i32>) =
        (row.try_get("repeat_days")?, row.try_get("escalate_days")?);
    let (hour, days): (Option<i32>, Option<Vec<i32>>) = (row.try_get("hour")?, row.try_get("working_days")?);
    let wrong = || Error::Internal("a stored ladder is none".into());
    Ladder::new(
        steps.unwrap_or_else(|| usual.steps().iter().map(|step| i32::from(*step)).collect()),
        repeat.unwrap_or(i32::from(usual.repeat())),
        escalate.unwrap_or(i32::from(usual.escalate())),
        hour.unwrap_or(i32::from(usual.hour())),
        days.map_or(Some(usual.days()), WorkingDays::from_numbers).ok_or_else(wrong)?,
    )
    .map_err(|_| wrong())
}

/// The kind of subject of a row that has the word.
pub(crate) fn kind(row: &Row) -> Result<SubjectKind> {
    let word: String = row.try_get("subject")?;
    word.parse().map_err(|_| Error::Internal(format!("no kind of subject: {word}")))
}

/// The subject of a row that has its word and its id.
pub(crate) fn subject(row: &Row) -> Result<Subject> {
    Ok(Subject::new(kind(row)?, row.try_get("subject_id")?))
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
    /// A page of alerts: of those kinds of which the caller's permissions let him read.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn alerts(
        &self,
        caller: &Caller,
        filter: &AlertFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Alert>)> {
        let (end, id) = moment_and_id::<Subject>(filter.cursor.as_deref())?;
        let (id, assignee) = (id.map(Subject::uuid), filter.assignee.map(MemberId::uuid));
        let kind = filter.kind.map(SubjectKind::as_str);
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
        let statement: (&str, crate::tenant::Params<'_>) =
            (LIST, &[&now, &filter.state, &assignee, &end, &id, &limit, &kind]);
        // Every member may ask; about what, is decided for each row.
        let (actor, rows) = self.read(caller, Action::SignIn, &[statement]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = alert(row)?;
                Ok((cursor(item.ends_at, &item.subject)?, item))
            })
            .collect::<Result<_>>()?;
        let mut page = Page::cut(items, filter.limit);
        page.items.retain(|alert| alert.subject.kind().is_read_by(actor.permissions));
        Ok((actor, page))
    }

    /// At most `most` alerts about what is no certificate that people were told of, and that nobody sees to: of those kinds of
    /// which the caller's permissions let him read.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn open_alerts_of_others(
        &self,
        caller: &Caller,
        now: OffsetDateTime,
        most: usize,
    ) -> Result<Vec<Alert>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (actor, rows) = self.read(caller, Action::SignIn, &[(OTHERS, &[&now, &most])]).await?;
        let mut found = rows.iter().flatten().map(alert).collect::<Result<Vec<_>>>()?;
        found.retain(|alert| alert.subject.kind().is_read_by(actor.permissions));
        Ok(found)
    }

    /// What there is about one end; nothing of a key that waits for its certificate.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn alert(&self, caller: &Caller, id: Subject, now: OffsetDateTime) -> Result<Alert> {
        let (_, rows) = self.read(caller, id.kind().reading(), &[(ONE, &[&now, &id.uuid()])]).await?;
        let found = alert(rows.iter().flatten().next().ok_or(Error::NotFound)?)?;
        if found.subject == id { Ok(found) } else { Err(Error::NotFound) }
    }

    /// Who can look after an alert, by name, and what may have taken the place of the certificate.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn alert_choices(
        &self,
        caller: &Caller,
        id: Subject,
    ) -> Result<(Vec<(MemberId, String)>, Vec<(CertificateId, String, OffsetDateTime)>)> {
        let members = "SELECT id, name FROM credenza.members WHERE status = 'active' ORDER BY lower(name), id LIMIT 1000";
        let (_, rows) = self
            .read(
                caller,
                id.kind().reading(),
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
            ladder: ladder(row, SubjectKind::Certificate)?,
            unanswered_days: row.try_get("unanswered_days")?,
            version: row.try_get("version")?,
            delivery: row.try_get("delivery")?,
            locale: row.try_get("locale")?,
        };
        Ok((actor, settings))
    }

    /// The ladders that the organization has given to what is no certificate, by kind and type.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn subject_ladders(&self, caller: &Caller) -> Result<(Actor, Vec<SubjectLadder>)> {
        let sql = include_str!("../sql/alert_ladders.sql");
        // Every member may know when he would be told.
        let (actor, rows) = self.read(caller, Action::SignIn, &[(sql, &[])]).await?;
        let item = |row: &Row| {
            let kind = kind(row)?;
            let of_type: Option<Uuid> = row.try_get("type_id")?;
            let name: Option<String> = row.try_get("type_name")?;
            Ok(SubjectLadder {
                kind,
                of_type: of_type.map(|id| (TicketTypeId::from_uuid(id), name.unwrap_or_default())),
                ladder: ladder(row, kind)?,
            })
        };
        Ok((actor, rows.iter().flatten().map(item).collect::<Result<_>>()?))
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
        // Everybody may know what was sent to him.
        let (actor, rows) = self.read(caller, Action::SignIn, &[(sql, &[&time, &id, &one_more])]).await?;
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

/// What a row of a log tells of, if the caller may know.
pub(crate) fn about(row: &Row) -> Result<Option<(Subject, Option<String>)>> {
    match row.try_get::<_, Option<String>>("subject")? {
        Some(_) => Ok(Some((subject(row)?, row.try_get("subject_name")?))),
        None => Ok(None),
    }
}

fn mail(row: &Row) -> Result<AlertMail> {
    Ok(AlertMail {
        id: MailId::from_uuid(row.try_get("id")?),
        kind: row.try_get("kind")?,
        about: about(row)?,
        member: row.try_get("member_name")?,
        queued_at: row.try_get("queued_at")?,
        state: row.try_get("state")?,
        attempts: row.try_get("attempts")?,
        settled_at: row.try_get("settled_at")?,
        answer: row.try_get("answer")?,
    })
}

impl TenantTx {
    /// Writes what the caller decides about an alert.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such alert, member or certificate.
    pub async fn decide_alert(&self, id: Subject, decision: &AlertDecision) -> Result<()> {
        const UPDATE: &str = "UPDATE credenza.alerts SET ";
        const WHERE: &str = " WHERE subject_id = $1";
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

    /// Sets the organization's ladder, and after how many days (0 to 730) without an answer about a revocation people are told, over
    /// the version that the caller saw; and commits.
    ///
    /// # Errors
    /// [`Error::Stale`]; as [`TenantTx::commit`].
    pub async fn set_alert_settings(
        self,
        version: i32,
        ladder: &Ladder,
        unanswered_days: u16,
        event: &AuditEvent,
    ) -> Result<()> {
        let steps: Vec<i32> = ladder.steps().iter().map(|step| i32::from(*step)).collect();
        let (repeat, escalate) = (i32::from(ladder.repeat()), i32::from(ladder.escalate()));
        let (hour, days) = (i32::from(ladder.hour()), ladder.days().numbers().collect::<Vec<_>>());
        let set = "SELECT credenza.set_alert_settings($1, $2, $3, $4, $5, $6, $7)";
        let unanswered = i32::from(unanswered_days);
        let params: crate::tenant::Params<'_> =
            &[&steps, &repeat, &escalate, &hour, &days, &unanswered, &version];
        self.commit_with(&[(set, params)], event).await.map(drop)
    }

    /// Sets the ladder of a kind of subject that is no certificate, or of one type of tickets; takes it away when none is given.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such type.
    pub async fn set_subject_ladder(
        &self,
        kind: SubjectKind,
        of_type: Option<TicketTypeId>,
        ladder: Option<&Ladder>,
    ) -> Result<()> {
        let steps: Option<Vec<i32>> =
            ladder.map(|ladder| ladder.steps().iter().map(|step| i32::from(*step)).collect());
        let repeat = ladder.map(|ladder| i32::from(ladder.repeat()));
        let escalate = ladder.map(|ladder| i32::from(ladder.escalate()));
        let sql = "SELECT credenza.set_alert_ladder($1, $2, $3, $4, $5)";
        let of_type = of_type.map(TicketTypeId::uuid);
        self.query(sql, &[&kind.as_str(), &of_type, &steps, &repeat, &escalate]).await.map(drop)
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
