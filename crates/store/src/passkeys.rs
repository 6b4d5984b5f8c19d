//! A member's own passkeys and recovery codes.

use domain::id::PasskeyId;
use domain::{Action, Actor};
use time::OffsetDateTime;

use crate::{AuditEvent, Caller, Error, Result, Store, TenantTx};

/// A passkey, as its holder sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its holder calls it.
    pub name: String,
    /// Whether its authenticator keeps copies of it elsewhere.
    pub backed_up: bool,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC; `None` until it is used.
    pub last_used_at: Option<OffsetDateTime>,
}

/// A registration that the caller has verified.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// The id that the authenticator gave it, 16 to 1023 bytes.
    pub credential_id: Vec<u8>,
    /// What the verifier keeps of it.
    pub credential: serde_json::Value,
    /// The signature counter.
    pub sign_count: u32,
    /// Whether its authenticator keeps copies of it elsewhere.
    pub backed_up: bool,
    /// What its holder calls it.
    pub name: String,
}

/// What a member proves himself with, beside his password.
#[derive(Debug, Clone)]
pub struct OwnFactors {
    /// Oldest first.
    pub passkeys: Vec<Passkey>,
    /// Recovery codes that are not spent.
    pub recovery_codes: usize,
}

/// Why a passkey was not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is gone, and the other sessions with it.
    Removed,
    /// It is the last one, and an organization requires one.
    Required,
}

impl Store {
    /// The caller's passkeys and how many recovery codes he has left.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn own_factors(&self, caller: &Caller) -> Result<(Actor, OwnFactors)> {
        let passkeys = "SELECT id, name, backed_up, created_at, last_used_at FROM credenza.own_passkeys()";
        let codes = "SELECT credenza.own_recovery_codes()";
        // Everybody may see his own: the action has no permission of its own.
        let (actor, rows) = self.read(caller, Action::SignIn, &[(passkeys, &[]), (codes, &[])]).await?;
        let mut rows = rows.into_iter();
        let passkeys = rows.next().unwrap_or_default();
        let left: i64 = match rows.next().unwrap_or_default().first() {
            Some(row) => row.try_get(0)?,
            None => 0,
        };
        let passkeys = passkeys
            .iter()
            .map(|row| {
                Ok(Passkey {
                    id: PasskeyId::from_uuid(row.try_get("id")?),
                    name: row.try_get("name")?,
                    backed_up: row.try_get("backed_up")?,
                    created_at: row.try_get("created_at")?,
                    last_used_at: row.try_get("last_used_at")?,
                })
            })
            .collect::<Result<_>>()?;
        Ok((actor, OwnFactors { passkeys, recovery_codes: usize::try_from(left).unwrap_or(0) }))
    }
}

impl TenantTx {
    /// Adds a passkey to the member's own. False when he has as many as one may have.
    ///
    /// # Errors
    /// [`Error::Conflict`] when an authenticator says that it made this one before.
    pub async fn add_passkey(&self, new: &NewPasskey) -> Result<bool> {
        let rows = self
            .query(
                "SELECT credenza.add_passkey($1, $2, $3, $4, $5, $6)",
                &[
                    &new.id.uuid(),
                    &new.credential_id,
                    &new.credential,
                    &i64::from(new.sign_count),
                    &new.backed_up,
                    &new.name,
                ],
            )
            .await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }

    /// Gives one of the member's own passkeys another name.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not his.
    pub async fn rename_passkey(&self, id: PasskeyId, name: &str) -> Result<()> {
        let rows = self.query("SELECT credenza.rename_passkey($1, $2)", &[&id.uuid(), &name]).await?;
        let renamed: bool = rows.first().ok_or(Error::NotFound)?.try_get(0)?;
        if renamed { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Removes one of the member's own passkeys, and ends his other sessions everywhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not his.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Result<Removal> {
        let rows = self.query("SELECT credenza.remove_passkey($1)", &[&id.uuid()]).await?;
        match rows.first().ok_or(Error::NotFound)?.try_get(0)? {
            "removed" => Ok(Removal::Removed),
            "required" => Ok(Removal::Required),
            _ => Err(Error::NotFound),
        }
    }

    /// Puts recovery codes of these SHA-256 hashes in the place of the member's old ones, and commits.
    ///
    /// # Errors
    /// As [`TenantTx::commit`].
    pub async fn replace_recovery_codes(self, hashes: &[[u8; 32]], event: &AuditEvent) -> Result<()> {
        let hashes: Vec<&[u8]> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
        let replace = "SELECT credenza.replace_recovery_codes($1)";
        self.commit_with(&[(replace, &[&hashes])], event).await.map(drop)
    }
}
