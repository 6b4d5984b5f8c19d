//! Certificates in custody: their metadata, and the keys that open their sealed bytes.

use domain::id::{CertificateId, CustomerId, KekId, MemberId, ObjectId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::types::Json;
use uuid::Uuid;

use crate::reads::by_caller;
use crate::revocations::{Revocation, revocation};
use crate::tenant::Params;
use crate::{AuditEvent, Caller, Error, Result, Store, TenantTx};

/// The customer a certificate belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRef {
    /// Its id.
    pub id: CustomerId,
    /// Its name; `None` for who may not see customers.
    pub name: Option<String>,
}

/// What is kept in clear of a certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Whose it is.
    pub customer: Option<CustomerRef>,
    /// What the firm calls it; at first the file's name.
    pub name: String,
    /// The kind of file.
    pub kind: String,
    /// What it is for, as its country's authority issues it: `mx.efirma`, …
    pub profile: Option<String>,
    /// Who is named in it.
    pub holder: Option<String>,
    /// The holder's tax id.
    pub tax_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Beginning of its validity, UTC; `None` for a key that waits for its certificate.
    pub not_before: Option<OffsetDateTime>,
    /// End of its validity, UTC.
    pub not_after: Option<OffsetDateTime>,
    /// SHA-256 of the DER certificate.
    pub fingerprint_sha256: Option<Vec<u8>>,
    /// SHA-256 of the public key's DER `SubjectPublicKeyInfo`.
    pub spki_sha256: Vec<u8>,
    /// `RSA-2048`, `EC-P256`, …
    pub key_algorithm: String,
    /// Whether its private key is in custody too.
    pub has_private_key: bool,
    /// Whether a password is in custody.
    pub has_password: bool,
    /// What else was read from the file.
    pub metadata: serde_json::Value,
    /// What is known of its revocation; `None` when nobody can ask.
    pub revocation: Option<Revocation>,
    /// Rises with every change.
    pub version: i32,
    /// Who uploaded it.
    pub created_by: MemberId,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// A certificate that is about to be kept, or a key.
#[derive(Debug, Clone)]
pub struct NewCertificate {
    /// See [`Certificate::name`].
    pub name: String,
    /// See [`Certificate::kind`].
    pub kind: String,
    /// See [`Certificate::profile`].
    pub profile: Option<String>,
    /// See [`Certificate::holder`].
    pub holder: Option<String>,
    /// See [`Certificate::tax_id`].
    pub tax_id: Option<String>,
    /// See [`Certificate::country`].
    pub country: Option<String>,
    /// See [`Certificate::not_before`].
    pub not_before: Option<OffsetDateTime>,
    /// See [`Certificate::not_after`].
    pub not_after: Option<OffsetDateTime>,
    /// See [`Certificate::fingerprint_sha256`].
    pub fingerprint_sha256: Option<Vec<u8>>,
    /// See [`Certificate::spki_sha256`].
    pub spki_sha256: Vec<u8>,
    /// See [`Certificate::key_algorithm`].
    pub key_algorithm: String,
    /// See [`Certificate::has_private_key`].
    pub has_private_key: bool,
    /// See [`Certificate::has_password`].
    pub has_password: bool,
    /// See [`Certificate::metadata`].
    pub metadata: serde_json::Value,
}

/// Sealed bytes that are in the object store already.
#[derive(Debug, Clone)]
pub struct NewObject {
    /// Its id.
    pub id: ObjectId,
    /// The stable name of its kind, as its seal has it.
    pub kind: &'static str,
    /// The name of the file it came in.
    pub file_name: String,
    /// Length of the plaintext in bytes.
    pub size: i32,
    /// Which KEK wraps its DEK.
    pub kek: KekId,
    /// The wrapped DEK.
    pub wrapped_dek: Vec<u8>,
}

/// Sealed bytes, as the detail page shows them.
#[derive(Debug, Clone)]
pub struct ObjectInfo {
    /// Its id.
    pub id: ObjectId,
    /// Its version.
    pub version: u32,
    /// The stable name of its kind.
    pub kind: String,
    /// The name of the file it came in.
    pub file_name: String,
    /// Length of the plaintext in bytes.
    pub size: i32,
    /// When it was sealed, UTC.
    pub created_at: OffsetDateTime,
}

/// What it takes, with a grant, to open an object: its DEK under its organization's KEK, and that under a root key.
#[derive(Debug, Clone)]
pub struct SealedKey {
    /// The KEK.
    pub kek: KekId,
    /// The KEK, wrapped under a root key.
    pub wrapped_kek: Vec<u8>,
    /// The DEK, wrapped under the KEK.
    pub wrapped_dek: Vec<u8>,
}

/// The public parts by which an upload meets what is in custody.
#[derive(Debug, Clone)]
pub struct PublicParts {
    /// See [`Certificate::fingerprint_sha256`]; `None` for a key alone.
    pub fingerprint_sha256: Option<Vec<u8>>,
    /// See [`Certificate::spki_sha256`].
    pub spki_sha256: Vec<u8>,
}

/// The key that wraps an organization's new DEKs.
#[derive(Debug, Clone)]
pub struct PrimaryKek {
    /// Its id.
    pub id: KekId,
    /// The same, wrapped under a root key.
    pub wrapped: Vec<u8>,
}

/// A certificate in custody that an upload meets: the same certificate, or the other half of a pair.
#[derive(Debug, Clone)]
pub struct CertificateMatch {
    /// What is there, without the customer's name.
    pub certificate: Certificate,
    /// The kinds of its objects.
    pub kinds: Vec<String>,
}

/// What the firm may change about a certificate.
#[derive(Debug, Clone)]
pub struct CertificateEdit {
    /// See [`Certificate::name`].
    pub name: String,
    /// See [`Certificate::customer`].
    pub customer: Option<CustomerId>,
}

pub(crate) fn certificate(row: &Row) -> Result<Certificate> {
    let customer: Option<Uuid> = row.try_get("customer_id")?;
    let customer_name = row.try_get("customer_name")?;
    Ok(Certificate {
        id: CertificateId::from_uuid(row.try_get("id")?),
        customer: customer.map(|id| CustomerRef { id: CustomerId::from_uuid(id), name: customer_name }),
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        profile: row.try_get("profile")?,
        holder: row.try_get("holder")?,
        tax_id: row.try_get("tax_id")?,
        country: row.try_get("country")?,
        not_before: row.try_get("not_before")?,
        not_after: row.try_get("not_after")?,
        fingerprint_sha256: row.try_get("fingerprint_sha256")?,
        spki_sha256: row.try_get("spki_sha256")?,
        key_algorithm: row.try_get("key_algorithm")?,
        has_private_key: row.try_get("has_private_key")?,
        has_password: row.try_get("has_password")?,
        metadata: row.try_get("metadata")?,
        revocation: revocation(row)?,
        version: row.try_get("version")?,
        created_by: MemberId::from_uuid(row.try_get("created_by")?),
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn object(row: &Row) -> Result<ObjectInfo> {
    Ok(ObjectInfo {
        id: ObjectId::from_uuid(row.try_get("id")?),
        version: u32::try_from(row.try_get::<_, i32>("version")?).unwrap_or(0),
        kind: row.try_get("kind")?,
        file_name: row.try_get("file_name")?,
        size: row.try_get("size")?,
        created_at: row.try_get("created_at")?,
    })
}

/// $1 certificate. With its objects in the column `objects`.
const ONE: &str =
    concat!(include_str!("../sql/certificates_select.sql"), include_str!("../sql/certificate_from.sql"));
/// $1 certificate, $2 the caller's handle.
const ONE_BY_CALLER: &str = by_caller!(
    "$2",
    include_str!("../sql/certificates_select.sql"),
    include_str!("../sql/certificate_from.sql")
);
/// $1 fingerprint, $2 public key. Nobody asks for the customer's name here, and leaving the table out spares its policy.
const MATCHES: &str = concat!(
    include_str!("../sql/certificates_select.sql"),
    ", ARRAY(SELECT o.kind FROM credenza.objects o WHERE o.org_id = c.org_id AND o.certificate_id = c.id) AS kinds",
    " FROM credenza.certificates c CROSS JOIN (SELECT NULL::text AS name) AS u",
    " WHERE c.fingerprint_sha256 = $1 OR c.spki_sha256 = $2 ORDER BY c.not_after DESC NULLS LAST, c.id"
);

fn certificate_match(row: &Row) -> Result<CertificateMatch> {
    Ok(CertificateMatch { certificate: certificate(row)?, kinds: row.try_get("kinds")? })
}

const OBJECTS: &str = include_str!("../sql/objects.sql");

/// A certificate in custody and its sealed objects.
pub type Kept = (Certificate, Vec<ObjectInfo>);

/// Of a row of [`ONE`].
fn kept(row: &Row) -> Result<Kept> {
    let objects: Option<Json<Vec<KnownObject>>> = row.try_get("objects")?;
    let objects = objects.into_iter().flat_map(|Json(objects)| objects).map(ObjectInfo::from).collect();
    Ok((certificate(row)?, objects))
}

/// An object as the column `objects` has it.
#[derive(serde::Deserialize)]
struct KnownObject {
    id: Uuid,
    version: u32,
    kind: String,
    file_name: String,
    size: i32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<KnownObject> for ObjectInfo {
    fn from(known: KnownObject) -> Self {
        let KnownObject { id, version, kind, file_name, size, created_at } = known;
        Self { id: ObjectId::from_uuid(id), version, kind, file_name, size, created_at }
    }
}

impl Store {
    /// One certificate and its sealed objects.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn certificate(
        &self,
        caller: &Caller,
        id: CertificateId,
    ) -> Result<(Actor, Certificate, Vec<ObjectInfo>)> {
        let (actor, row) =
            self.read_one(caller, Action::CertificateRead, ONE_BY_CALLER, &[&id.uuid()]).await?;
        row.try_get::<_, Option<Uuid>>("id")?.ok_or(Error::NotFound)?;
        let (certificate, objects) = kept(&row)?;
        Ok((actor, certificate, objects))
    }

    /// The organization's primary KEK, for who may upload.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`] for who may not.
    pub async fn kek_for_upload(&self, caller: &Caller) -> Result<PrimaryKek> {
        self.primary_kek_for(caller, Action::CertificateUpload).await
    }

    /// The key under which what comes in by `action` is to be sealed.
    pub(crate) async fn primary_kek_for(&self, caller: &Caller, action: Action) -> Result<PrimaryKek> {
        let sql = "SELECT id, wrapped_kek FROM credenza.keks WHERE state = 'primary'";
        let (_, rows) = self.read(caller, action, &[(sql, &[])]).await?;
        let kek = rows.iter().flatten().next();
        let kek = kek.ok_or_else(|| Error::Internal("the organization has no primary KEK".into()))?;
        Ok(PrimaryKek { id: KekId::from_uuid(kek.try_get("id")?), wrapped: kek.try_get("wrapped_kek")? })
    }
}

pub(crate) fn sealed_key(row: &Row) -> Result<SealedKey> {
    Ok(SealedKey {
        kek: KekId::from_uuid(row.try_get("kek_id")?),
        wrapped_kek: row.try_get("wrapped_kek")?,
        wrapped_dek: row.try_get("wrapped_dek")?,
    })
}

/// The rows of one object and its key, as parameters.
struct ObjectRows {
    object: [Uuid; 2],
    size: i32,
    kek: Uuid,
}

impl TenantTx {
    /// Keeps a new certificate with its objects, and commits. Returns it as it is now.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the same certificate is in custody or the customer is not there.
    pub async fn create_certificate(
        self,
        id: CertificateId,
        customer: Option<CustomerId>,
        new: &NewCertificate,
        objects: &[NewObject],
        event: &AuditEvent,
    ) -> Result<Option<Kept>> {
        let (org, member) = (self.actor().org.uuid(), self.actor().member.uuid());
        let (id, customer) = (id.uuid(), customer.map(CustomerId::uuid));
        let row: Params<'_> = &[
            &org,
            &id,
            &customer,
            &new.name,
            &new.kind,
            &new.profile,
            &new.holder,
            &new.tax_id,
            &new.country,
            &new.not_before,
            &new.not_after,
            &new.fingerprint_sha256,
            &new.spki_sha256,
            &new.key_algorithm,
            &new.has_private_key,
            &new.has_password,
            &new.metadata,
            &member,
        ];
        self.commit_objects(Some((include_str!("../sql/create_certificate.sql"), row)), id, objects, event)
            .await
    }

    /// What has the same certificate or public key, with the certainty that it stays so until this transaction ends:
    /// uploads of one public key take turns, so that the halves of a pair find each other also when they arrive at the
    /// same moment.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn lock_matches(&self, upload: &PublicParts) -> Result<Vec<CertificateMatch>> {
        let turn: i64 =
            upload.spki_sha256.iter().take(8).fold(0, |turn, byte| (turn << 8) | i64::from(*byte));
        // The second statement begins, and takes its snapshot, when the first has the lock.
        let rows = self
            .query_all(&[
                ("SELECT pg_advisory_xact_lock($1)", &[&turn]),
                (MATCHES, &[&upload.fingerprint_sha256, &upload.spki_sha256]),
            ])
            .await?;
        rows.iter().skip(1).flatten().map(certificate_match).collect()
    }

    /// Adds objects to a certificate that this transaction has locked and changed, and commits. Returns it as it is now.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has an object of the kind.
    pub async fn add_objects(
        self,
        id: CertificateId,
        objects: &[NewObject],
        event: &AuditEvent,
    ) -> Result<Option<Kept>> {
        self.commit_objects(None, id.uuid(), objects, event).await
    }

    async fn commit_objects(
        self,
        first: Option<(&str, Params<'_>)>,
        certificate: Uuid,
        objects: &[NewObject],
        event: &AuditEvent,
    ) -> Result<Option<Kept>> {
        let org = self.actor().org.uuid();
        let rows: Vec<_> = objects
            .iter()
            .map(|o| ObjectRows { object: [org, o.id.uuid()], size: o.size, kek: o.kek.uuid() })
            .collect();
        let params: Vec<[&(dyn tokio_postgres::types::ToSql + Sync); 8]> = objects
            .iter()
            .zip(&rows)
            .map(|(new, row)| -> [&(dyn tokio_postgres::types::ToSql + Sync); 8] {
                [
                    &row.object[0],
                    &row.object[1],
                    &certificate,
                    &new.kind,
                    &new.file_name,
                    &row.size,
                    &row.kek,
                    &new.wrapped_dek,
                ]
            })
            .collect();
        let mut writes: Vec<(&str, Params<'_>)> = first.into_iter().collect();
        for row in &params {
            writes.push((include_str!("../sql/create_object.sql"), &row[..6]));
        }
        let keys: Vec<[&(dyn tokio_postgres::types::ToSql + Sync); 4]> =
            params.iter().map(|row| [row[0], row[1], row[6], row[7]]).collect();
        for row in &keys {
            writes.push((include_str!("../sql/create_object_key.sql"), row));
        }
        let (_, found) = self.commit_around(&writes, event, &[(ONE, &[&certificate])]).await?;
        found.iter().flatten().next().map(kept).transpose()
    }

    /// A certificate and its sealed objects.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn certificate(&self, id: CertificateId) -> Result<(Certificate, Vec<ObjectInfo>)> {
        kept(self.query(ONE, &[&id.uuid()]).await?.first().ok_or(Error::NotFound)?)
    }

    /// The same, locked until the end of the transaction: for who may change it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn lock_certificate(&self, id: CertificateId) -> Result<(Certificate, Vec<ObjectInfo>)> {
        let sql = concat!(
            include_str!("../sql/certificates_select.sql"),
            include_str!("../sql/certificates_from.sql"),
            " WHERE c.id = $1 FOR UPDATE OF c"
        );
        let rows = self.query(sql, &[&id.uuid()]).await?;
        let found = certificate(rows.first().ok_or(Error::NotFound)?)?;
        // A statement of its own, since it is to see what there is now that the certificate is locked.
        let objects = self.query(OBJECTS, &[&self.actor().org.uuid(), &id.uuid()]).await?;
        Ok((found, objects.iter().map(object).collect::<Result<_>>()?))
    }

    /// Writes over a locked certificate what a second file tells of it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the same certificate is in custody elsewhere.
    pub async fn complete_certificate(
        &self,
        id: CertificateId,
        customer: Option<CustomerId>,
        new: &NewCertificate,
    ) -> Result<()> {
        let customer = customer.map(CustomerId::uuid);
        self.execute(
            include_str!("../sql/complete_certificate.sql"),
            &[
                &id.uuid(),
                &new.name,
                &new.kind,
                &new.profile,
                &new.holder,
                &new.tax_id,
                &new.country,
                &new.not_before,
                &new.not_after,
                &new.fingerprint_sha256,
                &new.key_algorithm,
                &new.has_private_key,
                &new.has_password,
                &new.metadata,
                &customer,
            ],
        )
        .await
        .map(drop)
    }

    /// Writes what the firm notes about a certificate, over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`]; [`Error::Conflict`] when the customer is not there.
    pub async fn update_certificate(
        &self,
        id: CertificateId,
        version: i32,
        edit: &CertificateEdit,
    ) -> Result<()> {
        let customer = edit.customer.map(CustomerId::uuid);
        let changed = self
            .execute(
                include_str!("../sql/update_certificate.sql"),
                &[&id.uuid(), &version, &edit.name, &customer],
            )
            .await?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Destroys a certificate: its objects' keys go with their rows.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_certificate(&self, id: CertificateId) -> Result<()> {
        self.execute("DELETE FROM credenza.objects WHERE certificate_id = $1", &[&id.uuid()]).await?;
        let deleted = self.execute("DELETE FROM credenza.certificates WHERE id = $1", &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }
}
