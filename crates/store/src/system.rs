//! What happens before there is a member: set-up, sign-in, refresh, step-up, the sweep. Every query that crosses
//! organizations is in this file, in `people`, in `alert_rounds`, in `calendar`, in `renewals`, in `revocations`, in `webhooks`, in `pass_keys`, in `status_lists` or, about passwords and passkeys, in `passwords` and `ceremonies`; each is a
//! function of the schema `system`, which is all that the database role `credenza_system` may use.

use std::collections::BTreeMap;

use domain::id::{KekId, MailId, MemberId, ObjectId, OrgId, RequestId, SessionId, StepUpId, UserId};
use domain::{Action, Rng, Role};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::event::commitments;
use crate::organization::KNOWN_TIME_ZONE;
use crate::tenant::Params;
use crate::{ClaimedMail, Error, MailOutcome, Result, Store};

/// The door to the functions that cross organizations.
#[derive(Debug, Clone, Copy)]
pub struct SystemTx<'a>(&'a Store);

/// What an organization begins with.
#[derive(Debug, Clone)]
pub struct NewOrganization {
    /// Its id.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// The language of those who chose none.
    pub locale: String,
    /// An IANA time zone name.
    pub time_zone: String,
    /// The first administrator's membership.
    pub member: MemberId,
    /// The id of his account, if he has none yet.
    pub user: UserId,
    /// His e-mail address, in lower case.
    pub email: String,
    /// His name.
    pub member_name: String,
    /// The hash of his password (PHC string, argon2id), if he has no account yet.
    pub password: String,
    /// The organization's first KEK.
    pub kek: KekId,
    /// The same, wrapped under a root key.
    pub wrapped_kek: Vec<u8>,
    /// SHA-256 of the set-up token, when the organization is made by a set-up link.
    pub setup_hash: Option<[u8; 32]>,
}

/// An account, found by its e-mail address.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub user: UserId,
    /// The hash of the password (PHC string).
    pub password: String,
    /// Since when that is the password, under whichever hash.
    pub password_since: OffsetDateTime,
    /// Where the person is an active member, oldest first.
    pub memberships: Vec<Membership>,
}

/// An active membership.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Where.
    pub org: OrgId,
    /// The organization's name.
    pub org_name: String,
    /// As whom.
    pub member: MemberId,
}

/// A session that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// Its id.
    pub session: SessionId,
    /// Where.
    pub org: OrgId,
    /// Whose.
    pub member: MemberId,
    /// SHA-256 of the session's handle.
    pub handle_hash: [u8; 32],
    /// SHA-256 of the first refresh token.
    pub refresh_hash: [u8; 32],
    /// How the member was authenticated: RFC 8176 values.
    pub amr: &'a [&'a str],
    /// Since when the password was his that he has given, if he has given one.
    pub password_since: Option<OffsetDateTime>,
    /// What the client calls itself.
    pub user_agent: &'a str,
    /// Where it connects from.
    pub address: &'a str,
}

/// Whose session, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPlace {
    /// The organization.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The session.
    pub session: SessionId,
}

/// What became of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// It was spent; its successor is in place.
    Rotated(SessionPlace),
    /// It had been spent a moment ago by a request at the same time: the session goes on, without a new refresh token.
    Overtaken(SessionPlace),
    /// It had been spent earlier: somebody holds a copy. The session has been ended.
    Reused(SessionPlace),
    /// It is unknown, or its session has ended.
    Invalid,
}

/// Against what the member of a session must prove himself afresh.
#[derive(Debug, Clone)]
pub struct StepUpChallenge {
    /// The organization.
    pub org: OrgId,
    /// The hash of the password (PHC string).
    pub password: String,
}

impl Store {
    /// The functions that cross organizations.
    #[must_use]
    pub fn system(&self) -> SystemTx<'_> {
        SystemTx(self)
    }
}

impl SystemTx<'_> {
    /// How many mails wait in the queue, and for how many seconds the oldest has.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn waiting_mail(&self) -> Result<(i64, f64)> {
        let rows = self.call("SELECT * FROM system.waiting_mail()", &[]).await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        Ok((row.try_get("waiting")?, row.try_get("oldest_seconds")?))
    }

    pub(crate) async fn call(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let client = self.0.system_pool().get().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        self.0.rng()
    }

    pub(crate) fn pool(&self) -> &deadpool_postgres::Pool {
        self.0.system_pool()
    }

    /// Makes an organization with its first administrator, its roles, its KEK and its audit log. False when the set-up
    /// token is not good (any more).
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Internal`].
    pub async fn create_organization(&self, new: &NewOrganization, request: RequestId) -> Result<bool> {
        let roles: serde_json::Map<_, _> = Role::ALL
            .iter()
            .map(|role| {
                let names: Vec<_> = role.permissions().iter().map(domain::Permission::as_str).collect();
                (role.as_str().to_owned(), names.into())
            })
            .collect();
        let personal = BTreeMap::from([("name", new.name.clone()), ("email", new.email.clone())]);
        let rows = self
            .call(
                "SELECT system.create_organization($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                &[
                    &new.org.uuid(),
                    &new.name,
                    &new.locale,
                    &new.time_zone,
                    &new.member.uuid(),
                    &new.user.uuid(),
                    &new.email,
                    &new.member_name,
                    &new.password,
                    &new.kek.uuid(),
                    &new.wrapped_kek,
                    &serde_json::Value::Object(roles),
                    &new.setup_hash.as_ref().map(<[u8; 32]>::as_slice),
                    &request.to_string(),
                    &commitments(new.org, &personal, self.0.rng()),
                ],
            )
            .await?;
        first(&rows)
    }

    /// Whether the database knows a time zone of this name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn knows_time_zone(&self, name: &str) -> Result<bool> {
        // A name with a character that no text has is no name.
        Ok(!name.contains('\0') && !self.call(KNOWN_TIME_ZONE, &[&name]).await?.is_empty())
    }

    /// Puts a set-up token in place of any earlier one. False when there is an organization already.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn add_setup_token(&self, hash: &[u8; 32]) -> Result<bool> {
        first(&self.call("SELECT system.add_setup_token($1)", &[&hash.as_slice()]).await?)
    }

    /// Finds an account by its e-mail address in lower case.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_account(&self, email: &str) -> Result<Option<Account>> {
        let rows = self.call("SELECT * FROM system.find_account($1)", &[&email]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut memberships = Vec::new();
        for row in &rows {
            if let Some(org) = row.try_get::<_, Option<Uuid>>("org_id")? {
                memberships.push(Membership {
                    org: OrgId::from_uuid(org),
                    org_name: row.try_get("org_name")?,
                    member: MemberId::from_uuid(row.try_get("member_id")?),
                });
            }
        }
        Ok(Some(Account {
            user: UserId::from_uuid(row.try_get("user_id")?),
            password: row.try_get("phc")?,
            password_since: row.try_get("changed_at")?,
            memberships,
        }))
    }

    /// Puts a stronger hash of the same password in the place of `old`. It is the same password as before.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn rehash_password(&self, user: UserId, old: &str, new: &str) -> Result<()> {
        self.call("SELECT system.rehash_password($1, $2, $3)", &[&user.uuid(), &old, &new]).await.map(drop)
    }

    /// Opens a session for a member whose proof the caller has checked. Returns when it ends if nobody acts in it; `None`, and
    /// the refusal is recorded, when he has another password by now than the one he has given.
    ///
    /// # Errors
    /// [`Error::NoSession`] when he is no active member; [`Error::Unavailable`].
    pub async fn open_session(
        &self,
        new: &NewSession<'_>,
        request: RequestId,
    ) -> Result<Option<OffsetDateTime>> {
        let personal = BTreeMap::from([("address", new.address.to_owned())]);
        let rows = self
            .call(
                "SELECT idle_expires_at FROM system.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &[
                    &new.org.uuid(),
                    &new.session.uuid(),
                    &new.member.uuid(),
                    &new.handle_hash.as_slice(),
                    &new.refresh_hash.as_slice(),
                    &new.amr,
                    &new.password_since,
                    &new.user_agent,
                    &new.address,
                    &request.to_string(),
                    &commitments(new.org, &personal, self.0.rng()),
                ],
            )
            .await?;
        rows.first().map(|row| Ok(row.try_get(0)?)).transpose()
    }

    /// Records a refused sign-in in the log of every organization of the account.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn record_refused_sign_in(&self, email: &str, request: RequestId) -> Result<()> {
        self.call(
            "SELECT system.record_refused_sign_in($1, $2, $3)",
            &[&email, &request.to_string(), &serde_json::json!({})],
        )
        .await
        .map(drop)
    }

    /// Spends the refresh token of hash `old` and puts `new` in its place. A second use within `grace` of the first counts
    /// as one at the same moment.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn refresh_session(
        &self,
        old: &[u8; 32],
        new: &[u8; 32],
        grace: Duration,
        request: RequestId,
    ) -> Result<Refreshed> {
        let rows = self
            .call(
                "SELECT verdict, org_id, member_id, session_id FROM system.refresh_session($1, $2, make_interval(secs => $3), $4)",
                &[&old.as_slice(), &new.as_slice(), &grace.as_seconds_f64(), &request.to_string()],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(Refreshed::Invalid) };
        let verdict: &str = row.try_get("verdict")?;
        if verdict == "invalid" {
            return Ok(Refreshed::Invalid);
        }
        let place = SessionPlace {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            member: MemberId::from_uuid(row.try_get("member_id")?),
            session: SessionId::from_uuid(row.try_get("session_id")?),
        };
        Ok(match verdict {
            "rotated" => Refreshed::Rotated(place),
            "overtaken" => Refreshed::Overtaken(place),
            _ => Refreshed::Reused(place),
        })
    }

    /// Removes sessions that ended 30 days ago, with all that was of them, and what stands about others that are over. Returns how
    /// many sessions went.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_sessions(&self) -> Result<i64> {
        // Some at a time: there may be very many, and a statement has ten seconds.
        const MOST: i32 = 2000;
        let mut forgotten = 0;
        loop {
            let some: i64 = first(&self.call("SELECT system.forget_sessions($1)", &[&MOST]).await?)?;
            forgotten += some;
            if some < i64::from(MOST) {
                return Ok(forgotten);
            }
        }
    }

    /// Ends the session that this refresh token is of: its browser has got another.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn replace_session(&self, refresh: &[u8; 32]) -> Result<()> {
        self.call("SELECT system.replace_session($1)", &[&refresh.as_slice()]).await.map(drop)
    }

    /// Against what the member of the session with this handle must prove himself.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    pub async fn step_up_challenge(&self, handle: &[u8; 32]) -> Result<StepUpChallenge> {
        let rows =
            self.call("SELECT org_id, phc FROM system.step_up_challenge($1)", &[&handle.as_slice()]).await?;
        let row = rows.first().ok_or(Error::NoSession)?;
        Ok(StepUpChallenge { org: OrgId::from_uuid(row.try_get("org_id")?), password: row.try_get("phc")? })
    }

    /// Records a proof that the caller has checked; returns when it ends: after `lifetime`, five minutes at most.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    #[allow(clippy::too_many_arguments, reason = "each is a part of what the proof is bound to")]
    pub async fn grant_step_up(
        &self,
        handle: &[u8; 32],
        id: StepUpId,
        token_hash: &[u8; 32],
        action: Action,
        object: &str,
        method: &str,
        lifetime: Duration,
        request: RequestId,
    ) -> Result<OffsetDateTime> {
        let rows = self
            .call(
                "SELECT system.grant_step_up($1, $2, $3, $4, $5, $6, make_interval(secs => $7), $8)",
                &[
                    &handle.as_slice(),
                    &id.uuid(),
                    &token_hash.as_slice(),
                    &action.as_str(),
                    &object,
                    &method,
                    &lifetime.as_seconds_f64(),
                    &request.to_string(),
                ],
            )
            .await?;
        first(&rows)
    }

    /// Records a step-up that failed.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn refuse_step_up(
        &self,
        handle: &[u8; 32],
        action: Action,
        object: &str,
        request: RequestId,
    ) -> Result<()> {
        self.call(
            "SELECT system.refuse_step_up($1, $2, $3, $4)",
            &[&handle.as_slice(), &action.as_str(), &object, &request.to_string()],
        )
        .await
        .map(drop)
    }

    /// Whether the token behind this handle may be used from `address`. A refusal is recorded; a use is noted.
    ///
    /// # Errors
    /// [`Error::NoSession`] when there is no such live token; [`Error::Unavailable`].
    pub async fn use_api_token(
        &self,
        org: OrgId,
        handle: &[u8; 32],
        address: std::net::IpAddr,
        request: RequestId,
    ) -> Result<bool> {
        let personal = BTreeMap::from([("address", address.to_string())]);
        let personal = commitments(org, &personal, self.0.rng());
        let sql = "SELECT system.use_api_token($1, $2, $3, $4)";
        first(&self.call(sql, &[&handle.as_slice(), &address, &request.to_string(), &personal]).await?)
    }

    /// Forgets the idempotency keys that are older than a day; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_idempotency_keys(&self) -> Result<i64> {
        first(&self.call("SELECT system.forget_idempotency_keys()", &[]).await?)
    }

    /// Takes at most `most` mails that are due, for this caller alone: they are due again after a while, unless
    /// [`SystemTx::settle_mail`] says that they are done with.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_mail(&self, most: i32) -> Result<Vec<ClaimedMail>> {
        let rows = self.call("SELECT * FROM system.claim_mail($1)", &[&most]).await?;
        rows.iter()
            .map(|row| {
                Ok(ClaimedMail {
                    id: MailId::from_uuid(row.try_get("id")?),
                    sealed: row.try_get("sealed")?,
                    queued_at: row.try_get("queued_at")?,
                    attempts: row.try_get("attempts")?,
                })
            })
            .collect()
    }

    /// Lengthens the claim of a mail that is about to be handed over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn hold_mail(&self, id: MailId, lifetime: std::time::Duration) -> Result<()> {
        let sql = "SELECT system.hold_mail($1, make_interval(secs => $2))";
        self.call(sql, &[&id.uuid(), &lifetime.as_secs_f64()]).await.map(drop)
    }

    /// Notes what became of an attempt to deliver a mail, and what the other side said: it leaves the queue unless it is tried
    /// again.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn settle_mail(&self, id: MailId, outcome: MailOutcome, answer: &str) -> Result<()> {
        // U+0000, which PostgreSQL has no place for, is no part of an answer.
        let answer = answer.replace('\0', " ");
        let sql = "SELECT system.settle_mail($1, $2, $3)";
        self.call(sql, &[&id.uuid(), &outcome.as_str(), &answer]).await.map(drop)
    }

    /// Removes the mails that could not be delivered in their time; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_expired_mail(&self) -> Result<i64> {
        first(&self.call("SELECT system.forget_expired_mail()", &[]).await?)
    }

    /// Which of these objects the database knows.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn known_objects(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let rows = self.call("SELECT system.known_objects($1)", &[&ids]).await?;
        rows.iter().map(|row| Ok(ObjectId::from_uuid(row.try_get(0)?))).collect()
    }
}

pub(crate) fn first<'a, T: tokio_postgres::types::FromSql<'a>>(rows: &'a [Row]) -> Result<T> {
    let row = rows.first().ok_or_else(|| Error::Internal("a system function returned no row".into()))?;
    Ok(row.try_get(0)?)
}
