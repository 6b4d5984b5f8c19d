//! Keys under which a client may ask again without doing the thing twice.

use crate::{Error, Result, TenantTx};

/// A client's key, and the SHA-256 of what it asked for.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// As the client chose it, 1 to 255 characters.
    pub key: String,
    /// Of the request.
    pub request_hash: [u8; 32],
}

/// What a key has made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recalled {
    /// Nothing: the request is new.
    Nothing,
    /// The same request made this object.
    Object(String),
    /// Another request has the key.
    Other,
}

impl TenantTx {
    /// What the member made under this key: for a day at least, until the next sweep forgets it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn recall(&self, key: &IdempotencyKey) -> Result<Recalled> {
        let rows = self.query(include_str!("../sql/recall.sql"), &[&key.key]).await?;
        let Some(row) = rows.first() else { return Ok(Recalled::Nothing) };
        let hash: &[u8] = row.try_get("request_hash")?;
        Ok(if hash == key.request_hash { Recalled::Object(row.try_get("object")?) } else { Recalled::Other })
    }

    /// Notes, in this transaction, what it makes under this key.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the same request, at the same time, was quicker.
    pub async fn remember(&self, key: &IdempotencyKey, object: &str) -> Result<()> {
        let (org, member) = (self.actor().org.uuid(), self.actor().member.uuid());
        let hash = key.request_hash.as_slice();
        self.execute(include_str!("../sql/remember.sql"), &[&org, &member, &key.key, &hash, &object])
            .await
            .map(drop)
    }
}

impl Error {
    /// Whether the same request, at the same time, was quicker: what it made can be recalled now.
    #[must_use]
    pub fn is_idempotency_race(&self) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == "idempotency_keys_pkey")
    }
}
