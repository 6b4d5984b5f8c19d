//! Whether certificates were revoked: what is known of it, and the schedule by which it is asked, for all organizations
//! (`docs/adr/0026-revocation.md`).

use domain::Action;
use domain::id::{CertificateId, OrgId, RequestId};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;

use crate::alert_rounds::AlertRound;
use crate::tenant::Params;
use crate::{Caller, Error, Result, Store, SystemTx};

/// What is known of a certificate's revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// `good`, `revoked` or `unknown`.
    pub state: String,
    /// Since when, UTC: of a revoked one, when it was revoked.
    pub since: OffsetDateTime,
    /// Why it was revoked, or why nothing is known.
    pub reason: Option<String>,
    /// The time of the last answer that counted, UTC.
    pub as_of: Option<OffsetDateTime>,
    /// Until when there is nothing newer than it, UTC.
    pub until: Option<OffsetDateTime>,
    /// `ocsp` or `crl`.
    pub source: Option<String>,
    /// When it was asked last, UTC.
    pub asked_at: Option<OffsetDateTime>,
    /// Why the last question had no answer.
    pub failure: Option<String>,
}

impl Revocation {
    /// The same as it stands at `now`: what was good is not known any more when a newer answer should be there and is not.
    #[must_use]
    pub fn at(&self, now: OffsetDateTime) -> Self {
        let over = self.until.filter(|until| self.state == "good" && *until + Self::GRACE < now);
        let Some(until) = over else { return self.clone() };
        let reason = self.failure.clone().or_else(|| Some("not_asked".to_owned()));
        Self { state: "unknown".to_owned(), since: until, reason, ..self.clone() }
    }

    /// How late the next answer may be.
    const GRACE: Duration = Duration::hours(25);
}

/// A certificate about which its issuer is to be asked.
#[derive(Debug, Clone)]
pub struct RevocationJob {
    /// Where.
    pub org: OrgId,
    /// About what.
    pub certificate: CertificateId,
    /// What it takes to ask, as the crate `revocation` writes it.
    pub issuance: serde_json::Value,
    /// The issuer's certificate, DER, when it is known.
    pub issuer: Option<Vec<u8>>,
    /// How often in a row there was no answer.
    pub failures: i32,
}

/// What was found out about a certificate.
#[derive(Debug, Clone)]
pub struct RevocationAnswer {
    /// What its issuer says: `good` or `revoked`; `None` when nobody knows.
    pub state: Option<&'static str>,
    /// When it was revoked, UTC.
    pub since: Option<OffsetDateTime>,
    /// Why it was revoked, or why nobody knows.
    pub reason: Option<&'static str>,
    /// See [`Revocation::as_of`].
    pub as_of: Option<OffsetDateTime>,
    /// See [`Revocation::until`].
    pub until: Option<OffsetDateTime>,
    /// See [`Revocation::source`].
    pub source: Option<&'static str>,
    /// The issuer's certificate, DER, when it was found.
    pub issuer: Option<Vec<u8>>,
    /// When to ask again; `None` for never.
    pub next: Option<OffsetDateTime>,
}

/// A certificate that was revoked, or about which nobody answers.
#[derive(Debug, Clone)]
pub struct RevocationConcern {
    /// Which.
    pub certificate: CertificateId,
    /// Its holder, or what it is called.
    pub called: String,
    /// Whose it is.
    pub customer: Option<String>,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// Whether it was revoked; else nobody knows.
    pub revoked: bool,
    /// Since when, UTC.
    pub since: OffsetDateTime,
}

/// A certificate about which nobody answers.
#[derive(Debug, Clone, Copy)]
pub struct Unanswered {
    /// Where.
    pub org: OrgId,
    /// Which.
    pub certificate: CertificateId,
    /// When that is to be told, UTC.
    pub tell_at: OffsetDateTime,
    /// The number under which it is noted that somebody was told of this silence.
    pub step: i32,
}

impl Store {
    /// At most `most` certificates that were revoked or that nobody answers about for as long as the organization waits, and how many
    /// there are; without those that have ended, that are muted, and that another has taken the place of.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn revocation_concerns(
        &self,
        caller: &Caller,
        now: OffsetDateTime,
        most: usize,
    ) -> Result<(Vec<RevocationConcern>, i64)> {
        let sql = include_str!("../sql/revocation_concerns.sql");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (_, rows) = self.read(caller, Action::CertificateRead, &[(sql, &[&now, &most])]).await?;
        let total = rows.iter().flatten().next().map(|row| row.try_get("total")).transpose()?;
        let concern = |row: &Row| {
            Ok(RevocationConcern {
                certificate: CertificateId::from_uuid(row.try_get("id")?),
                called: row.try_get("called")?,
                customer: row.try_get("customer_name")?,
                ends_at: row.try_get("not_after")?,
                revoked: row.try_get::<_, &str>("state")? == "revoked",
                since: row.try_get("since")?,
            })
        };
        Ok((rows.iter().flatten().map(concern).collect::<Result<_>>()?, total.unwrap_or(0)))
    }
}

/// From the object that a certificate's row has of it.
pub(crate) fn revocation(row: &Row) -> Result<Option<Revocation>> {
    let Some(value) = row.try_get::<_, Option<serde_json::Value>>("revocation")? else { return Ok(None) };
    let known: Known = serde_json::from_value(value).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Some(Revocation {
        state: known.state,
        since: known.since,
        reason: known.reason,
        as_of: known.as_of,
        until: known.until,
        source: known.source,
        asked_at: known.asked_at,
        failure: known.failure,
    }))
}

#[derive(serde::Deserialize)]
struct Known {
    state: String,
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
    reason: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    as_of: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
    source: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    asked_at: Option<OffsetDateTime>,
    failure: Option<String>,
}

impl SystemTx<'_> {
    /// Takes at most `most` certificates about which it is time to ask at `at`; for as long as `lease`, nobody else takes them.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_revocations(
        &self,
        at: OffsetDateTime,
        most: i32,
        lease: Duration,
    ) -> Result<Vec<RevocationJob>> {
        let sql = "SELECT * FROM system.claim_revocations($1, $2, make_interval(secs => $3))";
        let rows = self.call(sql, &[&at, &most, &lease.as_seconds_f64()]).await?;
        let job = |row: &Row| {
            Ok(RevocationJob {
                org: OrgId::from_uuid(row.try_get("org_id")?),
                certificate: CertificateId::from_uuid(row.try_get("certificate_id")?),
                issuance: row.try_get("issuance")?,
                issuer: row.try_get("issuer")?,
                failures: row.try_get("failures")?,
            })
        };
        rows.iter().map(job).collect()
    }

    /// Keeps what was found out at `at`; that a certificate was revoked is recorded, and its alert is looked at.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn settle_revocation(
        &self,
        job: &RevocationJob,
        at: OffsetDateTime,
        answer: &RevocationAnswer,
        request: RequestId,
    ) -> Result<()> {
        let sql = "SELECT system.settle_revocation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            coalesce($11, 'infinity'::timestamptz), $12)";
        let params: Params<'_> = &[
            &job.org.uuid(),
            &job.certificate.uuid(),
            &at,
            &answer.state,
            &answer.since,
            &answer.reason,
            &answer.as_of,
            &answer.until,
            &answer.source,
            &answer.issuer,
            &answer.next,
            &request.to_string(),
        ];
        self.call(sql, params).await.map(drop)
    }
}

impl AlertRound {
    /// Of these certificates those that are revoked.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn revoked(&self, among: &[(OrgId, CertificateId)]) -> Result<Vec<(OrgId, CertificateId)>> {
        let orgs: Vec<_> = among.iter().map(|(org, _)| org.uuid()).collect();
        let certificates: Vec<_> = among.iter().map(|(_, certificate)| certificate.uuid()).collect();
        let rows = self.query("SELECT * FROM system.revoked_among($1, $2)", &[&orgs, &certificates]).await?;
        rows.iter()
            .map(|row| {
                let org = OrgId::from_uuid(row.try_get("org_id")?);
                Ok((org, CertificateId::from_uuid(row.try_get("certificate_id")?)))
            })
            .collect()
    }

    /// Of these certificates those that nobody answers about.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn unanswered(&self, among: &[(OrgId, CertificateId)]) -> Result<Vec<Unanswered>> {
        let orgs: Vec<_> = among.iter().map(|(org, _)| org.uuid()).collect();
        let certificates: Vec<_> = among.iter().map(|(_, certificate)| certificate.uuid()).collect();
        let sql = "SELECT * FROM system.unanswered_among($1, $2)";
        let rows = self.query(sql, &[&orgs, &certificates]).await?;
        let unanswered = |row: &Row| {
            Ok(Unanswered {
                org: OrgId::from_uuid(row.try_get("org_id")?),
                certificate: CertificateId::from_uuid(row.try_get("certificate_id")?),
                tell_at: row.try_get("tell_at")?,
                step: row.try_get("step")?,
            })
        };
        rows.iter().map(unanswered).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn good_is_good_as_long_as_its_answer() {
        let until = datetime!(2026-11-01 12:00 UTC);
        let good = Revocation {
            state: "good".into(),
            since: datetime!(2026-01-01 00:00 UTC),
            reason: None,
            as_of: Some(until - Duration::days(1)),
            until: Some(until),
            source: Some("ocsp".into()),
            asked_at: Some(until - Duration::days(1)),
            failure: None,
        };
        assert_eq!(good.at(until + Duration::hours(1)), good);
        let late = good.at(until + Duration::days(2));
        assert_eq!(
            (late.state.as_str(), late.since, late.reason.as_deref()),
            ("unknown", until, Some("not_asked"))
        );
        let revoked = Revocation { state: "revoked".into(), ..good };
        assert_eq!(revoked.at(until + Duration::days(99)), revoked);
    }
}
