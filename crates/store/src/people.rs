//! What people do across organizations, through functions of the schema `system`: accepting an invitation before one is a
//! member, and switching from one organization to another.

use std::collections::BTreeMap;

use domain::id::{InvitationId, MemberId, OrgId, RequestId, SessionId, UserId};
use uuid::Uuid;

use crate::event::commitments;
use crate::system::SystemTx;
use crate::{Error, Result};

/// The invitation behind a link that is good.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Where to.
    pub org: OrgId,
    /// The organization's name.
    pub org_name: String,
    /// The organization's language.
    pub locale: String,
    /// For whom, in lower case.
    pub email: String,
    /// His account and its password hash (PHC string), if he has one.
    pub account: Option<(UserId, String)>,
}

/// Who accepts an invitation.
#[derive(Debug, Clone)]
pub enum Joining {
    /// An account whose password was checked.
    Known(UserId),
    /// A new account.
    New {
        /// Its id.
        user: UserId,
        /// The person's name.
        name: String,
        /// The hash of his password (PHC string, argon2id).
        password: String,
    },
}

/// A session about to be opened in the place of another.
#[derive(Debug, Clone)]
pub struct Switch<'a> {
    /// The organization to go to.
    pub org: OrgId,
    /// The new session's id.
    pub session: SessionId,
    /// SHA-256 of its handle.
    pub handle_hash: [u8; 32],
    /// SHA-256 of its first refresh token.
    pub refresh_hash: [u8; 32],
    /// What the client calls itself.
    pub user_agent: &'a str,
    /// Where it connects from.
    pub address: &'a str,
}

impl SystemTx<'_> {
    /// The invitation behind a link's hash, if the link is good.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_invitation(&self, token_hash: &[u8; 32]) -> Result<Option<OpenInvitation>> {
        let rows = self.call("SELECT * FROM system.find_invitation($1)", &[&token_hash.as_slice()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let user: Option<Uuid> = row.try_get("user_id")?;
        let phc: Option<String> = row.try_get("phc")?;
        Ok(Some(OpenInvitation {
            id: InvitationId::from_uuid(row.try_get("invitation_id")?),
            org: OrgId::from_uuid(row.try_get("org_id")?),
            org_name: row.try_get("org_name")?,
            locale: row.try_get("org_locale")?,
            email: row.try_get("email")?,
            account: user.map(UserId::from_uuid).zip(phc),
        }))
    }

    /// Accepts an invitation. `None` when its link is not good any more, when who sent it could not send it any more, or
    /// when the account is not what the caller found a moment ago.
    ///
    /// # Errors
    /// [`Error::Rule`] when no seat is free; [`Error::Unavailable`].
    pub async fn accept_invitation(
        &self,
        invitation: &OpenInvitation,
        token_hash: &[u8; 32],
        joining: &Joining,
        member: MemberId,
        request: RequestId,
    ) -> Result<Option<MemberId>> {
        let personal = BTreeMap::from([("email", invitation.email.clone())]);
        let (known, new, name, password) = match joining {
            Joining::Known(user) => (Some(user.uuid()), None, None, None),
            Joining::New { user, name, password } => (None, Some(user.uuid()), Some(name), Some(password)),
        };
        let rows = self
            .call(
                "SELECT system.accept_invitation($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    &token_hash.as_slice(),
                    &known,
                    &new,
                    &name,
                    &password,
                    &member.uuid(),
                    &request.to_string(),
                    &commitments(invitation.org, &personal, self.rng()),
                ],
            )
            .await?;
        let joined: Option<Uuid> = rows.first().ok_or(Error::NotFound)?.try_get(0)?;
        Ok(joined.map(MemberId::from_uuid))
    }

    /// Records that an invitation was not accepted, because the password was wrong.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn refuse_invitation(&self, token_hash: &[u8; 32], request: RequestId) -> Result<()> {
        self.call("SELECT system.refuse_invitation($1, $2)", &[&token_hash.as_slice(), &request.to_string()])
            .await
            .map(drop)
    }

    /// The organization in which a person was last at work, of those where he is an active member.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn last_organization(&self, user: UserId) -> Result<Option<OrgId>> {
        let rows = self.call("SELECT system.last_organization($1)", &[&user.uuid()]).await?;
        let org: Option<Uuid> = rows.first().map(|row| row.try_get(0)).transpose()?.flatten();
        Ok(org.map(OrgId::from_uuid))
    }

    /// Ends the session of `handle`, and opens one of the same person elsewhere by the same authentication. Returns as whom.
    ///
    /// # Errors
    /// [`Error::NoSession`], also when he was authenticated too long ago for that organization; [`Error::NotFound`] when he
    /// is no active member there; [`Error::Unavailable`].
    pub async fn switch_session(
        &self,
        handle: &[u8; 32],
        new: &Switch<'_>,
        request: RequestId,
    ) -> Result<MemberId> {
        let personal = BTreeMap::from([("address", new.address.to_owned())]);
        let rows = self
            .call(
                "SELECT system.switch_session($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    &handle.as_slice(),
                    &new.org.uuid(),
                    &new.session.uuid(),
                    &new.handle_hash.as_slice(),
                    &new.refresh_hash.as_slice(),
                    &new.user_agent,
                    &new.address,
                    &request.to_string(),
                    &commitments(new.org, &personal, self.rng()),
                ],
            )
            .await?;
        Ok(MemberId::from_uuid(rows.first().ok_or(Error::NotFound)?.try_get(0)?))
    }
}
