//! A phone's pass, signed anew without a session: the phone has proved that it holds the key, and the database chooses the rest.

use domain::id::{DutyId, KekId, ObjectId, OrgId, PassId, PassKeyId, RequestId, TicketTypeId};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;

use crate::pass_keys::point;
use crate::passes::roles;
use crate::system::SystemTx;
use crate::{Grant, Result, SealedKey};

/// A pass that is about to be signed anew: the intent is on disk.
#[derive(Debug)]
pub struct PassRenewal {
    /// Whose.
    pub org: OrgId,
    /// Which.
    pub pass: PassId,
    /// When it is signed, UTC.
    pub signed_at: OffsetDateTime,
    /// When it ends, as before, UTC.
    pub expires_at: OffsetDateTime,
    /// The status list.
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
    /// The worker's name.
    pub name: String,
    /// See [`crate::PassSettings::shown_name`].
    pub shown_name: String,
    /// What the worker's photo is known by, if there is one.
    pub photo: Option<[u8; 16]>,
    /// The pass's own place in the list.
    pub place: u32,
    /// What stands on it.
    pub tickets: Vec<RenewedTicket>,
    /// His roles as they are now; `None` where the organization has no role.
    pub roles: Option<Vec<DutyId>>,
    intent: i64,
    request: RequestId,
}

/// A ticket on such a pass.
#[derive(Debug, Clone)]
pub struct RenewedTicket {
    /// Its type.
    pub kind: TicketTypeId,
    /// Its own code.
    pub public_code: String,
    /// The type's code in the organization's catalogue.
    pub code: String,
    /// Whether the type tells of its holder's health.
    pub medical: bool,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// Its place in the list.
    pub place: u32,
}

/// What becomes of a phone's wish.
#[derive(Debug)]
pub enum BegunRenewal {
    /// There is no such pass of this phone, or no key that signs now.
    Nothing,
    /// It is not signed anew, which is recorded.
    Refused,
    /// It is, under this grant.
    Begun(Grant, Box<PassRenewal>),
}

fn renewal(row: &Row, org: OrgId, pass: PassId, request: RequestId) -> Result<PassRenewal> {
    let version: i32 = row.try_get("object_version")?;
    let places: Vec<i32> = row.try_get("places")?;
    let mut places = places.into_iter().map(|place| u32::try_from(place).unwrap_or_default());
    let place = places.next().unwrap_or_default();
    let types: Vec<uuid::Uuid> = row.try_get("ticket_types")?;
    let (public_codes, codes): (Vec<String>, Vec<String>) =
        (row.try_get("public_codes")?, row.try_get("codes")?);
    let medical: Vec<bool> = row.try_get("medical")?;
    let ends: Vec<Option<Date>> = row.try_get("ends")?;
    let tickets =
        types.into_iter().zip(public_codes.into_iter().zip(codes)).zip(medical).zip(ends).zip(places);
    let tickets = tickets.map(|((((kind, (public_code, code)), medical), expires_on), place)| {
        RenewedTicket { kind: TicketTypeId::from_uuid(kind), public_code, code, medical, expires_on, place }
    });
    Ok(PassRenewal {
        org,
        pass,
        signed_at: row.try_get("signed_at")?,
        expires_at: row.try_get("expires_at")?,
        list: row.try_get("epoch")?,
        key: PassKeyId::from_uuid(row.try_get("key_id")?),
        point: point(row)?,
        object: ObjectId::from_uuid(row.try_get("object_id")?),
        version: u32::try_from(version).unwrap_or_default(),
        sealed: SealedKey {
            kek: KekId::from_uuid(row.try_get("kek_id")?),
            wrapped_kek: row.try_get("wrapped_kek")?,
            wrapped_dek: row.try_get("wrapped_dek")?,
        },
        name: row.try_get("name")?,
        shown_name: row.try_get("shown_name")?,
        photo: row.try_get::<_, Option<&[u8]>>("photo")?.and_then(|digest| digest.try_into().ok()),
        place,
        tickets: tickets.collect(),
        roles: roles(row)?,
        intent: row.try_get("intent")?,
        request,
    })
}

impl SystemTx<'_> {
    /// The key in the phone that a pass is for, a compressed point.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn find_pass_device(&self, org: OrgId, pass: PassId) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT system.find_pass_device($1, $2)";
        let rows = self.call(sql, &[&org.uuid(), &pass.uuid()]).await?;
        rows.first().map_or(Ok(None), |row| Ok(row.try_get(0)?))
    }

    /// Commits the intent of the system to sign a pass anew, and mints the grant for the key that does: the second thing that it does
    /// by itself, see [`SystemTx::begin_status_list`]. The phone with the key `device` has proved that it asked, at `asked_at` by its
    /// clock.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`]; then there is no grant.
    pub async fn begin_pass_renewal(
        &self,
        at: OffsetDateTime,
        (org, pass): (OrgId, PassId),
        device: &[u8],
        asked_at: OffsetDateTime,
        request: RequestId,
    ) -> Result<BegunRenewal> {
        // A statement of its own is a transaction of its own: when its rows are here, the entry is on disk.
        let sql = "SELECT * FROM system.begin_pass_renewal($1, $2, $3, $4, $5, $6)";
        let (org_id, pass_id, request_id) = (org.uuid(), pass.uuid(), request.to_string());
        let rows = self.call(sql, &[&at, &org_id, &pass_id, &device, &asked_at, &request_id]).await?;
        let Some(row) = rows.first() else { return Ok(BegunRenewal::Nothing) };
        if row.try_get::<_, Option<String>>("refusal")?.is_some() {
            return Ok(BegunRenewal::Refused);
        }
        let renewal = renewal(row, org, pass, request)?;
        Ok(BegunRenewal::Begun(Grant::mint(org, renewal.object, renewal.version), Box::new(renewal)))
    }

    /// Records whether it was signed.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn end_pass_renewal(&self, renewal: &PassRenewal, done: bool) -> Result<()> {
        let (org, pass, request) = (renewal.org.uuid(), renewal.pass.uuid(), renewal.request.to_string());
        let sql = "SELECT system.end_pass_renewal($1, $2, $3, $4, $5)";
        self.call(sql, &[&org, &pass, &done, &renewal.intent, &request]).await.map(drop)
    }
}
