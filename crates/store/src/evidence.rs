//! What proves tickets: photos and PDFs, which are sealed objects.

use domain::id::{EvidenceId, MemberId, ObjectId, TicketId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;

use crate::{Caller, Error, NewObject, PrimaryKek, Result, Store, TenantTx};

/// A photo or PDF that proves a ticket.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// What it proves.
    pub ticket: TicketId,
    /// Its sealed bytes.
    pub object: ObjectId,
    /// The version of these.
    pub version: u32,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media_type: String,
    /// What the file was called.
    pub file_name: String,
    /// Bytes before it was sealed.
    pub size: i32,
    /// Who added it, and what he is called where the caller may know it.
    pub added_by: (MemberId, Option<String>),
    /// UTC.
    pub added_at: OffsetDateTime,
}

const OF_TICKET: &str = concat!(include_str!("../sql/evidence.sql"), "WHERE v.ticket_id = $1 ORDER BY v.id");
const ONE: &str = concat!(include_str!("../sql/evidence.sql"), "WHERE v.id = $1");

fn evidence(row: &Row) -> Result<Evidence> {
    let version: i32 = row.try_get("object_version")?;
    Ok(Evidence {
        id: EvidenceId::from_uuid(row.try_get("id")?),
        ticket: TicketId::from_uuid(row.try_get("ticket_id")?),
        object: ObjectId::from_uuid(row.try_get("object_id")?),
        version: u32::try_from(version).unwrap_or_default(),
        media_type: row.try_get("media_type")?,
        file_name: row.try_get("file_name")?,
        size: row.try_get("size")?,
        added_by: (MemberId::from_uuid(row.try_get("added_by")?), row.try_get("added_by_name")?),
        added_at: row.try_get("added_at")?,
    })
}

impl Store {
    /// What proves a ticket, oldest first; nothing for who may not look at it.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn evidence(&self, caller: &Caller, ticket: TicketId) -> Result<(Actor, Vec<Evidence>)> {
        let (actor, rows) =
            self.read(caller, Action::EvidenceView, &[(OF_TICKET, &[&ticket.uuid()])]).await?;
        Ok((actor, rows.iter().flatten().map(evidence).collect::<Result<_>>()?))
    }

    /// The key under which evidence that the caller adds is to be sealed.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn kek_for_evidence(&self, caller: &Caller) -> Result<PrimaryKek> {
        self.primary_kek_for(caller, Action::EvidenceAdd).await
    }
}

impl TenantTx {
    /// What proves a ticket, oldest first, as far as the caller may look at it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn evidence_of(&self, ticket: TicketId) -> Result<Vec<Evidence>> {
        self.query(OF_TICKET, &[&ticket.uuid()]).await?.iter().map(evidence).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for who may not look at it.
    pub async fn evidence(&self, id: EvidenceId) -> Result<Evidence> {
        let rows = self.query(ONE, &[&id.uuid()]).await?;
        evidence(rows.first().ok_or(Error::NotFound)?)
    }

    /// Adds evidence to a ticket that nobody has approved. It is to be checked then, and not by the caller.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such ticket; [`Error::Rule`].
    pub async fn add_evidence(
        &self,
        id: EvidenceId,
        ticket: TicketId,
        media_type: &str,
        object: &NewObject,
    ) -> Result<()> {
        let sql = "SELECT credenza.add_evidence($1, $2, $3, $4, $5, $6, $7, $8)";
        let params: crate::tenant::Params<'_> = &[
            &ticket.uuid(),
            &id.uuid(),
            &media_type,
            &object.id.uuid(),
            &object.file_name,
            &object.size,
            &object.kek.uuid(),
            &object.wrapped_dek,
        ];
        self.query(sql, params).await.map(drop)
    }

    /// Takes evidence away from a ticket that nobody has approved, and destroys its key.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn remove_evidence(&self, id: EvidenceId) -> Result<()> {
        self.query("SELECT credenza.remove_evidence($1)", &[&id.uuid()]).await.map(drop)
    }
}
