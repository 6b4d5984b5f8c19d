//! What an enrolled scanner may do: fetch its bundle and what its site lets it carry, and append to its log. Who it is, the engine
//! establishes, as for a member; it has no other door.

use domain::id::{DutyId, OrgId, PassId, RequestId, SiteId, TicketTypeId};
use futures_util::future::try_join4;
use serde_json::json;
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::tenant::Params;
use crate::{Error, Result, Store};

const ENTER: &str = "SELECT org_id, scanner_id, epoch, closed FROM credenza.enter_scanner($1)";

/// Which enrolled scanner calls: the secret that finds its epoch in the database, and the request it is for.
#[derive(Clone)]
pub struct ScannerCaller {
    handle: Zeroizing<Vec<u8>>,
    /// The request, as the audit log names it.
    pub request: RequestId,
}

impl ScannerCaller {
    /// `handle` is the secret of the epoch.
    #[must_use]
    pub fn new(handle: &[u8; 32], request: RequestId) -> Self {
        Self { handle: Zeroizing::new(handle.to_vec()), request }
    }
}

impl std::fmt::Debug for ScannerCaller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ScannerCaller({})", self.request)
    }
}

/// What a scanner's site has for it. Keys and lists are published, and are not here.
#[derive(Debug, Clone)]
pub struct BundleParts {
    /// The organization.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Its time zone, an IANA name.
    pub time_zone: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The most seconds that the status of a pass may be old here.
    pub max_status_age: Option<i32>,
    /// The types of tickets: id, code, name, and whether it tells of somebody's health.
    pub types: Vec<(TicketTypeId, String, String, bool)>,
    /// The types that the site requires.
    pub required: Vec<TicketTypeId>,
    /// The numbers of the status lists whose passes may not be over.
    pub lists: Vec<i32>,
    /// The beginnings of the digests of the photos that its scanners carry; `None` where they carry none.
    pub photos: Option<Vec<[u8; 16]>>,
    /// The organization's tasks.
    pub tasks: CarriedDuties,
    /// Its roles.
    pub roles: CarriedDuties,
}

/// The duties of a kind, as far as a scanner carries them.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct CarriedDuties {
    /// How many there are.
    pub total: usize,
    /// The first of them by name.
    pub here: Vec<CarriedDuty>,
}

/// What work asks for.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct CarriedDuty {
    id: Uuid,
    /// What people call it.
    pub name: String,
    types: Vec<NeededType>,
}

#[derive(Debug, Clone, serde::Deserialize)]
struct NeededType {
    id: Uuid,
    code: String,
    medical: bool,
}

impl CarriedDuty {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> DutyId {
        DutyId::from_uuid(self.id)
    }

    /// The types of tickets that it needs: id, code, and whether it tells of somebody's health.
    pub fn types(&self) -> impl Iterator<Item = (TicketTypeId, &str, bool)> {
        self.types
            .iter()
            .map(|needed| (TicketTypeId::from_uuid(needed.id), needed.code.as_str(), needed.medical))
    }
}

/// A record whose signature was verified. Texts are the stable names.
#[derive(Debug, Clone)]
pub struct NewScan<'a> {
    /// Its number in the epoch.
    pub seq: u32,
    /// The hash that it names as the one before.
    pub prev: [u8; 32],
    /// Its own.
    pub hash: [u8; 32],
    /// When, by the phone, in seconds since 1970 (UTC).
    pub at: i64,
    /// What is to be added to that, in seconds.
    pub clock_offset: Option<i64>,
    /// When the bundle was made, in seconds since 1970 (UTC).
    pub bundle_at: Option<i64>,
    /// The pass that was shown.
    pub pass: Option<PassId>,
    /// The verdict.
    pub verdict: &'a str,
    /// Why.
    pub reason: &'a str,
    /// `static` or `live`.
    pub assurance: Option<&'a str>,
    /// Since when the status was known, in seconds since 1970 (UTC).
    pub status_as_of: Option<i64>,
    /// The decision.
    pub decision: &'a str,
    /// The codes that were missing.
    pub missing: &'a [String],
    /// Where a ticket's code was typed: the code, and what was said of it.
    pub code: Option<(&'a str, &'a str)>,
    /// The task of the day.
    pub task: Option<DutyId>,
    /// The signed bytes.
    pub record: &'a [u8],
}

/// How far a log goes, and whether what was brought is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// All of it is.
    Whole(LogEnd),
    /// None of it is: records before it are missing.
    Gap(LogEnd),
    /// None of it is: it is another log than the one that is there.
    Forked(LogEnd),
}

/// The last record that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEnd {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl NewScan<'_> {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "seq": self.seq,
            "prev": hex::encode(self.prev),
            "hash": hex::encode(self.hash),
            "at": self.at,
            "clock_offset": self.clock_offset,
            "bundle_at": self.bundle_at,
            "cti": self.pass.map(|pass| hex::encode(pass.as_bytes())),
            "verdict": self.verdict,
            "reason": self.reason,
            "assurance": self.assurance,
            "status_as_of": self.status_as_of,
            "decision": self.decision,
            "missing": self.missing,
            "code": self.code.map(|code| code.0),
            "code_status": self.code.map(|code| code.1),
            "task": self.task.map(DutyId::uuid),
            "record": hex::encode(self.record),
        })
    }
}

fn duties(row: &Row, column: &str) -> Result<CarriedDuties> {
    let told: serde_json::Value = row.try_get(column)?;
    serde_json::from_value(told).map_err(|_| Error::Internal("duties of another form".into()))
}

fn digests(row: &Row) -> Result<Option<Vec<[u8; 16]>>> {
    let kept: Option<Vec<Vec<u8>>> = row.try_get("photos")?;
    let digest =
        |digest: Vec<u8>| digest.try_into().map_err(|_| Error::Internal("a digest of another length".into()));
    kept.map(|kept| kept.into_iter().map(digest).collect()).transpose()
}

impl Store {
    /// What the scanner carries of its site; that it asked at `at` is noted.
    ///
    /// # Errors
    /// [`Error::NoSession`] when there is no such scanner, it was revoked, or another enrolment took this one's place;
    /// [`Error::Unavailable`].
    pub async fn scanner_bundle(&self, caller: &ScannerCaller, at: OffsetDateTime) -> Result<BundleParts> {
        let rows = self.as_scanner(caller, "SELECT * FROM credenza.scanner_bundle($1)", &[&at]).await?;
        let row = rows.first().ok_or(Error::NoSession)?;
        let (ids, codes): (Vec<Uuid>, Vec<String>) = (row.try_get("type_ids")?, row.try_get("type_codes")?);
        let (names, medical): (Vec<String>, Vec<bool>) =
            (row.try_get("type_names")?, row.try_get("medical")?);
        let types = ids.into_iter().map(TicketTypeId::from_uuid).zip(codes).zip(names).zip(medical);
        let required: Vec<Uuid> = row.try_get("required")?;
        Ok(BundleParts {
            org: OrgId::from_uuid(row.try_get("org_id")?),
            org_name: row.try_get("org_name")?,
            time_zone: row.try_get("time_zone")?,
            site: SiteId::from_uuid(row.try_get("site_id")?),
            site_name: row.try_get("site_name")?,
            max_status_age: row.try_get("max_status_age")?,
            types: types.map(|(((id, code), name), medical)| (id, code, name, medical)).collect(),
            required: required.into_iter().map(TicketTypeId::from_uuid).collect(),
            lists: row.try_get("lists")?,
            photos: digests(row)?,
            tasks: duties(row, "tasks")?,
            roles: duties(row, "roles")?,
        })
    }

    /// Appends records to the scanner's log: all that are new, in their order, each with its entry in the audit log, in one
    /// transaction; or none.
    ///
    /// # Errors
    /// [`Error::NoSession`] when there is no such scanner, or it was revoked; [`Error::Unavailable`], and then it is not known.
    pub async fn append_scans(&self, caller: &ScannerCaller, scans: &[NewScan<'_>]) -> Result<Appended> {
        let scans = serde_json::Value::Array(scans.iter().map(NewScan::to_json).collect());
        let sql = "SELECT outcome, seq, hash FROM credenza.append_scans($1, $2)";
        let rows = self.as_scanner(caller, sql, &[&scans, &caller.request.to_string()]).await?;
        let row = rows.first().ok_or(Error::NoSession)?;
        let end = LogEnd { seq: row.try_get("seq")?, hash: row.try_get("hash")? };
        let outcome: &str = row.try_get("outcome")?;
        Ok(match outcome {
            "appended" => Appended::Whole(end),
            "gap" => Appended::Gap(end),
            _ => Appended::Forked(end),
        })
    }

    /// One statement as the scanner, in a transaction of its own; the rows that it answers with, once it is on disk.
    pub(crate) async fn as_scanner(
        &self,
        caller: &ScannerCaller,
        sql: &str,
        params: Params<'_>,
    ) -> Result<Vec<Row>> {
        let connection = self.app().await?;
        let done = {
            let client = connection.client()?;
            let (enter, statement) = (client.prepare_cached(ENTER).await?, client.prepare_cached(sql).await?);
            let handle = caller.handle.as_slice();
            let who: Params<'_> = &[&handle];
            // In this order, without waiting for each other's answers.
            try_join4(
                client.batch_execute("BEGIN"),
                client.query_one(&enter, who),
                client.query(&statement, params),
                client.batch_execute("COMMIT"),
            )
            .await
        };
        match done {
            Ok((_, _, rows, ())) => {
                connection.done();
                Ok(rows)
            }
            Err(error) => {
                connection.abandon().await;
                Err(Error::from(error))
            }
        }
    }
}
