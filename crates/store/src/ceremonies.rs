//! Passkey ceremonies: their challenges, and the look-ups that answering one takes. Like all that may happen before there
//! is a member, in functions of the schema `system`.

use domain::Action;
use domain::id::{MemberId, OrgId, PasskeyId, RequestId, UserId};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::system::first;
use crate::{Error, Membership, Result, SystemTx};

/// What a ceremony is for, and whose it is.
#[derive(Debug, Clone, Copy)]
pub enum Ceremony<'a> {
    /// Enrolling a passkey, in the session with this handle.
    Enrol {
        /// The session's secret.
        handle: &'a [u8; 32],
    },
    /// Signing in with a passkey alone, as whoever it belongs to.
    SignIn,
    /// The second step of a sign-in, after the password.
    SecondStep {
        /// Whose password it was.
        user: UserId,
        /// Where he signs in.
        org: OrgId,
        /// Since when it is his password.
        password_since: OffsetDateTime,
    },
    /// A step-up.
    StepUp {
        /// The session's secret.
        handle: &'a [u8; 32],
        /// For which act.
        action: Action,
        /// On what.
        object: &'a str,
    },
}

/// Which ceremony an answer claims to belong to.
#[derive(Debug, Clone, Copy)]
pub enum Answering<'a> {
    /// Enrolling.
    Enrol {
        /// The session's secret.
        handle: &'a [u8; 32],
    },
    /// Signing in with a passkey alone.
    SignIn,
    /// The second step of a sign-in.
    SecondStep,
    /// A step-up.
    StepUp {
        /// The session's secret.
        handle: &'a [u8; 32],
        /// For which act.
        action: Action,
        /// On what.
        object: &'a str,
    },
}

/// A ceremony that has just ended: nobody can answer it again.
#[derive(Debug, Clone)]
pub struct Ended {
    /// What the authenticator had to sign.
    pub challenge: [u8; 32],
    /// Whose passkey was asked for; `None` when anybody's would do.
    pub user: Option<UserId>,
    /// Where a second step leads.
    pub org: Option<OrgId>,
    /// Since when the password was his that led to a second step.
    pub password_since: Option<OffsetDateTime>,
}

/// What became of a recovery code.
#[derive(Debug, Clone, Copy)]
pub struct Recovery {
    /// Whose second step it is.
    pub user: UserId,
    /// Where the step leads.
    pub org: OrgId,
    /// Since when the password was his that led to the step.
    pub password_since: OffsetDateTime,
    /// Whether the code was one of his, and is spent now.
    pub spent: bool,
}

/// A passkey, as the verifier needs it.
#[derive(Debug, Clone)]
pub struct PasskeyKey {
    /// Its id.
    pub id: PasskeyId,
    /// The id that the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// What the verifier keeps of it.
    pub credential: serde_json::Value,
    /// The signature counter.
    pub sign_count: u32,
    /// Whether its authenticator kept copies of it elsewhere.
    pub backed_up: bool,
}

/// A person, as his authenticator shows him.
#[derive(Debug, Clone)]
pub struct Person {
    /// His id.
    pub user: UserId,
    /// The address he signs in with.
    pub email: String,
    /// His name.
    pub name: String,
}

impl SystemTx<'_> {
    /// Begins a ceremony that is found by the SHA-256 of the client's token; it ends after `lifetime`, five minutes at most.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    pub async fn begin_ceremony(
        &self,
        ceremony: Ceremony<'_>,
        token_hash: &[u8; 32],
        challenge: &[u8; 32],
        lifetime: Duration,
    ) -> Result<()> {
        let (mut handle, mut user, mut act) = (None, None, None);
        let (mut about, mut password) = (None, None);
        let purpose = match ceremony {
            Ceremony::Enrol { handle: of } => {
                handle = Some(of.as_slice());
                "enrol"
            }
            Ceremony::SignIn => "sign_in",
            Ceremony::SecondStep { user: of, org: at, password_since } => {
                (user, about, password) = (Some(of.uuid()), Some(at.to_string()), Some(password_since));
                "second_step"
            }
            Ceremony::StepUp { handle: of, action, object } => {
                (handle, act) = (Some(of.as_slice()), Some(action.as_str()));
                about = Some(object.to_owned());
                "step_up"
            }
        };
        self.call(
            "SELECT system.begin_ceremony($1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9))",
            &[
                &token_hash.as_slice(),
                &purpose,
                &challenge.as_slice(),
                &handle,
                &user,
                &password,
                &act,
                &about,
                &lifetime.as_seconds_f64(),
            ],
        )
        .await
        .map(drop)
    }

    /// Ends the ceremony of this token, so that its challenge is answered once. `None` when there is none that is alive, for
    /// this purpose, in this session, for this act, and about the object as it was when the ceremony began.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    pub async fn end_ceremony(&self, claim: Answering<'_>, token_hash: &[u8; 32]) -> Result<Option<Ended>> {
        let (purpose, handle, act) = match claim {
            Answering::Enrol { handle } => ("enrol", Some(handle.as_slice()), None),
            Answering::SignIn => ("sign_in", None, None),
            Answering::SecondStep => ("second_step", None, None),
            Answering::StepUp { handle, action, object } => {
                ("step_up", Some(handle.as_slice()), Some((action.as_str(), object)))
            }
        };
        let rows = self
            .call(
                "SELECT nonce, account, about, password FROM system.end_ceremony($1, $2, $3, $4, $5)",
                &[
                    &token_hash.as_slice(),
                    &purpose,
                    &handle,
                    &act.map(|(action, _)| action),
                    &act.map(|(_, object)| object),
                ],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let challenge: &[u8] = row.try_get("nonce")?;
        Ok(Some(Ended {
            challenge: challenge
                .try_into()
                .map_err(|_| Error::Internal("a challenge of another length".into()))?,
            user: row.try_get::<_, Option<Uuid>>("account")?.map(UserId::from_uuid),
            org: row.try_get::<_, Option<&str>>("about")?.and_then(|about| about.parse().ok()),
            password_since: row.try_get("password")?,
        }))
    }

    /// A person's passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn passkeys_of(&self, user: UserId) -> Result<Vec<PasskeyKey>> {
        let columns = "id, credential_id, credential, sign_count, backed_up";
        let rows =
            self.call(&format!("SELECT {columns} FROM system.passkeys_of($1)"), &[&user.uuid()]).await?;
        rows.iter()
            .map(|row| {
                Ok(PasskeyKey {
                    id: PasskeyId::from_uuid(row.try_get("id")?),
                    credential_id: row.try_get("credential_id")?,
                    credential: row.try_get("credential")?,
                    sign_count: u32::try_from(row.try_get::<_, i64>("sign_count")?).unwrap_or(u32::MAX),
                    backed_up: row.try_get("backed_up")?,
                })
            })
            .collect()
    }

    /// The person of the session with this handle.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    pub async fn account_of(&self, handle: &[u8; 32]) -> Result<Person> {
        let sql = "SELECT account, email, name FROM system.account_of($1)";
        let rows = self.call(sql, &[&handle.as_slice()]).await?;
        let row = rows.first().ok_or(Error::NoSession)?;
        Ok(Person {
            user: UserId::from_uuid(row.try_get("account")?),
            email: row.try_get("email")?,
            name: row.try_get("name")?,
        })
    }

    /// Whose a passkey is, by the id that its authenticator gave it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn holder_of(&self, credential_id: &[u8]) -> Result<Option<UserId>> {
        let rows = self.call("SELECT system.holder_of($1)", &[&credential_id]).await?;
        Ok(first::<Option<Uuid>>(&rows)?.map(UserId::from_uuid))
    }

    /// Where a person is an active member, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn memberships_of(&self, user: UserId) -> Result<Vec<Membership>> {
        let sql = "SELECT org_id, org_name, member_id FROM system.memberships_of($1)";
        let rows = self.call(sql, &[&user.uuid()]).await?;
        rows.iter()
            .map(|row| {
                Ok(Membership {
                    org: OrgId::from_uuid(row.try_get("org_id")?),
                    org_name: row.try_get("org_name")?,
                    member: MemberId::from_uuid(row.try_get("member_id")?),
                })
            })
            .collect()
    }

    /// Notes that a passkey was used, with the counter that it showed. False when the counter has not risen.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn use_passkey(&self, id: PasskeyId, sign_count: u32, backed_up: bool) -> Result<bool> {
        let sql = "SELECT system.use_passkey($1, $2, $3)";
        first(&self.call(sql, &[&id.uuid(), &i64::from(sign_count), &backed_up]).await?)
    }

    /// Spends a recovery code, and the second step with it. A code that is none leaves the step open. `None` when there is
    /// no such step.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn recover(&self, token_hash: &[u8; 32], code_hash: &[u8; 32]) -> Result<Option<Recovery>> {
        let sql = "SELECT account, organization, password, spent FROM system.recover($1, $2)";
        let rows = self.call(sql, &[&token_hash.as_slice(), &code_hash.as_slice()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Recovery {
            user: UserId::from_uuid(row.try_get("account")?),
            org: row
                .try_get::<_, &str>("organization")?
                .parse()
                .map_err(|_| Error::Internal("a second step that leads nowhere".into()))?,
            password_since: row.try_get("password")?,
            spent: row.try_get("spent")?,
        }))
    }

    /// Spends a recovery code of the session's member. False for a code that is none of his.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn spend_recovery_code(&self, handle: &[u8; 32], code_hash: &[u8; 32]) -> Result<bool> {
        let sql = "SELECT system.spend_recovery_code($1, $2)";
        first(&self.call(sql, &[&handle.as_slice(), &code_hash.as_slice()]).await?)
    }

    /// Records a refused passkey or recovery code in the log of every organization of its person.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn record_refused_passkey(&self, user: UserId, request: RequestId) -> Result<()> {
        let sql = "SELECT system.record_refused_passkey($1, $2)";
        self.call(sql, &[&user.uuid(), &request.to_string()]).await.map(drop)
    }
}
