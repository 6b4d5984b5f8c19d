//! What a change or a reset of a password takes.

use domain::id::{MemberId, OrgId, RequestId, ResetId, SessionId, UserId};
use tokio_postgres::Row;

use crate::system::{SystemTx, first};
use crate::{Error, Result, SealedMail, TenantTx};

/// To whom a mail about an account goes.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The person.
    pub user: UserId,
    /// His address.
    pub email: String,
    /// His name, in his oldest organization.
    pub name: String,
    /// The language of that organization: `en`, `es` or `pt`.
    pub locale: String,
}

/// Against what the member of a session must prove himself to change his password, and who he is.
#[derive(Debug, Clone)]
pub struct PasswordChallenge {
    /// His organization.
    pub org: OrgId,
    /// He.
    pub member: MemberId,
    /// The hash of the password (PHC string).
    pub password: String,
    /// Who is told by mail.
    pub recipient: Recipient,
}

/// A change of a password.
#[derive(Debug, Clone)]
pub struct PasswordChange<'a> {
    /// The hash that was verified.
    pub old: &'a str,
    /// The new one (PHC string, argon2id).
    pub new: &'a str,
    /// The session that takes the place of the present one.
    pub session: SessionId,
    /// SHA-256 of its handle.
    pub handle_hash: [u8; 32],
    /// SHA-256 of its first refresh token.
    pub refresh_hash: [u8; 32],
    /// What tells the owner.
    pub mail: &'a SealedMail,
    /// A step-up proof for it, from who has a passkey.
    pub proof: Option<&'a str>,
}

fn recipient(row: &Row) -> Result<Recipient> {
    Ok(Recipient {
        user: UserId::from_uuid(row.try_get("user_id")?),
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        locale: row.try_get("locale")?,
    })
}

impl TenantTx {
    /// To whom a mail about the acting member's account goes.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn own_recipient(&self) -> Result<Recipient> {
        let sql = "SELECT m.user_id, m.email, m.name, o.locale
                   FROM credenza.members m JOIN credenza.organizations o ON o.org_id = m.org_id
                   WHERE m.id = credenza.member()";
        recipient(self.query(sql, &[]).await?.first().ok_or(Error::NotFound)?)
    }

    /// Takes all passkeys and recovery codes off a member whose account is this organization's alone, and ends his
    /// sessions. Returns who is told.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn remove_member_passkeys(&self, id: MemberId) -> Result<Recipient> {
        let sql = "SELECT account AS user_id, email, name, locale FROM credenza.remove_member_passkeys($1)";
        recipient(self.query(sql, &[&id.uuid()]).await?.first().ok_or(Error::NotFound)?)
    }
}

impl SystemTx<'_> {
    /// What it takes to change the password in the session with this handle.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::Unavailable`].
    pub async fn password_challenge(&self, handle: &[u8; 32]) -> Result<PasswordChallenge> {
        let rows = self.call("SELECT * FROM system.password_challenge($1)", &[&handle.as_slice()]).await?;
        let row = rows.first().ok_or(Error::NoSession)?;
        Ok(PasswordChallenge {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            member: MemberId::from_uuid(row.try_get("member_id")?),
            password: row.try_get("phc")?,
            recipient: recipient(row)?,
        })
    }

    /// Changes a password whose old hash the caller has verified, ends every session of the person, puts another in the place
    /// of the present one, records it where he is a member, and queues the mail. False when another change came first.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::NoStepUp`] for who has a passkey and gives no proof by it; [`Error::Unavailable`].
    pub async fn change_password(
        &self,
        handle: &[u8; 32],
        change: &PasswordChange<'_>,
        request: RequestId,
    ) -> Result<bool> {
        let rows = self
            .call(
                "SELECT system.change_password($1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9), $10, $11)",
                &[
                    &handle.as_slice(),
                    &change.old,
                    &change.new,
                    &change.session.uuid(),
                    &change.handle_hash.as_slice(),
                    &change.refresh_hash.as_slice(),
                    &change.mail.id.uuid(),
                    &change.mail.sealed,
                    &change.mail.lifetime.as_seconds_f64(),
                    &request.to_string(),
                    &change.proof.map(str::as_bytes),
                ],
            )
            .await?;
        first(&rows)
    }

    /// To whom a mail goes that concerns this membership.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Unavailable`].
    pub async fn recipient_of(&self, org: OrgId, member: MemberId) -> Result<Recipient> {
        let sql = "SELECT * FROM system.recipient_of($1, $2)";
        let rows = self.call(sql, &[&org.uuid(), &member.uuid()]).await?;
        recipient(rows.first().ok_or(Error::NotFound)?)
    }

    /// Queues a mail outside of any member's transaction: one write, the same for everybody.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn queue_mail(&self, mail: &SealedMail) -> Result<()> {
        self.call(
            "SELECT system.queue_mail($1, $2, make_interval(secs => $3))",
            &[&mail.id.uuid(), &mail.sealed, &mail.lifetime.as_seconds_f64()],
        )
        .await
        .map(drop)
    }

    /// Who has an account with this address, in lower case, and is an active member somewhere.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_recipient(&self, email: &str) -> Result<Option<Recipient>> {
        let rows = self.call("SELECT * FROM system.find_recipient($1)", &[&email]).await?;
        rows.first().map(recipient).transpose()
    }

    /// Makes a link for a new password in the place of any earlier one, good for as long as its mail is, and queues the mail.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn issue_reset(
        &self,
        user: UserId,
        reset: ResetId,
        token_hash: &[u8; 32],
        mail: &SealedMail,
        request: RequestId,
    ) -> Result<()> {
        self.call(
            "SELECT system.issue_reset($1, $2, $3, make_interval(secs => $4), $5, $6, $7)",
            &[
                &user.uuid(),
                &reset.uuid(),
                &token_hash.as_slice(),
                &mail.lifetime.as_seconds_f64(),
                &mail.id.uuid(),
                &mail.sealed,
                &request.to_string(),
            ],
        )
        .await
        .map(drop)
    }

    /// Whose link this is, if it is good still.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_reset(&self, token_hash: &[u8; 32]) -> Result<Option<Recipient>> {
        let rows = self.call("SELECT * FROM system.find_reset($1)", &[&token_hash.as_slice()]).await?;
        rows.first().map(recipient).transpose()
    }

    /// Spends a link for a new password, ends every session of the person, records it where he is a member, and queues the
    /// mail that tells him. False when the link is not good (any more).
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn reset_password(
        &self,
        token_hash: &[u8; 32],
        new: &str,
        mail: &SealedMail,
        request: RequestId,
    ) -> Result<bool> {
        let rows = self
            .call(
                "SELECT system.reset_password($1, $2, $3, $4, make_interval(secs => $5), $6)",
                &[
                    &token_hash.as_slice(),
                    &new,
                    &mail.id.uuid(),
                    &mail.sealed,
                    &mail.lifetime.as_seconds_f64(),
                    &request.to_string(),
                ],
            )
            .await?;
        first(&rows)
    }

    /// Removes links that are not good any more; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_resets(&self) -> Result<i64> {
        first(&self.call("SELECT system.forget_resets()", &[]).await?)
    }
}
