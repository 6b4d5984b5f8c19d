//! Invitations to join an organization, as its members see and send them.

use domain::id::InvitationId;
use domain::{Action, Actor};
use time::{Duration, OffsetDateTime};

use crate::page::{decode, encode};
use crate::{Caller, Error, Page, Result, Store, TenantTx};

/// An invitation that was neither accepted nor taken back.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To whom, in lower case.
    pub email: String,
    /// The ids of the roles that it gives.
    pub roles: Vec<String>,
    /// The name of who sent it last, if the caller may see members.
    pub invited_by: Option<String>,
    /// When it was first sent, UTC.
    pub created_at: OffsetDateTime,
    /// When it was last sent, UTC.
    pub sent_at: OffsetDateTime,
    /// When its link ends, UTC.
    pub expires_at: OffsetDateTime,
    /// Whether that has passed.
    pub expired: bool,
}

impl Store {
    /// Invitations by address: `limit` of them from `cursor` on.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn invitations(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<Invitation>)> {
        let from = cursor.map(decode).transpose()?;
        let id = from
            .as_ref()
            .map(|(_, id)| id.parse::<InvitationId>())
            .transpose()
            .map_err(|_| Error::Malformed("cursor"))?;
        let (key, id) = (from.map(|(key, _)| key), id.map(InvitationId::uuid));
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let (actor, rows) = self
            .read(
                caller,
                Action::InvitationRead,
                &[(include_str!("../sql/invitations.sql"), &[&key, &id, &one_more])],
            )
            .await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let invitation = Invitation {
                    id: InvitationId::from_uuid(row.try_get("id")?),
                    email: row.try_get("email")?,
                    roles: row.try_get("roles")?,
                    invited_by: row.try_get("invited_by")?,
                    created_at: row.try_get("created_at")?,
                    sent_at: row.try_get("sent_at")?,
                    expires_at: row.try_get("expires_at")?,
                    expired: row.try_get("expired")?,
                };
                Ok((encode(&invitation.email, &invitation.id.to_string()), invitation))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((actor, Page::cut(items, limit)))
    }
}

impl TenantTx {
    /// Invites an address; returns when the link ends: after `lifetime`, seven days at most.
    ///
    /// # Errors
    /// [`Error::Rule`].
    pub async fn invite(
        &self,
        id: InvitationId,
        token_hash: &[u8; 32],
        email: &str,
        roles: &[String],
        lifetime: Duration,
    ) -> Result<OffsetDateTime> {
        let rows = self
            .query(
                "SELECT credenza.invite($1, $2, $3, $4, make_interval(secs => $5))",
                &[&id.uuid(), &token_hash.as_slice(), &email, &roles, &lifetime.as_seconds_f64()],
            )
            .await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }

    /// Puts a new link in the place of the old one. Returns the address, and when the link ends.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn resend_invitation(
        &self,
        id: InvitationId,
        token_hash: &[u8; 32],
        lifetime: Duration,
    ) -> Result<(String, OffsetDateTime)> {
        let rows = self
            .query(
                "SELECT address, ends FROM credenza.resend_invitation($1, $2, make_interval(secs => $3))",
                &[&id.uuid(), &token_hash.as_slice(), &lifetime.as_seconds_f64()],
            )
            .await?;
        let row = rows.first().ok_or(Error::NotFound)?;
        Ok((row.try_get("address")?, row.try_get("ends")?))
    }

    /// Takes an invitation back. Returns its address.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn revoke_invitation(&self, id: InvitationId) -> Result<String> {
        let rows = self.query("SELECT credenza.revoke_invitation($1)", &[&id.uuid()]).await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }
}
