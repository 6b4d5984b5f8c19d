//! What became of passes and tickets, for anybody who holds one: the lists that the system signs, and the answer about one code.

use domain::id::{KekId, ObjectId, OrgId, PassKeyId, RequestId};
use time::{Date, Duration, OffsetDateTime};

use crate::pass_keys::point;
use crate::system::{SystemTx, first};
use crate::{Grant, Result, SealedKey};

/// A list as it was signed last.
#[derive(Debug, Clone)]
pub struct SignedStatusList {
    /// `application/statuslist+cwt`.
    pub cwt: Vec<u8>,
    /// `application/statuslist+jwt`.
    pub jwt: String,
    /// What is revoked, as a `BitstringStatusListCredential` (`application/vc+jwt`).
    pub revocation: String,
    /// What is suspended, as another.
    pub suspension: String,
    /// When, UTC.
    pub signed_at: OffsetDateTime,
    /// Whether it says what is so, and is new enough.
    pub current: bool,
}

/// A list in all its forms, as it was signed: see [`SignedStatusList`].
#[derive(Debug, Clone)]
pub struct StatusListForms {
    /// `application/statuslist+cwt`.
    pub cwt: Vec<u8>,
    /// `application/statuslist+jwt`.
    pub jwt: String,
    /// What is revoked.
    pub revocation: String,
    /// What is suspended.
    pub suspension: String,
}

/// What there is of a list.
#[derive(Debug, Clone)]
pub enum FoundStatusList {
    /// No passes have this list.
    Unknown,
    /// It was not signed yet.
    Unsigned,
    /// It was.
    Signed(SignedStatusList),
}

/// A list that is about to be signed: the intent is on disk.
#[derive(Debug)]
pub struct StatusSigning {
    /// Whose.
    pub org: OrgId,
    /// Which.
    pub list: i32,
    /// The key that signs it.
    pub key: PassKeyId,
    /// x and y, 32 bytes each, big-endian.
    pub point: [u8; 64],
    /// Its sealed private half.
    pub object: ObjectId,
    /// The version of that.
    pub version: u32,
    /// What it takes, with the grant, to open it.
    pub sealed: SealedKey,
    /// When the list was signed last, UTC.
    pub previous: Option<OffsetDateTime>,
    /// Places that are not valid, and what they are: 1 revoked, 2 suspended.
    pub bad: Vec<(u32, i32)>,
    /// How many places the list has.
    pub size: u32,
    content: Vec<u8>,
    intent: i64,
    request: RequestId,
}

/// What anybody may know of a ticket.
#[derive(Debug, Clone)]
pub struct VerifiedTicket {
    /// Who vouches.
    pub organization: String,
    /// His time zone, an IANA name.
    pub time_zone: String,
    /// The name of its type; none when that tells of its holder's health.
    pub type_name: Option<String>,
    /// Its state.
    pub state: String,
    /// Its first day.
    pub issued_on: Option<Date>,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// For how many days before that it is said to end soon.
    pub renewal_days: i32,
}

impl SystemTx<'_> {
    /// A list; `current` when it was signed less than `lifetime` before `at`, and nothing has changed since.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn find_status_list(
        &self,
        at: OffsetDateTime,
        org: OrgId,
        list: i32,
        lifetime: Duration,
    ) -> Result<FoundStatusList> {
        let sql = "SELECT * FROM system.find_status_list($1, $2, $3, make_interval(secs => $4))";
        let rows = self.call(sql, &[&at, &org.uuid(), &list, &lifetime.as_seconds_f64()]).await?;
        let Some(row) = rows.first() else { return Ok(FoundStatusList::Unknown) };
        let Some(signed_at) = row.try_get("signed_at")? else { return Ok(FoundStatusList::Unsigned) };
        Ok(FoundStatusList::Signed(SignedStatusList {
            cwt: row.try_get("cwt")?,
            jwt: row.try_get("jwt")?,
            // Missing in what was signed before there were these, which is not current.
            revocation: row.try_get::<_, Option<_>>("revocation")?.unwrap_or_default(),
            suspension: row.try_get::<_, Option<_>>("suspension")?.unwrap_or_default(),
            signed_at,
            current: row.try_get("current")?,
        }))
    }

    /// Commits the intent of the system to sign a list, and mints the grant for the key that does. The database chooses the key:
    /// by this way no other object can be opened. `None` when there is no such list, or no key that signs at `at`.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`]; then there is no grant.
    pub async fn begin_status_list(
        &self,
        at: OffsetDateTime,
        org: OrgId,
        list: i32,
        request: RequestId,
    ) -> Result<Option<(Grant, StatusSigning)>> {
        // A statement of its own is a transaction of its own: when its rows are here, the entry is on disk.
        let sql = "SELECT * FROM system.begin_status_list($1, $2, $3, $4)";
        let rows = self.call(sql, &[&at, &org.uuid(), &list, &request.to_string()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (version, size): (i32, i32) = (row.try_get("object_version")?, row.try_get("size")?);
        let (places, statuses): (Vec<i32>, Vec<i32>) = (row.try_get("places")?, row.try_get("statuses")?);
        let places = places.into_iter().map(|place| u32::try_from(place).unwrap_or_default());
        let signing = StatusSigning {
            org,
            list,
            key: PassKeyId::from_uuid(row.try_get("key_id")?),
            point: point(row)?,
            object: ObjectId::from_uuid(row.try_get("object_id")?),
            version: u32::try_from(version).unwrap_or_default(),
            sealed: SealedKey {
                kek: KekId::from_uuid(row.try_get("kek_id")?),
                wrapped_kek: row.try_get("wrapped_kek")?,
                wrapped_dek: row.try_get("wrapped_dek")?,
            },
            previous: row.try_get("previous")?,
            bad: places.zip(statuses).collect(),
            size: u32::try_from(size).unwrap_or_default(),
            content: row.try_get("content")?,
            intent: row.try_get("intent")?,
            request,
        };
        Ok(Some((Grant::mint(org, signing.object, signing.version), signing)))
    }

    /// Publishes what was signed at `at`, and records that it was; false when another list was published in the meantime.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn publish_status_list(
        &self,
        signing: &StatusSigning,
        at: OffsetDateTime,
        forms: &StatusListForms,
    ) -> Result<bool> {
        let rows = self
            .call(
                "SELECT system.publish_status_list($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                &[
                    &signing.org.uuid(),
                    &signing.list,
                    &signing.key.uuid(),
                    &signing.previous,
                    &at,
                    &signing.content,
                    &forms.cwt,
                    &forms.jwt,
                    &forms.revocation,
                    &forms.suspension,
                    &signing.intent,
                    &signing.request.to_string(),
                ],
            )
            .await?;
        first(&rows)
    }

    /// Records that a list could not be signed.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn fail_status_list(&self, signing: &StatusSigning) -> Result<()> {
        self.call(
            "SELECT system.fail_status_list($1, $2, $3, $4, $5)",
            &[
                &signing.org.uuid(),
                &signing.list,
                &signing.key.uuid(),
                &signing.intent,
                &signing.request.to_string(),
            ],
        )
        .await
        .map(drop)
    }

    /// What anybody may know of the approved ticket with this code.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn verify_ticket(&self, code: &str) -> Result<Option<VerifiedTicket>> {
        let rows = self.call("SELECT * FROM system.verify_ticket($1)", &[&code]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(VerifiedTicket {
            organization: row.try_get("organization")?,
            time_zone: row.try_get("time_zone")?,
            type_name: row.try_get("type_name")?,
            state: row.try_get("state")?,
            issued_on: row.try_get("issued_on")?,
            expires_on: row.try_get("expires_on")?,
            renewal_days: row.try_get("renewal_days")?,
        }))
    }
}
