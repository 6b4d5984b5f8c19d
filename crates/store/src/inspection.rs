//! What `credenza fsck` looks at in the database: everything, as it was at one moment, read as a stream.

use domain::id::{CertificateId, KekId, MemberId, ObjectId, OrgId, SessionId};
use futures_util::{Stream, TryStreamExt};
use time::OffsetDateTime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, IsolationLevel, Row, Transaction};
use uuid::Uuid;

use crate::audit_log::{AuditRecord, Head, record};
use crate::{Error, Result};

/// The database as it was when this was begun. What happens meanwhile is not seen.
pub struct Inspection<'a>(Transaction<'a>);

/// A sealed object of which a row tells.
#[derive(Debug, Clone, Copy)]
pub struct ObjectRow {
    /// Whose.
    pub org: OrgId,
    /// Its id.
    pub object: ObjectId,
    /// Its version.
    pub version: u32,
    /// The certificate that it belongs to; a key that signs passes or status lists belongs to none.
    pub certificate: Option<CertificateId>,
    /// Bytes before it was sealed.
    pub size: u32,
    /// Whether its wrapped key is there.
    pub has_key: bool,
}

/// A key-encryption key of an organization.
#[derive(Debug, Clone)]
pub struct KekRow {
    /// Whose.
    pub org: OrgId,
    /// Its id.
    pub kek: KekId,
    /// The same, wrapped; `None` when it was destroyed.
    pub wrapped: Option<Vec<u8>>,
}

/// Mail that should have gone.
#[derive(Debug, Clone, Copy)]
pub struct WaitingMail {
    /// How many.
    pub count: i64,
    /// Since when the oldest waits, UTC.
    pub since: OffsetDateTime,
    /// How often the one that was tried most was tried.
    pub attempts: i32,
}

impl<'a> Inspection<'a> {
    /// Begins. `admin` is connected as a superuser.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn begin(admin: &'a mut Client) -> Result<Self> {
        let snapshot = admin.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        Ok(Self(snapshot.read_only(true).start().await?))
    }

    /// The name under which other connections see the same, for as long as this lives.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn export(&self) -> Result<String> {
        Ok(self.0.query_one("SELECT pg_export_snapshot()", &[]).await?.try_get(0)?)
    }

    /// The moment of which this is, UTC.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn moment(&self) -> Result<OffsetDateTime> {
        Ok(self.0.query_one("SELECT now()", &[]).await?.try_get(0)?)
    }

    /// Every object of every organization.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn objects(&self) -> Result<impl Stream<Item = Result<ObjectRow>> + Unpin + use<>> {
        let rows = self.stream(include_str!("../sql/inspect_objects.sql"), &[]).await?;
        Ok(Box::pin(rows.and_then(|row| async move { object(&row) })))
    }

    /// Wrapped keys that belong to no object, or were wrapped under a KEK that is not there: organization, object, and
    /// whether the object is what is missing.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn lost_keys(&self) -> Result<Vec<(OrgId, ObjectId, bool)>> {
        let rows = self.0.query(include_str!("../sql/inspect_keys.sql"), &[]).await?;
        rows.iter()
            .map(|row| {
                let org = OrgId::from_uuid(row.try_get("org_id")?);
                Ok((org, ObjectId::from_uuid(row.try_get("object_id")?), row.try_get("unowned")?))
            })
            .collect()
    }

    /// Sessions by which more, less or something else may be done than their rows and those of their members say.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn wrong_sessions(&self) -> Result<Vec<(OrgId, SessionId)>> {
        let rows = self.0.query(include_str!("../sql/inspect_sessions.sql"), &[]).await?;
        rows.iter()
            .map(|row| Ok((OrgId::from_uuid(row.try_get(0)?), SessionId::from_uuid(row.try_get(1)?))))
            .collect()
    }

    /// Members of whom it is noted that they have to enrol a passkey, and who have not, or the other way round.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn wrong_enrolments(&self) -> Result<Vec<(OrgId, MemberId)>> {
        let sql = "SELECT m.org_id, m.id FROM credenza.members m JOIN credenza.organizations o ON o.org_id = m.org_id
                   WHERE m.must_enrol <> (o.require_passkeys
                                          AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id))
                   ORDER BY 1, 2";
        let rows = self.0.query(sql, &[]).await?;
        rows.iter()
            .map(|row| Ok((OrgId::from_uuid(row.try_get(0)?), MemberId::from_uuid(row.try_get(1)?))))
            .collect()
    }

    /// Certificates of which nothing is in custody.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn empty_certificates(&self) -> Result<Vec<(OrgId, CertificateId)>> {
        let sql = "SELECT c.org_id, c.id FROM credenza.certificates c
                   WHERE NOT EXISTS (SELECT FROM credenza.objects o WHERE o.org_id = c.org_id AND o.certificate_id = c.id)
                   ORDER BY 1, 2";
        let rows = self.0.query(sql, &[]).await?;
        rows.iter()
            .map(|row| Ok((OrgId::from_uuid(row.try_get(0)?), CertificateId::from_uuid(row.try_get(1)?))))
            .collect()
    }

    /// Every KEK of every organization.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn keks(&self) -> Result<Vec<KekRow>> {
        let rows =
            self.0.query("SELECT org_id, id, wrapped_kek FROM credenza.keks ORDER BY 1, 2", &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(KekRow {
                    org: OrgId::from_uuid(row.try_get(0)?),
                    kek: KekId::from_uuid(row.try_get(1)?),
                    wrapped: row.try_get(2)?,
                })
            })
            .collect()
    }

    /// Every organization, and whether it has a primary KEK.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn organizations(&self) -> Result<Vec<(OrgId, bool)>> {
        let sql = "SELECT g.org_id, EXISTS (SELECT FROM credenza.keks k WHERE k.org_id = g.org_id AND k.state = 'primary')
                   FROM credenza.organizations g ORDER BY 1";
        let rows = self.0.query(sql, &[]).await?;
        rows.iter().map(|row| Ok((OrgId::from_uuid(row.try_get(0)?), row.try_get(1)?))).collect()
    }

    /// Rotations that are not finished, and keys that wait for one: those that came in under a former key-encryption key.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn rotations(&self) -> Result<(u64, u64)> {
        let sql = "SELECT (SELECT count(*) FROM credenza_private.kek_rotations WHERE finished_at IS NULL),
                          (SELECT count(*) FROM credenza.object_keys k
                           JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id AND e.state = 'decrypt_only')";
        let row = self.0.query_one(sql, &[]).await?;
        let count =
            |column| Ok::<_, Error>(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default());
        Ok((count(0)?, count(1)?))
    }

    /// Where an organization's log says that it ends; `None` when it has none.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn head(&self, org: OrgId) -> Result<Option<Head>> {
        let sql = "SELECT epoch, seq, hash FROM audit.heads WHERE org_id = $1";
        let row = self.0.query_opt(sql, &[&org.uuid()]).await?;
        row.map(|row| Ok(Head { epoch: row.try_get(0)?, seq: row.try_get(1)?, hash: row.try_get(2)? }))
            .transpose()
    }

    /// An organization's log, in the order of the chain.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn log(&self, org: OrgId) -> Result<impl Stream<Item = Result<AuditRecord>> + Unpin + use<>> {
        let rows = self.stream(include_str!("../sql/operator_audit_chain.sql"), &[&org.uuid()]).await?;
        Ok(Box::pin(rows.and_then(|row| async move { record(&row) })))
    }

    /// Mail that has waited for an hour, if there is any.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn waiting_mail(&self) -> Result<Option<WaitingMail>> {
        let sql = "SELECT count(*), min(queued_at), max(attempts) FROM credenza.mail_queue
                   WHERE queued_at < now() - interval '1 hour' HAVING count(*) > 0";
        let row = self.0.query_opt(sql, &[]).await?;
        row.map(|row| {
            Ok(WaitingMail { count: row.try_get(0)?, since: row.try_get(1)?, attempts: row.try_get(2)? })
        })
        .transpose()
    }

    async fn stream(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<impl Stream<Item = Result<Row>> + use<>> {
        let rows = self.0.query_raw(sql, parameters.iter().copied()).await?;
        Ok(rows.map_err(Error::from))
    }
}

/// Which of these objects the database knows at this moment. `admin` is connected as a superuser.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn known_objects(admin: &Client, objects: &[ObjectId]) -> Result<Vec<ObjectId>> {
    let ids: Vec<Uuid> = objects.iter().map(|object| object.uuid()).collect();
    let rows = admin.query("SELECT DISTINCT id FROM credenza.objects WHERE id = ANY ($1)", &[&ids]).await?;
    rows.iter().map(|row| Ok(ObjectId::from_uuid(row.try_get(0)?))).collect()
}

fn object(row: &Row) -> Result<ObjectRow> {
    let (version, size): (i32, i32) = (row.try_get("version")?, row.try_get("size")?);
    Ok(ObjectRow {
        org: OrgId::from_uuid(row.try_get("org_id")?),
        object: ObjectId::from_uuid(row.try_get("id")?),
        version: u32::try_from(version).unwrap_or_default(),
        certificate: row.try_get::<_, Option<_>>("certificate_id")?.map(CertificateId::from_uuid),
        size: u32::try_from(size).unwrap_or_default(),
        has_key: row.try_get("has_key")?,
    })
}
