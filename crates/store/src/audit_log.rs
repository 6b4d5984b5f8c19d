//! Reading the audit log. Writing is [`crate::TenantTx::commit`]'s, and nobody else's.

use std::collections::HashSet;

use domain::id::{CertificateId, CustomerId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store};

/// A stored entry.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its epoch.
    pub epoch: i32,
    /// Its place in the epoch.
    pub seq: i64,
    /// When it was appended, UTC.
    pub at: OffsetDateTime,
    /// The acting member's name, if he is still known.
    pub actor_name: Option<String>,
    /// The exact bytes that are chained.
    pub bytes: Vec<u8>,
    /// The personal values that have not been erased.
    pub disclosures: Vec<Disclosure>,
}

/// A personal value behind a commitment.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// The field of the entry's `committed`.
    pub field: String,
    /// 32 random bytes.
    pub salt: Vec<u8>,
    /// The value.
    pub value: String,
}

/// The end of the log.
#[derive(Debug, Clone)]
pub struct Head {
    /// The present epoch.
    pub epoch: i32,
    /// The last entry's place.
    pub seq: i64,
    /// The last entry's leaf hash.
    pub hash: Vec<u8>,
}

/// Which entries to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only this action.
    pub action: Option<String>,
    /// Only of this member (`mbr_…`).
    pub actor: Option<String>,
    /// Only about this object (`crt_…`, `cus_…`, …).
    pub object: Option<String>,
    /// Not before this moment.
    pub from: Option<OffsetDateTime>,
    /// Before this moment.
    pub to: Option<OffsetDateTime>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

pub(crate) fn record(row: &Row) -> Result<AuditRecord> {
    let fields: Vec<String> = row.try_get("fields")?;
    let salts: Vec<Vec<u8>> = row.try_get("salts")?;
    let values: Vec<String> = row.try_get("values")?;
    Ok(AuditRecord {
        epoch: row.try_get("epoch")?,
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        actor_name: row.try_get("actor_name")?,
        bytes: row.try_get("bytes")?,
        disclosures: fields
            .into_iter()
            .zip(salts)
            .zip(values)
            .map(|((field, salt), value)| Disclosure { field, salt, value })
            .collect(),
    })
}

impl Store {
    /// Which of the certificates and customers that entries name, by their ids in text form, are still there and may be
    /// seen by the caller.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn present<'a>(
        &self,
        caller: &Caller,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<HashSet<String>> {
        let (mut certificates, mut customers) = (Vec::new(), Vec::new());
        for id in ids {
            if let Ok(id) = id.parse::<CertificateId>() {
                certificates.push(id.uuid());
            } else if let Ok(id) = id.parse::<CustomerId>() {
                customers.push(id.uuid());
            }
        }
        let (_, rows) = self
            .read(
                caller,
                Action::AuditRead,
                &[(include_str!("../sql/present.sql"), &[&certificates, &customers])],
            )
            .await?;
        rows.iter()
            .flatten()
            .map(|row| {
                let id = row.try_get("id")?;
                Ok(if row.try_get("is_certificate")? {
                    CertificateId::from_uuid(id).to_string()
                } else {
                    CustomerId::from_uuid(id).to_string()
                })
            })
            .collect()
    }

    /// A page of the log, newest first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn audit_entries(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
    ) -> Result<(Actor, Page<AuditRecord>)> {
        let (epoch, seq) = match &filter.cursor {
            Some(cursor) => {
                let (seq, epoch) = page::decode(cursor)?;
                let epoch: i32 = epoch.parse().map_err(|_| Error::Malformed("cursor"))?;
                let seq: i64 = seq.parse().map_err(|_| Error::Malformed("cursor"))?;
                (Some(epoch), Some(seq))
            }
            None => (None, None),
        };
        let limit = i64::try_from(filter.limit + 1).unwrap_or(i64::MAX);
        let (actor, rows) = self
            .read(
                caller,
                Action::AuditRead,
                &[(
                    include_str!("../sql/audit_entries.sql"),
                    &[
                        &filter.action,
                        &filter.actor,
                        &filter.object,
                        &filter.from,
                        &filter.to,
                        &epoch,
                        &seq,
                        &limit,
                    ],
                )],
            )
            .await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = record(row)?;
                Ok((page::encode(&item.seq.to_string(), &item.epoch.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }

    /// The end of the log, on disk when this returns.
    ///
    /// # Errors
    /// As [`Store::audit_entries`].
    pub async fn audit_head(&self, caller: &Caller) -> Result<Head> {
        let sql = "SELECT epoch, seq, hash FROM audit.heads";
        let (_, rows) = self.read(caller, Action::AuditExport, &[(sql, &[])]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        let head =
            Head { epoch: row.try_get("epoch")?, seq: row.try_get("seq")?, hash: row.try_get("hash")? };
        // Who is shown an entry must not see it vanish in a crash.
        self.wait_for_disk().await?;
        Ok(head)
    }

    /// Entries after (`epoch`, `seq`) in the order of the chain, at most `limit`.
    ///
    /// # Errors
    /// As [`Store::audit_entries`].
    pub async fn audit_chain(
        &self,
        caller: &Caller,
        epoch: i32,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<AuditRecord>> {
        let sql = include_str!("../sql/audit_chain.sql");
        let (_, rows) = self.read(caller, Action::AuditExport, &[(sql, &[&epoch, &seq, &limit])]).await?;
        rows.iter().flatten().map(record).collect()
    }
}
