//! API tokens: sessions of a member that are made for a program.

use domain::id::{ApiTokenId, CertificateId, MemberId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, Error, Result, Store, TenantTx};

/// A token, without its secret, which nobody has but who made it.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose it is.
    pub member: MemberId,
    /// His name.
    pub member_name: String,
    /// The name that he gave it.
    pub name: String,
    /// The permissions that it was made with.
    pub scope: Vec<String>,
    /// From where it may be used, as CIDR; empty for anywhere.
    pub ranges: Vec<String>,
    /// What it may do although it takes a step-up.
    pub sensitive: Vec<String>,
    /// On what: the organization's id or a customer's.
    pub sensitive_object: Option<String>,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// When it ends or has ended by itself, UTC.
    pub expires_at: OffsetDateTime,
    /// When it was ended before its time, UTC.
    pub revoked_at: Option<OffsetDateTime>,
    /// When it was used last, to the minute, UTC.
    pub last_used_at: Option<OffsetDateTime>,
    /// From where.
    pub last_address: Option<String>,
}

/// A token that is about to be made.
#[derive(Debug, Clone)]
pub struct NewApiToken<'a> {
    /// Its id.
    pub id: ApiTokenId,
    /// SHA-256 of the handle of its session.
    pub handle_hash: [u8; 32],
    /// Its name.
    pub name: &'a str,
    /// What it may do: permissions of the member's.
    pub scope: &'a [&'static str],
    /// How long, 1 to 366.
    pub days: i32,
    /// From where, as CIDR.
    pub ranges: &'a [String],
    /// What it may do although it takes a step-up.
    pub sensitive: &'a [&'static str],
    /// On what: the organization's id or a customer's.
    pub sensitive_object: Option<&'a str>,
}

fn token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken {
        id: ApiTokenId::from_uuid(row.try_get("id")?),
        member: MemberId::from_uuid(row.try_get("member_id")?),
        member_name: row.try_get("member_name")?,
        name: row.try_get("name")?,
        scope: row.try_get("scope")?,
        ranges: row.try_get("ranges")?,
        sensitive: row.try_get("sensitive")?,
        sensitive_object: row.try_get("sensitive_object")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
        last_used_at: row.try_get("last_used_at")?,
        last_address: row.try_get("last_address")?,
    })
}

impl Store {
    /// The caller's tokens, or with `all` those of the whole organization: live ones first, the newest first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn api_tokens(&self, caller: &Caller, all: bool) -> Result<(Actor, Vec<ApiToken>)> {
        let action = if all { Action::ApiTokenReadAll } else { Action::ApiTokenRead };
        let (actor, rows) =
            self.read(caller, action, &[(include_str!("../sql/api_tokens.sql"), &[&all])]).await?;
        let tokens = rows.iter().flatten().map(token).collect::<Result<_>>()?;
        Ok((actor, tokens))
    }
}

impl TenantTx {
    /// Makes a token of the member's with the step-up proof that this transaction has spent; returns when it ends, UTC.
    ///
    /// # Errors
    /// [`Error::Wall`] for a scope beyond what the member may do; [`Error::NoStepUp`].
    pub async fn create_api_token(&self, new: &NewApiToken<'_>, proof: &str) -> Result<OffsetDateTime> {
        let rows = self
            .query(
                include_str!("../sql/create_api_token.sql"),
                &[
                    &new.id.uuid(),
                    &new.handle_hash.as_slice(),
                    &new.name,
                    &new.scope,
                    &new.days,
                    &new.ranges,
                    &new.sensitive,
                    &new.sensitive_object,
                    &proof,
                ],
            )
            .await?;
        Ok(rows.first().ok_or(Error::NotFound)?.try_get(0)?)
    }

    /// Ends a token at once; returns whose it was.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, it has ended, or it is not the caller's to revoke.
    pub async fn revoke_api_token(&self, id: ApiTokenId) -> Result<MemberId> {
        let rows = self.query("SELECT credenza.revoke_api_token($1)", &[&id.uuid()]).await?;
        let whose: Option<_> = rows.first().ok_or(Error::NotFound)?.try_get(0)?;
        whose.map(MemberId::from_uuid).ok_or(Error::NotFound)
    }

    /// Whose a token is.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is unknown to the caller.
    pub async fn api_token_owner(&self, id: ApiTokenId) -> Result<MemberId> {
        let rows =
            self.query("SELECT member_id FROM credenza.api_tokens WHERE id = $1", &[&id.uuid()]).await?;
        Ok(MemberId::from_uuid(rows.first().ok_or(Error::NotFound)?.try_get(0)?))
    }

    /// The id of the proof with which the acting token was made for `action` on `object`.
    ///
    /// # Errors
    /// [`Error::NoStepUp`] when it was not, or when it is no token that acts.
    pub async fn standing_proof(&self, action: Action, object: &str) -> Result<String> {
        let certificate = object.parse::<CertificateId>().ok().map(CertificateId::uuid);
        let rows = self
            .query("SELECT credenza.standing_proof($1, $2, $3)", &[&action.as_str(), &object, &certificate])
            .await?;
        Ok(rows.first().ok_or(Error::NoStepUp)?.try_get(0)?)
    }
}
