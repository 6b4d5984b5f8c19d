//! Renewal links: made and taken back by members, and followed by somebody who is none.

use std::collections::BTreeMap;

use domain::id::{CertificateId, KekId, MemberId, OrgId, RenewalLinkId, RequestId};
use domain::{Action, Actor};
use serde_json::json;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;

use crate::alert_rounds::recipient;
use crate::event::commitments;
use crate::system::{SystemTx, first};
use crate::{
    AlertRecipient, Caller, Error, NewCertificate, NewObject, PrimaryKek, Result, SealedMail, Store, TenantTx,
};

/// How often a file can be sent by one link.
pub const RENEWAL_ATTEMPTS: i32 = 20;

/// The link of a certificate, as who may renew it sees it.
#[derive(Debug, Clone)]
pub struct RenewalLink {
    /// Its id.
    pub id: RenewalLinkId,
    /// To whom it was sent; none when it was given to who asked.
    pub email: Option<String>,
    /// The language of its page: `en`, `es` or `pt`.
    pub locale: String,
    /// The name of who asked, if the caller may see members.
    pub asked_by: Option<String>,
    /// UTC.
    pub asked_at: OffsetDateTime,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
    /// Whether that has passed.
    pub over: bool,
    /// How many files were sent by it, of [`RENEWAL_ATTEMPTS`].
    pub attempts: i32,
    /// When the new file came, UTC.
    pub used_at: Option<OffsetDateTime>,
}

/// What there is about the renewal of a certificate.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// Its link.
    pub link: Option<RenewalLink>,
    /// To whom the firm last wrote about the customer's certificates.
    pub contact: Option<String>,
    /// Whether the new file can be asked for: the certificate has an end, and nothing has taken its place.
    pub renewable: bool,
}

/// What is behind a link that is not over: what is asked for, and what it takes to seal it.
#[derive(Debug, Clone)]
pub struct OpenRenewal {
    /// The organization.
    pub org: OrgId,
    /// The certificate.
    pub certificate: CertificateId,
    /// The organization's name.
    pub organization: String,
    /// Its time zone, an IANA name.
    pub time_zone: String,
    /// The link's language.
    pub locale: String,
    /// When the link ends, UTC.
    pub expires_at: OffsetDateTime,
    /// `open`, `used`, `superseded` or `exhausted`.
    pub state: String,
    /// What mails call the certificate: without tax id.
    pub called: String,
    /// See [`crate::Certificate::holder`].
    pub holder: Option<String>,
    /// See [`crate::Certificate::tax_id`].
    pub tax_id: Option<String>,
    /// See [`crate::Certificate::profile`].
    pub profile: Option<String>,
    /// See [`crate::Certificate::kind`].
    pub kind: String,
    /// The subject, RFC 4514.
    pub subject: Option<String>,
    /// The issuer, RFC 4514.
    pub issuer: Option<String>,
    /// The end of its validity, UTC.
    pub not_after: OffsetDateTime,
    /// Whether its private key is in custody too.
    pub has_private_key: bool,
    /// SHA-256 of the DER certificate.
    pub fingerprint_sha256: Vec<u8>,
    /// Who asked.
    pub asked_by: MemberId,
    /// What wraps the keys of new objects.
    pub kek: PrimaryKek,
}

/// A certificate that came by a link.
#[derive(Debug)]
pub struct Renewing<'a> {
    /// Its id.
    pub id: CertificateId,
    /// Its row.
    pub row: &'a NewCertificate,
    /// Its objects, whose sealed bytes are on disk.
    pub objects: &'a [NewObject],
    /// What tells the firm.
    pub mails: &'a [SealedMail],
    /// How long those may take.
    pub lifetime: Duration,
    /// The name of its file.
    pub file_name: &'a str,
}

/// How a renewal by link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewed {
    /// It took the old one's place.
    Done,
    /// The link is over, taken back or used.
    Closed,
    /// Another has taken its place.
    Superseded,
    /// The same certificate is in custody.
    Exists,
}

fn renewal(row: &Row) -> Result<Renewal> {
    let link = match row.try_get::<_, Option<uuid::Uuid>>("link_id")? {
        None => None,
        Some(id) => Some(RenewalLink {
            id: RenewalLinkId::from_uuid(id),
            email: row.try_get("email")?,
            locale: row.try_get("locale")?,
            asked_by: row.try_get("asked_by")?,
            asked_at: row.try_get("asked_at")?,
            expires_at: row.try_get("expires_at")?,
            over: row.try_get("over")?,
            attempts: row.try_get("attempts")?,
            used_at: row.try_get("used_at")?,
        }),
    };
    let renewable: Option<bool> = row.try_get("renewable")?;
    Ok(Renewal { link, contact: row.try_get("contact_email")?, renewable: renewable.unwrap_or(false) })
}

impl Store {
    /// What there is about the renewal of a certificate, for who may ask for it.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn renewal(&self, caller: &Caller, id: CertificateId) -> Result<(Actor, Renewal)> {
        let sql = include_str!("../sql/renewal.sql");
        let (actor, rows) = self.read(caller, Action::CertificateAskRenewal, &[(sql, &[&id.uuid()])]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        Ok((actor, renewal(row)?))
    }
}

impl TenantTx {
    /// Makes a link in the place of any earlier one, and remembers the address with the customer if the caller may change him.
    /// Returns when the link ends: after `lifetime`, 60 days at most.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`].
    pub async fn ask_renewal(
        &self,
        link: RenewalLinkId,
        id: CertificateId,
        token_hash: &[u8; 32],
        email: Option<&str>,
        locale: &str,
        lifetime: Duration,
    ) -> Result<OffsetDateTime> {
        let rows = self
            .query(
                "SELECT credenza.ask_renewal($1, $2, $3, $4, $5, make_interval(secs => $6))",
                &[
                    &link.uuid(),
                    &id.uuid(),
                    &token_hash.as_slice(),
                    &email,
                    &locale,
                    &lifetime.as_seconds_f64(),
                ],
            )
            .await?;
        let ends = rows.first().ok_or(Error::NotFound)?.try_get(0)?;
        if email.is_some() {
            // Where changing a customer takes a proof, the address is not remembered: this act has none.
            self.execute(
                "UPDATE credenza.customers u SET contact_email = $2
                 FROM credenza.organizations o
                 WHERE u.id = (SELECT customer_id FROM credenza.certificates WHERE id = $1)
                   AND o.org_id = u.org_id AND NOT 'customer.write' = ANY (o.sensitive_permissions)",
                &[&id.uuid(), &email],
            )
            .await?;
        }
        Ok(ends)
    }

    /// Takes a certificate's link back. Returns its id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn revoke_renewal(&self, id: CertificateId) -> Result<RenewalLinkId> {
        let rows = self.query("SELECT credenza.revoke_renewal($1)", &[&id.uuid()]).await?;
        Ok(RenewalLinkId::from_uuid(rows.first().ok_or(Error::NotFound)?.try_get(0)?))
    }
}

impl SystemTx<'_> {
    /// What is behind a link's hash, if the link is not over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_renewal(&self, token_hash: &[u8; 32]) -> Result<Option<OpenRenewal>> {
        let rows = self.call("SELECT * FROM system.find_renewal($1)", &[&token_hash.as_slice()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(OpenRenewal {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            certificate: CertificateId::from_uuid(row.try_get("certificate_id")?),
            organization: row.try_get("organization")?,
            time_zone: row.try_get("time_zone")?,
            locale: row.try_get("locale")?,
            expires_at: row.try_get("expires_at")?,
            state: row.try_get("state")?,
            called: row.try_get("called")?,
            holder: row.try_get("holder")?,
            tax_id: row.try_get("tax_id")?,
            profile: row.try_get("profile")?,
            kind: row.try_get("kind")?,
            subject: row.try_get("subject")?,
            issuer: row.try_get("issuer")?,
            not_after: row.try_get("not_after")?,
            has_private_key: row.try_get("has_private_key")?,
            fingerprint_sha256: row.try_get("fingerprint")?,
            asked_by: MemberId::from_uuid(row.try_get("asked_by")?),
            kek: PrimaryKek {
                id: KekId::from_uuid(row.try_get("kek_id")?),
                wrapped: row.try_get("wrapped_kek")?,
            },
        }))
    }

    /// Counts an attempt by a link; false when none is left.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn try_renewal(&self, token_hash: &[u8; 32]) -> Result<bool> {
        first(&self.call("SELECT system.try_renewal($1)", &[&token_hash.as_slice()]).await?)
    }

    /// Records that a file was not taken, and why: stable codes.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn refuse_renewal(
        &self,
        token_hash: &[u8; 32],
        reasons: &str,
        request: RequestId,
    ) -> Result<()> {
        let sql = "SELECT system.refuse_renewal($1, $2, $3)";
        self.call(sql, &[&token_hash.as_slice(), &reasons, &request.to_string()]).await.map(drop)
    }

    /// Who in the organization can be told: everybody who may see certificates.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn renewal_readers(&self, org: OrgId) -> Result<Vec<AlertRecipient>> {
        let rows = self.call("SELECT * FROM system.alert_recipients($1)", &[&vec![org.uuid()]]).await?;
        rows.iter().map(recipient).collect()
    }

    /// Puts a certificate in the place of the one that a link is for: rows, keys, the link's use, mails and entries in one
    /// transaction.
    ///
    /// # Errors
    /// [`Error::Wall`] when it does not renew the certificate; [`Error::Unavailable`].
    pub async fn renew(
        &self,
        token_hash: &[u8; 32],
        org: OrgId,
        new: &Renewing<'_>,
        request: RequestId,
    ) -> Result<Renewed> {
        let personal = BTreeMap::from([("file", new.file_name.to_owned())]);
        let ids: Vec<_> = new.mails.iter().map(|mail| mail.id.uuid()).collect();
        let letters: Vec<_> = new.mails.iter().map(|mail| mail.sealed.as_slice()).collect();
        let rows = self
            .call(
                "SELECT system.renew($1, $2, $3, $4, $5, make_interval(secs => $6), $7, $8)",
                &[
                    &token_hash.as_slice(),
                    &row_json(new.id, new.row)?,
                    &objects_json(new.objects),
                    &ids,
                    &letters,
                    &new.lifetime.as_seconds_f64(),
                    &request.to_string(),
                    &commitments(org, &personal, self.rng()),
                ],
            )
            .await?;
        match rows.first().ok_or(Error::NotFound)?.try_get(0)? {
            "done" => Ok(Renewed::Done),
            "closed" => Ok(Renewed::Closed),
            "superseded" => Ok(Renewed::Superseded),
            "exists" => Ok(Renewed::Exists),
            other => Err(Error::Internal(format!("no such end of a renewal: {other}"))),
        }
    }

    /// Removes links that are over; returns how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_renewals(&self) -> Result<i64> {
        first(&self.call("SELECT system.forget_renewals()", &[]).await?)
    }
}

/// Bytes as PostgreSQL reads them in a text.
fn bytea(bytes: &[u8]) -> String {
    format!("\\x{}", hex::encode(bytes))
}

fn row_json(id: CertificateId, row: &NewCertificate) -> Result<serde_json::Value> {
    let moment = |at: Option<OffsetDateTime>| {
        at.map(|at| at.format(&Rfc3339)).transpose().map_err(|_| Error::Malformed("time"))
    };
    Ok(json!({
        "id": id.uuid(),
        "name": row.name,
        "kind": row.kind,
        "profile": row.profile,
        "holder": row.holder,
        "tax_id": row.tax_id,
        "country": row.country,
        "not_before": moment(row.not_before)?,
        "not_after": moment(row.not_after)?,
        "fingerprint_sha256": row.fingerprint_sha256.as_deref().map(bytea),
        "spki_sha256": bytea(&row.spki_sha256),
        "key_algorithm": row.key_algorithm,
        "has_private_key": row.has_private_key,
        "has_password": row.has_password,
        "metadata": row.metadata,
    }))
}

fn objects_json(objects: &[NewObject]) -> serde_json::Value {
    objects
        .iter()
        .map(|object| {
            json!({
                "id": object.id.uuid(),
                "kind": object.kind,
                "file_name": object.file_name,
                "size": object.size,
                "kek_id": object.kek.uuid(),
                "wrapped_dek": bytea(&object.wrapped_dek),
            })
        })
        .collect()
}
