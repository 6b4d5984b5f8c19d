//! What a pass says: the claims of a CBOR Web Token (RFC 8392), those that are on a list and no others. A government id, a
//! birth date or a medical detail has no claim that it could stand in.

use std::str::FromStr;

use ciborium::Value;
use domain::id::{DutyId, OrgId};
use time::{Date, Duration};

use crate::cbor;
use crate::keys::DeviceKey;

/// The longest that a pass lives, in seconds: seven days. The worker's app takes a new one long before.
pub const MAX_LIFETIME: i64 = 7 * 24 * 60 * 60;
/// The most tickets on a pass.
pub const MAX_TICKETS: usize = 32;
/// The most roles on a pass. Of who has more, it does not say which he has.
pub const MAX_ROLES: usize = 16;
/// Bytes of a role's mark.
pub const ROLE_MARK: usize = 8;
/// The most characters of a name.
pub const MAX_NAME: usize = 80;
/// The most characters of a ticket type's code.
pub const MAX_CODE: usize = 16;
/// The most bytes of a status list's address.
pub const MAX_URI: usize = 160;
/// Bytes of a photo's digest: the beginning of its SHA-256.
pub const PHOTO_DIGEST: usize = 16;
/// One more than the largest index in a status list.
pub const MAX_INDEX: u32 = 1 << 24;

// RFC 8392, section 4; RFC 8747, section 3.1; draft-ietf-oauth-status-list, section 6.2; and private claims, below -65536.
const ISS: i64 = 1;
const EXP: i64 = 4;
const NBF: i64 = 5;
const IAT: i64 = 6;
const CTI: i64 = 7;
const CNF: i64 = 8;
const STATUS: i64 = 65_535;
const NAME: i64 = -70_001;
const PHOTO: i64 = -70_002;
const TICKETS: i64 = -70_003;
const ROLES: i64 = -70_004;
/// The member of `cnf` that holds a COSE key.
const COSE_KEY: i64 = 1;

/// What a pass says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The organization that vouches.
    pub issuer: OrgId,
    /// The pass: what replays and audits go by, since an ECDSA signature has two forms.
    pub id: [u8; 16],
    /// When it was made, in seconds since 1970 (UTC). The organization did not hold it revoked or suspended then.
    pub issued_at: i64,
    /// Before when it does not count.
    pub not_before: Option<i64>,
    /// From when it does not count any more: at most [`MAX_LIFETIME`] after it was made.
    pub expires_at: i64,
    /// The key in the worker's phone; a pass without one can be copied.
    pub device_key: Option<DeviceKey>,
    /// Where the status of pass and tickets is published.
    pub status_uri: String,
    /// Its own place in that list.
    pub status_index: u32,
    /// As much of the worker's name as the organization lets passes show.
    pub name: Option<String>,
    /// The beginning of the SHA-256 of the worker's photo.
    pub photo: Option<[u8; PHOTO_DIGEST]>,
    /// His tickets.
    pub tickets: Vec<TicketClaim>,
    /// The marks of the roles that he has, in the order of their bytes; `None` when the pass does not say.
    pub roles: Option<Vec<RoleMark>>,
}

/// What a pass has for a role: it tells one from another, and what it is called only to who knows the organization's.
pub type RoleMark = [u8; ROLE_MARK];

/// The mark of a role: the last bytes of its id, which are random.
#[must_use]
pub fn role_mark(role: DutyId) -> RoleMark {
    role.as_bytes().last_chunk().copied().unwrap_or_default()
}

/// The marks of somebody's roles, as a pass states them; `None` when there are more than it has room for.
#[must_use]
pub fn role_marks(roles: &[DutyId]) -> Option<Vec<RoleMark>> {
    let mut marks: Vec<_> = roles.iter().copied().map(role_mark).collect();
    marks.sort_unstable();
    marks.dedup();
    (marks.len() <= MAX_ROLES).then_some(marks)
}

/// A ticket on a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketClaim {
    /// The code of its type in the organization's catalogue: letters, digits, `-`, `_`, `.` and `#`.
    pub code: String,
    /// The last day on which it is good; `None` when it does not end.
    pub valid_until: Option<Date>,
    /// Its place in the status list.
    pub status_index: u32,
}

impl Claims {
    /// Whether they may stand on a pass.
    pub(crate) fn are_sound(&self) -> bool {
        let lifetime = self.expires_at.checked_sub(self.issued_at);
        let in_time = |moment: i64| (0..=253_402_300_799).contains(&moment);
        lifetime.is_some_and(|seconds| (1..=MAX_LIFETIME).contains(&seconds))
            && in_time(self.issued_at)
            && in_time(self.expires_at)
            && self.not_before.is_none_or(|moment| in_time(moment) && moment < self.expires_at)
            && self.status_uri.starts_with("https://")
            && self.status_uri.len() <= MAX_URI
            && self.status_index < MAX_INDEX
            && self.name.as_ref().is_none_or(|name| is_name(name))
            && self.tickets.len() <= MAX_TICKETS
            && self.tickets.iter().all(TicketClaim::is_sound)
            && self
                .roles
                .as_ref()
                .is_none_or(|marks| marks.len() <= MAX_ROLES && marks.is_sorted_by(|one, next| one < next))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let status =
            text_map(vec![("idx", self.status_index.into()), ("uri", self.status_uri.clone().into())]);
        let mut claims = vec![
            (ISS, Value::Text(self.issuer.to_string())),
            (EXP, self.expires_at.into()),
            (IAT, self.issued_at.into()),
            (CTI, Value::Bytes(self.id.to_vec())),
            (STATUS, text_map(vec![("status_list", status)])),
            (TICKETS, Value::Array(self.tickets.iter().map(TicketClaim::to_value).collect())),
        ];
        claims.extend(self.not_before.map(|moment| (NBF, moment.into())));
        claims.extend(self.device_key.map(|key| (CNF, cbor::labelled(vec![(COSE_KEY, key.to_cose_key())]))));
        claims.extend(self.name.clone().map(|name| (NAME, Value::Text(name))));
        claims.extend(self.photo.map(|digest| (PHOTO, Value::Bytes(digest.to_vec()))));
        claims.extend(self.roles.as_ref().map(|marks| {
            (ROLES, Value::Array(marks.iter().map(|mark| Value::Bytes(mark.to_vec())).collect()))
        }));
        cbor::write(&cbor::labelled(claims))
    }

    /// The claims in a payload; `None` when there is one that is not known here, one is missing, or one is not sound.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (mut issuer, mut expires_at, mut not_before, mut issued_at, mut id) =
            (None, None, None, None, None);
        let (mut device_key, mut status, mut name, mut photo, mut tickets) = (None, None, None, None, None);
        let mut roles = None;
        for (label, value) in cbor::labels(cbor::read(bytes)?)? {
            match label {
                ISS => issuer = Some(OrgId::from_str(value.as_text()?).ok()?),
                EXP => expires_at = Some(cbor::integer(&value)?),
                NBF => not_before = Some(cbor::integer(&value)?),
                IAT => issued_at = Some(cbor::integer(&value)?),
                CTI => id = Some(value.into_bytes().ok()?.try_into().ok()?),
                CNF => {
                    let [(COSE_KEY, key)] = <[_; 1]>::try_from(cbor::labels(value)?).ok()? else {
                        return None;
                    };
                    device_key = Some(DeviceKey::from_cose_key(key)?);
                }
                STATUS => status = Some(read_status(value)?),
                NAME => name = Some(value.into_text().ok()?),
                PHOTO => photo = Some(value.into_bytes().ok()?.try_into().ok()?),
                TICKETS => {
                    let items = value.into_array().ok()?;
                    tickets = Some(items.into_iter().map(TicketClaim::read).collect::<Option<_>>()?);
                }
                ROLES => {
                    let marks = value.into_array().ok()?.into_iter();
                    let marks = marks.map(|mark| mark.into_bytes().ok()?.try_into().ok());
                    roles = Some(marks.collect::<Option<_>>()?);
                }
                _ => return None,
            }
        }
        let (status_index, status_uri) = status?;
        let claims = Self {
            issuer: issuer?,
            id: id?,
            issued_at: issued_at?,
            not_before,
            expires_at: expires_at?,
            device_key,
            status_uri,
            status_index,
            name,
            photo,
            tickets: tickets?,
            roles,
        };
        claims.are_sound().then_some(claims)
    }
}

impl TicketClaim {
    fn is_sound(&self) -> bool {
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.#".contains(c);
        (1..=MAX_CODE).contains(&self.code.len())
            && self.code.chars().all(known)
            && self.status_index < MAX_INDEX
    }

    fn to_value(&self) -> Value {
        let day = self.valid_until.map_or(Value::Null, |date| days_since_1970(date).into());
        Value::Array(vec![Value::Text(self.code.clone()), day, self.status_index.into()])
    }

    fn read(value: Value) -> Option<Self> {
        let [code, day, index]: [Value; 3] = value.into_array().ok()?.try_into().ok()?;
        let valid_until = match day {
            Value::Null => None,
            day => Some(EPOCH.checked_add(Duration::days(
                cbor::integer(&day).filter(|day| (0..=100_000).contains(day))?,
            ))?),
        };
        let status_index = u32::try_from(cbor::integer(&index)?).ok()?;
        Some(Self { code: code.into_text().ok()?, valid_until, status_index })
    }
}

const EPOCH: Date = time::macros::date!(1970 - 01 - 01);

fn days_since_1970(date: Date) -> i64 {
    (date - EPOCH).whole_days()
}

/// What is shown beside a verdict must not be able to look like one: no line breaks, no control or formatting characters.
fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.chars().count()) && name.chars().all(is_shown)
}

/// Whether a character may stand in a name on a pass.
#[must_use]
pub fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

pub(crate) fn text_map(entries: Vec<(&str, Value)>) -> Value {
    cbor::map(entries.into_iter().map(|(key, value)| (Value::Text(key.into()), value)).collect())
}

/// The one member of a map with text keys, when `key` is its name.
fn only(value: Value, key: &str) -> Option<Value> {
    let [(name, inner)] = <[_; 1]>::try_from(value.into_map().ok()?).ok()?;
    (name.as_text() == Some(key)).then_some(inner)
}

fn read_status(value: Value) -> Option<(u32, String)> {
    let entries = only(value, "status_list")?.into_map().ok()?;
    // In the order of deterministic CBOR.
    let [(idx, index), (uri, address)] = <[_; 2]>::try_from(entries).ok()?;
    if idx.as_text() != Some("idx") || uri.as_text() != Some("uri") {
        return None;
    }
    Some((u32::try_from(cbor::integer(&index)?).ok()?, address.into_text().ok()?))
}
