//! What the engine that tells people of ends reads and writes, for all organizations: a transaction of the system role, made of
//! functions of the schema `system` (`docs/adr/0016-alerts.md`).

use domain::id::{MailId, MemberId, OrgId, RequestId};
use domain::ladder::{Ladder, Standing};
use domain::{Subject, SubjectKind};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::alerts::{ladder, subject};
use crate::system::first;
use crate::tenant::{Connection, Params};
use crate::{Result, SystemTx};

/// What is told of: something that ends.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Its organization.
    pub org: OrgId,
    /// The organization's name.
    pub organization: String,
    /// The organization's time zone, an IANA name.
    pub time_zone: String,
    /// What it is.
    pub subject: Subject,
    /// What mails call it: the least by which its reader knows what is meant, and of a certificate never a tax id.
    pub called: String,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
}

/// An alert that was found to be due, and that nobody has locked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundAlert {
    /// Where.
    pub org: OrgId,
    /// About what, without its kind.
    pub subject: Uuid,
}

/// An alert that is due to be looked at.
#[derive(Debug, Clone)]
pub struct DueAlert {
    /// What it is about.
    pub ending: Ending,
    /// What is known of it.
    pub standing: Standing,
    /// Who looks after it.
    pub assignee: Option<MemberId>,
    /// Its organization's ladder.
    pub ladder: Ladder,
}

/// A member of an organization, who is told of what he may see.
#[derive(Debug, Clone)]
pub struct AlertRecipient {
    /// Where.
    pub org: OrgId,
    /// Who.
    pub member: MemberId,
    /// His name.
    pub name: String,
    /// His address.
    pub email: String,
    /// `each`, `daily`, `weekly` or `off`.
    pub delivery: String,
    /// The language of his mails.
    pub locale: String,
    /// Whether he manages the organization.
    pub administers: bool,
    /// Whether he may see certificates.
    pub reads: bool,
    /// Whether he may decide about their alerts.
    pub acts: bool,
}

/// A member who may see something that is no certificate.
#[derive(Debug, Clone, Copy)]
pub struct AudienceMember {
    /// What.
    pub subject: Uuid,
    /// Who.
    pub member: MemberId,
    /// Whether he is told of it; else only when nobody is who wants to be, if he administers.
    pub told: bool,
    /// Whether he may decide about its alert.
    pub acts: bool,
}

/// What a look at an alert has found out.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Where.
    pub org: OrgId,
    /// At what.
    pub subject: Subject,
    /// The step that is due.
    pub step: Option<i32>,
    /// Whether it was escalated.
    pub escalated: bool,
    /// When to look again; `None` for never.
    pub next: Option<OffsetDateTime>,
}

/// Somebody who is to be told.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Where.
    pub org: OrgId,
    /// Of what.
    pub subject: Subject,
    /// Who.
    pub member: MemberId,
    /// Of which step.
    pub step: i32,
    /// `alert`, `escalation`, `revocation` or `unanswered`.
    pub kind: &'static str,
    /// How.
    pub by: NoticeBy,
}

/// How somebody is told.
#[derive(Debug, Clone)]
pub enum NoticeBy {
    /// By this mail, sealed.
    Mail(MailId, Vec<u8>),
    /// By a digest that goes out then.
    Digest(OffsetDateTime),
}

/// A line of a digest.
#[derive(Debug, Clone)]
pub struct DigestLine {
    /// What it tells of.
    pub ending: Ending,
    /// Of which step.
    pub step: i32,
    /// `alert`, `escalation` or `unanswered`.
    pub kind: String,
    /// Since when nobody answers whether it was revoked, if that is what is told.
    pub unanswered_since: Option<OffsetDateTime>,
}

/// What a link in a mail about an alert leads to.
#[derive(Debug, Clone)]
pub struct LinkedAlert {
    /// The organization's name.
    pub organization: String,
    /// What it is.
    pub kind: SubjectKind,
    /// The organization's time zone, an IANA name.
    pub time_zone: String,
    /// See [`Ending::called`].
    pub called: String,
    /// The reader's language.
    pub locale: String,
    /// Whether there is nothing left to acknowledge.
    pub seen: bool,
}

/// For whom and about what a link in a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertLink {
    /// Where.
    pub org: OrgId,
    /// To whom the mail went.
    pub member: MemberId,
    /// About what, without its kind.
    pub subject: Uuid,
    /// Which of its ends, UTC.
    pub ends_at: OffsetDateTime,
    /// The step that the mail told of.
    pub step: i32,
}

/// A time of the engine, numbered as it was read: of two, the number says which is newer, also when a clock was set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertTurn {
    /// The time.
    pub at: OffsetDateTime,
    /// Its number. What was looked at under a newer one is left alone.
    pub number: i64,
}

/// One round of the engine: what it locks, other replicas skip. Dropped without a commit, it leaves nothing.
pub struct AlertRound(Connection);

impl SystemTx<'_> {
    /// Begins a round.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn begin_alert_round(&self) -> Result<AlertRound> {
        let connection = Connection::new(self.pool().get().await?);
        match connection.client()?.batch_execute("BEGIN").await {
            Ok(()) => Ok(AlertRound(connection)),
            Err(error) => Err(error.into()),
        }
    }

    /// What is due at `at`, over all organizations: at most `most`, what has waited longest first. When nothing is, what was last
    /// looked at by a clock that was ahead. Nothing is locked: see [`AlertRound::claim`].
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn due_alerts(&self, at: OffsetDateTime, most: i32) -> Result<Vec<FoundAlert>> {
        let rows = self.call("SELECT * FROM system.due_alerts($1, $2)", &[&at, &most]).await?;
        let found = |row: &Row| {
            Ok(FoundAlert {
                org: OrgId::from_uuid(row.try_get("org_id")?),
                subject: row.try_get("subject_id")?,
            })
        };
        rows.iter().map(found).collect()
    }

    /// Whether something is due at `at`, also when another replica is at it.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn alerts_wait(&self, at: OffsetDateTime) -> Result<bool> {
        first(&self.call("SELECT system.alerts_wait($1)", &[&at]).await?)
    }

    /// The database's time, the one clock that all replicas share.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn time(&self) -> Result<OffsetDateTime> {
        first(&self.call("SELECT now()", &[]).await?)
    }

    /// Reads the database's time, the one clock that all replicas share, or takes the time that is given; and numbers it.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn alert_turn(&self, given: Option<OffsetDateTime>) -> Result<AlertTurn> {
        let rows = self.call("SELECT * FROM system.alert_turn($1)", &[&given]).await?;
        let row = rows.first().ok_or(crate::Error::NotFound)?;
        Ok(AlertTurn { at: row.try_get("at")?, number: row.try_get("number")? })
    }

    /// What a link is about, if it is good for anything still.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn find_alert(&self, link: &AlertLink) -> Result<Option<LinkedAlert>> {
        let sql = "SELECT * FROM system.find_alert($1, $2, $3, $4)";
        let ids = [link.org.uuid(), link.member.uuid(), link.subject];
        let rows = self.call(sql, &[&ids[0], &ids[1], &ids[2], &link.ends_at]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(LinkedAlert {
            organization: row.try_get("organization")?,
            kind: crate::alerts::kind(row)?,
            time_zone: row.try_get("time_zone")?,
            called: row.try_get("called")?,
            locale: row.try_get("locale")?,
            seen: row.try_get("seen")?,
        }))
    }

    /// Acknowledges what a link is about, or snoozes it until `until`. False when the link is good for nothing any more.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn decide_alert(
        &self,
        link: &AlertLink,
        until: Option<OffsetDateTime>,
        at: OffsetDateTime,
        request: RequestId,
    ) -> Result<bool> {
        let sql = "SELECT system.decide_alert($1, $2, $3, $4, $5, $6, $7, $8)";
        let ids = [link.org.uuid(), link.member.uuid(), link.subject];
        let request = request.to_string();
        let params: Params<'_> =
            &[&ids[0], &ids[1], &ids[2], &link.ends_at, &link.step, &until, &at, &request];
        first(&self.call(sql, params).await?)
    }

    /// Lets a member's mails about alerts end. False when there is no such member any more.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn unsubscribe_alerts(&self, org: OrgId, member: MemberId, request: RequestId) -> Result<bool> {
        let sql = "SELECT system.unsubscribe_alerts($1, $2, $3)";
        first(&self.call(sql, &[&org.uuid(), &member.uuid(), &request.to_string()]).await?)
    }
}

pub(crate) fn recipient(row: &Row) -> Result<AlertRecipient> {
    Ok(AlertRecipient {
        org: OrgId::from_uuid(row.try_get("org_id")?),
        member: MemberId::from_uuid(row.try_get("member_id")?),
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        delivery: row.try_get("delivery")?,
        locale: row.try_get("locale")?,
        administers: row.try_get("administers")?,
        reads: row.try_get("reads")?,
        acts: row.try_get("acts")?,
    })
}

fn ending(row: &Row) -> Result<Ending> {
    Ok(Ending {
        org: OrgId::from_uuid(row.try_get("org_id")?),
        organization: row.try_get("organization")?,
        time_zone: row.try_get("time_zone")?,
        subject: subject(row)?,
        called: row.try_get("called")?,
        ends_at: row.try_get("ends_at")?,
    })
}

fn due_alert(row: &Row) -> Result<DueAlert> {
    let ending = ending(row)?;
    let kind = ending.subject.kind();
    let step: Option<i32> = row.try_get("last_step")?;
    let assignee: Option<Uuid> = row.try_get("assignee_id")?;
    Ok(DueAlert {
        standing: Standing {
            ends_at: ending.ends_at,
            watched_from: row.try_get("watched_from")?,
            dated: kind.is_dated(),
            told: step.zip(row.try_get("stepped_at")?),
            escalated: row.try_get("escalated_step")?,
            acknowledged: row.try_get("acknowledged_step")?,
            snoozed_until: row.try_get("snoozed_until")?,
            silent: row.try_get("silent")?,
        },
        ending,
        assignee: assignee.map(MemberId::from_uuid),
        ladder: ladder(row, kind)?,
    })
}

impl AlertRound {
    pub(crate) async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let client = self.0.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// Locks and returns those of the found ones that are due still, that no other round has locked, and that nobody has looked at in
    /// a newer turn.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn claim(&self, turn: AlertTurn, found: &[FoundAlert]) -> Result<Vec<DueAlert>> {
        let (orgs, subjects): (Vec<Uuid>, Vec<Uuid>) =
            found.iter().map(|alert| (alert.org.uuid(), alert.subject)).unzip();
        let sql = "SELECT * FROM system.claim_alerts($1, $2, $3, $4)";
        let rows = self.query(sql, &[&turn.at, &turn.number, &orgs, &subjects]).await?;
        rows.iter().map(due_alert).collect()
    }

    /// The active members of these organizations.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn recipients(&self, orgs: &[OrgId]) -> Result<Vec<AlertRecipient>> {
        let orgs: Vec<Uuid> = orgs.iter().map(|org| org.uuid()).collect();
        let rows = self.query("SELECT * FROM system.alert_recipients($1)", &[&orgs]).await?;
        rows.iter().map(recipient).collect()
    }

    /// Who may see these subjects, of which none is a certificate.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn audience(&self, among: &[(OrgId, Subject)]) -> Result<Vec<AudienceMember>> {
        let (orgs, subjects): (Vec<_>, Vec<_>) =
            among.iter().map(|(org, subject)| (org.uuid(), subject.uuid())).unzip();
        let rows = self.query("SELECT * FROM system.alert_audience($1, $2)", &[&orgs, &subjects]).await?;
        let member = |row: &Row| {
            Ok(AudienceMember {
                subject: row.try_get("subject_id")?,
                member: MemberId::from_uuid(row.try_get("member_id")?),
                told: row.try_get("told")?,
                acts: row.try_get("acts")?,
            })
        };
        rows.iter().map(member).collect()
    }

    /// Writes what was found out at `at`, and queues the mails: who has been told already is not told again. Returns how many
    /// are told.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn plan(
        &self,
        at: OffsetDateTime,
        looked: &[Looked],
        notices: &[Notice],
        lifetime: Duration,
    ) -> Result<i64> {
        let looked_orgs: Vec<Uuid> = looked.iter().map(|l| l.org.uuid()).collect();
        let looked_at: Vec<Uuid> = looked.iter().map(|l| l.subject.uuid()).collect();
        let steps: Vec<Option<i32>> = looked.iter().map(|l| l.step).collect();
        let escalated: Vec<bool> = looked.iter().map(|l| l.escalated).collect();
        let next: Vec<Option<OffsetDateTime>> = looked.iter().map(|l| l.next).collect();
        let orgs: Vec<Uuid> = notices.iter().map(|n| n.org.uuid()).collect();
        let of: Vec<Uuid> = notices.iter().map(|n| n.subject.uuid()).collect();
        let members: Vec<Uuid> = notices.iter().map(|n| n.member.uuid()).collect();
        let told_steps: Vec<i32> = notices.iter().map(|n| n.step).collect();
        let kinds: Vec<&str> = notices.iter().map(|n| n.kind).collect();
        let (mut send_at, mut mails, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
        for notice in notices {
            let (at, mail) = match &notice.by {
                NoticeBy::Digest(at) => (Some(*at), None),
                NoticeBy::Mail(id, bytes) => (None, Some((id.uuid(), bytes.as_slice()))),
            };
            send_at.push(at);
            mails.push(mail.map(|(id, _)| id));
            sealed.push(mail.map(|(_, bytes)| bytes));
        }
        let sql = "SELECT system.plan_alerts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, make_interval(secs => $15))";
        let params: Params<'_> = &[
            &at,
            &looked_orgs,
            &looked_at,
            &steps,
            &escalated,
            &next,
            &orgs,
            &of,
            &members,
            &told_steps,
            &kinds,
            &send_at,
            &mails,
            &sealed,
            &lifetime.as_seconds_f64(),
        ];
        first(&self.query(sql, params).await?)
    }

    /// Locks and returns the lines of a member's digest that is due at `at`; none when there is none but of the members in `passed`.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn claim_digest(
        &self,
        at: OffsetDateTime,
        passed: &[MemberId],
    ) -> Result<Option<(MemberId, Vec<DigestLine>)>> {
        let passed: Vec<Uuid> = passed.iter().map(|member| member.uuid()).collect();
        let rows = self.query("SELECT * FROM system.claim_digest($1, $2)", &[&at, &passed]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let member = MemberId::from_uuid(row.try_get("member_id")?);
        let line = |row: &Row| {
            let ending = ending(row)?;
            Ok(DigestLine {
                ending,
                step: row.try_get("step")?,
                kind: row.try_get("kind")?,
                unanswered_since: row.try_get("since")?,
            })
        };
        Ok(Some((member, rows.iter().map(line).collect::<Result<_>>()?)))
    }

    /// Queues a digest of these lines, at least one.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn send_digest(
        &self,
        at: OffsetDateTime,
        member: MemberId,
        lines: &[DigestLine],
        mail: (MailId, &[u8]),
        lifetime: Duration,
    ) -> Result<()> {
        let Some(line) = lines.first() else { return Ok(()) };
        let of: Vec<Uuid> = lines.iter().map(|l| l.ending.subject.uuid()).collect();
        let ends: Vec<OffsetDateTime> = lines.iter().map(|l| l.ending.ends_at).collect();
        let steps: Vec<i32> = lines.iter().map(|l| l.step).collect();
        let kinds: Vec<&str> = lines.iter().map(|l| l.kind.as_str()).collect();
        let sql = "SELECT system.send_digest($1, $2, $3, $4, $5, $6, $7, $8, $9, make_interval(secs => $10))";
        let (org, id) = (line.ending.org.uuid(), mail.0.uuid());
        let params: Params<'_> = &[
            &at,
            &org,
            &member.uuid(),
            &of,
            &ends,
            &steps,
            &kinds,
            &id,
            &mail.1,
            &lifetime.as_seconds_f64(),
        ];
        self.query(sql, params).await.map(drop)
    }

    /// Commits: from now on all of it has happened, and once.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database went away; whether the commit took effect is then unknown, and the next
    /// round finds out.
    pub async fn commit(self) -> Result<()> {
        self.0.client()?.batch_execute("COMMIT").await?;
        self.0.done();
        Ok(())
    }

    /// Gives up. Dropping the round does the same, at the cost of a connection.
    pub async fn rollback(self) {
        self.0.abandon().await;
    }
}
