//! Scanners of sites: as who manages them sees and makes them, and how a phone becomes one (`docs/GATE.md`).

use domain::id::{OrgId, RequestId, ScannerId, SiteId};
use domain::{Action, Actor};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;

use crate::system::{SystemTx, first};
use crate::tenant::Params;
use crate::{Caller, Error, Result, Store, TenantTx};

/// A scanner.
#[derive(Debug, Clone)]
pub struct Scanner {
    /// Its id.
    pub id: ScannerId,
    /// What it is called.
    pub name: String,
    /// Its site.
    pub site: SiteId,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// Who made it; none when the caller may not know.
    pub created_by: Option<String>,
    /// When its authority was taken away, UTC.
    pub revoked_at: Option<OffsetDateTime>,
    /// Its newest enrolment.
    pub epoch: Option<ScannerEpoch>,
    /// Until when the link is good by which it can be enrolled, UTC.
    pub link_until: Option<OffsetDateTime>,
}

/// An enrolment of a scanner.
#[derive(Debug, Clone)]
pub struct ScannerEpoch {
    /// Its number, from 1.
    pub number: i32,
    /// How many records there are.
    pub records: i64,
    /// UTC.
    pub enrolled_at: OffsetDateTime,
    /// When another took its place, or it was ended, UTC.
    pub closed_at: Option<OffsetDateTime>,
    /// When its log was first told in two ways, UTC.
    pub forked_at: Option<OffsetDateTime>,
    /// When it last brought or asked something, UTC.
    pub last_seen_at: Option<OffsetDateTime>,
    /// When it last asked for its bundle, UTC.
    pub bundle_at: Option<OffsetDateTime>,
}

/// A site, as its scanners see it.
#[derive(Debug, Clone)]
pub struct SiteGate {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The most seconds that the status of a pass may be old there.
    pub max_status_age: Option<i32>,
    /// Whether its scanners carry photos.
    pub photos: bool,
    /// The site's version.
    pub version: i32,
}

/// A phone that follows a link.
#[derive(Debug)]
pub struct Enrolling<'a> {
    /// SHA-256 of the link's token.
    pub token_hash: &'a [u8; 32],
    /// The phone's key: x and y, 32 bytes each, big-endian.
    pub point: &'a [u8],
    /// SHA-256 of that, as a COSE key.
    pub key_hash: &'a [u8; 32],
    /// What its log begins with.
    pub start: &'a [u8; 32],
    /// What finds the epoch from now on; only its hash is kept.
    pub handle: &'a [u8; 32],
}

/// What a phone has become.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Where.
    pub org: OrgId,
    /// The name of that.
    pub org_name: String,
    /// Which scanner.
    pub scanner: ScannerId,
    /// Which enrolment.
    pub epoch: i32,
    /// Its site.
    pub site: SiteId,
    /// The name of that.
    pub site_name: String,
    /// How many records there are of it.
    pub seq: i64,
    /// The hash that the next names.
    pub hash: Vec<u8>,
}

/// A key against which a request is to be held.
#[derive(Debug, Clone)]
pub struct ScannerKey {
    /// Where.
    pub org: OrgId,
    /// x and y.
    pub point: Vec<u8>,
    /// What its log begins with.
    pub start: Vec<u8>,
    /// Whether its scanner's authority was taken away.
    pub revoked: bool,
    /// Whether another enrolment took its place.
    pub closed: bool,
}

fn scanner(row: &Row) -> Result<Scanner> {
    let epoch: Option<i32> = row.try_get("epoch")?;
    let epoch = epoch.map(|number| {
        Ok::<_, Error>(ScannerEpoch {
            number,
            records: row.try_get("seq")?,
            enrolled_at: row.try_get("enrolled_at")?,
            closed_at: row.try_get("closed_at")?,
            forked_at: row.try_get("forked_at")?,
            last_seen_at: row.try_get("last_seen_at")?,
            bundle_at: row.try_get("bundle_at")?,
        })
    });
    Ok(Scanner {
        id: ScannerId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        site: SiteId::from_uuid(row.try_get("site_id")?),
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
        revoked_at: row.try_get("revoked_at")?,
        epoch: epoch.transpose()?,
        link_until: row.try_get("link_until")?,
    })
}

impl Store {
    /// The scanners of a site, those that were revoked last, else the newest first; 500 at most.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn scanners(&self, caller: &Caller, site: SiteId) -> Result<(Actor, SiteGate, Vec<Scanner>)> {
        let site = site.uuid();
        let here =
            "SELECT id, name, max_status_age, scanner_photos, version FROM credenza.sites WHERE id = $1";
        let of_site: Params<'_> = &[&site];
        let statements = [(here, of_site), (include_str!("../sql/scanners.sql"), of_site)];
        let (actor, rows) = self.read(caller, Action::ScannerRead, &statements).await?;
        let [here, scanners] = rows.as_slice() else { return Err(Error::NotFound) };
        let here = here.first().ok_or(Error::NotFound)?;
        let gate = SiteGate {
            id: SiteId::from_uuid(here.try_get("id")?),
            name: here.try_get("name")?,
            max_status_age: here.try_get("max_status_age")?,
            photos: here.try_get("scanner_photos")?,
            version: here.try_get("version")?,
        };
        Ok((actor, gate, scanners.iter().map(scanner).collect::<Result<_>>()?))
    }

    /// The names of the scanners that the caller may read of, with their ids and sites, by name; 500 at most.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn scanner_names(&self, caller: &Caller) -> Result<Vec<(ScannerId, String)>> {
        let sql = "SELECT id, name FROM credenza.scanners ORDER BY lower(name), id LIMIT 500";
        let (_, rows) = self.read(caller, Action::GateLogRead, &[(sql, &[])]).await?;
        let name = |row: &Row| Ok((ScannerId::from_uuid(row.try_get("id")?), row.try_get("name")?));
        rows.iter().flatten().map(name).collect()
    }
}

impl TenantTx {
    /// Makes a scanner of a site, and the link by which a phone becomes it, with the step-up proof that this transaction has spent.
    /// Returns when the link ends.
    ///
    /// # Errors
    /// [`Error::NoStepUp`]; [`Error::Conflict`] when there is no such site.
    pub async fn create_scanner(
        &self,
        id: ScannerId,
        site: SiteId,
        name: &str,
        token_hash: &[u8; 32],
        lifetime: Duration,
        proof: &str,
    ) -> Result<OffsetDateTime> {
        let sql = "SELECT credenza.create_scanner($1, $2, $3, $4, make_interval(secs => $5), $6)";
        let (hash, seconds) = (token_hash.as_slice(), lifetime.as_seconds_f64());
        first(&self.query(sql, &[&id.uuid(), &site.uuid(), &name, &hash, &seconds, &proof]).await?)
    }

    /// Makes a further link of a scanner, likewise.
    ///
    /// # Errors
    /// [`Error::NoStepUp`]; [`Error::NotFound`]; [`Error::Rule`] when it was revoked.
    pub async fn invite_scanner(
        &self,
        id: ScannerId,
        token_hash: &[u8; 32],
        lifetime: Duration,
        proof: &str,
    ) -> Result<OffsetDateTime> {
        let sql = "SELECT credenza.invite_scanner($1, $2, make_interval(secs => $3), $4)";
        let (hash, seconds) = (token_hash.as_slice(), lifetime.as_seconds_f64());
        first(&self.query(sql, &[&id.uuid(), &hash, &seconds, &proof]).await?)
    }

    /// Takes a scanner's authority away, for good.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Rule`] when that was done before.
    pub async fn revoke_scanner(&self, id: ScannerId) -> Result<()> {
        self.query("SELECT credenza.revoke_scanner($1)", &[&id.uuid()]).await.map(drop)
    }

    /// Sets how old the status of a pass may be at a site, and, unless it is as before, whether its scanners carry photos; over the
    /// version that the caller saw. Returns whether they do.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`].
    pub async fn set_site_gate(
        &self,
        site: SiteId,
        seconds: Option<i32>,
        photos: Option<bool>,
        version: Option<i32>,
        at: OffsetDateTime,
    ) -> Result<bool> {
        let sql =
            "UPDATE credenza.sites SET max_status_age = $2, scanner_photos = coalesce($5, scanner_photos),
                       version = version + 1, updated_at = $4
                   WHERE id = $1 AND ($3::integer IS NULL OR version = $3) RETURNING scanner_photos";
        let set = self.query(sql, &[&site.uuid(), &seconds, &version, &at, &photos]).await?;
        if set.is_empty() {
            let there = self.query("SELECT FROM credenza.sites WHERE id = $1", &[&site.uuid()]).await?;
            return Err(if there.is_empty() { Error::NotFound } else { Error::Stale });
        }
        first(&set)
    }
}

impl SystemTx<'_> {
    /// Enrols a phone by a link, or says again what was said to the same phone; `None` when the link is not good for it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn enroll_scanner(&self, new: &Enrolling<'_>, request: RequestId) -> Result<Option<Enrolled>> {
        let sql = "SELECT * FROM system.enroll_scanner($1, $2, $3, $4, $5, $6)";
        let (token, key_hash, start, handle) =
            (new.token_hash.as_slice(), new.key_hash.as_slice(), new.start.as_slice(), new.handle.as_slice());
        let params: Params<'_> = &[&token, &new.point, &key_hash, &start, &handle, &request.to_string()];
        let rows = self.call(sql, params).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Enrolled {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            org_name: row.try_get("org_name")?,
            scanner: ScannerId::from_uuid(row.try_get("scanner_id")?),
            epoch: row.try_get("epoch")?,
            site: SiteId::from_uuid(row.try_get("site_id")?),
            site_name: row.try_get("site_name")?,
            seq: row.try_get("seq")?,
            hash: row.try_get("hash")?,
        }))
    }

    /// The keys that an enrolment of a scanner may have; the signature says which it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn scanner_keys(&self, scanner: ScannerId, epoch: u32) -> Result<Vec<ScannerKey>> {
        let epoch = i32::try_from(epoch).unwrap_or(i32::MAX);
        let rows = self.call("SELECT * FROM system.scanner_keys($1, $2)", &[&scanner.uuid(), &epoch]).await?;
        rows.iter()
            .map(|row| {
                Ok(ScannerKey {
                    org: OrgId::from_uuid(row.try_get("org_id")?),
                    point: row.try_get("point")?,
                    start: row.try_get("start")?,
                    revoked: row.try_get("revoked")?,
                    closed: row.try_get("closed")?,
                })
            })
            .collect()
    }
}
